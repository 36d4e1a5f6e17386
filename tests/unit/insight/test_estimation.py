"""What an operator's leader may rely on when a part of the sample is in."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from villages import population, stratified_rows

from deskpemilu.insight.estimation import estimate_shares

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture(scope="module")
def golden_sample():
    table = np.loadtxt(GOLDEN / "sample.csv", delimiter=",", skiprows=1)
    stratum = table[:, 0].astype(int)
    sizes = np.array([table[stratum == h, 1][0] for h in range(stratum.max() + 1)])
    return table[:, 4:], stratum, sizes


class TestAgainstTheOracles:
    def test_stratified_ratio_equals_r_survey(self, golden_sample):
        votes, stratum, sizes = golden_sample
        expected = json.loads((GOLDEN / "survey.json").read_text())["stratified"]
        got = estimate_shares(votes, stratum, sizes)
        np.testing.assert_allclose(got.share, expected["share"], rtol=1e-12)
        np.testing.assert_allclose(got.covariance.ravel(), expected["covariance"], rtol=1e-8)
        np.testing.assert_allclose(got.standard_error**2, np.diag(got.covariance), rtol=1e-12)

    def test_plain_random_sample_equals_r_survey(self, golden_sample):
        votes, _, sizes = golden_sample
        expected = json.loads((GOLDEN / "survey.json").read_text())["plain"]
        got = estimate_shares(votes, np.zeros(len(votes), dtype=int), [sizes.sum()])
        np.testing.assert_allclose(got.share, expected["share"], rtol=1e-12)
        np.testing.assert_allclose(got.covariance.ravel(), expected["covariance"], rtol=1e-8)
        np.testing.assert_allclose(got.design_effect_tps, 1.0, rtol=1e-9)

    def test_stratified_ratio_equals_svy(self, golden_sample):
        votes, stratum, sizes = golden_sample
        expected = json.loads((GOLDEN / "svy.json").read_text())["stratified"]
        got = estimate_shares(votes, stratum, sizes)
        np.testing.assert_allclose(got.share, expected["share"], rtol=1e-12)
        np.testing.assert_allclose(got.standard_error, expected["standard_error"], rtol=1e-8)


class TestInvariances:
    def test_row_order_changes_nothing(self, golden_sample):
        votes, stratum, sizes = golden_sample
        order = np.random.default_rng(3).permutation(len(votes))
        one, other = (
            estimate_shares(votes, stratum, sizes),
            estimate_shares(votes[order], stratum[order], sizes),
        )
        np.testing.assert_allclose(one.share, other.share, rtol=1e-13)
        np.testing.assert_allclose(one.low, other.low, rtol=1e-11)

    @pytest.mark.parametrize("place", [0, 2, 5])
    def test_an_empty_kecamatan_changes_nothing(self, golden_sample, place):
        votes, stratum, sizes = golden_sample
        moved = stratum + (stratum >= place)
        one, other = (
            estimate_shares(votes, stratum, sizes),
            estimate_shares(votes, moved, np.insert(sizes, place, 0)),
        )
        np.testing.assert_allclose(one.share, other.share, rtol=1e-14)
        np.testing.assert_allclose(one.high, other.high, rtol=1e-12)
        assert one.warnings == other.warnings

    def test_the_whole_population_gives_the_truth_with_zero_width(self):
        everything = population(1)
        got = estimate_shares(everything.votes, everything.kecamatan, everything.sizes)
        np.testing.assert_array_equal(got.share, everything.truth)
        np.testing.assert_array_equal(got.low, got.share)
        np.testing.assert_array_equal(got.high, got.share)
        assert got.lead.low == got.lead.high == got.lead.difference

    def test_half_of_every_stratum_halves_the_variance_of_a_far_larger_population(self):
        everything = population(2, tps=4)
        half = estimate_shares(everything.votes, everything.kecamatan, everything.sizes * 2)
        vast = estimate_shares(everything.votes, everything.kecamatan, everything.sizes * 10**7)
        np.testing.assert_allclose(half.standard_error**2 / vast.standard_error**2, 0.5, rtol=1e-5)

    def test_equal_size_measures_give_the_equal_probability_answer(self, golden_sample):
        votes, stratum, sizes = golden_sample
        one = estimate_shares(votes, stratum, sizes)
        other = estimate_shares(votes, stratum, sizes, total=np.full(len(votes), 250))
        np.testing.assert_allclose(one.share, other.share, rtol=1e-12)
        np.testing.assert_allclose(one.standard_error, other.standard_error, rtol=1e-10)

    def test_many_parties_and_three_pairs_agree_on_a_shared_choice(self, golden_sample):
        votes, stratum, sizes = golden_sample
        merged = np.column_stack([votes[:, 0], votes[:, 1:].sum(axis=1)])
        one, other = estimate_shares(votes, stratum, sizes), estimate_shares(merged, stratum, sizes)
        assert one.low[0] == pytest.approx(other.low[0], rel=1e-9)


class TestCoverage:
    @pytest.mark.parametrize("per_kecamatan", [6, 12])
    def test_ninety_five_percent_intervals_cover_as_often_as_they_say(self, per_kecamatan):
        rng = np.random.default_rng(7)
        everything = population(4)
        drawn = np.full(12, per_kecamatan)
        hits, leads, errors, variances = [], [], [], []
        truth = everything.truth
        for _ in range(1500):
            rows = stratified_rows(rng, everything.kecamatan, drawn)
            got = estimate_shares(everything.votes[rows], everything.kecamatan[rows], everything.sizes)
            hits.append((got.low <= truth) & (truth <= got.high))
            leads.append(got.lead.low <= truth[0] - truth[1] <= got.lead.high)
            errors.append(got.share - truth)
            variances.append(got.standard_error**2)
        assert 0.93 <= np.mean(hits) <= 0.97
        assert 0.93 <= np.mean(leads) <= 0.97
        assert np.abs(np.mean(errors, axis=0)).max() < 0.0005
        ratio = np.mean(variances, axis=0) / np.var(errors, axis=0)
        assert ((ratio > 0.9) & (ratio < 1.1)).all()

    def test_a_missing_kecamatan_still_covers(self):
        rng = np.random.default_rng(8)
        hits = []
        for seed in range(30):
            everything = population(100 + seed)
            for _ in range(15):
                rows = stratified_rows(rng, everything.kecamatan, np.full(12, 10))
                rows = rows[everything.kecamatan[rows] != rng.integers(12)]
                got = estimate_shares(everything.votes[rows], everything.kecamatan[rows], everything.sizes)
                hits.append((got.low <= everything.truth) & (everything.truth <= got.high))
        assert np.mean(hits) >= 0.93

    def test_size_proportional_sample_covers(self):
        rng = np.random.default_rng(9)
        everything = population(5)
        size = everything.registered.astype(float)
        hits = []
        for _ in range(600):
            start = rng.random()
            order = rng.permutation(size.size)
            points = (np.arange(90) + start) * size.sum() / 90
            rows = order[np.searchsorted(np.cumsum(size[order]), points)]
            zeros = np.zeros(rows.size, dtype=int)
            got = estimate_shares(everything.votes[rows], zeros, [size.size], total=size[rows])
            hits.append((got.low <= everything.truth) & (everything.truth <= got.high))
        assert 0.92 <= np.mean(hits) <= 0.98


class TestEdges:
    def test_one_report_shows_shares_and_every_possible_interval(self):
        got = estimate_shares([[60, 40]], [0], [50])
        np.testing.assert_allclose(got.share, [0.6, 0.4])
        np.testing.assert_array_equal(got.low, [0, 0])
        np.testing.assert_array_equal(got.high, [1, 1])
        assert (got.lead.low, got.lead.high) == (-1.0, 1.0)
        assert "satu TPS" in got.warnings[0]

    def test_the_only_tps_of_a_place_is_certain(self):
        got = estimate_shares([[60, 40]], [0], [1])
        np.testing.assert_array_equal(got.low, got.high)

    def test_a_single_report_of_a_kecamatan_is_joined_to_its_neighbour_and_said(self):
        votes = [[50, 50], [60, 40], [55, 45], [10, 90]]
        got = estimate_shares(votes, [0, 0, 0, 1], [30, 30])
        assert any("satu TPS" in note and "nomor 1" in note for note in got.warnings)
        assert np.isfinite(got.standard_error).all()

    def test_a_kecamatan_of_one_tps_needs_no_neighbour(self):
        got = estimate_shares([[50, 50], [60, 40], [10, 90]], [0, 0, 1], [2, 1])
        np.testing.assert_array_equal(got.standard_error, 0)
        assert got.warnings == []

    def test_a_missing_kecamatan_is_named_and_widens_the_interval(self):
        everything = population(6)
        rows = stratified_rows(np.random.default_rng(1), everything.kecamatan, np.full(12, 10))
        kept = rows[everything.kecamatan[rows] != 4]
        got = estimate_shares(everything.votes[kept], everything.kecamatan[kept], everything.sizes)
        full = estimate_shares(everything.votes[rows], everything.kecamatan[rows], everything.sizes)
        assert any("nomor 4" in note for note in got.warnings)
        assert (got.high - got.low > full.high - full.low).all()

    def test_a_choice_without_votes_keeps_an_upper_bound(self):
        rng = np.random.default_rng(2)
        votes = np.column_stack([rng.poisson(120, 40), rng.poisson(80, 40), np.zeros(40)])
        got = estimate_shares(votes, np.zeros(40, dtype=int), [400])
        assert got.share[2] == got.low[2] == 0
        assert 0 < got.high[2] < 0.02
        assert any("kolom 3" in note for note in got.warnings)

    def test_a_tps_without_valid_votes_is_kept_and_said(self):
        got = estimate_shares([[50, 50], [60, 40], [0, 0]], [0, 0, 0], [30])
        assert got.n == 3
        assert any("tanpa suara sah" in note for note in got.warnings)

    def test_one_choice_only_is_everything(self):
        got = estimate_shares([[50], [60], [70]], [0, 0, 0], [30])
        assert got.share[0] == 1
        assert got.lead is None

    @pytest.mark.parametrize(
        ("votes", "stratum", "sizes", "total", "word"),
        [
            (np.zeros((0, 3)), [], [10], None, "kosong"),
            ([[1, -1], [2, 3]], [0, 0], [10], None, "negatif"),
            ([[1, 1], [2, 3]], [0, 3], [10, 10], None, "tidak dikenal"),
            ([[1, 1], [2, 3]], [0, -1], [10, 10], None, "tidak dikenal"),
            ([[1, 1], [2, 3]], [0, 0], [1], None, "ganda"),
            ([[1, np.nan], [2, 3]], [0, 0], [10], None, "terisi"),
            ([[np.nan, np.nan], [2, 3]], [0, 0], [10], None, "terisi"),
            ([[np.inf, 1], [2, 3]], [0, 0], [10], None, "berhingga"),
            ([[0, 0], [0, 0]], [0, 0], [10], None, "suara sah"),
            ([[1, 1], [2, 3]], [0], [10], None, "per TPS"),
            ([[1, 1], [2, 3]], [0.5, 0], [10], None, "bulat"),
            ([1, 2, 3], [0, 0, 0], [10], None, "tabel"),
            ([["a", "b"]], [0], [10], None, "bilangan"),
            ([[1, 1], [2, 3]], [0, 0], [], None, "kosong"),
            ([[1, 1], [2, 3]], [0, 0], [-3], None, "negatif"),
            ([[1, 1], [2, 3]], [0, 0], [10], [0, 1], "lebih dari nol"),
            ([[1, 1], [2, 3]], [0, 0], [10], [1], "per TPS"),
        ],
    )
    def test_impossible_input_is_refused_in_one_sentence(self, votes, stratum, sizes, total, word):
        with pytest.raises(ValueError, match=word) as refusal:
            estimate_shares(votes, stratum, sizes, total=total)
        assert str(refusal.value).endswith(".")

    def test_an_impossible_level_is_refused(self):
        with pytest.raises(ValueError, match="kepercayaan"):
            estimate_shares([[1, 1], [2, 3]], [0, 0], [10], level=95)

    def test_a_result_cannot_be_changed_after_it_was_given(self):
        got = estimate_shares([[50, 50], [60, 40]], [0, 0], [30])
        with pytest.raises(ValueError, match="read-only"):
            got.share[0] = 1.0


def test_no_small_sample_gives_a_number_that_is_none():
    """Thousands of odd little samples: an answer inside [0, 1] around the share, or one sentence."""
    rng = np.random.default_rng(11)
    answered = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(1500):
            sizes = rng.integers(0, 6, rng.integers(1, 6))
            stratum = np.repeat(np.arange(sizes.size), [rng.integers(0, s + 1) for s in sizes])
            votes = rng.integers(0, rng.choice([2, 4, 200]), (stratum.size, rng.integers(1, 5)))
            total = rng.integers(1, 300, stratum.size) if rng.random() < 0.3 else None
            try:
                got = estimate_shares(votes, stratum, sizes, total=total)
            except ValueError:
                continue
            answered += 1
            assert (got.low >= 0).all()
            assert (got.low <= got.share + 1e-12).all()
            assert (got.share <= got.high + 1e-12).all()
            assert (got.high <= 1 + 1e-12).all()
            assert np.isfinite([*got.standard_error, *got.design_effect, *got.covariance.ravel()]).all()
    assert answered > 1000


def test_a_single_report_joins_the_nearest_kecamatan_not_the_far_one():
    votes = np.array([[90, 10], [80, 20], [50, 50], [10, 90], [20, 80]])
    got = estimate_shares(votes, [0, 0, 1, 5, 5], [20, 20, 0, 0, 0, 20])
    with_the_near = (40 / 3 * (90 + 80 + 50) + 10 * (10 + 20)) / (40 / 3 * 300 + 10 * 200)
    assert got.share[0] == pytest.approx(with_the_near)


def test_the_example_of_the_method_page_is_right_to_the_digit():
    """docs/statistik.md and /hitung-cepat/metode/: 47,5 %, s.e. 3,94 points, 2 degrees, ± 16,9 points."""
    got = estimate_shares([[120, 80], [100, 100], [60, 140], [40, 160]], [0, 0, 1, 1], [300, 100])
    assert got.share[0] == pytest.approx(0.475)
    assert round(100 * got.standard_error[0], 2) == 3.94
    assert got.degrees == 2
    assert round(100 * (got.high[0] - got.share[0]), 1) == 16.9
