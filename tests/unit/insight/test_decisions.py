"""Sentences a leader reads aloud: right as often as they say, and never a winner."""

from types import SimpleNamespace

import numpy as np
import pytest

from deskpemilu.insight.decision_rules import JAKARTA, PLURALITY, PRESIDENT, rule_for
from deskpemilu.insight.decisions import (
    Province,
    Status,
    chance_words,
    decide,
    decide_president,
    decide_top,
    percent,
    spread_sentence,
)

PAIRS = ["Paslon 1", "Paslon 2", "Paslon 3"]


def shares(values, margin):
    """Shares whose 95 % margin is ``margin`` each, as independent as shares can be."""
    p = np.array(values)
    shape = np.diag(p) - np.outer(p, p)
    return SimpleNamespace(share=p, covariance=shape * (margin / 1.96) ** 2 / shape.max())


class TestPlurality:
    def test_a_clear_lead_is_said_and_never_called_a_win(self):
        got = decide(shares([0.5, 0.3, 0.2], 0.02), PAIRS, PLURALITY, callable_=True)
        assert got.status is Status.AHEAD
        assert "Paslon 1 unggul 20,00 poin atas Paslon 2" in got.sentence
        assert "menang" not in got.sentence
        assert got.probabilities["unggul"] > 0.999

    def test_a_narrow_lead_is_open(self):
        got = decide(shares([0.41, 0.40, 0.19], 0.02), PAIRS, PLURALITY, callable_=True)
        assert got.status is Status.OPEN
        assert "Belum dapat disimpulkan" in got.sentence

    def test_nothing_is_said_beyond_the_guard(self):
        got = decide(
            shares([0.8, 0.1, 0.1], 0.001), PAIRS, PLURALITY, callable_=False, reason="3 kecamatan tertinggal"
        )
        assert got.status is Status.OPEN
        assert got.sentence == "Belum dapat disimpulkan: 3 kecamatan tertinggal."

    def test_few_reports_need_a_larger_lead(self):
        close = shares([0.42, 0.39, 0.19], 0.011)
        many, few = (decide(close, PAIRS, PLURALITY, callable_=True, degrees=d) for d in (1e9, 2))
        assert (many.status, few.status) == (Status.AHEAD, Status.OPEN)

    def test_a_tie_that_is_fully_counted_is_open(self):
        tie = SimpleNamespace(share=np.array([0.5, 0.5]), covariance=np.zeros((2, 2)))
        assert decide(tie, PAIRS[:2], PLURALITY, callable_=True).status is Status.OPEN

    def test_a_single_pair_has_no_lead(self):
        alone = SimpleNamespace(share=np.array([1.0]), covariance=np.zeros((1, 1)))
        assert decide(alone, ["Paslon 1"], PLURALITY, callable_=True).status is Status.OPEN

    def test_wrong_calls_are_as_rare_as_promised(self):
        rng = np.random.default_rng(1)
        called = wrong = 0
        for _ in range(4000):
            truth = 0.5 + rng.normal(0, 0.01)
            seen = truth + rng.normal(0, 0.01)
            covariance = 0.01**2 * np.array([[1, -1], [-1, 1]])
            got = decide(SimpleNamespace(share=np.array([seen, 1 - seen]), covariance=covariance), PAIRS[:2],
                         PLURALITY, callable_=True)  # fmt: skip
            if got.status is Status.AHEAD:
                called += 1
                wrong += (truth > 0.5) != (seen > 0.5)
        assert called > 50
        assert wrong / 4000 < 0.01


class TestRounds:
    def test_jakarta_2024_cannot_be_called_from_a_sample(self):
        got = decide(shares([0.5010, 0.3940, 0.1050], 0.0055), PAIRS, JAKARTA, callable_=True)
        assert got.status is Status.OPEN
        assert "satu atau dua putaran" in got.sentence

    @pytest.mark.parametrize(
        ("leader", "status"), [(0.56, Status.ONE_ROUND), (0.44, Status.TWO_ROUNDS), (0.5, Status.OPEN)]
    )
    def test_one_or_two_rounds(self, leader, status):
        rest = 1 - leader
        got = decide(shares([leader, 0.7 * rest, 0.3 * rest], 0.01), PAIRS, JAKARTA, callable_=True)
        assert got.status is status

    def test_the_rule_belongs_to_the_region(self):
        assert rule_for("pkwkp", "31") is rule_for("pkwkp", "31.71") is JAKARTA
        assert rule_for("pkwkp", "16") is PLURALITY
        with pytest.raises(ValueError, match="kursi"):
            rule_for("pdprdk", "1607")


