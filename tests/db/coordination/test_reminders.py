"""Reminders: one a person and slot, never to whom it must not go, taken back before quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django.fixtures import Settings

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.coordination import reminder_services as reminders
from deskpemilu.coordination import services
from deskpemilu.coordination.models import OptOut, Reminder, ReminderRound
from deskpemilu.coordination.reminding import Verdict
from deskpemilu.coordination.services import Refused
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election, Tps
from tests.builders import make_submission
from tests.db.coordination.conftest import NOW, writes
from tests.people import person

WIB = ZoneInfo("Asia/Jakarta")
VALUES: dict[str, Any] = {
    "starts_at": datetime(2024, 2, 14, 8, 0, tzinfo=UTC),  # 15.00 WIB
    "ends_at": datetime(2024, 2, 15, 8, 0, tzinfo=UTC),
    "interval_minutes": 60,
    "most": 3,
    "gap_minutes": 45,
    "recent_minutes": 20,
    "quiet_from": time(23, 30),
    "quiet_until": time(5, 0),
}


@pytest.fixture
def running(election: Election, staf: Person) -> Election:
    """The election with its reminders switched on."""
    reminders.change_plan(actor=staf, election=election, values=VALUES, now=NOW, zone=WIB)
    reminders.switch(actor=staf, election=election, on=True, now=NOW, zone=WIB)
    return election


def remind(at: datetime = NOW) -> list[ReminderRound]:
    """What the thread does at a time."""
    return reminders.remind_due(now=at, zone=WIB)


def texts() -> list[str]:
    """Texts that wait to go out."""
    rows = OutboxMessage.objects.filter(dedupe_key__startswith="remind:", state="queued")
    return list(rows.order_by("pk").values_list("text", flat=True))


def test_one_message_a_person_names_what_is_missing(
    running: Election, desa_operator: Person, kecamatan_operator: Person
) -> None:
    """Of those who wrote today; a second look at the same slot sends nothing."""
    writes("6281200000101", at=NOW - timedelta(hours=2))
    writes("6281200000102", at=NOW - timedelta(hours=2))
    [made] = remind()
    assert (made.sent, made.to_call, made.left_out) == (2, 0, 0)
    assert remind(NOW + timedelta(seconds=20)) == []
    assert len(texts()) == 2
    assert "6 formulir dari 3 TPS" in texts()[0]
    assert "Mekar Sari: TPS 1–3" in texts()[0]
    assert "Karang Anyar: TPS 1–3" in texts()[1]
    record = Record.objects.get(act="reminders.round")
    assert record.data["send"] == 2


def test_nobody_is_written_to_outside_the_window(running: Election, desa_operator: Person) -> None:
    """They are listed for a call instead, with the reason."""
    writes("6281200000101", at=NOW - timedelta(hours=25))
    [made] = remind()
    assert (made.sent, made.to_call) == (0, 1)
    assert texts() == []
    assert Reminder.objects.get().verdict == Verdict.CALL.value


def test_whoever_reported_everything_is_left_alone(running: Election, desa_operator: Person) -> None:
    """Also when the form is held back: that is the desk's work."""
    writes("6281200000101", at=NOW - timedelta(hours=2))
    for contest in Contest.objects.filter(election=running):
        for at, tps in enumerate(Tps.objects.filter(desa_id="1607012001")):
            make_submission(tps, contest, {"1": 1}, state="held" if at else "received")
    [made] = remind()
    assert made.sent == 0
    Count.objects.filter(tps__code="1607012001001", contest__code="ppwp").update(state="returned")
    [made] = remind(NOW + timedelta(hours=1))
    assert made.sent == 1
    assert "1 dikembalikan" in texts()[0]


def test_the_gap_and_the_most_are_kept(running: Election, desa_operator: Person) -> None:
    """Three at most, whatever the hours; one that wrote a moment ago gets none."""
    writes("6281200000101", at=NOW - timedelta(hours=2))
    sent = [sum(made.sent for made in remind(NOW + timedelta(hours=hour))) for hour in range(4)]
    assert sent == [1, 1, 1, 0]
    assert Reminder.objects.filter(verdict="send").count() == 3


def test_quiet_hours_send_nothing_and_take_back_what_waits(running: Election, desa_operator: Person) -> None:
    """A reminder that the network held up must not ring at midnight."""
    writes("6281200000101", at=NOW - timedelta(hours=2))
    remind()
    assert len(texts()) == 1
    assert remind(datetime(2024, 2, 14, 16, 40, tzinfo=UTC)) == []  # 23.40 WIB
    assert texts() == []
    assert OutboxMessage.objects.get(dedupe_key__startswith="remind:").state == "cancelled"
    staf = Person.objects.get(name="Staf Uji")
    with pytest.raises(Refused, match="jam tenang"):
        reminders.remind_now(
            actor=staf, election=running, now=datetime(2024, 2, 14, 17, 0, tzinfo=UTC), zone=WIB
        )


