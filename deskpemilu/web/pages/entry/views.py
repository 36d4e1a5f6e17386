"""Typing C.Hasil: begin, type (kept while typing), send. Works as a plain form; script makes it fast."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.intake import entry
from deskpemilu.intake.entry import EntryRefused
from deskpemilu.intake.entry_queries import shown_counts, waiting_seconds
from deskpemilu.intake.sheet import BadFigure
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.entry.form_page import FormPage, form_page
from deskpemilu.web.pages.entry.said import said_of
from deskpemilu.web.pages.entry.saving import STATUS, UNREADABLE, answer_of, saving_of
from deskpemilu.web.pages.entry.sending import Look, carry_out
from deskpemilu.web.pages.entry.start import Start

MOST_SHOWN = 200


@requires(Act.REPORT)
@require_safe
def start(request: DeskRequest) -> HttpResponse:
    """Choose a TPS: by code, by name and number, or kecamatan, desa, TPS with the arrow keys."""
    election = current_election(request)
    if election is None or not election.contests.exists():
        return render(request, "entry/start.html", {"start": None})
    page = Start(request, election)
    asked = request.GET.get("cari", "").strip()
    found = page.found(asked) if asked else []
    if len(found) == 1:
        return redirect(found[0].url)
    context = {"start": page, "asked": asked, "found": found, "next": page.next}
    context["plans"] = any(request.access.anywhere(act) for act in (Act.LOCK, Act.MANAGE_REGISTRY))
    context["seconds"] = len(waiting_seconds(request.user, election, page.areas))
    return render(request, "entry/start.html", context)


@requires(Act.REPORT)
@require_safe
def seconds(request: DeskRequest) -> HttpResponse:
    """Forms that wait for a second entry by this person."""
    election = current_election(request)
    areas = request.access.areas(Act.REPORT)
    rows = waiting_seconds(request.user, election, areas) if election else []
    shown = shown_counts(rows[:MOST_SHOWN])
    return render(request, "entry/seconds.html", {"rows": shown, "total": len(rows)})


@requires(Act.REPORT, area="code")
@require_safe
def form(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """The paper, with what was typed before."""
    return render(request, "entry/form.html", {"page": form_page(request, code, contest, timezone.now())})


@requires(Act.REPORT, area="code")
@require_POST
def save(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Keep the draft and say what the rules find: what the page's script asks after each pause."""
    page = form_page(request, code, contest, timezone.now())
    saving = saving_of(request.body, page)
    if saving is None:
        return JsonResponse(UNREADABLE, status=400)
    kept, draft = entry.save_draft(
        actor=request.user,
        tps=page.tps,
        contest=page.contest,
        generation=page.generation,
        saving=saving,
        now=page.now,
    )
    return JsonResponse(answer_of(page, saving, kept, draft), status=STATUS[kept])


@requires(Act.REPORT, area="code")
@require_POST
def send(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Store the form; first say what does not fit, and take it as it is only when that is asked for."""
    page = form_page(request, code, contest, timezone.now())
    given = request.POST.dict()
    try:
        done = carry_out(page, given)
    except (BadFigure, EntryRefused) as wrong:
        done = Look(wrong=str(wrong))
    if isinstance(done, Look):
        return _strip(request, page, given, done)
    tone, text = said_of(done, page.paper)
    messages.add_message(request, tone, f"{page.name}: {text}")
    following = f"{reverse('entry-start')}?wilayah={page.tps.desa_id}&kontes={contest}&sesudah={code}"
    return _go(request, reverse("entry-seconds") if done.second else following)


def _strip(request: DeskRequest, page: FormPage, given: Mapping[str, str], strip: Look) -> HttpResponse:
    """What is to be looked at: only the strip for the page's script, else the whole page."""
    if "HX-Request" in request.headers:
        return render(request, "entry/_strip.html", {"page": page, "strip": strip})
    page.values = {name: text for name, text in given.items() if name in page.paper.names}
    return render(request, "entry/form.html", {"page": page, "strip": strip}, status=422)


def _go(request: DeskRequest, url: str) -> HttpResponse:
    """Go on to another page, also when only a part was asked for."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)


@requires(Act.REPORT, area="code")
@require_POST
def discard(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Throw one's own draft away and begin anew."""
    page = form_page(request, code, contest, timezone.now())
    page.forget_copied()
    if entry.discard_draft(actor=request.user, tps=page.tps, contest=page.contest):
        messages.info(request, "Draf dibuang. Formulir dapat diisi dari awal.")
    return HttpResponseRedirect(reverse("entry", args=[code, contest]), status=303)
