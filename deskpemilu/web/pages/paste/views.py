"""The paste box: paste, look at what would be read, store, and see what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.channels.models import InboxMessage
from deskpemilu.channels.pasted import PasteRefused
from deskpemilu.domain.roles import Act
from deskpemilu.flow.message_rights import visible
from deskpemilu.flow.paste import reporters, take_in
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.inbox.listing import state_of
from deskpemilu.web.pages.paste.box import Box

STORED = "tempel_pesan"
MOST_SHOWN = 300


@requires(Act.WORK_INBOX)
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: DeskRequest) -> HttpResponse:
    """The box; on POST the messages in it as they would be read, or, on Simpan, stored."""
    election = current_election(request)
    if election is None or request.method != "POST":
        return render(request, "paste/paste.html", {"ready": election is not None})
    people = reporters(request.access.areas(Act.WORK_INBOX))
    box = Box(request.POST.dict(), election, people, timezone.now())
    try:
        if "simpan" in request.POST:
            return _store(request, box)
        lines = box.lines
    except PasteRefused as refusal:
        context = {"ready": True, "wrong": str(refusal), "text": box.text}
        return render(request, "paste/paste.html", context, status=422)
    return render(request, "paste/preview.html", {"box": box, "lines": lines})


def _store(request: DeskRequest, box: Box) -> HttpResponse:
    accepted = take_in(actor=request.user, envelopes=box.envelopes, now=box.now)
    request.session[STORED] = accepted.new_ids[:MOST_SHOWN]
    said = f"{len(accepted.new_ids)} pesan disimpan."
    if accepted.duplicates:
        said += f" {accepted.duplicates} pesan sudah ada sebelumnya dan tidak disimpan dua kali."
    messages.success(request, said)
    return HttpResponseRedirect(reverse("paste-result"), status=303)


@requires(Act.WORK_INBOX)
@require_safe
def result(request: DeskRequest) -> HttpResponse:
    """What became of the messages that were stored last."""
    ids = request.session.get(STORED, [])
    if not ids:
        return redirect("paste")
    areas = request.access.areas(Act.READ_INBOX)
    rows = InboxMessage.objects.filter(visible(areas), pk__in=ids).select_related("reading__person")
    found = [(message, state_of(message)) for message in rows.order_by("pk")]
    done = sum(message.state == InboxMessage.State.DONE for message, _ in found)
    waits = any(message.state in ("new", "claimed") for message, _ in found)
    context = {"rows": found, "done": done, "total": len(found), "waits": waits}
    return render(request, "paste/result.html", context)
