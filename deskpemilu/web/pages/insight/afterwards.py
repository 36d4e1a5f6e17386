"""Afterwards: what was said when, and how right it was against the count as it is now, or against KPU's.

Comes in: stored runs of the quick count or the projection, and a reference (references.py). Goes out: a
verdict for each run, a summary, and a chart of error and half width over time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from deskpemilu.insight import queries
from deskpemilu.insight.decision_rules import FIRST
from deskpemilu.insight.hindsight import Hindsight, Statement, Verdict, judge
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest
from deskpemilu.web.pages.insight.chart import HEIGHT, WIDTH
from deskpemilu.web.pages.insight.glance import WORDS
from deskpemilu.web.pages.insight.references import Reference, chosen_of, references_of

MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One statement and its verdict."""

    at: datetime
    run: int
    reported: int
    asked: int
    shares: Mapping[str, Mapping[str, Any]]
    named: str
    verdict: Verdict
    half_width: float


@dataclass(frozen=True)
class Afterwards:
    """The page: reference, verdicts (all of them, and those that are shown), summary, chart."""

    reference: Reference
    choice: Sequence[Reference]
    """All that it could be held against."""
    lines: Sequence[Line]
    summary: Hindsight
    error_points: str
    width_points: str
    top: float

    @property
    def shown(self) -> Sequence[Line]:
        """At most so many lines, first and last among them, the newest first."""
        count = len(self.lines)
        if count <= MOST_ROWS:
            return self.lines[::-1]
        picked = sorted({round(i * (count - 1) / (MOST_ROWS - 1)) for i in range(MOST_ROWS)})
        return [self.lines[i] for i in reversed(picked)]

    @property
    def leader(self) -> str:
        """Who leads in the reference."""
        return max(self.reference.shares, key=lambda key: self.reference.shares[key])


def afterwards(contest: Contest, kind: Run.Kind, source: str = "") -> Afterwards | None:
    """How right the runs of a kind were; None without a run or without a count to hold them against.

    source: the reference asked for; "" KPU's where it is complete, else the desk's own.
    """
    choice = references_of(contest)
    reference = chosen_of(choice, source)
    if reference is None:
        return None
    keys = list(reference.shares)
    found = [row for row in _statements(contest, kind) if set(row[2]) == set(keys)]
    if not found:
        return None
    made = [_statement(keys, at, choices, named) for at, _, choices, named, _, _ in found]
    summary = judge(made, [reference.shares[key] for key in keys])
    lines = [
        Line(at, pk, reported, asked, choices, named, verdict, float(np.mean(said.high - said.low)) / 2)
        for (at, pk, choices, named, reported, asked), said, verdict in zip(
            found, made, summary.verdicts, strict=True
        )
    ]
    return _drawn(reference, choice, lines, summary)


def _statements(
    contest: Contest, kind: Run.Kind
) -> list[tuple[datetime, int, Mapping[str, Any], str, int, int]]:
    """(moment, run, choices, who was named or "", reported, asked) of every run, oldest first."""
    rows = queries.runs_of(contest, kind).values_list(
        "at", "pk", "result__choices", "result__callable", "result__status", "result__reported", "result__n"
    )
    return [
        (at, pk, choices, _named(contest, choices, bool(allowed), status), reported, asked)
        for at, pk, choices, allowed, status, reported, asked in rows.iterator(chunk_size=200)
    ]


def _named(contest: Contest, choices: Mapping[str, Any], allowed: bool, status: str) -> str:
    """The one who was said to be ahead; of the DPD four are named together and nobody alone."""
    if FIRST.get(contest.code, 1) > 1 or not allowed or status not in WORDS or status == "dua_putaran":
        return ""
    return max(choices, key=lambda key: choices[key]["share"])


def _statement(keys: Sequence[str], at: datetime, choices: Mapping[str, Any], named: str) -> Statement:
    share, low, high = (np.array([choices[key][name] for key in keys]) for name in ("share", "low", "high"))
    return Statement(at.isoformat(), share, low, high, keys.index(named) if named else None)


def _drawn(
    reference: Reference, choice: Sequence[Reference], lines: Sequence[Line], summary: Hindsight
) -> Afterwards:
    """With the two lines of the chart in a box of WIDTH x HEIGHT."""
    top = max([0.001, *(max(line.verdict.mean_error, line.half_width) for line in lines)])
    start, length = lines[0].at, (lines[-1].at - lines[0].at).total_seconds()

    def points(values: Sequence[float]) -> str:
        if length <= 0:
            return ""
        placed = zip(lines, values, strict=True)
        return " ".join(
            f"{WIDTH * (line.at - start).total_seconds() / length:.1f},{HEIGHT * (1 - value / top):.2f}"
            for line, value in placed
        )

    errors, widths = [line.verdict.mean_error for line in lines], [line.half_width for line in lines]
    return Afterwards(reference, choice, lines, summary, points(errors), points(widths), top)
