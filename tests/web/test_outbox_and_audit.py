"""Replies that are stuck, and the log of who did what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deskpemilu.audit.models import Record
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import StoredReading
from tests.builders import make_election
from tests.people import person, sign_in

State = OutboxMessage.State
NUMBER = "6281200007777"


def _reply(
    state: State = State.FAILED, *, region: str = "", error: str = "Nomor tidak terdaftar."
) -> OutboxMessage:
    now, at = timezone.now(), OutboxMessage.objects.count()
    message = InboxMessage.objects.create(
        channel="whatsapp", external_id=f"m{at}", sender=NUMBER, text="hasil", sent_at=now, received_at=now
    )
    StoredReading.objects.create(message=message, kind="result", outcome="ask", region=region, created_at=now)
    return OutboxMessage.objects.create(
        channel="whatsapp",
        recipient=NUMBER,
        text=f"Balasan {at}",
        in_reply_to=message,
        dedupe_key=f"k{at}",
        state=state,
        attempts=3,
        next_at=now,
        created_at=now - timedelta(minutes=9),
        error=error if state == State.FAILED else "",
    )


def test_what_is_stuck_is_shown_with_its_cause() -> None:
    """Counts by state, the cause with its number, and since when the oldest waits."""
    _reply()
    _reply()
    _reply(State.QUEUED)
    _reply(State.DELIVERED)
    page = sign_in(Client(), person(Role.STAF)).get("/kotak-keluar/").content.decode()
    assert "Mengapa tertahan" in page
    assert "Nomor tidak terdaftar." in page
    assert "Balasan tertua menunggu" in page
    assert "Balasan 0" in page
    assert "Balasan 3" not in page


def test_an_auditor_sees_four_digits_and_cannot_act() -> None:
    """Looking is not doing."""
    reply = _reply()
    client = sign_in(Client(), person(Role.AUDITOR))
    for path in ("/kotak-keluar/", f"/kotak-keluar/{reply.pk}/"):
        page = client.get(path).content.decode()
        assert "••••7777" in page
        assert NUMBER not in page
    for act in (f"{reply.pk}/kirim", f"{reply.pk}/batal", "kirim-ulang"):
        assert client.post(f"/kotak-keluar/{act}/").status_code == 403
    reply.refresh_from_db()
    assert reply.state == State.FAILED


@pytest.mark.parametrize(("act", "state"), [("kirim", State.QUEUED), ("batal", State.CANCELLED)])
def test_retry_and_cancel_are_done_once_and_recorded(act: str, state: State) -> None:
    """The second press changes nothing and is not recorded."""
    reply = _reply()
    client = sign_in(Client(), person(Role.STAF))
    client.post(f"/kotak-keluar/{reply.pk}/{act}/")
    reply.refresh_from_db()
    assert reply.state == state
    if act == "batal":
        client.post(f"/kotak-keluar/{reply.pk}/{act}/")
    assert Record.objects.filter(act__startswith="outbox.", subject=f"outbox:{reply.pk}").count() == 1


def test_a_sent_message_is_neither_sent_again_nor_cancelled() -> None:
    """It is gone."""
    reply = _reply(State.DELIVERED)
    client = sign_in(Client(), person(Role.STAF))
    for act in ("kirim", "batal"):
        client.post(f"/kotak-keluar/{reply.pk}/{act}/")
    reply.refresh_from_db()
    assert reply.state == State.DELIVERED
    assert not Record.objects.filter(act__startswith="outbox.").exists()


def test_staff_of_a_kecamatan_see_replies_of_their_kecamatan() -> None:
    """A reply to a message from elsewhere, or of no place, is not there."""
    make_election()
    here, there, nowhere = (_reply(region=code) for code in ("1607012001001", "1607022001001", ""))
    client = sign_in(Client(), person(Role.STAF, "160701"))
    assert client.get(f"/kotak-keluar/{here.pk}/").status_code == 200
    for other in (there, nowhere):
        assert client.get(f"/kotak-keluar/{other.pk}/").status_code == 404
        assert client.post(f"/kotak-keluar/{other.pk}/kirim/").status_code == 404


def test_everything_that_failed_is_sent_again_at_once() -> None:
    """One press, one record with how many."""
    for _ in range(3):
        _reply()
    client = sign_in(Client(), person(Role.ADMINISTRATOR))
    client.post("/kotak-keluar/kirim-ulang/")
    assert OutboxMessage.objects.filter(state=State.QUEUED).count() == 3
    assert Record.objects.get(act="outbox.retry").data == {"messages": 3, "acted_from": "127.0.0.1"}


def test_the_log_lists_and_filters() -> None:
    """By name, act and day."""
    admin = person(Role.ADMINISTRATOR, name="Rahma Uji")
    client = sign_in(Client(), admin)
    client.post("/audit/periksa/")
    client.post("/petugas/baru/", {"name": "X Y", "username": "x.y", "role": "operator", "area": "SEMUA"})
    page = client.get("/audit/").content.decode()
    assert "memeriksa keutuhan catatan" in page
    assert "menambah petugas" in page
    only = client.get("/audit/", {"tindakan": "person.created"})
    assert {row.act for row, _ in only.context["rows"]} == {"person.created"}
    assert not client.get("/audit/", {"sampai": "2020-01-01"}).context["rows"]
    assert client.get("/audit/", {"dari": "bukan tanggal", "q": "Rahma"}).context["rows"]


def test_the_button_proves_the_chain_and_names_the_first_broken_record() -> None:
    """Untouched: intact. One changed row: its number, and what to do."""
    client = sign_in(Client(), person(Role.AUDITOR))
    assert "Catatan audit utuh" in client.post("/audit/periksa/", follow=True).content.decode()
    Record.objects.filter(number=1).update(actor="Orang Lain")
    assert "tidak utuh mulai nomor 1" in client.post("/audit/periksa/", follow=True).content.decode()


def test_an_auditor_of_a_kecamatan_reads_its_records_only() -> None:
    """Records of no place are for those who audit the whole desk."""
    client = sign_in(Client(), person(Role.AUDITOR, "160701"))
    sign_in(Client(), person(Role.AUDITOR)).post("/audit/periksa/")
    assert not client.get("/audit/").context["rows"]
