"""Shapes of reports that engineers of other kabupaten wrote before they looked at what is read of them."""

from __future__ import annotations

from functools import cache

import pytest

from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Outcome, Reading
from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry, Lexicon, RegionEntry, Sender
from tests.unit.intake.worlds import PARTIES, TIRTA, WORLDS, pemilu

SENDER = Sender(("169901",), None)


@cache
def reader(*names: str) -> Reader:
    """A desk of these desa, with a sole pair for bupati and two for gubernur."""
    regions = {"1699": RegionEntry("1699", "Tirta"), "169901": RegionEntry("169901", "Muara")}
    regions |= {
        f"169901{2001 + at}": RegionEntry(f"169901{2001 + at}", name) for at, name in enumerate(names)
    }
    tps: dict[str, int | None] = {
        f"{code}{n:03d}": None for code in regions if len(code) == 10 for n in (1, 2, 3)
    }
    sole = (ChoiceEntry("1", "Yulius Wetipo - Markus Asso"), ChoiceEntry("2", "Kolom Kosong"))
    contests = {
        "pkwkp": WORLDS["tirta4"].contests["pkwkp"],
        "pkwkk": ContestEntry("pkwkk", "Bupati dan Wakil Bupati", 600, {"": sole}),
    }
    return Reader(Lexicon("pilkada2024", "1699", contests, regions, tps))


def votes(found: Reading) -> list[tuple[str | None, str | None, dict[str, int]]]:
    return [(report.tps_code, report.contest, dict(report.votes)) for report in found.reports]


@pytest.mark.parametrize("pair", ["Paslon tunggal", "Calon tunggal", "Wetipo", "Pasangan tunggal"])
@pytest.mark.parametrize("empty", ["Kolom kosong", "kotak kosong", "Kolkos", "KOTAK KOSONG"])
def test_a_sole_pair_and_the_empty_column(pair: str, empty: str) -> None:
    found = reader("Sukamaju").read(f"TPS 2 Sukamaju pilbup\n{pair}: 150\n{empty}: 30\nTS: 4", SENDER)
    assert found.outcome is Outcome.RECORD
    assert votes(found) == [("1699012001002", "pkwkk", {"1": 150, "2": 30})]


@pytest.mark.parametrize("written", ["sayang2", "Sayang-sayang", "sayang sayang", "SAYANG2"])
def test_a_doubled_name_is_written_with_a_two(written: str) -> None:
    found = reader("Sayang-sayang", "Sayang").read(f"{written} TPS 3 gubernur 01=90 02=80", SENDER)
    assert found.outcome is Outcome.RECORD
    assert votes(found) == [("1699012001003", "pkwkp", {"1": 90, "2": 80})]


def test_the_contest_on_every_line() -> None:
    rows = "Cagub no 1 130\nCagub no 2 110\nTS 5\nCabup no 1 90\nCabup no 2 80\nTS 6"
    found = reader("Sukamaju").read(f"TPS 2 Sukamaju\n{rows}", SENDER)
    assert found.outcome is Outcome.RECORD
    assert [(c, v) for _, c, v in votes(found)] == [
        ("pkwkp", {"1": 130, "2": 110}),
        ("pkwkk", {"1": 90, "2": 80}),
    ]
    assert [report.invalid for report in found.reports] == [5, 6]


@pytest.mark.parametrize(("echo", "outcome"), [("dua", Outcome.RECORD), ("tiga", Outcome.ASK)])
def test_the_number_of_a_tps_once_more_in_words(echo: str, outcome: Outcome) -> None:
    found = reader("Sukamaju").read(f"Desa: Sukamaju\nTPS: 02 ({echo})\nPILGUB\n01 = 90\n02 = 80", SENDER)
    assert found.outcome is outcome


def test_a_tps_written_out_in_full() -> None:
    head = "Tempat Pemungutan Suara (TPS) nomor 2, Desa Sukamaju. Pilgub: "
    text = f"{head}nomor urut 1 90 suara; nomor urut 2 80 suara"
    found = reader("Sukamaju").read(text, SENDER)
    assert (found.outcome, votes(found)) == (Outcome.RECORD, [("1699012001002", "pkwkp", {"1": 90, "2": 80})])


@pytest.mark.parametrize("head", ["Kalurahan", "Nagari", "Pekon", "Gampong", "Kampung", "Desa", "Kel"])
@pytest.mark.parametrize("sep", [";", "|", "\t"])
def test_a_table_headed_by_the_word_for_desa_there(head: str, sep: str) -> None:
    rows = [
        [head, "TPS", "01", "02", "TS"],
        ["Sukamaju", "2", "90", "80", "5"],
        ["Karang Jati", "3", "91", "81", "6"],
    ]
    text = "PILGUB\n" + "\n".join(sep.join(row) for row in rows)
    found = reader("Sukamaju", "Karang Jati").read(text, SENDER)
    assert found.outcome is Outcome.RECORD
    assert [(code, v) for code, _, v in votes(found)] == [
        ("1699012001002", {"1": 90, "2": 80}),
        ("1699012002003", {"1": 91, "2": 81}),
    ]


def test_the_partys_own_votes_on_a_line_of_their_own() -> None:
    """`1. PKB`, under it `Partai: 10` and its candidates: not the votes of party 10."""
    lines, wanted = ["DPRD Kabupaten TPS 2 Melati"], {}
    for number, short, _ in (party for party in PARTIES if party[0] != 18):
        if number in (1, 2, 8):
            lines += [f"{number}. {short}", f"Partai: {number + 9}", "1: 20", "2: 5"]
            wanted |= {str(number): number + 9, f"{number}.1": 20, f"{number}.2": 5}
        else:
            lines.append(f"{number}. {short}: {number}")
            wanted[str(number)] = number
    found = Reader(pemilu("1699", "TIRTARAYA", TIRTA)).read("\n".join(lines), SENDER)
    assert found.outcome is Outcome.RECORD
    assert dict(found.reports[0].votes) == wanted


def test_a_clock_under_a_list_of_parties_is_no_candidate() -> None:
    """`16.20` under `24 Ummat` was twenty votes for its candidate 16."""
    rows = "\n".join(f"{number} {short}: {number}" for number, short, _ in PARTIES if number != 18)
    found = Reader(pemilu("1699", "TIRTARAYA", TIRTA)).read(f"DPR RI TPS 2 Melati\n{rows}\n16.20", SENDER)
    assert found.outcome is Outcome.ASK
