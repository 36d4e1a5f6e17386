"""An earlier election as a help for the projection, used only where it helps. Pure.

Comes in: shares per desa of an earlier election, the partial count. Goes out: a column per choice of the
earlier election for every TPS, and whether it predicts desa that were set aside better than without. Where
it does not, it is not used: an election long ago, or with other pairs, may say nothing about this one.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.domain.codes import DESA
from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.inputs import canonical
from deskpemilu.insight.partial_count import (
    PartialCount,
    known_registered,
    number_places,
    reported_votes,
    sum_count,
)
from deskpemilu.insight.projection import SIZE_SLOPE_SD, desa_covariates, reports_in
from deskpemilu.insight.shrinkage import predict

FOLDS = 5
FEWEST_DESA = 25
"""Reported desa below which nothing can be set aside."""
BETTER = 0.95
"""The error on desa set aside must fall at least to this part of what it is without."""
COVERED = 0.9
"""Share of the TPS whose desa must have an earlier figure."""
MOST_CHOICES = 3


@dataclass(frozen=True)
class Earlier:
    """Shares per desa of an earlier election: its name, and the largest choices of it."""

    election: str
    shares: Mapping[str, tuple[float, ...]]

    @staticmethod
    def of(election: str, votes: Mapping[str, Mapping[str, int]]) -> Earlier | None:
        """From votes per desa and choice, one choice left out (they add up); None without votes."""
        total: dict[str, int] = {}
        for row in votes.values():
            for key, figure in row.items():
                total[key] = total.get(key, 0) + figure
        ranked = sorted(total, key=lambda key: (-total[key], key))
        keys = ranked[: min(MOST_CHOICES, len(ranked) - 1)]
        known = {code: sum(row.values()) for code, row in votes.items()}
        shares = {
            code: tuple(round(votes[code].get(key, 0) / valid, 6) for key in keys)
            for code, valid in sorted(known.items())
            if valid > 0
        }
        return Earlier(election, shares) if keys and shares else None

    def pack(self) -> bytes:
        """As bytes; `unpack` gives an equal one."""
        return zlib.compress(canonical([self.election, self.shares]))

    @staticmethod
    def unpack(data: bytes) -> Earlier:
        """Read what `pack` wrote."""
        election, shares = json.loads(zlib.decompress(data))
        return Earlier(election, {code: tuple(row) for code, row in shares.items()})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the figures."""
        return hashlib.sha256(canonical([self.election, self.shares])).hexdigest()

    def columns(self, codes: Sequence[str]) -> Floats | None:
        """(N, p) shares in the desa of every TPS, the mean where unknown; None where too few are known."""
        width = len(next(iter(self.shares.values())))
        blank = (np.nan,) * width
        table = np.array([self.shares.get(code[:DESA], blank) for code in codes], dtype=np.float64)
        known = ~np.isnan(table[:, 0])
        if not codes or known.mean() < COVERED:
            return None
        return np.where(known[:, None], table, table[known].mean(axis=0))


@dataclass(frozen=True)
class Worth:
    """How well desa set aside are predicted: root mean square error of shares with and without."""

    with_earlier: float
    without: float
    desa: int

    @property
    def helps(self) -> bool:
        """Whether it is used."""
        return self.desa >= FEWEST_DESA and self.with_earlier < BETTER * self.without


def worth(
    votes: ArrayLike, registered: ArrayLike, stratum: ArrayLike, cluster: ArrayLike, earlier: ArrayLike
) -> Worth:
    """Set every fifth reported desa aside in turn, predict it from the others with and without."""
    rows, counts, length = reported_votes(votes)
    places = number_places(stratum, cluster, length)
    size, _ = known_registered(registered, places)
    count = sum_count(rows, counts, size, places)
    desa = np.flatnonzero(count.valid > 0)
    if desa.size < FEWEST_DESA:
        return Worth(float("nan"), float("nan"), int(desa.size))
    here = places.desa[rows]
    squares = np.zeros(2)
    for fold in range(FOLDS):
        aside = desa[fold::FOLDS]
        kept = ~np.isin(here, aside)
        part = sum_count(rows[kept], counts[kept], size, places)
        for which, figures in enumerate((earlier, None)):
            covariates = desa_covariates(part, places, figures, sized=True)
            squares[which] += _square_error(part, count, covariates, aside)
    weight = float(count.valid[desa].sum())
    with_earlier, without = (float(v) for v in np.sqrt(squares / weight))
    return Worth(with_earlier, without, int(desa.size))


def _square_error(
    part: PartialCount, count: PartialCount, covariates: Floats, aside: NDArray[np.intp]
) -> float:
    """Squared errors of the predicted shares of desa set aside, weighted by their votes."""
    weight = np.zeros(count.valid.size)
    weight[aside] = count.valid[aside] / count.valid[aside].sum()
    predicted = predict(reports_in(part), covariates, weight, slope_sd=SIZE_SLOPE_SD).share[aside]
    seen = count.votes[aside] / count.valid[aside][:, None]
    return float((count.valid[aside][:, None] * (predicted - seen) ** 2).sum())
