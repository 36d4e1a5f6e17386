"""Senders mend their reports: another figure, another TPS, edits and deletions in odd orders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import verify
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.models import Photo
from deskpemilu.flow import decisions
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Confirmation, Count, StoredReading, Submission
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.services import seen_of
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
OPERATOR, OTHER = "628120000001", "628120000002"
FIGURES = "01 = 60\n02 = 141\n03 = 21\nTidak sah = 5"
ONE, TWO, THREE = (f"160701200100{n}" for n in (1, 2, 3))
_ids = count(1)


@pytest.fixture(autouse=True)
def election() -> Election:
    """Two operators of the first kecamatan, and its camat."""
    made = make_election()
    totals.rebuild(made)
    person(Role.OPERATOR, "160701", phone=OPERATOR)
    person(Role.OPERATOR, "160701", phone=OTHER)
    return made


@pytest.fixture
def camat() -> Person:
    """Vouches for figures of the first kecamatan."""
    return person(Role.CAMAT, "160701")


def send(
    text: str,
    minute: float = 0,
    *,
    sender: str = OPERATOR,
    kind: str = "text",
    reply_to: str = "",
    key: str = "",
) -> str:
    """Work on one message; the reply to it."""
    at = NOW + timedelta(minutes=minute)
    row = Envelope("whatsapp", key or f"r{next(_ids)}", sender, at, text, kind=kind, reply_to=reply_to)
    (pk,) = inbox.accept([row], now=NOW).new_ids
    run_batch(worker="test", clock=lambda: NOW, limit=50)
    reply = OutboxMessage.objects.filter(in_reply_to=pk).order_by("-pk").first()
    return reply.text if reply else ""


def report(tps: int, figures: str = FIGURES, desa: str = "Mekar Sari") -> str:
    """A whole report."""
    return f"PILPRES desa {desa} TPS {tps}\n{figures}"


def held() -> dict[str, tuple[str, dict[str, int]]]:
    """State and votes of what counts now, by TPS."""
    rows = Count.objects.select_related("tps", "submission").exclude(submission=None)
    return {row.tps.code: (row.state, row.submission.votes) for row in rows if row.submission is not None}


def state(code: str) -> str:
    """State of a count."""
    return Count.objects.get(tps__code=code).state


def vouch(camat: Person, code: str) -> None:
    """The camat accepts it."""
    row = Count.objects.select_related("submission", "requested").get(tps__code=code)
    decisions.accept(actor=camat, count_id=row.pk, seen=seen_of(row), now=NOW)


VOTES = {"1": 60, "2": 141, "3": 21}


@pytest.mark.parametrize(
    "text",
    [
        "bukan 141 tapi 114",
        "maaf bukan 141 tetapi 114 pak",
        "114 bukan 141",
        "dari 141 jadi 114",
        "141 seharusnya 114",
        "desa Mekar Sari TPS 2: bukan 141 tapi 114",
    ],
)
def test_one_figure_for_another(text: str) -> None:
    """The one figure of the latest report that is 141; the reply says the figures before."""
    send(report(2))
    reply = send(text, 1)
    version = Submission.objects.order_by("-version")[0]
    assert version.votes == {"1": 60, "2": 114, "3": 21}
    assert version.rows["suara_sah"] == 195
    assert "141" in version.reason or "141" in text
    assert "sebelumnya" in reply
    assert "2=141" in reply
    assert state(TWO) == "received"


@pytest.mark.parametrize("text", ["bukan 99 tapi 114", "bukan 60 tapi 61"])
def test_a_figure_that_stands_nowhere_or_twice_changes_nothing(text: str) -> None:
    """The desk asks which."""
    send(report(2, "01 = 60\n02 = 60\n03 = 21\nTidak sah = 5"))
    assert "BELUM DIUBAH" in send(text, 1)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "salah TPS, yang benar TPS 3",
        "maaf salah tps pak, yg bener tps 3",
        "Salah tulis TPS, seharusnya TPS 3",
        "TPSnya salah, yang benar TPS 3 desa Mekar Sari",
        "salah tps, yang benar 3",
    ],
)
def test_a_report_moves_to_the_right_tps(text: str) -> None:
    """Withdrawn there, a new version here, and the reply says both."""
    send(report(2))
    reply = send(text, 1)
    assert held() == {THREE: ("received", VOTES)}
    assert state(TWO) == "missing"
    assert "TPS 002" in reply
    assert "TPS 003" in reply
    assert "141" in reply
    assert Submission.objects.filter(tps__code=TWO).count() == 1
    assert "002" in Submission.objects.get(tps__code=THREE).reason
    assert totals.compare(Election.objects.get()) == []
    assert verify() is None


def test_two_tps_side_by_side_are_moved_only_after_benar() -> None:
    """`TPS 3 bukan TPS 2`: the desk says what it would do."""
    send(report(2))
    reply = send("yg tadi tps 3 bukan tps 2", 1)
    assert "BENAR" in reply
    assert list(held()) == [TWO]
    send("BENAR", 2)
    assert held() == {THREE: ("received", VOTES)}


def test_a_verified_report_is_not_moved_by_a_message(camat: Person) -> None:
    """It becomes a request."""
    send(report(2))
    vouch(camat, TWO)
    reply = send("salah TPS, yang benar TPS 3", 1)
    assert "BELUM DIPINDAHKAN" in reply
    assert held() == {TWO: ("verified", VOTES)}
    assert StoredReading.objects.filter(needs_person=True).count() == 1


def test_only_ones_own_report_is_moved() -> None:
    """Somebody else's stays."""
    send(report(2), sender=OTHER)
    send("salah TPS, yang benar TPS 3", 1)
    assert list(held()) == [TWO]


