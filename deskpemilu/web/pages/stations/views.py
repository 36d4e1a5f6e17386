"""TPS that are added, merged, moved, closed or opened while the desk is at work, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import Access, DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.flow import stations
from deskpemilu.registry.models import Election, Region, TpsChange
from deskpemilu.verification.workflow import Refused
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.stations.forms import KINDS, ChangeForm, Kind

PAGE_SIZE = 50


def _election(request: DeskRequest) -> Election:
    election = current_election(request)
    if election is None:
        raise Http404("Belum ada pemilihan pada desk ini.")
    return election


@requires(Act.MANAGE_REGISTRY)
def page(request: DeskRequest) -> HttpResponse:
    """The form of one kind of change, and what was changed before."""
    kind = KINDS.get(request.GET.get("jenis", ""), KINDS["tambah"])
    if request.method != "POST":
        return _page(request, kind, kind.form(initial={"code": request.GET.get("tps", "")}))
    form = kind.form(request.POST)
    if not form.is_valid():
        return _page(request, kind, form, status=422)
    try:
        change = kind.carry_out(
            actor=request.user, election=_election(request), given=form.cleaned_data, now=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, kind, form, status=422)
    messages.success(request, f"{change.text}. Jumlah dan daftar tunggu sudah disesuaikan.")
    return redirect("stations")


def _page(request: DeskRequest, kind: Kind, form: ChangeForm, *, status: int = 200) -> HttpResponse:
    election = _election(request)
    context = {
        "kinds": KINDS.values(),
        "kind": kind,
        "form": form,
        "desa": _desa(election, request.access),
        "page": Paginator(_changes(election, request.access), PAGE_SIZE).get_page(request.GET.get("hal")),
    }
    return render(request, "stations/page.html", context, status=status)


def _desa(election: Election, access: Access) -> QuerySet[Region]:
    rows = Region.objects.filter(level="desa", code__startswith=election.area_id)
    return rows.filter(_within(access, "code")).select_related("parent").order_by("code")


def _changes(election: Election, access: Access) -> QuerySet[TpsChange]:
    rows = TpsChange.objects.filter(_within(access, "tps__code"), election=election)
    return rows.select_related("tps", "person", "undone_by").order_by("-id")


def _within(access: Access, field: str) -> Q:
    wanted = Q(pk__in=[])
    for area in access.areas(Act.MANAGE_REGISTRY):
        wanted |= Q(**{f"{field}__startswith": area})
    return wanted


@requires(Act.MANAGE_REGISTRY)
@require_POST
def undo(request: DeskRequest, change_id: int) -> HttpResponse:
    """Take a change back."""
    try:
        change = stations.undo(
            actor=request.user, election=_election(request), change_id=change_id, now=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Dibatalkan: {change.text}.")
    return redirect("stations")
