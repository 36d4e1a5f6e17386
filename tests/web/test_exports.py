"""Taking tables out: who may, what is in the file, and that it is recorded."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client

from deskpemilu.audit.models import Record
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Choice, Election, Region, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person, sign_in

VOTES = {"1": 11171, "2": 22272, "3": 33373}


@pytest.fixture(autouse=True)
def election() -> Election:
    """One verified and one held form; a region whose name is a formula."""
    made = make_election(contests=("ppwp", "pdpr"))
    stations = list(Tps.objects.filter(election=made))
    make_submission(stations[0], made.contests.get(code="ppwp"), VOTES, state="verified", invalid=7)
    findings = [{"code": "A5", "severity": "galat", "text": "x"}]
    make_submission(stations[1], made.contests.get(code="ppwp"), {"1": 1}, state="held", findings=findings)
    Region.objects.filter(code="160702").update(name="=1+1")
    totals.rebuild(made)
    return made


def _rows(answer: HttpResponse) -> list[list[str]]:
    """Lines below the empty one: head and rows."""
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return lines[lines.index([]) + 1 :]


def test_the_leader_takes_the_table_as_it_is_shown(client: Client) -> None:
    """With votes, the name of who took it, and a record in the log."""
    sign_in(client, person(Role.PIMPINAN, name="Sekda Uji"))
    answer = client.get("/dasbor/ppwp/1607/unduh.csv")
    text = answer.content.decode("utf-8-sig")
    assert text.startswith("DATA INTERNAL – BUKAN HASIL RESMI KPU")
    assert "Diunduh oleh Sekda Uji pada" in text
    head, first, second = _rows(answer)
    assert head[-5:] == ["1 Pasangan Satu", "2 Pasangan Dua", "3 Pasangan Tiga", "Suara sah", "Tidak sah"]
    assert first[:2] == ["16.07.01", "Sukamaju"]
    assert first[-5:] == ["11171", "22272", "33373", "66816", "7"]
    assert second[1] == "'=1+1"
    assert second[-5:] == ["", "", "", "", ""], "nothing counted is not zero votes"
    assert "attachment; filename=" in answer["Content-Disposition"]
    assert "desk-pemilu_pemilu2024_ppwp_1607_diterima_" in answer["Content-Disposition"]
    entry = Record.objects.get(act="export_table")
    assert (entry.actor, entry.region, entry.data["votes"]) == ("Sekda Uji", "1607", True)


def test_every_tps_can_be_taken_with_its_state_and_findings(client: Client) -> None:
    """Twelve TPS, twelve rows."""
    sign_in(client, person(Role.PIMPINAN))
    _, *rows = _rows(client.get("/dasbor/ppwp/1607/unduh.csv?isi=tps"))
    assert len(rows) == 12
    assert rows[0][:5] == ["16.07.01.2001.001", "Mekar Sari TPS 001", "diverifikasi", "", "245"]
    assert rows[1][2:4] == ["ditahan", "A5"]
    assert rows[1][-1] == ""


def test_xlsx_opens_and_holds_the_same(client: Client) -> None:
    """Numbers as numbers."""
    sign_in(client, person(Role.PIMPINAN))
    answer = client.get("/dasbor/ppwp/1607/unduh.xlsx?hitung=verifikasi&saring=suka")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [row for row in sheet.iter_rows(values_only=True) if row[0] == "16.07.01"]
    assert len(cells) == 1
    assert 22272 in cells[0]
    assert "Hanya nama yang memuat" in str(sheet["A4"].value)


def test_without_the_right_to_totals_the_file_has_no_votes(client: Client) -> None:
    """Progress only, and the record says so."""
    sign_in(client, person(Role.STAF, totals=False))
    for path in ("/dasbor/ppwp/1607/unduh.csv", "/dasbor/ppwp/1607/unduh.csv?isi=tps"):
        text = client.get(path).content.decode("utf-8-sig")
        assert "16.07.01" in text
        for figure in ("11171", "22272", "33373", "66816", "Pasangan", "Suara sah"):
            assert figure not in text
    assert {entry.data["votes"] for entry in Record.objects.filter(act="export_table")} == {False}


@pytest.mark.parametrize(
    ("role", "area", "path"),
    [
        (Role.OPERATOR, "160701", "/dasbor/ppwp/160701/unduh.csv"),
        (Role.ADMINISTRATOR, "", "/dasbor/ppwp/1607/unduh.csv"),
        (Role.CAMAT, "160702", "/dasbor/ppwp/160701/unduh.csv"),
        (Role.CAMAT, "160702", "/dasbor/ppwp/1607/unduh.xlsx"),
        (Role.CAMAT, "160702", "/tps/1607012001001/unduh.csv"),
        (Role.OPERATOR, "160701", "/tps/1607012001001/unduh.csv"),
    ],
)
def test_who_may_not_take_tables_gets_none(client: Client, role: Role, area: str, path: str) -> None:
    """And nothing is recorded as taken."""
    sign_in(client, person(role, area))
    assert client.get(path).status_code == 403
    assert not Record.objects.filter(act="export_table").exists()


def test_an_unknown_shape_is_refused(client: Client) -> None:
    """404, with a page."""
    sign_in(client, person(Role.PIMPINAN))
    assert client.get("/dasbor/ppwp/1607/unduh.exe").status_code == 404


def test_a_camat_takes_the_forms_of_a_tps(client: Client) -> None:
    """A line for each row of each contest, also of those nobody reported."""
    sign_in(client, person(Role.CAMAT, "160701"))
    _, *rows = _rows(client.get("/tps/1607012001001/unduh.csv"))
    figures = {row[3]: row[5] for row in rows if row[0].startswith("Presiden")}
    assert "22272" in figures.values()
    assert [row[1] for row in rows if row[0] == "DPR RI"] == ["belum"]
    assert Record.objects.filter(act="export_table", region="1607012001001").count() == 1


def test_parties_are_summed_with_their_candidates(client: Client, election: Election) -> None:
    """In the file and on the page, where the candidates stand beneath."""
    contest = election.contests.get(code="pdpr")
    Choice.objects.create(contest=contest, key="5.1", order=501, name="Calon Lima Satu")
    tps = Tps.objects.get(election=election, code="1607022001001")
    make_submission(tps, contest, {"5": 1203, "5.1": 4101, "6": 77})
    totals.rebuild(election)
    sign_in(client, person(Role.PIMPINAN))
    head, _, second = _rows(client.get("/dasbor/pdpr/1607/unduh.csv"))
    assert second[head.index("5 Partai 5")] == "5304"
    assert not any(label.startswith("5.1") for label in head)
    page = client.get("/dasbor/pdpr/").content.decode()
    for figure in ("5.304", "Calon Lima Satu", "4.101", "Suara partai", "1.203"):
        assert figure in page
