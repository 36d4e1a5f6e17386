"""The page of the coverage curve, and files of earlier nights."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.coordination import services
from deskpemilu.coordination.curve import CurveRefused, hour_of
from deskpemilu.coordination.models import EarlierNight
from deskpemilu.domain.roles import Act
from deskpemilu.web.pages.missing import chart as charts
from deskpemilu.web.pages.missing.acts import back
from deskpemilu.web.pages.missing.arrivals import earlier_nights, night_of
from deskpemilu.web.pages.missing.plan import PLAN_ACTS
from deskpemilu.web.pages.missing.sight import areas_of
from deskpemilu.web.pages.missing.views import election_of, may_plan

LARGEST = 1_048_576
NO_FILE = "Pilih berkas CSV lebih dahulu."


@requires(Act.SEE_PROGRESS)
@require_safe
def curve(request: DeskRequest) -> HttpResponse:
    """Share of the expected forms in by clock time, tonight and on earlier nights."""
    election, zone, now = election_of(request), timezone.get_current_timezone(), timezone.now()
    night = night_of(election, areas_of(request.access, election, Act.SEE_PROGRESS), zone=zone)
    codes = [row.code for row in election.contests.order_by("order")]
    contest = _contest(request, codes)
    earlier = earlier_nights(request.access, election, contest, zone=zone)
    now_hour = hour_of(now, night.day, zone) if night.day else 0.0
    chosen = night.curves[codes.index(contest)] if night.curves else None
    context = {
        "night": night,
        "chart": charts.chart_of(night.curves, earlier, now_hour=now_hour),
        "chosen": chosen,
        "comparisons": charts.comparisons(chosen, earlier, now_hour=now_hour) if chosen else [],
        "earlier": earlier,
        "files": EarlierNight.objects.filter(election=election, removed_at=None).select_related("added_by"),
        "may_plan": may_plan(request.access, election),
        "may_call": bool(services.call_areas(request.access)),
    }
    return render(request, "missing/curve.html", context)


def _contest(request: HttpRequest, known: list[str]) -> str:
    asked = request.GET.get("jenis", "")
    return asked if asked in known else next(iter(known), "")


@requires(*PLAN_ACTS)
@require_POST
def add(request: DeskRequest) -> HttpResponse:
    """Keep the curve of an earlier night."""
    upload = request.FILES.get("berkas")
    if upload is None:
        return back(request, "missing-curve", NO_FILE, wrong=True)
    if (upload.size or 0) > min(LARGEST, settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        return back(request, "missing-curve", "Berkas lebih dari 1 MB; bukan kurva satu malam.", wrong=True)
    try:
        services.add_night(
            actor=request.user,
            election=election_of(request),
            name=request.POST.get("nama", ""),
            file_name=upload.name or "",
            content=upload.read(),
            now=timezone.now(),
        )
    except (services.Refused, CurveRefused) as error:
        return back(request, "missing-curve", str(error), wrong=True)
    return back(request, "missing-curve", "Malam pembanding ditambahkan.")


@requires(*PLAN_ACTS)
@require_POST
def remove(request: DeskRequest, night_id: int) -> HttpResponse:
    """Take an earlier night off the page."""
    election = election_of(request)
    services.remove_night(actor=request.user, election=election, night_id=night_id, now=timezone.now())
    return back(request, "missing-curve", "Malam pembanding dilepas.")
