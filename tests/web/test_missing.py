"""The page of those who have not reported: what each role sees, calls by hand, files, reminders, curve."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.coordination.models import Call, EarlierNight, ReminderPlan
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.web.pages.missing.silent import silent_count
from tests.builders import make_election, make_submission
from tests.people import person, sign_in

NUMBER, OTHER_NUMBER = "6281200000201", "6281200000202"


@pytest.fixture
def election() -> Election:
    """24 forms; one desa of each kecamatan has an operator with a phone."""
    made = make_election(contests=("ppwp", "pdpr"))
    totals.rebuild(made)
    return made


@pytest.fixture
def here(election: Election) -> Person:
    """The operator of kecamatan 160701."""
    return person(Role.OPERATOR, "160701", phone=NUMBER, name="Operator Sini")


@pytest.fixture
def there(election: Election) -> Person:
    """The operator of kecamatan 160702."""
    return person(Role.OPERATOR, "160702", phone=OTHER_NUMBER, name="Operator Sana")


def client_of(role: Role, area: str = "") -> Client:
    """Somebody signed in."""
    return sign_in(Client(), person(role, area, name=f"{role} {area}"))


def text_of(client: Client, path: str) -> str:
    """A page that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_staff_see_everybody_with_numbers(here: Person, there: Person) -> None:
    """And how much each owes."""
    text = text_of(client_of(Role.STAF), "/belum/")
    assert "Operator Sini" in text
    assert "Operator Sana" in text
    assert f"tel:+{NUMBER}" in text
    assert re.search(r"<b data-forms>12</b> formulir · 6 TPS", text)


def test_a_camat_sees_their_own_kecamatan_only(here: Person, there: Person) -> None:
    """Not by list, address, file, numbers, signs or act."""
    client = client_of(Role.CAMAT, "160701")
    for path in ("/belum/", "/belum/?menurut=wilayah", "/belum/nomor/", "/belum/unduh.csv", "/belum/tanda/"):
        text = text_of(client, path)
        assert "Operator Sana" not in text, path
        assert OTHER_NUMBER not in text, path
        assert "1607022" not in text, path
        assert str(there.pk) not in text, path
    assert NUMBER in text_of(client, "/belum/")
    assert client.get("/belum/?wilayah=160702").status_code == 403
    assert client.get("/belum/unduh.csv?wilayah=160702").status_code == 403
    assert client.get(reverse("missing-person", args=[there.pk])).status_code == 404
    assert client.post(reverse("missing-call", args=[there.pk])).status_code == 403
    answer = client.post(reverse("missing-outcome", args=[there.pk]), {"hasil": "answered"})
    assert answer.status_code == 403
    assert not Call.objects.exists()


@pytest.mark.parametrize("role", [Role.PIMPINAN, Role.AUDITOR, Role.OPERATOR])
def test_whoever_does_not_call_sees_no_number(here: Person, role: Role) -> None:
    """Only the last four digits; nor by search, file or chat link."""
    client = client_of(role, "160701")
    one = reverse("missing-person", args=[here.pk])
    for path in ("/belum/", one, "/belum/?q=81200000201", "/belum/unduh.csv"):
        answer = client.get(path)
        assert NUMBER not in answer.content.decode(), path
    assert "••••0201" in text_of(client, "/belum/")
    assert "wa.me" not in text_of(client, one)
    assert client.get("/belum/nomor/").status_code == 403
    assert "Operator Sini" not in text_of(client, "/belum/?q=81200000201")


def test_what_somebody_wrote_is_for_readers_of_the_inbox(here: Person) -> None:
    """An administrator manages people and calls, and reads no messages."""
    accept([Envelope("whatsapp", "m1", NUMBER, timezone.now(), "kalimat rahasia")], now=timezone.now())
    one = reverse("missing-person", args=[here.pk])
    assert "kalimat rahasia" in text_of(client_of(Role.STAF), one)
    for path in ("/belum/", one):
        assert "kalimat rahasia" not in text_of(client_of(Role.ADMINISTRATOR), path)
        assert "kalimat rahasia" not in text_of(client_of(Role.PIMPINAN), path)


