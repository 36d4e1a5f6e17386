"""The paste box: look first, then store; the same paste again is not stored again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Count, StoredReading
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person, sign_in

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
TALK = (
    "[14/2/2024, 18.20] Operator Satu: Presiden TPS 1 desa Mekar Sari\n1 = 20\n2 = 100\n3 = 30\nTS 5\n"
    "[14/2/2024, 18.22] Warga: siap komandan\n"
)


@pytest.fixture
def election() -> Election:
    """Two kecamatan and an operator."""
    made = make_election()
    totals.rebuild(made)
    person(Role.OPERATOR, "160701", name="Operator Satu", phone="62812000101")
    return made


@pytest.fixture
def staff(client: Client, election: Election) -> Client:
    """Staff, signed in."""
    return sign_in(client, person(Role.STAF))


def test_the_look_shows_each_message_and_stores_nothing(staff: Client) -> None:
    """A name that is registered once is matched by itself."""
    page = staff.post("/tempel/", {"teks": TALK, "periksa": "1"}).content.decode()
    assert "Simpan 2 pesan" in page
    assert "Presiden · TPS 001 Mekar Sari, Kec. Sukamaju · 01=20 02=100 03=30" in page
    assert 'value="Operator Satu · Sukamaju · 0101"' in page
    assert not InboxMessage.objects.exists()
    assert not StoredReading.objects.exists()


def test_what_is_stored_takes_the_same_road(staff: Client) -> None:
    """And the result page follows it."""
    answer = staff.post("/tempel/", {"teks": TALK, "simpan": "1"}, follow=True)
    page = answer.content.decode()
    assert "2 pesan disimpan" in page
    assert "every 2s" in page
    run_batch(worker="uji", clock=lambda: NOW, limit=10)
    count = Count.objects.get()
    assert (count.tps.code, count.state) == ("1607012001001", "received")
    page = staff.get("/tempel/hasil/").content.decode()
    assert "dicatat" in page
    assert "every 2s" not in page


def test_pasting_the_same_talk_again_stores_nothing_new(staff: Client) -> None:
    """A group is pasted many times in a night."""
    staff.post("/tempel/", {"teks": TALK, "simpan": "1"})
    answer = staff.post("/tempel/", {"teks": TALK, "simpan": "1"}, follow=True)
    assert InboxMessage.objects.count() == 2
    assert "2 pesan sudah ada sebelumnya" in staff.get("/tempel/").content.decode() + answer.content.decode()


def test_a_stranger_is_recorded_only_in_somebodys_name(staff: Client) -> None:
    """Staff choose whose report it is; without a choice it waits for a person."""
    text = "Presiden TPS 2 desa Mekar Sari 1=20 2=100 3=30 TS 5"
    page = staff.post("/tempel/", {"teks": text, "periksa": "1"}).content.decode()
    assert "belum terdaftar" in page
    chosen = {"teks": text, "pengirim0": "Operator Satu · Sukamaju · 0101"}
    assert "TPS 002 Mekar Sari, Kec. Sukamaju" in staff.post("/tempel/", chosen).content.decode()


@pytest.mark.parametrize("text", ["", "   \n  "])
def test_an_empty_box_is_refused_in_words(staff: Client, text: str) -> None:
    """Nothing is stored."""
    answer = staff.post("/tempel/", {"teks": text, "simpan": "1"})
    assert answer.status_code == 422
    assert "Belum ada teks" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.CAMAT, Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_staff_paste(client: Client, election: Election, role: Role) -> None:
    """A camat reads messages but does not make them."""
    signed = sign_in(client, person(role))
    assert signed.get("/tempel/").status_code == 403
    assert signed.post("/tempel/", {"teks": TALK, "simpan": "1"}).status_code == 403
    assert not InboxMessage.objects.exists()
