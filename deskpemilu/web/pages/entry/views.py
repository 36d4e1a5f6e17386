"""Typing C.Hasil: begin, type (kept while typing), send. Works as a plain form; script makes it fast."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.findings import is_blocking
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import Generation
from deskpemilu.flow import entry as flow
from deskpemilu.intake import entry
from deskpemilu.intake.entry import EntryRefused, Kept, Saving
from deskpemilu.intake.entry_queries import waiting_seconds
from deskpemilu.intake.sheet import BadFigure, kept_text, untouched
from deskpemilu.web.election import current_election
from deskpemilu.web.formatting import clock
from deskpemilu.web.pages.entry.form_page import FormPage, as_json, form_page, named, shown
from deskpemilu.web.pages.entry.said import said_of
from deskpemilu.web.pages.entry.start import Start

_STATUS = {Kept.SAVED: 200, Kept.LATE: 200, Kept.ELSEWHERE: 409, Kept.SENT: 410}
_MOST_BLANK = 6


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
    return render(request, "entry/seconds.html", {"rows": rows[:200], "total": len(rows)})


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
    saving = _saving(request.body, page)
    if saving is None:
        return JsonResponse({"text": "Isian tidak dapat dibaca. Muat ulang halaman."}, status=400)
    kept, draft = entry.save_draft(
        actor=request.user,
        tps=page.tps,
        contest=page.contest,
        generation=page.generation,
        saving=saving,
        now=page.now,
    )
    zone = timezone.get_current_timezone()
    form = page.figures(saving.boxes, strict=False)
    answer: dict[str, Any] = {
        "kept": kept.value,
        "findings": [as_json(finding, page.paper) for finding in page.findings(form, saving.words)],
        "others": [{"name": name, "at": clock(at, now=page.now, zone=zone)} for name, at in page.others],
    }
    if draft is not None:
        answer |= {"edit": draft.edit, "key": str(draft.key)}
        answer["at"] = clock(draft.changed_at, now=page.now, zone=zone)
        if kept is Kept.ELSEWHERE:
            answer["boxes"] = draft.boxes
    return JsonResponse(answer, status=_STATUS[kept])


def _counter(given: object) -> int:
    """A count that a page sends, within what a row can hold."""
    return min(max(int(str(given)), 0), 2**31 - 1)


def _saving(body: bytes, page: FormPage) -> Saving | None:
    """A save as it was asked for, None where it is no such thing."""
    try:
        data = json.loads(body)
        words = kept_text(data.get("words"), page.paper.names)
        return Saving(
            key=UUID(str(data["key"])),
            tab=str(data["tab"]),
            seq=_counter(data["seq"]),
            after=_counter(data["after"]),
            boxes=kept_text(data.get("boxes"), page.paper.names),
            words={name: text for name, text in words.items() if text.isdigit()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@requires(Act.REPORT, area="code")
@require_POST
def send(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Store the form; first say what does not fit, and take it as it is only when that is asked for."""
    page = form_page(request, code, contest, timezone.now())
    given = request.POST.dict()
    words = {name.removeprefix("huruf:"): text for name, text in given.items() if name.startswith("huruf:")}
    try:
        figures = page.figures(given)
        if "apa_adanya" not in given and (strip := _to_look_at(page, figures, given, words)):
            return _strip(request, page, given, strip)
        sent = flow.send(
            actor=request.user,
            tps=page.tps,
            contest=page.contest,
            generation=_generation(given, page),
            form=figures,
            words=page.spoken(words),
            key=_key(given),
            now=page.now,
        )
    except (BadFigure, EntryRefused) as wrong:
        return _strip(request, page, given, {"wrong": str(wrong)})
    tone, text = said_of(sent, page.paper)
    messages.add_message(
        request, tone, f"{page.contest.short} TPS {page.tps.number:03d} {page.tps.desa.name}: {text}"
    )
    following = f"{reverse('entry-start')}?wilayah={page.tps.desa_id}&kontes={contest}&sesudah={code}"
    return _go(request, reverse("entry-seconds") if sent.second else following)


def _to_look_at(
    page: FormPage, figures: CountForm, given: Mapping[str, str], words: Mapping[str, str]
) -> dict[str, Any] | None:
    """What the clerk should look at before the form is stored; None when nothing is to be said."""
    findings = page.findings(figures, words, sending=True)
    empty = untouched(given, page.paper)
    blocking = is_blocking(tuple(findings))
    if not blocking and not empty:
        return None
    return {
        "findings": [shown(finding, page.paper) for finding in findings],
        "blocking": blocking,
        "empty": len(empty),
        "empty_named": named(empty, _MOST_BLANK),
        "empty_box": empty[0].name if empty else "",
    }


def _generation(given: Mapping[str, str], page: FormPage) -> Generation:
    """The generation the page was opened for."""
    try:
        return Generation(given.get("generasi", ""))
    except ValueError:
        return page.generation


def _key(given: Mapping[str, str]) -> UUID:
    try:
        return UUID(given.get("kunci", ""))
    except ValueError:
        raise EntryRefused(
            "Halaman ini terlalu lama terbuka. Muat ulang halaman, lalu kirim kembali."
        ) from None


def _strip(
    request: DeskRequest, page: FormPage, given: Mapping[str, str], strip: Mapping[str, Any]
) -> HttpResponse:
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
    if entry.discard_draft(actor=request.user, tps=page.tps, contest=page.contest):
        messages.info(request, "Draf dibuang. Formulir dapat diisi dari awal.")
    return HttpResponseRedirect(reverse("entry", args=[code, contest]), status=303)
