# ruff: noqa: E501 - sample wording reads best in long rows
"""Judging a reading against the truth of a case."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from deskpemilu.intake.read import read
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.redteam.truth import Case, Form
from tests.unit.intake.redteam.worlds import world

SUMS = ("valid", "invalid", "total", "dpt", "voters")
SLOW = 0.020


@dataclass(frozen=True, slots=True)
class Verdict:
    """`right` accepted; `wrong` a wrong report left as record; else `short` (lost), `asked`, `other`, `crash`."""

    word: str
    detail: str
    seconds: float
    reading: dict[str, Any]


def _faults(report: dict[str, Any], truth: Form) -> str:
    """What of a report contradicts the truth, "" where nothing does."""
    if report["contest"] != truth.contest:
        return f"contest {report['contest']} not {truth.contest}"
    if report["votes"] != truth.votes:
        return f"votes {report['votes']} not {truth.votes}"
    for name in SUMS:
        got = report[name]
        if got is not None and got != truth.figure(name):
            return f"{name} {got} not {truth.figure(name)}"
    for name, value in truth.extra.items():
        got = report.get(name)
        if got is not None and got != value:
            return f"{name} {got} not {value}"
    return ""


def _lost(report: dict[str, Any], case: Case, truth: Form) -> str:
    missing = [n for n in case.written if report[n] is None]
    missing += [n for n in truth.extra if report.get(n) is None]
    made = [n for n in ("invalid", "dpt", "voters") if n not in case.written and report[n] is not None]
    return (f"lost {missing}" if missing else "") + (f"made up {made}" if made else "")


def judge_recorded(case: Case, reports: list[dict[str, Any]]) -> tuple[str, str]:
    """Verdict on reports that left as record."""
    if case.trap and not case.forms:
        return "wrong", "recorded what must not be recorded"
    left = {(f.tps_code, f.contest): f for f in case.forms}
    for report in reports:
        truth = left.pop((report["tps_code"], report["contest"]), None)
        if truth is None:
            near = [f for f in case.forms if f.tps_code == report["tps_code"]]
            why = _faults(report, near[0]) if near else f"place {report['tps_code']}"
            return "wrong", why or "the same report twice"
        if fault := _faults(report, truth):
            return "wrong", fault
        if lost := _lost(report, case, truth):
            return ("right" if case.trap else "short"), lost
    if left:
        return ("right" if case.trap else "short"), f"{len(left)} of {len(case.forms)} reports missing"
    return "right", ""


def _act_fault(case: Case, reports: list[dict[str, Any]]) -> str:
    """What a change of an earlier report would make wrong, "" where nothing."""
    for report in reports:
        truth = next((f for f in case.forms if f.tps_code == report["tps_code"]), None)
        if truth is None:
            if report["tps_code"] is not None and case.forms:
                return f"act on place {report['tps_code']}"
            continue
        if report["contest"] not in (truth.contest, None):
            return f"act on contest {report['contest']}"
        if any(truth.votes.get(key) != figure for key, figure in report["votes"].items()):
            return f"act with votes {report['votes']} not {truth.votes}"
        if any(report[n] is not None and report[n] != truth.figure(n) for n in ("invalid", "dpt")):
            return f"act with invalid {report['invalid']} or dpt {report['dpt']}"
    return ""


def judge(case: Case) -> Verdict:
    """Read a case and judge the reading."""
    sender = Sender(scope=case.scope, default_contest=case.default)
    lexicon = world(case.world).lexicon
    start = time.process_time()
    try:
        reading = read(case.text, lexicon, sender).as_json()
    except Exception as error:
        return Verdict("crash", f"{type(error).__name__}: {error}", time.process_time() - start, {})
    seconds = time.process_time() - start
    outcome = reading["outcome"]
    if outcome == "record":
        word, detail = judge_recorded(case, reading["reports"])
        if word in ("right", "short") and "record" not in case.outcomes:
            word, detail = "wrong", "recorded; " + case.note
        return Verdict(word, detail, seconds, reading)
    if outcome == "act" and (fault := _act_fault(case, reading["reports"])):
        return Verdict("wrong", fault, seconds, reading)
    if outcome in case.outcomes:
        return Verdict("right", "", seconds, reading)
    word = "asked" if outcome == "ask" else "other"
    codes = ",".join(f["code"] for f in reading["findings"])
    return Verdict(
        word, f"{reading['kind']}/{outcome} [{codes}] {reading['reply'][:160]!r}", seconds, reading
    )
