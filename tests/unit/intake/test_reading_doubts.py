"""Doubts by their shape, and the places, TPS and contests that a reading marks in the text."""

from __future__ import annotations

import pytest

from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Kind, Outcome, Reading
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.worlds import WORLDS

HEAD = "TPS 2 Mekar Wangi"
FIGURES = "01 = 62\n02 = 141\n03 = 21\nTidak sah = 5"
REPORT = f"{HEAD}\n{FIGURES}"
READER = Reader(WORLDS["tirta_pemilu"])


def reading(text: str, contest: str | None = "ppwp") -> Reading:
    return READER.read(text, Sender(("169903",), contest))


def marked(text: str) -> set[tuple[str, str, int | None]]:
    heads = ("place", "tps", "contest")
    return {(text[s.start : s.end], s.role, s.report) for s in reading(text).spans if s.role in heads}


@pytest.mark.parametrize(
    "remark", ["Hasil sementara", "C hasil menyusul", "Terima kasih", "Sudah dicocokkan dengan plano"]
)
def test_an_ordinary_remark_changes_nothing(remark: str) -> None:
    assert reading(f"{remark}\n{REPORT}").outcome is Outcome.RECORD
    assert reading(f"{REPORT}\n{remark}").outcome is Outcome.RECORD


@pytest.mark.parametrize(
    "word", ["QUICK QOUNT", "Quick Cuont", "EXIT POL", "survai", "Perkiran", "HITNG CEPAT"]
)
def test_hearsay_with_a_slip_of_the_finger_is_asked_about(word: str) -> None:
    for text in (f"{word}\n{REPORT}", f"{REPORT}\n{word}"):
        found = reading(text)
        assert found.outcome is Outcome.ASK
        assert found.question is not None
        assert (found.question.code, found.question.confirmable) == ("hedge_hearsay", False)


@pytest.mark.parametrize(
    "remark", ["hasil sementara, lanjut nanti", "lanjut nanti", "nanti dilanjut", "sementara itu dulu"]
)
def test_a_count_that_goes_on_is_not_recorded(remark: str) -> None:
    for text in (f"{remark}\n{REPORT}", f"{REPORT}\n{remark}", f"{HEAD} {remark}\n{FIGURES}"):
        found = reading(text).question
        assert found is not None
        assert found.code == "hedge_unfinished"


@pytest.mark.parametrize("text", [f"{HEAD} BATAL\n{FIGURES}", f"BATAL {REPORT}", f"{REPORT} BATAL"])
def test_a_report_taken_back_is_not_recorded(text: str) -> None:
    assert reading(text).outcome in (Outcome.ASK, Outcome.ACT)


def test_batal_as_a_label_is_a_row() -> None:
    found = reading(f"{HEAD}\n01 = 62\n02 = 141\n03 = 21\ntidak sah/batal = 5")
    assert (found.outcome, found.reports[0].invalid) == (Outcome.RECORD, 5)


@pytest.mark.parametrize("text", [f"{REPORT}\n(Pembetulan)", f"{HEAD} (ralat)\n{FIGURES}"])
def test_a_report_marked_as_correction_corrects(text: str) -> None:
    assert (reading(text).kind, reading(text).outcome) == (Kind.CORRECTION, Outcome.ACT)


@pytest.mark.parametrize("contest", ["DPR II", "DPR iI", "DPR I"])
def test_a_contest_that_may_be_two_is_asked_about(contest: str) -> None:
    found = reading(f"{contest}\n{REPORT}")
    assert found.question is not None
    assert found.question.code == "contest_unclear"


def test_a_strange_word_alone_can_be_confirmed() -> None:
    found = reading(f"{REPORT}\nzubarkah").question
    assert found is not None
    assert (found.code, found.confirmable) == ("strange_word", True)


def test_headings_are_marked_with_the_report_they_belong_to() -> None:
    text = f"Pilpres\n{REPORT}"
    assert marked(text) == {("Pilpres", "contest", 0), ("TPS 2", "tps", 0), ("Mekar Wangi", "place", 0)}


def test_a_heading_of_several_reports_belongs_to_the_message() -> None:
    text = f"Mekar Wangi\nTPS 1\n{FIGURES}\nTPS 2\n{FIGURES}"
    assert marked(text) == {("Mekar Wangi", "place", None), ("TPS 1", "tps", 0), ("TPS 2", "tps", 1)}


def test_reports_of_quoted_authors_are_counted_on() -> None:
    text = (
        "[27/11/24, 19.11.09] A: TPS 1 Mekar Wangi\n01=9\n02=8\n03=7\nTS=1\n"
        "[27/11/24, 19.12.09] B: TPS 2 Mekar Wangi\n01=6\n02=5\n03=4\nTS=2"
    )
    assert {(span, report) for span, role, report in marked(text) if role == "tps"} == {
        ("TPS 1", 0),
        ("TPS 2", 1),
    }


def test_numbers_without_end_are_kept_for_a_person() -> None:
    found = reading("1 " * 5000)
    assert found.question is not None
    assert found.question.code == "not_a_report"


@pytest.mark.parametrize(
    "text",
    [
        f"semoga {HEAD} 01 62 02 141 03 21",
        f"mugi {HEAD} 01 = 62, 02 = 141, 03 = 21",
        f"{HEAD} sampai jam 20.00: 01 62 02 141 03 21",
        f"{HEAD} hingga saat ini\n{FIGURES}",
        "TPS 2 desa sebelah Mekar Wangi 01 62 02 141 03 21",
    ],
)
def test_wishes_interim_counts_and_the_neighbours_figures_are_asked_about(text: str) -> None:
    assert reading(text).outcome is Outcome.ASK


@pytest.mark.parametrize("remark", ["semoga lancar", "semoga bermanfaat pak", "Semoga selalu sehat"])
def test_a_good_wish_changes_nothing(remark: str) -> None:
    assert reading(f"{REPORT}\n{remark}").outcome is Outcome.RECORD
