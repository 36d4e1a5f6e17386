"""How sure a comparison with KPU's copy makes the desk."""

from math import ceil, log

import numpy as np
import pytest
from villages import population

from deskpemilu.insight.transcription import draw_check, measured_risk, plan_check, risk_steps

LIMIT = 0.05


@pytest.fixture(scope="module")
def counted():
    everything = population(1, k=3)
    return everything.votes.astype(float), everything.votes.sum(axis=1) + 5.0


class TestPlan:
    def test_the_bound_and_the_size_by_hand(self):
        votes, ballots = np.array([[60.0, 40], [70, 30], [50, 50]]), np.array([105.0, 100, 100])
        check = plan_check(votes, ballots, risk_limit=LIMIT)
        np.testing.assert_allclose(check.bound, np.array([125, 140, 100]) / 60)
        total = 365 / 60
        assert check.sample_size == ceil(log(LIMIT) / log(1 - 1 / total))

    def test_a_narrow_margin_needs_more_tps(self, counted):
        votes, _ = counted
        close = votes.copy()
        close[:, 1] = close[:, 0] - 1
        close = np.maximum(close, 0)
        wide, narrow = (plan_check(v, v.sum(axis=1) + 5, risk_limit=LIMIT) for v in (votes, close))
        assert narrow.sample_size > 3 * wide.sample_size

    def test_a_majority_is_checked_against_all_others_together(self):
        votes = np.array([[60.0, 25, 15], [50, 30, 20]])
        check = plan_check(votes, [100, 100], risk_limit=LIMIT, majority=True)
        np.testing.assert_allclose(check.bound, [120 / 20, 100 / 20])

    @pytest.mark.parametrize(
        ("votes", "ballots", "limit", "word"),
        [
            ([[5, 5]], [10], 0.05, "Selisih suara nol"),
            ([[5]], [10], 0.05, "dua pilihan"),
            ([[5, 4]], [10, 10], 0.05, "per TPS"),
            ([[5, 4]], [10], 1.0, "risiko"),
        ],
    )
    def test_impossible_plans_are_refused(self, votes, ballots, limit, word):
        with pytest.raises(ValueError, match=word):
            plan_check(votes, ballots, risk_limit=limit)


class TestRisk:
    def test_a_clean_comparison_of_the_planned_size_reaches_the_limit(self, counted):
        votes, ballots = counted
        check = plan_check(votes, ballots, risk_limit=LIMIT)
        drawn = draw_check(check, seed="melati")
        assert len(drawn) == check.sample_size
        assert measured_risk(check, votes, votes, drawn) <= LIMIT
        assert measured_risk(check, votes, votes, drawn[:-1]) > LIMIT

    def test_the_draw_repeats_and_follows_the_bound(self, counted):
        votes, ballots = counted
        check = plan_check(votes, ballots, risk_limit=LIMIT)
        assert draw_check(check, seed="a") == draw_check(check, seed="a")
        rows = np.array(draw_check(check, seed="a", size=20_000))
        often = np.bincount(rows, minlength=check.bound.size) / rows.size
        heavy = check.bound > np.median(check.bound)
        assert often[heavy].sum() == pytest.approx(check.bound[heavy].sum() / check.total_bound, abs=0.015)

    def test_an_overstatement_raises_the_risk_and_an_understatement_lowers_it(self, counted):
        votes, ballots = counted
        check = plan_check(votes, ballots, risk_limit=LIMIT)
        drawn = draw_check(check, seed="melati")
        leader = check.winner
        clean = measured_risk(check, votes, votes, drawn)
        worse, better = votes.copy(), votes.copy()
        worse[drawn[0], leader] -= 30
        better[drawn[0], leader] += 30
        assert measured_risk(check, votes, worse, drawn) > clean > measured_risk(check, votes, better, drawn)

    def test_a_wrong_winner_is_let_through_no_more_often_than_the_limit(self):
        rng = np.random.default_rng(2)
        true = np.tile([48.0, 52.0], (60, 1))
        reported = true.copy()
        reported[:30] += [6, -6]
        ballots = np.full(60, 100.0)
        check = plan_check(reported, ballots, risk_limit=0.10)
        passed = 0
        for _ in range(400):
            drawn = tuple(rng.choice(60, check.sample_size, p=check.bound / check.total_bound))
            passed += measured_risk(check, reported, true, drawn) <= 0.10
        assert passed / 400 <= 0.10

    def test_an_impossible_error_is_full_risk(self):
        votes = np.array([[60.0, 40], [70, 30]])
        check = plan_check(votes, [100, 100], risk_limit=LIMIT)
        assert measured_risk(check, votes, np.array([[0.0, 100], [70, 30]]), (0,)) == 1.0

    def test_tps_that_were_not_drawn_may_be_unknown_and_drawn_ones_not(self, counted):
        votes, ballots = counted
        check = plan_check(votes, ballots, risk_limit=LIMIT)
        theirs = np.full(votes.shape, np.nan)
        theirs[[3, 9]] = votes[[3, 9]]
        assert 0 < measured_risk(check, votes, theirs, (3, 9)) < 1
        with pytest.raises(ValueError, match="belum dibandingkan"):
            measured_risk(check, votes, theirs, (3, 10))
        with pytest.raises(ValueError, match="TPS dan pilihan yang sama"):
            measured_risk(check, votes, theirs[:5], (3,))