class TestPresident:
    @staticmethod
    def provinces(leader, weak=0, margin=0.01):
        def one(share):
            values = shares([share, 0.8 * (1 - share), 0.2 * (1 - share)], margin)
            return Province(values.share, values.covariance, 1e6)

        return [one(0.15) for _ in range(weak)] + [one(leader) for _ in range(38 - weak)]

    def decide(self, provinces, **options):
        given = {"provinces_total": 38, "callable_": True, "seed": 1} | options
        return decide_president(provinces, PAIRS, PRESIDENT, **given)

    def test_more_than_half_and_spread_is_one_round(self):
        assert self.decide(self.provinces(0.58)).status is Status.ONE_ROUND

    def test_more_than_half_without_spread_is_not(self):
        assert self.decide(self.provinces(0.95, weak=19)).status is Status.TWO_ROUNDS

    def test_around_half_is_open(self):
        assert self.decide(self.provinces(0.5, margin=0.02)).status is Status.OPEN

    def test_a_missing_province_leaves_it_open(self):
        got = self.decide(self.provinces(0.58)[:-2])
        assert got.status is Status.OPEN
        assert "2 provinsi belum ada" in got.sentence

    def test_the_guard_leaves_it_open(self):
        assert self.decide(self.provinces(0.58), callable_=False).status is Status.OPEN


class TestWords:
    def test_numbers_are_written_the_indonesian_way(self):
        assert percent(0.50123) == "50,12"
        assert chance_words(0.9876) == "98,8 %"
        assert chance_words(1.0) == "lebih dari 99,9 %"
        assert chance_words(0.0) == "kurang dari 0,1 %"

    def test_names_must_fit(self):
        with pytest.raises(ValueError, match="nama"):
            decide(shares([0.5, 0.3, 0.2], 0.02), PAIRS[:2], PLURALITY, callable_=True)
        with pytest.raises(ValueError, match="semua provinsi"):
            decide(shares([0.5, 0.3, 0.2], 0.02), PAIRS, PRESIDENT, callable_=True)
        with pytest.raises(ValueError, match="semua pasangan"):
            decide_president([], PAIRS, PRESIDENT, provinces_total=38, callable_=True, seed=1)


class TestSeveralRivals:
    def test_three_nearly_equal_need_more_than_one_comparison(self):
        """Each rival alone is behind in 99.2 % of the cases, both together in less than 99 %."""
        covariance = np.eye(3) * 1e-4
        z = 2.41  # one-sided 99.2 %
        gap = z * np.sqrt(2e-4)
        one = SimpleNamespace(share=np.array([0.4, 0.4 - gap, 0.1]), covariance=covariance)
        two = SimpleNamespace(share=np.array([0.4, 0.4 - gap, 0.4 - gap]), covariance=covariance)
        assert decide(one, PAIRS, PLURALITY, callable_=True).status is Status.AHEAD
        assert decide(two, PAIRS, PLURALITY, callable_=True).status is Status.OPEN

    def test_the_rival_named_is_the_one_that_may_still_pass(self):
        covariance = np.diag([1e-5, 1e-6, 6e-3])
        got = decide(
            SimpleNamespace(share=np.array([0.40, 0.36, 0.24]), covariance=covariance),
            PAIRS, PLURALITY, callable_=True,
        )  # fmt: skip
        assert got.status is Status.OPEN
        assert "Paslon 1 dan Paslon 3" in got.sentence

    def test_equal_votes_with_everything_counted_are_said_to_be_equal(self):
        tie = SimpleNamespace(share=np.array([0.4, 0.4, 0.2]), covariance=np.zeros((3, 3)))
        got = decide(tie, PAIRS, PLURALITY, callable_=True)
        assert "memperoleh suara sama" in got.sentence
        assert "Paslon 3" not in got.sentence


