"""A check of transcription as it is carried out: order, risk after each draw, what may be said."""

from math import log

import numpy as np
import pytest
from villages import population

from deskpemilu.insight.transcription import draw_check, further_draws, plan_check, risk_steps
from deskpemilu.insight.transcripts.plan import (
    Figures,
    digest_of,
    drawn_codes,
    planned,
    sentence,
    standing,
)

LIMIT = 0.05


@pytest.fixture(scope="module")
def figures():
    everything = population(1, k=3)
    codes = [f"{i:013d}" for i in range(everything.votes.shape[0])]
    forms = {
        code: ({str(j + 1): int(v) for j, v in enumerate(row)}, int(row.sum()) + 5)
        for code, row in zip(codes, everything.votes, strict=True)
    }
    return Figures.of(("1", "2", "3"), ("A", "B", "C"), forms)


def plan_of(figures, **more):
    plan = planned(figures, risk_limit=LIMIT, majority=False)
    codes = drawn_codes(figures, plan, seed="melati", size=more.pop("size", plan.sample_size))
    return plan, codes


def form_of(figures, code, *, change=0):
    votes = dict(zip(figures.keys, figures.votes[figures.rows[code]], strict=True))
    return {**votes, "1": votes["1"] - change, "2": votes["2"] + change}


class TestFigures:
    def test_packed_and_read_again_they_are_the_same(self, figures):
        again = Figures.unpack(figures.pack())
        assert again == figures
        assert again.digest == figures.digest

    def test_a_tps_without_votes_is_left_out_and_ballots_are_never_fewer_than_votes(self):
        got = Figures.of(("1", "2"), ("A", "B"), {"b": ({"1": 9, "2": 4}, 3), "a": ({}, 200)})
        assert got.codes == ("b",)
        assert got.ballots == (13,)
        with pytest.raises(ValueError, match="belum memuat"):
            Figures.of(("1",), ("A",), {"a": ({}, 0)})

    def test_another_order_of_the_file_is_the_same_check(self, figures):
        forms = {
            code: (dict(zip(figures.keys, figures.votes[i], strict=True)), figures.ballots[i])
            for code, i in sorted(figures.rows.items(), reverse=True)
        }
        assert Figures.of(figures.keys, figures.names, forms).digest == figures.digest


class TestCarryingOut:
    def test_the_risk_falls_with_every_equal_form_and_ends_at_the_limit(self, figures):
        plan, codes = plan_of(figures)
        got = standing(figures, plan, codes, {c: form_of(figures, c) for c in codes}, majority=False)
        risks = [step.risk for step in got.steps]
        assert risks == sorted(risks, reverse=True)
        np.testing.assert_allclose(risks[0], 1 - 1 / plan.total_bound)
        assert got.reached
        assert risks[-2] > LIMIT >= risks[-1]
        assert "Batas risiko 5,0 % tercapai" in sentence(figures, got, place="Uji")

    def test_risk_counts_only_up_to_the_first_tps_that_waits(self, figures):
        """Comparing the easy ones first does not help."""
        plan, codes = plan_of(figures)
        forms = {c: form_of(figures, c) for c in codes if c != codes[1]}
        got = standing(figures, plan, codes, forms, majority=False)
        assert got.waiting == [codes[1]]
        assert got.risk == pytest.approx(1 - 1 / plan.total_bound)
        assert got.steps[3].risk is None
        assert "1 TPS lagi" in sentence(figures, got, place="Uji")

    def test_an_error_for_the_leader_raises_it_and_says_how_many_more(self, figures):
        plan, codes = plan_of(figures)
        forms = {c: form_of(figures, c, change=30 if c == codes[0] else 0) for c in codes}
        got = standing(figures, plan, codes, forms, majority=False)
        assert got.steps[0].differs
        assert got.steps[0].differences == [-30, 30, 0]
        assert not got.reached
        assert got.further >= 1
        assert "Tambah sedikitnya" in sentence(figures, got, place="Uji")
        larger = drawn_codes(figures, plan, seed="melati", size=len(codes) + got.further)
        assert larger[: len(codes)] == codes
        forms |= {c: form_of(figures, c) for c in larger if c not in forms}
        assert standing(figures, plan, larger, forms, majority=False).reached

    def test_an_error_against_the_leader_lowers_it(self, figures):
        plan, codes = plan_of(figures)
        equal = standing(figures, plan, codes[:1], {codes[0]: form_of(figures, codes[0])}, majority=False)
        other = {codes[0]: form_of(figures, codes[0], change=-20)}
        assert standing(figures, plan, codes[:1], other, majority=False).risk < equal.risk

    def test_a_form_that_nobody_finds_keeps_the_risk_at_one(self, figures):
        plan, codes = plan_of(figures)
        forms = {c: form_of(figures, c) for c in codes} | {codes[2]: None}
        got = standing(figures, plan, codes, forms, majority=False)
        assert got.risk == 1
        assert got.further is None
        assert got.steps[2].lost
        assert got.steps[2].differs
        assert "Cocokkan semua TPS" in sentence(figures, got, place="Uji")

    def test_a_tps_drawn_twice_is_compared_once_and_counts_twice(self, figures):
        plan, codes = plan_of(figures, size=400)
        twice = next(c for c in codes if codes.count(c) > 1)
        got = standing(figures, plan, codes, {}, majority=False)
        assert got.waiting.count(twice) == 1
        assert sum(step.code == twice for step in got.steps) == codes.count(twice)


