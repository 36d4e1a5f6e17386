"""How often people's figures turn out wrong: per reporter and clerk. Pure.

A form counts once somebody has vouched for it. A person's *first* version of it is compared with the
version vouched for, figure by figure, over the figures that both state: one that differs makes the
form wrong for that person. If their *last* version agrees, they mended it themselves.

The rate carries a 95 % interval (Wilson 1927, JASA 22, 209-212), so that two forms do not look like
two hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from deskpemilu.intake.second import wrong_boxes

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Stated:
    """A version of a form that was vouched for: its author, how it came in, its figures by box."""

    author: str
    road: str
    boxes: Mapping[str, int]


@dataclass(slots=True)
class Score:
    """A person's forms that were vouched for."""

    forms: int = 0
    wrong: int = 0
    mended: int = 0
    figures_wrong: int = 0

    @property
    def rate(self) -> float | None:
        """Share of forms that were wrong at first; None without forms."""
        return self.wrong / self.forms if self.forms else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the rate."""
        return wilson(self.wrong, self.forms)


def wilson(hits: int, trials: int) -> tuple[float, float] | None:
    """95 % interval of a share; None without trials."""
    if not trials:
        return None
    share, z2 = hits / trials, Z95 * Z95
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z95 / (1 + z2 / trials) * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == trials else min(1.0, middle + half)
    return low, high


@dataclass(slots=True)
class Scores:
    """Scores by (author, road)."""

    rows: dict[tuple[str, str], Score] = field(default_factory=dict)

    def of(self, author: str, road: str) -> Score:
        """The person's score, new if need be."""
        return self.rows.setdefault((author, road), Score())

    def add_right(self, author: str, road: str, forms: int) -> None:
        """Forms of which there is only the version that was vouched for."""
        self.of(author, road).forms += forms

    def add(self, versions: Iterable[Stated], final: Mapping[str, int]) -> None:
        """One form with all its versions, the oldest first, and the boxes that were vouched for."""
        firsts: dict[tuple[str, str], Stated] = {}
        lasts: dict[tuple[str, str], Stated] = {}
        for version in versions:
            key = (version.author, version.road)
            firsts.setdefault(key, version)
            lasts[key] = version
        for key, first in firsts.items():
            score, wrong = self.of(*key), wrong_boxes(first.boxes, final)
            score.forms += 1
            score.figures_wrong += wrong
            score.wrong += bool(wrong)
            score.mended += bool(wrong) and not wrong_boxes(lasts[key].boxes, final)
