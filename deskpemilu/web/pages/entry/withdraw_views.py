"""Taking one's own typed form back, and undoing that."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.flow import decisions
from deskpemilu.verification.workflow import Refused
from deskpemilu.web.pages.entry.form_page import FormPage, form_page


@requires(Act.REPORT, area="code")
@require_POST
def withdraw(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Take back what the person typed of this form."""
    page, count_id = _page(request, code, contest)
    try:
        decisions.withdraw_entry(
            actor=request.user,
            count_id=count_id,
            seen=request.POST.get("seen", ""),
            reason=request.POST.get("alasan", ""),
            now=page.now,
        )
        messages.success(request, f"{page.name}: isian Anda ditarik dan tidak dihitung lagi.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(code, contest)


@requires(Act.REPORT, area="code")
@require_POST
def undo(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Within a minute: as if it had not been taken back."""
    page, count_id = _page(request, code, contest)
    try:
        decisions.undo(actor=request.user, count_id=count_id, now=page.now)
        messages.success(request, f"{page.name}: isian Anda berlaku kembali.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(code, contest)


def _page(request: DeskRequest, code: str, contest: str) -> tuple[FormPage, int]:
    page = form_page(request, code, contest, timezone.now())
    if page.standing.count is None:
        raise Http404("Formulir ini belum diisi.")
    return page, page.standing.count.pk


def _back(code: str, contest: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("entry", args=[code, contest]), status=303)
