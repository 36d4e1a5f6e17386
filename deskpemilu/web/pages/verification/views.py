"""The camat's queue: one form at a time, or as a list. Each act is a plain form that also works
without script; with it, htmx swaps the sheet and the page does not jump."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.flow import decisions
from deskpemilu.intake import blindness
from deskpemilu.intake.blindness import hidden_from
from deskpemilu.intake.models import Count
from deskpemilu.verification import queries
from deskpemilu.verification.queue import position
from deskpemilu.verification.services import Decided
from deskpemilu.verification.workflow import UNDOABLE, Refused
from deskpemilu.web.pages.report.entry import BadFigure, completed, typed
from deskpemilu.web.pages.verification.board import (
    LAST,
    LATER,
    MOST_LATER,
    Board,
    board_of,
    last_decision,
    sheet_url,
)
from deskpemilu.web.pages.verification.one_form import Form

PAGE = 100


@requires(Act.CORRECT)
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """The first form that waits, or the good news that none does."""
    board = board_of(request)
    if board is not None and board.queue:
        return redirect(board.url(board.queue[0]))
    last = last_decision(request, timezone.now())
    return render(request, "verification/empty.html", {"board": board, "last": last})


@requires(Act.CORRECT)
@require_safe
def listing(request: DeskRequest) -> HttpResponse:
    """The queue as a list, with bulk acceptance for one desa."""
    board = board_of(request)
    if board is None:
        return render(request, "verification/empty.html", {"board": None})
    page = Paginator(range(len(board.queue)), PAGE).get_page(request.GET.get("hal"))
    lines = [board.line(at) for at in page.object_list]
    bulk = len(board.filters.area) == 10 and request.access.may(Act.VERIFY, board.filters.area)
    context = {"board": board, "page": page, "lines": lines, "bulk": bulk}
    return render(request, "verification/list.html", context)


@requires(Act.CORRECT, area="code")
@require_safe
def sheet(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """One form in full."""
    board, count = found(request, code, contest)
    form = Form(board, count)
    hidden = hidden_from(request.access, board.election, tps_ids=[count.tps_id]).count(count)
    at = position(board.queue, count.pk)
    context = {
        "board": board,
        "form": form,
        "at": None if at is None else at + 1,
        "rail": board.rail(at),
        "previous": board.neighbour(count.pk, -1),
        "next": board.neighbour(count.pk, +1),
        "last": last_decision(request, board.now),
        "hidden": hidden,
    }
    return render(request, "verification/sheet.html", context)


@requires(Act.CORRECT, area="code")
@require_POST
def look(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """See the first entry of a form that waits for its second one; noted, and theirs is none any more."""
    board, count = found(request, code, contest)
    blindness.look(actor=request.user, count=count, now=board.now)
    return back_to(code, contest, board)


@requires(Act.VERIFY, area="code")
@require_POST
def accept(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Vouch for the form, or for the chosen version."""
    chosen = request.POST.get("versi", "")
    act = partial(
        decisions.accept,
        seen=request.POST.get("seen", ""),
        chosen=int(chosen) if chosen.isdecimal() else None,
        reason=request.POST.get("alasan", ""),
    )
    return decide(request, code, contest, act, "diverifikasi")


