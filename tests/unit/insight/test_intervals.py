"""Quantiles and small-share bounds against their definitions."""

import numpy as np
import pytest
from scipy import stats

from deskpemilu.insight.intervals import (
    korn_graubard,
    normal_quantile,
    share_interval,
    student_cdf,
    t_quantile,
)


@pytest.mark.parametrize("degrees", [1, 3.5, 40, 999, 1000, 1001, 5e4, 1e7])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_student_quantiles_on_both_sides_of_the_expansion(degrees, level):
    assert t_quantile(level, degrees) == pytest.approx(stats.t.ppf(0.5 + level / 2, degrees), rel=1e-8)


def test_fewer_than_one_degree_counts_as_one():
    assert t_quantile(0.95, 0) == pytest.approx(stats.t.ppf(0.975, 1))


def test_normal_figures():
    assert normal_quantile(0.95) == pytest.approx(1.959963984540054, rel=1e-12)
    assert student_cdf(1.0, float("inf")) == pytest.approx(stats.norm.cdf(1.0))
    assert student_cdf(1.0, 4) == pytest.approx(stats.t.cdf(1.0, 4))


def test_korn_graubard_is_clopper_pearson_on_whole_voters():
    low, high = korn_graubard(np.array([0.03, 0.0, 1.0]), np.array([200.0, 200, 200]), 0.95)
    exact = [stats.binomtest(k, 200).proportion_ci(0.95, "exact") for k in (6, 0, 200)]
    np.testing.assert_allclose(low, [e.low for e in exact], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(high, [e.high for e in exact], rtol=1e-9)


def test_small_shares_have_lopsided_bounds_and_middle_ones_even_ones():
    share, variance = np.array([0.02, 0.48, 0.5]), np.full(3, 0.008**2)
    low, high = share_interval(share, variance, quantile=1.96, level=0.95, zero_size=100)
    up, down = high - share, share - low
    assert up[0] > 1.3 * down[0]
    np.testing.assert_allclose(up[1:], down[1:])
