"""Votes of a region as bars, in ballot order: parties, pairs or candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deskpemilu.domain.contests import CONTESTS, party_of
from deskpemilu.registry.models import Contest, Dapil
from deskpemilu.tally.queries import ChoiceLine, ballot, spans_districts
from deskpemilu.web.pages.dashboard.rows import shown_votes

SERIES = 8


@dataclass(frozen=True, slots=True)
class Member:
    """A line under a party: the party's own votes, or a candidate of its list."""

    key: str
    name: str
    votes: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A choice with its votes; `share` of all valid votes, `width` of the longest bar in per cent."""

    key: str
    name: str
    party: str
    votes: int
    share: float
    width: float
    series: int
    leads: bool
    members: Sequence[Member] = ()

    @property
    def sort(self) -> str:
        """What the address says to sort the table by it."""
        return f"suara-{self.key}"

    @property
    def label(self) -> str:
        """Head of its column."""
        return self.party or f"No. {self.key}"


def bars_of(contest: Contest, area: str, dapils: Sequence[Dapil], votes: Mapping[str, int]) -> list[Bar]:
    """In ballot order, always: nothing jumps when live figures arrive.

    A party's bar holds its own votes and its candidates'; who they are is told only inside one
    district, since candidate 3 is another person in the next one.
    """
    lines = ballot(contest, area, dapils)
    legislative = CONTESTS[contest.code].legislative
    sums = shown_votes(contest, votes)
    heads = [line for line in lines if not (legislative and "." in line.key)]
    one_list = legislative and not spans_districts(dapils, area)
    most, valid = max(sums.values(), default=0), sum(sums.values())
    return [
        Bar(
            key=line.key,
            name=line.name,
            party=line.party,
            votes=sums.get(line.key, 0),
            share=sums.get(line.key, 0) / valid if valid else 0.0,
            width=100 * sums.get(line.key, 0) / most if most else 0.0,
            series=at % SERIES + 1,
            leads=most > 0 and sums.get(line.key, 0) == most,
            members=_members(line, lines, votes) if one_list else (),
        )
        for at, line in enumerate(heads)
    ]


def _members(party: ChoiceLine, lines: Sequence[ChoiceLine], votes: Mapping[str, int]) -> list[Member]:
    """Lines of a party's list; empty where no candidates were imported."""
    listed = [line for line in lines if "." in line.key and party_of(line.key) == party.key]
    if not listed:
        return []
    own = Member(party.key, "Suara partai", votes.get(party.key, 0))
    return [own, *(Member(line.key, line.name, votes.get(line.key, 0)) for line in listed)]
