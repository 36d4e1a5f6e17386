"""From what was read to a form, and comparing forms: pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum

from deskpemilu.domain.form import CountForm
from deskpemilu.intake.reading import Report

_ROW_OF = {
    "valid": "suara_sah",
    "invalid": "suara_tidak_sah",
    "total": "suara_total",
    "dpt": "pemilih_dpt_j",
    "voters": "pengguna_total_j",
}


class Likeness(StrEnum):
    """How new figures stand to the ones held."""

    SAME = "same"  # they say nothing new
    FILLS = "fills"  # they agree and say more
    DIFFERS = "differs"  # at least one figure is another


def form_of(report: Report) -> CountForm:
    """The form that a report describes."""
    rows = {row: figure for name, row in _ROW_OF.items() if (figure := getattr(report, name)) is not None}
    return CountForm(rows={**rows, **report.rows}, votes=dict(report.votes))


def likeness(held: CountForm, new: CountForm) -> Likeness:
    """Compare every figure that both state; a blank agrees with anything."""
    more = False
    for old_figures, new_figures in ((held.votes, new.votes), (held.rows, new.rows)):
        for name, figure in new_figures.items():
            if name not in old_figures:
                more = True
            elif old_figures[name] != figure:
                return Likeness.DIFFERS
    return Likeness.FILLS if more else Likeness.SAME


def merged(held: CountForm, new: CountForm) -> CountForm:
    """The held form with the new one's figures put over it."""
    return CountForm(rows={**held.rows, **new.rows}, votes={**held.votes, **new.votes})


def corrected(held: CountForm, change: CountForm) -> CountForm:
    """The held form after a correction of some figures.

    Sums that were computed and are not part of the correction are computed anew; a correction of
    a single vote must not leave the old sum standing beside it.
    """
    new = merged(held, change)
    rows = dict(new.rows)
    if change.votes and "suara_sah" not in change.rows:
        rows["suara_sah"] = sum(new.votes.values())
    sums_changed = rows.get("suara_sah") != held.rows.get("suara_sah") or "suara_tidak_sah" in change.rows
    if sums_changed and "suara_total" not in change.rows and {"suara_sah", "suara_tidak_sah"} <= rows.keys():
        rows["suara_total"] = rows["suara_sah"] + rows["suara_tidak_sah"]
    return CountForm(rows=rows, votes=new.votes)


def fingerprint(form: CountForm) -> str:
    """32 hex digits that are equal for equal figures."""
    figures: list[Mapping[str, int]] = [form.votes, form.rows]
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
