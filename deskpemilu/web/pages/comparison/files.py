"""The differences of a region as a file, and a record of who took it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.codes import KECAMATAN, dotted
from deskpemilu.exchange import dhasil_template
from deskpemilu.exchange.compare import figures
from deskpemilu.intake.book import book_of
from deskpemilu.web.exports import SHAPES, Cell, Table, file_name, taken_by
from deskpemilu.web.formatting import zone_name
from deskpemilu.web.pages.comparison.board import Board, Line, Place, lines_of

HEAD = (
    "No.",
    "Kode TPS",
    "Tempat",
    "Golongan",
    "Keterangan",
    "Keadaan di desk",
    "Foto di desk",
    "Keputusan",
    "Catatan",
)


def take(request: DeskRequest, board: Board) -> Table:
    """The rows as they are filtered, with both sides and the difference of every figure.

    Somebody who may not see totals gets the figures that differ, as on the page, and no others.
    """
    lines = lines_of(board, board.rows)
    keys = _keys(lines, every=board.totals)
    place, source = board.place, board.place.source_name
    columns = [f"{label} {key}" for key in keys for label in ("desk", source, "selisih")]
    return Table(
        title=" · ".join((place.election.name, place.contest.name, place.region.name, f"desk dan {source}")),
        about=[*_about(board), note_taken(request, board, len(lines), "export_comparison")],
        head=[*HEAD, *columns],
        rows=[_cells(number, line, keys, board) for number, line in enumerate(lines, start=1)],
    )


def blank_table(place: Place, shape: str) -> HttpResponse:
    """The template of D.Hasil for a kecamatan. Raises Http404 for another level or shape, or without TPS."""
    if len(place.region.code) != KECAMATAN or shape not in SHAPES:
        raise Http404("Templat D.Hasil tersedia per kecamatan, sebagai CSV atau XLSX.")
    try:
        made = dhasil_template.blocks(book_of(place.election).lexicon, place.contest.code, place.region.code)
    except ValueError as error:
        raise Http404(str(error)) from error
    content = dhasil_template.as_csv(made) if shape == "csv" else dhasil_template.as_xlsx(made)
    response = HttpResponse(content, content_type=SHAPES[shape])
    name = file_name("dhasil", place.contest.code, place.region.code, at=timezone.localtime(), shape=shape)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def note_taken(request: DeskRequest, board: Board, rows: int, act: str) -> str:
    """Record that somebody takes the list out; the line that the file says about it."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    place = board.place
    data = {
        "contest": place.contest.code,
        "source": place.source.value,
        "class": board.wanted.kind,
        "verdict": board.wanted.verdict,
        "rows": rows,
    }
    with transaction.atomic():
        entry = Entry(act, f"contest:{place.contest.pk}", place.region.code, data)
        record(actor=request.user, entries=[entry], now=now)
    return taken_by(request.user.name, now.astimezone(zone), zone_name(zone))


def _about(board: Board) -> list[str]:
    summary, file = board.summary, board.file
    count = "diverifikasi" if board.wanted.verified else "diterima"
    lines = [
        f"Hitungan {count}; {summary.compared} TPS ada pada kedua pihak, {summary.differing} berbeda.",
        "Selisih adalah angka sumber dikurangi angka desk.",
    ]
    if file:
        told = (
            f", data per {timezone.localtime(file.published_at):%d-%m-%Y %H.%M}" if file.published_at else ""
        )
        lines.insert(
            0, f"Sumber: {board.place.source_name}, berkas {file.name}{told}; sidik {file.digest[:16]}."
        )
    return lines


def _keys(lines: Sequence[Line], *, every: bool) -> list[str]:
    found: dict[str, None] = {}
    for line in lines:
        for side in (line.row.mine, line.row.theirs) if every else ():
            found.update(dict.fromkeys(figures(side.form) or {}) if side else {})
        found.update(dict.fromkeys(line.row.judgement.difference))
    votes = [key for key in found if key[0].isdigit()]
    return [
        *sorted(votes, key=lambda key: tuple(map(int, key.split(".")))),
        *(k for k in found if k not in votes),
    ]


def _cells(number: int, line: Line, keys: Sequence[str], board: Board) -> list[Cell]:
    ours = (figures(line.row.mine.form) if line.row.mine else None) or {}
    theirs = (figures(line.row.theirs.form) if line.row.theirs else None) or {}
    difference = line.row.judgement.difference
    cells: list[Cell] = [
        number,
        dotted(line.row.tps_code),
        line.place,
        board.kind_name(line.row.kind),
        line.words,
        line.row.mine.state.value if line.row.mine else "belum",
        "ya" if line.photo else "tidak",
        line.note.get_verdict_display() if line.note and line.fresh else "",
        line.note.note if line.note and line.fresh else "",
    ]
    for key in keys:
        shown = board.totals or key in difference
        cells += [ours.get(key), theirs.get(key), difference.get(key)] if shown else [None, None, None]
    return cells
