"""Which contest is meant: offices that somebody holds, names of contests with a slip."""

from __future__ import annotations

from functools import cache

import pytest

from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Outcome, Reading
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.worlds import WORLDS

FIGURES = "01 = 110\n02 = 90\nTS = 3"
OFFICES = {"pkwkk": ("bup", "BUPATI", "Bupati"), "pkwkp": ("gub", "GUBERNUR", "Gubernur")}
OTHER = {"pkwkk": "pkwkp", "pkwkp": "pkwkk"}


@cache
def reader(world: str) -> Reader:
    return Reader(WORLDS[world])


def reading(text: str, default: str | None, world: str = "tirta4") -> Reading:
    return reader(world).read(text, Sender(("169903",), default))


def contests(found: Reading) -> list[str | None]:
    return [report.contest for report in found.reports]


@pytest.mark.parametrize("contest", OFFICES)
@pytest.mark.parametrize(
    "hail",
    [
        "Lapor pak, {} ",
        "Lapor pak {} ",
        "Selamat malam pak {} kec Rawa Indah ",
        "Selamat malam bapak, {} ",
        "malam bu\nizin pak, {} ",
    ],
)
@pytest.mark.parametrize("place", ["TPS 2 Mekar Wangi", "Mekar Wangi TPS 2", "desa Mekar Wangi TPS 2"])
def test_an_office_over_the_figures_is_never_silently_another_contest(
    contest: str, hail: str, place: str
) -> None:
    """`Lapor pak, bup TPS 2 …` by somebody who reports the gubernur was recorded for the gubernur."""
    for office in OFFICES[contest]:
        figures = FIGURES if contest == "pkwkp" else f"{FIGURES}\n03 = 12\n04 = 13"
        found = reading(f"{hail.format(office)}{place}\n{figures}", OTHER[contest])
        assert found.outcome is Outcome.ASK, (office, contests(found))
        own = reading(f"{hail.format(office)}{place}\n{figures}", contest)
        assert own.outcome is Outcome.RECORD
        assert contests(own) == [contest]


@pytest.mark.parametrize(
    "hail",
    [
        "Yth. Bapak Bupati Tirtaraya\n",
        "Kepada Yth. Bupati Tirtaraya\n",
        "Lapor Pak Bupati,\n",
        "Selamat malam Pak Bupati\n",
    ],
)
def test_an_office_in_the_greeting_is_a_person(hail: str) -> None:
    found = reading(f"{hail}TPS 2 Mekar Wangi\n{FIGURES}", "pkwkp")
    assert found.outcome is Outcome.RECORD
    assert contests(found) == ["pkwkp"]


@pytest.mark.parametrize(
    "slip",
    ["DR RI", "DP RI", "DRP RI", "DPR R", "DPRD RPOV", "DPDR PROV", "DPD R", "PDR RI", "dp-ri", "dr.ri"],
)
def test_a_slip_in_the_name_of_a_contest_is_asked_about(slip: str) -> None:
    parties = "\n".join(f"{n}. {n + 2}" for n in (*range(1, 18), 24))
    found = reading(f"{slip}\nTPS 2 Mekar Wangi\n{parties}\nTS 3", "pdprdk", "tirta_pemilu")
    assert found.outcome is Outcome.ASK, contests(found)


@pytest.mark.parametrize(
    "slip",
    ["bu p", "PilgubDesa", "wGUBERNUR", "guber nur", "bp\n", "bupat i", "hasilBupati", "ndanbup", "bu desa"],
)
def test_a_torn_or_grown_contest_is_asked_about(slip: str) -> None:
    for default in ("pkwkk", "pkwkp"):
        found = reading(f"{slip} Mekar Wangi TPS 2\n{FIGURES}", default, "tirta2")
        assert found.outcome is Outcome.ASK, contests(found)
