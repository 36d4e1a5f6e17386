"""The form as a page shows it, and as somebody types it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.domain.form import CountForm
from deskpemilu.registry.lexicon import ChoiceEntry
from deskpemilu.verification.notices import Place, figures_line, returned
from deskpemilu.web.pages.report.entry import BadFigure, boxes, completed, typed, values_of
from deskpemilu.web.pages.verification.sheet import sheet

BALLOT = (ChoiceEntry("1", "Pasangan Satu"), ChoiceEntry("2", "Pasangan Dua"))
PARTIES = (ChoiceEntry("1", "", "Partai A"), ChoiceEntry("1.1", "Calon"), ChoiceEntry("2", "", "Partai B"))
FORM = CountForm(rows={"suara_sah": 160, "suara_tidak_sah": 5, "suara_total": 165}, votes={"1": 50, "2": 100})
BROKEN = {"code": "A5", "severity": "galat", "text": "…", "values": {"rows": ["suara_sah", "votes"]}}


def test_the_sum_stands_beside_the_row_it_ought_to_equal() -> None:
    """150 beside 160 does not fit; 165 beside 165 does."""
    rows = {row.name: row for row in sheet(FORM, BALLOT, "ppwp").rows}
    assert (rows["suara_sah"].beside, rows["suara_sah"].fits) == (150, False)
    assert (rows["suara_total"].beside, rows["suara_total"].fits) == (165, True)
    assert rows["suara_tidak_sah"].beside is None


def test_a_finding_names_its_rows_and_an_info_does_not() -> None:
    """The pair is red: the sum and every choice it is made of."""
    assert [row.name for row in sheet(FORM, BALLOT, "ppwp", [BROKEN]).rows if row.broken] == [
        "choice:1",
        "choice:2",
        "suara_sah",
    ]
    info = {**BROKEN, "severity": "info"}
    assert not any(row.broken for row in sheet(FORM, BALLOT, "ppwp", [info]).rows)


def test_a_version_is_shown_as_its_difference_to_the_one_before() -> None:
    """A figure that was blank and one that went are changes too."""
    before = CountForm(rows={"suara_sah": 160, "pengguna_total_j": 165}, votes={"1": 50})
    changed = {
        row.name: (row.before, row.figure)
        for row in sheet(FORM, BALLOT, "ppwp", before=before).rows
        if row.changed
    }
    assert changed == {
        "choice:2": (None, 100),
        "pengguna_total_j": (165, None),
        "suara_tidak_sah": (None, 5),
        "suara_total": (None, 165),
    }


def test_a_choice_that_is_on_no_ballot_says_so() -> None:
    """It is shown, never dropped."""
    rows = {row.name: row.detail for row in sheet(CountForm(votes={"9": 3}), BALLOT, "ppwp").rows}
    assert rows["choice:9"] == "tidak ada pada surat suara"


def test_a_party_ballot_shows_parties_and_only_candidates_with_figures() -> None:
    """Eighteen parties with twelve names each would hide the figures that are there."""
    names = [box.name for box in boxes(PARTIES, "pdpr")]
    assert names[:2] == ["choice:1", "choice:2"]
    assert "choice:1.1" in [box.name for box in boxes(PARTIES, "pdpr", {"choice:1.1": "4"})]


def test_a_blank_is_absent_and_a_nought_is_nought() -> None:
    """What nobody wrote is never counted as zero."""
    form = typed(
        {"choice:1": "0", "choice:2": " - ", "suara_sah": ""}, ["choice:1", "choice:2", "suara_sah"], "ppwp"
    )
    assert (dict(form.votes), dict(form.rows)) == ({"1": 0}, {})


@pytest.mark.parametrize("text", ["1O", "-5", "12a", "123456", "½", "٣", "1e3", "1.5", "1,234"])
def test_what_is_no_figure_is_refused_with_the_row(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(BadFigure, match="Suara nomor 1"):
        typed({"choice:1": text}, ["choice:1"], "ppwp")


def test_sums_are_worked_out_only_from_complete_figures() -> None:
    """One blank choice, and the valid votes stay blank."""
    whole = completed(CountForm(rows={"suara_tidak_sah": 5}, votes={"1": 50, "2": 100}), BALLOT)
    assert (whole.rows["suara_sah"], whole.rows["suara_total"]) == (150, 155)
    assert "suara_sah" not in completed(CountForm(votes={"1": 50}), BALLOT).rows
    assert completed(FORM, BALLOT).rows["suara_sah"] == 160, "what was written stays"


def test_a_thousands_dot_is_read_and_blanks_around_are_not_minded() -> None:
    """As people type it from the paper."""
    assert typed({"choice:1": " 1.234 "}, ["choice:1"], "ppwp").votes == {"1": 1234}


@given(st.dictionaries(st.sampled_from(["1", "2"]), st.integers(0, 99_999)), st.integers(0, 99_999))
def test_what_stands_in_the_boxes_is_read_back_as_it_was(votes: dict[str, int], invalid: int) -> None:
    """Opening a form and sending it changes nothing."""
    form = CountForm(rows={"suara_tidak_sah": invalid}, votes=votes)
    given_values = values_of(form)
    names = [box.name for box in boxes(BALLOT, "ppwp", given_values)]
    assert typed(given_values, names, "ppwp") == form


def test_the_return_is_short_and_says_what_to_do() -> None:
    """At most six lines; long ballots are named by their sums."""
    place = Place("DPR", "Betung", "Lubuk Karet", "1607052005003")
    votes = {str(n): n for n in range(1, 19)}
    text = returned(place, votes, {"suara_sah": 171}, " beda dengan foto ")
    assert text.splitlines()[1] == "DPR · Kec Betung · Ds Lubuk Karet · TPS 003"
    assert "Alasan: beda dengan foto\n" in text
    assert len(text.splitlines()) <= 6
    assert figures_line(votes, {"suara_sah": 171}) == "sah 171"
    assert figures_line({"2": 100, "1": 50}, {"suara_tidak_sah": 5}) == "01=50 02=100 · sah 150 · tidak sah 5"
