"""A photo is hung where its sender's words put it, and never chosen between two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from deskpemilu.evidence.placing import Around, Placement, Said, candidates, place

AT = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=10)
A, B = (1, 7), (2, 7)


def said(minutes: float, *forms: tuple[int, int | None], firm: bool = True, unclear: bool = False) -> Said:
    """What was said some minutes from the photo."""
    return Said(AT + timedelta(minutes=minutes), frozenset(forms), firm, unclear)


def test_its_own_words_come_first() -> None:
    """Whatever else was reported around it."""
    assert place(Around(AT, said(0, A), others=[said(-1, B)]), WINDOW) == Placement(1, 7, "caption")


def test_words_about_two_tps_leave_it_without_a_place() -> None:
    """Also when the neighbours would settle it."""
    assert place(Around(AT, said(0, A, B), others=[said(-1, A)]), WINDOW) is None
    assert place(Around(AT, said(0, unclear=True), others=[said(-1, A)]), WINDOW) is None


def test_an_answer_to_the_photo_tells() -> None:
    """The last one, even against the caption: it was written because of it."""
    around = Around(AT, said(0), answers=[said(5, A), said(60, B)], others=[said(-1, A)])
    assert place(around, WINDOW) == Placement(2, 7, "reply")


def test_it_belongs_to_the_message_that_it_answers() -> None:
    """Rather than to the latest report."""
    around = Around(AT, None, answered=said(-500, A), others=[said(-1, B)])
    assert place(around, WINDOW) == Placement(1, 7, "reply")


def test_the_one_report_of_the_last_minutes() -> None:
    """Two contests of one TPS leave the contest open."""
    assert place(Around(AT, None, others=[said(-9, A), said(-40, B)]), WINDOW) == Placement(1, 7, "recent")
    assert place(Around(AT, None, others=[said(-9, (1, 7), (1, 8))]), WINDOW) == Placement(1, None, "recent")


def test_two_tps_before_it_are_never_chosen_between() -> None:
    """Nor is the next message then asked."""
    assert place(Around(AT, None, others=[said(-9, A), said(-1, B), said(2, A)]), WINDOW) is None


def test_the_report_that_follows() -> None:
    """People send the photo first, too."""
    assert place(Around(AT, None, others=[said(4, A)]), WINDOW) == Placement(1, 7, "next")
    assert place(Around(AT, None, others=[said(4, A), said(5, B)]), WINDOW) is None
    assert place(Around(AT, None, others=[said(11, A)]), WINDOW) is None


def test_a_mere_mention_proves_nothing_but_raises_doubt() -> None:
    """'TPS 2 belum mulai' is no report; but after it a photo may be of TPS 2."""
    mention = said(-2, B, firm=False)
    assert place(Around(AT, None, others=[mention]), WINDOW) is None
    assert place(Around(AT, None, others=[said(-5, A), mention]), WINDOW) is None
    assert place(Around(AT, None, others=[said(-5, A), said(-2, A, firm=False)]), WINDOW) is not None


def test_candidates_are_the_nearest_first() -> None:
    """For the person who chooses."""
    around = Around(AT, None, others=[said(-9, A), said(-1, B), said(-300, (3, 7))])
    assert candidates(around, WINDOW) == [2, 1]
