"""The comparison with KPU on pages: who sees what, decisions, files, the letter."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.models import Original, Page, Photo
from deskpemilu.exchange.dhasil import parse
from deskpemilu.exchange.grids import read_grids
from deskpemilu.exchange.models import DifferenceNote
from deskpemilu.flow import imports
from deskpemilu.intake.book import book_of
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally.totals import rebuild
from tests.builders import NOW, make_election, make_submission
from tests.people import person, sign_in

OWN, OTHER = "1607012001001", "1607022001001"
SWAPPED, LOST = "1607012001002", "1607012001003"
OURS = {"1": 39, "2": 118, "3": 17}
KPU = {"100025": 39, "100026": 118, "100027": 17}
HTML = {"HTTP_ACCEPT": "text/html"}
Enter = Callable[..., tuple[Client, Person]]


@pytest.fixture
def election(tmp_path: Path) -> Election:
    """One digit slip in each kecamatan, a swapped pair, and a TPS that KPU does not show."""
    made = make_election()
    contest = made.contests.get(code="ppwp")
    for code in (OWN, OTHER, SWAPPED, LOST):
        make_submission(Tps.objects.get(code=code), contest, OURS)
    rebuild(made)
    charts = {
        OWN: {**KPU, "100026": 718},
        OTHER: {**KPU, "100026": 719},
        SWAPPED: {"100025": 118, "100026": 39, "100027": 17},
    }
    path = tmp_path / "sirekap.jsonl"
    path.write_text(
        "\n".join(
            json.dumps(
                {"path": f"hhcw/ppwp/{code}.json", "body": {"chart": chart, "ts": "2024-02-16 09:00:00"}}
            )
            for code, chart in charts.items()
        ),
        encoding="utf-8",
    )
    assert imports.carry_out(actor=PROGRAM, kind="sirekap", path=path, election=made, now=NOW).written
    return made


@pytest.fixture
def enter(election: Election) -> Enter:
    """Somebody signed in."""

    def _enter(role: Role, area: str = "", **about: Any) -> tuple[Client, Person]:
        who = person(role, area, **about)
        return sign_in(Client(), who), who

    return _enter


def page(client: Client, name: str, *arguments: str, **query: str) -> str:
    answer = client.get(reverse(name, args=arguments), query, **HTML)
    assert answer.status_code == HTTPStatus.OK, answer.status_code
    return str(answer.content.decode())


def test_staff_see_classes_net_effect_and_the_digit_that_differs(enter: Enter) -> None:
    """The first page of the menu leads to the whole desk's first contest."""
    client, _ = enter(Role.STAF)
    assert client.get("/banding/", **HTML)["Location"] == "/banding/ppwp/1607/"
    text = page(client, "comparison", "ppwp", "1607")
    for code in (OWN, OTHER, SWAPPED, LOST):
        assert f"/banding/ppwp/tps/{code}/" in text
    assert "Salah digit" in text
    assert "Belum di Sirekap" in text
    assert re.search(r'class="cp-differs[^"]*">7<', text)
    assert "+1.122" in text  # 600 + 601 − 79 for number 2
    only = page(client, "comparison", "ppwp", "1607", kelas="swapped_pair")
    assert SWAPPED in only
    assert f"tps/{OWN}/" not in only


def test_the_net_effect_is_for_those_who_may_see_totals(enter: Enter) -> None:
    """Rows of TPS yes, what they add up to no."""
    client, _ = enter(Role.PIMPINAN, totals=False)
    text = page(client, "comparison", "ppwp", "1607")
    assert "Akibat bersih" not in text
    assert "Jumlah per wilayah" not in text
    assert client.get("/banding/ppwp/1607/jumlah/", **HTML).status_code == HTTPStatus.FORBIDDEN