def test_a_call_is_claimed_finished_and_undone(here: Person) -> None:
    """A colleague sees it meanwhile; the outcome stands in the list."""
    mine, colleague = client_of(Role.STAF), client_of(Role.STAF, "1607")
    address = reverse("missing-call", args=[here.pk])
    assert "Anda tercatat sedang menghubungi" in mine.post(address, {"nomor": NUMBER}).content.decode()
    answer = colleague.post(address)
    assert answer.status_code == 409
    assert "sedang dihubungi oleh staf" in answer.content.decode()
    assert colleague.get("/belum/tanda/").json()["people"][str(here.pk)]["state"] == "talking"
    done = mine.post(
        reverse("missing-outcome", args=[here.pk]),
        {"hasil": "promised", "pukul": "30 menit", "catatan": "di jalan"},
    )
    assert done.status_code == 200
    call = Call.objects.get()
    assert call.promised_at is not None
    assert timedelta(minutes=29) < call.promised_at - timezone.now() <= timedelta(minutes=30)
    assert "berjanji" in text_of(colleague, "/belum/")
    assert "di jalan" in text_of(colleague, reverse("missing-person", args=[here.pk]))
    assert "di jalan" in text_of(colleague, "/belum/panggilan/")
    assert "di jalan" in text_of(client_of(Role.CAMAT, "160701"), "/belum/panggilan/")
    assert "di jalan" not in text_of(client_of(Role.CAMAT, "160702"), "/belum/panggilan/")
    assert client_of(Role.PIMPINAN).get("/belum/panggilan/").status_code == 403
    mine.post(reverse("missing-undo", args=[here.pk, call.pk]))
    assert "berjanji" not in text_of(colleague, "/belum/")


def test_a_refused_outcome_says_why_and_keeps_what_was_typed(here: Person) -> None:
    """A time that cannot be read."""
    answer = client_of(Role.STAF).post(
        reverse("missing-outcome", args=[here.pk]),
        {"hasil": "promised", "pukul": "nanti", "catatan": "sakit"},
    )
    assert answer.status_code == 422
    assert "tidak terbaca" in answer.content.decode()
    assert 'value="sakit"' in answer.content.decode()
    assert not Call.objects.filter(outcome="promised").exists()


def test_the_chat_link_names_what_is_missing(here: Person) -> None:
    """A plain link with the text, opened outside."""
    text = text_of(client_of(Role.STAF), reverse("missing-person", args=[here.pk]))
    assert f"https://wa.me/{NUMBER}?text=Selamat%20" in text
    assert "Mekar%20Sari%3A%20TPS%201" in text


def test_silent_ones_are_found_by_the_filter(election: Election, here: Person, there: Person) -> None:
    """Once the count has begun: more than an hour without a word."""
    now = timezone.now()
    client = client_of(Role.STAF)
    assert "Operator Sini" not in text_of(client, "/belum/?saring=diam")
    tps, contest = Tps.objects.get(code="1607012001001"), Contest.objects.get(code="ppwp")
    make_submission(tps, contest, {"1": 1}, at=now - timedelta(hours=2))
    accept([Envelope("whatsapp", "m1", NUMBER, now, "x")], now=now - timedelta(minutes=61))
    accept([Envelope("whatsapp", "m2", OTHER_NUMBER, now, "x")], now=now - timedelta(minutes=59))
    text = text_of(client, "/belum/?saring=diam")
    assert "Operator Sini" in text
    assert "Operator Sana" not in text


def test_places_and_contests_add_up(election: Election, here: Person) -> None:
    """Down to the TPS, with what is in, returned and waiting."""
    stations = list(Tps.objects.order_by("code"))
    contest = Contest.objects.get(code="ppwp")
    for tps, state in zip(stations, ("received", "returned", "held"), strict=False):
        make_submission(tps, contest, {"1": 1}, state=state)
    client = client_of(Role.STAF)
    text = text_of(client, "/belum/?menurut=wilayah&wilayah=1607012001")
    assert "dikembalikan" in text
    assert "menunggu keputusan" in text
    assert "Jumlah" in text
    assert re.search(
        r"<td class=\"num\">12</td><td class=\"num\">1</td><td class=\"num\">1</td>"
        r"<td class=\"num\">1</td><td class=\"num\">9</td>",
        text_of(client, "/belum/?menurut=jenis"),
    )
    assert text_of(client, "/belum/?menurut=wilayah&q=tanjung")


