"""The main road: from an accepted message to counted votes, a reply and an audit record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import verify
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import Batch, run_batch
from deskpemilu.intake import acts, elsewhere
from deskpemilu.intake.models import Confirmation, Count, StoredReading, Submission
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
OPERATOR, WITNESS = "628120000001", "628120000002"
_ids = count(1)


@pytest.fixture
def election() -> Election:
    """Two kecamatan with two desa of three TPS; president only."""
    made = make_election()
    totals.rebuild(made)
    return made


@pytest.fixture(autouse=True)
def operator(election: Election) -> Person:
    """Reports for the first kecamatan."""
    return person(Role.OPERATOR, "160701", phone=OPERATOR)


def send(*texts: str, sender: str = OPERATOR, external_id: str = "") -> Batch:
    """Accept messages and work on them in one batch."""
    envelopes = [Envelope("whatsapp", external_id or f"m{next(_ids)}", sender, NOW, text) for text in texts]
    inbox.accept(envelopes, now=NOW)
    return run_batch(worker="test", clock=lambda: NOW, limit=100)


def result(tps: int, votes: Sequence[int], invalid: int, desa: str = "Mekar Sari") -> str:
    """A message that every reader understands."""
    lines = "\n".join(f"0{n} = {figure}" for n, figure in enumerate(votes, start=1))
    return f"PILPRES\nDesa {desa} TPS {tps}\n{lines}\nTidak sah = {invalid}"


def total(code: str) -> Total:
    """The president's totals of a region."""
    return Total.objects.get(region_id=code)


def test_a_report_is_counted_at_every_level_and_answered() -> None:
    """The whole road."""
    send(result(1, (60, 141, 21), 5))
    held = Count.objects.get()
    assert (held.state, held.tps.code) == ("received", "1607012001001")
    for code in ("1607012001", "160701", "1607", "16"):
        assert total(code).received["votes"] == {"1": 60, "2": 141, "3": 21}
        assert (total(code).tps_in, total(code).tps_verified) == (1, 0)
    reply = OutboxMessage.objects.get()
    assert reply.recipient == OPERATOR
    assert "TERCATAT" in reply.text
    assert StoredReading.objects.get().outcome == "record"
    assert verify() is None


def test_a_repeated_delivery_counts_once() -> None:
    """The same external id, however often."""
    for _ in range(3):
        send(result(1, (60, 141, 21), 5), external_id="same")
    assert InboxMessage.objects.count() == Submission.objects.count() == 1
    assert total("1607").received["votes"]["2"] == 141


def test_the_same_figures_from_somebody_else_confirm() -> None:
    """No second version."""
    person(Role.OPERATOR, "160701", phone=WITNESS)
    send(result(1, (60, 141, 21), 5))
    send(result(1, (60, 141, 21), 5), sender=WITNESS)
    assert Submission.objects.count() == 1
    assert Confirmation.objects.count() == 1


def test_different_figures_are_a_conflict_and_leave_the_totals() -> None:
    """Neither version is counted until a person decides."""
    person(Role.OPERATOR, "160701", phone=WITNESS)
    send(result(1, (60, 141, 21), 5))
    send(result(1, (60, 114, 21), 5), sender=WITNESS)
    held = Count.objects.get()
    assert (held.state, held.versions) == ("conflict", 2)
    assert total("1607").received["votes"] == {}
    assert total("1607").tps_held == 1
    assert OutboxMessage.objects.order_by("-pk")[0].text.startswith("⚠️ BERBEDA")


def test_within_one_batch_messages_are_worked_on_in_their_order() -> None:
    """A report, its correction and a confirmation at once."""
    send(
        result(1, (60, 141, 21), 5),
        "RALAT\n" + result(1, (60, 140, 21), 5),
        "BENAR",
    )
    held = Count.objects.get()
    assert (held.state, held.versions) == ("received", 2)
    assert held.submission is not None
    assert held.submission.votes == {"1": 60, "2": 140, "3": 21}
    assert Confirmation.objects.get().submission_id == held.submission_id


def test_withdrawing_puts_the_tps_back_to_missing() -> None:
    """BATAL; the version stays."""
    send(result(1, (60, 141, 21), 5))
    send("BATAL")
    assert Count.objects.get().state == "missing"
    assert Submission.objects.count() == 1
    assert total("1607").tps_in == 0


def test_an_unknown_number_records_nothing_and_waits_for_a_person() -> None:
    """Whatever it says."""
    send(result(1, (60, 141, 21), 5), sender="628990000000")
    assert not Submission.objects.exists()
    assert StoredReading.objects.get().needs_person


def test_a_message_that_breaks_the_reader_is_set_aside_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its neighbours go on."""
    real = elsewhere.read

    def fragile(text: str, *args: object) -> object:
        if "MELEDAK" in text:
            raise RuntimeError("boom")
        return real(text, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(elsewhere, "read", fragile)
    batch = send(result(1, (60, 141, 21), 5), "MELEDAK", result(2, (50, 100, 20), 1))
    assert batch.failed == 1
    assert Submission.objects.count() == 2
    assert InboxMessage.objects.get(text="MELEDAK").state == "failed"


def test_a_message_that_cannot_be_written_is_set_aside_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch is repeated one by one."""
    real = acts.act_on

    def fragile(incoming: acts.Incoming, *args: object) -> object:
        if "MELEDAK" in incoming.message.text:
            raise RuntimeError("boom")
        return real(incoming, *args)  # type: ignore[arg-type]

    monkeypatch.setattr("deskpemilu.flow.pipeline.act_on", fragile)
    batch = send(result(1, (60, 141, 21), 5), "MELEDAK", result(2, (50, 100, 20), 1))
    assert (len(batch.handled), batch.failed) == (2, 1)
    assert Submission.objects.count() == 2


def test_a_stolen_claim_writes_nothing() -> None:
    """A worker that was thought dead comes back."""
    inbox.accept([Envelope("whatsapp", "x", OPERATOR, NOW, result(1, (60, 141, 21), 5))], now=NOW)
    claimed = inbox.claim(10, worker="slow", now=NOW)
    assert len(claimed) == 1
    inbox.release_stale(now=NOW + timedelta(minutes=5))
    with pytest.raises(inbox.ClaimLost):
        inbox.finish([claimed[0].pk], worker="slow", now=NOW)
    run_batch(worker="other", clock=lambda: NOW, limit=10)
    assert Submission.objects.count() == 1


def test_messages_of_a_sender_that_another_worker_is_busy_with_are_left() -> None:
    """So that a correction is never read before its report."""
    inbox.accept([Envelope("whatsapp", "a", OPERATOR, NOW, "satu")], now=NOW)
    inbox.claim(10, worker="first", now=NOW)
    inbox.accept(
        [Envelope("whatsapp", "b", OPERATOR, NOW, "dua"), Envelope("whatsapp", "c", WITNESS, NOW, "tiga")],
        now=NOW,
    )
    assert [m.external_id for m in inbox.claim(10, worker="second", now=NOW)] == ["c"]


def test_totals_agree_with_a_sum_of_the_counts(election: Election) -> None:
    """And a wrong total is noticed."""
    send(result(1, (60, 141, 21), 5), result(2, (50, 100, 20), 1), result(1, (10, 20, 30), 2, "Karang Anyar"))
    assert totals.compare(election) == []
    Total.objects.filter(region_id="160701").update(tps_in=9)
    assert len(totals.compare(election)) == 1
    totals.rebuild(election)
    assert totals.compare(election) == []
