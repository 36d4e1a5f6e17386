"""The dashboard's table as a file: the regions below one, or every TPS in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.codes import dotted
from deskpemilu.registry.models import Election
from deskpemilu.web.exports import Cell, Table, taken_by
from deskpemilu.web.formatting import zone_name
from deskpemilu.web.pages.dashboard.board import Board, Wanted
from deskpemilu.web.pages.dashboard.rows import Row, seen_rows, tps_rows
from deskpemilu.web.status import look_of

REGION_HEAD = ("Kode", "Nama", "TPS", "Masuk", "Masuk (%)", "Diverifikasi", "Ditahan", "Belum", "DPT")
TPS_HEAD = ("Kode", "Nama", "Keadaan", "Temuan", "DPT")


def take(
    request: DeskRequest, election: Election, contest: str, code: str, wanted: Wanted, *, every_tps: bool
) -> Table:
    """The table, with votes only for somebody who may see them, and a record of who took it."""
    board = Board.load(election, contest, code, wanted, request.access)
    now = timezone.now()
    rows = board.rows
    if every_tps:
        rows = seen_rows(request.access, board.contest, code, _all_tps(board, now))
    table = _table(board, rows, _taken(request.user.name, now))
    data = {"contest": contest, "count": wanted.count, "rows": len(rows), "votes": board.totals}
    with transaction.atomic():
        record(actor=request.user, entries=[Entry("export_table", f"contest:{contest}", code, data)], now=now)
    return table


def _taken(name: str, now: datetime) -> str:
    zone = timezone.get_current_timezone()
    return taken_by(name, now.astimezone(zone), zone_name(zone))


def _all_tps(board: Board, now: datetime) -> list[Row]:
    rows = tps_rows(board.contest, board.region.code, board.wanted.count, now=now)
    return rows if board.totals else [row.without_votes() for row in rows]


def _table(board: Board, rows: Sequence[Row], taken: str) -> Table:
    of_tps = bool(rows) and rows[0].is_tps
    columns = [(bar.key, f"{bar.key} {bar.party or bar.name}") for bar in board.bars]
    votes = [*(label for _, label in columns), "Suara sah", "Tidak sah"] if board.totals else []
    keys = [key for key, _ in columns]
    return Table(
        title=f"{board.election.name} · {board.contest.name} · {board.region.name}",
        about=_about(board, taken),
        head=[*(TPS_HEAD if of_tps else REGION_HEAD), *votes],
        rows=[_cells(row, keys, votes=board.totals) for row in rows],
        shares=frozenset() if of_tps else frozenset({REGION_HEAD.index("Masuk (%)")}),
    )


def _about(board: Board, taken: str) -> list[str]:
    count = "diverifikasi" if board.wanted.verified else "diterima"
    p = board.progress
    lines = [f"Hitungan {count}; {p.received} dari {p.tps} TPS masuk, {p.verified} diverifikasi."]
    if board.wanted.words:
        lines.append(f"Hanya nama yang memuat “{board.wanted.words}”.")
    return [*lines, taken]


def _cells(row: Row, keys: list[str], *, votes: bool) -> list[Cell]:
    cells: list[Cell] = [dotted(row.code), row.name]
    if row.is_tps:
        cells += [look_of(row.state).word, ", ".join(row.findings), row.dpt]
    else:
        cells += [row.tps, row.received, row.share, row.verified, row.problem, row.missing, row.dpt]
    if votes:
        counted = bool(row.votes)
        cells += [row.votes.get(key, 0) if counted else None for key in keys]
        cells += [row.valid, row.invalid] if counted else [None, None]
    return cells
