"""Quantiles and intervals for shares. scipy is imported when the first interval is asked for.

Sources: Korn & Graubard, Survey Methodology 24 (1998) 193-201, for small shares; Student t for the rest.
"""

from math import isinf
from statistics import NormalDist

import numpy as np

from deskpemilu.insight.arrays import Floats

SMALL_SHARE = 0.10
"""Below this share, or above one minus it, the normal interval covers too little."""
MANY_DEGREES = 1_000
ROUNDING = 1e-20
"""A variance below this is rounding error of a variance of zero."""


def normal_quantile(level: float) -> float:
    """Two-sided normal quantile, 1.96 at 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def student_cdf(value: float, degrees: float) -> float:
    """Student distribution function; the normal one for infinite degrees."""
    if isinf(degrees):
        return NormalDist().cdf(value)
    from scipy import special  # noqa: PLC0415

    return float(special.stdtr(degrees, value))


def t_quantile(level: float, degrees: float) -> float:
    """Two-sided Student quantile; degrees below one count as one.

    Above a thousand degrees by its expansion around the normal one (Abramowitz & Stegun 26.7.5), equal to 9
    digits and without waiting for scipy.
    """
    if degrees >= MANY_DEGREES:
        z = normal_quantile(level)
        first = (z**3 + z) / 4
        second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
        third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
        return z + first / degrees + second / degrees**2 + third / degrees**3
    from scipy import special  # noqa: PLC0415

    return float(special.stdtrit(max(float(degrees), 1.0), 0.5 + level / 2))


def korn_graubard(share: Floats, sample_size: Floats, level: float) -> tuple[Floats, Floats]:
    """Beta (Clopper-Pearson) bounds for shares observed on an effective number of voters.

    share (k,), sample_size (k,) effective sizes already shrunk by (z/t)^2; bounds are never [0, 0] or [1, 1].
    """
    from scipy import special  # noqa: PLC0415

    tail = (1 - level) / 2
    hits = np.clip(share, 0, 1) * sample_size
    rest = sample_size - hits
    low = np.where(hits > 0, special.betaincinv(np.maximum(hits, 1e-9), rest + 1, tail), 0.0)
    high = np.where(rest > 0, special.betaincinv(hits + 1, np.maximum(rest, 1e-9), 1 - tail), 1.0)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def share_interval(
    share: Floats, variance: Floats, *, quantile: float, level: float, zero_size: float
) -> tuple[Floats, Floats]:
    """Interval of each share: Student in the middle, Korn-Graubard near 0 and 1, a point at variance 0.

    zero_size: effective voters behind a share of exactly 0 or 1, where the variance estimate is 0 although
    the sample is not the whole; infinite when every TPS was counted.
    """
    margin = quantile * np.sqrt(variance)
    low, high = np.clip(share - margin, 0, 1), np.clip(share + margin, 0, 1)
    edge = (share <= 0) | (share >= 1)
    small = ((share < SMALL_SHARE) | (share > 1 - SMALL_SHARE)) & ((variance > ROUNDING) | edge)
    if not small.any() or not np.isfinite(zero_size):
        return low, high
    spread = (normal_quantile(level) / quantile) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(variance > ROUNDING, share * (1 - share) / variance, zero_size) * spread
    effective = np.where(edge, zero_size * spread, effective)
    beta_low, beta_high = korn_graubard(share[small], effective[small], level)
    low[small], high[small] = np.minimum(beta_low, share[small]), np.maximum(beta_high, share[small])
    return low, high
