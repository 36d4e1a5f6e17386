"""The screen of decisions: look first, then register; each sees their own TPS; withdrawing restores."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election, Revote, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.web.pages.revote.codes import codes_in
from tests.builders import make_election, make_submission
from tests.people import person, sign_in

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
A, C = "1607012001001", "1607022001001"
GIVEN = {
    "generation": "psu",
    "number": "12 Tahun 2024",
    "date": "2024-02-18",
    "voting_date": "2024-02-24",
    "article": "UU 7/2017 Pasal 372 ayat (2)",
    "reason": "pemilih tanpa KTP-el ikut memilih",
    "contests": ["ppwp"],
}


@pytest.fixture(autouse=True)
def election() -> Election:
    """A verified form in one TPS; president and DPD."""
    made = make_election(contests=("ppwp", "pdpd"))
    make_submission(
        Tps.objects.get(code=A),
        Contest.objects.get(code="ppwp"),
        {"1": 51, "2": 117, "3": 31},
        state="verified",
    )
    totals.rebuild(made)
    return made


def _post(client: Client, **more: object) -> str:
    answer = client.post("/ulang/baru/", {**GIVEN, **more})
    return str(answer.content.decode())


def _received() -> dict[str, int]:
    return dict(Total.objects.get(contest__code="ppwp", region_id="1607").received["votes"])


def test_a_decision_is_looked_at_before_it_is_registered(client: Client) -> None:
    """What it puts aside is said; nothing is written by looking."""
    sign_in(client, person(Role.STAF, ""))
    page = _post(client, codes=f"TPS 1: 16.07.01.2001.001\n{C}")
    assert "Belum ada yang disimpan" in page
    assert "Presiden (diverifikasi)" in page
    assert "Pada 1 TPS sudah ada formulir yang diverifikasi atau dikunci" in page
    assert not Revote.objects.exists()
    answer = client.post("/ulang/baru/", {**GIVEN, "codes": f"{A} {C}", "simpan": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/ulang/")
    assert Revote.objects.count() == 2
    assert _received() == {}
    page = client.get("/ulang/").content.decode()
    assert "Keputusan dicatat untuk 2 formulir" in page
    assert "2 menunggu hasil" in page
    assert "117" not in page, "no figures here"


def test_the_look_can_be_sent_on_as_it_is(client: Client) -> None:
    """Its hidden fields are what was entered, also from a file."""
    sign_in(client, person(Role.STAF, ""))
    file = SimpleUploadedFile("psu.csv", f"kode_tps;nama\n{A};TPS 1\n{C};TPS 1\n".encode())
    page = _post(client, codes="", file=file)
    assert f'name="codes" value="{A} {C}"' in page
    assert 'name="voting_date" value="2024-02-24"' in page
    assert 'name="contests" value="ppwp"' in page


def test_an_unknown_code_holds_the_whole_decision(client: Client) -> None:
    """It is named, and there is no button."""
    sign_in(client, person(Role.STAF, ""))
    page = _post(client, codes=f"{A}\n1607012001099")
    assert "1607012001099" in page
    assert 'name="simpan"' not in page
    page = _post(client, codes=f"{A}\n1607012001099", simpan="1")
    assert "Tidak ada yang disimpan" in page
    assert not Revote.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("number", "", "tidak boleh kosong"),
        ("date", "2024-02-99", "tanggal"),
        ("codes", "TPS satu", "Belum ada kode TPS"),
        ("contests", [], "tidak boleh kosong"),
        ("generation", "reguler", "pilihan"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client: Client, field: str, value: object, words: str) -> None:
    """With the rest kept."""
    sign_in(client, person(Role.STAF, ""))
    given = {"codes": A, field: value}
    answer = client.post("/ulang/baru/", {**GIVEN, **given})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Revote.objects.exists()


def test_a_camat_sees_theirs_and_decides_nothing(client: Client) -> None:
    """Neither the others' TPS, nor the forms to enter or withdraw."""
    sign_in(client, person(Role.STAF, ""))
    client.post("/ulang/baru/", {**GIVEN, "codes": f"{A} {C}", "simpan": "1"})
    camat = sign_in(Client(), person(Role.CAMAT, "160701"))
    page = camat.get("/ulang/").content.decode()
    assert f"/tps/{A}/" in page
    assert C not in page
    assert "Catat keputusan" not in page
    assert 'name="keputusan"' not in page
    assert camat.get("/ulang/baru/").status_code == 403
    ids = {"keputusan": [row.pk for row in Revote.objects.all()], "alasan": "coba"}
    assert camat.post("/ulang/cabut/", ids).status_code == 403
    assert not Revote.objects.exclude(withdrawn_at=None).exists()


