"""What a statistician tries first: copies, masks, overflow, empty strata between others, unseen strata."""

import warnings

import numpy as np
import pytest
from villages import population, stratified_rows

from deskpemilu.insight.estimation import estimate_shares
from deskpemilu.insight.projection import project_shares
from deskpemilu.insight.quickcount import SampleFrame, quick_count
from deskpemilu.insight.ratio import estimate_ratio
from deskpemilu.insight.twostage import DesaFrame, estimate_two_stage
from deskpemilu.insight.variance import ORDINARY_EFFECT, borrowed_spread, degrees_of


class TestReportsThatAgreeToTheLastDigit:
    """A copy sent twice is not knowledge: no interval of zero width while TPS are still out."""

    @pytest.mark.parametrize("reports", [2, 10])
    def test_a_sample_of_equal_forms_has_the_ordinary_spread_and_says_so(self, reports):
        got = estimate_shares([[60, 30, 10]] * reports, [0] * reports, [100])
        left = 1 - reports / 100
        expected = ORDINARY_EFFECT * left * 0.6 * 0.4 / (100 * reports)
        assert got.standard_error[0] ** 2 == pytest.approx(expected, rel=0.01)
        assert (got.high - got.low).min() > 0.04
        assert got.lead.low < got.lead.difference < got.lead.high
        assert any("tidak menunjukkan perbedaan" in text for text in got.warnings)

    def test_a_projection_of_equal_forms_has_it_too(self):
        votes = np.full((40, 2), np.nan)
        votes[::2] = [120, 80]
        got = project_shares(votes, [250] * 40, np.repeat([0, 1, 2, 3], 10))
        assert (got.high - got.low).min() > 0.02
        assert got.lead.low < got.lead.difference < got.lead.high
        assert any("tidak menunjukkan perbedaan" in text for text in got.warnings)

    def test_two_desa_with_equal_forms_have_it_too(self):
        got = estimate_two_stage([[6, 4], [6, 4]], [0, 1], DesaFrame(np.array([5.0, 5.0, 5.0]), 2))
        assert (got.high - got.low).min() > 0.1
        assert any("tidak menunjukkan perbedaan" in text for text in got.warnings)

    def test_all_votes_for_one_leave_a_lead_that_is_not_certain(self):
        got = estimate_shares([[50, 0], [70, 0], [90, 0]], [0, 0, 0], [100])
        assert got.low[0] < 1 < got.lead.high + 1e-9
        assert got.lead.low < 1 == got.lead.difference

    def test_one_choice_with_the_same_share_everywhere_does_not_lend_its_width_to_the_others(self):
        votes = np.array([[50, 30, 20], [50, 20, 30], [50, 25, 25], [50, 40, 10]])
        got = estimate_shares(votes, [0] * 4, [100])
        own = estimate_shares(votes[:, 1:] + [[0, 0]], [0] * 4, [100])
        assert got.high[0] - got.low[0] > 0.01
        assert own.n == got.n
        residual = votes[:, 1] - got.share[1] * 100
        plain = (1 - 0.04) * residual.var(ddof=1) / 4 / 100**2
        assert got.standard_error[1] ** 2 == pytest.approx(plain)

    def test_the_whole_population_keeps_zero_width(self):
        covariance, borrowed = borrowed_spread(np.array([0.5, 0.5]), np.zeros((2, 2)), 100.0, 0.0)
        assert not covariance.any()
        assert not borrowed

    def test_ordinary_samples_are_left_alone(self):
        everything = population(3)
        got = estimate_shares(everything.votes, everything.kecamatan, everything.sizes * 2)
        assert not any("perbedaan sama sekali" in text for text in got.warnings)


class TestOneChoice:
    def test_its_share_is_everything_by_definition_and_that_is_said(self):
        got = estimate_shares([[10], [20], [30]], [0, 0, 0], [50])
        assert got.low[0] == got.high[0] == 1.0
        assert any("Hanya satu pilihan" in text for text in got.warnings)
        seen = project_shares([[10.0], [np.nan], [30.0]], [50] * 3, [0, 0, 0])
        assert seen.low[0] == seen.high[0] == 1.0
        assert any("Hanya satu pilihan" in text for text in seen.warnings)


