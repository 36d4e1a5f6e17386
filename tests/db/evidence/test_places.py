"""Photos find their TPS by what their senders wrote, down the real road."""

from __future__ import annotations

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import has_photo, photos_of
from deskpemilu.flow import messages as work
from deskpemilu.flow.photo_places import place_waiting, suggestions
from deskpemilu.flow.photo_questions import ask_where
from deskpemilu.intake.models import Submission
from deskpemilu.registry.models import Contest, Election, Tps
from tests.db.evidence.scenes import OPERATOR, at, image, photo_of, result, send, words
from tests.people import person

MEKAR_1, MEKAR_2 = "1607012001001", "1607012001002"

pytestmark = pytest.mark.usefixtures("operator")


def placed(message: InboxMessage, minutes: float = 30) -> tuple[str | None, str | None, str]:
    """(TPS code, contest code, how) of a message's photo after everything was looked at."""
    place_waiting(now=at(minutes))
    photo = photo_of(message)
    return (
        photo.tps.code if photo.tps else None,
        photo.contest.code if photo.contest else None,
        photo.how,
    )


def test_a_report_under_the_photo() -> None:
    """The report is stored, and the photo hangs on the same form."""
    (message,) = send(image("1", result(1)))
    assert placed(message) == (MEKAR_1, "ppwp", "caption")
    assert Submission.objects.get().message == message


@pytest.mark.parametrize(
    "caption", ["C.Hasil TPS 1 Mekar Sari", "TPS 1 Mekar Sari", "foto pilpres tps 001 mekar sari"]
)
def test_words_that_only_say_where(caption: str) -> None:
    """No figures are needed for a place."""
    (message,) = send(image("1", caption))
    assert placed(message)[::2] == (MEKAR_1, "caption")
    assert Submission.objects.count() == 0


def test_a_contest_named_in_the_caption() -> None:
    """Where it is one."""
    (message,) = send(image("1", "foto C.Hasil DPD TPS 1 Mekar Sari"))
    assert placed(message) == (MEKAR_1, "pdpd", "caption")


@pytest.mark.parametrize(
    "caption", ["foto TPS 1 dan TPS 2 Mekar Sari", "foto TPS 9 Mekar Sari", "foto TPS 1"]
)
def test_words_that_do_not_name_one_tps_leave_it_to_a_person(caption: str) -> None:
    """Two TPS, one that does not exist, one without a desa: also with a report right before."""
    send(words(result(1)))
    (message,) = send(image("1", caption, minutes=1), minutes=1)
    assert placed(message) == (None, None, "")


def test_a_photo_after_its_report_and_one_before_it() -> None:
    """Text and photo come in either order."""
    send(words(result(1)))
    (after,) = send(image("1", minutes=4), minutes=4)
    assert placed(after) == (MEKAR_1, "ppwp", "recent")
    (before,) = send(image("2", minutes=60), minutes=60)
    assert placed(before, 60) == (None, None, "")
    send(words(result(2), minutes=66), minutes=66)
    assert placed(before, 66) == (MEKAR_2, "ppwp", "next")


def test_two_reports_before_it_leave_it_to_a_person_with_both_suggested() -> None:
    """Never chosen between two."""
    send(words(result(1)), words(result(2), minutes=2), minutes=2)
    (message,) = send(image("1", minutes=3), minutes=3)
    assert placed(message) == (None, None, "")
    found = suggestions([photo_of(message)])[photo_of(message).pk]
    assert [Tps.objects.get(pk=pk).code for pk in found] == [MEKAR_2, MEKAR_1]


def test_another_senders_report_does_not_count(election: Election) -> None:
    """Nor one that is too long ago."""
    person(Role.OPERATOR, "160701", phone="628120000009")
    send(words(result(1), sender="628120000009"), words(result(2), minutes=-11))
    (message,) = send(image("1"))
    assert placed(message) == (None, None, "")


def test_a_photo_that_answers_a_report_and_words_that_answer_a_photo() -> None:
    """The reply of WhatsApp says what belongs together."""
    (report,) = send(words(result(1)))
    send(words(result(2), minutes=300), minutes=300)
    (answer,) = send(image("1", minutes=301, reply_to=report.external_id), minutes=301)
    assert placed(answer, 301) == (MEKAR_1, "ppwp", "reply")
    (alone,) = send(image("2", minutes=500), minutes=500)
    assert placed(alone, 500) == (None, None, "")
    send(words("foto Mekar Sari TPS 2", minutes=590, reply_to=alone.external_id), minutes=590)
    assert placed(alone, 590) == (MEKAR_2, None, "reply")


