"""What to look at again, as commands print it and runs store it: `anomalies.find_anomalies` with names.

Pure. Reads also what is held back, because a form that contradicts itself is exactly what is held back.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from deskpemilu.domain.form import ROW_NAMES
from deskpemilu.insight.anomalies import Anomalies, find_anomalies
from deskpemilu.insight.answers import Question
from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.forms import Flag, Forms
from deskpemilu.insight.inputs import known_dpt
from deskpemilu.insight.patterns import arrival_oddities, changed_after_verification
from deskpemilu.insight.percentages import AreaTest

QUEUE = 200
_AREA = re.compile(r"^Wilayah \d+")
_TWIN = "baris_"
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d{1,2}(?!\d))|(?<=p = 0)\.(?=\d)")


def anomalies(question: Question, *, closing: float | None, seed: int, queue: int = QUEUE) -> dict[str, Any]:
    """Ranked findings per TPS. closing: when voting closed, seconds since 1970, None where unknown."""
    reports, register = question.reports, question.register
    rows = np.flatnonzero(reports.reported)
    forms = _forms(question, rows)
    further: list[Flag] = []
    if rows.size:
        late = reports.arrival[rows] - closing if closing is not None else np.full(rows.size, np.nan)
        further += arrival_oddities(late, reports.sender[rows])
        verified = reports.verified[rows]
        further += changed_after_verification(verified, forms.votes, forms.choices)
    area = np.zeros(rows.size, dtype=np.intp)
    found = find_anomalies(forms, register.cluster[rows], area, seed=seed, queue=queue, further=further)
    return {
        "contest": question.contest,
        "at": question.at,
        "reported": int(rows.size),
        "N": len(register.codes),
        "seed": seed,
        "rows": [_row(question, rows, flag) for flag in found.flags],
        "left_out": found.left_out,
        "areas": [_area(question, test) for test in found.areas],
        "rates": _rates(found, rows.size),
    }


def _forms(question: Question, rows: Any) -> Forms:
    reports = question.reports
    columns = {name: column[rows] for name, column in reports.rows.items() if name in ROW_NAMES}
    columns["pemilih_dpt_j"] = _stated_dpt(question)[rows]
    return Forms(reports.votes[rows], columns, question.choices.keys)


def _stated_dpt(question: Question) -> Floats:
    """DPT that the form states; where it is blank, the register's."""
    stated = question.reports.row("pemilih_dpt_j")
    register = known_dpt(question.register, question.reports).astype(np.float64)
    return np.where(np.isnan(stated), np.where(register > 0, register, np.nan), stated)


def _row(question: Question, rows: Any, flag: Flag) -> dict[str, Any]:
    codes = question.register.codes
    twins = [codes[rows[int(v)]] for name, v in flag.values.items() if name.startswith(_TWIN)]
    values: dict[str, Any] = {n: v for n, v in flag.values.items() if not n.startswith(_TWIN)}
    if twins:
        values["tps_sama"] = twins
    return {
        "tps_code": codes[rows[flag.tps]],
        "code": flag.code,
        "severity": flag.severity.value,
        "values": values,
        "text": _comma(flag.text),
        "suspect_field": flag.suspect_field,
        "base_rate": flag.base_rate,
        "rank": round(flag.rank, 4),
    }


def _area(question: Question, test: AreaTest) -> dict[str, Any]:
    """A test of the whole area; the desk is one area."""
    place = question.register.name(question.register.area)
    return {
        "code": question.register.area,
        "test": test.test,
        "tps": test.tps,
        "observed": test.observed,
        "expected": test.expected,
        "p_value": test.p_value,
        "flagged": test.flagged,
        "text": _comma(_AREA.sub(place, test.text)),
    }


def _comma(text: str) -> str:
    """Decimals as Indonesian officials write them: 41.8 → 41,8; 10.000 stays."""
    return _DECIMAL.sub(",", text)


def _rates(found: Anomalies, forms: int) -> dict[str, int]:
    """How many findings of each kind stand in the queue."""
    codes = [flag.code for flag in found.flags]
    return {code: codes.count(code) for code in sorted(set(codes))} if forms else {}
