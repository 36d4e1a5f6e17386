"""The audit log, and the proof that nobody changed it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.audit.models import Head
from deskpemilu.audit.services import Entry, record, verify
from deskpemilu.domain.roles import Act
from deskpemilu.web.pages.audit import queries

PAGE_SIZE = 100


@requires(Act.SEE_AUDIT)
def listing(request: DeskRequest) -> HttpResponse:
    """Filters and one page of records."""
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "tindakan", "dari", "sampai")}
    found = queries.records(
        request.access,
        words=asked["q"],
        act=asked["tindakan"],
        since=_day(asked["dari"]),
        until=_day(asked["sampai"]),
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("hal"))
    rows = [(row, queries.word_for(row.act)) for row in page]
    context = {
        "page": page,
        "rows": rows,
        "asked": asked,
        "acts": queries.acts(),
        "head": Head.objects.first(),
    }
    return render(request, "audit/list.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@requires(Act.SEE_AUDIT)
@require_POST
def verify_chain(request: DeskRequest) -> HttpResponse:
    """Recompute every hash; the check itself is recorded."""
    broken = verify()
    head = Head.objects.first()
    if broken is None:
        messages.success(
            request, f"Catatan audit utuh: {head.number if head else 0} catatan, tidak ada yang berubah."
        )
    else:
        messages.error(
            request,
            f"Catatan audit tidak utuh mulai nomor {broken}. Jangan ubah apa pun; salin basis data dan "
            "laporkan kepada pimpinan dan petugas TI.",
        )
    data = {"broken": broken}
    record(actor=request.user, entries=[Entry("audit.verified", data=data)], now=timezone.now())
    return redirect("audit")
