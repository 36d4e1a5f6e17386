"""Quick count, projection, anomalies, seats: the latest stored run, never a fresh computation."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.insight.models import Run
from deskpemilu.web.exports import answer, file_name
from deskpemilu.web.pages.dashboard.looks import note_look
from deskpemilu.web.pages.insight import files
from deskpemilu.web.pages.insight.afterwards import afterwards
from deskpemilu.web.pages.insight.board import Board, place_of
from deskpemilu.web.pages.insight.glance import glances, received_of
from deskpemilu.web.pages.insight.house import house_of
from deskpemilu.web.pages.insight.sample_board import sample_board

KINDS = {"hitung-cepat": Run.Kind.ESTIMATE, "proyeksi": Run.Kind.PROJECTION, "anomali": Run.Kind.ANOMALIES,
         "kursi": Run.Kind.SEATS}  # fmt: skip


def board_of(request: DeskRequest, contest: str, kind: Run.Kind) -> Board:
    """The page's board; the look at it is recorded."""
    board = Board.load(request, contest, kind)
    note_look(request.user, board.place.contest, board.place.election.area_id, now=timezone.now())
    return board


@requires(Act.SEE_TOTALS)
@require_safe
def quick_count(request: DeskRequest, contest: str = "") -> HttpResponse:
    """The sample so far."""
    board = board_of(request, contest, Run.Kind.ESTIMATE)
    context = {"board": board, **sample_board(board.run, board.sample)}
    return render(request, "insight/estimate.html", context)


@requires(Act.SEE_TOTALS)
@require_safe
def projection(request: DeskRequest, contest: str = "") -> HttpResponse:
    """The final result as the count lets it be seen."""
    board = board_of(request, contest, Run.Kind.PROJECTION)
    return render(request, "insight/projection.html", {"board": board})


@requires(Act.SEE_TOTALS)
@require_safe
def seats(request: DeskRequest, contest: str = "") -> HttpResponse:
    """Seats per district."""
    board = board_of(request, contest, Run.Kind.SEATS)
    house = house_of(board.place.contest, board.result)
    return render(request, "insight/seats.html", {"board": board, "house": house})


@requires(Act.SEE_TOTALS)
@require_safe
def glance(request: DeskRequest, contest: str) -> HttpResponse:
    """The lines of the dashboard, asked for again by the page that shows them."""
    place, now = place_of(request, contest, Run.Kind.PROJECTION), timezone.now()
    note_look(request.user, place.contest, place.election.area_id, now=now)
    lines = glances(place.contest, received=received_of(place.contest), now=now)
    return render(request, "insight/_glance.html", {"glances": lines, "contest": place.contest})


@requires(Act.SEE_TOTALS)
@require_safe
def hindsight(request: DeskRequest, page: str, contest: str) -> HttpResponse:
    """What was said when, and how right it was."""
    kind = _judged(page)
    board = board_of(request, contest, kind)
    seen = afterwards(board.place.contest, kind, request.GET.get("acuan", ""))
    context = {"board": board, "seen": seen, "slug": page, "what": kind.label.capitalize()}
    return render(request, "insight/hindsight.html", context)


@requires(Act.SEE_TOTALS)
@require_safe
def hindsight_export(request: DeskRequest, page: str, contest: str, shape: str) -> HttpResponse:
    """All verdicts as CSV or XLSX."""
    kind = _judged(page)
    board = board_of(request, contest, kind)
    if not request.access.may(Act.EXPORT, board.place.election.area_id):
        raise PermissionDenied("Peran Anda tidak mencakup pengunduhan tabel seluruh wilayah desk.")
    seen = afterwards(board.place.contest, kind, request.GET.get("acuan", ""))
    if seen is None:
        raise Http404("Belum ada perhitungan yang dapat ditinjau.")
    table = files.take_hindsight(request, board, seen)
    name = file_name(
        board.place.election.code, contest, f"tinjauan-{page}", at=timezone.localtime(), shape=shape
    )
    return answer(table, shape=shape, name=name)


def _judged(page: str) -> Run.Kind:
    """Quick count or projection; nothing else says a share. Raises Http404."""
    kind = KINDS.get(page)
    if kind not in {Run.Kind.ESTIMATE, Run.Kind.PROJECTION}:
        raise Http404("Yang dapat ditinjau: hitung-cepat dan proyeksi.")
    return kind


@requires(Act.SEE_TOTALS)
@require_safe
def method(request: DeskRequest) -> HttpResponse:
    """How the figures are made, in plain words."""
    return render(request, "insight/method.html")


@requires(Act.SEE_TOTALS)
@require_safe
def export(request: DeskRequest, page: str, contest: str, shape: str) -> HttpResponse:
    """The table of a page, or the drawn sample, as CSV or XLSX."""
    board = board_of(request, contest, KINDS.get(page, Run.Kind.ESTIMATE))
    if not request.access.may(Act.EXPORT, board.place.election.area_id):
        raise PermissionDenied("Peran Anda tidak mencakup pengunduhan tabel seluruh wilayah desk.")
    table = files.take_sample(request, board) if page == "sampel" else files.take(request, board)
    name = file_name(board.place.election.code, contest, page, at=timezone.localtime(), shape=shape)
    return answer(table, shape=shape, name=name)
