"""Rule D4: every figure is a whole number of people, ballots or votes, never negative.

It goes first: where it speaks, no other rule can compute.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskpemilu.domain.findings import Severity
from deskpemilu.domain.form import ROW_NAMES, CountForm, impossible_rows
from deskpemilu.domain.rules.base import Case, Hit, Rule
from deskpemilu.domain.rules.labels import CHOICE

_NAMES = frozenset(ROW_NAMES)


def _whole(figure: object) -> bool:
    return isinstance(figure, int) and not isinstance(figure, bool) and figure >= 0


def all_whole(form: CountForm) -> bool:
    """Whether the other rules can compute with this form."""
    return all(map(_whole, form.votes.values())) and all(map(_whole, form.rows.values()))


def _not_whole(case: Case) -> Iterable[Hit]:
    figures: list[tuple[str, object]] = [(CHOICE + key, figure) for key, figure in case.form.votes.items()]
    figures += case.form.rows.items()
    for row, figure in figures:
        if not _whole(figure):
            written = figure if isinstance(figure, int) else 0
            yield Hit(row, (), written, max(0, written), words=(("value", str(figure)),))


def _unknown_row(case: Case) -> Iterable[Hit]:
    if case.form.rows.keys() <= _NAMES or not all_whole(case.form):
        return
    for row in impossible_rows(case.form.rows):
        yield Hit(row, (), case.form.rows[row], 0)


FIGURES = Rule(
    "D4",
    "Setiap angka bilangan bulat, tidak negatif",
    Severity.GALAT,
    "PKPU 25/2023 Lampiran, Model C.HASIL: kotak angka",
    "{left} berisi {value}; yang dapat diterima hanya bilangan bulat 0 atau lebih. Mohon periksa baris itu.",
    _not_whole,
)
UNKNOWN_ROWS = Rule(
    "D9",
    "Baris ada pada formulir",
    Severity.GALAT,
    "Nama baris formulir di domain/form.py",
    "Baris “{left}” tidak ada pada formulir. Mohon periksa nama barisnya.",
    _unknown_row,
)
