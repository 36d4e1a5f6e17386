"""Strata of a sample that is still coming in: which ones must share their reports with a neighbour.

A stratum with fewer than two reports has no variance of its own; one without any has no estimate at all. Both
are joined to the **nearest** stratum in frame order (kecamatan are listed by code, so neighbours are near on
the map), never to a random one. Source: Cochran, Sampling Techniques (1977), 5A.12, collapsed strata.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskpemilu.insight.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Grouping:
    """Group of every stratum, and why strata were joined."""

    group: NDArray[np.intp]
    """(H,) index of the group each stratum belongs to, 0..G-1."""
    missing: tuple[int, ...]
    """Strata of the population without any report."""
    single: tuple[int, ...]
    """Strata with one report that are larger than one TPS."""

    @property
    def joined(self) -> bool:
        """Whether any stratum could not stand alone."""
        return bool(self.missing or self.single)


def group_strata(reported: Floats, size: Floats) -> Grouping:
    """Join every stratum that cannot stand alone to its nearest neighbour.

    reported, size: (H,) reports and TPS of every stratum. A stratum of one TPS that has reported is certain
    and stays alone; an empty stratum (no TPS) belongs to nobody and gets a group of its own.
    """
    missing = np.flatnonzero((size > 0) & (reported == 0))
    single = np.flatnonzero((reported == 1) & (size > 1))
    owner = np.arange(size.size)
    if missing.size or single.size:
        active = (size > 0) & ~((reported == 1) & (size == 1))
        if not (reported[active] > 0).any():
            active = size > 0
        owner = _join(reported, active, np.cumsum(size > 0))
    return Grouping(
        group=np.unique(owner, return_inverse=True)[1].astype(np.intp),
        missing=tuple(int(h) for h in missing),
        single=tuple(int(h) for h in single),
    )


def _join(reported: Floats, active: Bools, place: Ints) -> Ints:
    """Owner of every stratum: join neighbouring blocks in frame order until each holds two reports.

    place (H,): position among the strata that hold TPS, so that an empty one takes no room between others.
    """
    blocks: list[list[int]] = []
    totals: list[float] = []
    for h in np.flatnonzero(active):
        blocks.append([int(h)])
        totals.append(float(reported[h]))
    position = 0
    while position < len(blocks) and len(blocks) > 1:
        if totals[position] >= 2:
            position += 1
            continue
        other = _neighbour(blocks, totals, position, place)
        left, right = min(position, other), max(position, other)
        blocks[left] += blocks.pop(right)
        totals[left] += totals.pop(right)
        position = left
    owner = np.arange(reported.size)
    for block in blocks:
        owner[block] = block[0]
    return owner


def _neighbour(blocks: list[list[int]], totals: list[float], position: int, place: Ints) -> int:
    """The nearer adjacent block; at equal distance the one with fewer reports, then the earlier."""
    choices = [p for p in (position - 1, position + 1) if 0 <= p < len(blocks)]
    return min(choices, key=lambda p: (_gap(blocks[position], blocks[p], place), totals[p], p))


def _gap(one: list[int], other: list[int], place: Ints) -> int:
    return int(min(abs(place[one[-1]] - place[other[0]]), abs(place[other[-1]] - place[one[0]])))
