"""Whose a sender is: bound by staff, and carried over to a new number once they made sure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from django.test import Client

from deskpemilu.accounts.models import Person, Phone
from deskpemilu.audit.models import Record
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept as take_in
from deskpemilu.channels.models import Address, InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Count, StoredReading
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person, sign_in

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
GOOD = "Presiden TPS 1 desa Mekar Sari\n1 = 20\n2 = 100\n3 = 30\nTS 5"
SCOPED_ID = "ID.13491208655302741918"
OLD, NEW = "62812000101", "62812000109"


@pytest.fixture
def operator() -> Person:
    """Reports for the first kecamatan, by the old number."""
    totals.rebuild(make_election())
    return person(Role.OPERATOR, "160701", name="Operator Satu", phone=OLD)


@pytest.fixture
def staff(client: Client, operator: Person) -> Client:
    """Staff of the whole desk, signed in."""
    return sign_in(client, person(Role.STAF, name="Staf Desk"))


def send(
    text: str, sender: str, kind: str = "text", payload: Mapping[str, object] | None = None
) -> InboxMessage:
    """A WhatsApp message, taken down the road."""
    at = InboxMessage.objects.count()
    envelope = Envelope("whatsapp", f"wamid.{at}", sender, NOW, text, kind=kind, payload=payload or {})
    pk = take_in([envelope], now=NOW).new_ids[0]
    work()
    return InboxMessage.objects.get(pk=pk)


def work() -> None:
    """One batch."""
    run_batch(worker="uji", clock=lambda: NOW, limit=10)


def changed() -> InboxMessage:
    """WhatsApp's word that the operator has another number."""
    told = {"message": {"system": {"type": "user_changed_number", "wa_id": NEW}}}
    return send("User changed from … to …", OLD, kind="system", payload=told)


def test_a_sender_without_a_number_is_bound_and_their_messages_are_read_again(
    staff: Client, operator: Person
) -> None:
    """From then on the reports are theirs."""
    message = send(GOOD, SCOPED_ID)
    assert not Count.objects.filter(submission__isnull=False).exists()
    assert "Kaitkan pengirim" in staff.get(f"/pesan/{message.pk}/").content.decode()
    staff.post(f"/pesan/{message.pk}/petugas/", {"petugas": str(operator.pk)})
    work()
    held = Count.objects.select_related("submission").get(submission__isnull=False)
    assert held.submission is not None
    assert held.submission.reporter_id == operator.pk
    assert Address.objects.get().sender == SCOPED_ID
    assert Record.objects.filter(act="sender.bound").count() == 1


def test_a_wrong_binding_is_taken_back(staff: Client, operator: Person) -> None:
    """What comes next is a stranger's again."""
    message = send(GOOD, SCOPED_ID)
    staff.post(f"/pesan/{message.pk}/petugas/", {"petugas": str(operator.pk)})
    work()
    assert "Lepaskan kaitan" in staff.get(f"/pesan/{message.pk}/").content.decode()
    staff.post(f"/pesan/{message.pk}/lepas/")
    later = send(GOOD.replace("TPS 1", "TPS 2"), SCOPED_ID)
    assert StoredReading.objects.get(message=later).person_id is None
    assert Count.objects.filter(submission__isnull=False).count() == 1
    assert Record.objects.filter(act="sender.unbound").count() == 1


def test_a_number_is_bound_as_a_phone(staff: Client, operator: Person) -> None:
    """A second phone of the same person."""
    message = send(GOOD, "62812000777")
    staff.post(f"/pesan/{message.pk}/petugas/", {"petugas": str(operator.pk)})
    assert set(Phone.objects.filter(person=operator, active=True).values_list("number", flat=True)) == {
        OLD,
        "62812000777",
    }


def test_a_changed_number_waits_for_staff_and_changes_nothing_by_itself(
    staff: Client, operator: Person
) -> None:
    """Whoever took over a number must not report for somebody else."""
    message = changed()
    assert StoredReading.objects.get(message=message).needs_person
    send(GOOD, NEW)
    assert not Count.objects.filter(submission__isnull=False).exists()
    page = staff.get(f"/pesan/{message.pk}/").content.decode()
    assert "ganti nomor" in page
    assert NEW not in page.replace(f"/pesan/telepon/{NEW}", "")


def test_staff_carry_a_person_over_to_the_new_number(staff: Client, operator: Person) -> None:
    """The old number reports no more, what the new one sent is read again."""
    message = changed()
    send(GOOD, NEW)
    staff.post(f"/pesan/{message.pk}/nomor/")
    work()
    assert list(Phone.objects.filter(active=True).values_list("number", flat=True)) == [NEW]
    assert Count.objects.filter(submission__reporter=operator).count() == 1
    assert Record.objects.filter(act="sender.number_changed").count() == 1


def test_nobody_without_the_right_binds_a_sender(client: Client, operator: Person) -> None:
    """A camat reads messages but does not decide whose they are, nor do staff of another kecamatan."""
    message = send(GOOD, SCOPED_ID)
    for role, area in ((Role.CAMAT, "160701"), (Role.STAF, "160702"), (Role.OPERATOR, "160701")):
        sign_in(client, person(role, area))
        answer = client.post(f"/pesan/{message.pk}/petugas/", {"petugas": str(operator.pk)})
        assert answer.status_code == 403
    assert not Address.objects.exists()


def test_a_number_of_somebody_else_is_refused(staff: Client, operator: Person) -> None:
    """One number has one owner."""
    person(Role.OPERATOR, "160702", phone=NEW)
    staff.post(f"/pesan/{changed().pk}/nomor/")
    assert Phone.objects.get(number=OLD).active
    assert Phone.objects.get(number=NEW).person_id != operator.pk


def test_what_staff_store_stays_the_senders_report(staff: Client, operator: Person) -> None:
    """So that the sender's RALAT corrects it and is no conflict."""
    message = send("TPS 3 presiden 1=50 2=100 3=20 TS 5", OLD)
    form = {"r0-jenis": "ppwp", "r0-desa": "Mekar Sari, Kec. Sukamaju", "r0-tps": "3"}
    answer = staff.get(f"/pesan/{message.pk}/").content.decode()
    staff.post(f"/pesan/{message.pk}/simpan/", form | _named(answer))
    held = Count.objects.select_related("submission").get(submission__isnull=False)
    assert held.submission is not None
    assert held.submission.reporter_id == operator.pk
    assert "Staf Desk" in held.submission.reason
    send("RALAT desa Mekar Sari TPS 3 presiden 2 = 101", OLD)
    held.refresh_from_db()
    assert held.state == "received"
    assert held.submission_id is not None
    assert Count.objects.get(pk=held.pk).versions == 2


def _named(page: str) -> dict[str, str]:
    """The figures that the page has filled in, by the names of their boxes."""
    found = {}
    for tag in re.findall(r"<input[^>]*name=\"r0-[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and name[1] not in ("r0-jenis", "r0-desa", "r0-tps"):
            found[name[1]] = value[1]
    return found
