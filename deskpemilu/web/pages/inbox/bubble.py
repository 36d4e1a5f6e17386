"""A message as WhatsApp shows it, with what was read marked in the text itself: pure.

Comes in: the original text and the spans of its reading. Goes out: pieces of text in order, each
plain or marked with a tint (which row it fills) and a label in words. The marks of WhatsApp's own
formatting (*tebal*, _miring_, ~coret~) are not shown but applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from deskpemilu.domain.contests import party_of
from deskpemilu.domain.rules.labels import CHOICE, label_of

TINTS = 8  # colours of choices repeat after these; the label tells them apart
_ROW_TINTS = {
    "suara_sah": "sah",
    "suara_tidak_sah": "tidak",
    "suara_total": "jumlah",
    "pemilih_dpt_j": "dpt",
    "pengguna_total_j": "dpt",
}
_NUMBERS = {
    "clock": "jam",
    "time": "jam",
    "date": "tanggal",
    "phone": "nomor telepon",
    "nik": "NIK",
    "account": "nomor rekening",
    "percent": "persen",
    "money": "uang",
    "age": "umur",
    "dpt": "pemilih DPT",
    "count": "banyaknya",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text. `tint` "" is plain; `label` says what was read; `other` belongs to another form."""

    text: str
    tint: str = ""
    label: str = ""
    role: str = ""
    style: str = ""
    other: bool = False


def tint_of(role: str) -> str:
    """The tint of a role: choices by number, rows by name, places, contests, other numbers."""
    kind, _, name = role.partition(":")
    if kind == "choice":
        number = party_of(name)
        return f"c{(int(number) - 1) % TINTS + 1}" if number.isdecimal() else "c1"
    if kind == "row":
        return _ROW_TINTS.get(name, "baris")
    return {"place": "tempat", "tps": "tempat", "contest": "pemilihan", "number": "lain"}.get(kind, "asing")


def role_label(role: str, contest: str = "") -> str:
    """A role in words: `Suara nomor 2`, `Suara tidak sah (V.B)`, `tempat`, `bukan suara: jam`."""
    kind, _, name = role.partition(":")
    if kind == "choice":
        return label_of(CHOICE + name, contest)
    if kind == "row":
        return label_of(name, contest)
    if kind == "number":
        return f"bukan suara: {_NUMBERS.get(name, name.replace('_', ' '))}"
    plain = {"place": "tempat", "tps": "nomor TPS", "contest": "pemilihan"}
    return plain.get(kind, "belum dapat dijelaskan")


def pieces(
    text: str,
    spans: Sequence[Mapping[str, Any]],
    *,
    contests: Mapping[int, str] | None = None,
    report: int | None = None,
) -> list[Piece]:
    """The text in pieces. `contests` by report index; `report`: the one form that is looked at.

    Spans that lie outside the text or over an earlier one are left out: a wrong mark would be worse
    than none.
    """
    marks = list(_in_order(text, spans))
    styles, hidden = _formatting(text)
    cuts = {0, len(text)}
    for start, end, _ in (*marks, *styles):
        cuts |= {start, end}
    for at in hidden:
        cuts |= {at, at + 1}
    edges = sorted(cuts)
    found = []
    for start, end in pairwise(edges):
        if start in hidden:
            continue
        style = " ".join(name for a, b, name in styles if a <= start < b)
        span = next((span for a, b, span in marks if a <= start < b), None)
        found.append(_piece(text[start:end], span, style, contests or {}, report))
    return found


def _piece(
    text: str, span: Mapping[str, Any] | None, style: str, contests: Mapping[int, str], report: int | None
) -> Piece:
    if span is None:
        return Piece(text, style=style)
    role, of = str(span.get("role", "")), span.get("report")
    label = role_label(role, contests.get(of, "") if of is not None else "")
    other = report is not None and of is not None and of != report
    return Piece(text, tint=tint_of(role), label=label, role=role, style=style, other=other)


def _in_order(text: str, spans: Iterable[Mapping[str, Any]]) -> Iterable[tuple[int, int, Mapping[str, Any]]]:
    """Spans from left to right, without those outside the text or over an earlier one."""
    reached = 0
    for span in sorted(spans, key=lambda span: (int(span.get("start", 0)), int(span.get("end", 0)))):
        start, end = int(span.get("start", 0)), int(span.get("end", 0))
        if reached <= start < end <= len(text):
            yield start, end, span
            reached = end


_SIGNS = {"tebal": r"\*", "miring": "_", "coret": "~"}
_MARKED = {
    name: re.compile(rf"(?<![\w{sign}]){sign}(?=\S)([^{sign}\n]*\S){sign}(?!\w)")
    for name, sign in _SIGNS.items()
}


def _formatting(text: str) -> tuple[list[tuple[int, int, str]], set[int]]:
    """Ranges of WhatsApp's formatting, and the positions of its marks."""
    ranges: list[tuple[int, int, str]] = []
    hidden: set[int] = set()
    for name, pattern in _MARKED.items():
        for match in pattern.finditer(text):
            ranges.append((match.start() + 1, match.end() - 1, name))
            hidden |= {match.start(), match.end() - 1}
    return ranges, hidden
