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


@pytest.mark.parametrize(
    "run", ["seratus dua 77 tiga 66", "156 seratus 152 8", "seratus lima dua puluh tiga puluh"]
)
def test_a_run_half_in_words_is_no_report(run: str) -> None:
    assert read(f"TPS 2 Sukamaju {run}").outcome is not Outcome.RECORD


@pytest.mark.parametrize("word", ["rw", "rt", "banjar", "blok"])
@pytest.mark.parametrize("run", ["8:141:152:5", "8 141 152 5", "8/141/152/5"])
def test_an_address_swallows_no_figure_of_a_run(word: str, run: str) -> None:
    """`dpd rw: 8:18:4` was RW 8, and the other figures moved up."""
    found = read(f"TPS 2 Sukamaju {word}: {run}")
    assert found.outcome is not Outcome.RECORD or list(found.reports[0].votes.values()) == [8, 141, 152]


@pytest.mark.parametrize("sep", [" ", ": ", " = ", "\n"])
def test_number_words_label_figures_in_digits(sep: str) -> None:
    found = read(
        "TPS 2 Sukamaju\n"
        + "\n".join(
            f"{word}{sep}{v}" for word, v in zip(("satu", "dua", "tiga"), VOTES.values(), strict=True)
        )
    )
    assert found.outcome is (Outcome.ASK if sep == "\n" else Outcome.RECORD)
    assert sep == "\n" or dict(found.reports[0].votes) == VOTES


@pytest.mark.parametrize(
    ("last", "outcome"), [("457", Outcome.RECORD), ("449", Outcome.ASK), ("475", Outcome.ASK)]
)
def test_a_bare_last_number_is_the_sum_or_asked_about(last: str, outcome: Outcome) -> None:
    rows = "\n".join(f"0{key} = {figure}" for key, figure in VOTES.items())
    found = read(f"TPS 2 Sukamaju\n{rows}\nTS = 8\n{last}")
    assert found.outcome is outcome
    assert outcome is Outcome.ASK or found.reports[0].total == 457


@pytest.mark.parametrize(
    "no", ["teu", "henteu", "ora", "mboten", "kada", "indak", "dak", "tra", "seng", "gak"]
)
def test_not_valid_in_many_languages_is_the_invalid_row(no: str) -> None:
    rows = "\n".join(f"0{key} = {figure}" for key, figure in VOTES.items())
    found = read(f"TPS 2 Sukamaju\n{rows}\n{no} sah 8")
    assert found.outcome is Outcome.RECORD
    assert (found.reports[0].invalid, found.reports[0].valid) == (8, 449)


WRECKS = (
    "TSP 2 Sukamajo 156/141/152/8",
    "156;141;152;8\nterima kasih",
    "PILBUP 156:141:152",
    "SUKAMAJOTps.02 156|141|152",
    "tps loro sukamajo: siji satus, loro sewidak, telu limo",
    "Selamat malam pak\ntps 2\nDesa Sukamaju\njam 16.20",
)


@pytest.mark.parametrize("text", WRECKS)
def test_figures_or_a_heading_that_nobody_can_place_are_asked_about(text: str) -> None:
    """A wreck of a report that is silently left alone is a lost report."""
    assert read(text).outcome is Outcome.ASK


@pytest.mark.parametrize("label", ["sua ra sah", "tidak sah", "su ara sah", "suar a sah", "TS", "ra sah"])
def test_as_many_invalid_votes_as_valid_ones_are_asked_about(label: str) -> None:
    rows = "\n".join(f"0{key} = {figure}" for key, figure in VOTES.items())
    found = read(f"TPS 2 Sukamaju\n{rows}\n{label} = {sum(VOTES.values())}")
    assert found.outcome is Outcome.ASK or found.reports[0].invalid is None


@pytest.mark.parametrize(
    ("last", "outcome"), [("8", Outcome.RECORD), ("112", Outcome.RECORD), ("113", Outcome.ASK)]
)
def test_a_last_figure_of_a_run_too_great_for_invalid_votes_is_asked_about(
    last: str, outcome: Outcome
) -> None:
    """It may be one more pair of a contest that nobody named."""
    assert read(f"TPS 2 Sukamaju 156/141/152/{last}").outcome is outcome


@pytest.mark.parametrize("thing", ["foto nyusul", "lembar", "orang", "kali", "rumah", "hari"])
def test_a_figure_behind_its_sign_is_a_figure_whatever_is_counted_after_it(thing: str) -> None:
    """`(3) = 152 foto nyusul` was the figure 3, and 152 photos."""
    names = [choice.name for choice in WORLDS["ngarai3"].contests["pkwkk"].choices[""]]
    rows = ", ".join(
        f"{name} x (0{key}) = {figure}" for name, (key, figure) in zip(names, VOTES.items(), strict=True)
    )
    found = read(f"TPS 2 Sukamaju {rows} {thing}")
    assert found.outcome is not Outcome.RECORD or dict(found.reports[0].votes) == VOTES
