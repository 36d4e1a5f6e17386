"""The inbox: who sees which messages, what staff do with them, and what becomes of the totals."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from deskpemilu.audit.models import Record
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept as take_in
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow import decisions
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Count, PendingQuestion, StoredReading, Submission
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.verification.services import seen_of
from tests.builders import make_election
from tests.people import person, sign_in

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
GOOD = "Presiden TPS 1 desa Mekar Sari\n1 = 20\n2 = 100\n3 = 30\nTS 5"
NO_PLACE = "TPS 3 presiden 1=50 2=100 3=20 TS 5"


@pytest.fixture
def election() -> Election:
    """Two kecamatan, two operators with phones."""
    made = make_election()
    totals.rebuild(made)
    person(Role.OPERATOR, "160701", name="Operator Satu", phone="62812000101")
    person(Role.OPERATOR, "160702", name="Operator Dua", phone="62812000201")
    return made


@pytest.fixture
def staff(client: Client, election: Election) -> Client:
    """Staff of the whole desk, signed in."""
    return sign_in(client, person(Role.STAF, name="Staf Desk"))


def send(text: str, sender: str = "62812000101", **changed: object) -> InboxMessage:
    """A WhatsApp message, taken down the road."""
    at = InboxMessage.objects.count()
    envelope = Envelope("whatsapp", f"wamid.{at}", sender, NOW, text, **changed)  # type: ignore[arg-type]
    pk = take_in([envelope], now=NOW).new_ids[0]
    run_batch(worker="uji", clock=lambda: NOW, limit=10)
    return InboxMessage.objects.get(pk=pk)


def page(client: Client, path: str) -> str:
    """A page's text."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def fields(desa: str = "Mekar Sari, Kec. Sukamaju", tps: str = "3") -> dict[str, str]:
    """What staff type for NO_PLACE."""
    figures = {"r0-choice:1": "50", "r0-choice:2": "100", "r0-choice:3": "20", "r0-suara_tidak_sah": "5"}
    return {"r0-desa": desa, "r0-tps": tps, "r0-jenis": "ppwp", **figures}


def test_the_list_opens_with_what_needs_a_person(staff: Client) -> None:
    """A message that was understood is not in the way."""
    send(GOOD)
    send(NO_PLACE)
    shown = page(staff, "/pesan/")
    assert "TPS 3 presiden" in shown
    assert "desa Mekar Sari" not in shown
    assert "desa Mekar Sari" in page(staff, "/pesan/?saring=semua")


def test_search_finds_text_names_and_the_end_of_a_number(staff: Client) -> None:
    """Nothing else is found."""
    message = send(GOOD)
    for words in ("lubuk", "9999"):
        assert f"/pesan/{message.pk}/" not in page(staff, f"/pesan/?saring=semua&cari={words}")
    for words in ("mekar", "operator satu", "0101"):
        assert f"/pesan/{message.pk}/" in page(staff, f"/pesan/?saring=semua&cari={words}")


def test_the_message_shows_reading_and_reply_and_no_jargon(staff: Client) -> None:
    """The figures are marked, the reply stands below; never JSON, never "error"."""
    shown = page(staff, f"/pesan/{send(GOOD).pk}/")
    assert 'class="read read-c2"' in shown
    assert "TERCATAT" in shown
    assert "Sudah tersimpan sebagai laporan" in shown
    for word in ("tps_code", '"reports"', "error:", "Traceback"):
        assert word not in shown


def test_a_message_is_shown_as_text_never_as_markup(staff: Client) -> None:
    """Somebody will try."""
    shown = page(staff, f"/pesan/{send('<script>alert(1)</script> TPS 1').pk}/")
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_staff_give_a_message_its_place(staff: Client, election: Election) -> None:
    """The figures are stored with the message, counted, told to the sender, and in the log."""
    message = send(NO_PLACE)
    assert PendingQuestion.objects.filter(closed_at=None).count() == 1
    answer = staff.post(f"/pesan/{message.pk}/simpan/", fields(), follow=True)
    assert "Tersimpan: 1 laporan TPS" in answer.content.decode()
    count = Count.objects.get()
    assert (count.tps.code, count.state) == ("1607012001003", "received")
    assert count.submission is not None
    assert (count.submission.message, count.submission.rows["suara_total"]) == (message, 175)
    assert Total.objects.get(region_id="1607").received["votes"] == {"1": 50, "2": 100, "3": 20}
    assert StoredReading.objects.get(message=message).handled_at is not None
    assert not PendingQuestion.objects.filter(closed_at=None).exists()
    assert OutboxMessage.objects.filter(recipient="62812000101", text__contains="TERCATAT").count() == 1
    assert set(Record.objects.values_list("act", flat=True)) >= {"form.entry", "inbox.stored"}
    assert totals.compare(election) == []