class TestInput:
    def test_a_masked_vote_is_missing_and_not_what_lies_under_the_mask(self):
        table = np.ma.array([[10, 20], [30, 40], [5, 5]], mask=[[0, 0], [1, 1], [0, 0]])
        with pytest.raises(ValueError, match="harus terisi"):
            estimate_shares(table, [0, 0, 0], [9])
        got = project_shares(table, [100] * 3, [0, 0, 0])
        assert got.reported_tps == 2
        np.testing.assert_allclose(got.reported_share, [15 / 40, 25 / 40])

    @pytest.mark.parametrize("large", [1e16, 1e300, 10**30, 2**63 - 1])
    def test_votes_too_large_to_be_exact_are_refused(self, large):
        with pytest.raises(ValueError, match="terlalu besar"):
            estimate_shares([[large, 5], [3, 4]], [0, 0], [9])
        with pytest.raises(ValueError, match="terlalu besar"):
            project_shares([[float(large), 5.0], [3.0, 4.0]], [100, 100], [0, 0])

    def test_votes_beyond_32_bits_are_summed_without_overflow(self):
        rows = np.array([[2**31 - 1, 2**31 - 1], [2**31 - 1, 2**30]], dtype=np.int32)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            got = estimate_shares(rows, [0, 0], [2])
        total = rows.astype(object).sum()
        np.testing.assert_allclose(got.share, [float(v / total) for v in rows.astype(object).sum(axis=0)])

    @pytest.mark.parametrize("level", [None, "x", float("nan"), 0, 1, -0.5, 95])
    def test_an_impossible_level_is_refused_in_words(self, level):
        with pytest.raises(ValueError, match="Tingkat kepercayaan"):
            estimate_shares([[1, 2], [3, 4]], [0, 0], [9], level=level)

    @pytest.mark.parametrize("level", [0.5, 0.999])
    def test_intervals_widen_with_the_level(self, level):
        everything = population(5)
        rows = stratified_rows(np.random.default_rng(1), everything.kecamatan, np.full(12, 6))
        given = everything.votes[rows], everything.kecamatan[rows], everything.sizes
        usual, other = estimate_shares(*given), estimate_shares(*given, level=level)
        wider = (other.high - other.low) > (usual.high - usual.low)
        assert wider.all() if level > 0.95 else not wider.any()

    def test_a_region_code_in_place_of_a_position_is_refused_before_it_takes_the_memory(self):
        with pytest.raises(ValueError, match="dinomori berurutan"):
            project_shares([[5.0, 6.0]], [100], [1607052005])

    def test_no_dpt_at_all_is_said_for_what_it_is(self):
        got = project_shares([[50.0, 60.0], [np.nan, np.nan]], [0, 0], [0, 0])
        assert [t for t in got.warnings if "satu TPS pun" in t]
        assert not [t for t in got.warnings if "lebih banyak suara" in t]

    def test_more_votes_than_people_are_said_but_a_few_from_elsewhere_are_not(self):
        votes = [[300.0, 300.0], [120.0, 90.0], [np.nan, np.nan]]
        got = project_shares(votes, [250, 200, 200], [0, 0, 0])
        assert [t for t in got.warnings if t.startswith("1 TPS melapor jauh lebih banyak")]


class TestWholeStrataDrawnBySize:
    def test_the_whole_population_drawn_by_size_is_the_truth_with_zero_width(self):
        everything = population(8)
        got = estimate_shares(
            everything.votes, everything.kecamatan, everything.sizes, total=everything.registered
        )
        np.testing.assert_allclose(got.share, everything.truth, rtol=1e-12)
        np.testing.assert_allclose(got.high - got.low, 0, atol=1e-12)

    def test_a_stratum_that_is_wholly_in_adds_no_variance(self):
        votes = np.array([[60, 40], [20, 80], [50, 50], [40, 60], [45, 55]])
        size = [100, 300, 200, 250, 150]
        got = estimate_shares(votes, [0, 0, 1, 1, 1], [2, 40], total=size)
        other = votes.copy()
        other[:2] = [[40, 60], [40, 60]]  # the same total, no spread inside the stratum
        assert estimate_shares(other, [0, 0, 1, 1, 1], [2, 40], total=size).standard_error[
            0
        ] == pytest.approx(got.standard_error[0])


