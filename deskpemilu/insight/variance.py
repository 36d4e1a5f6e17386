"""Design-based moments of a stratified sample: weights, the combined ratio and its linearised covariance.

y_ik votes, x_i valid votes, w_i weights.  p = sum w y / sum w x;  e_ik = y_ik - p_k x_i.
Equal probability inside a stratum: v = sum_h N_h^2 (1 - f_h) s2_h / n_h (Cochran 1977, 6.11).
PPS: Deville-Hajek, v = sum_h n/(n-1) sum_i (1 - pi_i) (w_i (e_i - ebar_h) - B_h)^2 (Deville 1999).
Both are computed for the votes themselves; e is linear in y, so ``residual_map`` carries the result over.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.strata import Grouping

ORDINARY_EFFECT = 10.0
"""Variance of a share over that of as many single voters; 8 to 10 in stratified samples of 2024."""
USUAL_BETWEEN = 0.23
"""Variance between kecamatan over that between TPS in them, median of 97 kabupaten/kota in 2024."""
USUAL_DEGREES = 4.0
"""Degrees of freedom that the usual ratio counts for."""
NO_SPREAD = 1e-9
"""Below this part of an ordinary variance a variance is rounding error."""
SAME_EVERYWHERE = (
    "TPS yang melapor tidak menunjukkan perbedaan sama sekali; rentang memakai sebaran yang lazim. "
    "Periksa laporan yang terkirim dua kali."
)


@dataclass(frozen=True)
class Design:
    """The sample as it weighs: the group every reported TPS stands for, and what each group counts."""

    group: NDArray[np.intp]
    """(n,) group of every reported TPS."""
    reported: Floats
    """(G,) reports per group."""
    size: Floats
    """(G,) TPS of the population per group."""
    sums: Floats
    """(G, k) votes per group, unweighted."""
    weight: Floats | None
    """(n,) design weights under PPS; None when every TPS of a group weighs the same."""

    @property
    def group_weight(self) -> Floats:
        """(G,) N_g / n_g, zero for a group without reports."""
        return np.where(self.reported > 0, self.size / np.maximum(self.reported, 1.0), 0.0)


def group_totals(weights: Floats, group: NDArray[np.intp], groups: int) -> Floats:
    """Sum of a column of weights (n,) per group: (G,)."""
    return np.asarray(np.bincount(group, weights=weights, minlength=groups), dtype=np.float64)


def group_sums(values: Floats, group: NDArray[np.intp], groups: int) -> Floats:
    """Sums of every column of values (n, k) per group: (G, k)."""
    columns = [group_totals(values[:, j], group, groups) for j in range(values.shape[1])]
    return np.stack(columns, axis=1)


def design_of(
    counts: Floats, stratum: NDArray[np.intp], size: Floats, grouping: Grouping, measure: Floats | None
) -> Design:
    """Design of the reported TPS; with a size measure weights are inverse to it and sum to N_g (Hajek)."""
    groups = int(grouping.group.max()) + 1
    group, totals = stratum, size
    if groups < size.size:
        group = grouping.group[stratum]
        totals = group_totals(size, grouping.group, groups)
    weight: Floats | None = None
    if measure is not None:
        inverse = 1.0 / measure
        mass = group_totals(inverse, group, groups)
        scale = np.divide(totals, mass, out=np.zeros(groups), where=mass > 0)
        whole = np.bincount(group, minlength=groups) >= totals
        weight = np.where(whole[group], 1.0, np.maximum(inverse * scale[group], 1.0))
    return Design(
        group=group,
        reported=np.bincount(group, minlength=groups).astype(np.float64),
        size=totals,
        sums=group_sums(counts, group, groups),
        weight=weight,
    )


def estimated_totals(design: Design, counts: Floats) -> Floats:
    """Estimated population total of each choice (k,)."""
    if design.weight is not None:
        return np.asarray(design.weight @ counts)
    return np.asarray(design.group_weight @ design.sums)


def total_covariance(design: Design, counts: Floats) -> Floats:
    """Covariance (k, k) of the estimated totals; a group with one report adds nothing."""
    if design.weight is not None:
        return _hajek_covariance(design, design.weight, counts)
    n = design.reported
    factor = np.where(n > 1, design.size * (design.size - n) / np.maximum(n * (n - 1), 1.0), 0.0)
    mean = design.sums / np.maximum(n, 1.0)[:, None]
    return _scatter(counts, mean, np.sqrt(factor), design.group)


def _scatter(values: Floats, mean: Floats, scale: Floats, group: NDArray[np.intp]) -> Floats:
    """Sum of the squared and crossed deviations from the group mean, each group times scale^2."""
    root = scale[group]
    scores = np.empty(values.shape, order="F")
    for j in range(values.shape[1]):
        column = scores[:, j]
        np.take(mean[:, j], group, out=column, mode="clip")
        np.subtract(values[:, j], column, out=column)
        column *= root
    return np.asarray(scores.T @ scores)


def _hajek_covariance(design: Design, weight: Floats, counts: Floats) -> Floats:
    """Deville-Hajek on votes taken as deviations from the estimated group mean."""
    group, n = design.group, design.reported
    share = estimated_totals(design, counts)
    residual = counts - counts.sum(axis=1)[:, None] * (share / share.sum())
    centre = group_sums(residual * weight[:, None], group, n.size) / _mass(group, weight, n.size)
    linear = weight[:, None] * (residual - centre[group])
    c = np.maximum(1.0 - 1.0 / weight, 0.0)
    middle = group_sums(linear * c[:, None], group, n.size) / _mass(group, c, n.size)
    factor = c * np.where(n > 1, n / np.maximum(n - 1, 1.0), 0.0)[group]
    scores = np.sqrt(factor)[:, None] * (linear - middle[group])
    return np.asarray(scores.T @ scores)


def _mass(group: NDArray[np.intp], weight: Floats, groups: int) -> Floats:
    mass = group_totals(weight, group, groups)
    return np.where(mass > 0, mass, 1.0)[:, None]


def residual_map(share: Floats) -> Floats:
    """(k, k) matrix A with e = A y for e_k = y_k - p_k * sum(y)."""
    return np.eye(share.size) - np.outer(share, np.ones(share.size))


def between_variance(residual: Floats, stratum: NDArray[np.intp], strata: int) -> Floats:
    """Variance between strata of the mean residual (n, k) of each column, by analysis of variance.

    Few strata tell little of it, so the estimate is drawn to what is usual beside the spread between TPS.

    With fewer than two strata reporting, or none with two reports, the whole spread between TPS stands in for
    it.
    """
    n = np.bincount(stratum, minlength=strata).astype(np.float64)
    sums = group_sums(residual, stratum, strata)
    squares = (residual * residual).sum(axis=0)
    explained = (sums**2 / np.maximum(n, 1.0)[:, None]).sum(axis=0)
    middle = residual.sum(axis=0) ** 2 / n.sum()
    total, reported = float(n.sum()), float((n > 0).sum())
    if reported < 2 or total - reported < 1:
        return np.asarray((squares - middle) / max(total - 1, 1.0))
    within = np.maximum(squares - explained, 0.0) / (total - reported)
    balance = (total - float((n**2).sum()) / total) / (reported - 1)
    found = np.maximum(((explained - middle) / (reported - 1) - within) / balance, 0.0)
    usual = USUAL_BETWEEN * within
    return np.asarray((found * (reported - 1) + usual * USUAL_DEGREES) / (reported - 1 + USUAL_DEGREES))


def unseen_variance(
    design: Design, grouping: Grouping, residual: Floats, stratum: NDArray[np.intp], size: Floats
) -> Floats:
    """Variance (k,) of the estimated total that joining strata hides.

    residual (n, k) of the ratio; size (H,) TPS per stratum. A joined group weighs its strata by reports, the
    population by TPS. With stratum effects of variance s2_u the difference costs
    s2_u * sum_h (N_h - N_g n_h / n_g)^2; zero where no stratum was joined.
    """
    if not grouping.joined:
        return np.zeros(residual.shape[1])
    reported = np.bincount(stratum, minlength=size.size)
    gap = float(((size - design.group_weight[grouping.group] * reported) ** 2).sum())
    return np.asarray(gap * between_variance(residual, stratum, size.size))


def degrees_of(n: float, groups: float, strata: float, unseen: Floats) -> float:
    """Degrees of freedom of the variance: reports minus groups, at least 1.

    Where strata were joined a part of the spread rests on the strata that were compared, and no more may be
    claimed than they allow: strata minus one. (Satterthwaite's weighing of both gave 92.9 % where this gives
    94.3 %: single TPS left in three strata of seven areas, ``make stats-report``.)
    """
    within = max(n - groups, 1.0)
    return max(min(within, strata - 1.0), 1.0) if unseen.any() else within


def borrowed_spread(share: Floats, covariance: Floats, voters: float, left: float) -> tuple[Floats, bool]:
    """The covariance (k, k) of shares, with an ordinary spread where the reports show none, and whether so.

    Reports that agree to the last digit are a copy or chance, not knowledge: the spread of single voters
    times ``ORDINARY_EFFECT`` stands in. left: part of the population that is still out; 0: nothing. A
    share of exactly 0 or 1 beside others that do vary is left to its own interval.
    """
    least = 1.0 / (voters + 1.0)
    inside = np.clip(share, least, 1.0 - least)
    plain = ORDINARY_EFFECT * left / voters * (np.diag(inside) - np.outer(inside, inside))
    flat = np.diag(covariance) <= NO_SPREAD * np.diag(plain)
    if share.size < 2 or left <= 0 or not flat.any():
        return covariance, False
    if flat.all():
        return plain, True
    flat &= (share > 0) & (share < 1)
    mended = covariance.copy()
    mended[flat, flat] = np.diag(plain)[flat]
    return mended, bool(flat.any())
