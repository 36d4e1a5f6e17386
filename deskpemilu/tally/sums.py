"""Adding up forms and totals: pure.

A *side* is what one of the two totals (received, verified) holds for a region:
{"tps": forms counted, "valid", "invalid", "total", "voters", "votes": {choice key: votes}}.
Figures that no form has stay 0; `voters` counts only forms that state it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deskpemilu.domain.contests import choice_order
from deskpemilu.domain.states import HELD_BACK, IN_RECEIVED, IN_VERIFIED, CountState

FIGURES = ("tps", "valid", "invalid", "total", "voters")


@dataclass(slots=True)
class Sum:
    """A running sum of forms or of sides."""

    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    votes: dict[str, int] = field(default_factory=dict)

    def add_form(self, votes: Mapping[str, int], rows: Mapping[str, int]) -> None:
        """Add one form. Valid votes not written are the sum of the votes."""
        figures = self.figures
        valid = rows.get("suara_sah")
        if valid is None:
            valid = sum(votes.values())
        invalid = rows.get("suara_tidak_sah", 0)
        figures["tps"] += 1
        figures["valid"] += valid
        figures["invalid"] += invalid
        figures["total"] += rows.get("suara_total", valid + invalid)
        figures["voters"] += rows.get("pengguna_total_j", 0)
        mine = self.votes
        for key, figure in votes.items():
            mine[key] = mine.get(key, 0) + figure

    def add_side(self, side: Mapping[str, Any]) -> None:
        """Add a side of the level below."""
        for name in FIGURES:
            self.figures[name] += side.get(name, 0)
        for key, figure in side.get("votes", {}).items():
            self.votes[key] = self.votes.get(key, 0) + figure

    def as_side(self) -> dict[str, Any]:
        """The sum as it is stored, votes in ballot order."""
        votes = sorted(self.votes.items(), key=lambda item: choice_order(item[0]))
        return {**self.figures, "votes": dict(votes)}


@dataclass(slots=True)
class RegionSum:
    """Both sums of a region, and how many forms stand where."""

    received: Sum = field(default_factory=Sum)
    verified: Sum = field(default_factory=Sum)
    held: int = 0

    def add_count(self, state: CountState, votes: Mapping[str, int], rows: Mapping[str, int]) -> None:
        """Add the count of one TPS."""
        if state in IN_RECEIVED:
            self.received.add_form(votes, rows)
        if state in IN_VERIFIED:
            self.verified.add_form(votes, rows)
        if state in HELD_BACK:
            self.held += 1

    def add_region(self, received: Mapping[str, Any], verified: Mapping[str, Any], held: int) -> None:
        """Add a region of the level below."""
        self.received.add_side(received)
        self.verified.add_side(verified)
        self.held += held


def sum_regions(rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Any], int]]) -> RegionSum:
    """Sum of (received, verified, held) of regions of one level."""
    result = RegionSum()
    for received, verified, held in rows:
        result.add_region(received, verified, held)
    return result