class TestStrataThatAreJoined:
    def test_an_empty_kecamatan_between_two_does_not_change_who_is_nearest(self):
        """Single report in stratum 1 lies between 0 and 2; an empty stratum on one side is no distance."""
        votes = np.array([[90, 10], [80, 20], [50, 50], [20, 80], [10, 90], [15, 85]])
        without = estimate_shares(votes, [0, 0, 1, 2, 2, 2], [20, 20, 20])
        beside = estimate_shares(votes, [0, 0, 2, 3, 3, 3], [20, 0, 20, 20])
        np.testing.assert_allclose(without.share, beside.share, rtol=1e-14)
        np.testing.assert_allclose(without.high, beside.high, rtol=1e-12)
        after = estimate_shares(votes, [0, 0, 1, 3, 3, 3], [20, 20, 0, 20])
        np.testing.assert_allclose(without.share, after.share, rtol=1e-14)

    def test_a_missing_kecamatan_costs_width_even_where_two_others_look_alike(self):
        first = np.tile([60, 55, 62, 58], 6)
        votes, where = np.column_stack([first, 100 - first]), np.repeat([0, 1], 12)
        whole = estimate_shares(votes, where, [200, 200])
        missing = estimate_shares(votes, where, [200, 200, 200])
        assert missing.standard_error[0] > 1.2 * whole.standard_error[0]

    def test_degrees_are_those_of_the_strata_where_some_were_joined(self):
        assert degrees_of(40.0, 10.0, 12.0, np.zeros(2)) == 30
        assert degrees_of(40.0, 10.0, 12.0, np.array([0.0, 1.0])) == 11
        assert degrees_of(3.0, 3.0, 1.0, np.array([1.0])) == 1


class TestRatioOfTurnout:
    def test_one_tps_of_many_has_no_margin_instead_of_a_width_of_zero(self):
        got = estimate_ratio([180], [200], [0], [50])
        assert (got.value, got.low, got.high) == (0.9, 0.0, float("inf"))

    def test_a_missing_stratum_widens_it(self):
        top, bottom, where = [180, 150, 120, 190, 110, 160], [200] * 6, [0, 0, 1, 1, 2, 2]
        whole = estimate_ratio(top, bottom, where, [20, 20, 20])
        missing = estimate_ratio(top, bottom, where, [20, 20, 20, 20])
        assert missing.standard_error > 1.1 * whole.standard_error

    def test_turnout_of_a_sample_by_size_is_weighed_by_size(self):
        """Large TPS vote less and are drawn more often; unweighed the turnout is five points too low."""
        rng = np.random.default_rng(2)
        registered = np.repeat([100, 500], 500)
        voters = rng.binomial(registered, np.repeat([0.9, 0.5], 500)).astype(float)
        votes = np.stack([voters * 0.6, voters * 0.4], axis=1).round()
        zeros = np.zeros(1000, dtype=np.intp)
        frame = SampleFrame(registered=registered, stratum=zeros, desa=np.arange(1000))
        truth = voters.sum() / registered.sum()
        found = []
        for _ in range(40):
            rows = rng.choice(1000, 120, replace=False, p=registered / registered.sum())
            got = quick_count(votes, rows.tolist(), frame, voters=voters, proportional_to_size=True)
            found.append(got.turnout.value)
        assert np.mean(found) == pytest.approx(truth, abs=0.01)


class TestInvariancesOfTheProjection:
    def half_in(self):
        everything = population(6)
        votes = everything.votes.astype(float)
        votes[np.random.default_rng(2).random(len(votes)) < 0.5] = np.nan
        return everything, votes

    def test_numbers_of_kecamatan_do_not_matter(self):
        everything, votes = self.half_in()
        names = np.random.default_rng(1).permutation(12)
        one = project_shares(votes, everything.registered, everything.kecamatan, cluster=everything.desa)
        other = project_shares(
            votes, everything.registered, names[everything.kecamatan], cluster=everything.desa
        )
        np.testing.assert_allclose(one.share, other.share, rtol=1e-10)
        np.testing.assert_allclose(one.low, other.low, rtol=1e-9)
        assert one.callable == other.callable

    def test_the_order_of_the_choices_does_not_matter(self):
        everything, votes = self.half_in()
        one = project_shares(votes, everything.registered, everything.kecamatan, cluster=everything.desa)
        other = project_shares(
            votes[:, ::-1], everything.registered, everything.kecamatan, cluster=everything.desa
        )
        np.testing.assert_allclose(one.high, other.high[::-1], rtol=1e-9)

    def test_splitting_a_reported_tps_in_two_moves_the_projection_by_next_to_nothing(self):
        everything, votes = self.half_in()
        row = int(np.flatnonzero(~np.isnan(votes[:, 0]))[0])
        half = np.floor(votes[row] / 2)
        split = np.vstack([votes, votes[row] - half])
        split[row] = half
        size = np.append(everything.registered, everything.registered[row] // 2)
        size[row] -= size[-1]
        where = np.append(everything.kecamatan, everything.kecamatan[row])
        desa = np.append(everything.desa, everything.desa[row])
        one = project_shares(votes, everything.registered, everything.kecamatan, cluster=everything.desa)
        other = project_shares(split, size, where, cluster=desa)
        assert np.abs(one.share - other.share).max() < 1e-4
        assert (np.abs(one.high - one.low - (other.high - other.low)) < 1e-4).all()
