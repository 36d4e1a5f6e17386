"""The examples of ../shared/messages: every one gets an acceptable outcome with the expected reports."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path
from typing import Any

import pytest

from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Outcome, Reading
from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry, Lexicon, RegionEntry, Sender
from tests.unit.intake.worlds import LEGISLATIVE, PAIRS, PARTIES

pytestmark = pytest.mark.realdata

FIGURES = ("valid", "invalid", "total", "dpt", "voters", "voters_dptb", "voters_dpk")


def _lexicon(shared: Path, election: str) -> Lexicon:
    codes = shared / "data/codes/wilayah_kpu2024_banyuasin.csv"
    with codes.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if len(row["kode"]) >= 4]
    regions = {row["kode"]: RegionEntry(row["kode"], row["nama"]) for row in rows}
    with (shared / "messages/tps.csv").open(encoding="utf-8") as lines:
        tps = dict.fromkeys(row["kode_tps"] for row in csv.DictReader(lines))
    choices: dict[str, list[ChoiceEntry]] = {}
    with (shared / "messages/choices.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            choices.setdefault(row["contest"], []).append(ChoiceEntry(row["number"], row["name"]))
    parties = tuple(ChoiceEntry(str(n), full, short, (short,)) for n, short, full in PARTIES)
    if election == "pemilu2024":
        ballots = {"ppwp": PAIRS, "pdpd": tuple(choices["pdpd"]), **dict.fromkeys(LEGISLATIVE, parties)}
    else:
        ballots = {code: tuple(choices[code]) for code in ("pkwkp", "pkwkk")}
    cap, reserve = (300, 0.02) if election == "pemilu2024" else (600, 0.025)
    contests = {code: ContestEntry(code, code, cap, {"": ballot}) for code, ballot in ballots.items()}
    return Lexicon(election, "1607", contests, regions, tps, reserve)


@pytest.fixture(scope="module")
def readers(shared: Path) -> dict[str, Reader]:
    return {code: Reader(_lexicon(shared, code)) for code in ("pemilu2024", "pilkada2024")}


@pytest.fixture(scope="module")
def examples(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "messages/whatsapp_examples.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _read(readers: dict[str, Reader], row: dict[str, Any]) -> Reading:
    sender = Sender(tuple(row["sender_scope"]), row["default_contest"])
    return readers[row["election"]].read(row["text"], sender)


def _differences(reading: Reading, expected: dict[str, Any]) -> list[str]:
    found = []
    if reading.outcome.value not in expected["outcome"]:
        found.append(f"outcome {reading.outcome.value}")
    reports = [report.as_json() for report in reading.reports]
    if len(reports) != len(expected["reports"]):
        return [*found, f"{len(reports)} reports"]
    for ours, theirs in zip(reports, expected["reports"], strict=True):
        if ours["tps_code"] != theirs["tps_code"] or ours["votes"] != theirs["votes"]:
            found.append(f"{ours['tps_code']} {ours['votes']}")
        written = (name for name in (*FIGURES, "contest") if theirs.get(name) is not None)
        found += [f"{name} {ours.get(name)}" for name in written if ours.get(name) != theirs[name]]
    return found


def test_examples_get_an_acceptable_reading(
    readers: dict[str, Reader], examples: list[dict[str, Any]]
) -> None:
    wrong = {
        row["id"]: diff for row in examples if (diff := _differences(_read(readers, row), row["expected"]))
    }
    assert wrong == {}


def test_kinds_of_the_examples(readers: dict[str, Reader], examples: list[dict[str, Any]]) -> None:
    kinds = {row["id"]: (_read(readers, row).kind.value, row["expected"]["kind"]) for row in examples}
    assert {key: pair for key, pair in kinds.items() if pair[0] != pair[1]} == {}


def test_unknown_sender_is_never_recorded(readers: dict[str, Reader], examples: list[dict[str, Any]]) -> None:
    for row in examples:
        sender = Sender(tuple(row["sender_scope"]), row["default_contest"], known=False)
        assert readers[row["election"]].read(row["text"], sender).outcome is not Outcome.RECORD


def test_foreign_scope_is_never_recorded(readers: dict[str, Reader], examples: list[dict[str, Any]]) -> None:
    """The same messages from somebody of a kecamatan that none of them is about."""
    for row in examples:
        reading = readers[row["election"]].read(row["text"], Sender(("160706",), row["default_contest"]))
        assert reading.outcome is not Outcome.RECORD, row["id"]


@pytest.mark.slow
def test_two_thousand_messages_a_second(readers: dict[str, Reader], examples: list[dict[str, Any]]) -> None:
    """The aim is 2,000 on one quiet core; here half of it, since test machines are shared."""
    start = time.process_time()
    for _ in range(20):
        for row in examples:
            _read(readers, row)
    assert 20 * len(examples) / (time.process_time() - start) > 1000