def test_storing_twice_stores_once(staff: Client) -> None:
    """The second click is told that it was dealt with."""
    message = send(NO_PLACE)
    staff.post(f"/pesan/{message.pk}/simpan/", fields())
    answer = staff.post(f"/pesan/{message.pk}/simpan/", fields(), follow=True)
    assert "sudah ditangani" in answer.content.decode()
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"r0-desa": "Desa Entah"}, "Pilih desa dari daftar"),
        ({"r0-tps": "77"}, "tidak ada di desa itu"),
        ({"r0-tps": "satu"}, "nomor TPS dengan angka"),
        ({"r0-jenis": ""}, "Pilih pemilihan"),
        ({"r0-choice:2": "1OO"}, "bukan angka"),
        ({"r0-choice:1": "", "r0-choice:2": "", "r0-choice:3": ""}, "belum diisi"),
    ],
)
def test_what_cannot_be_stored_is_refused_in_words(
    staff: Client, changed: dict[str, str], words: str
) -> None:
    """And nothing is half-done."""
    message = send(NO_PLACE)
    answer = staff.post(f"/pesan/{message.pk}/simpan/", {**fields(), **changed}, follow=True)
    assert words in answer.content.decode()
    assert not Submission.objects.exists()
    assert StoredReading.objects.get(message=message).handled_at is None


def test_a_form_that_breaks_a_rule_waits_for_the_camat(staff: Client) -> None:
    """Staff may store what the paper says, but it counts nowhere."""
    message = send(NO_PLACE)
    staff.post(f"/pesan/{message.pk}/simpan/", {**fields(), "r0-suara_sah": "190"})
    assert Count.objects.get().state == "held"
    assert Total.objects.get(region_id="1607").tps_in == 0


def test_not_a_report_leaves_the_list(staff: Client) -> None:
    """It stays in the inbox."""
    message = send(NO_PLACE)
    staff.post(f"/pesan/{message.pk}/bukan/")
    item = f'class="ib-item" href="/pesan/{message.pk}/'
    assert item not in page(staff, "/pesan/")
    assert item in page(staff, "/pesan/?saring=semua")
    assert Record.objects.filter(act="inbox.no_report", subject=f"message:{message.pk}").exists()


def test_a_question_goes_to_the_sender(staff: Client) -> None:
    """As one message; an empty one does not."""
    message = send(NO_PLACE)
    before = OutboxMessage.objects.count()
    staff.post(f"/pesan/{message.pk}/tanya/", {"pertanyaan": "  "})
    assert OutboxMessage.objects.count() == before
    staff.post(f"/pesan/{message.pk}/tanya/", {"pertanyaan": "Desa mana, Pak?"})
    assert OutboxMessage.objects.order_by("-pk")[0].text == "Desa mana, Pak?"


def test_reading_again_after_the_sender_was_registered(staff: Client) -> None:
    """A stranger's message becomes a report once the number is known; a stored one is not read again."""
    message = send(GOOD, "62812000999")
    assert not Count.objects.exists()
    person(Role.OPERATOR, "160701", phone="62812000999")
    staff.post(f"/pesan/{message.pk}/ulang/")
    run_batch(worker="uji", clock=lambda: NOW, limit=10)
    assert Count.objects.get().state == "received"
    answer = staff.post(f"/pesan/{message.pk}/ulang/", follow=True)
    assert "sudah menjadi laporan" in answer.content.decode()


def test_a_message_that_failed_can_be_read_again(staff: Client) -> None:
    """It stands under Gagal, without the program's own words."""
    message = send(GOOD)
    StoredReading.objects.filter(message=message).delete()
    Submission.objects.filter(message=message).update(message=None)
    InboxMessage.objects.filter(pk=message.pk).update(state="failed", error="KeyError: 'x'")
    listed = page(staff, "/pesan/?saring=gagal")
    assert f"/pesan/{message.pk}/" in listed
    assert "Operator Satu" in listed, "the sender is known even though nothing was read"
    shown = page(staff, f"/pesan/{message.pk}/")
    assert "belum dapat dibaca" in shown
    assert "KeyError" not in shown


def test_a_camat_sees_their_own_kecamatan_only(client: Client, election: Election) -> None:
    """By place, and by sender where no place was read; not by address either."""
    mine, other = send(GOOD), send(GOOD, "62812000201")
    mine_unplaced, other_unplaced = send("siap komandan"), send("siap komandan", "62812000201")
    stranger = send("halo", "62812000999")
    signed = sign_in(client, person(Role.CAMAT, "160701"))
    shown = page(signed, "/pesan/?saring=semua")
    visible = {message.pk for message in (mine, other, mine_unplaced, other_unplaced, stranger)}
    visible = {pk for pk in visible if f"/pesan/{pk}/" in shown}
    assert visible == {mine.pk, mine_unplaced.pk}
    for message in (other, other_unplaced, stranger):
        assert signed.get(f"/pesan/{message.pk}/").status_code == 403
    assert signed.get("/pesan/telepon/62812000201/").status_code == 403