def test_moving_to_a_tps_that_has_other_figures_waits_for_a_person() -> None:
    """Both versions are kept beside each other."""
    send(report(3, FIGURES.replace("141", "90")), sender=OTHER)
    send(report(2), 1)
    send("salah TPS, yang benar TPS 3", 2)
    assert state(TWO) == "missing"
    assert state(THREE) == "conflict"


def test_a_tps_outside_the_area_or_unknown_is_no_target() -> None:
    """Nothing changes."""
    send(report(2))
    send("salah TPS, yang benar TPS 77", 1)
    assert list(held()) == [TWO]


def test_wrong_tps_with_the_figures_again() -> None:
    """The whole report once more, for the right TPS."""
    send(report(2))
    send(f"salah TPS, yang benar TPS 3 desa Mekar Sari PILPRES\n{FIGURES}", 1)
    assert held() == {THREE: ("received", VOTES)}


def test_a_verified_figure_becomes_a_request(camat: Person) -> None:
    """RALAT, a swap and an edit alike."""
    send(report(2), key="original")
    vouch(camat, TWO)
    assert "sudah diverifikasi" in send("RALAT desa Mekar Sari TPS 2 PILPRES 02 = 140", 1)
    assert held() == {TWO: ("verified", VOTES)}
    send(report(2, FIGURES.replace("141", "139")), 2, kind="edit", reply_to="original")
    assert held() == {TWO: ("verified", VOTES)}
    assert Count.objects.get(tps__code=TWO).requested is not None


def test_an_edit_that_names_another_tps_takes_the_report_with_it() -> None:
    """The message says TPS 3 now, and no longer TPS 2."""
    send(report(2), key="original")
    reply = send(report(3), 1, kind="edit", reply_to="original")
    assert held() == {THREE: ("received", VOTES)}
    assert state(TWO) == "missing"
    assert "TPS 002" in reply


def test_an_edit_delivered_before_its_message_stands() -> None:
    """The words of before the edit are not read any more."""
    send(report(2, FIGURES.replace("141", "140")), 1, kind="edit", reply_to="late")
    send(report(2), 0, key="late")
    assert held() == {TWO: ("received", {"1": 60, "2": 140, "3": 21})}
    assert Submission.objects.count() == 1


def test_a_message_taken_back_before_it_came_is_for_a_person() -> None:
    """It is not recorded."""
    send("", 1, kind="revoke", reply_to="late")
    send(report(2), 0, key="late")
    assert held() == {}
    assert StoredReading.objects.get(message__external_id="late").needs_person


def test_deleted_after_an_edit_waits_for_a_person() -> None:
    """The edited report stays until somebody decides."""
    send(report(2), key="original")
    send(report(2, FIGURES.replace("141", "140")), 1, kind="edit", reply_to="original")
    send("", 2, kind="revoke", reply_to="original")
    assert held() == {TWO: ("received", {"1": 60, "2": 140, "3": 21})}
    assert StoredReading.objects.filter(needs_person=True, message__kind="revoke").count() == 1


def test_an_edit_of_a_message_that_was_asked_about_settles_it() -> None:
    """Nobody needs to look at the question any more."""
    send(f"{report(2)}\nSah = 999", key="original")
    assert held() == {}
    send(report(2), 1, kind="edit", reply_to="original")
    assert held() == {TWO: ("received", VOTES)}
    assert not StoredReading.objects.filter(needs_person=True).exists()


def test_nobody_edits_the_message_of_somebody_else() -> None:
    """A forged reference moves nothing."""
    send(report(2), key="original")
    send(report(3), 1, kind="edit", reply_to="original", sender=OTHER)
    assert held()[TWO] == ("received", VOTES)


def test_benar_delivered_before_its_report_confirms_it() -> None:
    """Sent after it, as the clock of the phone says."""
    send(report(1))
    send("BENAR", 3)
    send(report(2), 2)
    second = Submission.objects.get(tps__code=TWO)
    assert Confirmation.objects.filter(submission=second).count() == 1


def test_benar_does_not_confirm_what_was_sent_after_it() -> None:
    """Only what the sender had already written."""
    send("BENAR", 1)
    send(report(2), 2)
    assert not Confirmation.objects.exists()


def test_a_stray_number_confirms_nothing() -> None:
    """Nothing was asked."""
    send(report(2))
    send("7", 1)
    assert not Confirmation.objects.exists()


def test_the_reply_says_whether_a_photo_is_there() -> None:
    """One that came before the figures, or with them."""
    assert "belum ada" in send(report(1))
    caption = send(report(2), 1, kind="image")
    assert "Foto C.Hasil Salinan: ada" in caption
    tps = Tps.objects.get(code=THREE)
    message = InboxMessage.objects.order_by("pk")[0]
    Photo.objects.create(message=message, media_id="m", sent_at=NOW, tps=tps, created_at=NOW, next_at=NOW)
    assert "Foto C.Hasil Salinan: ada" in send(report(3), 2)
