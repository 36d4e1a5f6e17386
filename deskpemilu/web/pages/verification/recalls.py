"""Recall of a locked figure: asked by one person, decided by another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.flow import decisions
from deskpemilu.verification.workflow import Refused
from deskpemilu.web.pages.verification.views import back_to, decide, found


@requires(Act.CORRECT, area="code")
@require_POST
def ask(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Ask that a locked form be opened."""
    act = partial(
        decisions.ask_recall, seen=request.POST.get("seen", ""), reason=request.POST.get("alasan", "")
    )
    return _settle(request, code, contest, act, "Permintaan penarikan dicatat dan menunggu orang lain.")


@requires(Act.LOCK, area="code")
@require_POST
def grant(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Open a locked form that somebody else asked for."""
    act = partial(decisions.grant_recall, reason=request.POST.get("alasan", ""))
    return decide(request, code, contest, act, "penarikan dikabulkan, kunci dibuka", stay=True)


@requires(Act.LOCK, area="code")
@require_POST
def decline(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Leave a locked form as it is."""
    act = partial(decisions.decline_recall, reason=request.POST.get("alasan", ""))
    return _settle(request, code, contest, act, "Permintaan penarikan ditolak. Formulir tetap terkunci.")


@requires(Act.CORRECT, area="code")
@require_POST
def withdraw(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Take one's own request back."""
    return _settle(request, code, contest, decisions.withdraw_recall, "Permintaan penarikan dibatalkan.")


def _settle(
    request: DeskRequest, code: str, contest: str, act: Callable[..., Any], told: str
) -> HttpResponse:
    """An act that changes the request and not the form."""
    board, count = found(request, code, contest)
    try:
        act(actor=request.user, count_id=count.pk, now=board.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return back_to(code, contest, board)
