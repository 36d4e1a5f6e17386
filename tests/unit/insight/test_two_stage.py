"""Samples of desa and of TPS in them: weights, margins, and what is said of too few desa."""

import numpy as np
import pytest
from villages import population

from deskpemilu.insight.quickcount import SampleFrame, quick_count
from deskpemilu.insight.sampling import Frame, draw_sample, replacements, with_replacements
from deskpemilu.insight.twostage import DesaFrame, estimate_two_stage, two_stage_ratio


@pytest.fixture(scope="module")
def everything():
    return population(21)


def frame_of(everything):
    codes = [f"{i:05d}" for i in range(everything.votes.shape[0])]
    return Frame.of(codes, everything.kecamatan, everything.desa, everything.registered)


class TestWeights:
    def test_chances_follow_size_and_never_pass_one(self):
        chance = DesaFrame(np.array([1.0, 2.0, 3.0, 100.0, 0.0]), 3).chance
        assert chance[3] == 1
        assert chance[4] == 0
        np.testing.assert_allclose(chance[:3], np.array([1, 2, 3]) * 2 / 6)

    def test_a_desa_speaks_for_itself_however_many_of_its_tps_are_in(self):
        """Two desa of the same size weigh alike with one report and with three."""
        frame = DesaFrame(np.array([10.0, 10.0, 10.0, 10.0]), 2)
        got = estimate_two_stage([[80, 20], [20, 80], [20, 80], [20, 80]], [0, 1, 1, 1], frame)
        assert got.share[0] == pytest.approx(0.5)

    def test_the_whole_population_is_the_truth_without_width(self, everything):
        votes = everything.votes
        size = np.bincount(everything.desa).astype(float)
        got = estimate_two_stage(votes, everything.desa, DesaFrame(size, size.size))
        np.testing.assert_allclose(got.share, votes.sum(axis=0) / votes.sum())
        assert got.standard_error.max() < 1e-12

    def test_rows_in_any_order_give_the_same(self, everything):
        size = np.bincount(everything.desa).astype(float)
        rows = np.flatnonzero(everything.desa < 9)
        other = np.random.default_rng(1).permutation(rows)
        one, two = (
            estimate_two_stage(everything.votes[r], everything.desa[r], DesaFrame(size, 9))
            for r in (rows, other)
        )
        np.testing.assert_allclose(one.share, two.share, rtol=1e-12)
        np.testing.assert_allclose(one.standard_error, two.standard_error, rtol=1e-9)


class TestCoverage:
    def test_the_interval_holds_the_truth_as_often_as_it_says(self, everything):
        """1,000 draws by ticket; the variance is with replacement, so it may cover a little more."""
        frame, votes = frame_of(everything), everything.votes.astype(float)
        truth = votes.sum(axis=0) / votes.sum()
        size = np.bincount(everything.desa).astype(float)
        hits, errors = np.zeros(truth.size), []
        for number in range(1000):
            rows = np.array(draw_sample(frame, 60, seed=f"u{number}", design="two_stage").rows)
            desa = everything.desa[rows]
            got = estimate_two_stage(votes[rows], desa, DesaFrame(size, np.unique(desa).size))
            hits += (got.low <= truth) & (truth <= got.high)
            errors.append(got.share - truth)
        assert (hits / 1000 > 0.93).all()
        assert np.abs(np.mean(errors, axis=0)).max() < 0.004


class TestReading:
    def test_one_desa_has_shares_and_no_margin(self, everything):
        rows = np.flatnonzero(everything.desa == 3)
        size = np.bincount(everything.desa).astype(float)
        got = estimate_two_stage(everything.votes[rows], everything.desa[rows], DesaFrame(size, 5))
        assert (got.low == 0).all()
        assert (got.high == 1).all()
        assert "satu desa" in got.warnings[0]
        assert two_stage_ratio([1.0, 2.0], [3.0, 4.0], [3, 3], DesaFrame(size, 5)) is None

    def test_no_valid_vote_in_one_desa_is_refused(self):
        with pytest.raises(ValueError, match="Belum ada suara sah"):
            estimate_two_stage([[0, 0]], [0], DesaFrame(np.array([5.0, 5.0]), 2))

    def test_shares_are_wider_than_if_tps_had_been_drawn(self, everything):
        """Desa differ, so a sample of desa knows less."""
        frame, votes = frame_of(everything), everything.votes.astype(float)
        draw = draw_sample(frame, 60, seed="a", design="two_stage", tps_per_desa=4)
        voters = votes.sum(axis=1)
        sample = SampleFrame(everything.registered, draw.stratum, everything.desa)
        ours, plain = (
            quick_count(votes, draw.rows, sample, voters=voters, two_stage=flag) for flag in (True, False)
        )
        assert (ours.design.standard_error > plain.design.standard_error).all()
        assert ours.turnout.value == pytest.approx(plain.turnout.value)
        assert ours.turnout.low < voters.sum() / everything.registered.sum() < ours.turnout.high
        assert ours.design.design_effect_tps.max() > 1
        assert ours.callable


class TestReplacements:
    def test_a_replacement_can_be_lost_in_turn_and_nobody_comes_back(self, everything):
        frame = frame_of(everything)
        draw = draw_sample(frame, 60, seed="a")
        lost = draw.rows[4]
        (_, came), (_, next_one) = replacements(draw, [lost, replacements(draw, [lost])[0][1]])
        got = with_replacements(draw, [lost, came])
        assert {lost, came}.isdisjoint(got.rows)
        assert next_one in got.rows
        assert len(got.rows) == 60

    def test_two_stages_have_no_replacement(self, everything):
        draw = draw_sample(frame_of(everything), 20, seed="a", design="two_stage")
        with pytest.raises(ValueError, match="dua tahap"):
            with_replacements(draw, [draw.rows[0]])
        assert with_replacements(draw, []).rows == draw.rows