def test_a_camat_sees_their_own_kecamatan_only(enter: Enter) -> None:
    """Not the other's list, TPS, file, letter, sums or template, also not by its address."""
    client, _ = enter(Role.CAMAT, "160701")
    assert client.get("/banding/", **HTML)["Location"] == "/banding/ppwp/160701/"
    text = page(client, "comparison", "ppwp", "160701")
    assert OWN in text
    assert OTHER not in text
    for address in (
        "/banding/ppwp/1607/",
        "/banding/ppwp/160702/",
        "/banding/ppwp/160702/unduh.csv",
        "/banding/ppwp/160702/surat/",
        "/banding/ppwp/160702/jumlah/",
        "/banding/ppwp/160702/templat-dhasil.xlsx",
        f"/banding/ppwp/tps/{OTHER}/",
    ):
        assert client.get(address, **HTML).status_code == HTTPStatus.FORBIDDEN, address
    assert client.post(f"/banding/ppwp/tps/{OTHER}/putusan/", {}).status_code == HTTPStatus.FORBIDDEN
    taken = client.get("/banding/ppwp/160701/unduh.csv").content.decode("utf-8-sig")
    assert "16.07.01" in taken
    assert "16.07.02" not in taken


def test_operators_and_administrators_have_no_comparison(enter: Enter) -> None:
    """An operator reports what is on paper, not what Sirekap shows."""
    for role, area in ((Role.OPERATOR, "160701"), (Role.ADMINISTRATOR, "")):
        client, _ = enter(role, area)
        assert client.get("/banding/", **HTML).status_code == HTTPStatus.FORBIDDEN
        assert client.get(f"/banding/ppwp/tps/{OWN}/", **HTML).status_code == HTTPStatus.FORBIDDEN
        assert "/banding/" not in client.get("/bantuan/", **HTML).content.decode()


def test_looks_are_in_the_audit_log(enter: Enter) -> None:
    """Who looked at which region, once in a while."""
    client, who = enter(Role.STAF)
    page(client, "comparison", "ppwp", "160702")
    assert Record.objects.filter(act="look_totals", region="160702", actor_id=who.audit_id).count() == 1


def _decide(client: Client, **change: str) -> Any:
    text = page(client, "comparison-tps", "ppwp", OWN)
    seen = re.search(r'name="versi" value="([\d-]+)"', text)
    assert seen
    given = {"versi": seen[1], "sumber": "sirekap", "putusan": "ours", "catatan": "sesuai foto", **change}
    return client.post(f"/banding/ppwp/tps/{OWN}/putusan/", given, follow=True)


def test_a_decision_shows_in_the_list_until_figures_change(enter: Enter, election: Election) -> None:
    """A decision on figures that are no longer there says so."""
    client, _ = enter(Role.CAMAT, "160701")
    assert "Keputusan dicatat." in _decide(client).content.decode()
    listed = page(client, "comparison", "ppwp", "160701", keputusan="ours")
    assert "Lapor KPU" in listed
    assert f"tps/{SWAPPED}/" not in listed
    assert f"tps/{OWN}/" not in page(client, "comparison", "ppwp", "160701", keputusan="belum")
    contest = election.contests.get(code="ppwp")
    make_submission(Tps.objects.get(code=OWN), contest, {**OURS, "1": 40})
    rebuild(election)
    imports.totals.bump([election.pk])
    assert "Angka berubah sesudah keputusan" in page(client, "comparison-tps", "ppwp", OWN)
    assert f"tps/{OWN}/" in page(client, "comparison", "ppwp", "160701", keputusan="belum")


def test_a_decision_on_an_old_page_is_refused(enter: Enter) -> None:
    """Somebody else's correction came between."""
    client, _ = enter(Role.STAF)
    for versions in ("1-1-1", "99-99", "x-y", "", "-"):
        assert "berubah sejak halaman dibuka" in _decide(client, versi=versions).content.decode(), versions
    assert "Tulis catatannya" in _decide(client, putusan="noted", catatan=" ").content.decode()
    assert DifferenceNote.objects.count() == 0


def test_the_page_of_a_tps_shows_both_sides_and_never_their_images(enter: Enter) -> None:
    """Addresses of photos are text: nothing is fetched from outside."""
    client, _ = enter(Role.AUDITOR)
    text = page(client, "comparison-tps", "ppwp", OWN)
    assert "Suara nomor 2: berbeda satu digit." in text
    assert "Catat keputusan" not in text
    assert "Ada pada desk, belum ada pada Sirekap." in page(client, "comparison-tps", "ppwp", LOST)
    for address in ("/banding/ppwp/tps/1607012001999/", "/banding/pkwkk/1607/", "/banding/ppwp/1608/"):
        assert client.get(address, **HTML).status_code == HTTPStatus.NOT_FOUND, address


