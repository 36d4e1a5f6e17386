"""The queue of what to look at again, one finding beside its form, and what people say of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.insight.followup.services import note_finding
from deskpemilu.insight.models import FindingNote, Run
from deskpemilu.web.pages.insight.queue import STANDINGS, chosen_items, close_up, items_of
from deskpemilu.web.pages.insight.views import board_of

PAGE_SIZE = 50
SAID = {
    FindingNote.State.LOOKING.value: "Tercatat: sedang Anda periksa.",
    FindingNote.State.DONE.value: "Tercatat: selesai diperiksa.",
    FindingNote.State.REOPENED.value: "Tercatat: dibuka lagi.",
}


@requires(Act.SEE_TOTALS)
@require_safe
def anomalies(request: DeskRequest, contest: str = "") -> HttpResponse:
    """The queue, and the chosen finding beside its form and photo."""
    board = board_of(request, contest, Run.Kind.ANOMALIES)
    code, standing = request.GET.get("temuan", ""), request.GET.get("keadaan", "")
    items = items_of(board.place.contest, board.run, board.result.get("rows", ()))
    fitting = chosen_items(items, code, standing)
    close = close_up(request.access, board.place.contest, fitting, request.GET.get("pilih", ""))
    context = {
        "board": board,
        "page": Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("hal")),
        "code": code,
        "standing": standing,
        "standings": [(key, word, sum(i.standing == key for i in items)) for key, word in STANDINGS],
        "close": close,
        "corrects": close is not None and bool(request.access.may(Act.CORRECT, close.item.row["tps_code"])),
    }
    return render(request, "insight/anomalies.html", context)


@requires(Act.CORRECT)
@require_POST
def note(request: DeskRequest, contest: str) -> HttpResponse:
    """Say that a finding is being looked at, done, or open again."""
    board = board_of(request, contest, Run.Kind.ANOMALIES)
    key, state = request.POST.get("temuan", ""), request.POST.get("keadaan", "")
    items = items_of(board.place.contest, board.run, board.result.get("rows", ()))
    item = next((i for i in items if i.key == key), None)
    if item is None:
        raise Http404("Temuan ini tidak ada lagi dalam perhitungan terakhir.")
    try:
        note_finding(
            actor=request.user, contest=board.place.contest, row=item.row, state=state,
            note=request.POST.get("catatan", ""), now=timezone.now(),
        )  # fmt: skip
        messages.success(request, SAID[state])
    except ValueError as error:
        messages.error(request, str(error))
    return redirect(_back(contest, request.POST))


def _back(contest: str, given: QueryDict) -> str:
    """The queue as it was; after "selesai" the next one that waits comes up by itself."""
    kept = QueryDict(mutable=True)
    for name in ("saring_temuan", "saring_keadaan", "hal"):
        if given.get(name):
            kept[name.removeprefix("saring_")] = str(given[name])
    if given.get("keadaan") != FindingNote.State.DONE.value:
        kept["pilih"] = given.get("temuan", "")
    return f"{reverse('anomalies', args=[contest])}?{kept.urlencode()}#temuan-dekat"
