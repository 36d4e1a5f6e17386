"""Choice files: how a line becomes a key, and nicknames that must not point at two choices."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskpemilu.registry.importers import choices
from deskpemilu.registry.importers.choices import Ballot, Party, plain
from deskpemilu.registry.importers.report import Parsed
from tests.unit.registry.tables import places, table

PKB = Party("1", "Partai Kebangkitan Bangsa", "PKB")
NASDEM = Party("5", "Partai NasDem", "NasDem")
PARTIES = {plain(name): party for party in (PKB, NASDEM) for name in (party.number, party.name, party.short)}
BALLOTS = {
    "pkwkk": Ballot(legislative=False, lines={("", "2"): ("Calon Dua", "Duo")}),
    "pdprdk": Ballot(legislative=True, dapils=frozenset({"UJI 1"}), parties=PARTIES),
}
HEAD = "contest,dapil,number,party,name,aliases\n"


def _parse(tmp_path: Path, rows: str) -> Parsed[choices.ChoiceLine]:
    return choices.parse(table(tmp_path, HEAD + rows, choices.REQUIRED), ballots=BALLOTS)


@pytest.mark.parametrize(
    ("row", "key", "party", "name"),
    [
        ("pkwkk,,01,,Calon Satu,", "1", "", "Calon Satu"),
        ("PKWKK,,2,Koalisi A,Calon Dua,", "2", "Koalisi A", "Calon Dua"),
        ("pdprdk,,5,,Partai NasDem,", "5", "NasDem", "Partai NasDem"),
        ("pdprdk,,5,NasDem,,", "5", "NasDem", "Partai NasDem"),
        ("pdprdk,,5,NasDem,Partai Nasdem,", "5", "NasDem", "Partai Nasdem"),
        ("pdprdk,UJI 1,3,NASDEM,Siti,", "5.3", "NasDem", "Siti"),
        ("pdprdk,UJI 1,3,5,Siti,", "5.3", "NasDem", "Siti"),
        ("pdprdk,UJI 1,3,Partai Kebangkitan Bangsa,Budi,", "1.3", "PKB", "Budi"),
        ("pdprdk,UJI 1,5.3,,Siti,", "5.3", "NasDem", "Siti"),
        ("pdprdk,UJI 1,05.03,PARTAI NASDEM,Siti,", "5.3", "NasDem", "Siti"),
        ("pdprdk,,30,,Partai Baru,", "30", "Partai Baru", "Partai Baru"),
    ],
)
def test_a_line_becomes_a_key(tmp_path: Path, row: str, key: str, party: str, name: str) -> None:
    """Pairs and parties by ballot number, candidates behind their party's number."""
    parsed = _parse(tmp_path, row + "\n")
    assert parsed.refused == []
    (line,) = parsed.rows
    assert (line.key, line.party, line.name) == (key, party, name)


def test_a_party_of_the_same_file_is_known(tmp_path: Path) -> None:
    """An election without preset parties brings them along."""
    parsed = _parse(tmp_path, "pdprdk,UJI 1,2,Partai Baru,Caleg Dua,\npdprdk,,30,,Partai Baru,\n")
    assert [line.key for line in parsed.rows] == ["30.2", "30"]


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("bupati,,1,,A,", "contest", "tidak dikenal"),
        (",,1,,A,", "contest", "harus diisi"),
        ("pkwkk,UJI 9,1,,A,", "dapil", "dapil"),
        ("pkwkk,,satu,,A,", "number", "angka"),
        ("pkwkk,,0,,A,", "number", "angka"),
        ("pkwkk,,1.2,,A,", "number", "hanya untuk DPR"),
        ("pkwkk,,1,,,", "name", "harus diisi"),
        ("pdprdk,UJI 1,3,Partai Khayal,A,", "party", "tidak dikenal"),
        ("pdprdk,UJI 1,1.3,NasDem,A,", "party", "bukan nomor partai ini"),
        ("pdprdk,,1,NasDem,NasDem,", "number", "Nomor urut partai ini 5"),
        ("pdprdk,UJI 1,1,,Budi Caleg,", "party", "Nomor 1 adalah Partai Kebangkitan Bangsa"),
        ("pkwkk,,1,,A,paslon 2", "aliases", "nomor urut lain"),
        ("pkwkk,,1,,A,Duo", "aliases", "juga dipakai nomor 2"),
        ("pkwkk,,1,,A,calon-dua", "aliases", "juga dipakai nomor 2"),
    ],
)
def test_a_wrong_line_is_refused(tmp_path: Path, row: str, column: str, says: str) -> None:
    """Line, column and reason."""
    parsed = _parse(tmp_path, row + "\n")
    assert places(parsed.refused) == [(2, column)]
    assert says in parsed.refused[0].reason


def test_nicknames_are_split_and_their_own_number_is_no_contradiction(tmp_path: Path) -> None:
    """`paslon 1` for number 1 is what people write."""
    (line,) = _parse(tmp_path, "pkwkk,,1,,A,AMIN | PAGI||paslon 01|AMIN\n").rows
    assert line.aliases == ("AMIN", "PAGI", "paslon 01")


def test_two_lines_of_a_file_may_not_share_a_nickname(tmp_path: Path) -> None:
    """Whatever is read with it would be a guess."""
    parsed = _parse(tmp_path, "pkwkk,,1,,A,Bapak\npkwkk,,3,,B,bapak\n")
    assert places(parsed.refused) == [(2, "aliases"), (3, "aliases")]


def test_a_nickname_may_move_from_one_choice_to_another(tmp_path: Path) -> None:
    """When the file restates both."""
    parsed = _parse(tmp_path, "pkwkk,,1,,A,Duo\npkwkk,,2,,Calon Dua,Dwi\n")
    assert parsed.refused == []


def test_a_number_twice_is_refused(tmp_path: Path) -> None:
    """Also when written differently."""
    parsed = _parse(tmp_path, "pkwkk,,1,,A,\npkwkk,,01,,B,\n")
    assert places(parsed.refused) == [(3, "number")]


def test_lines_of_another_election_are_counted_not_refused(tmp_path: Path) -> None:
    """One file may serve two elections; a file that serves none is refused."""
    parsed = _parse(tmp_path, "pkwkk,,1,,A,\npkwkp,,1,,B,\n")
    assert (len(parsed.rows), len(parsed.refused)) == (1, 0)
    assert parsed.notes == ["1 baris untuk jenis pemilihan di luar pemilihan ini dilewati."]
    assert places(_parse(tmp_path, "pkwkp,,1,,B,\n").refused) == [(0, "contest")]
