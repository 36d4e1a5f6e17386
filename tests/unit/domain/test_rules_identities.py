"""A consistent form passes; breaking one row speaks of that row and of nothing else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.domain.form import CountForm, party_sum_row
from deskpemilu.domain.rules import CHOICE, FIXED, VOTES, check
from tests.unit.domain.forms import COUNCIL, PRESIDENT, consistent_forms, council_form, president_form

SUMS = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")
HARD = (Severity.GALAT, Severity.PERINGATAN)


def changed(form: CountForm, row: str, figure: int) -> CountForm:
    """The form with one figure replaced; `row` is a row's name or `choice:<key>`."""
    if row.startswith(CHOICE):
        return CountForm(form.rows, {**form.votes, row.removeprefix(CHOICE): figure})
    return CountForm({**form.rows, row: figure}, form.votes)


def figure_of(form: CountForm, row: str) -> int:
    """The figure of a row or choice."""
    return form.votes[row.removeprefix(CHOICE)] if row.startswith(CHOICE) else form.rows[row]


def all_rows(form: CountForm) -> list[str]:
    """Every row and choice of a form."""
    return [*form.rows, *(CHOICE + key for key in form.votes)]


def identities_with(row: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """(code, left, right) of each identity that the row stands in."""
    name = VOTES if row.startswith(CHOICE) else row
    return [(i.code, i.left, i.right) for i in FIXED if name == i.left or name in i.right]


def equalities(findings: tuple[Finding, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    """(code, left, right) of each broken identity that is reported."""
    return [(f.code, f.values["rows"][0], tuple(f.values["rows"][1:])) for f in findings if f.code in SUMS]


@given(consistent_forms())
def test_a_consistent_form_has_no_galat_and_no_broken_sum(form: CountForm) -> None:
    findings = check(form, PRESIDENT)
    assert [f.text for f in findings if f.severity is Severity.GALAT] == []
    assert equalities(findings) == []


@given(consistent_forms(), st.data(), st.integers(-400, 400).filter(bool))
def test_breaking_one_row_breaks_exactly_the_identities_that_hold_it(
    form: CountForm, data: st.DataObject, amount: int
) -> None:
    row = data.draw(st.sampled_from(all_rows(form)))
    figure = figure_of(form, row) + amount
    assume(figure >= 0)
    findings = check(changed(form, row, figure), PRESIDENT)
    assert sorted(equalities(findings)) == sorted(identities_with(row))


@given(consistent_forms(), st.data(), st.integers(-400, 400).filter(bool))
def test_every_new_hard_finding_names_the_row_that_was_broken(
    form: CountForm, data: st.DataObject, amount: int
) -> None:
    row = data.draw(st.sampled_from(all_rows(form)))
    figure = figure_of(form, row) + amount
    assume(figure >= 0)
    before = {(f.code, f.text) for f in check(form, PRESIDENT)}
    for finding in check(changed(form, row, figure), PRESIDENT):
        if finding.severity in HARD and (finding.code, finding.text) not in before:
            rows = finding.values["rows"]
            assert row in rows or (row.startswith(CHOICE) and VOTES in rows), finding


@given(consistent_forms(), st.data(), st.integers(-400, 400).filter(bool))
def test_a_wrong_row_that_stands_in_two_identities_is_named_as_the_suspect(
    form: CountForm, data: st.DataObject, amount: int
) -> None:
    several = [row for row in form.rows if len(identities_with(row)) > 1]
    row = data.draw(st.sampled_from(several))
    assume(form.rows[row] + amount >= 0)
    findings = check(changed(form, row, form.rows[row] + amount), PRESIDENT)
    sums = [f for f in findings if f.code in SUMS]
    assert {(f.values["suspect"], f.values["suspect_right"]) for f in sums} == {(row, form.rows[row])}


@given(consistent_forms(), st.data())
def test_a_blank_row_silences_its_rules(form: CountForm, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(sorted(form.rows)))
    rows = {name: figure for name, figure in form.rows.items() if name != row}
    findings = check(CountForm(rows, form.votes), PRESIDENT)
    assert [f.text for f in findings if f.severity is Severity.GALAT] == []


def test_the_council_form_with_party_sums_is_consistent() -> None:
    assert [f.code for f in check(council_form(), COUNCIL) if f.severity in HARD] == []


def test_a_candidate_misread_breaks_the_sum_of_its_party_alone() -> None:
    findings = check(changed(council_form(), "choice:2.3", 52), COUNCIL)
    assert [(f.code, f.values["rows"][0]) for f in findings if f.severity in HARD] == [
        ("A8", party_sum_row("2"))
    ]
    assert findings[0].values["suspect"] == "choice:2.3"
    assert findings[0].values["suspect_right"] == 25
    assert "suara partai dan calonnya" in findings[0].text


def test_a_party_sum_misread_breaks_its_party_and_the_valid_votes() -> None:
    findings = check(changed(council_form(), party_sum_row("5"), 85), COUNCIL)
    assert [f.code for f in findings if f.severity is Severity.GALAT] == ["A5", "A8"]
    assert {f.values["suspect"] for f in findings if f.code in SUMS} == {party_sum_row("5")}


def test_the_split_of_a_detail_weighs_less_where_its_sum_is_confirmed() -> None:
    (finding,) = [
        f for f in check(changed(president_form(), "pengguna_tambahan_l", 3), PRESIDENT) if f.code == "A1"
    ]
    assert finding.severity is Severity.PERINGATAN


@pytest.mark.parametrize("row", ["pemilih_dpt_l", "disabilitas_p", "pengguna_total_p"])
def test_the_split_of_the_other_rows_is_galat(row: str) -> None:
    form = president_form()
    findings = check(changed(form, row, form.rows[row] + 1), PRESIDENT)
    assert Severity.GALAT in [f.severity for f in findings if f.code == "A1"]


def test_the_split_is_galat_where_no_sum_confirms_it() -> None:
    rows = {"pengguna_dpt_l": 80, "pengguna_dpt_p": 90, "pengguna_dpt_j": 180}
    (finding,) = check(CountForm(rows, {"1": 1, "2": 1, "3": 1}), PRESIDENT)
    assert (finding.code, finding.severity) == ("A1", Severity.GALAT)
