"""Nested random-effects predictor for shares (kecamatan, desa, TPS) in closed form.

Model of the share z_i of TPS i with x_i valid votes in desa j of kecamatan h:
    z_i = X_j b + u_h + v_j + e_i,   var u = s2 * ru,   var v = s2 * rv,   var e_i = s2 * xbar / x_i.
Weighting by x_i matters: TPS with more voters lean differently, and the total is a sum of votes, not of
shares. The ratios ru and rv are common to all choices, so predicted shares add up to one and leads have a
variance.

Sources: Henderson's method III for the components; Royall (1970), Scott & Smith (1969) for the finite
population predictor; Sherman-Morrison for the inverse of one kecamatan's covariance.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.variance import group_sums, group_totals

PRIOR_DESA_RATIO = 0.37
"""Variance of desa over variance of TPS, median of 97 kabupaten/kota in 2024 (21 : 62, with kecamatan 13)."""
PRIOR_KECAMATAN_RATIO = 0.23
PRIOR_DEGREES = 4.0
"""Degrees of freedom the prior ratios count for: they decide when few desa report, and vanish afterwards."""


@dataclass(frozen=True)
class Reports:
    """What the reported TPS say, summed per desa."""

    votes: Floats
    """(D, k) votes per desa."""
    valid: Floats
    """(D,) valid votes per desa."""
    squares: Floats
    """(k, k) sum over TPS of y y' / x."""
    tps: int
    """Reported TPS with at least one valid vote."""
    kecamatan: NDArray[np.intp]
    """(D,) kecamatan of every desa, reported or not."""
    kecamatan_count: int


@dataclass(frozen=True)
class Components:
    """Variance between TPS (k, k) and the ratios of desa and kecamatan variance to it."""

    within: Floats
    desa_ratio: float
    kecamatan_ratio: float


@dataclass(frozen=True)
class Prediction:
    """Predicted share of unreported TPS per desa, and the variance factor of a weighted sum of them."""

    share: Floats
    """(D, k)."""
    variance_factor: float
    """Variance of the predicted part = factor * Components.within."""
    components: Components


def variance_components(reports: Reports) -> Components:
    """Nested analysis of variance with sizes x_i / xbar; ratios pooled over choices, drawn to the prior."""
    mean_valid = reports.valid.sum() / reports.tps
    size = reports.valid / mean_valid
    per_kec = group_totals(size, reports.kecamatan, reports.kecamatan_count)
    kec_votes = _per_kecamatan(reports.votes, reports)
    levels = [
        reports.squares / mean_valid,
        _outer_sum(reports.votes / mean_valid, size),
        _outer_sum(kec_votes / mean_valid, per_kec),
        _outer_sum(reports.votes.sum(axis=0)[None, :] / mean_valid, np.array([size.sum()])),
    ]
    counts = (reports.tps, int((size > 0).sum()), int((per_kec > 0).sum()), 1)
    coefficients = _henderson(size, per_kec, reports.kecamatan)
    return _ratios(levels, counts, coefficients)


def _per_kecamatan(values: Floats, reports: Reports) -> Floats:
    return group_sums(values, reports.kecamatan, reports.kecamatan_count)


def _outer_sum(sums: Floats, size: Floats) -> Floats:
    """Sum over groups of s s' / n, groups without reports left out."""
    safe = np.where(size > 0, size, 1.0)
    return np.asarray((sums / safe[:, None]).T @ sums)


def _henderson(size: Floats, per_kec: Floats, kecamatan: NDArray[np.intp]) -> tuple[float, float, float]:
    """Expected squares: desa in (desa | kec), desa in (kec | 1) and kecamatan in (kec | 1)."""
    total = float(size.sum())
    squares = group_totals(size**2, kecamatan, per_kec.size)
    share = float((squares / np.where(per_kec > 0, per_kec, 1.0)).sum())
    return total - share, share - float((size**2).sum()) / total, total - float((per_kec**2).sum()) / total


def _ratios(
    levels: list[Floats], counts: tuple[int, int, int, int], coefficients: tuple[float, float, float]
) -> Components:
    tps, desa, kec, _ = counts
    if tps > desa:
        within = (levels[0] - levels[1]) / (tps - desa)
    else:
        spread = (levels[0] - levels[3]) / max(tps - 1, 1)
        within = spread / (1 + PRIOR_DESA_RATIO + PRIOR_KECAMATAN_RATIO)
    base = float(np.trace(within))
    if base <= 0:
        return Components(within, PRIOR_DESA_RATIO, PRIOR_KECAMATAN_RATIO)
    desa_part, crossed, kec_part = coefficients
    desa_ratio = kec_ratio = 0.0
    if tps > desa > kec and desa_part > 0:
        desa_ratio = (float(np.trace(levels[1] - levels[2])) / base - (desa - kec)) / desa_part
    desa_ratio = _drawn(desa_ratio, float(desa - kec) if tps > desa else 0.0, PRIOR_DESA_RATIO)
    if kec > 1 and kec_part > 0:
        explained = float(np.trace(levels[2] - levels[3])) / base
        kec_ratio = (explained - (kec - 1) - desa_ratio * crossed) / kec_part
    return Components(within, desa_ratio, _drawn(kec_ratio, kec - 1.0, PRIOR_KECAMATAN_RATIO))