def test_pages_of_an_album_hang_where_the_first_one_says() -> None:
    """Only one of them has words."""
    pages = send(image("1", "TPS 1 Mekar Sari"), image("2", minutes=0.1), image("3", minutes=0.2))
    assert [placed(page)[0] for page in pages] == [MEKAR_1] * 3


def test_a_caption_that_an_answer_completes() -> None:
    """The desk asks for the desa; the answer places report and photo."""
    person(Role.OPERATOR, "1607", phone="628120000005")
    (message,) = send(image("1", result(1), sender="628120000005"))
    assert placed(message) == (None, None, "")
    question = OutboxMessage.objects.get(in_reply_to=message)
    assert "?" in question.text or "Balas" in question.text
    send(words("1", minutes=1, sender="628120000005"), minutes=1)
    assert placed(message)[0] == Submission.objects.get().tps.code


def test_what_staff_read_in_it_places_it(election: Election) -> None:
    """Somebody typed the figures of the photo."""
    staff = person(Role.STAF)
    (message,) = send(image("1"))
    assert placed(message) == (None, None, "")
    figures = work.Figures(MEKAR_2, "ppwp", form_of(118, 74, 9))
    work.store_reading(actor=staff, message_id=message.pk, election=election, figures=[figures], now=at(5))
    assert placed(message) == (MEKAR_2, "ppwp", "caption")


def form_of(*votes: int) -> CountForm:
    """A form of votes alone."""
    return CountForm(rows={}, votes={str(n): figure for n, figure in enumerate(votes, start=1)})


def test_a_placed_photo_is_found_in_bulk(election: Election) -> None:
    """For replies: of the form, or of the TPS when nobody told the contest."""
    ppwp, pdpd = (Contest.objects.get(code=code) for code in ("ppwp", "pdpd"))
    with_report, place_only = send(image("1", result(1)), image("2", "foto TPS 2 Mekar Sari", minutes=30))
    place_waiting(now=at(31))
    one, two = photo_of(with_report).tps_id, photo_of(place_only).tps_id
    assert one is not None
    assert two is not None
    forms = [(one, ppwp.pk), (one, pdpd.pk), (two, ppwp.pk), (two, pdpd.pk), (999, ppwp.pk)]
    assert has_photo(forms) == {(one, ppwp.pk), (two, ppwp.pk), (two, pdpd.pk)}
    assert [photo.pk for photo in photos_of(one, pdpd.pk)] == []
    Photo.objects.update(state="refused")
    assert has_photo(forms) == set()


def test_a_photo_whose_message_was_deleted_stays_and_says_so() -> None:
    """Evidence does not go because somebody presses delete."""
    (message,) = send(image("1", "foto TPS 1 Mekar Sari"))
    placed(message)
    tps = photo_of(message).tps_id
    assert tps is not None
    assert [photo.revoked for photo in photos_of(tps)] == [False]  # type: ignore[attr-defined]
    send(words("", kind="revoke", minutes=5, reply_to=message.external_id), minutes=5)
    assert [photo.revoked for photo in photos_of(tps)] == [True]  # type: ignore[attr-defined]


def test_placing_is_in_the_audit_log_and_a_persons_choice_stays(operator: Person) -> None:
    """The program never takes back what somebody decided."""
    (message,) = send(image("1", "foto TPS 1 Mekar Sari"))
    placed(message)
    assert Record.objects.filter(act="photo.placed", region=MEKAR_1).count() == 1
    Photo.objects.update(tps=Tps.objects.get(code=MEKAR_2), how="person")
    assert placed(message)[0] == MEKAR_2


def test_a_sender_is_asked_once_where_a_photo_belongs() -> None:
    """After a while, and only somebody whom the desk knows."""
    send(image("1"), image("2", minutes=0.2), image("3", sender="628129999999"))
    Photo.objects.update(state="kept")
    assert ask_where(now=at(1)) == 0
    assert ask_where(now=at(4)) == 1
    assert ask_where(now=at(9)) == 0
    question = OutboxMessage.objects.filter(text__contains="TPS mana").get()
    assert question.recipient == OPERATOR
