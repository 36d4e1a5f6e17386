"""A message in pieces: nothing is lost, nothing is marked that was not read."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.web.pages.inbox.bubble import pieces, role_label, tint_of

TEXT = "TPS 3 *Mekar Sari*\n1 = 20"


def span(start: int, end: int, role: str = "choice:1", report: int | None = 0) -> dict[str, Any]:
    """A span as a reading stores it."""
    return {"start": start, "end": end, "role": role, "report": report}


def test_the_figure_is_marked_and_the_rest_is_plain() -> None:
    """One mark, with its tint and its words."""
    marked = [piece for piece in pieces(TEXT, [span(23, 25)], contests={0: "ppwp"}) if piece.tint]
    assert [(piece.text, piece.tint, piece.label) for piece in marked] == [("20", "c1", "Suara nomor 1")]


def test_whatsapps_own_marks_are_applied_not_shown() -> None:
    """*tebal* is bold; a lone star stays a star."""
    bold = [piece for piece in pieces(TEXT, []) if piece.style]
    assert [(piece.text, piece.style) for piece in bold] == [("Mekar Sari", "tebal")]
    assert "".join(piece.text for piece in pieces("3 * 4 = 12 * 1", [])) == "3 * 4 = 12 * 1"


def test_a_mark_inside_bold_is_both() -> None:
    """Styles and marks cross without losing either."""
    shown = pieces("*01: 20*", [span(5, 7)])
    assert [(piece.text, piece.tint, piece.style) for piece in shown] == [
        ("01: ", "", "tebal"),
        ("20", "c1", "tebal"),
    ]


def test_a_span_that_lies_is_left_out() -> None:
    """Outside the text, the wrong way round, or over an earlier one."""
    wrong = [span(20, 99), span(5, 5), span(9, 7)]
    assert [piece.text for piece in pieces(TEXT, wrong) if piece.tint] == []
    over = [span(23, 25), span(24, 25, "choice:2")]
    assert [piece.tint for piece in pieces(TEXT, over) if piece.tint] == ["c1"]


def test_another_forms_figures_step_back() -> None:
    """A recap of three TPS shows whose figures these are."""
    shown = pieces("20 30", [span(0, 2, report=0), span(3, 5, report=1)], report=1)
    assert [(piece.text, piece.other) for piece in shown if piece.tint] == [("20", True), ("30", False)]


def test_every_role_has_words_and_a_tint() -> None:
    """Also one that nobody thought of."""
    assert role_label("row:suara_tidak_sah", "ppwp").startswith("Suara tidak sah")
    assert role_label("number:clock") == "bukan suara: jam"
    assert role_label("entah") == "belum dapat dijelaskan"
    assert [tint_of(role) for role in ("place", "choice:9", "row:suara_sah", "entah")] == [
        "tempat",
        "c1",
        "sah",
        "asing",
    ]


@given(
    st.text(alphabet="ab *_~\n12", max_size=40),
    st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=6),
)
def test_whatever_the_spans_no_letter_is_lost(text: str, ends: list[tuple[int, int]]) -> None:
    """Only WhatsApp's own marks may go."""
    shown = "".join(piece.text for piece in pieces(text, [span(a, b) for a, b in ends]))
    assert shown.translate({ord(sign): None for sign in "*_~"}) == text.translate(
        {ord(sign): None for sign in "*_~"}
    )
