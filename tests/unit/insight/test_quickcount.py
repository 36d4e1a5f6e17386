"""The quick count while its sample comes in."""

import numpy as np
import pytest
from villages import population, stratified_rows

from deskpemilu.insight.quickcount import SampleFrame, quick_count
from deskpemilu.insight.ratio import estimate_ratio


@pytest.fixture(scope="module")
def night():
    everything = population(21)
    rows = stratified_rows(np.random.default_rng(1), everything.kecamatan, np.full(12, 8))
    frame = SampleFrame(everything.registered, everything.kecamatan, everything.desa)
    return everything, rows, frame


class TestQuickCount:
    def test_both_readings_stand_side_by_side_and_agree_within_their_margins(self, night):
        everything, rows, frame = night
        got = quick_count(everything.votes.astype(float), rows, frame)
        assert got.reported == got.sampled == 96
        assert got.callable
        assert (np.abs(got.design.share - got.model.share) < got.design.standard_error * 2).all()

    def test_the_model_reads_nothing_but_the_sample(self, night):
        everything, rows, frame = night
        votes = everything.votes.astype(float)
        spoiled = votes[:, ::-1].copy()
        spoiled[rows] = votes[rows]
        one, other = quick_count(votes, rows, frame), quick_count(spoiled, rows, frame)
        np.testing.assert_array_equal(one.model.share, other.model.share)
        np.testing.assert_array_equal(one.design.share, other.design.share)

    def test_a_third_of_the_sample_may_not_be_called(self, night):
        everything, rows, frame = night
        votes = everything.votes.astype(float)
        votes[rows[::3]] = np.nan
        votes[rows[1::3]] = np.nan
        got = quick_count(votes, rows, frame)
        assert not got.callable
        assert got.reported == 32
        assert got.response_rate == pytest.approx(np.full(12, 1 / 3), abs=0.1)
        assert any("belum untuk diumumkan" in note for note in got.warnings)

    def test_a_silent_stratum_may_not_be_called(self, night):
        everything, rows, frame = night
        votes = everything.votes.astype(float)
        votes[everything.kecamatan == 5] = np.nan
        got = quick_count(votes, rows, frame)
        assert got.response_rate[5] == 0
        assert not got.callable

    def test_turnout_and_invalid_votes_have_their_own_margin(self, night):
        everything, rows, frame = night
        votes = everything.votes.astype(float)
        invalid = np.round(votes.sum(axis=1) * 0.03)
        voters = votes.sum(axis=1) + invalid
        got = quick_count(votes, rows, frame, voters=voters, invalid=invalid)
        truth = voters.sum() / everything.registered.sum()
        assert got.turnout.low <= truth <= got.turnout.high
        assert got.invalid.value == pytest.approx(0.029, abs=0.003)
        assert quick_count(votes, rows, frame).turnout is None

    def test_a_tps_named_twice_counts_once_and_a_cancelled_one_not_at_all(self, night):
        everything, rows, frame = night
        votes = everything.votes.astype(float)
        cancelled = np.zeros(len(votes), dtype=bool)
        cancelled[rows[3]] = True
        struck = SampleFrame(frame.registered, frame.stratum, frame.desa, cancelled)
        twice = quick_count(votes, [*rows, rows[0]], frame)
        fewer = quick_count(votes, rows, struck)
        assert (twice.sampled, fewer.sampled) == (96, 95)
        assert any("dua kali" in note for note in twice.warnings)
        assert any("dihapus" in note for note in fewer.warnings)
        assert everything.sizes.sum() - 1 == fewer.design.N

    def test_nothing_in_or_nothing_drawn_is_refused(self, night):
        everything, rows, frame = night
        with pytest.raises(ValueError, match="Belum ada TPS sampel"):
            quick_count(np.full(everything.votes.shape, np.nan), rows, frame)
        with pytest.raises(ValueError, match="undian"):
            quick_count(everything.votes.astype(float), [], frame)
        with pytest.raises(ValueError, match="tidak dikenal"):
            quick_count(everything.votes.astype(float), [99_999], frame)


class TestRatio:
    def test_everybody_counted_is_certain(self):
        got = estimate_ratio([5, 7, 9], [10, 10, 10], [0, 0, 1], [2, 1])
        assert got.value == got.low == got.high == pytest.approx(0.7)

    def test_it_covers(self):
        rng = np.random.default_rng(3)
        everything = population(22)
        voters = rng.binomial(everything.registered, 0.8) + rng.poisson(5, everything.registered.size)
        truth = voters.sum() / everything.registered.sum()
        hits = 0
        for _ in range(600):
            rows = stratified_rows(rng, everything.kecamatan, np.full(12, 6))
            got = estimate_ratio(
                voters[rows], everything.registered[rows], everything.kecamatan[rows], everything.sizes
            )
            hits += got.low <= truth <= got.high
        assert 0.92 <= hits / 600 <= 0.975

    @pytest.mark.parametrize(
        ("numbers", "word"),
        [
            (([1, 2], [0, 0], [0, 0], [5]), "Pembagi"),
            (([1, 2], [3, 4], [0, 0], [1]), "ganda"),
            (([-1, 2], [3, 4], [0, 0], [5]), "negatif"),
        ],
    )
    def test_impossible_ratios_are_refused(self, numbers, word):
        with pytest.raises(ValueError, match=word):
            estimate_ratio(*numbers)
