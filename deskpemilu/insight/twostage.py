"""Shares from a sample of desa: the ultimate-cluster variance, with replacement and so on the safe side.

v = a/(a-1) sum_j (e_j - ebar)^2 / Xhat^2 over a sampled desa, e_j the weighted residual of a desa's TPS.
Source: Hansen, Hurwitz & Madow (1953); equal to R survey's svyratio with ids = ~desa and no fpc.

A desa was drawn with a chance proportional to its TPS, so it weighs 1 / chance and its reported TPS stand for
all of it, however many of them have reported.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.arrays import Floats, freeze, index_vector, level_fraction, sizes_vector, votes_matrix
from deskpemilu.insight.estimation import Estimate, Lead, estimate_shares, lead_of, without_margin
from deskpemilu.insight.intervals import share_interval, t_quantile
from deskpemilu.insight.ratio import Ratio
from deskpemilu.insight.variance import (
    SAME_EVERYWHERE,
    borrowed_spread,
    group_sums,
    group_totals,
    residual_map,
)

FEW_DESA = 10


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
    borrowed: bool
    """The desa showed no spread at all; an ordinary one stands in."""


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
    covariance, borrowed = borrowed_spread(share, covariance, float(counts.sum()), 1.0)
    variance = np.maximum(np.diag(covariance), 0.0)
    quantile = t_quantile(level_fraction(level), clusters - 1)
    low, high = share_interval(share, variance, quantile=quantile, level=level, zero_size=float(clusters))
    error = np.sqrt(variance)
    lead = lead_of(share, covariance, quantile)
    freeze(share, low, high, error, covariance)
    return ClusterEstimate(share, low, high, error, covariance, lead, n, clusters, level, borrowed)


@dataclass(frozen=True)
class DesaFrame:
    """The desa of the population: TPS in each (D,), and how many desa were drawn."""

    size: Floats
    drawn: int

    @property
    def chance(self) -> Floats:
        """(D,) chance of each desa to be drawn, proportional to its TPS, at most 1."""
        chance = np.zeros(self.size.size)
        certain = np.zeros(self.size.size, dtype=bool)
        while True:
            rest = ~certain & (self.size > 0)
            chance[certain] = 1.0
            if not rest.any():
                return chance
            chance[rest] = (self.drawn - certain.sum()) * self.size[rest] / self.size[rest].sum()
            over = rest & (chance >= 1)
            if not over.any():
                return chance
            certain |= over

    def weights(self, desa: NDArray[np.intp]) -> Floats:
        """(n,) weight of every reported TPS."""
        reported = group_totals(np.ones(desa.size), desa, self.size.size)
        return np.asarray(self.size[desa] / (self.chance[desa] * reported[desa]))


def estimate_two_stage(
    votes: ArrayLike, desa: ArrayLike, frame: DesaFrame, *, level: float = 0.95
) -> Estimate:
    """Shares from the reported TPS (n, k) of drawn desa (n,), with design effects; one desa has no margin."""
    counts = votes_matrix(votes)
    labels = index_vector(desa, length=counts.shape[0], upper=frame.size.size, name="Desa")
    population = int(frame.size.sum())
    if counts.shape[0] == population:
        return estimate_shares(counts, np.zeros(counts.shape[0], dtype=int), [population], level=level)
    weights = frame.weights(labels)
    rate = np.array([counts.shape[0] / population])
    reported = int(np.unique(labels).size)
    if reported < 2:
        totals = weights @ counts
        if totals.sum() <= 0:
            raise ValueError("Belum ada suara sah pada TPS yang melapor; persentase belum dapat dihitung.")
        return without_margin(
            totals / totals.sum(),
            n=counts.shape[0],
            strata=1,
            population=population,
            rate=rate,
            level=level,
            warnings=["Baru satu desa yang melapor: persentase ditampilkan tanpa batas galat."],
        )
    got = estimate_clusters(counts, labels, weight=weights, level=level)
    return _as_estimate(got, counts, population, rate)


def _as_estimate(got: ClusterEstimate, counts: Floats, population: int, rate: Floats) -> Estimate:
    """With variance against as many single voters and against a plain sample of as many TPS."""
    variance = got.standard_error**2
    voters = got.share * (1 - got.share) / counts.sum()
    plain = estimate_shares(counts, np.zeros(got.n, dtype=int), [population], level=got.level)
    tps = plain.standard_error**2
    one = np.ones(got.share.size)
    notes = [f"Laporan masih sedikit ({got.clusters} desa): rentang dapat berubah banyak."]
    return Estimate(
        share=got.share, low=got.low, high=got.high, standard_error=got.standard_error, n=got.n, H=1,
        design_effect=np.divide(variance, voters, out=one.copy(), where=voters > 0),
        design_effect_tps=np.divide(variance, tps, out=one.copy(), where=tps > 0),
        warnings=(notes if got.clusters <= FEW_DESA else []) + [SAME_EVERYWHERE] * got.borrowed,
        covariance=got.covariance,
        degrees=float(got.clusters - 1), level=got.level, lead=got.lead, N=population, response_rate=rate,
    )  # fmt: skip


def two_stage_ratio(
    numerator: ArrayLike, denominator: ArrayLike, desa: ArrayLike, frame: DesaFrame, *, level: float = 0.95
) -> Ratio | None:
    """One ratio of two totals from drawn desa; None with fewer than two of them."""
    pair = votes_matrix(np.stack([np.asarray(numerator), np.asarray(denominator)], axis=1))
    labels = index_vector(desa, length=pair.shape[0], upper=frame.size.size, name="Desa")
    clusters = int(np.unique(labels).size)
    weighted = pair * frame.weights(labels)[:, None]
    top, bottom = (float(v) for v in weighted.sum(axis=0))
    if clusters < 2 or bottom <= 0:
        return None
    value = top / bottom
    sums = group_sums(weighted, labels, frame.size.size)[np.unique(labels)]
    residual = sums[:, 0] - value * sums[:, 1]
    error = float(np.sqrt(clusters / (clusters - 1) * ((residual - residual.mean()) ** 2).sum()) / bottom)
    margin = t_quantile(level_fraction(level), clusters - 1) * error
    return Ratio(value, max(value - margin, 0.0), value + margin, error, pair.shape[0])
