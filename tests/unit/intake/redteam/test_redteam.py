# ruff: noqa: E501 - sample wording reads best in long rows
"""No wrong record among thousands of generated and hand-written messages, and few needless questions."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.unit.intake.depth import examples, source
from tests.unit.intake.redteam import corpus, worlds
from tests.unit.intake.redteam.judge import judge
from tests.unit.intake.redteam.run import HONEST, TRAPS, generate, show

pytestmark = pytest.mark.skipif(
    not worlds.available(), reason="Daftar wilayah belum dipasang: jalankan make setup."
)

OPEN = json.loads((Path(corpus.FOLDER) / "redteam_open.json").read_text("utf-8"))
HAND = [case for case in corpus.cases() if case["id"] not in OPEN["cases"]]
EACH_HONEST, EACH_TRAP, SEED = 3, 3, 4
START = SEED if settings().derandomize else source("").randrange(10**9)  # other messages when exploring
ACCEPTED = 0.97


@pytest.mark.parametrize("case", HAND, ids=[case["id"] for case in HAND])
def test_a_hand_written_message_is_read_rightly(case: dict[str, Any]) -> None:
    assert corpus.fault(case) == ""


BLIND = list(corpus.cases("blind2.jsonl"))  # written before anybody looked at what the reader makes of them


@pytest.mark.parametrize("case", BLIND, ids=[case["id"] for case in BLIND])
def test_a_message_nobody_tuned_for_is_never_recorded_wrongly(case: dict[str, Any]) -> None:
    assert not corpus.fault(case).startswith(("WRONG", "SHORT"))


FRESH = list(
    corpus.cases("fresh3.jsonl")
)  # written before their author had read the reader or the other corpora


@pytest.mark.parametrize("case", FRESH, ids=[case["id"] for case in FRESH])
def test_a_fresh_message_is_never_recorded_wrongly(case: dict[str, Any]) -> None:
    assert not corpus.fault(case).startswith("WRONG")


def test_a_fresh_report_is_never_left_alone_and_nearly_all_are_accepted() -> None:
    faults = {case["id"]: fault for case in FRESH if (fault := corpus.fault(case))}
    lost = [i for i, fault in faults.items() if fault.startswith(("NOT other/ignore", "NOT note"))]
    assert len(lost) <= 1, lost  # `gak jadi batal`
    assert len(faults) <= 0.13 * len(FRESH), faults


def test_nearly_all_messages_nobody_tuned_for_are_accepted() -> None:
    faults = [f"{case['id']} {fault}" for case in BLIND if (fault := corpus.fault(case))]
    assert len(faults) <= 0.05 * len(BLIND), faults


@pytest.mark.parametrize("style", [name for name in TRAPS if name not in OPEN["traps"]])
def test_no_trap_of_this_kind_leaves_as_a_wrong_record(style: str) -> None:
    for number in range(examples(EACH_TRAP)):
        if case := generate(style, number, START):
            verdict = judge(case)
            assert verdict.word not in ("wrong", "crash"), show(case, verdict)


def test_honest_messages_are_never_misread_and_nearly_all_accepted() -> None:
    right = asked = 0
    for style in HONEST:
        for number in range(examples(EACH_HONEST)):
            case = generate(style, number, START)
            if case is None:
                continue
            verdict = judge(case)
            assert verdict.word not in ("wrong", "crash"), show(case, verdict)
            right += verdict.word == "right"
            asked += verdict.word != "right"
    assert right / (right + asked) >= ACCEPTED


def garbage(rng: random.Random) -> str:
    """Random characters of several alphabets, or words and figures of reports in no order."""
    kind = rng.randrange(4)
    if kind == 0:
        return "".join(chr(rng.choice((rng.randint(1, 0x2FF), rng.randint(0x2000, 0x2FFF), rng.randint(0x1F300, 0x1F9FF))))
                       for _ in range(rng.randint(0, 400)))  # fmt: skip
    bag = ("TPS", "01", "02", "212", "1.2.3", "=", ":", "\n", "#", "sah", "tidak", "desa", "kec", "(", ")", "/", "-", "TS", "\t",
           "dua", "ratus", "!", "|", "²", "½", "٣", "𝟙", "1️⃣", "'", "..", "%", "Rp", "\u200b", "DPT", "L", "P", "RALAT", "BATAL")  # fmt: skip
    joint = rng.choice(("", " ", "\n"))
    return joint.join(rng.choice(bag) for _ in range(rng.randint(1, 120 if kind < 3 else 900)))


def test_garbage_neither_breaks_nor_becomes_a_record() -> None:
    lexicon = worlds.world("garut").lexicon
    rng = random.Random(SEED)
    sender = corpus.Sender(scope=(lexicon.area,), default_contest="pkwkk")
    for _ in range(120):
        text = garbage(rng)
        assert corpus.read(text, lexicon, sender).outcome != "record", text


UNITS = (
    "1",
    "TPS 1 ",
    "01=2 ",
    "(",
    "dua ",
    "dua puluh ",
    "\n",
    "# ",
    "a b ",
    "1 2\n",
    "TPS 3\n01=4\n02=5\n",
    "sukajaya ",
    "*",
    "1.",
)


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit not in OPEN["units"]])
def test_a_message_of_ten_thousand_characters_is_answered_at_once(unit: str) -> None:
    lexicon = worlds.world("garut").lexicon
    text = (unit * 10_000)[:10_000]
    reading = corpus.read(text, lexicon, corpus.Sender(scope=(lexicon.area,), default_contest="pkwkk"))
    assert reading.outcome != "record"
