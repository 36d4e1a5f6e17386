"""How many TPS to draw: from every stratum, and in all for a wanted margin."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.arrays import Ints, sizes_vector
from deskpemilu.insight.intervals import normal_quantile

LEAST_PER_STRATUM = 2
SPREAD_MEDIAN = 0.103
"""Standard deviation of the leader's share between TPS of a kecamatan; median of 97 kabupaten, 2024."""
SPREAD_CAUTIOUS = 0.127
"""90th percentile of the same."""
SPREAD_LARGEST = 0.195


def allocate(stratum_size: ArrayLike, n: int, *, least: int = LEAST_PER_STRATUM) -> Ints:
    """Sample size per stratum: proportional to TPS, at least ``least`` each (all of a smaller stratum).

    Divisor method, so that a larger n never takes a TPS away from a stratum (enlargements are nested).
    """
    size = sizes_vector(stratum_size).astype(np.int64)
    floor = np.minimum(size, least)
    if n < floor.sum():
        raise ValueError(
            f"Sampel {n} TPS terlalu kecil: {least} TPS dari setiap strata membutuhkan {floor.sum()} TPS."
        )
    if n > size.sum():
        raise ValueError(f"Sampel {n} TPS melebihi kerangka yang berisi {size.sum()} TPS.")
    return _highest_averages(size, floor, int(n))


def _highest_averages(size: Ints, floor: Ints, n: int) -> Ints:
    """The n - sum(floor) largest of N_h / (s + 1/2), s at or above the floor and below the stratum's size."""
    strata = np.repeat(np.arange(size.size), size - floor)
    if not strata.size:
        return floor
    first = np.concatenate([[0], np.cumsum(size - floor)[:-1]])
    position = np.arange(strata.size) - first[strata] + floor[strata]
    average = size[strata] / (position + 0.5)
    chosen = np.lexsort((strata, -average))[: n - int(floor.sum())]
    return np.asarray(floor + np.bincount(strata[chosen], minlength=size.size), dtype=np.int64)


@dataclass(frozen=True)
class Plan:
    """Sample size for a wanted margin, with the ordinary and the cautious spread."""

    margin: float
    level: float
    ordinary: int
    cautious: int
    worst: int


def plan_sample(population: int, margin: float, *, level: float = 0.95) -> Plan:
    """TPS needed so that a share is known to ± margin: n = 1 / (1/N + (m / (z S))^2)."""
    if population < 1:
        raise ValueError("Kerangka harus berisi sedikitnya satu TPS.")
    if not 0 < margin < 0.5:
        raise ValueError("Batas galat yang diminta harus di antara 0 dan 50 persen poin.")
    z = normal_quantile(level)
    sizes = [
        min(ceil(1 / (1 / population + (margin / (z * spread)) ** 2)), population)
        for spread in (SPREAD_MEDIAN, SPREAD_CAUTIOUS, SPREAD_LARGEST)
    ]
    return Plan(margin, level, *sizes)


def zones_of_two(population: int, n: int) -> NDArray[np.intp]:
    """Zone of every TPS in frame order: n / 2 zones of nearly equal size, two TPS to be drawn from each."""
    if n < 2 or n % 2:
        raise ValueError(f"Rancangan zona membutuhkan sampel genap, diminta {n} TPS.")
    if n > population:
        raise ValueError(f"Sampel {n} TPS melebihi kerangka yang berisi {population} TPS.")
    return np.asarray(np.arange(population) * (n // 2) // population, dtype=np.intp)
