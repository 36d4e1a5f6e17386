"""One ratio of two totals from a stratified sample: turnout, share of invalid votes.

The same design, variance and edge cases as ``estimation``; the ratio may exceed one (voters from elsewhere).
A single TPS of many shows the ratio without a margin: everything from nothing to infinity is possible.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from deskpemilu.insight.arrays import index_vector, level_fraction, sizes_vector, votes_matrix
from deskpemilu.insight.intervals import t_quantile
from deskpemilu.insight.strata import group_strata
from deskpemilu.insight.variance import (
    degrees_of,
    design_of,
    estimated_totals,
    total_covariance,
    unseen_variance,
)


@dataclass(frozen=True)
class Ratio:
    """A ratio with its interval; low and high equal the value when every TPS was counted.

    high and standard_error are infinite where a single TPS of many has reported.
    """

    value: float
    low: float
    high: float
    standard_error: float
    n: int


def estimate_ratio(
    numerator: ArrayLike,
    denominator: ArrayLike,
    stratum: ArrayLike,
    stratum_size: ArrayLike,
    *,
    total: ArrayLike | None = None,
    level: float = 0.95,
) -> Ratio:
    """Estimate sum(numerator) / sum(denominator) of the population from sampled TPS (n,).

    Raises ValueError for an empty sample, negative figures, or a denominator that is zero throughout.
    """
    pair = votes_matrix(np.stack([np.asarray(numerator), np.asarray(denominator)], axis=1))
    size = sizes_vector(stratum_size)
    index = index_vector(stratum, length=pair.shape[0], upper=size.size)
    reported = np.bincount(index, minlength=size.size).astype(np.float64)
    if (reported > size).any():
        raise ValueError("Ada strata dengan laporan lebih banyak daripada TPS-nya; periksa laporan ganda.")
    measure = None if total is None else sizes_vector(total, name="Ukuran TPS")
    if measure is not None and (measure.size != pair.shape[0] or measure.min() <= 0):
        raise ValueError("Ukuran TPS harus lebih dari nol, satu bilangan per TPS.")
    grouping = group_strata(reported, size)
    design = design_of(pair, index, size, grouping, measure)
    top, bottom = (float(t) for t in estimated_totals(design, pair))
    if bottom <= 0:
        raise ValueError("Pembagi bernilai nol pada semua TPS; rasio belum dapat dihitung.")
    value = top / bottom
    residual = np.column_stack([pair[:, 0] - value * pair[:, 1], pair[:, 1]])
    n, fraction = pair.shape[0], level_fraction(level)
    if n == 1 < size.sum():
        return Ratio(value, 0.0, float("inf"), float("inf"), n)
    linear = design_of(residual, index, size, grouping, measure)
    unseen = unseen_variance(linear, grouping, residual[:, :1], index, size)
    variance = max(float(total_covariance(linear, residual)[0, 0]), 0.0) + float(unseen[0])
    error = float(np.sqrt(variance)) / bottom
    degrees = degrees_of(float(n), float((linear.reported > 0).sum()), float((reported > 0).sum()), unseen)
    margin = t_quantile(fraction, degrees) * error
    return Ratio(value, max(value - margin, 0.0), value + margin, error, n)
