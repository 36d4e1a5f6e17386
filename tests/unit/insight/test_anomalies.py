"""What is shown as worth a second look, and what is left in peace."""

import numpy as np
import pytest

from deskpemilu.domain.findings import Severity
from deskpemilu.insight.anomalies import find_anomalies, neighbour_shares
from deskpemilu.insight.forms import Forms, frequency, seen_here
from deskpemilu.insight.outliers import desa_outliers, desa_scores, tail_probability
from deskpemilu.insight.patterns import (
    arrival_oddities,
    changed_after_verification,
    full_turnout,
    identical_forms,
    identical_sets,
    planted_digits,
)
from deskpemilu.insight.percentages import (
    AreaTest,
    benjamini_hochberg,
    false_discoveries,
    last_digits,
    near_integer,
    round_percentages,
)
from deskpemilu.insight.suspects import digits_changed, neighbours_of, suspect_vote
from deskpemilu.insight.syndrome import arithmetic_flags, residuals

CLEAN = {
    "suara_sah": 180,
    "suara_tidak_sah": 5,
    "suara_total": 185,
    "pengguna_total_j": 185,
    "pengguna_dpt_j": 180,
    "pengguna_dpt_l": 90,
    "pengguna_dpt_p": 90,
    "pengguna_pindahan_j": 3,
    "pengguna_pindahan_l": 2,
    "pengguna_pindahan_p": 1,
    "pengguna_tambahan_j": 2,
    "pemilih_dpt_j": 230,
}


def forms(*changes, votes=(40, 120, 20), n=1):
    """n equal forms; every change is (form, row or choice index, new figure)."""
    table = np.tile(np.array(votes, dtype=float), (n, 1))
    rows = {name: np.full(n, float(figure)) for name, figure in CLEAN.items()}
    for i, where, figure in changes:
        if isinstance(where, int):
            table[i, where] = figure
        else:
            rows[where][i] = figure
    return Forms(table, rows, ("1", "2", "3"))


class TestSyndrome:
    def test_a_form_that_adds_up_is_left_in_peace(self):
        assert arithmetic_flags(forms()) == []
        np.testing.assert_array_equal(residuals(forms()), 0)

    @pytest.mark.parametrize(
        ("change", "field", "proposal"),
        [
            ((0, 1, 920), "2", 120),
            ((0, 2, 29), "3", 20),
            ((0, "suara_sah", 130), "suara_sah", 180),
            ((0, "suara_tidak_sah", 8), "suara_tidak_sah", 5),
            ((0, "suara_total", 285), "suara_total", 185),
            ((0, "pengguna_total_j", 105), "pengguna_total_j", 185),
            ((0, "pengguna_dpt_j", 130), "pengguna_dpt_j", 180),
            ((0, "pengguna_tambahan_j", 4), "pengguna_tambahan_j", 2),
        ],
    )
    def test_one_wrong_field_is_named_with_what_it_should_hold(self, change, field, proposal):
        (flag,) = arithmetic_flags(forms(change), expected_share=np.array([[0.22, 0.67, 0.11]]))
        assert flag.suspect_field == field
        assert flag.values["usul"] == proposal
        assert "perlu diperiksa" in flag.text
        assert flag.severity is Severity.GALAT
        assert 0 < flag.base_rate < 0.1

    def test_a_vote_that_any_choice_explains_is_not_pinned_on_one(self):
        (flag,) = arithmetic_flags(forms(votes=(46, 116, 19)), np.array([[0.25, 0.64, 0.11]]))
        assert flag.suspect_field == "suara"
        assert "usul" not in flag.values

    def test_two_wrong_fields_are_not_pinned(self):
        (flag,) = arithmetic_flags(forms((0, 1, 125), (0, "pengguna_total_j", 200)))
        assert flag.suspect_field is None
        assert flag.code == "hitungan_tidak_cocok"

    def test_users_and_total_alone_are_not_pinned(self):
        wrong = forms((0, "pengguna_total_j", 190), (0, "pengguna_dpt_j", 185))
        (flag,) = arithmetic_flags(wrong)
        assert flag.suspect_field is None

    @pytest.mark.parametrize(
        ("change", "field"),
        [((0, 1, 920), "2"), ((0, "suara_sah", 130), "suara_sah"), ((0, "suara_tidak_sah", 8), None)],
    )
    def test_without_user_rows_a_vote_is_still_told_from_the_valid_sum(self, change, field):
        blank = [(0, row, np.nan) for row in CLEAN if row.startswith("pengguna")]
        (flag,) = arithmetic_flags(forms(change, *blank), expected_share=np.array([[0.22, 0.67, 0.11]]))
        assert flag.suspect_field == field

    def test_users_that_differ_from_the_total_are_not_pinned_without_their_parts(self):
        (flag,) = arithmetic_flags(forms((0, "pengguna_total_j", 190), (0, "pengguna_dpt_j", np.nan)))
        assert flag.suspect_field is None

    def test_a_blank_row_accuses_nobody(self):
        assert arithmetic_flags(forms((0, "suara_total", np.nan))) == []

    def test_digits_are_counted_as_written_in_three_boxes(self):
        assert [digits_changed(*pair) for pair in ((7, 107), (99, 100), (150, 150), (1203, 203))] == [
            1,
            3,
            0,
            1,
        ]


