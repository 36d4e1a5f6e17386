"""Replies: what went out, what is stuck and why, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import Access, DeskRequest, requires
from deskpemilu.accounts.models import Phone
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.domain.roles import Act
from deskpemilu.web.formatting import figure
from deskpemilu.web.pages.outbox import acts, queries

PAGE_SIZE, AT_ONCE = 50, 500
NUMBER_ACTS = (Act.MANAGE_PEOPLE, Act.WORK_INBOX)


def _sees_numbers(access: Access) -> bool:
    """Whole numbers are for those who work with senders anyway; an auditor sees four digits."""
    return any(access.anywhere(act) for act in NUMBER_ACTS)


def _may_act(access: Access) -> bool:
    return _sees_numbers(access)


@requires(Act.SEE_OUTBOX)
def listing(request: DeskRequest) -> HttpResponse:
    """Counts, causes, and one page of messages."""
    rows, now = queries.visible(request.access), timezone.now()
    which, words = request.GET.get("saring", "macet"), request.GET.get("q", "").strip()
    page = Paginator(queries.page_rows(rows, which=which, words=words), PAGE_SIZE).get_page(
        request.GET.get("hal")
    )
    context = {
        "counts": queries.counts(rows),
        "causes": queries.causes(rows),
        "oldest": queries.oldest_waiting(rows, now=now),
        "which": which,
        "words": words,
        "page": page,
        "full": _sees_numbers(request.access),
        "may_act": _may_act(request.access),
    }
    return render(request, "outbox/list.html", context)


@requires(Act.SEE_OUTBOX)
def message(request: DeskRequest, message_id: int) -> HttpResponse:
    """One message: its text, its states, and the message that it answers."""
    found = _message(request, message_id)
    owner = Phone.objects.filter(number=found.recipient, active=True).select_related("person").first()
    context = {
        "message": found,
        "owner": owner.person if owner else None,
        "full": _sees_numbers(request.access),
        "may_act": _may_act(request.access),
    }
    return render(request, "outbox/message.html", context)


@requires(Act.SEE_OUTBOX)
@require_POST
def retry(request: DeskRequest, message_id: int) -> HttpResponse:
    """Send again now."""
    return _act(request, message_id, acts.retry, "Pesan akan dikirim lagi sekarang.")


@requires(Act.SEE_OUTBOX)
@require_POST
def cancel(request: DeskRequest, message_id: int) -> HttpResponse:
    """Never send."""
    return _act(request, message_id, acts.cancel, "Pesan dibatalkan.")


@requires(Act.SEE_OUTBOX)
@require_POST
def retry_failed(request: DeskRequest) -> HttpResponse:
    """Send everything again that failed, oldest first, at most AT_ONCE at a time."""
    _ensure_may_act(request)
    failed = queries.visible(request.access).filter(queries.FILTERS["gagal"][1]).order_by("pk")
    done = acts.retry(
        actor=request.user, ids=list(failed.values_list("pk", flat=True)[:AT_ONCE]), now=timezone.now()
    )
    messages.success(request, f"{figure(done)} pesan dikirim ulang.")
    return redirect("outbox")


def _message(request: DeskRequest, message_id: int) -> OutboxMessage:
    rows = queries.visible(request.access).select_related("in_reply_to")
    return get_object_or_404(rows, pk=message_id)


def _ensure_may_act(request: DeskRequest) -> None:
    if not _may_act(request.access):
        raise PermissionDenied("Anda boleh melihat balasan, tetapi tidak mengirim ulang atau membatalkannya.")


def _act(request: DeskRequest, message_id: int, act: Callable[..., int], said: str) -> HttpResponse:
    _ensure_may_act(request)
    found = _message(request, message_id)
    if act(actor=request.user, ids=[found.pk], now=timezone.now()):
        messages.success(request, said)
    else:
        messages.warning(request, "Keadaan pesan ini sudah berubah; tidak ada yang dilakukan.")
    return redirect("outbox-message", found.pk)
