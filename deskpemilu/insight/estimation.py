"""Shares of the vote from a sample of TPS, with a margin that is right as often as it says.

In: votes of the sampled TPS that have reported, their stratum, the TPS in every stratum. Out: ``Estimate``.
Refuses (ValueError, one sentence): an empty sample, negative votes, an unknown stratum,
more reports than TPS.
Never a margin from the number of voters: TPS are the units that were drawn.

Combined ratio with finite population correction and Student t; Korn-Graubard bounds for small shares. Strata
with fewer than two reports are joined to the nearest one and re-weighted; what the design then cannot see,
the difference between the joined strata, enters the variance as a random effect (see ``unseen_variance``).
Sources: Cochran (1977) 6.11; Deville (1999); Korn & Graubard (1998).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.arrays import (
    Floats,
    freeze,
    index_vector,
    level_fraction,
    sizes_vector,
    votes_matrix,
)
from deskpemilu.insight.intervals import share_interval, t_quantile
from deskpemilu.insight.strata import Grouping, group_strata
from deskpemilu.insight.variance import (
    SAME_EVERYWHERE,
    borrowed_spread,
    degrees_of,
    design_of,
    estimated_totals,
    residual_map,
    total_covariance,
    unseen_variance,
)

FEW_DEGREES = 10
LARGEST_SD = 0.5
"""No share has a larger standard deviation; said of a single report, which shows no spread of its own."""


@dataclass(frozen=True)
class Lead:
    """Difference of the two leading shares with its own variance (never "twice the margin")."""

    first: int
    second: int
    difference: float
    low: float
    high: float
    standard_error: float


@dataclass(frozen=True)
class Estimate:
    """Shares (k,) as fractions with their interval, and how much the design costs."""

    share: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    design_effect: Floats
    """(k,) variance relative to drawing as many single voters (DEFF_voters)."""
    n: int
    H: int
    warnings: list[str]
    design_effect_tps: Floats
    """(k,) variance relative to a simple random sample of as many TPS (DEFF_tps)."""
    covariance: Floats
    """(k, k) covariance of the shares, for leads and simulated outcomes."""
    degrees: float
    level: float
    lead: Lead | None
    N: int
    response_rate: Floats
    """(H,) reports over TPS of the stratum."""


@dataclass(frozen=True)
class _Sample:
    """Checked input: votes (n, k), stratum (n,), TPS and reports per stratum (H,)."""

    counts: Floats
    stratum: NDArray[np.intp]
    size: Floats
    reported: Floats

    @property
    def complete(self) -> bool:
        """Every TPS of the population is in the sample."""
        return bool((self.reported == self.size).all())

    @property
    def left(self) -> float:
        """Part of the population that is not in the sample."""
        return float(1.0 - self.counts.shape[0] / self.size.sum())

    @property
    def response_rate(self) -> Floats:
        """(H,) reports over TPS of the stratum, 0 where it is empty."""
        return np.divide(self.reported, self.size, out=np.zeros(self.size.size), where=self.size > 0)


def estimate_shares(
    votes: ArrayLike,
    stratum: ArrayLike,
    stratum_size: ArrayLike,
    *,
    total: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate each choice's share of the valid votes.

    votes (n, k): votes per reported sample TPS and choice; stratum (n,): index 0..H-1; stratum_size (H,): TPS
    of the population per stratum; total (n,): size measure where TPS were drawn with probability proportional
    to it.
    """
    counts = votes_matrix(votes)
    size = sizes_vector(stratum_size)
    stratum_index = index_vector(stratum, length=counts.shape[0], upper=size.size)
    reported = np.bincount(stratum_index, minlength=size.size).astype(np.float64)
    sample = _Sample(counts=counts, stratum=stratum_index, size=size, reported=reported)
    _refuse_impossible(sample)
    measure = None if total is None else _size_measure(total, counts.shape[0])
    return _estimate(sample, measure, level_fraction(level))


def _refuse_impossible(sample: _Sample) -> None:
    over = np.flatnonzero(sample.reported > sample.size)
    if over.size:
        h = int(over[0])
        raise ValueError(
            f"Strata {h} berisi {sample.size[h]:.0f} TPS, tetapi {sample.reported[h]:.0f} TPS melapor; "
            "periksa laporan ganda."
        )
    if not sample.counts.any():
        raise ValueError("Belum ada suara sah pada TPS yang melapor; persentase belum dapat dihitung.")