def test_a_camat_reads_and_does_not_work(client: Client, election: Election) -> None:
    """Storing, asking and the rest are for staff."""
    message = send(NO_PLACE)
    signed = sign_in(client, person(Role.CAMAT, "160701"))
    assert "menunggu staf desk" in page(signed, f"/pesan/{message.pk}/")
    for act in ("simpan", "ditinjau", "bukan", "tanya", "ulang"):
        assert signed.post(f"/pesan/{message.pk}/{act}/", fields()).status_code == 403


def test_staff_of_one_kecamatan_store_nothing_elsewhere(client: Client, election: Election) -> None:
    """Even for a message that they may see."""
    message = send(NO_PLACE)
    signed = sign_in(client, person(Role.STAF, "160701"))
    elsewhere = fields(desa="Mekar Sari, Kec. Muara Jernih")
    answer = signed.post(f"/pesan/{message.pk}/simpan/", elsewhere, follow=True)
    assert "Pilih desa dari daftar" in answer.content.decode()
    by_code = fields(desa="1607022001")
    signed.post(f"/pesan/{message.pk}/simpan/", by_code)
    assert not Submission.objects.exists()


def test_the_phone_shows_both_sides(staff: Client, settings: object) -> None:
    """Writing as the sender is for a demo only."""
    send(GOOD)
    shown = page(staff, "/pesan/telepon/62812000101/")
    assert "bubble-out" in shown
    assert "TERCATAT" in shown
    assert "Tulis pesan" not in shown
    assert staff.post("/pesan/telepon/62812000101/", {"teks": "halo"}).status_code == 403
    settings.DEMO = True  # type: ignore[attr-defined]
    assert "Tulis pesan" in page(staff, "/pesan/telepon/62812000101/")
    staff.post("/pesan/telepon/62812000101/", {"teks": GOOD.replace("TPS 1", "TPS 2")})
    run_batch(worker="uji", clock=lambda: NOW, limit=10)
    assert Count.objects.count() == 2


def test_the_sender_of_an_answered_filter_disappears_from_pending(staff: Client) -> None:
    """Tertunda balas shows messages whose reply has not left."""
    message = send(GOOD)
    assert f"/pesan/{message.pk}/" in page(staff, "/pesan/?saring=tunda")
    OutboxMessage.objects.update(state="sent")
    assert f"/pesan/{message.pk}/" not in page(staff, "/pesan/?saring=tunda")


def test_strangers_have_a_filter_of_their_own(staff: Client) -> None:
    """A registered sender is not in it."""
    known, stranger = send(GOOD), send(GOOD, "62812000999")
    shown = page(staff, "/pesan/?saring=asing")
    assert f"/pesan/{stranger.pk}/" in shown
    assert f"/pesan/{known.pk}/" not in shown


def test_a_conflict_leaves_the_list_once_the_camat_has_decided(staff: Client) -> None:
    """The message waited for that decision and for nothing else."""
    send(GOOD)
    person(Role.OPERATOR, "160701", phone="62812000102")
    second = send(GOOD.replace("20", "25"), "62812000102")
    assert f"/pesan/{second.pk}/" in page(staff, "/pesan/")
    count = Count.objects.get()
    assert count.state == "conflict"
    decisions.accept(
        actor=person(Role.CAMAT, "160701"),
        count_id=count.pk,
        seen=seen_of(count),
        now=NOW,
        chosen=count.requested_id,
        reason="sesuai foto",
    )
    assert f"/pesan/{second.pk}/" not in page(staff, "/pesan/")


def test_a_key_pressed_by_mistake_loses_no_message(staff: Client) -> None:
    """The way back stands beside the next message, and opens the one set aside again."""
    message = send(NO_PLACE)
    after = staff.post(f"/pesan/{message.pk}/bukan/", follow=True).content.decode()
    assert f'href="/pesan/{message.pk}/' in after
    assert 'data-key="u"' in after
    assert "TPS 3 presiden" not in page(staff, "/pesan/")
    assert "Buka lagi" in page(staff, f"/pesan/{message.pk}/")
    staff.post(f"/pesan/{message.pk}/ulang/")
    run_batch(worker="uji", clock=lambda: NOW, limit=10)
    assert "TPS 3 presiden" in page(staff, "/pesan/")
    staff.post(f"/pesan/{message.pk}/simpan/", fields())
    assert Count.objects.get().state == "received"
    assert "Buka lagi" not in page(staff, f"/pesan/{message.pk}/")
