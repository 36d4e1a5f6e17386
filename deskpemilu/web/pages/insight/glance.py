"""Quick count and projection in one line each, for the dashboard and the wall.

A choice is singled out only where the guard of the run holds. A line says when it was computed; it is
marked as old where more has come in meanwhile and nothing newer was computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deskpemilu.insight import queries
from deskpemilu.insight.decision_rules import FIRST
from deskpemilu.insight.decisions import Status
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest
from deskpemilu.tally.models import Total
from deskpemilu.web.formatting import figure, share

OLD_AFTER = timedelta(minutes=5)
OPEN = "belum dapat disimpulkan"
WORDS = {
    Status.AHEAD.value: "unggul",
    Status.ONE_ROUND.value: "satu putaran",
    Status.TWO_ROUNDS.value: "dua putaran",
}
ROUTES = {Run.Kind.ESTIMATE: "insight", Run.Kind.PROJECTION: "projection"}


@dataclass(frozen=True, slots=True)
class Glance:
    """One line: what it is, the leading choice with its margin (if it may be named), the verdict."""

    route: str
    title: str
    key: str
    name: str
    said: str
    margin: str
    verdict: str
    firm: bool
    at: datetime
    old: bool


def glances(contest: Contest, *, received: int, now: datetime) -> list[Glance]:
    """The lines of a contest, those without a run left out. received: TPS that are in now."""
    found = []
    for kind in ROUTES:
        run = queries.latest_run(contest, kind)
        if run is not None:
            found.append(_line(kind, run, received=received, now=now))
    return found


def received_of(contest: Contest) -> int:
    """TPS of the whole area that are in now."""
    total = Total.objects.filter(contest=contest, region_id=contest.election.area_id).only("tps_in").first()
    return total.tps_in if total else 0


def _line(kind: Run.Kind, run: Run, *, received: int, now: datetime) -> Glance:
    result: Mapping[str, Any] = run.result
    read = result["naive_tps"] if kind is Run.Kind.ESTIMATE else result["reported"]
    named = bool(result["callable"])
    rows = result["choices"]
    key = max(rows, key=lambda each: rows[each]["share"]) if named else ""
    verdict = WORDS.get(result["status"], OPEN) if named else OPEN
    if verdict == WORDS[Status.AHEAD.value] and (first := FIRST.get(result["contest"], 1)) > 1:
        verdict = f"{first} teratas jelas"
    return Glance(
        route=ROUTES[kind],
        title=_title(kind, result),
        key=key,
        name=rows[key]["name"] if key else "",
        said=share(rows[key]["share"]) if key else "",
        margin=_margin(kind, rows[key]) if key else "",
        verdict=verdict,
        firm=verdict != OPEN,
        at=run.at,
        old=read != received and now - run.at > OLD_AFTER,
    )


def _title(kind: Run.Kind, result: Mapping[str, Any]) -> str:
    if kind is Run.Kind.PROJECTION:
        return "Proyeksi"
    came, asked = figure(result["reported"]), figure(result["n"])
    return f"Hitung cepat {asked} TPS" if came == asked else f"Hitung cepat {came}/{asked} TPS"


def _margin(kind: Run.Kind, row: Mapping[str, Any]) -> str:
    if kind is Run.Kind.PROJECTION:
        return f"({figure(100 * row['low'], 1)}–{figure(100 * row['high'], 1)})"
    return f"±{figure(50 * (row['high'] - row['low']), 1)}"