def test_staff_of_one_kecamatan_withdraw_nothing_of_another(client: Client) -> None:
    """Also not by its number."""
    sign_in(client, person(Role.STAF, ""))
    client.post("/ulang/baru/", {**GIVEN, "codes": C, "simpan": "1"})
    mine = sign_in(Client(), person(Role.STAF, "160701"))
    answer = mine.post("/ulang/cabut/", {"keputusan": [Revote.objects.get().pk], "alasan": "coba"})
    assert answer.status_code == 403
    assert Revote.objects.get().withdrawn_at is None


def test_withdrawing_needs_a_reason_and_restores(client: Client) -> None:
    """The verified form counts again; the decision is listed as withdrawn."""
    sign_in(client, person(Role.STAF, ""))
    client.post("/ulang/baru/", {**GIVEN, "codes": A, "simpan": "1"})
    row = Revote.objects.get()
    page = client.post("/ulang/cabut/", {"keputusan": [row.pk], "alasan": " "}, follow=True).content.decode()
    assert "Tuliskan alasan pencabutan" in page
    assert _received() == {}
    client.post("/ulang/cabut/", {"keputusan": [row.pk], "alasan": "salah TPS"})
    assert _received() == {"1": 51, "2": 117, "3": 31}
    assert "salah TPS" in client.get("/ulang/?saring=dicabut").content.decode()
    assert f"/tps/{A}/" not in client.get("/ulang/").content.decode()


def test_the_list_follows_the_new_result(client: Client) -> None:
    """From waiting to received to verified."""
    sign_in(client, person(Role.STAF, ""))
    client.post("/ulang/baru/", {**GIVEN, "codes": A, "simpan": "1"})
    for state, tab in (("missing", "menunggu"), ("received", "masuk"), ("locked", "diverifikasi")):
        Count.objects.filter(generation="psu").update(state=state)
        assert f"/tps/{A}/" in client.get(f"/ulang/?saring={tab}").content.decode(), tab


@pytest.mark.parametrize(
    ("text", "codes", "unread"),
    [
        ("16.07.01.2001.001", (A,), ()),
        (f"{A},{A}\n{C}", (A, C), ()),
        ("1. 16.07.01.2001.001 Mekar Sari\n2) 1607022001001", (A, C), ()),
        (f"no;{A};62812000001;12 Februari", (A,), ()),
        ("160701200100", (), ((1, "160701200100"),)),
        ("16070120010011", (), ((1, "16070120010011"),)),
        ("kode_tps\n", (), ()),
        ("081200012345678901", (), ((1, "081200012345678901"),)),
    ],
)
def test_codes_are_taken_whole_or_not_at_all(
    text: str, codes: tuple[str, ...], unread: tuple[tuple[int, str], ...]
) -> None:
    """Never a part of a longer number."""
    read = codes_in(text)
    assert (read.found, read.unread) == (codes, unread)


def test_a_further_decision_of_the_same_kind_is_asked_for_once_more(client: Client) -> None:
    """The look names the first one and what leaves the totals; only the tick registers PSU ke-2."""
    sign_in(client, person(Role.STAF, ""))
    client.post("/ulang/baru/", {**GIVEN, "codes": A, "simpan": "1"})
    make_submission(
        Tps.objects.get(code=A), Contest.objects.get(code="ppwp"), {"1": 1, "2": 2, "3": 3}, generation="psu"
    )
    later = {"number": "7/2024", "date": "2024-03-20", "voting_date": "2024-04-06", "codes": A}
    page = _post(client, **later)
    assert "PSU nomor 12 Tahun 2024, 18-02-2024" in page
    assert "Presiden (diterima)" in page
    assert 'name="further"' in page
    assert client.post("/ulang/baru/", {**GIVEN, **later, "simpan": "1"}).status_code == 422
    assert Revote.objects.count() == 1
    client.post("/ulang/baru/", {**GIVEN, **later, "simpan": "1", "further": "1"})
    assert Count.objects.get(contest__code="ppwp", tps__code=A, counts=True).generation == "psu2"
    assert "PSU ke-2" in client.get("/ulang/").content.decode()
    assert "PSU ke-2" in client.get(f"/tps/{A}/").content.decode()
    assert "PSU ke-2" in client.get(f"/isi/{A}/ppwp/").content.decode()


@pytest.mark.parametrize("page", ["/verifikasi/{}/ppwp/", "/tps/{}/", "/isi/{}/ppwp/", "/lapor/{}/ppwp/"])
def test_a_form_that_has_no_report_of_its_revote_yet_can_be_opened(client: Client, page: str) -> None:
    """Between the decision and the first figures nothing stands, and the pages say so."""
    sign_in(client, person(Role.STAF, ""))
    client.post("/ulang/baru/", {**GIVEN, "codes": A, "simpan": "1"})
    assert Count.objects.get(contest__code="ppwp", tps__code=A, counts=True).submission is None
    assert client.get(page.format(A)).status_code == 200
