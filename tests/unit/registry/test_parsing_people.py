"""People files: numbers, roles and scopes. All names and numbers are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskpemilu.domain.roles import Role
from deskpemilu.registry.importers import people
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.report import Parsed
from tests.unit.registry.tables import places, table, workbook

KNOWN = {"1607", "160701", "160702", "1607012001", "1607012001001"}
HEAD = "name,phone,role,scope,nip\n"


def _parse(tmp_path: Path, rows: str) -> Parsed[people.PersonLine]:
    return people.parse(table(tmp_path, HEAD + rows, people.REQUIRED), known=KNOWN)


@pytest.mark.parametrize(
    "phone", ["081200012345", "+62 812-0001-2345", "6281200012345", "81200012345", "0812.0001.2345"]
)
def test_a_number_is_stored_as_digits_with_country_code(tmp_path: Path, phone: str) -> None:
    """However it is written."""
    (line,) = _parse(tmp_path, f"Budi Uji,{phone},operator,16.07.01|160702,\n").rows
    assert (line.phone, line.role, line.scope) == ("6281200012345", Role.OPERATOR, ("160701", "160702"))


def test_a_number_that_excel_took_for_a_figure_is_read(tmp_path: Path) -> None:
    """Its leading zero is gone, and it is still a number of Indonesia."""
    file = workbook(
        tmp_path, [["name", "phone", "role", "scope"], ["Siti Uji", 81200012346, "Camat", 160701]]
    )
    (line,) = people.parse(read_table(file, people.REQUIRED), known=KNOWN).rows
    assert (line.phone, line.role, line.scope) == ("6281200012346", Role.CAMAT, ("160701",))


def test_roles_for_the_whole_desk_need_no_scope(tmp_path: Path) -> None:
    """But an operator and a camat do."""
    parsed = _parse(tmp_path, "A Uji,081200012345,Staf Desk,,\nB Uji,081200012346,pimpinan,,\n")
    assert [line.scope for line in parsed.rows] == [("",), ("",)]
    assert places(_parse(tmp_path, "A Uji,081200012345,operator,,\n").refused) == [(2, "scope")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",081200012345,staf,,", "name"),
        ("A Uji,,staf,,", "phone"),
        ("A Uji,0812,staf,,", "phone"),
        ("A Uji,0812000123456789,staf,,", "phone"),
        ("A Uji,nomor saya,staf,,", "phone"),
        ("A Uji,081200012345,bupati,,", "role"),
        ("A Uji,081200012345,,,", "role"),
        ("A Uji,081200012345,operator,160799,", "scope"),
        ("A Uji,081200012345,operator,Betung,", "scope"),
        (f"A Uji,081200012345,staf,,{'1' * 31}", "nip"),
    ],
)
def test_a_wrong_cell_is_refused(tmp_path: Path, row: str, column: str) -> None:
    """Line and column."""
    assert places(_parse(tmp_path, row + "\n").refused) == [(2, column)]


def test_one_number_with_two_names_is_refused(tmp_path: Path) -> None:
    """A message must never have two possible senders."""
    parsed = _parse(tmp_path, "A Uji,081200012345,operator,160701,\nB Uji,+6281200012345,operator,160702,\n")
    assert places(parsed.refused) == [(3, "phone")]


def test_one_person_may_stand_on_two_lines(tmp_path: Path) -> None:
    """A line a role."""
    parsed = _parse(tmp_path, "A Uji,081200012345,operator,160701,\nA  UJI,081200012345,staf,,1\n")
    assert [line.role for line in parsed.rows] == [Role.OPERATOR, Role.STAF]
    assert parsed.rows[1].details == (("nip", "1"),)
