"""Our figures beside KPU's: the list of a region, one TPS, decisions, and the list as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.exchange import services
from deskpemilu.web.election import current_election
from deskpemilu.web.exports import answer, file_name
from deskpemilu.web.pages.comparison import files
from deskpemilu.web.pages.comparison.board import Board, lines_of, place_of
from deskpemilu.web.pages.comparison.letter import LetterForm, choices_of, pdf, usual
from deskpemilu.web.pages.comparison.one import load
from deskpemilu.web.pages.comparison.sums import SumBoard
from deskpemilu.web.pages.dashboard.looks import note_look

PAGE_SIZE = 40


@requires(Act.EXPORT)
@require_safe
def home(request: DeskRequest) -> HttpResponse:
    """The first contest in the widest region of the person."""
    election = current_election(request)
    if election is None:
        raise Http404("Desk ini belum mempunyai pemilihan.")
    areas = request.access.areas(Act.EXPORT)
    wide = any(election.area_id.startswith(area) for area in areas)
    contest = election.contests.order_by("order").first()
    if contest is None:
        raise Http404("Pemilihan ini belum mempunyai surat suara.")
    return redirect("comparison", contest.code, election.area_id if wide else areas[0])


@requires(Act.EXPORT, area="code")
@require_safe
def listing(request: DeskRequest, contest: str, code: str) -> HttpResponse:
    """Classes, net effect and differences of a region."""
    board = Board.load(request, contest, code)
    note_look(request.user, board.place.contest, code, now=timezone.now())
    page = Paginator(board.rows, PAGE_SIZE).get_page(request.GET.get("hal"))
    lines = lines_of(board, list(page.object_list))
    return render(request, "comparison/list.html", {"board": board, "page": page, "lines": lines})


@requires(Act.EXPORT, area="code")
@require_safe
def one(request: DeskRequest, contest: str, code: str) -> HttpResponse:
    """One TPS on both sides."""
    shown = load(request, contest, code)
    note_look(request.user, shown.place.contest, code, now=timezone.now())
    return render(request, "comparison/one.html", {"one": shown})


@requires(Act.CORRECT, area="code")
@require_POST
def decide(request: DeskRequest, contest: str, code: str) -> HttpResponse:
    """Keep what a person makes of a difference."""
    shown = load(request, contest, code)
    address = f"{reverse('comparison-tps', args=[contest, code])}?sumber={shown.place.source.value}"
    if shown.row is None:
        raise Http404("Tidak ada yang dibandingkan pada TPS ini.")
    ours, _, theirs = request.POST.get("versi", "").partition("-")
    try:
        services.decide(
            actor=request.user,
            contest=shown.place.contest,
            source=shown.place.source,
            row=shown.row,
            seen=(int(ours or 0), int(theirs or 0)) if f"{ours}{theirs}".isdecimal() else (-1, -1),
            verdict=request.POST.get("putusan", ""),
            note=request.POST.get("catatan", ""),
            now=timezone.now(),
        )
        messages.success(request, "Keputusan dicatat.")
    except services.NoteRefused as error:
        messages.error(request, str(error))
    return redirect(address)


@requires(Act.SEE_TOTALS, area="code")
@require_safe
def sums(request: DeskRequest, contest: str, code: str) -> HttpResponse:
    """A16: what TPS add up to, beside the sums that the source states."""
    board = SumBoard.load(request, contest, code)
    note_look(request.user, board.place.contest, code, now=timezone.now())
    return render(request, "comparison/sums.html", {"board": board})


@requires(Act.EXPORT, area="code")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: DeskRequest, contest: str, code: str) -> HttpResponse:
    """The letter to KPU or Bawaslu: its blanks, then the PDF."""
    board = Board.load(request, contest, code)
    form = LetterForm(request.POST or None, initial=usual(board))
    if form.is_valid():
        try:
            return pdf(request, board, form)
        except ValueError as error:
            form.add_error(None, str(error))
    context = {"board": board, "form": form, "choices": choices_of(board)}
    return render(request, "comparison/letter.html", context, status=422 if form.errors else 200)


@requires(Act.EXPORT, area="code")
@require_safe
def template(request: DeskRequest, contest: str, code: str, shape: str) -> HttpResponse:
    """The table of a kecamatan to be filled in from D.Hasil."""
    return files.blank_table(place_of(request, contest, code), shape)


@requires(Act.EXPORT, area="code")
@require_safe
def export(request: DeskRequest, contest: str, code: str, shape: str) -> HttpResponse:
    """The list as it is filtered, as CSV or XLSX."""
    board = Board.load(request, contest, code)
    parts = ("banding", board.place.source.value, contest, code)
    name = file_name(*parts, at=timezone.localtime(), shape=shape)
    return answer(files.take(request, board), shape=shape, name=name)
