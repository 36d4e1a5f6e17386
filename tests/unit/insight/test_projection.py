"""What may be said of the final result while kecamatan are still counting."""

import warnings

import numpy as np
import pytest
from villages import population

from deskpemilu.insight.guard import clumping, publication_guard
from deskpemilu.insight.projection import project_shares
from deskpemilu.insight.shrinkage import Reports, variance_components


def partial(everything, rows):
    votes = np.full(everything.votes.shape, np.nan)
    votes[rows] = everything.votes[rows]
    return votes


def project(everything, rows, **options):
    return project_shares(
        partial(everything, rows),
        everything.registered,
        everything.kecamatan,
        cluster=everything.desa,
        **options,
    )


class TestTheWholeCount:
    def test_everything_in_gives_the_truth_with_zero_width(self):
        everything = population(1)
        got = project(everything, slice(None))
        np.testing.assert_allclose(got.share, everything.truth, rtol=1e-14)
        np.testing.assert_array_equal(got.low, got.share)
        np.testing.assert_array_equal(got.high, got.share)
        assert got.callable
        assert got.unreported_weight == 0

    def test_counted_votes_are_never_projected_away(self):
        everything = population(2)
        rows = np.arange(0, len(everything.votes), 3)
        got = project(everything, rows)
        assert (got.share * got.expected_valid >= everything.votes[rows].sum(axis=0) - 1e-6).all()

    def test_projected_shares_add_up_to_one(self):
        everything = population(3, k=5)
        got = project(everything, np.arange(0, len(everything.votes), 4))
        assert got.share.sum() == pytest.approx(1, abs=1e-12)


class TestInvariances:
    rows = np.arange(0, 768, 5)

    def test_row_order_changes_nothing(self):
        everything = population(4)
        votes = partial(everything, self.rows)
        order = np.random.default_rng(1).permutation(len(votes))
        one = project(everything, self.rows)
        other = project_shares(
            votes[order],
            everything.registered[order],
            everything.kecamatan[order],
            cluster=everything.desa[order],
        )
        np.testing.assert_allclose(one.share, other.share, rtol=1e-11)
        np.testing.assert_allclose(one.high, other.high, rtol=1e-9)

    def test_an_empty_kecamatan_changes_nothing(self):
        everything = population(4)
        moved = everything.kecamatan + (everything.kecamatan >= 3)
        one = project(everything, self.rows)
        other = project_shares(
            partial(everything, self.rows), everything.registered, moved, cluster=everything.desa
        )
        np.testing.assert_allclose(one.share, other.share, rtol=1e-12)
        np.testing.assert_allclose(one.low, other.low, rtol=1e-10)

    def test_names_of_desa_do_not_matter(self):
        everything = population(4)
        codes = 1607052000 + everything.desa * 7
        again = everything.desa % 8
        shuffled = np.random.default_rng(2).permutation(96)[everything.desa] + 1607052000
        one = project(everything, self.rows)
        for cluster in (codes, again, shuffled):
            other = project_shares(
                partial(everything, self.rows), everything.registered, everything.kecamatan, cluster=cluster
            )
            np.testing.assert_allclose(one.share, other.share, rtol=1e-10)
            np.testing.assert_allclose(one.high, other.high, rtol=1e-9)