def _size_measure(total: ArrayLike, length: int) -> Floats:
    measure = sizes_vector(total, name="Ukuran TPS (misalnya DPT)")
    if measure.size != length:
        raise ValueError(f"Ukuran TPS harus satu bilangan per TPS ({length}), diterima {measure.size}.")
    if measure.min() <= 0:
        raise ValueError("Ukuran TPS harus lebih dari nol pada sampel yang ditarik menurut ukuran.")
    return measure


def _estimate(sample: _Sample, measure: Floats | None, level: float) -> Estimate:
    counts, n = sample.counts, sample.counts.shape[0]
    grouping = group_strata(sample.reported, sample.size)
    design = design_of(counts, sample.stratum, sample.size, grouping, measure)
    totals = estimated_totals(design, counts)
    share = totals / totals.sum()
    linear = residual_map(share)
    covariance = linear @ total_covariance(design, counts) @ linear.T / totals.sum() ** 2
    seen = np.maximum(np.diag(covariance), 0.0)
    unseen = np.zeros(share.size)
    if grouping.joined:  # the residuals of 823,236 TPS take longer than all the rest
        unseen = unseen_variance(design, grouping, counts @ linear.T, sample.stratum, sample.size)
        unseen /= totals.sum() ** 2
    covariance = _with_variances(covariance, seen + unseen)
    covariance, borrowed = borrowed_spread(share, covariance, float(counts.sum()), sample.left)
    variance = np.diag(covariance).copy()
    degrees = degrees_of(
        float(n), float((design.reported > 0).sum()), float((sample.reported > 0).sum()), unseen
    )
    warnings = _warnings(sample, grouping, degrees) + [SAME_EVERYWHERE] * (borrowed and n > 1)
    if n == 1 and not sample.complete:
        return _single_report(share, sample, level, warnings)
    voters, tps = _design_effects(sample, share, variance)
    quantile = t_quantile(level, degrees)
    low, high = share_interval(
        share, variance, quantile=quantile, level=level, zero_size=_zero_size(sample, voters)
    )
    error = np.sqrt(variance)
    freeze(share, low, high, error, voters, tps, covariance)
    return Estimate(
        share=share, low=low, high=high, standard_error=error, design_effect=voters, n=n, H=sample.size.size,
        warnings=warnings, design_effect_tps=tps, covariance=covariance, degrees=degrees, level=level,
        lead=lead_of(share, covariance, quantile), N=int(sample.size.sum()),
        response_rate=sample.response_rate,
    )  # fmt: skip


def _with_variances(covariance: Floats, variance: Floats) -> Floats:
    """The covariance with new variances on its diagonal and the correlations kept."""
    old = np.diag(covariance)
    factor = np.sqrt(np.divide(variance, old, out=np.ones_like(variance), where=old > 0))
    matrix = covariance * np.outer(factor, factor)
    matrix[np.diag_indices_from(matrix)] = variance
    return np.asarray(matrix, dtype=np.float64)