class TestPlan:
    def test_a_razor_thin_lead_is_sent_to_compare_everything(self):
        forms = {f"{i:013d}": ({"1": 100 + (i == 0), "2": 100}, 200) for i in range(60)}
        with pytest.raises(ValueError, match="Cocokkan semua TPS"):
            planned(Figures.of(("1", "2"), ("A", "B"), forms), risk_limit=LIMIT, majority=False)

    def test_the_same_seed_draws_the_same_and_another_another(self, figures):
        plan, codes = plan_of(figures)
        assert digest_of(codes) == digest_of(drawn_codes(figures, plan, seed="melati", size=len(codes)))
        assert digest_of(codes) != digest_of(drawn_codes(figures, plan, seed="mawar", size=len(codes)))

    def test_further_draws_by_hand(self):
        check = plan_check([[60.0, 40], [70, 30]], [100, 100], risk_limit=LIMIT)
        step = log(1 - 1 / check.total_bound)
        assert further_draws(check, 0.5) == int(np.ceil(log(LIMIT / 0.5) / step))
        assert further_draws(check, LIMIT) == 0
        assert further_draws(check, 1.0) is None


def test_the_first_four_are_told_together():
    rng = np.random.default_rng(3)
    votes = rng.poisson([60, 50, 40, 35, 5, 4], (400, 6))
    keys = tuple("123456")
    forms = {f"{i:013d}": (dict(zip(keys, row.tolist(), strict=True)), 250) for i, row in enumerate(votes)}
    figures = Figures.of(keys, tuple("ABCDEF"), forms)
    plan = planned(figures, risk_limit=LIMIT, majority=False, winners=4)
    codes = drawn_codes(figures, plan, seed="melati", size=plan.sample_size)
    got = standing(figures, plan, codes, {c: form_of(figures, c) for c in codes}, majority=False)
    said = sentence(figures, got, place="Uji")
    assert got.reached
    assert "nomor 1 A, nomor 2 B, nomor 3 C, nomor 4 D sebagai 4 teratas" in said


class TestGuarantee:
    def test_a_wrong_leader_is_passed_no_more_often_than_the_limit(self):
        """KPU's copy names the wrong leader: of 400 checks stopped at the first chance few pass."""
        truth = population(3, k=2).votes.astype(float)
        truth[:, 0] = np.floor(truth[:, 0] * 0.78 * truth[:, 1].sum() / truth[:, 0].sum())
        told = truth.copy()
        told[:, 0] += np.floor(0.18 * truth[:, 1])
        told[:, 1] -= np.floor(0.18 * truth[:, 1])
        assert truth.sum(axis=0).argmax() != told.sum(axis=0).argmax()
        check = plan_check(told, told.sum(axis=1) + 5, risk_limit=0.10)
        passed = 0
        for number in range(400):
            drawn = draw_check(check, seed=f"u{number}", size=2 * check.sample_size)
            passed += min(risk_steps(check, told, truth, drawn)) <= 0.10
        assert passed / 400 <= 0.10