class TestPatterns:
    def test_a_digit_too_many_is_found(self):
        (flag,) = planted_digits(forms((0, 2, 820)))
        assert (flag.suspect_field, flag.values["usul"]) == ("3", 20)

    def test_a_deficit_is_no_planted_digit(self):
        assert planted_digits(forms((0, 1, 20))) == []

    def test_twins_in_one_desa_are_shown_and_strangers_are_not(self):
        two = forms(n=2)
        assert [flag.tps for flag in identical_sets(two, np.array([4, 4]))] == [0, 1]
        assert identical_sets(two, np.array([4, 5])) == []
        assert identical_sets(forms((1, 0, 41), n=2), np.array([4, 4])) == []

    def test_full_turnout_needs_one_choice_too(self):
        full = [(0, "pengguna_dpt_j", 230)]
        assert full_turnout(forms(*full)) == []
        (flag,) = full_turnout(forms(*full, votes=(2, 176, 2)))
        assert flag.suspect_field == "2"

    def test_a_result_before_closing_time_is_shown(self):
        flags = arrival_oddities([-600.0, 5.0, np.nan])
        assert [(flag.tps, flag.code) for flag in flags] == [(0, "terlalu_dini")]
        assert flags[0].base_rate == 0.5
        assert "Terjadi pada 1 dari 2 TPS desk ini" in flags[0].text

    def test_eight_tps_in_two_minutes_from_one_sender_are_shown(self):
        seconds = np.concatenate([np.arange(8) * 15.0, np.arange(8) * 60.0 + 5000])
        flags = arrival_oddities(seconds, np.zeros(16, dtype=int))
        assert [flag.tps for flag in flags] == list(range(8))
        assert arrival_oddities(seconds, np.arange(16)) == []
        assert arrival_oddities(seconds, np.full(16, -1)) == []

    def test_votes_changed_after_verification_are_shown_with_the_difference(self):
        before = np.array([[10.0, 20], [5, 5], [np.nan, np.nan]])
        now = np.array([[10.0, 20], [5, 9], [1, 2]])
        (flag,) = changed_after_verification(before, now, ("1", "2"))
        assert (flag.tps, flag.suspect_field) == (1, "2")
        assert "nomor 2 +4" in flag.text
        assert "Terjadi pada 1 dari 2 TPS desk ini" in flag.text
        assert flag.base_rate == 0.5

    def test_a_change_after_verification_comes_before_any_sum_that_fails(self):
        wrong = forms((0, "suara_sah", 130))
        (sum_flag,) = arithmetic_flags(wrong)
        (changed,) = changed_after_verification(np.array([[10.0, 20]]), np.array([[10.0, 21]]), ("1", "2"))
        assert changed.rank > sum_flag.rank

    def test_a_whole_form_of_another_desa_is_told_but_equal_votes_alone_are_not(self):
        two = forms(n=2)
        assert [f.code for f in identical_forms(two, np.array([0, 1]))] == ["formulir_kembar"] * 2
        assert identical_forms(two, np.array([3, 3])) == []
        other = forms((1, "pemilih_dpt_j", 231), n=2)
        assert identical_forms(other, np.array([0, 1])) == []
        votes_only = Forms(two.votes, {"suara_sah": two.rows["suara_sah"]}, two.choices)
        assert identical_forms(votes_only, np.array([0, 1])) == []


