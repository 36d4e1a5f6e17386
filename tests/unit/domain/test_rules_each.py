"""Each rule of one form: a form that breaks it, its weight and its sentence."""

from __future__ import annotations

import pytest

from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import RULES, TpsFacts, check
from tests.unit.domain.cases import BASE, CASES, KNOWN, with_rows
from tests.unit.domain.forms import COUNCIL, PRESIDENT


def of_code(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    """The findings of one code."""
    return [finding for finding in findings if finding.code == code]


@pytest.mark.parametrize(("code", "form", "facts", "weight", "words"), CASES)
def test_the_rule_speaks_with_its_weight_and_names_the_figures(
    code: str, form: CountForm, facts: TpsFacts, weight: Severity, words: str
) -> None:
    found = of_code(check(form, facts), code)
    assert (weight, True) in [(f.severity, words in f.text) for f in found], found


def test_every_rule_has_a_case_here() -> None:
    assert {case[0] for case in CASES} == {rule.code for rule in RULES}


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))


def test_every_sentence_is_polite_short_and_says_what_to_do() -> None:
    for _, form, facts, _, _ in CASES:
        for finding in check(form, facts):
            assert "Mohon" in finding.text
            assert "!" not in finding.text
            assert len(finding.text) <= 260, finding.text


def test_a_consistent_form_says_nothing() -> None:
    assert check(BASE, PRESIDENT) == ()
    assert check(BASE, KNOWN) == ()


def test_without_facts_and_figures_no_rule_speaks() -> None:
    assert check(CountForm(), TpsFacts()) == ()
    assert check(CountForm({}, {"1": 57, "2": 118}), TpsFacts()) == ()


@pytest.mark.parametrize("figure", [1.5, "12", True, None])
def test_a_figure_that_is_no_whole_number_is_refused_and_nothing_raises(figure: object) -> None:
    form = CountForm({"suara_sah": figure}, {"1": 1})  # type: ignore[dict-item]
    assert [f.code for f in check(form, PRESIDENT)] == ["D4"]


@pytest.mark.parametrize(("received", "speaks"), [(248, True), (249, False), (251, False), (252, True)])
def test_ballots_received_may_be_rounded_by_one(received: int, speaks: bool) -> None:
    rows = {"pemilih_dpt_j": 245, "surat_diterima": received}
    assert bool(of_code(check(CountForm(rows, {}), PRESIDENT), "A10")) is speaks


def test_the_pilkada_reserve_comes_from_the_facts() -> None:
    facts = TpsFacts("pkwkk", ("1", "2"), 600, 0.025)
    rows = {"pemilih_dpt_j": 480, "surat_diterima": 492}
    assert of_code(check(CountForm(rows, {"1": 1, "2": 2}), facts), "A10") == []


def test_a_special_tps_with_more_voters_than_the_cap_is_not_refused() -> None:
    facts = TpsFacts("ppwp", ("1", "2", "3"), 300, 0.02, 400, 20)
    form = CountForm({"suara_total": 410, "pemilih_dpt_j": 420}, {"1": 100, "2": 200, "3": 100})
    assert not {"A12a", "A12b", "A12c"} & {f.code for f in check(form, facts)}


def test_a_dprd_report_by_party_only_is_complete() -> None:
    form = CountForm({"suara_sah": 60}, {"1": 10, "2": 20, "5": 30})
    assert check(form, COUNCIL) == ()


def test_a_dprd_report_with_one_candidate_needs_them_all() -> None:
    form = CountForm({}, {"1": 10, "2": 20, "5": 30, "5.1": 4})
    (finding,) = check(form, COUNCIL)
    assert finding.code == "D1"
    assert finding.values["computed"] == len(COUNCIL.choices)
    assert "suara calon 1 partai 1" in finding.text
    assert "dan 5 lainnya" in finding.text


def test_candidates_left_blank_are_fine_where_the_sum_of_their_party_is_written() -> None:
    rows = {"jumlah_partai_1": 12, "jumlah_partai_2": 20, "suara_sah": 92}
    form = CountForm(rows, {"5": 30, "5.1": 10, "5.2": 11, "5.3": 9})
    assert check(form, COUNCIL) == ()


def test_rows_are_named_as_the_election_names_them() -> None:
    facts = TpsFacts("pkwkk", ("1", "2"), 600, 0.025, labels={"pengguna_pindahan": "Pengguna DPPh (I.B.2)"})
    rows = {"pengguna_pindahan_l": 1, "pengguna_pindahan_p": 1, "pengguna_pindahan_j": 3}
    (finding,) = check(CountForm(rows, {}), facts)[:1]
    assert finding.text.startswith("Pengguna DPPh (I.B.2) tertulis 3")


def test_values_can_be_stored_as_json() -> None:
    finding = of_code(check(with_rows(suara_total=220), PRESIDENT), "A7")[0]
    assert finding.as_json()["values"] == {
        "rows": ["suara_total", "pengguna_total_j"],
        "written": 220,
        "computed": 200,
        "suspect": "suara_total",
        "suspect_right": 200,
    }