class TestSeveralWinners:
    """DPD: each of the first four before each of the others (Stark 2009, contests with several winners)."""

    def test_the_bound_is_the_narrowest_pair_by_hand(self):
        votes, ballots = np.array([[50.0, 30, 20, 5], [40, 35, 15, 5]]), np.array([110.0, 100])
        check = plan_check(votes, ballots, risk_limit=LIMIT, winners=2)
        assert check.winners == (0, 1)
        assert check.losers == (2, 3)
        pairs = np.array([[30.0, 45, 10, 25], [25, 35, 20, 30]])  # 0-2, 0-3, 1-2, 1-3
        expected = ((pairs + ballots[:, None]) / pairs.sum(axis=0)).max(axis=1)
        np.testing.assert_allclose(check.bound, expected)

    def test_an_error_among_the_winners_costs_nothing_and_one_against_a_loser_does(self):
        rng = np.random.default_rng(1)
        votes = rng.poisson([60, 50, 40, 35, 20, 5], (300, 6)).astype(float)
        check = plan_check(votes, votes.sum(axis=1) + 5, risk_limit=LIMIT, winners=4)
        row = draw_check(check, seed="melati", size=1)
        clean = measured_risk(check, votes, votes, row)
        among, against = votes.copy(), votes.copy()
        among[row[0], 0] -= 10
        among[row[0], 1] += 10
        against[row[0], 3] -= 10
        against[row[0], 4] += 10
        assert measured_risk(check, votes, among, row) == pytest.approx(clean, rel=0.02)
        assert measured_risk(check, votes, against, row) > clean

    def test_a_wrong_fourth_is_let_through_no_more_often_than_the_limit(self):
        rng = np.random.default_rng(2)
        truth = rng.poisson([60, 50, 40, 26, 29, 5], (200, 6)).astype(float)
        told = truth.copy()
        told[:, 3] += 6
        told[:, 4] -= 6
        told = np.maximum(told, 0)
        assert set(np.argsort(-truth.sum(axis=0))[:4]) != set(np.argsort(-told.sum(axis=0))[:4])
        check = plan_check(told, told.sum(axis=1) + 12, risk_limit=0.10, winners=4)
        passed = 0
        for number in range(300):
            drawn = draw_check(check, seed=f"u{number}", size=2 * check.sample_size)
            passed += min(risk_steps(check, told, truth, drawn)) <= 0.10
        assert passed / 300 <= 0.10

    def test_what_cannot_be_claimed_is_refused(self):
        with pytest.raises(ValueError, match="lebih dari 4 pilihan"):
            plan_check([[5, 4, 3, 2]], [20], risk_limit=LIMIT, winners=4)
        with pytest.raises(ValueError, match="satu pemenang"):
            plan_check([[5, 4, 3]], [20], risk_limit=LIMIT, winners=2, majority=True)
        with pytest.raises(ValueError, match="Selisih suara nol"):
            plan_check([[5, 3, 3]], [20], risk_limit=LIMIT, winners=2)