class TestSuspectVote:
    def test_its_probability_is_one(self):
        """One digit changed in forms that were right: of those said with p, a part p was named rightly."""
        rng = np.random.default_rng(4)
        share = rng.dirichlet([12, 9, 6], 1500)
        votes = np.array([rng.multinomial(210, p) for p in share], dtype=float)
        right = Forms(votes, {"suara_sah": votes.sum(axis=1)}, ("1", "2", "3"))
        expected = np.full((1500, 3), [12 / 27, 9 / 27, 6 / 27])
        near = neighbours_of(right, expected, np.ones(1500, dtype=bool))
        said, true = [], []
        for i in range(1500):
            j, place = int(rng.integers(3)), int(rng.integers(3))
            digits = list(f"{int(votes[i, j]):03d}")
            digits[place] = str((int(digits[place]) + int(rng.integers(1, 10))) % 10)
            spoilt = votes[i].copy()
            spoilt[j] = float("".join(digits))
            add = float(spoilt[j] - votes[i, j])
            got = suspect_vote(
                Forms(np.vstack([votes[:i], spoilt, votes[i + 1 :]]), right.rows, right.choices), i, add, near
            )
            if got.chance is not None:
                said.append(got.chance)
                true.append(got.field == right.choices[j])
        assert len(said) > 500
        assert np.mean(true) == pytest.approx(np.mean(said), abs=0.06)
        sure = np.array(said) > 0.9
        assert np.mean(np.array(true)[sure]) > 0.93

    def test_a_slip_that_no_single_vote_can_hold_points_at_the_valid_sum(self):
        got = suspect_vote(forms(), 0, 500.0, None)
        assert (got.field, got.correct, got.chance) == ("suara_sah", None, None)

    def test_few_forms_use_the_usual_spread(self):
        near = neighbours_of(forms(), np.array([[0.2, 0.7, 0.1]]), np.array([True]))
        assert near.spread.tolist() == [0.08, 0.08, 0.08]


class TestOutliers:
    def test_scores_have_unit_spread_and_small_desa_have_none(self):
        rng = np.random.default_rng(1)
        votes = rng.multinomial(200, [0.3, 0.5, 0.2], size=403).astype(float)
        desa = np.concatenate([np.repeat(np.arange(40), 10), [40, 40, 40]])
        scores = desa_scores(Forms(votes, {}, ("1", "2", "3")), desa)
        assert np.nanstd(scores) == pytest.approx(1, abs=0.05)
        assert np.isnan(scores[400:]).all()

    def test_the_odd_one_leads_a_capped_queue(self):
        rng = np.random.default_rng(2)
        votes = rng.multinomial(200, [0.3, 0.5, 0.2], size=400).astype(float)
        votes[7::60] = [40, 70, 90]
        votes[77] = [5, 5, 190]
        flags = desa_outliers(Forms(votes, {}, ("1", "2", "3")), np.repeat(np.arange(40), 10), queue=5)
        assert len(flags) == 5
        assert (flags[0].tps, flags[0].suspect_field) == (77, "3")
        assert {flag.code for flag in flags} == {"beda_dari_desa"}

    def test_equal_desa_raise_nothing(self):
        assert desa_outliers(forms(n=20), np.repeat([0, 1], 10)) == []

    def test_tails_are_heavy(self):
        chance = tail_probability(np.array([3.0, 4.0]))
        assert 0.008 < chance[0] < 0.013
        assert 0.002 < chance[1] < 0.005


