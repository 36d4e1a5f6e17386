"""The check of transcription: beginning it, carrying it out TPS by TPS, enlarging it, its record."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.insight.decision_rules import FIRST
from deskpemilu.insight.models import Run, TranscriptionCheck
from deskpemilu.insight.transcripts import queries, services
from deskpemilu.insight.transcripts.plan import Figures
from deskpemilu.web.exports import answer, file_name
from deskpemilu.web.pages.dashboard.looks import note_look
from deskpemilu.web.pages.insight import files
from deskpemilu.web.pages.insight.board import Place, place_of
from deskpemilu.web.pages.insight.check_sources import figures_in, sources_of, stored_figures
from deskpemilu.web.pages.insight.checks import FILE, BeginForm, Sheet, votes_in


def _place(request: DeskRequest, contest: str) -> Place:
    """The contest; the look at KPU's and the desk's figures is recorded."""
    place = place_of(request, contest, Run.Kind.PROJECTION)
    note_look(request.user, place.contest, place.election.area_id, now=timezone.now())
    return place


@requires(Act.SEE_TOTALS)
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: DeskRequest, contest: str) -> HttpResponse:
    """Checks so far, and the form that begins one."""
    place = _place(request, contest)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BeginForm(*given, sources=sources_of(place.contest), winners=FIRST.get(contest, 1))
    if request.method == "POST" and form.is_valid() and (made := _begun(request, place, form)):
        return redirect("transcription", contest, made.pk)
    context = {
        "place": place,
        "form": form,
        "checks": queries.checks_of(place.contest),
        "fits": contest in services.CONTESTS,
        "begins": bool(request.access.may(Act.LOCK, place.election.area_id)),
    }
    return render(request, "insight/checks.html", context, status=422 if form.errors else 200)


def _begun(request: DeskRequest, place: Place, form: BeginForm) -> TranscriptionCheck | None:
    """The check; a refusal becomes the form's error."""
    chosen = form.cleaned_data
    try:
        figures, source = _figures(place, form)
        return services.begin(
            actor=request.user, contest=place.contest, figures=figures, source=source,
            risk_limit=float(chosen["limit"]), majority=chosen["claim"] == "separuh", parts=form.parts,
            now=timezone.now(),
        )  # fmt: skip
    except ValueError as error:
        form.add_error(None, str(error))
        return None


def _figures(place: Place, form: BeginForm) -> tuple[Figures, str]:
    source, file = form.cleaned_data["source"], form.cleaned_data["file"]
    if source == FILE:
        return figures_in(place.contest, file), f"berkas {file.name}"[:200]
    label = dict(sources_of(place.contest))[source]
    return stored_figures(place.contest, source), label[:200]


def _opened(place: Place, number: int) -> queries.Opened:
    check = queries.check_of(place.contest, number)
    if check is None:
        raise Http404("Pemeriksaan ini tidak ada.")
    return queries.Opened(check)


@requires(Act.SEE_TOTALS)
@require_safe
def check(request: DeskRequest, contest: str, number: int) -> HttpResponse:
    """One check: the TPS to compare, the risk so far, the record."""
    place = _place(request, contest)
    area = place.election.area
    sheet = Sheet(_opened(place, number), area.name, request.GET.get("tps", ""))
    context = {
        "place": place,
        "sheet": sheet,
        "begins": bool(request.access.may(Act.LOCK, area.code)),
        "compares": sheet.next is not None and bool(request.access.may(Act.CORRECT, sheet.next.code)),
        "exports": bool(request.access.may(Act.EXPORT, area.code)),
    }
    return render(request, "insight/check.html", context)


@requires(Act.CORRECT)
@require_POST
def compare(request: DeskRequest, contest: str, number: int) -> HttpResponse:
    """Say what a form says; the next TPS comes up by itself."""
    place = _place(request, contest)
    opened = _opened(place, number)
    code, basis = request.POST.get("tps", ""), request.POST.get("dasar", "")
    try:
        services.compare(
            actor=request.user, check=opened.check, tps_code=code, basis=basis,
            votes=votes_in(request.POST, opened.figures.keys), note=request.POST.get("catatan", ""),
            now=timezone.now(),
        )  # fmt: skip
    except ValueError as error:
        messages.error(request, str(error))
        response = redirect("transcription", contest, number)
        response["Location"] += f"?tps={code}" if code.isdigit() else ""
        return response
    messages.success(request, _said(opened, code))
    return redirect("transcription", contest, number)


def _said(opened: queries.Opened, code: str) -> str:
    """What was stored, and whether it is what KPU says."""
    again = queries.Opened(opened.check)
    step = next(step for step in again.standing.steps if step.code == code)
    if step.lost:
        return "Tercatat: formulirnya tidak ditemukan, dihitung sebagai kemungkinan terburuk."
    return "Tercatat: kedua salinan berbeda." if step.differs else "Tercatat: kedua salinan sama."


@requires(Act.LOCK)
@require_POST
def enlarge(request: DeskRequest, contest: str, number: int) -> HttpResponse:
    """More draws by the same seed."""
    place = _place(request, contest)
    opened = _opened(place, number)
    text = request.POST.get("tambahan", "")
    further = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    try:
        services.enlarge(actor=request.user, check=opened.check, further=further, now=timezone.now())
        messages.success(request, f"{further} undian ditambahkan dengan benih yang sama.")
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("transcription", contest, number)


@requires(Act.EXPORT)
@require_safe
def export(request: DeskRequest, contest: str, number: int, shape: str) -> HttpResponse:
    """The record of a check as a file."""
    place = _place(request, contest)
    table = files.take_check(request, place, Sheet(_opened(place, number), place.election.area.name))
    name = file_name(place.election.code, contest, f"salinan-{number}", at=timezone.localtime(), shape=shape)
    return answer(table, shape=shape, name=name)
