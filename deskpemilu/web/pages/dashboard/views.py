"""The dashboard: where do we stand, what needs me?"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deskpemilu.accounts.access import DeskRequest, requires, signed_in
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.web.election import current_election
from deskpemilu.web.exports import answer, file_name
from deskpemilu.web.live import current_version
from deskpemilu.web.pages.dashboard.board import wanted_of
from deskpemilu.web.pages.dashboard.export import take
from deskpemilu.web.pages.dashboard.looks import note_look
from deskpemilu.web.pages.dashboard.shown import shown


@signed_in
@require_safe
def home(request: DeskRequest) -> HttpResponseBase:
    """Where somebody's work begins: the dashboard, the report form, or setting up."""
    election, access = current_election(request), request.access
    first = Contest.objects.filter(election=election).order_by("order").first() if election else None
    if first is None or not Tps.objects.filter(election=election).exists():
        if access.anywhere(Act.MANAGE_REGISTRY):
            return redirect("setup")
        return render(request, "dashboard/nothing.html")
    if access.anywhere(Act.REPORT) and not access.anywhere(Act.READ_INBOX):
        return redirect("report")
    if access.anywhere(Act.SEE_PROGRESS):
        return redirect("dashboard", contest=first.code)
    raise PermissionDenied("Akun Anda belum mempunyai peran. Hubungi administrator desk.")


@requires(Act.SEE_PROGRESS)
@require_safe
def whole(request: DeskRequest, contest: str) -> HttpResponseBase:
    """A contest in the person's whole area."""
    election = _election(request)
    areas = request.access.areas(Act.SEE_PROGRESS)
    if "" in areas or any(election.area_id.startswith(area) for area in areas):
        return _page(request, election, contest, election.area_id)
    return redirect("dashboard-area", contest=contest, code=areas[0])


@requires(Act.SEE_PROGRESS, area="code")
@require_safe
def area(request: DeskRequest, contest: str, code: str) -> HttpResponseBase:
    """A contest in one region."""
    return _page(request, _election(request), contest, code)


def _election(request: HttpRequest) -> Election:
    election = current_election(request)
    if election is None:
        raise Http404("Desk ini belum mempunyai pemilihan.")
    return election


def _page(request: DeskRequest, election: Election, contest: str, code: str) -> HttpResponseBase:
    # Before anything is read: a change while the page is drawn then makes it old, never unnoticed.
    version, now = current_version(), timezone.now()
    part = "HX-Request" in request.headers
    etag = _etag(request, version, int(now.timestamp()) // 60, part=part)
    if part and request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    page = shown(request, election, contest, code, version=version, now=now)
    if page.totals:
        note_look(request.user, page.contest, code, now=now)
    response = (
        HttpResponse(page.html) if part else render(request, "dashboard/dashboard.html", {"page": page})
    )
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "HX-Request, Cookie"
    response["ETag"] = etag
    return response


def _etag(request: DeskRequest, version: int, minute: int, *, part: bool) -> str:
    """The same for the same person, address and state of the count, within a minute."""
    parts = (version, minute, request.get_full_path(), request.user.pk, request.access.rights, part)
    return f'"{hashlib.blake2b(f"{settings.VERSION}{parts}".encode(), digest_size=12).hexdigest()}"'


@requires(Act.EXPORT, area="code")
@require_safe
def export(request: DeskRequest, contest: str, code: str, shape: str) -> HttpResponse:
    """The table as it is shown, or with ?isi=tps every TPS of the region, as CSV or XLSX."""
    election, wanted = _election(request), wanted_of(request.GET.dict())
    every_tps = request.GET.get("isi") == "tps"
    table = take(request, election, contest, code, wanted, every_tps=every_tps)
    parts = (election.code, contest, code, "tps" if every_tps else "", wanted.count_name)
    name = file_name(*parts, at=timezone.localtime(), shape=shape)
    return answer(table, shape=shape, name=name)