@requires(Act.VERIFY, area="code")
@require_POST
def send_back(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Return the form; the reason is the chip, the typed text, or both."""
    act = partial(decisions.send_back, seen=request.POST.get("seen", ""), reason=_reason(request))
    return decide(request, code, contest, act, "dikembalikan kepada pelapor")


@requires(Act.CORRECT, area="code")
@require_POST
def dispute(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Take contested figures out of the totals until somebody decides."""
    act = partial(decisions.dispute, seen=request.POST.get("seen", ""), reason=_reason(request))
    return decide(request, code, contest, act, "dipersoalkan dan tidak dihitung", stay=True)


@requires(Act.CORRECT, area="code")
@require_POST
def reject(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Throw a report out that is not one of this TPS; its reporter is told."""
    act = partial(decisions.reject, seen=request.POST.get("seen", ""), reason=_reason(request))
    return decide(request, code, contest, act, "ditolak dan tidak dihitung")


@requires(Act.CORRECT, area="code")
@require_POST
def withdraw(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Take back for somebody what they typed; they are told."""
    try:
        owner = UUID(request.POST.get("pemilik", ""))
    except ValueError:
        raise Http404("Pengisi formulir ini tidak disebut.") from None
    seen, reason = request.POST.get("seen", ""), request.POST.get("alasan", "")
    act = partial(decisions.withdraw_entry, seen=seen, reason=reason, owner_id=owner)
    return decide(request, code, contest, act, "isian ditarik dan tidak dihitung", stay=True)


def _reason(request: DeskRequest) -> str:
    given = (request.POST.get("pilihan", ""), request.POST.get("alasan", ""))
    return ". ".join(part.strip() for part in given if part.strip())


@requires(Act.CORRECT, area="code")
@require_POST
def correct(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Store a corrected version typed by the person."""
    board, count = found(request, code, contest)
    shown = Form(board, count)
    try:
        form = completed(typed(request.POST, [box.name for box in shown.boxes], contest), shown.ballot)
    except BadFigure as wrong:
        messages.error(request, str(wrong))
        return back_to(code, contest, board)
    act = partial(
        decisions.correct,
        seen=request.POST.get("seen", ""),
        form=form,
        reason=request.POST.get("alasan", ""),
        verify="verifikasi" in request.POST,
    )
    return decide(request, code, contest, act, "diperbaiki", stay="verifikasi" not in request.POST)


@requires(Act.LOCK, area="code")
@require_POST
def lock(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Lock a verified form."""
    act = partial(decisions.lock, seen=request.POST.get("seen", ""))
    return decide(request, code, contest, act, "dikunci", stay=True)


@requires(Act.LOCK, area="code")
@require_POST
def reopen(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Open a verified form again."""
    reason = request.POST.get("alasan", "")
    act = partial(decisions.reopen, seen=request.POST.get("seen", ""), reason=reason)
    return decide(request, code, contest, act, "dibuka kembali", stay=True)


@requires(Act.CORRECT, area="code")
@require_POST
def undo(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Take back one's own last act on the form."""
    answer = decide(request, code, contest, decisions.undo, "seperti semula", stay=True)
    request.session.pop(LAST, None)
    return answer


@requires(Act.CORRECT, area="code")
@require_POST
def later(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Put a form to the end of one's own queue for this session."""
    board, count = found(request, code, contest)
    following = board.neighbour(count.pk, +1)
    kept = [pk for pk in request.session.get(LATER, []) if pk != count.pk]
    request.session[LATER] = [*kept, count.pk][-MOST_LATER:]
    return HttpResponseRedirect(following, status=303)


@requires(Act.VERIFY)
@require_POST
def accept_clean(request: DeskRequest) -> HttpResponse:
    """Vouch for the ticked forms of one desa that have no finding."""
    board = board_of(request)
    desa = request.POST.get("desa", "")
    ticked = dict(mark.split(":", 1) for mark in request.POST.getlist("pilih") if ":" in mark)
    seen = {int(pk): mark for pk, mark in ticked.items() if pk.isdecimal()}
    if board is None or not seen:
        messages.warning(request, "Belum ada formulir yang dipilih.")
        return redirect("verification-list")
    done, left = decisions.accept_clean(
        actor=request.user, election_id=board.election.pk, desa_code=desa, seen=seen, now=board.now
    )
    if done:
        messages.success(request, f"{len(done)} formulir diverifikasi.")
    for sentence in left[:10]:
        messages.warning(request, sentence)
    return redirect(f"{reverse('verification-list')}?wilayah={desa}")


def found(request: DeskRequest, code: str, contest: str) -> tuple[Board, Count]:
    """The queue and the form. Raises Http404 for a form nobody has reported."""
    board = board_of(request)
    count = queries.form(board.election, code, contest) if board else None
    if board is None or count is None:
        raise Http404("Belum ada laporan untuk TPS dan pemilihan ini.")
    return board, count


def decide(
    request: DeskRequest,
    code: str,
    contest: str,
    act: Callable[..., Decided],
    word: str,
    *,
    stay: bool = False,
) -> HttpResponse:
    """Carry out an act, tell the person, and go on to the next form (or stay)."""
    board, count = found(request, code, contest)
    following = board.neighbour(count.pk, +1)
    try:
        decided = act(actor=request.user, count_id=count.pk, now=board.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(code, contest, board)
    name = f"{count.contest.short} TPS {count.tps.number:03d} {count.tps.desa.name}"
    messages.success(request, f"{name}: {word}.")
    if decided.act.act in UNDOABLE:
        at, url = decided.act.at.isoformat(), sheet_url(code, contest)
        request.session[LAST] = {"at": at, "url": url, "text": f"{name} {word}"}
    return back_to(code, contest, board) if stay else HttpResponseRedirect(following, status=303)


def back_to(code: str, contest: str, board: Board) -> HttpResponseRedirect:
    return HttpResponseRedirect(sheet_url(code, contest) + board.query, status=303)
