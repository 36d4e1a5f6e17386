"""Importing by upload: looked at first, then carried out, all or nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deskpemilu.audit.models import Record
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import ImportRun, Tps
from tests.builders import make_election
from tests.people import person, sign_in

HEADER = "kode_tps,dpt_l,dpt_p,alamat\n"
GOOD = HEADER + "1607012001001,120,125,\n1607012001009,131,127,SDN 9\n"
BAD = HEADER + "1607012001009,131,127,\n1607012001,banyak,127,\n"


def _upload(client: Client, text: str, kind: str = "tps", name: str = "tps.csv") -> None:
    file = SimpleUploadedFile(name, text.encode())
    data = {"kind": kind, "election": "pemilu2024", "file": file}
    assert client.post("/impor/unggah/", data).headers["Location"] == "/impor/periksa/"


def _administrator() -> Client:
    make_election()
    return sign_in(Client(), person(Role.ADMINISTRATOR))


def test_a_file_is_shown_before_anything_is_written_and_then_imported() -> None:
    """Preview counts new and unchanged and changes nothing; running it writes and keeps the report."""
    client, before = _administrator(), Tps.objects.count()
    _upload(client, GOOD)
    page = client.get("/impor/periksa/").content.decode()
    assert "Jalankan impor" in page
    assert "1607012001009" in page
    assert Tps.objects.count() == before
    done = client.post("/impor/jalankan/", follow=True).content.decode()
    assert "Impor selesai: 1 baru" in done
    assert Tps.objects.count() == before + 1
    assert ImportRun.objects.get().file_name == "tps.csv"
    assert Record.objects.filter(act="registry.import").count() == 1


def test_a_refused_line_is_named_and_the_file_cannot_be_run() -> None:
    """Line, column, value and reason; the button is not there, and asking anyway writes nothing."""
    client, before = _administrator(), Tps.objects.count()
    _upload(client, BAD)
    page = client.get("/impor/periksa/").content.decode()
    assert "banyak" in page
    assert "<code>dpt_l</code>" in page
    assert "Jalankan impor" not in page
    client.post("/impor/jalankan/")
    assert Tps.objects.count() == before
    assert not ImportRun.objects.exists()


def test_each_session_has_its_own_file() -> None:
    """What one administrator uploaded, another can neither see nor run."""
    first = _administrator()
    _upload(first, GOOD)
    second = sign_in(Client(), person(Role.ADMINISTRATOR))
    assert second.get("/impor/periksa/").headers["Location"] == "/impor/"
    second.post("/impor/jalankan/")
    assert not ImportRun.objects.exists()


def test_an_empty_or_strange_file_is_refused_with_a_sentence() -> None:
    """Nothing breaks: the page says what the file lacks."""
    client = _administrator()
    for text in ("", "\x00\x01\x02", "a;b\n1;2\n"):
        _upload(client, text)
        answer = client.get("/impor/periksa/")
        assert answer.status_code == 200
        assert "Yang ditolak" in answer.content.decode()


def test_a_missing_file_or_unknown_kind_is_refused() -> None:
    """The form says so."""
    client = _administrator()
    assert client.post("/impor/unggah/", {"kind": "tps"}).status_code == 422
    file = SimpleUploadedFile("x.csv", b"a")
    assert client.post("/impor/unggah/", {"kind": "nuklir", "file": file}).status_code == 422
    assert client.get("/impor/periksa/").headers["Location"] == "/impor/"


def test_throwing_the_file_away_leaves_nothing() -> None:
    """After that there is nothing to run."""
    client = _administrator()
    _upload(client, GOOD)
    client.post("/impor/batal/")
    assert client.get("/impor/periksa/").headers["Location"] == "/impor/"


def test_an_administrator_of_a_kecamatan_cannot_import_for_the_desk() -> None:
    """The act is about the whole desk."""
    make_election()
    client = sign_in(Client(), person(Role.ADMINISTRATOR, "160701"))
    _upload(client, GOOD)
    assert client.post("/impor/jalankan/").status_code == 403
    assert not ImportRun.objects.exists()


CHAT = "14/02/24 15.20 - Operator Uji: TPS 1 Mekar Sari 01 60 02 120 03 33\n"


def test_staff_bring_in_a_chat_export_and_nothing_else() -> None:
    """Their list of kinds is short; another kind is refused by the form and by the service."""
    make_election()
    client = sign_in(Client(), person(Role.STAF))
    page = client.get("/impor/").content.decode()
    assert 'value="chat"' in page
    assert 'value="tps"' not in page
    file = SimpleUploadedFile("tps.csv", GOOD.encode())
    assert client.post("/impor/unggah/", {"kind": "tps", "file": file}).status_code == 422
    _upload(client, CHAT, kind="chat", name="Chat WhatsApp dengan Grup Uji.txt")
    assert "Jalankan impor" in client.get("/impor/periksa/").content.decode()
    client.post("/impor/jalankan/")
    assert InboxMessage.objects.get().sender_name == "Operator Uji"
    assert ImportRun.objects.get().kind == "chat"


@pytest.mark.parametrize(("order", "month"), [("", 2), ("dmy", 2), ("mdy", 3)])
def test_the_order_of_dates_that_a_person_chose_is_used(order: str, month: int) -> None:
    """03/02 is February here, unless somebody who knows the phone says otherwise."""
    client = _administrator()
    file = SimpleUploadedFile("_chat.txt", CHAT.replace("14/02", "03/02").encode())
    form = {"kind": "chat", "file": file, "date_order": order, "election": "pemilu2024"}
    client.post("/impor/unggah/", form)
    client.post("/impor/jalankan/")
    assert InboxMessage.objects.get().sent_at.month == month
