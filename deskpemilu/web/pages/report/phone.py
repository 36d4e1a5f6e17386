"""What the phone asks for behind the pages: its program, the frame for lost networks, supplies, sending.

The program (a service worker below /lapor/ only) and the frame hold no data. Supplies are read from the
desk by the signed-in person and kept in the phone's own store of that person. Sending answers in plain
JSON; what it stores is what the form page stores, once for its key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.form import ROW_NAMES
from deskpemilu.domain.roles import Act
from deskpemilu.evidence.services import PhotoRefused
from deskpemilu.flow import reports
from deskpemilu.registry.models import Election
from deskpemilu.verification.workflow import Refused
from deskpemilu.web.election import current_election, elections
from deskpemilu.web.pages.evidence.asked import bring
from deskpemilu.web.pages.report.entry import SUM_ROWS, BadFigure, boxes
from deskpemilu.web.pages.report.own_tps import OwnTps, tps_lines
from deskpemilu.web.pages.report.supplies import state_of, supplies_of
from deskpemilu.web.pages.report.views import Task, filled_in, said_of, task_of

PROGRAM = "js/lapor/worker.js"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
FRAME_FILES = (
    "css/tokens.css",
    "css/report.css",
    "js/theme.js",
    "js/report.js",
    "build/idb.js",
    "js/lapor/store.js",
    "js/lapor/queue.js",
    "js/lapor/page.js",
    "js/lapor/offline.js",
    "img/mark.svg",
)


@cache
def _program() -> str:
    """The worker's program with the list of files it keeps; other bytes whenever one of them changes."""
    assets = Path(settings.STATICFILES_DIRS[0])
    digest = hashlib.sha256(settings.VERSION.encode())
    for name in (PROGRAM, *FRAME_FILES):
        digest.update((assets / name).read_bytes())
    told = {
        "version": digest.hexdigest()[:16],
        "frame": reverse("report-frame"),
        "files": [static(name) for name in FRAME_FILES],
    }
    body = (assets / PROGRAM).read_text(encoding="utf-8")
    return f"const DESK = {json.dumps(told)};\n{body}"


@requires(Act.REPORT)
@require_safe
@never_cache
def program(request: DeskRequest) -> HttpResponse:
    """The service worker. It lives below /lapor/ and so never sees a page with totals."""
    return HttpResponse(_program(), content_type="text/javascript; charset=utf-8")


@requires(Act.REPORT)
@require_safe
def frame(request: DeskRequest) -> HttpResponse:
    """The empty page that a phone shows without network; its content comes from the phone's own store."""
    return render(request, "report/offline.html")


@requires(Act.REPORT)
@require_safe
@never_cache
@ensure_csrf_cookie
def supplies(request: DeskRequest) -> JsonResponse:
    """The person's TPS, forms and boxes, and until when the phone may show them without asking."""
    election = current_election(request)
    chosen = request.GET.get("wilayah", "")
    areas = request.access.areas(Act.REPORT)
    told = {
        "person": {"id": str(request.user.pk), "name": request.user.name},
        "until": request.session.get_expiry_date().isoformat(),
        "election": "",
        "tps": [],
        "ballots": {},
    }
    if election is not None:
        own = OwnTps(election, areas, str(request.user.pk), chosen if chosen.isdigit() else "")
        told |= supplies_of(own)
    return JsonResponse(told)


@requires(Act.REPORT, area="code")
@require_POST
def send(request: DeskRequest, code: str, contest: str) -> JsonResponse:
    """A report from the phone's store: 200 it is stored (or was), 422 a person must look at it."""
    if not _by_its_owner(request):
        return _not_yours()
    task = task_of(_election_named(request), code, contest)
    given = request.POST.dict()
    further = [name for name in ROW_NAMES if name in given and name not in SUM_ROWS]
    names = [box.name for box in boxes(task.ballot, contest, given, extra_rows=further)]
    now = timezone.now()
    try:
        done = reports.report_form(
            actor=request.user,
            tps=task.tps,
            contest=task.contest,
            form=filled_in(given, names, task),
            key=given.get("kunci", ""),
            now=now,
            basis=_basis(request.POST, now),
        )
    except (BadFigure, Refused) as wrong:
        return JsonResponse({"said": str(wrong), "form": _state(request, task)}, status=422)
    return JsonResponse({"said": said_of(task, done), "form": _state(request, task)})


@requires(Act.REPORT, area="code")
@require_POST
def photos(request: DeskRequest, code: str) -> JsonResponse:
    """Photos from the phone's store, once for their key: 200 they are stored (or were), 422 not accepted."""
    if not _by_its_owner(request):
        return _not_yours()
    try:
        count = bring(request, code)
    except PhotoRefused as refusal:
        return JsonResponse({"said": str(refusal)}, status=422)
    return JsonResponse({"said": f"{count} foto C.Hasil TPS {code[-3:]} diterima."})


def _election_named(request: DeskRequest) -> Election | None:
    """The election the phone typed for, whichever this session looks at now."""
    named = request.POST.get("pemilu", "")
    return next((election for election in elections(request) if election.code == named), None)


def _by_its_owner(request: DeskRequest) -> bool:
    """Whether whoever kept this on the phone is the one who is signed in now."""
    return request.POST.get("orang", str(request.user.pk)) == str(request.user.pk)


def _not_yours() -> JsonResponse:
    """The phone keeps it until its owner has signed in again."""
    said = "Kiriman ini milik orang lain yang memakai HP ini. Ia terkirim setelah pemiliknya masuk."
    return JsonResponse({"said": said}, status=401)


def _basis(given: Mapping[str, str], now: datetime) -> reports.Basis:
    """What the phone knew. Raises BadRequest for a time that is none."""
    earlier = tuple(given.get("kunci_lama", "").split()[:20])
    typed, clock = _moment(given.get("diketik", "")), _moment(given.get("jam", ""))
    return reports.Basis(given.get("dasar", ""), earlier, typed and _by_the_desks_clock(typed, clock, now))


def _by_the_desks_clock(typed: datetime, clock: datetime | None, now: datetime) -> datetime:
    """When it was typed: what is known is how long ago, by the phone's `clock` at sending.

    A phone that typed later than it sends was set right in between: then nobody knows, and it may be old.
    """
    age = (clock or now) - typed
    return now - age if age >= timedelta(0) else LONG_AGO


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadRequest("Waktu pengetikan tidak terbaca. Muat ulang halaman, lalu kirim kembali.")
    return found


def _state(request: DeskRequest, task: Task) -> dict[str, str]:
    """Where the form stands now, as the list of TPS tells it."""
    line = tps_lines(task.contest.election, [task.contest], [task.tps.code], str(request.user.pk))[0]
    fresh = task_of(task.contest.election, task.tps.code, task.contest.code)
    return {**state_of(line.forms[0], []), "basis": fresh.standing}