class TestOneOrTwoPairs:
    def test_two_pairs_never_lead_to_a_second_round(self):
        close = decide(shares([0.501, 0.499], 0.02), PAIRS[:2], JAKARTA, callable_=True)
        assert close.status is Status.OPEN
        assert "putaran" not in close.sentence
        clear = decide(shares([0.6, 0.4], 0.02), PAIRS[:2], JAKARTA, callable_=True)
        assert clear.status is Status.ONE_ROUND

    def test_exactly_half_of_everything_is_not_more_than_half(self):
        done = SimpleNamespace(share=np.array([0.5, 0.3, 0.2]), covariance=np.zeros((3, 3)))
        assert decide(done, PAIRS, JAKARTA, callable_=True).status is Status.TWO_ROUNDS

    def test_a_single_pair_without_its_empty_column_says_what_to_do(self):
        alone = SimpleNamespace(share=np.array([1.0]), covariance=np.zeros((1, 1)))
        assert "daftarkan juga kolom kosong" in decide(alone, ["A"], PLURALITY, callable_=True).sentence

    def test_an_empty_column_may_be_ahead(self):
        got = decide(shares([0.42, 0.58], 0.02), ["Paslon 1", "Kolom kosong"], PLURALITY, callable_=True)
        assert got.sentence.startswith("Kolom kosong unggul 16,00 poin atas Paslon 1")


class TestSpread:
    def test_a_majority_without_spread_is_told_by_its_spread(self):
        got = TestPresident().decide(TestPresident.provinces(0.95, weak=19))
        assert got.status is Status.TWO_ROUNDS
        assert "melewati separuh suara" in got.sentence
        assert "20 % di lebih dari separuh provinsi" in got.sentence
        assert "Tidak ada yang melewati" not in got.sentence

    def test_one_province_tells_its_own_part_of_the_rule(self):
        seen = shares([0.6, 0.205, 0.195], 0.02)
        text = spread_sentence(seen, PAIRS, PRESIDENT, degrees=1e9)
        assert text == (
            "Syarat 20 % di provinsi ini: tercapai oleh Paslon 1; belum dapat disimpulkan untuk Paslon 2 dan "
            "Paslon 3."
        )
        exact = SimpleNamespace(share=np.array([0.7, 0.2, 0.1]), covariance=np.zeros((3, 3)))
        assert "Paslon 1 dan Paslon 2." in spread_sentence(exact, PAIRS, PRESIDENT, degrees=1e9)
        assert not spread_sentence(exact, PAIRS, PLURALITY, degrees=1e9)


class TestFirstFour:
    NAMES = tuple(f"Calon {j}" for j in range(1, 7))

    def decide(self, values, margin=0.01, **options):
        given = {"callable_": True, "degrees": 1e9, "reason": "belum merata", "seed": 1} | options
        return decide_top(shares(values, margin), list(self.NAMES), 4, **given)

    def test_four_clear_ones_are_named(self):
        got = self.decide([0.25, 0.22, 0.20, 0.18, 0.10, 0.05])
        assert got.status is Status.AHEAD
        assert "4 teratas Calon 1, Calon 2, Calon 3, Calon 4" in got.sentence

    def test_a_close_fourth_leaves_the_others_certain(self):
        got = self.decide([0.25, 0.22, 0.20, 0.15, 0.148, 0.032])
        assert got.status is Status.OPEN
        assert "Calon 1, Calon 2, Calon 3 masuk 4 teratas" in got.sentence
        assert "Calon 4 (" in got.sentence
        assert "Calon 5 (" in got.sentence
        assert "Calon 6" not in got.sentence

    def test_equals_at_the_border_are_not_decided_by_ballot_number(self):
        got = self.decide([0.3, 0.3, 0.2, 0.08, 0.08, 0.04], margin=0.0)
        assert got.status is Status.OPEN
        assert got.probabilities["Calon 4"] == pytest.approx(0.5, abs=0.02)

    def test_few_degrees_need_a_wider_gap(self):
        values = [0.25, 0.22, 0.20, 0.16, 0.14, 0.03]
        assert self.decide(values, degrees=1e9).status is Status.AHEAD
        assert self.decide(values, degrees=2).status is Status.OPEN

    def test_nobody_is_named_beyond_the_guard_or_without_a_contest(self):
        assert self.decide([0.25, 0.22, 0.2, 0.18, 0.1, 0.05], callable_=False).status is Status.OPEN
        few = decide_top(
            shares([0.5, 0.5], 0.01), ["A", "B"], 4, callable_=True, degrees=9, reason="", seed=1
        )
        assert few.status is Status.OPEN