def test_files_say_who_took_them_and_are_on_the_record(here: Person) -> None:
    """People by default, TPS by the other view; no formula slips in."""
    client = client_of(Role.STAF)
    people = client.get("/belum/unduh.csv").content.decode("utf-8-sig")
    assert "DATA INTERNAL – BUKAN HASIL RESMI KPU" in people
    assert f"Operator Sini,{NUMBER},12,6" in people
    stations = client.get("/belum/unduh.csv?menurut=wilayah").content.decode("utf-8-sig")
    assert "16.07.01.2001.001" in stations or "1607012001001" in stations
    assert client.get("/belum/unduh.xlsx").status_code == 200
    assert client.get("/belum/unduh.exe").status_code == 404
    assert client_of(Role.OPERATOR, "160701").get("/belum/unduh.csv").status_code == 403
    assert Record.objects.filter(act="missing.export").count() == 3


def test_taking_the_numbers_is_on_the_record(here: Person) -> None:
    """By name."""
    assert f"+{NUMBER}" in text_of(client_of(Role.STAF), "/belum/nomor/")
    assert Record.objects.get(act="missing.numbers").data["people"] == 1


def test_the_number_of_statements_does_not_grow(election: Election) -> None:
    """With thirty operators as with one."""
    client = client_of(Role.STAF)
    for each in range(30):
        person(Role.OPERATOR, "160701" if each % 2 else "1607012001", phone=f"62812000003{each:02d}")
    client.get("/belum/")
    with CaptureQueriesContext(connection) as found:
        client.get("/belum/")
    assert len(found) <= 26


def test_reminders_are_previewed_switched_and_sent(election: Election, here: Person) -> None:
    """Nothing goes out before somebody says so."""
    now = timezone.now()
    accept([Envelope("whatsapp", "m1", NUMBER, now, "x")], now=now - timedelta(hours=1))
    client = client_of(Role.STAF)
    plan = {
        "starts_at": "2024-02-14T15:00",
        "ends_at": "2024-02-15T15:00",
        "interval_minutes": 60,
        "most": 3,
        "gap_minutes": 30,
        "recent_minutes": 20,
        "quiet_from": "00:00",
        "quiet_until": "00:00",
    }
    assert client.post("/belum/pengingat/jadwal/", plan).status_code == 302
    text = text_of(client, "/belum/pengingat/")
    assert "12 formulir dari 6 TPS belum kami terima" in text
    assert OutboxMessage.objects.count() == 0
    assert client.post("/belum/pengingat/sakelar/", {"act": "on"}).status_code == 302
    assert ReminderPlan.objects.get().enabled
    client.post("/belum/pengingat/kirim/", {"act": "send"})
    assert OutboxMessage.objects.get().recipient == NUMBER
    assert "1 pengingat" in text_of(client, "/belum/pengingat/")
    bad = client.post("/belum/pengingat/jadwal/", {**plan, "ends_at": "2024-02-14T14:00"})
    assert bad.status_code == 422
    assert "sesudah waktu mulai" in bad.content.decode()


@pytest.mark.parametrize(
    ("role", "area"), [(Role.CAMAT, "160701"), (Role.PIMPINAN, ""), (Role.STAF, "160701")]
)
def test_reminders_are_for_staff_of_the_whole_desk(election: Election, role: Role, area: str) -> None:
    """Neither seen nor switched by others."""
    client = client_of(role, area)
    assert client.get("/belum/pengingat/").status_code == 403
    assert client.post("/belum/pengingat/sakelar/", {"act": "on"}).status_code == 403
    assert client.post("/belum/kurva/tambah/").status_code == 403 or role is Role.STAF
    assert not ReminderPlan.objects.filter(enabled=True).exists()
    assert "/belum/pengingat/" not in text_of(client, "/belum/")


