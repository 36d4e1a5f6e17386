"""Sentences a leader reads aloud: right as often as they say, and never a winner."""

from types import SimpleNamespace

import numpy as np
import pytest

from deskpemilu.insight.decision_rules import JAKARTA, PLURALITY, PRESIDENT, rule_for
from deskpemilu.insight.decisions import Province, Status, chance_words, decide, decide_president, percent

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
