"""Messages: the list, one message with its reading, what staff do with it, and the simulated phone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.domain.roles import Act
from deskpemilu.flow import messages as work
from deskpemilu.flow import senders
from deskpemilu.flow.message_rights import message_for
from deskpemilu.verification.workflow import Refused
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.inbox import phone as talks
from deskpemilu.web.pages.inbox.detail import Detail
from deskpemilu.web.pages.inbox.listing import FILTERS, items, waiting, wanted_of
from deskpemilu.web.pages.report.entry import BadFigure

MOST_TEXT = 4000


@requires(Act.READ_INBOX)
@require_safe
def listing(request: DeskRequest) -> HttpResponse:
    """The list, with its first message open where there is room for it."""
    return _page(request, None)


@requires(Act.READ_INBOX)
@require_safe
def one(request: DeskRequest, message_id: int) -> HttpResponse:
    """One message, beside the list."""
    return _page(request, message_id)


def _page(request: DeskRequest, message_id: int | None) -> HttpResponse:
    areas, wanted = request.access.areas(Act.READ_INBOX), wanted_of(request.GET.dict())
    shown, more = items(areas, wanted)
    chosen = message_id or (shown[0].message.pk if shown else None)
    context = {
        "items": shown,
        "more": more,
        "wanted": wanted,
        "filters": FILTERS,
        "waiting": waiting(areas),
        "detail": _detail(request, chosen) if chosen else None,
        "alone": message_id is not None,
    }
    return render(request, "inbox/inbox.html", context)


def _detail(request: DeskRequest, message_id: int) -> Detail:
    """The message for whoever asks. Raises PermissionDenied outside their areas."""
    message = message_for(message_id, request.access.areas(Act.READ_INBOX))
    if message is None:
        raise PermissionDenied("Pesan ini tidak ada, atau di luar wilayah tugas Anda.")
    return Detail(message, request.access, current_election(request), request.GET.dict())


@requires(Act.WORK_INBOX)
@require_POST
def store(request: DeskRequest, message_id: int) -> HttpResponse:
    """Store the figures that staff read in the message."""
    detail = _detail(request, message_id)
    election = detail.reading.election if detail.reading and detail.reading.election else detail.election
    if election is None:
        raise Http404("Desk ini belum mempunyai pemilihan.")

    def act(**arguments: object) -> str:
        figures = detail.figures(request.POST.dict())
        stored = work.store_reading(election=election, figures=figures, **arguments)  # type: ignore[arg-type]
        return f"Tersimpan: {len(stored)} laporan TPS."

    return _do(request, message_id, act)


@requires(Act.WORK_INBOX)
@require_POST
def reviewed(request: DeskRequest, message_id: int) -> HttpResponse:
    """The message was looked at and needs nothing more."""
    return _do(request, message_id, partial(work.set_aside, report=True), "Pesan ditandai sudah ditinjau.")


@requires(Act.WORK_INBOX)
@require_POST
def no_report(request: DeskRequest, message_id: int) -> HttpResponse:
    """The message is not a report."""
    return _do(request, message_id, partial(work.set_aside, report=False), "Pesan ditandai bukan laporan.")


@requires(Act.WORK_INBOX)
@require_POST
def ask(request: DeskRequest, message_id: int) -> HttpResponse:
    """Send a question to the sender."""
    act = partial(work.ask, text=request.POST.get("pertanyaan", ""))
    return _do(request, message_id, act, "Pertanyaan dikirim kepada pengirim.")


@requires(Act.WORK_INBOX)
@require_POST
def read_again(request: DeskRequest, message_id: int) -> HttpResponse:
    """Take the message down the road again."""
    return _do(
        request, message_id, work.read_again, "Pesan dibaca ulang. Hasilnya tampil dalam beberapa detik."
    )


@requires(Act.WORK_INBOX)
@require_POST
def bind(request: DeskRequest, message_id: int) -> HttpResponse:
    """An unknown sender is a person of the register."""

    def act(**arguments: object) -> str:
        again = senders.bind(person_id=request.POST.get("petugas", ""), **arguments)  # type: ignore[arg-type]
        return f"Pengirim dikaitkan. {again} pesannya dibaca ulang; hasilnya tampil dalam beberapa detik."

    return _do(request, message_id, act)


@requires(Act.WORK_INBOX)
@require_POST
def unbind(request: DeskRequest, message_id: int) -> HttpResponse:
    """An id that staff had bound belongs to nobody again."""
    return _do(request, message_id, senders.unbind, "Kaitan dilepaskan; kiriman berikutnya dari orang asing.")


@requires(Act.WORK_INBOX)
@require_POST
def number(request: DeskRequest, message_id: int) -> HttpResponse:
    """A person's number was changed, as staff made sure of."""
    return _do(request, message_id, senders.carry_over, "Nomor baru dipakai; nomor lama tidak berlaku lagi.")


@requires(Act.READ_INBOX)
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: DeskRequest, sender: str) -> HttpResponse:
    """The conversation with one sender, as their phone shows it; on a demo one may write as them."""
    areas = request.access.areas(Act.READ_INBOX)
    if request.method == "POST":
        return _write_as(request, sender)
    talk = talks.conversation(sender, areas)
    if talk is None:
        raise PermissionDenied("Percakapan ini tidak ada, atau di luar wilayah tugas Anda.")
    return render(request, "inbox/phone.html", {"talk": talk, "sender": sender, "writes": settings.DEMO})


def _write_as(request: DeskRequest, sender: str) -> HttpResponse:
    """Send a message as a sender: only on a demo, where nobody's phone is behind the number."""
    text = request.POST.get("teks", "").strip()[:MOST_TEXT]
    if not settings.DEMO or not request.access.areas(Act.WORK_INBOX):
        raise PermissionDenied("Menulis sebagai pengirim hanya dapat dilakukan staf pada desk contoh.")
    if text:
        now = timezone.now()
        inbox.accept([Envelope("whatsapp", f"demo-{uuid4()}", sender, now, text)], now=now)
    return redirect("inbox-phone", sender)


def _do(request: DeskRequest, message_id: int, act: Callable[..., object], word: str = "") -> HttpResponse:
    """Carry out an act on a message, tell the person, and show the next message that waits."""
    query = wanted_of(request.GET.dict()).query
    following = reverse("inbox") + query
    try:
        said = act(actor=request.user, message_id=message_id, now=timezone.now())
    except (Refused, BadFigure) as refusal:
        messages.error(request, str(refusal))
        following = reverse("inbox-message", args=(message_id,)) + query
    else:
        # The next message stands there already: the way back to this one goes along.
        back = reverse("inbox-message", args=(message_id,)) + query
        messages.success(request, word or str(said), extra_tags=back)
    return HttpResponseRedirect(following, status=303)