class TestAreas:
    def test_clean_areas_are_rejected_no_more_often_than_five_in_a_hundred(self):
        rng = np.random.default_rng(3)
        p_values = []
        for round_ in range(3):
            area = np.repeat(np.arange(60), 150)
            whole = rng.integers(120, 300, area.size)
            part = rng.binomial(whole, rng.beta(40, 10, area.size))
            tests = round_percentages(part, whole, area, test="kehadiran", seed=round_, simulations=99)
            p_values += [test.p_value for test in tests]
        assert len(p_values) == 180
        assert np.mean(np.array(p_values) <= 0.05) <= 0.09
        judged = false_discoveries(tests)
        assert sum(test.flagged for test in judged) <= 1

    def test_written_up_percentages_are_found(self):
        rng = np.random.default_rng(4)
        area = np.repeat(np.arange(6), 400)
        whole = rng.integers(150, 300, area.size)
        part = rng.binomial(whole, 0.8)
        wished = (area == 4) & (rng.random(area.size) < 0.4)
        part[wished] = np.rint(whole[wished] * 0.9)
        tests = false_discoveries(round_percentages(part, whole, area, test="kehadiran", seed=1))
        assert [test.area for test in tests if test.flagged] == [4]
        assert "perlu diperiksa" in tests[4].text

    def test_the_same_seed_gives_the_same_p_value(self):
        rng = np.random.default_rng(5)
        whole = rng.integers(150, 300, 100)
        part = rng.binomial(whole, 0.8)
        one, other = (round_percentages(part, whole, np.zeros(100), test="t", seed=7) for _ in range(2))
        assert one == other

    def test_small_areas_are_not_tested(self):
        assert round_percentages([10] * 49, [20] * 49, np.zeros(49), test="t", seed=1) == []

    def test_the_nearest_vote_to_a_whole_percent_counts(self):
        hits = near_integer([100, 161, 180, 181, 0, 5], [200, 200, 201, 201, 5, 5])
        np.testing.assert_array_equal(hits, [True, False, False, True, False, False])

    def test_last_digits_of_a_copyist_are_found_and_clean_ones_are_not(self):
        rng = np.random.default_rng(6)
        figures = rng.integers(100, 300, 600)
        area = np.repeat([0, 1, 2], 200)
        figures[area == 1] -= figures[area == 1] % 5
        tests = false_discoveries(last_digits(figures, area, seed=1))
        assert [test.flagged for test in tests] == [False, True, False]

    def test_benjamini_hochberg_on_the_textbook_example(self):
        p = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.426,
                      0.572, 0.652, 0.759, 1.0])  # fmt: skip
        assert benjamini_hochberg(p, 0.05).sum() == 4

    def test_no_test_gives_no_finding(self):
        assert false_discoveries([]) == []


class TestQueue:
    def test_the_queue_is_ranked_capped_and_says_what_it_left_out(self):
        apart = [(i, "pemilih_dpt_j", 200 + i) for i in range(80)]  # no two forms are copies of each other
        many = forms(*((i, "suara_sah", 180 + i) for i in range(1, 60)), *apart, n=80)
        got = find_anomalies(many, np.arange(80), np.zeros(80, dtype=int), seed=1, queue=10)
        assert len(got.flags) == 10
        assert got.left_out == 49
        assert [flag.rank for flag in got.flags] == sorted((flag.rank for flag in got.flags), reverse=True)
        assert got.flags[0].tps == 59
        assert all(isinstance(test, AreaTest) for test in got.areas)

    def test_a_turnout_that_nobody_stated_is_not_called_ordinary(self):
        rng = np.random.default_rng(1)
        votes = rng.multinomial(200, [0.3, 0.5, 0.2], size=90).astype(float)
        place = np.zeros(90, dtype=int)
        given = Forms(votes, {"pemilih_dpt_j": np.full(90, 250.0)}, ("1", "2", "3"))
        names = {test.test for test in find_anomalies(given, place, place, seed=1).areas}
        assert names == {"persen_bulat_suara", "angka_terakhir"}

    def test_nothing_in_nothing_out(self):
        empty = Forms(np.zeros((0, 2)), {}, ("1", "2"))
        assert find_anomalies(empty, [], [], seed=1).flags == []

    def test_neighbours_are_the_other_tps_of_the_desa(self):
        table = Forms(np.array([[10.0, 90], [30, 70], [50, 50]]), {}, ("1", "2"))
        np.testing.assert_allclose(neighbour_shares(table, np.array([0, 0, 1]))[:, 0], [0.3, 0.1, 0.3])

    @pytest.mark.parametrize(
        ("votes", "rows", "choices", "word"),
        [
            (np.zeros((2, 2)), {}, ("1",), "pilihan"),
            (np.zeros((2, 2)), {"tak_ada": np.zeros(2)}, ("1", "2"), "tidak dikenal"),
            (np.zeros((2, 2)), {"suara_sah": np.zeros(3)}, ("1", "2"), "satu angka per TPS"),
            (-np.ones((2, 2)), {}, ("1", "2"), "nol atau lebih"),
        ],
    )
    def test_impossible_forms_are_refused(self, votes, rows, choices, word):
        with pytest.raises(ValueError, match=word):
            Forms(votes, rows, choices)

    def test_frequencies_of_the_desk_itself_have_their_thousands(self):
        assert seen_here(3, 2549).startswith("Terjadi pada 3 dari 2.549 TPS desk ini")

    def test_frequencies_are_said_in_whole_tps(self):
        assert frequency(0.0525) == "sekitar 5 dari 100 TPS"
        assert frequency(0.0005) == "sekitar 5 dari 10.000 TPS"
        assert frequency(1e-9) == "kurang dari 1 dari 100.000 TPS"
