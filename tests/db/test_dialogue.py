"""What senders answer: to a question, to a reading the desk was not sure of, with a command."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Confirmation, Count, PendingQuestion, StoredReading, Submission
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
OPERATOR = "628120000001"
FIGURES = "01 = 60\n02 = 141\n03 = 21\nTidak sah = 5"
_ids = count(1)


@pytest.fixture(autouse=True)
def operator() -> Person:
    """Reports for two kecamatan whose desa have the same names."""
    totals.rebuild(make_election())
    return person(Role.OPERATOR, "1607", phone=OPERATOR)


def send(*texts: str, together: bool = False) -> str:
    """Work on messages, one batch each or all in one; the last reply."""
    rows = [Envelope("whatsapp", f"m{next(_ids)}", OPERATOR, NOW, text) for text in texts]
    for piece in [rows] if together else [[row] for row in rows]:
        inbox.accept(piece, now=NOW)
        run_batch(worker="test", clock=lambda: NOW, limit=50)
    last = OutboxMessage.objects.order_by("-pk").first()
    return last.text if last else ""


@pytest.mark.parametrize("together", [False, True])
def test_the_answer_to_a_question_completes_the_message(together: bool) -> None:
    """By number; in its own batch or in the same one. The version belongs to the first message."""
    reply = send(f"PILPRES desa Mekar Sari TPS 2\n{FIGURES}", "2", together=together)
    held = Count.objects.select_related("tps", "submission__message").get()
    assert held.tps.code == "1607022001002"
    assert held.submission is not None
    assert held.submission.message is not None
    assert held.submission.message.text.startswith("PILPRES")
    assert "TERCATAT" in reply
    assert PendingQuestion.objects.filter(closed_at=None).count() == 0
    assert StoredReading.objects.filter(needs_person=True).count() == 0


def test_an_answer_in_words_is_understood() -> None:
    """The name of the kecamatan."""
    question = send(f"PILPRES desa Mekar Sari TPS 2\n{FIGURES}")
    assert "Sukamaju" in question
    send("Sukamaju")
    assert Count.objects.get().tps.code == "1607012001002"


def test_an_answer_that_names_no_option_changes_nothing() -> None:
    """The question stays open."""
    send(f"PILPRES desa Mekar Sari TPS 2\n{FIGURES}", "7")
    assert not Submission.objects.exists()
    assert PendingQuestion.objects.filter(closed_at=None).count() == 1


def test_an_answer_is_about_the_message_that_was_asked_about_only() -> None:
    """Two reports without a desa, one after the other: the answer gives the second its desa, not both."""
    send(f"PILPRES TPS 2 desa Mekar Sari\n{FIGURES}", f"PILPRES TPS 3 desa Karang Anyar\n{FIGURES}")
    send("Sukamaju")
    assert [row.tps.code for row in Count.objects.filter(submission__isnull=False)] == ["1607012002003"]


def test_benar_records_what_the_desk_was_not_sure_of() -> None:
    """Letters in place of digits are read, asked about, and recorded on BENAR."""
    reply = send("PILPRES desa Mekar Sari kec Sukamaju TPS 2\n01 = 6O\n02 = I41\n03 = 21\nTidak sah = 5")
    assert not Submission.objects.exists()
    assert "60" in reply
    send("BENAR")
    assert Submission.objects.get().votes == {"1": 60, "2": 141, "3": 21}


def test_benar_does_not_record_a_contradiction() -> None:
    """A sum that does not fit needs a correction, not a yes."""
    send(f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}\nSah = 232", "BENAR")
    assert not Submission.objects.exists()


def test_one_figure_is_corrected() -> None:
    """The sums follow; the reply says the figures before."""
    send(f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}")
    reply = send("RALAT desa Mekar Sari kec Sukamaju TPS 2 PILPRES 02 = 140")
    version = Submission.objects.order_by("-version")[0]
    assert version.votes == {"1": 60, "2": 140, "3": 21}
    assert version.rows["suara_sah"] == 221
    assert "141" in reply


def test_a_correction_without_a_place_is_about_the_latest_report() -> None:
    """The sender has just sent it."""
    send(f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}", "RALAT 02 = 140")
    version = Submission.objects.select_related("tps").order_by("-version")[0]
    assert (version.tps.code, version.votes) == ("1607012001002", {"1": 60, "2": 140, "3": 21})


def test_a_whole_form_after_a_contradiction_is_recorded() -> None:
    """RALAT with every figure needs no earlier version: the wrong one was never stored."""
    whole = f"desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}"
    reply = send(f"PILPRES {whole}\nSah = 232", f"RALAT PILPRES {whole}\nSah = 222")
    assert Submission.objects.get().votes == {"1": 60, "2": 141, "3": 21}
    assert "RALAT" in reply
    assert "sah 222" in reply
    # The contradiction needs nobody any more: all that it spoke of was recorded.
    assert not StoredReading.objects.filter(needs_person=True).exists()


def test_a_report_about_another_tps_leaves_the_asked_message_to_a_person() -> None:
    """Nothing is lost because the sender went on."""
    send(
        f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}\nSah = 232",
        f"PILPRES desa Mekar Sari kec Sukamaju TPS 3\n{FIGURES}",
    )
    assert StoredReading.objects.get(needs_person=True).message.text.endswith("232")


def test_a_new_report_closes_the_open_question() -> None:
    """A number that comes later is no answer to it."""
    send(
        f"PILPRES desa Mekar Sari TPS 2\n{FIGURES}",
        f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}",
        "2",
    )
    assert Submission.objects.count() == 1
    assert Count.objects.get().tps.code == "1607012001002"


def test_status_says_how_far_the_senders_area_is() -> None:
    """And what is missing."""
    send(f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}")
    assert "1/12 TPS masuk" in send("STATUS")


def test_a_withdrawal_of_somebody_elses_report_waits_for_a_person(operator: Person) -> None:
    """Nothing changes."""
    send(f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}")
    other = "628120000002"
    person(Role.OPERATOR, "1607", phone=other)
    text = "BATAL PILPRES desa Mekar Sari kec Sukamaju TPS 2"
    inbox.accept([Envelope("whatsapp", "x", other, NOW, text)], now=NOW)
    run_batch(worker="test", clock=lambda: NOW, limit=50)
    assert Count.objects.get().state == "received"


def _kind(kind: str, text: str, reply_to: str) -> None:
    row = Envelope("whatsapp", f"m{next(_ids)}", OPERATOR, NOW, text, kind=kind, reply_to=reply_to)
    inbox.accept([row], now=NOW)
    run_batch(worker="test", clock=lambda: NOW, limit=50)


def test_a_thumb_confirms_only_under_a_message_of_the_desk() -> None:
    """Under somebody's joke it means nothing."""
    send(f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}")
    _kind("reaction", "👍", "wamid.somebody-else")
    assert not Confirmation.objects.exists()
    OutboxMessage.objects.update(provider_id="wamid.ours")
    _kind("reaction", "👍", "wamid.ours")
    assert Confirmation.objects.count() == 1


def test_an_edited_message_corrects_its_report() -> None:
    """As RALAT does."""
    send(f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}")
    _kind("edit", f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES.replace('141', '140')}", "m1")
    held = Count.objects.select_related("submission").get()
    assert held.state == "received"
    assert held.submission is not None
    assert held.submission.votes["2"] == 140


def test_a_deleted_message_waits_for_a_person_and_changes_nothing() -> None:
    """The report stays."""
    send(f"PILPRES desa Mekar Sari kec Sukamaju TPS 2\n{FIGURES}")
    _kind("revoke", "", "m1")
    assert Count.objects.get().state == "received"
    assert StoredReading.objects.filter(needs_person=True).count() == 1
