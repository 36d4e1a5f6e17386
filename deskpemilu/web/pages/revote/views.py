"""PSU, PSL, PSS, HSU: which TPS vote or count again, by which decision, and what has come in of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.flow import revotes
from deskpemilu.registry.models import Election
from deskpemilu.verification.workflow import Refused
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.revote.board import TABS, Board, grouped
from deskpemilu.web.pages.revote.decree import BASES, DecreeForm, look

PAGE_SIZE = 100


def _election(request: DeskRequest) -> Election:
    election = current_election(request)
    if election is None:
        raise Http404("Belum ada pemilihan pada desk ini.")
    return election


@requires(Act.SEE_PROGRESS, Act.LOCK, Act.MANAGE_REGISTRY, Act.VERIFY)
@require_safe
def listing(request: DeskRequest) -> HttpResponse:
    """Decisions about the person's TPS, by how far the new result has come."""
    asked = request.GET.get("saring", "")
    tab = asked if asked in {key for key, _ in TABS} else ""
    board = Board(_election(request), request.access, tab)
    page = Paginator(board.lines, PAGE_SIZE).get_page(request.GET.get("hal"))
    context = {"board": board, "page": page, "decided": grouped(page.object_list)}
    return render(request, "revote/list.html", context)


@requires(Act.LOCK, Act.MANAGE_REGISTRY)
def new(request: DeskRequest) -> HttpResponse:
    """Enter a decision: first a look at what it does, then it is registered."""
    election = _election(request)
    if request.method != "POST":
        contests = [contest.code for contest in election.contests.all()]
        # Of several ballots a decision seldom means all: that must be ticked.
        asked = {"codes": request.GET.get("tps", ""), "contests": contests if len(contests) == 1 else []}
        return _form(request, DecreeForm(initial=asked, election=election))
    form = DecreeForm(request.POST, request.FILES, election=election)
    if not form.is_valid():
        return _form(request, form, status=422)
    if "simpan" not in request.POST:
        return _look(request, form, election)
    try:
        done = _decide(request, form, election)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, status=422)
    messages.success(request, _said(done))
    return redirect("revotes")


def _decide(request: DeskRequest, form: DecreeForm, election: Election) -> revotes.Entered:
    return revotes.decide(
        actor=request.user,
        election=election,
        codes=form.read.found,
        contests=form.cleaned_data["contests"],
        decree=form.decree,
        now=timezone.now(),
    )


def _said(done: revotes.Entered) -> str:
    if not done.new:
        dated = f"Tanggal pelaksanaan diperbarui pada {done.dated} formulir." if done.dated else ""
        return dated or "Keputusan ini sudah tercatat sebelumnya; tidak ada yang diubah."
    known = f" {done.known} formulir sudah tercatat sebelumnya." if done.known else ""
    return f"Keputusan dicatat untuk {done.new} formulir. Hasil lamanya tidak lagi dijumlahkan.{known}"


def _form(request: DeskRequest, form: DecreeForm, *, status: int = 200) -> HttpResponse:
    return render(request, "revote/new.html", {"form": form, "bases": BASES}, status=status)


def _look(request: DeskRequest, form: DecreeForm, election: Election) -> HttpResponse:
    context = {"form": form, "look": look(form, election, request.access)}
    return render(request, "revote/look.html", context)


@requires(Act.LOCK, Act.MANAGE_REGISTRY)
@require_POST
def withdraw(request: DeskRequest) -> HttpResponse:
    """Take decisions back; what they had put aside counts again."""
    given = " ".join(request.POST.getlist("keputusan")).split()
    ids = [int(value) for value in given if value.isdecimal()]
    try:
        done = revotes.withdraw(
            actor=request.user,
            election=_election(request),
            revote_ids=ids,
            reason=request.POST.get("alasan", ""),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{done} keputusan dicabut. Hasil sebelumnya dijumlahkan kembali.")
    return redirect("revotes")