class TestHowRightItIs:
    def test_random_partial_counts_cover_and_beat_the_naive_share_when_kecamatan_lag(self):
        rng = np.random.default_rng(5)
        hits, errors, naive = [], [], []
        for seed in range(60):
            everything = population(200 + seed)
            speed = rng.uniform(0.1, 0.7, 12)[everything.kecamatan]
            rows = np.flatnonzero(rng.random(speed.size) < speed)
            got = project(everything, rows)
            hits.append((got.low <= everything.truth) & (everything.truth <= got.high))
            errors.append(np.abs(got.share - everything.truth).mean())
            naive.append(np.abs(got.reported_share - everything.truth).mean())
        assert np.mean(hits) >= 0.94
        assert np.mean(errors) < 0.75 * np.mean(naive)

    def test_big_desa_reporting_first_is_corrected_by_their_size(self):
        rng = np.random.default_rng(6)
        sizes = rng.integers(1, 20, 120)
        desa = np.repeat(np.arange(120), sizes)
        kec = desa // 10
        chance = np.clip(0.35 + 0.06 * np.log(sizes[desa]) + rng.normal(0, 0.03, desa.size), 0.05, 0.95)
        first = rng.binomial(200, chance)
        votes = np.column_stack([first, 200 - first]).astype(float)
        truth = votes[:, 0].sum() / votes.sum()
        votes[sizes[desa] < 8] = np.nan
        got = project_shares(votes, np.full(desa.size, 250), kec, cluster=desa)
        assert abs(got.share[0] - truth) < 0.4 * abs(got.reported_share[0] - truth)
        assert got.low[0] <= truth <= got.high[0]

    def test_an_earlier_election_sharpens_the_projection(self):
        rng = np.random.default_rng(7)
        desa = np.repeat(np.arange(150), 6)
        past = rng.uniform(0.2, 0.8, 150)
        first = rng.binomial(200, np.clip(past[desa] + rng.normal(0, 0.04, desa.size), 0.02, 0.98))
        votes = np.column_stack([first, 200 - first]).astype(float)
        truth = votes[:, 0].sum() / votes.sum()
        votes[np.isin(desa, rng.choice(150, 120, replace=False))] = np.nan
        known, blind = (
            project_shares(votes, np.full(desa.size, 250), desa // 10, cluster=desa, earlier=earlier)
            for earlier in (past[desa], None)
        )
        assert abs(known.share[0] - truth) < abs(blind.share[0] - truth)
        assert known.standard_error[0] < 0.6 * blind.standard_error[0]

    def test_desa_by_desa_arrival_widens_the_interval(self):
        everything = population(8)
        whole = np.flatnonzero(everything.desa % 2 == 0)
        mixed = np.arange(0, len(everything.votes), 2)
        blocks, even = project(everything, whole), project(everything, mixed)
        assert (blocks.high - blocks.low > 2 * (even.high - even.low)).all()
        assert any("desa demi desa" in note for note in blocks.warnings)

    def test_components_are_recovered(self):
        rng = np.random.default_rng(9)
        desa = np.repeat(np.arange(2000), 6)
        kec = np.arange(2000) // 10
        share = 0.5 + rng.normal(0, 0.03, 200)[kec[desa]] + rng.normal(0, 0.05, 2000)[desa]
        share += rng.normal(0, 0.08, desa.size)
        votes = np.column_stack([200 * share, 200 * (1 - share)])
        reports = Reports(
            votes=np.stack([np.bincount(desa, weights=votes[:, j]) for j in range(2)], axis=1),
            valid=np.bincount(desa, weights=votes.sum(axis=1)),
            squares=votes.T @ votes / 200,
            tps=desa.size,
            kecamatan=kec,
            kecamatan_count=200,
        )
        got = variance_components(reports)
        assert got.within[0, 0] == pytest.approx(0.08**2, rel=0.05)
        assert got.desa_ratio == pytest.approx(25 / 64, rel=0.12)
        assert got.kecamatan_ratio == pytest.approx(9 / 64, rel=0.3)


class TestGuard:
    def test_a_silent_kecamatan_of_eleven_percent_forbids_a_call_and_is_named(self):
        seen = np.full(9, 100.0)
        seen[6] = 0
        got = publication_guard(np.full(9, 100.0), seen, np.full(9, 25_000.0))
        assert not got.holds
        assert got.failing == (6,)
        assert got.registered_share == pytest.approx(8 / 9)

    def test_a_silent_kecamatan_of_nine_percent_is_named_but_does_not_forbid(self):
        seen = np.full(11, 100.0)
        seen[6] = 0
        got = publication_guard(np.full(11, 100.0), seen, np.full(11, 25_000.0))
        assert got.holds
        assert got.failing == (6,)

    def test_exactly_half_the_overall_rate_is_enough(self):
        tps, registered = np.full(2, 100.0), np.ones(2)
        assert publication_guard(tps, np.array([30.0, 10]), registered).failing == ()
        assert publication_guard(tps, np.array([30.0, 9]), registered).failing == (1,)

    def test_the_projection_uses_the_guard_on_tps(self):
        everything = population(13)
        lag = project(everything, np.flatnonzero(everything.kecamatan > 1))
        assert not lag.callable
        assert lag.failing == (0, 1)
        assert any("nomor 0, 1" in note for note in lag.warnings)
        assert project(everything, np.flatnonzero(everything.kecamatan > 0)).callable

    def test_kecamatan_hostile_to_the_leader_last_never_give_a_wrong_call(self):
        for seed in range(25):
            everything = population(300 + seed, k=2, spread=1.5)
            winner = everything.truth.argmax()
            friendly = np.bincount(everything.kecamatan, weights=everything.votes[:, 1 - winner])
            order = np.lexsort((everything.kecamatan, -friendly[everything.kecamatan]))
            for fraction in (0.1, 0.3, 0.5, 0.7):
                got = project(everything, order[: int(fraction * order.size)], level=0.99)
                assert not got.callable

    def test_clumping_is_zero_for_scattered_reports_and_one_for_whole_desa(self):
        tps = np.full(400, 8.0)
        kec = np.arange(400) // 20
        scattered = np.random.default_rng(1).binomial(8, 0.4, 400).astype(float)
        whole = np.where(np.arange(400) % 2 == 0, 8.0, 0.0)
        assert clumping(tps, scattered, kec, 20) == 0
        assert clumping(tps, whole, kec, 20) == 1


class TestEdges:
    def test_no_small_count_gives_a_number_that_is_none(self):
        rng = np.random.default_rng(12)
        answered = 0
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for _ in range(1200):
                n, k = rng.integers(1, 30), rng.integers(1, 5)
                votes = rng.integers(0, rng.choice([2, 4, 200]), (n, k)).astype(float)
                votes[rng.random(n) < rng.random()] = np.nan
                registered = rng.integers(0, 300, n) * (rng.random(n) < 0.9)
                desa = rng.integers(0, 6, n) if rng.random() < 0.7 else None
                try:
                    got = project_shares(votes, registered, rng.integers(0, 4, n), cluster=desa)
                except ValueError:
                    continue
                answered += 1
                assert (got.low >= 0).all()
                assert (got.low <= got.share + 1e-12).all()
                assert (got.share <= got.high + 1e-12).all()
                assert (got.high <= 1 + 1e-12).all()
                assert np.isfinite(got.covariance).all()
        assert answered > 700

    def test_no_report_is_refused(self):
        with pytest.raises(ValueError, match="Belum ada TPS"):
            project_shares(np.full((3, 2), np.nan), [1, 1, 1], [0, 0, 0])

    def test_one_report_has_every_possible_interval(self):
        votes = np.full((30, 2), np.nan)
        votes[4] = [60, 40]
        got = project_shares(votes, np.full(30, 200), np.zeros(30, dtype=int))
        np.testing.assert_allclose(got.share, [0.6, 0.4])
        np.testing.assert_array_equal(got.low, 0)
        np.testing.assert_array_equal(got.high, 1)
        assert (got.lead.low, got.lead.high) == (-1, 1)

    @pytest.mark.parametrize("rows", [[0, 9], [0, 1], [0, 8, 64], [0, 1, 2, 3, 4]])
    def test_a_handful_of_reports_gives_finite_wide_intervals(self, rows):
        got = project(population(10), rows)
        width = got.high - got.low
        assert np.isfinite(width).all()
        assert (width > 0.05).all()

    def test_unknown_dpt_is_filled_and_said(self):
        everything = population(11)
        registered = everything.registered.astype(float)
        registered[::4] = 0
        registered[1] = np.nan
        rows = np.arange(0, 768, 3)
        got = project_shares(
            partial(everything, rows), registered, everything.kecamatan, cluster=everything.desa
        )
        full = project(everything, rows)
        assert any("DPT" in note for note in got.warnings)
        np.testing.assert_allclose(got.share, full.share, atol=0.004)
        nothing = project_shares(partial(everything, rows), np.zeros(768), everything.kecamatan)
        np.testing.assert_allclose(nothing.share, full.share, atol=0.02)

    def test_a_choice_without_votes_keeps_an_upper_bound(self):
        everything = population(12)
        votes = np.column_stack([partial(everything, np.arange(0, 768, 3)), np.zeros(768)])
        votes[np.isnan(votes[:, 0]), 3] = np.nan
        got = project_shares(votes, everything.registered, everything.kecamatan, cluster=everything.desa)
        assert got.share[3] == got.low[3] == 0
        assert 0 < got.high[3] < 0.02

    @pytest.mark.parametrize(
        ("votes", "registered", "stratum", "word"),
        [
            ([[1, -2], [np.nan, np.nan]], [5, 5], [0, 0], "negatif"),
            ([[1, np.nan], [2, 3]], [5, 5], [0, 0], "sebagian"),
            ([[0, 0], [np.nan, np.nan]], [5, 5], [0, 0], "suara sah"),
            ([[1, 2], [3, 4]], [5], [0, 0], "DPT"),
            ([[1, 2], [3, 4]], [5, -1], [0, 0], "DPT"),
            ([[1, 2], [3, 4]], [5, 5], [0, -1], "tidak dikenal"),
            ([[1, 2], [3, 4]], [5, 5], [0], "per TPS"),
            (np.zeros((0, 2)), [], [], "kosong"),
        ],
    )
    def test_impossible_input_is_refused_in_one_sentence(self, votes, registered, stratum, word):
        with pytest.raises(ValueError, match=word) as refusal:
            project_shares(votes, registered, stratum)
        assert str(refusal.value).endswith(".")


def test_one_report_may_never_be_called_and_has_the_largest_error():
    votes = np.full((10, 2), np.nan)
    votes[0] = [150, 50]
    got = project_shares(votes, [250] * 10, [0] * 10)
    assert not got.callable
    assert got.standard_error.tolist() == [0.5, 0.5]
    done = project_shares(votes[:1], [250], [0])
    assert done.callable
