"""A line whose label was read before is read the same from memory, whatever its figure."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.intake.entries import EntryMemory
from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Outcome
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.worlds import WORLDS

LABELS = (
    "01 = ", "1: ", "02 - ", "2-", "No urut 01 : ", "PKB: ", "Partai 5: ", "1. PKB : ", "TS : ", "tdk sah=",
    "Suara sah : ", "t.sah = ", "DPT: ", "TPS : ", "TPS = ", "jam: ", "pukul 10:", "tgl : ", "tahun: ",
    "DPRD : ", "dprd - ", "Melati : ", "Tirtaraya : ", "desa: ", "saksi : ", "HP: ", "kotak: ", ": ", "= ",
    "- Nomor Urut 1 memperoleh ", "Paslon II mendapat ", "AMIN meraih ", "AMIN 01 : ", "jml : ",
    "Jumlah TPS : ",
    "no : ", "Nomor: ", "dua : ", "dua puluh = ", "l2 : ", "08 - ", "62 - ", "C : ", "RT 01 : ", "~01 : ",
    "Caleg 3 = ", "3 = ", "5.3 = ", "12/11 : ", "hal : ", "L : ", "P : ", "Jumalh : ", "x : ", "Sedang : ",
)  # fmt: skip
FIGURES = ("0", "1", "2", "3", "7", "08", "16", "20", "31", "45", "62", "007", "100", "212", "620", "901")
BEHIND = ("", " ", " suara", "suara")


@cache
def cold(world: str) -> Reader:
    return Reader(WORLDS[world])


@cache
def warm(world: str) -> Reader:
    return Reader(WORLDS[world])


def shown(reader: Reader, text: str) -> list[tuple[object, ...]]:
    return [
        (i.kind, repr(i.value), i.text, i.start, i.end, i.gap, i.number, i.width, i.hint, i.words)
        for i in reader.typist.items(text)
    ]


@pytest.mark.parametrize("world", sorted(WORLDS))
@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_read_from_memory_as_word_by_word(world: str, label: str) -> None:
    for behind in BEHIND:
        for figure in FIGURES:
            text = f"tps 3\n{label.lower()}{figure}{behind}\n03 = 4"
            cold(world).typist._entries = EntryMemory()
            assert shown(warm(world), text) == shown(cold(world), text), text


@given(seed=st.integers(min_value=0, max_value=10**9))
def test_a_list_is_read_from_memory_as_word_by_word(seed: int) -> None:
    chance = random.Random(seed)
    world = chance.choice(sorted(WORLDS))
    text = "\n".join(
        chance.choice(LABELS) + chance.choice(FIGURES) + chance.choice(BEHIND)
        for _ in range(chance.randint(1, 9))
    )
    cold(world).typist._entries = EntryMemory()
    assert shown(warm(world), text.lower()) == shown(cold(world), text.lower())


def test_a_figure_is_never_taken_from_the_message_before() -> None:
    reader, sender = warm("tirta2"), Sender(("169903",), "pkwkk")
    first = reader.read("TPS 2 Mekar Wangi\n01 = 62\n02 = 141\nTS = 5", sender)
    second = reader.read("TPS 2 Mekar Wangi\n01 = 6\n02 = 14\nTS = 0", sender)
    assert (first.outcome, second.outcome) == (Outcome.RECORD, Outcome.RECORD)
    assert [dict(r.votes) for r in (*first.reports, *second.reports)] == [
        {"1": 62, "2": 141},
        {"1": 6, "2": 14},
    ]
    assert (second.reports[0].invalid, second.reports[0].total) == (0, 20)