def _design_effects(sample: _Sample, share: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Variance against as many single voters, and against plain random TPS; 1 where undefined."""
    n, sums = sample.counts.shape[0], sample.counts.sum(axis=0)
    linear = residual_map(share)
    scatter = sample.counts.T @ sample.counts - np.outer(sums, sums) / n
    spread = np.maximum(np.diag(linear @ scatter @ linear.T), 0.0)
    plain = (1 - n / sample.size.sum()) * n / max(n - 1, 1) * spread / sums.sum() ** 2
    voters = share * (1 - share) / sums.sum()
    one = np.ones(share.size)
    return (
        np.divide(variance, voters, out=one.copy(), where=voters > 0),
        np.divide(variance, plain, out=one.copy(), where=plain > 0),
    )


def _zero_size(sample: _Sample, design_effect: Floats) -> float:
    """Voters that a share of exactly 0 or 1 stands on: the sample's, over the worst design effect seen."""
    if sample.complete or design_effect.size == 1:
        return float("inf")
    worst = max(float(design_effect.max()), 1.0)
    return float(sample.counts.sum() / (worst * sample.left))


def lead_of(share: Floats, covariance: Floats, quantile: float) -> Lead | None:
    """Difference between the two largest shares; None for a single choice. Equal shares keep ballot order."""
    if share.size < 2:
        return None
    first, second = (int(j) for j in np.argsort(-share, kind="stable")[:2])
    variance = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    error = float(np.sqrt(max(variance, 0.0)))
    difference = float(share[first] - share[second])
    return Lead(
        first=first, second=second, difference=difference, low=max(difference - quantile * error, -1.0),
        high=min(difference + quantile * error, 1.0), standard_error=error,
    )  # fmt: skip


def unbounded_lead(share: Floats) -> Lead | None:
    """The lead that one TPS shows: a difference whose interval is everything that is possible."""
    lead = lead_of(share, np.zeros((share.size, share.size)), 0.0)
    return None if lead is None else replace(lead, low=-1.0, high=1.0, standard_error=2 * LARGEST_SD)


def _single_report(share: Floats, sample: _Sample, level: float, warnings: list[str]) -> Estimate:
    return without_margin(
        share,
        n=1,
        strata=sample.size.size,
        population=int(sample.size.sum()),
        rate=sample.response_rate,
        level=level,
        warnings=warnings,
    )


def without_margin(
    share: Floats, *, n: int, strata: int, population: int, rate: Floats, level: float, warnings: list[str]
) -> Estimate:
    """Shares of one TPS or desa of many: shown, with the interval of everything that is possible."""
    k = share.size
    error, covariance = np.full(k, LARGEST_SD), np.eye(k) * LARGEST_SD**2
    low, high, ones = np.zeros(k), np.ones(k), np.ones(k)
    lead = unbounded_lead(share)
    freeze(share, low, high, error, ones, covariance)
    return Estimate(
        share=share, low=low, high=high, standard_error=error, design_effect=ones, n=n, H=strata,
        warnings=warnings, design_effect_tps=ones, covariance=covariance, degrees=1.0, level=level,
        lead=lead, N=population, response_rate=rate,
    )  # fmt: skip


def _warnings(sample: _Sample, grouping: Grouping, degrees: float) -> list[str]:
    """What a reader must know before quoting the numbers, in words."""
    notes: list[str] = []
    n, population = sample.counts.shape[0], int(sample.size.sum())
    if sample.counts.shape[1] == 1:
        notes.append("Hanya satu pilihan: bagiannya selalu seluruh suara sah.")
    if n == 1 and population > 1:
        notes.append("Baru satu TPS yang melapor: persentase ditampilkan tanpa batas galat.")
    if grouping.missing:
        notes.append(
            f"{len(grouping.missing)} strata belum melapor sama sekali (nomor {_listed(grouping.missing)}): "
            "angkanya dipinjam dari strata terdekat dan rentangnya dilebarkan; "
            "sampel belum dapat mewakili strata itu."
        )
    if grouping.single:
        notes.append(
            f"{len(grouping.single)} strata baru diwakili satu TPS (nomor {_listed(grouping.single)}): "
            "digabung dengan strata terdekat."
        )
    if population > n > 1 and degrees < FEW_DEGREES:
        notes.append(f"Laporan masih sedikit ({n} TPS): rentang dapat berubah banyak.")
    notes += _vote_warnings(sample.counts)
    return notes


def _vote_warnings(counts: Floats) -> list[str]:
    notes: list[str] = []
    totals = counts.sum(axis=0)
    silent = tuple(int(j) + 1 for j in np.flatnonzero(totals == 0))
    empty = int((counts.sum(axis=1) == 0).sum())
    if empty:
        notes.append(f"{empty} TPS melapor tanpa suara sah; tetap dihitung dalam sampel, perlu diperiksa.")
    if silent:
        notes.append(
            f"Pilihan pada kolom {_listed(silent)} belum memperoleh suara pada sampel: "
            "batas atasnya tetap di atas nol."
        )
    return notes


def _listed(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"{shown} dan {len(numbers) - 5} lainnya" if len(numbers) > 5 else shown