def test_the_curve_stands_beside_an_earlier_night(election: Election, here: Person) -> None:
    """From a file; a file that is none is refused with its line."""
    contest = Contest.objects.get(code="ppwp")
    base = timezone.now().replace(hour=11, minute=0) - timedelta(days=1)
    for at, tps in enumerate(Tps.objects.all()[:6]):
        make_submission(tps, contest, {"1": 1}, at=base + timedelta(minutes=20 * at))
    client = client_of(Role.STAF)
    bad = SimpleUploadedFile("x.csv", b"hour,share\n18,0.4\n19,0.2\n")
    said = client.post("/belum/kurva/tambah/", {"nama": "2019", "berkas": bad}, follow=True).content.decode()
    assert "Baris 3" in said
    good = SimpleUploadedFile("x.csv", b"hour,share\n18.00,0.1\n20.00,60 %\n25.30,0.99\n")
    client.post("/belum/kurva/tambah/", {"nama": "Malam 2019", "berkas": good})
    text = text_of(client, "/belum/kurva/")
    assert "Malam 2019" in text
    assert "50,0" in text
    night = EarlierNight.objects.get()
    client.post(reverse("missing-curve-remove", args=[night.pk]))
    assert "ms-earlier" not in text_of(client, "/belum/kurva/")


def test_another_election_of_the_desk_is_an_earlier_night(election: Election) -> None:
    """When its forms came in over a night; its area must be open to whoever looks."""
    other = make_election(contests=("pkwkk",), code="pilkada2020", preset="pilkada2024", tps=6)
    contest = Contest.objects.get(election=other)
    base = timezone.now() - timedelta(days=700)
    for at, tps in enumerate(Tps.objects.filter(election=other)):
        make_submission(tps, contest, {"1": 1}, at=base + timedelta(minutes=5 * at))
    assert "Pemilu 2024 · Bupati" in text_of(client_of(Role.STAF), "/belum/kurva/?pemilu=pemilu2024")


def test_the_page_says_when_there_is_nothing_to_do(election: Election, here: Person) -> None:
    """Everything in."""
    for contest in Contest.objects.all():
        for tps in Tps.objects.all():
            make_submission(tps, contest, {"1": 1})
    client = client_of(Role.STAF)
    assert "Semua formulir sudah masuk" in text_of(client, "/belum/")
    one = text_of(client, reverse("missing-person", args=[here.pk]))
    assert "semua formulirnya sudah masuk" in one
    assert "wa.me" not in one


def test_the_dashboard_counts_the_silent_as_the_page_does(
    election: Election, here: Person, there: Person
) -> None:
    """And leads to them; not to those who promised to send."""
    now = timezone.now()
    tps, contest = Tps.objects.get(code="1607012001001"), Contest.objects.get(code="ppwp")
    make_submission(tps, contest, {"1": 1}, at=now - timedelta(hours=2))
    client = client_of(Role.STAF)
    text = text_of(client, "/dasbor/ppwp/")
    assert "operator diam &gt; 60 menit" in text
    assert "/belum/?saring=diam&amp;wilayah=1607" in text
    both = text_of(client, "/belum/?saring=diam&wilayah=1607")
    assert "Operator Sini" in both
    assert "Operator Sana" in both
    assert silent_count(election, "160701", now=now + timedelta(minutes=1)) == 1
    client.post(reverse("missing-outcome", args=[here.pk]), {"hasil": "promised", "pukul": "30 menit"})
    assert silent_count(election, "1607", now=now + timedelta(minutes=2)) == 1
    assert silent_count(election, "160701", now=now + timedelta(minutes=2)) == 0


@pytest.mark.parametrize("view", ["petugas", "wilayah", "jenis"])
def test_somebody_of_another_regency_sees_an_empty_list(here: Person, view: str) -> None:
    """A desk may hold elections of several places; the one shown need not be theirs."""
    text = text_of(client_of(Role.CAMAT, "170101"), f"/belum/?menurut={view}")
    assert "Operator Sini" not in text
