"""The letter's blanks as a form, and its rows from the list that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.domain.codes import dotted
from deskpemilu.exchange.beside import summarise
from deskpemilu.exchange.compare import DIFFERING, Kind
from deskpemilu.exchange.letter import as_pdf, paragraphs
from deskpemilu.exchange.models import Verdict
from deskpemilu.web.context import INTERNAL, desk_name
from deskpemilu.web.exports import file_name
from deskpemilu.web.formatting import MONTHS, figure, place
from deskpemilu.web.pages.comparison.board import Board, Line, is_fresh, lines_of
from deskpemilu.web.pages.comparison.files import note_taken
from deskpemilu.web.pages.comparison.marks import Digit, signed

DECIDED, ALL = "diputuskan", "semua"
TO = (("kpu", "KPU"), ("bawaslu", "Bawaslu"))


class LetterForm(forms.Form):
    """Who it goes to, who signs; what is left empty becomes a dotted line."""

    contents = forms.ChoiceField(choices=[(DECIDED, ""), (ALL, "")])
    to = forms.ChoiceField(choices=TO)
    number = forms.CharField(label="Nomor surat", max_length=60, required=False)
    place = forms.CharField(label="Tempat", max_length=60, required=False)
    date = forms.CharField(label="Tanggal", max_length=40, required=False)
    office = forms.CharField(label="Jabatan penanda tangan", max_length=100, required=False)
    signatory = forms.CharField(label="Nama penanda tangan", max_length=100, required=False)
    nip = forms.CharField(label="NIP", max_length=30, required=False)


def usual(board: Board) -> dict[str, str]:
    """What the form holds at first."""
    decided, _ = choices_of(board)
    return {"contents": DECIDED if decided[2] else ALL, "to": "kpu", "office": "Ketua Desk"}


def choices_of(board: Board) -> tuple[tuple[str, str, int], tuple[str, str, int]]:
    """Both contents with their number of TPS."""
    return (
        (DECIDED, "TPS yang diputuskan “Kami benar – lapor KPU”", len(_rows(board, DECIDED))),
        (ALL, "Semua TPS yang angkanya berbeda", len(_rows(board, ALL))),
    )


def _rows(board: Board, contents: str) -> list[Any]:
    if contents == ALL:
        # What speaks of another voting (regular beside PSU) is no mistake of KPU's.
        return [row for row in board.rows if row.kind in DIFFERING and not row.other_generation]
    reported = []
    for row in board.rows:
        note = board.notes.get(row.tps_code)
        if (
            note
            and note.verdict == Verdict.OURS
            and is_fresh(note, row)
            and row.kind is not Kind.MISSING_HERE
        ):
            reported.append(row)
    return reported


def pdf(request: DeskRequest, board: Board, form: LetterForm) -> HttpResponse:
    """The letter as a download, and a record of it. Raises ValueError for no row or too many."""
    given, contents = form.cleaned_data, form.cleaned_data["contents"]
    rows = _rows(board, contents)
    if not rows:
        raise ValueError(
            "Tidak ada TPS untuk lampiran. Catat keputusan “Kami benar – lapor KPU” lebih dahulu."
        )
    board = replace(board, rows=rows)
    taken = note_taken(request, board, len(rows), "export_letter")
    content = as_pdf(_data(board, given, taken))
    response = HttpResponse(content, content_type="application/pdf")
    parts = ("surat", given["to"], board.place.contest.code, board.place.region.code)
    name = file_name(*parts, at=timezone.localtime(), shape="pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _data(board: Board, given: dict[str, str], taken: str) -> dict[str, Any]:
    where, source = board.place, board.place.source_name
    area = place(where.election.area.name)
    organ = dict(TO)[given["to"]]
    at = timezone.localtime(board.published_at) if board.published_at else None
    per = f"{at.day} {MONTHS[at.month - 1]} {at.year} pukul {at:%H.%M}" if at else ""
    region = place(where.region.name)
    return {
        **{name: given[name] for name in ("number", "place", "date", "office", "signatory", "nip")},
        "internal": INTERNAL,
        "title": f"{where.election.name} · {where.contest.name} · {region}",
        "desk": desk_name(where.election),
        "government": f"Pemerintah {area}",
        "to": f"Ketua {organ} {area}",
        "to_place": "",
        "subject": f"Perbedaan angka {where.contest.name} antara C.Hasil dan {source}",
        "copies": [f"Ketua {name} {area}" for code, name in TO if code != given["to"]],
        "source": source,
        "taken": f"{INTERNAL}. {taken}",
        "about": f"Sumber pembanding: {source}{f' per {per}' if per else ''}; sidik berkas "
        f"{board.file.digest[:16] if board.file else '–'}",
        "paragraphs": paragraphs(
            election=where.election.name,
            contest=where.contest.name,
            region=region,
            source=source,
            per=per,
            differing=figure(board.summary.differing),
            compared=figure(board.summary.compared),
            listed=figure(len(board.rows)),
            checked=given["contents"] == DECIDED,
        ),
        "effects": _effects(board),
        "rows": [_row(number, line) for number, line in enumerate(lines_of(board, board.rows), start=1)],
    }


def _effects(board: Board) -> list[dict[str, str]]:
    """Net effect over the TPS of the list, only for somebody who may see totals here."""
    if not board.totals or len(board.effects) > 12:
        return []
    names = {each.key: name for each, name in board.effects}
    return [
        {
            "key": each.key,
            "name": names.get(each.key, ""),
            "ours": figure(each.ours),
            "theirs": figure(each.theirs),
            "net": signed(each.net),
        }
        for each in summarise(board.rows).effects
    ]


def _row(number: int, line: Line) -> dict[str, Any]:
    return {
        "number": number,
        "code": dotted(line.row.tps_code),
        "place": line.place,
        "photo": "ya" if line.photo else "tidak",
        "words": line.words + (f" {line.note.note}" if line.note and line.fresh and line.note.note else ""),
        "pairs": [
            {
                "label": pair.label,
                "ours": _boxes(pair.ours_boxes),
                "theirs": _boxes(pair.theirs_boxes),
                "net": signed(pair.difference),
            }
            for pair in line.pairs
        ],
    }


def _boxes(boxes: Sequence[Digit]) -> list[dict[str, Any]]:
    return [{"digit": box.digit, "differs": box.differs, "filling": box.filling} for box in boxes]