def test_off_sends_nothing_and_takes_back(running: Election, staf: Person, desa_operator: Person) -> None:
    """At once."""
    writes("6281200000101", at=NOW - timedelta(hours=2))
    remind()
    reminders.switch(actor=staf, election=running, on=False, now=NOW, zone=WIB)
    assert texts() == []
    assert remind(NOW + timedelta(hours=1)) == []
    assert Record.objects.filter(act="reminders.off").get().data["taken_back"] == 1


def test_a_new_plan_is_off(election: Election, staf: Person, desa_operator: Person) -> None:
    """Nobody is reminded because somebody looked at the page."""
    reminders.change_plan(actor=staf, election=election, values=VALUES, now=NOW, zone=WIB)
    writes("6281200000101", at=NOW - timedelta(hours=2))
    assert remind() == []


@pytest.mark.parametrize(
    ("role", "area"), [(Role.CAMAT, "160701"), (Role.PIMPINAN, ""), (Role.STAF, "160701")]
)
def test_only_staff_of_the_whole_desk_switches(election: Election, role: Role, area: str) -> None:
    """Not a camat, not staff of one kecamatan."""
    with pytest.raises(PermissionDenied):
        reminders.switch(actor=person(role, area), election=election, on=True, now=NOW, zone=WIB)


def say(text: str, at: datetime, number: str = "6281200000101") -> None:
    """A message goes down the main road."""
    writes(number, text, at=at)
    run_batch(worker="w", clock=lambda: at, limit=50)


def replies() -> list[str]:
    """First lines of the answers to wishes."""
    rows = OutboxMessage.objects.filter(dedupe_key__startswith="wish:").order_by("pk")
    return [row.text.splitlines()[0] for row in rows]


def test_berhenti_stops_and_mulai_starts_again(running: Election, desa_operator: Person) -> None:
    """Each answered once; the message itself is no report and asks nothing."""
    say("BERHENTI", NOW - timedelta(hours=2))
    say("berhenti", NOW - timedelta(hours=2) + timedelta(seconds=5))
    [made] = remind()
    assert (made.sent, made.left_out) == (0, 1)
    say("MULAI", NOW + timedelta(minutes=1))
    [made] = remind(NOW + timedelta(hours=1))
    assert made.sent == 1
    assert replies() == [
        "🔕 Pengingat dihentikan untuk nomor Anda.",
        "🔔 Pengingat diaktifkan lagi untuk nomor Anda.",
    ]
    assert OutboxMessage.objects.filter(dedupe_key__startswith="reply:").count() == 0
    assert Record.objects.filter(act__in=["reminders.stop", "reminders.start"]).count() == 2


def test_a_stranger_and_a_report_stop_nothing(running: Election, desa_operator: Person) -> None:
    """Only a registered number, and only a message that says nothing else."""
    say("BERHENTI", NOW, number="6281200000999")
    say("TPS 3 Mekar Sari penghitungan berhenti karena hujan", NOW)
    assert not OptOut.objects.exists()
    assert replies() == []


def test_an_old_wish_that_is_read_again_changes_nothing(running: Election, desa_operator: Person) -> None:
    """Messages arrive out of order and are read again by staff."""
    at = NOW - timedelta(hours=2)
    say("BERHENTI", at)
    say("MULAI", at + timedelta(minutes=5))
    again = services.wish_reminders(
        person_id=desa_operator.pk, message_id=None, wish="stop", said_at=at, now=NOW
    )
    assert not again
    assert not OptOut.objects.filter(ended_at=None).exists()


def test_an_sms_writer_is_reminded_by_sms_where_there_is_a_gateway(
    running: Election, desa_operator: Person, settings: Settings
) -> None:
    """Else they are called."""
    writes("6281200000101", at=NOW - timedelta(hours=30), channel="sms")
    [made] = remind()
    assert made.to_call == 1
    settings.SMS_SEND_URL = "http://127.0.0.1:9/kirim"
    settings.SMS_SECRET = "rahasia"
    [made] = remind(NOW + timedelta(hours=1))
    assert made.sent == 1
    assert OutboxMessage.objects.get(dedupe_key__startswith="remind:").channel == "sms"


def test_a_round_by_hand_keeps_the_same_rules(
    election: Election, staf: Person, desa_operator: Person
) -> None:
    """Also while the schedule is off; the same minute again is refused."""
    writes("6281200000101", at=NOW - timedelta(hours=2))
    made = reminders.remind_now(actor=staf, election=election, now=NOW, zone=WIB)
    assert made.sent == 1
    with pytest.raises(Refused, match="baru saja"):
        reminders.remind_now(actor=staf, election=election, now=NOW + timedelta(seconds=30), zone=WIB)
    made = reminders.remind_now(actor=staf, election=election, now=NOW + timedelta(minutes=5), zone=WIB)
    assert made.sent == 0


def test_with_an_approved_template_nobody_is_out_of_reach(
    running: Election, desa_operator: Person, settings: Settings
) -> None:
    """Meta takes it at any hour; the number written from last is used."""
    writes("6281200000101", at=NOW - timedelta(hours=30))
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_ID = "t", "1"
    settings.WHATSAPP_TEMPLATE = "pengingat"
    [made] = remind()
    assert (made.sent, made.to_call) == (1, 0)
