"""The paper on the screen: its order, its boxes, what is read of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.form import ROW_NAMES, CountForm, party_sum_row
from deskpemilu.domain.rules import CHOICE, FIXED
from deskpemilu.intake.sheet import BadFigure, Paper, boxes_of, kept_text, paper, typed, untouched
from deskpemilu.registry import presets
from deskpemilu.registry.lexicon import ChoiceEntry
from tests.full_ballot import PARTIES, full_form

FORM = presets.load("pemilu2024", "1607").settings["form"]
PAIRS = tuple(ChoiceEntry(str(n), f"Pasangan {n}") for n in (1, 2, 3))
DPRD = tuple(
    entry
    for party in PARTIES
    for entry in (
        ChoiceEntry(str(party), f"Partai {party}", f"P{party}"),
        *(ChoiceEntry(f"{party}.{n}", f"Calon {party}.{n}") for n in range(1, 13)),
    )
)


def _president() -> Paper:
    return paper(FORM, "ppwp", PAIRS)


def _dprd() -> Paper:
    return paper(FORM, "pdprdk", DPRD)


def test_sections_stand_in_the_order_of_the_paper() -> None:
    """I, II, III before the votes, V after them."""
    sheet = _president()
    assert [part.code for part in sheet.before] == ["I.A", "I.B", "II", "III"]
    assert [part.code for part in sheet.after] == ["V"]
    assert [line.number for line in sheet.after[0].lines] == ["A", "B", "C"]
    assert [line.number for line in sheet.before[1].lines] == ["1", "2", "3", "4"]
    assert sheet.votes.title == "Data perolehan suara"


def test_enter_goes_through_every_row_of_the_form_once() -> None:
    """Men, women, both, row by row; then the votes; then the sums."""
    names = [box.name for box in _president().boxes]
    assert names[:4] == ["pemilih_dpt_l", "pemilih_dpt_p", "pemilih_dpt_j", "pengguna_dpt_l"]
    assert names[-6:-3] == ["choice:1", "choice:2", "choice:3"]
    assert names[-3:] == ["suara_sah", "suara_tidak_sah", "suara_total"]
    assert sorted(names) == sorted([*ROW_NAMES, "choice:1", "choice:2", "choice:3"])


def test_a_dprd_form_has_a_panel_a_party_with_its_sum_at_the_end() -> None:
    """18 parties, each its own line, 12 candidates and the written sum: 277 boxes with the other sections."""
    sheet = _dprd()
    assert [panel.number for panel in sheet.panels] == [str(party) for party in PARTIES]
    first = sheet.panels[0]
    assert [box.name for line in first.lines for box in line.boxes][:3] == [
        "choice:1",
        "choice:1.1",
        "choice:1.2",
    ]
    assert first.total.boxes[0].name == party_sum_row("1")
    assert (first.name, first.short) == ("Partai 1", "P1")
    assert len(sheet.boxes) == 18 * 14 + len(ROW_NAMES) == 277
    assert sheet.votes.title == "Data perolehan suara partai politik dan suara calon"


def test_a_ballot_of_parties_without_candidates_is_one_line_a_party() -> None:
    """No candidates were imported: what can be typed is a figure a party, and no sums of one line."""
    sheet = paper(FORM, "pdprdk", tuple(entry for entry in DPRD if "." not in entry.key))
    assert sheet.panels == ()
    assert len(sheet.votes.lines) == 18
    assert not any(name.startswith("jumlah_partai_") for name in sheet.names)


def test_another_elections_paper_needs_no_code() -> None:
    """The order of section II changed between 2019 and 2024; a preset decides it."""
    turned = [
        {**part, "rows": list(reversed(part["rows"]))} if part["section"] == "II" else part for part in FORM
    ]
    lines = next(part for part in paper(turned, "ppwp", PAIRS).before if part.code == "II").lines
    assert lines[0].boxes[0].name == "surat_tidak_digunakan"
    assert [line.number for line in lines] == ["1", "2", "3", "4"]


def test_a_blank_is_absent_and_never_a_zero() -> None:
    """Neither an empty box nor "-" becomes a figure; 0 does."""
    form = typed({"choice:1": "12", "choice:2": "-", "choice:3": "", "suara_sah": "0"}, _president())
    assert form == CountForm(rows={"suara_sah": 0}, votes={"1": 12})
    assert [box.name for box in untouched({"choice:1": "1", "choice:2": "-"}, _president())][-4:] == [
        "choice:3",
        "suara_sah",
        "suara_tidak_sah",
        "suara_total",
    ]


@pytest.mark.parametrize("text", ["1.5", "12a", "-3", "１２", "123456", "1 2"])
def test_what_is_no_figure_is_refused_with_its_row(text: str) -> None:
    """And left out of a draft, which is still being typed."""
    with pytest.raises(BadFigure, match="Suara nomor 2"):
        typed({"choice:2": text}, _president())
    assert typed({"choice:2": text}, _president(), strict=False) == CountForm()


def test_thousands_with_a_dot_are_figures() -> None:
    """As people write them."""
    assert typed({"surat_diterima": "1.024"}, _president()).rows == {"surat_diterima": 1024}


def test_a_draft_keeps_only_boxes_of_this_paper_and_short_figures() -> None:
    """What a nosy or broken client sends does not come into the row."""
    sent = {"choice:1": "12", "choice:2": "-", "choice:9": "1", "suara_sah": "x" * 900, "pwned": "1"}
    assert kept_text(sent, _president().names) == {"choice:1": "12", "choice:2": "-"}
    assert kept_text(["no", "mapping"], _president().names) == {}


def test_the_page_gets_the_identities_of_the_rules() -> None:
    """The very data of domain.rules, plus one sum a party."""
    plan = _dprd().sums
    assert plan["fixed"] == [[rule.code, rule.left, list(rule.right)] for rule in FIXED]
    assert plan["parties"]["24"] == ["24", *(f"24.{n}" for n in range(1, 13))]
    assert plan["legislative"] is CONTESTS["pdprdk"].legislative is True
    assert _president().sums["parties"] == {}


@settings(max_examples=40)
@given(st.data())
def test_figures_go_through_the_boxes_unchanged(data: st.DataObject) -> None:
    """What a form holds is what its boxes hold, whatever was left blank."""
    sheet = _dprd()
    whole = full_form()
    names = data.draw(st.sets(st.sampled_from(sorted(whole)), max_size=60))
    given_boxes = {name: str(whole[name]) for name in names}
    form = typed(given_boxes, sheet)
    assert {name: str(figure) for name, figure in boxes_of(form).items()} == given_boxes
    assert set(form.votes) == {name.removeprefix(CHOICE) for name in names if name.startswith(CHOICE)}
