"""Blind second entry: which forms need one, and what two entries differ in. Pure.

A desk chooses by contest, by place, and a share of the forms by chance. The chance is a hash of the
rule's seed, the contest and the TPS: the same forms on every machine and at every look, without a list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deskpemilu.domain.form import CountForm
from deskpemilu.intake.sheet import boxes_of

ALL = 100


@dataclass(frozen=True, slots=True)
class PlanRule:
    """One line of a plan: contest codes and region or TPS codes (empty is all), and a share in per cent."""

    contests: frozenset[str] = frozenset()
    areas: tuple[str, ...] = ()
    percent: int = ALL
    seed: str = ""

    def holds(self, tps_code: str, contest: str) -> bool:
        """Whether the form of this TPS and contest needs a second entry."""
        if self.contests and contest not in self.contests:
            return False
        if self.areas and not tps_code.startswith(self.areas):
            return False
        return self.percent >= ALL or _lot(self.seed, contest, tps_code) < self.percent


def _lot(seed: str, contest: str, tps_code: str) -> float:
    """A number from 0 to 100, even over all forms."""
    digest = hashlib.blake2b(f"{seed}:{contest}:{tps_code}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") * ALL / 2**64


def planned(rules: Iterable[PlanRule], tps_code: str, contest: str) -> bool:
    """Whether any line of the plan asks for a second entry of this form."""
    return any(rule.holds(tps_code, contest) for rule in rules)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two entries of one form, box by box: `other` differ in figures, the rest is blank on one side."""

    other: Mapping[str, tuple[int, int]]
    only_first: Mapping[str, int]
    only_second: Mapping[str, int]

    @property
    def equal(self) -> bool:
        """Whether every box holds the same on both sides."""
        return not (self.other or self.only_first or self.only_second)

    @property
    def more(self) -> bool:
        """Whether the second agrees and says more: it is a fuller first entry, not a check of it."""
        return bool(self.only_second) and not (self.other or self.only_first)

    @property
    def boxes(self) -> list[list[object]]:
        """Differing boxes as rows store them: name, first, second."""
        rows: list[list[object]] = [[name, first, second] for name, (first, second) in self.other.items()]
        rows.extend([name, figure, None] for name, figure in self.only_first.items())
        rows.extend([name, None, figure] for name, figure in self.only_second.items())
        return rows


def compare(first: CountForm, second: CountForm) -> Compared:
    """Compare two entries."""
    left, right = boxes_of(first), boxes_of(second)
    return Compared(
        other={n: (left[n], right[n]) for n in left if n in right and left[n] != right[n]},
        only_first={n: figure for n, figure in left.items() if n not in right},
        only_second={n: figure for n, figure in right.items() if n not in left},
    )


def wrong_boxes(typed: Mapping[str, int], final: Mapping[str, int]) -> int:
    """How many figures that somebody typed are not the ones that were accepted in the end."""
    return sum(1 for name, figure in typed.items() if name in final and final[name] != figure)
