"""Rows of the dashboard's table: regions below one, or the TPS of a desa."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from deskpemilu.accounts.access import Access
from deskpemilu.domain.codes import DESA, TPS
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.states import CountState
from deskpemilu.intake.blindness import hidden_from
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest
from deskpemilu.tally.models import Total
from deskpemilu.tally.queries import NO_SIDE, VERIFIED, party_sums, tally_rows
from deskpemilu.web.formatting import place


@dataclass(frozen=True, slots=True)
class Row:
    """A region or TPS. `state` only of a TPS; figures of votes are empty where nothing is counted."""

    code: str
    name: str
    tps: int
    received: int
    verified: int
    problem: int
    dpt: int | None
    valid: int = 0
    invalid: int = 0
    votes: Mapping[str, int] = field(default_factory=dict)
    state: str = ""
    findings: Sequence[str] = ()
    lat: float | None = None
    lon: float | None = None
    hidden: bool = False  # it waits for a second entry by the reader, who sees no votes of it

    @property
    def missing(self) -> int:
        """TPS from which nothing usable has come."""
        return max(0, self.tps - self.received - self.problem)

    @property
    def share(self) -> float:
        """Received as a fraction of all TPS."""
        return self.received / self.tps if self.tps else 0.0

    @property
    def is_tps(self) -> bool:
        """Whether the row is one TPS."""
        return len(self.code) == TPS

    @property
    def number(self) -> str:
        """The TPS number as people write it."""
        return self.code[-3:]

    @property
    def leader(self) -> str:
        """Key of the choice with most votes, "" where there is none or a tie."""
        best = sorted(self.votes.items(), key=lambda item: -item[1])[:2]
        if not best or best[0][1] == 0 or (len(best) > 1 and best[0][1] == best[1][1]):
            return ""
        return best[0][0]

    @property
    def cast(self) -> int:
        """Votes cast."""
        return self.valid + self.invalid

    def without_votes(self) -> Row:
        """The same for somebody who may not see totals."""
        return replace(self, valid=0, invalid=0, votes={})


def shown_votes(contest: Contest, votes: Mapping[str, int]) -> Mapping[str, int]:
    """Votes as the pages compare them: of parties where the ballot lists parties."""
    return party_sums(votes) if CONTESTS[contest.code].legislative else votes


def region_rows(contest: Contest, area: str, count: str) -> list[Row]:
    """Regions just below an area that have TPS."""
    totals = Total.objects.filter(contest=contest, region__parent_id=area, tps_total__gt=0)
    rows = []
    for total in totals.select_related("region").order_by("region_id"):
        side: Mapping[str, Any] = {**NO_SIDE, **(total.verified if count == VERIFIED else total.received)}
        rows.append(
            Row(
                code=total.region_id,
                name=place(total.region.name),
                tps=total.tps_total,
                received=total.tps_in,
                verified=total.tps_verified,
                problem=total.tps_held,
                dpt=total.dpt,
                valid=side["valid"],
                invalid=side["invalid"],
                votes=shown_votes(contest, side["votes"]),
                lat=total.region.lat,
                lon=total.region.lon,
            )
        )
    return rows


def tps_rows(contest: Contest, area: str, count: str, *, now: datetime) -> list[Row]:
    """All TPS of an area, with the state of each; in a desa their names are short."""
    table = tally_rows(
        election=contest.election, contest_code=contest.code, by="tps", count=count, area=area, now=now
    )
    counts = Count.objects.filter(contest=contest, desa_code__startswith=area, counts=True)
    states = dict(counts.values_list("tps__code", "state"))
    return [
        Row(
            code=row["code"],
            name=f"TPS {row['code'][-3:]}" if len(area) == DESA else row["name"],
            tps=1,
            received=row["tps_in"],
            verified=row["tps_verified"],
            problem=row["tps_held"],
            dpt=row["dpt"],
            valid=row["valid"],
            invalid=row["invalid"],
            votes=shown_votes(contest, row["votes"]),
            state=states.get(row["code"], CountState.MISSING.value),
            findings=row.get("findings", ()),
        )
        for row in table["rows"]
    ]


def seen_rows(access: Access, contest: Contest, area: str, rows: Sequence[Row]) -> list[Row]:
    """Rows as this person may see them: no votes of a form that waits for its second entry by them."""
    if not any(row.is_tps for row in rows):
        return list(rows)
    codes = hidden_from(access, contest.election, inside=area).codes(contest.pk)
    return [replace(row.without_votes(), hidden=True) if row.code in codes else row for row in rows]


_KEYS: dict[str, Callable[[Row], Any]] = {
    "kode": lambda row: row.code,
    "nama": lambda row: row.name.casefold(),
    "tps": lambda row: row.tps,
    "masuk": lambda row: row.share,
    "verifikasi": lambda row: row.verified,
    "janggal": lambda row: row.problem,
    "belum": lambda row: row.missing,
    "sah": lambda row: row.valid,
    "taksah": lambda row: row.invalid,
}


def sort_rows(rows: Sequence[Row], by: str, *, down: bool, words: str) -> list[Row]:
    """Rows whose name holds the words, in order; `by` may be `suara-<key>` too."""
    wanted = words.casefold()
    kept = [row for row in rows if wanted in row.name.casefold() or wanted in row.code]
    choice = by.removeprefix("suara-") if by.startswith("suara-") else None
    key = (lambda row: row.votes.get(choice, 0)) if choice else _KEYS.get(by, _KEYS["kode"])
    return sorted(kept, key=key, reverse=down)
