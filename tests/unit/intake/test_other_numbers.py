"""Numbers beside words that explain numbers, and letters that were figures."""

from __future__ import annotations

from functools import cache

import pytest

from deskpemilu.intake.othernumbers import _BEFORE
from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Outcome, Reading
from deskpemilu.registry.lexicon import Lexicon, RegionEntry, Sender
from tests.unit.intake.worlds import WORLDS

VOTES = {"1": 156, "2": 141, "3": 152}


@cache
def reader(desa: str) -> Reader:
    regions = {"1699": RegionEntry("1699", "Tirta"), "169901": RegionEntry("169901", "Muara")}
    regions["1699012001"] = RegionEntry("1699012001", desa)
    tps: dict[str, int | None] = {f"1699012001{number:03d}": None for number in (1, 2, 3)}
    contest = WORLDS["ngarai3"].contests["pkwkk"]
    lexicon = Lexicon("pilkada2024", "1699", {"pkwkk": contest}, regions, tps)
    return Reader(lexicon)


def read(text: str, desa: str = "Sukamaju") -> Reading:
    return reader(desa).read(text, Sender(("169901",), "pkwkk"))


@pytest.mark.parametrize("word", [word for word in _BEFORE if len(word) > 3])
@pytest.mark.parametrize(
    "text",
    ["TPS 2 desa: {} 156:141:152:8", "{} tps 2, {} 156/141/152/8", "TPS 2 kec Muara, {} 156 141 152 8"],
)
def test_a_desa_called_like_a_road_swallows_no_figure(word: str, text: str) -> None:
    """In `desa Banjar 156:141:152` the 156 was an address, and the other figures moved up."""
    for desa in (word.title(), f"Suka {word.title()}"):
        found = read(text.format(desa, desa), desa)
        if found.outcome is Outcome.RECORD:
            assert [dict(report.votes) for report in found.reports] == [VOTES]
            assert found.reports[0].invalid == 8


@pytest.mark.parametrize(
    "word", ["blok", "grup", "lampiran", "kotak", "rt", "lorong", "tim", "banjar", "saksi"]
)
@pytest.mark.parametrize("run", ["156/141/152/8", "156, 141, 152, 8", "156 141 152 8", "156-141-152"])
def test_a_figure_too_great_for_an_address_is_never_left_out(word: str, run: str) -> None:
    found = read(f"TPS 2 Sukamaju {word} {run}")
    assert found.outcome is not Outcome.RECORD or dict(found.reports[0].votes) == VOTES


@pytest.mark.parametrize(
    "run", ["O, 141, 152, 8", "l 141 152 8", "141/152/8/O", "141 152 8 I", "o-141-152-8", "\nO\n141\n152\n8"]
)
def test_a_letter_for_a_digit_moves_no_figure_up(run: str) -> None:
    assert read(f"TPS 2 Sukamaju {run}").outcome is Outcome.ASK


@pytest.mark.parametrize(
    ("shares", "outcome"),
    [
        (("34,7", "31,4", "33,9"), Outcome.RECORD),
        (("34", "31", "33"), Outcome.RECORD),
        (("43,7", "31,4", "33,9"), Outcome.ASK),
        (("34,7", "31,4", "39,3"), Outcome.ASK),
    ],
)
def test_a_percentage_that_the_figure_does_not_have_is_asked_about(
    shares: tuple[str, ...], outcome: Outcome
) -> None:
    rows = [
        f"0{key} : {figure} ({share} %)" for (key, figure), share in zip(VOTES.items(), shares, strict=True)
    ]
    found = read("TPS 2 Sukamaju\n" + "\n".join(rows) + "\nTS 8")
    assert found.outcome is outcome
