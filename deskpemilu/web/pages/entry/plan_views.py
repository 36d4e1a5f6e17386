"""The plan of second entries: which forms two people must type."""

from __future__ import annotations

import re
import secrets

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.intake import entry
from deskpemilu.intake.entry import EntryRefused
from deskpemilu.intake.entry_models import EntryPlan
from deskpemilu.registry.models import Election
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.entry.planned import lines_of


@requires(Act.LOCK, Act.MANAGE_REGISTRY)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: DeskRequest) -> HttpResponse:
    """The lines of the plan, and a form for another."""
    election = current_election(request)
    if election is None:
        return render(request, "entry/plan.html", {"lines": None})
    status = 200
    if request.method == "POST":
        try:
            _add(request, election)
            return redirect("entry-plan")
        except EntryRefused as wrong:
            messages.error(request, str(wrong))
            status = 422
    rows = EntryPlan.objects.filter(election=election).select_related("made_by", "ended_by").order_by("-id")
    context = {
        "lines": lines_of(request.access, election, rows),
        "contests": election.contests.all(),
        "given": request.POST,
    }
    return render(
        request, "entry/plan.html", {**context, "chosen": request.POST.getlist("kontes")}, status=status
    )


def _add(request: DeskRequest, election: Election) -> None:
    """Add the line that was filled in."""
    percent = request.POST.get("persen", "100").strip() or "100"
    entry.add_plan(
        actor=request.user,
        election=election,
        contests=request.POST.getlist("kontes"),
        areas=[text for text in re.split(r"[\s,;]+", request.POST.get("wilayah", "")) if text],
        percent=int(percent) if percent.isascii() and percent.isdigit() and len(percent) < 4 else 0,
        seed=secrets.token_hex(4),
        reason=request.POST.get("alasan", ""),
        now=timezone.now(),
    )
    messages.success(
        request, "Rencana entri kedua ditambahkan. Formulir yang masuk rencana perlu diisi dua orang."
    )


@requires(Act.LOCK, Act.MANAGE_REGISTRY)
@require_POST
def end(request: DeskRequest, plan_id: int) -> HttpResponse:
    """End a line."""
    election = current_election(request)
    if election is None:
        raise Http404("Desk ini belum mempunyai pemilihan.")
    try:
        entry.end_plan(actor=request.user, election=election, plan_id=plan_id, now=timezone.now())
        messages.success(request, "Rencana dihentikan. Entri kedua yang sudah ada tetap tersimpan.")
    except EntryRefused as wrong:
        messages.error(request, str(wrong))
    return redirect("entry-plan")
