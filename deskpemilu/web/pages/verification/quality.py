"""How often people's figures turn out wrong, per operator and clerk."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.roles import Act
from deskpemilu.intake.entry_queries import entry_errors
from deskpemilu.verification.quality_queries import Line, lines
from deskpemilu.web.exports import Table, answer, file_name, taken_by
from deskpemilu.web.formatting import zone_name
from deskpemilu.web.pages.verification.board import Board, board_of

HEAD = (
    "Nama",
    "Jalan",
    "Formulir diputuskan",
    "Salah pada awalnya",
    "Tingkat kesalahan",
    "Batas bawah 95 %",
    "Batas atas 95 %",
    "Diralat sendiri",
    "Angka salah",
    "Dikembalikan",
)


@requires(Act.CORRECT)
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """The table."""
    board = board_of(request)
    if board is None:
        return render(request, "verification/empty.html", {"board": None})
    rows = lines(board.election, board.areas)
    forms, wrong = sum(row.score.forms for row in rows), sum(row.score.wrong for row in rows)
    clerks = entry_errors(board.election, board.areas)
    context = {"board": board, "rows": rows, "forms": forms, "wrong": wrong, "clerks": clerks}
    return render(request, "verification/quality.html", context)


@requires(Act.EXPORT)
@require_safe
def take(request: DeskRequest, shape: str) -> HttpResponse:
    """The table as a file; who took it is on the record."""
    board = board_of(request)
    if board is None:
        return render(request, "verification/empty.html", {"board": None})
    table = _table(request, board)
    return answer(table, shape=shape, name=file_name("mutu-laporan", at=timezone.localtime(), shape=shape))


def _table(request: DeskRequest, board: Board) -> Table:
    now, zone = timezone.now(), timezone.get_current_timezone()
    with transaction.atomic():
        record(actor=request.user, entries=[Entry("export_table", "mutu")], now=now)
    return Table(
        title=f"{board.election.name} · mutu laporan",
        about=[taken_by(request.user.name, now.astimezone(zone), zone_name(zone))],
        head=HEAD,
        rows=[_cells(line) for line in lines(board.election, board.areas)],
        shares=frozenset({4, 5, 6}),
    )


def _cells(line: Line) -> list[str | int | float | None]:
    score, (low, high) = line.score, line.score.interval or (None, None)
    cells: list[str | int | float | None] = [line.name, line.road, score.forms, score.wrong, score.rate]
    return [*cells, low, high, score.mended, score.figures_wrong, line.returned]
