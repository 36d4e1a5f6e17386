"""Invented messages with the reading each must get; a wrong record is never acceptable."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Outcome, Reading
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.worlds import WORLDS

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "reading"
OWN_FILES = ("elections.jsonl", "traps.jsonl")  # the other files have their own tests


def _cases() -> list[Any]:
    cases = []
    for file in sorted(map(CORPUS.joinpath, OWN_FILES)):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            cases.append(pytest.param(json.loads(line), id=f"{file.stem}-{number}"))
    return cases


@cache
def reader(world: str) -> Reader:
    return Reader(WORLDS[world])


def read_case(case: dict[str, Any]) -> Reading:
    return reader(case["world"]).read(case["text"], Sender(tuple(case["scope"]), case["default_contest"]))


@pytest.mark.parametrize("case", _cases())
def test_message_gets_an_acceptable_reading(case: dict[str, Any]) -> None:
    reading = read_case(case)
    assert reading.outcome.value in case["outcome"], reading
    if "kind" in case:
        assert reading.kind.value in case["kind"], reading
    if reading.outcome is Outcome.RECORD and "reports" in case:
        found = [
            {"tps_code": r.tps_code, "contest": r.contest, "votes": dict(r.votes), "invalid": r.invalid}
            for r in reading.reports
        ]
        assert found == case["reports"]


@pytest.mark.parametrize("case", _cases())
def test_reply_is_short_and_tells_what_to_do(case: dict[str, Any]) -> None:
    reading = read_case(case)
    lines = reading.reply.split("\n")
    assert len(lines) <= 6
    if reading.outcome is Outcome.RECORD:
        assert lines[-1] == "Ketik BENAR, atau RALAT + angka yang benar."
    if reading.outcome is Outcome.ASK:
        assert reading.question is not None
        assert reading.question.text in reading.reply
    if reading.outcome is Outcome.IGNORE:
        assert reading.reply == ""


@pytest.mark.parametrize("case", _cases())
def test_spans_lie_inside_the_original_text(case: dict[str, Any]) -> None:
    for span in read_case(case).spans:
        assert 0 <= span.start < span.end <= len(case["text"])
