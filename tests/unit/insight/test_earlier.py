"""An earlier election as a help: used where it helps, left alone where it does not."""

import numpy as np
import pytest
from villages import population

from deskpemilu.insight.earlier import FEWEST_DESA, Earlier, worth
from deskpemilu.insight.projection import project_shares


def codes_of(everything):
    return [
        f"1607{k + 1:02d}{2000 + d:04d}{i:03d}"
        for i, (k, d) in enumerate(zip(everything.kecamatan, everything.desa, strict=True))
    ]


def earlier_like(everything, rng, noise):
    """An earlier election in which each desa leaned as it does now, give or take."""
    desa = everything.desa
    sums = np.stack([np.bincount(desa, weights=everything.votes[:, j]) for j in range(3)], axis=1)
    share = np.clip(sums / sums.sum(axis=1, keepdims=True) + rng.normal(0, noise, sums.shape), 0.01, 1)
    return {
        code[:10]: {str(j + 1): int(1000 * share[d, j]) for j in range(3)}
        for code, d in zip(codes_of(everything), desa, strict=True)
    }


def partial(everything, rng, fraction=0.3):
    votes = everything.votes.astype(float)
    votes[rng.random(votes.shape[0]) > fraction] = np.nan
    return votes


class TestWorth:
    def test_it_halves_the_error_where_desa_lean_as_before(self):
        """20 invented kabupaten: the mean error of the projection falls clearly, nowhere is it refused."""
        errors = np.zeros(2)
        for number in range(20):
            rng = np.random.default_rng(number)
            everything = population(100 + number, spread=2.0)
            columns = Earlier.of("2019", earlier_like(everything, rng, 0.01)).columns(codes_of(everything))
            votes = partial(everything, rng, 0.1)
            places = (everything.kecamatan, everything.desa)
            assert worth(votes, everything.registered, *places, columns).helps
            for which, figures in enumerate((columns, None)):
                got = project_shares(
                    votes, everything.registered, places[0], cluster=places[1], earlier=figures
                )
                errors[which] += np.abs(got.share - everything.truth).mean()
        assert errors[0] < 0.8 * errors[1]

    def test_noise_is_not_used(self):
        """An election that says nothing about this one is refused nearly always."""
        used = 0
        for number in range(40):
            rng = np.random.default_rng(number)
            everything = population(200 + number)
            noise = {c[:10]: {"1": int(rng.integers(1, 900)), "2": 500} for c in codes_of(everything)}
            columns = Earlier.of("2019", noise).columns(codes_of(everything))
            votes = partial(everything, rng)
            used += worth(votes, everything.registered, everything.kecamatan, everything.desa, columns).helps
        assert used <= 1

    def test_too_few_desa_decide_nothing(self):
        everything = population(1)
        votes = np.full(everything.votes.shape, np.nan)
        votes[: 8 * (FEWEST_DESA - 1)] = everything.votes[: 8 * (FEWEST_DESA - 1)]
        figures = np.ones((votes.shape[0], 1))
        got = worth(votes, everything.registered, everything.kecamatan, everything.desa, figures)
        assert got.desa == FEWEST_DESA - 1
        assert not got.helps


class TestFigures:
    def test_the_largest_choices_as_shares_one_left_out(self):
        votes = {"1607012001": {"1": 60, "2": 30, "3": 10}, "1607012002": {"1": 10, "2": 80, "3": 10}}
        got = Earlier.of("Pemilu 2019", votes)
        assert got.shares == {"1607012001": (0.3, 0.6), "1607012002": (0.8, 0.1)}
        assert Earlier.unpack(got.pack()) == got
        assert Earlier.unpack(got.pack()).digest == got.digest

    def test_unknown_desa_get_the_mean_and_too_many_of_them_nothing(self):
        got = Earlier.of("2019", {f"16070120{n:02d}": {"1": n, "2": 10} for n in range(1, 20)})
        codes = [f"16070120{n:02d}001" for n in range(1, 21)]
        columns = got.columns(codes)
        assert columns[19, 0] == pytest.approx(columns[:19, 0].mean())
        assert got.columns([*codes, *(f"99{n:011d}" for n in range(9))]) is None

    def test_nothing_counted_is_no_election(self):
        assert Earlier.of("2019", {}) is None
        assert Earlier.of("2019", {"1607012001": {"1": 0, "2": 0}}) is None
