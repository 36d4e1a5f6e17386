"""Everything about one TPS, and one version of one of its forms with the message it came from."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Tps
from deskpemilu.registry.queries import code_now
from deskpemilu.web.election import current_election
from deskpemilu.web.exports import answer, file_name
from deskpemilu.web.pages.tps.export import take
from deskpemilu.web.pages.tps.page import Page, VersionPage


def _tps(request: DeskRequest, code: str) -> Tps:
    """The TPS of that code, also one that was closed."""
    rows = Tps.every.select_related("desa__parent", "election", "merged_into__desa")
    tps = rows.filter(election=current_election(request), code=code).first()
    if tps is None:
        raise Http404("TPS ini tidak ada pada pemilihan yang dipilih.")
    return tps


@requires(Act.SEE_TPS, area="code")
@require_safe
def one(request: DeskRequest, code: str) -> HttpResponse:
    """Forms of every contest with their state, and what happened, newest first."""
    try:
        page = Page.load(_tps(request, code), request.access)
    except Http404:
        # A TPS that was moved is still found by the code it had.
        if (now := code_now(current_election(request), code)) != code:
            return redirect("tps", now)
        raise
    return render(request, "tps/tps.html", {"page": page})


@requires(Act.SEE_TPS, area="code")
@require_safe
def version(request: DeskRequest, code: str, version_id: int) -> HttpResponse:
    """One version beside the one before it, and the message with what was read in it."""
    page = VersionPage.load(_tps(request, code), version_id, request.access)
    return render(request, "tps/version.html", {"page": page})


@requires(Act.EXPORT, area="code")
@require_safe
def export(request: DeskRequest, code: str, shape: str) -> HttpResponse:
    """Every form of the TPS as CSV or XLSX."""
    decision = request.access.may(Act.SEE_TPS, code)
    if not decision:
        raise PermissionDenied(decision.reason)
    page = Page.load(_tps(request, code), request.access)
    table = take(request.user, page)
    return answer(table, shape=shape, name=file_name("tps", code, at=timezone.localtime(), shape=shape))