def _drawn(ratio: float, degrees: float, prior: float) -> float:
    """The estimate, at least 0, drawn to the prior as far as its degrees of freedom are few."""
    return (max(ratio, 0.0) * degrees + prior * PRIOR_DEGREES) / (degrees + PRIOR_DEGREES)


def predict(reports: Reports, covariates: Floats, weight: Floats, *, slope_sd: float) -> Prediction:
    """Predict unreported TPS of every desa, and how uncertain their weighted sum is.

    covariates (D, p): first column ones, the others centred; slopes carry a ridge prior of standard deviation
    ``slope_sd``. weight (D,): weight of the unreported TPS of each desa in all. Components are estimated
    a second time on what the covariates leave. The variance factor leaves out the TPS' own variance.
    """
    components = variance_components(reports)
    if covariates.shape[1] > 1:
        slope = _fit(reports, components, covariates, slope_sd).slope
        components = variance_components(_without(reports, covariates[:, 1:] @ slope[1:]))
    fit = _fit(reports, components, covariates, slope_sd)
    fixed = covariates @ fit.slope
    lifted = fit.kecamatan_effect[reports.kecamatan]
    known = reports.valid > 0
    share = reports.votes / np.where(known, reports.valid, 1.0)[:, None]
    own = fit.own[:, None]
    predicted = fixed + lifted + own * np.where(known[:, None], share - fixed - lifted, 0.0)
    loose = weight * (1 - fit.own)
    per_kec = group_totals(loose, reports.kecamatan, reports.kecamatan_count)
    drift = loose @ covariates - (per_kec * fit.factor) @ fit.kecamatan_covariates
    variance = float((weight * loose).sum() * components.desa_ratio + (per_kec**2 * fit.factor).sum())
    variance += float(drift @ fit.inverse @ drift)
    return Prediction(share=predicted, variance_factor=variance, components=components)


@dataclass(frozen=True)
class _Fit:
    """Generalised least squares with the covariance of one kecamatan inverted in closed form."""

    slope: Floats
    inverse: Floats
    own: Floats
    """(D,) weight of a desa's own deviation."""
    factor: Floats
    """(H,) ru / (1 + ru * sum of precisions)."""
    kecamatan_effect: Floats
    kecamatan_covariates: Floats


def _fit(reports: Reports, components: Components, covariates: Floats, slope_sd: float) -> _Fit:
    size = reports.valid * (reports.tps / reports.valid.sum())
    rv, ru = components.desa_ratio, components.kecamatan_ratio
    precision = size / (1 + rv * size)
    share = reports.votes / np.where(size > 0, reports.valid, 1.0)[:, None]
    factor = ru / (1 + ru * group_totals(precision, reports.kecamatan, reports.kecamatan_count))
    weighted = covariates * precision[:, None]
    kec_x = _per_kecamatan(weighted, reports)
    kec_z = _per_kecamatan(share * precision[:, None], reports)
    ridge = np.zeros(covariates.shape[1])
    ridge[1:] = float(np.trace(components.within)) / components.within.shape[0] / slope_sd**2
    information = weighted.T @ covariates - (kec_x * factor[:, None]).T @ kec_x + np.diag(ridge)
    inverse = np.linalg.pinv(information, hermitian=True)
    slope = inverse @ (weighted.T @ share - (kec_x * factor[:, None]).T @ kec_z)
    return _Fit(
        slope=slope,
        inverse=inverse,
        own=rv * precision,
        factor=factor,
        kecamatan_effect=factor[:, None] * (kec_z - kec_x @ slope),
        kecamatan_covariates=kec_x,
    )


def _without(reports: Reports, explained: Floats) -> Reports:
    """The reports with shares (D, k) explained by covariates taken off every TPS of the desa."""
    crossed = reports.votes.T @ explained
    squares = reports.squares - crossed - crossed.T + (explained * reports.valid[:, None]).T @ explained
    return replace(reports, votes=reports.votes - explained * reports.valid[:, None], squares=squares)
