"""Shares from a sample of desa: the ultimate-cluster variance, with replacement and so on the safe side.

v = a/(a-1) sum_j (e_j - ebar)^2 / Xhat^2 over a sampled desa, e_j the weighted residual of a desa's TPS.
Source: Hansen, Hurwitz & Madow (1953); equal to R survey's svyratio with ids = ~desa and no fpc.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from deskpemilu.insight.arrays import Floats, freeze, index_vector, level_fraction, sizes_vector, votes_matrix
from deskpemilu.insight.estimation import Lead, lead_of
from deskpemilu.insight.intervals import share_interval, t_quantile
from deskpemilu.insight.variance import group_sums, residual_map


@dataclass(frozen=True)
class ClusterEstimate:
    """Shares (k,) with intervals from ``clusters`` sampled desa."""

    share: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    covariance: Floats
    lead: Lead | None
    n: int
    clusters: int
    level: float


def estimate_clusters(
    votes: ArrayLike, cluster: ArrayLike, *, weight: ArrayLike | None = None, level: float = 0.95
) -> ClusterEstimate:
    """Estimate shares from TPS (n, k) in sampled desa (n,), with design weights (n,) or equal ones."""
    counts = votes_matrix(votes)
    n = counts.shape[0]
    labels = np.unique(index_vector(cluster, length=n, name="Desa"), return_inverse=True)[1]
    clusters = int(labels.max()) + 1
    if clusters < 2:
        raise ValueError("Sampel dua tahap membutuhkan sedikitnya dua desa yang melapor.")
    weights = np.ones(n) if weight is None else sizes_vector(weight, name="Bobot")
    if weights.size != n:
        raise ValueError(f"Bobot harus satu bilangan per TPS ({n}), diterima {weights.size}.")
    weighted = counts * weights[:, None]
    totals = weighted.sum(axis=0)
    if totals.sum() <= 0:
        raise ValueError("Belum ada suara sah pada TPS yang melapor; persentase belum dapat dihitung.")
    share = totals / totals.sum()
    sums = group_sums(weighted, labels.astype(np.intp), clusters) @ residual_map(share).T
    centred = sums - sums.mean(axis=0)
    covariance = clusters / (clusters - 1) * (centred.T @ centred) / totals.sum() ** 2
    variance = np.maximum(np.diag(covariance), 0.0)
    quantile = t_quantile(level_fraction(level), clusters - 1)
    low, high = share_interval(share, variance, quantile=quantile, level=level, zero_size=float(clusters))
    error = np.sqrt(variance)
    lead = lead_of(share, covariance, quantile)
    freeze(share, low, high, error, covariance)
    return ClusterEstimate(share, low, high, error, covariance, lead, n, clusters, level)
