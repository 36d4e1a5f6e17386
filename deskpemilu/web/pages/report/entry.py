"""Figures as people type them into boxes: which boxes a form has, and what was typed. Pure.

Comes in: the ballot and the fields of a request. Goes out: boxes to draw, or a CountForm. Refuses,
with a sentence that names the row, anything that is not a whole number of at most five digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules.labels import CHOICE, label_of
from deskpemilu.registry.lexicon import ChoiceEntry
from deskpemilu.web.pages.inbox.bubble import tint_of

SUM_ROWS = ("suara_sah", "suara_tidak_sah", "suara_total")
# A dot is a thousands mark only with three digits after it: 1.5 is not 15.
_FIGURE = re.compile(r"[0-9]{1,5}|[0-9]{1,2}\.[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: `name` is the field's name and row, `value` what stands in it."""

    name: str
    label: str
    detail: str = ""
    value: str = ""
    tint: str = ""
    part: str = ""  # "votes" is summed into suara_sah, "" is not


class BadFigure(ValueError):
    """Something in a box is not a figure; the text names the row."""


def boxes(
    ballot: Sequence[ChoiceEntry],
    contest: str,
    values: Mapping[str, str] | None = None,
    *,
    extra_rows: Iterable[str] = (),
) -> list[Box]:
    """The boxes of a form: choices of the ballot by party or pair, then the three sums.

    `extra_rows` are further rows that stand before them (for example `pengguna_total_j`).
    """
    given = values or {}
    legislative = CONTESTS[contest].legislative
    found = [_row_box(name, contest, given) for name in extra_rows]
    for choice in ballot:
        if "." in choice.key and CHOICE + choice.key not in given:
            continue
        name = CHOICE + choice.key
        label = label_of(name, contest) if legislative else choice.key.zfill(2)
        value = given.get(name, "")
        tint = tint_of(f"choice:{choice.key}")
        found.append(Box(name, label, choice.name or choice.party, value, tint, "votes"))
    return [*found, *(_row_box(name, contest, given) for name in SUM_ROWS)]


def _row_box(name: str, contest: str, given: Mapping[str, str]) -> Box:
    return Box(name, label_of(name, contest), value=given.get(name, ""), tint=tint_of(f"row:{name}"))


def values_of(form: CountForm) -> dict[str, str]:
    """What stands in the boxes for a form."""
    votes = {CHOICE + key: str(figure) for key, figure in form.votes.items()}
    return {**votes, **{name: str(figure) for name, figure in form.rows.items()}}


def typed(data: Mapping[str, str], names: Iterable[str], contest: str, *, prefix: str = "") -> CountForm:
    """The form that was typed into the boxes `names`. A blank box or "-" is absent, never zero."""
    votes: dict[str, int] = {}
    rows: dict[str, int] = {}
    for name in names:
        text = str(data.get(prefix + name, "")).strip()
        if text in {"", "-"}:
            continue
        if not _FIGURE.fullmatch(text):
            raise BadFigure(
                f"{label_of(name, contest)}: “{text[:20]}” bukan angka. Tulis angka saja, misalnya 123."
            )
        if name.startswith(CHOICE):
            votes[name.removeprefix(CHOICE)] = int(text.replace(".", ""))
        else:
            rows[name] = int(text.replace(".", ""))
    return CountForm(rows=rows, votes=votes)


def completed(form: CountForm, ballot: Sequence[ChoiceEntry]) -> CountForm:
    """The form with the sums that were left blank worked out from what was typed.

    The valid votes only when every choice has a figure: a blank is not a zero.
    """
    rows = dict(form.rows)
    wanted = {choice.key for choice in ballot if "." not in choice.key}
    if "suara_sah" not in rows and wanted and wanted <= form.votes.keys():
        rows["suara_sah"] = form.votes_sum
    if "suara_total" not in rows and {"suara_sah", "suara_tidak_sah"} <= rows.keys():
        rows["suara_total"] = rows["suara_sah"] + rows["suara_tidak_sah"]
    return CountForm(rows=rows, votes=form.votes)
