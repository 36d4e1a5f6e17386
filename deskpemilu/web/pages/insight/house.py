"""The house as the count so far would fill it: districts, parties, the people of their lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deskpemilu.registry.models import Choice, Contest
from deskpemilu.web.pages.insight.chart import SERIES, Chair, hemicycle

CLEAR = 0.95
SAME = 0.005


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate who would fill a seat."""

    key: str
    name: str
    votes: int


@dataclass(frozen=True, slots=True)
class Bench:
    """A party in a district or in the whole: its seats, what is known of them, who fills them."""

    key: str
    name: str
    series: int
    row: Mapping[str, Any]
    people: Sequence[Person] = ()

    @property
    def open_chances(self) -> Sequence[tuple[int, float]]:
        """(seat, chance of it) of every seat that is neither sure nor out of reach, nor said already."""
        chances = enumerate(self.row.get("at_least", ()), start=1)
        said, of = self.row.get("chance") or 0.0, self.row["seats"]
        open_ = [(seat, chance) for seat, chance in chances if 1 - CLEAR < chance < CLEAR]
        return [(seat, chance) for seat, chance in open_ if seat != of or abs(chance - said) > SAME]

    @property
    def empty_seats(self) -> int:
        """Seats that nobody on the list can be named for: too few candidates, or equals that stay open."""
        return int(self.row.get("people_open", 0))

    @property
    def ties(self) -> Sequence[Mapping[str, Any]]:
        """Equals on the list, with the rule that decides."""
        found: Sequence[Mapping[str, Any]] = self.row.get("people_ties", ())
        return found


@dataclass(frozen=True)
class House:
    """Seats of a contest: districts that can be answered, those that cannot, and the hemicycle."""

    districts: Sequence[tuple[Mapping[str, Any], Sequence[Bench]]]
    refused: Sequence[Mapping[str, Any]]
    total: Sequence[Bench]
    chairs: Sequence[Chair]
    seats: int


def house_of(contest: Contest, result: Mapping[str, Any]) -> House | None:
    """The house of a stored run; None without one."""
    if not result:
        return None
    order = _colours(list(result["names"]), result["total"])
    answered = [row for row in result["districts"] if "parties" in row]
    names = _names(contest, [row["code"] for row in answered])
    total = [
        Bench(key, result["names"][key], order[key], {"seats": seats})
        for key, seats in result["total"].items()
        if seats
    ]
    open_seats = sum(row["open_seats"] for row in answered)
    return House(
        districts=[(row, _benches(row, result["names"], order, names)) for row in answered],
        refused=[row for row in result["districts"] if "reason" in row],
        total=total,
        chairs=hemicycle([(b.key, b.series, b.row["seats"]) for b in total], open_seats),
        seats=sum(row["seats"] for row in answered),
    )


def _colours(keys: Sequence[str], seats: Mapping[str, int]) -> dict[str, int]:
    """A colour for every party: its own by the ballot, another where a party with seats has that already."""
    own = {key: number % SERIES + 1 for number, key in enumerate(keys)}
    free = list(range(1, SERIES + 1))
    for key in sorted(keys, key=lambda key: -seats.get(key, 0)):
        if not seats.get(key):
            break
        if free and own[key] not in free:
            own[key] = free[0]
        if own[key] in free:
            free.remove(own[key])
    return own


def _names(contest: Contest, districts: Sequence[str]) -> dict[tuple[str, str], str]:
    """Names of candidates by district and key; lists of the whole contest under ""."""
    rows = Choice.objects.filter(contest=contest, dapil__in=["", *districts], key__contains=".")
    return {(dapil, key): name for dapil, key, name in rows.values_list("dapil", "key", "name")}


def _benches(
    row: Mapping[str, Any],
    names: Mapping[str, str],
    order: Mapping[str, int],
    people: Mapping[tuple[str, str], str],
) -> list[Bench]:
    """Parties with a seat, or within reach of the next one, by votes."""
    benches = [
        Bench(key, names[key], order[key], party, _elected(row["code"], party, people))
        for key, party in row["parties"].items()
    ]
    kept = [b for b in benches if b.row["seats"] or (b.row["high"] or 0) > 0]
    return sorted(kept, key=lambda bench: -bench.row["votes"])


def _elected(district: str, party: Mapping[str, Any], people: Mapping[tuple[str, str], str]) -> list[Person]:
    return [
        Person(
            each["key"],
            people.get((district, each["key"])) or people.get(("", each["key"])) or f"calon {each['key']}",
            each["votes"],
        )
        for each in party.get("elected", ())
    ]