def test_the_list_as_a_file_holds_both_sides_and_says_what_it_is(enter: Enter) -> None:
    """Number, place, ours, theirs, photo; watermark; a record of who took it."""
    client, who = enter(Role.STAF)
    answer = client.get("/banding/ppwp/1607/unduh.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][0] == "DATA INTERNAL – BUKAN HASIL RESMI KPU"
    assert any(who.name in str(row[0]) for row in rows)
    head = next(at for at, row in enumerate(rows) if row[0] == "No.")
    columns = {name: at for at, name in enumerate(rows[head])}
    first = rows[head + 1]
    assert first[columns["Kode TPS"]] == "16.07.01.2001.001"
    assert [first[columns[name]] for name in ("desk 2", "Sirekap 2", "selisih 2")] == [118, 718, 600]
    assert first[columns["Foto di desk"]] == "tidak"
    assert len(rows) - head - 1 == 4
    assert Record.objects.filter(act="export_comparison", region="1607").count() == 1
    assert client.get("/banding/ppwp/1607/unduh.pdf").status_code == HTTPStatus.NOT_FOUND


def test_the_letter_is_a_pdf_with_its_fonts_inside(enter: Enter) -> None:
    """Blanks stay blank; only decided TPS unless all are asked for; taking it is recorded."""
    client, _ = enter(Role.STAF)
    address = "/banding/ppwp/1607/surat/"
    given = {"contents": "diputuskan", "to": "kpu", "number": "", "signatory": "=1+1 <script>"}
    empty = client.post(address, given, **HTML)
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tidak ada TPS untuk lampiran" in empty.content.decode()
    _decide(client)
    answer = client.post(address, given)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/FontFile3" in answer.content
    assert b"Libertinus" in answer.content
    assert answer["Cache-Control"] == "no-store"
    logged = Record.objects.filter(act="export_letter").values_list("data", flat=True)
    assert [each["rows"] for each in logged] == [1]
    everything = client.post(address, {**given, "contents": "semua", "to": "bawaslu"})
    assert len(everything.content) > len(answer.content) // 2
    assert "surat_bawaslu" in everything["Content-Disposition"]


def test_the_template_of_a_kecamatan_is_what_the_import_reads(
    enter: Enter, election: Election, tmp_path: Path
) -> None:
    """As XLSX and CSV; only for a kecamatan."""
    client, _ = enter(Role.CAMAT, "160701")
    for shape in ("xlsx", "csv"):
        path = tmp_path / f"templat.{shape}"
        path.write_bytes(client.get(f"/banding/ppwp/160701/templat-dhasil.{shape}").content)
        found = parse(read_grids(path), book_of(election).lexicon)
        assert (found.forms, found.refused, found.notes) == ([], [], [])
    for address in ("/banding/ppwp/160701/templat-dhasil.pdf", "/banding/ppwp/1607012001/templat-dhasil.csv"):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND, address


def test_sums_are_beside_what_the_source_states(enter: Enter, election: Election, tmp_path: Path) -> None:
    """A16 on its page, with the region that is not complete told apart."""
    path = tmp_path / "160701.json"
    table = {"1607012001": {"100025": 1, "100026": 2, "100027": 3}, "1607012002": {"100025": 0, "100026": 0}}
    body = {"path": "hhcw/ppwp/16/1607/160701.json", "body": {"table": table, "ts": "2024-02-16 10:00:00"}}
    path.write_text(json.dumps(body), encoding="utf-8")
    assert imports.carry_out(actor=PROGRAM, kind="sirekap", path=path, election=election, now=NOW).written
    client, _ = enter(Role.CAMAT, "160701")
    text = page(client, "comparison-sums", "ppwp", "160701")
    assert "A16: berbeda" in text
    assert "belum lengkap" in text
    assert "354" in text  # 3 × 118 here


def test_nothing_imported_is_said_and_not_an_error(enter: Enter, election: Election) -> None:
    """A contest nobody brought figures for."""
    from deskpemilu.exchange.models import ForeignFigures  # noqa: PLC0415

    ForeignFigures.objects.all().delete()
    client, _ = enter(Role.STAF)
    assert "Belum ada angka pembanding" in page(client, "comparison", "ppwp", "1607")
    assert "Belum ada jumlah pembanding" in page(client, "comparison-sums", "ppwp", "1607")


def test_sirekap_is_uploaded_looked_at_and_imported(enter: Enter, election: Election) -> None:
    """The preview tells figures and no pretended table; then it is kept."""
    client, _ = enter(Role.ADMINISTRATOR)
    line = {"path": f"hhcw/ppwp/{LOST}.json", "body": {"chart": KPU, "ts": "2024-02-17 09:00:00"}}
    file = io.BytesIO(json.dumps(line).encode())
    file.name = "sirekap.jsonl"
    client.post(reverse("import-upload"), {"kind": "sirekap", "election": election.code, "file": file})
    text = page(client, "import-preview")
    assert "Baris pertama berkas" not in text
    assert client.post(reverse("import-run")).status_code == HTTPStatus.FOUND
    staff, _ = enter(Role.STAF)
    assert "Semua angka yang ada pada kedua pihak sama." in page(staff, "comparison-tps", "ppwp", LOST)


def test_a_photo_stands_beside_the_figures_and_in_the_list(enter: Enter, election: Election) -> None:
    """The viewer on the page of the TPS, a sign in the list, "ya" in the file."""
    contest = election.contests.get(code="ppwp")
    original = Original.objects.create(
        digest="a" * 64, size=9, media_type="image/jpeg", state=Original.State.SHOWN, stored_at=NOW
    )
    Page.objects.create(original=original, number=1, width=900, height=1240)
    Photo.objects.create(
        media_id="uji",
        source="web",
        state=Photo.State.KEPT,
        original=original,
        tps=Tps.objects.get(code=OWN),
        contest=contest,
        election=election,
        sent_at=NOW,
        next_at=NOW,
        created_at=NOW,
    )
    client, _ = enter(Role.CAMAT, "160701")
    assert "data-viewer" in page(client, "comparison-tps", "ppwp", OWN)
    assert "data-viewer" not in page(client, "comparison-tps", "ppwp", SWAPPED)
    assert page(client, "comparison", "ppwp", "160701").count('aria-label="Ada foto"') == 1
    taken = client.get("/banding/ppwp/160701/unduh.csv").content.decode("utf-8-sig")
    assert [",ya," in line for line in taken.splitlines() if "16.07.01.2001.001" in line] == [True]


def test_a_file_holds_no_more_figures_than_the_page_where_totals_are_hidden(enter: Enter) -> None:
    """The votes of every TPS add up to the totals: without that right a file says what differs, no more."""
    client, _ = enter(Role.PIMPINAN, totals=False)

    def rows(kind: str) -> list[str]:
        taken = client.get("/banding/ppwp/1607/unduh.csv", {"kelas": kind}).content.decode("utf-8-sig")
        return [line for line in taken.splitlines() if "16.07." in line]

    (lost,) = rows("missing_there")
    assert "118" not in lost
    (swapped,) = rows("swapped_pair")
    assert "39,118,79" in swapped
    assert "17" not in swapped.split("Tertukar")[1]


@pytest.mark.parametrize("seen", ["²-1", "1-²", "9" * 40 + "-1"])
def test_a_forged_mark_decides_nothing(enter: Enter, seen: str) -> None:
    """Whatever a form says it has seen, the page answers."""
    client, _ = enter(Role.CAMAT, "160701")
    address = f"/banding/ppwp/tps/{OWN}/putusan/"
    answer = client.post(address, {"versi": seen, "putusan": "noted", "catatan": "x"})
    assert answer.status_code == HTTPStatus.FOUND
    assert not DifferenceNote.objects.exists()
