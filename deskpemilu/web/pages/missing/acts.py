"""What a caller does: claim somebody, say what came of it, let go, take back, mark a place without signal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.accounts.models import Person
from deskpemilu.coordination import services
from deskpemilu.coordination.promise import PromiseRefused
from deskpemilu.coordination.services import CALL_ACTS, Refused
from deskpemilu.web.pages.missing.views import election_of, person_page

SAID = "Hasil panggilan dicatat."


@requires(*CALL_ACTS)
@require_POST
def call(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Claim a person: colleagues see that they are being called."""
    who = get_object_or_404(Person, pk=person_id)
    try:
        services.begin_call(
            actor=request.user,
            person=who,
            election=election_of(request),
            number=request.POST.get("nomor", ""),
            now=timezone.now(),
        )
    except Refused as error:
        return person_page(request, person_id, status=409, wrong=str(error))
    return person_page(request, person_id, said="Anda tercatat sedang menghubungi petugas ini.")


@requires(*CALL_ACTS)
@require_POST
def outcome(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Say what came of a call."""
    who = get_object_or_404(Person, pk=person_id)
    try:
        services.finish_call(
            actor=request.user,
            person=who,
            election=election_of(request),
            outcome=request.POST.get("hasil", ""),
            promised=request.POST.get("pukul", ""),
            note=request.POST.get("catatan", ""),
            now=timezone.now(),
            zone=timezone.get_current_timezone(),
        )
    except (Refused, PromiseRefused) as error:
        return person_page(request, person_id, status=422, wrong=str(error))
    return person_page(request, person_id, said=SAID)


@requires(*CALL_ACTS)
@require_POST
def release(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Let go of somebody whom one did not ring."""
    who = get_object_or_404(Person, pk=person_id)
    services.release_call(actor=request.user, person=who, now=timezone.now())
    return person_page(request, person_id)


@requires(*CALL_ACTS)
@require_POST
def undo(request: DeskRequest, person_id: UUID, call_id: int) -> HttpResponse:
    """Take back one's own outcome."""
    try:
        services.undo_call(actor=request.user, call_id=call_id, now=timezone.now())
    except Refused as error:
        return person_page(request, person_id, status=409, wrong=str(error))
    return person_page(request, person_id, said="Catatan panggilan diurungkan.")


@requires(*CALL_ACTS)
@require_POST
def signal(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Mark a desa or TPS that no signal reaches, or that it is reached again."""
    try:
        services.mark_signal(
            actor=request.user,
            election=election_of(request),
            code=request.POST.get("kode", ""),
            note=request.POST.get("catatan", ""),
            reached=request.POST.get("tanda") == "hapus",
            now=timezone.now(),
        )
    except Refused as error:
        return person_page(request, person_id, status=422, wrong=str(error))
    return person_page(request, person_id)


def back(request: DeskRequest, name: str, sentence: str = "", *, wrong: bool = False) -> HttpResponse:
    """Back to a page with a sentence."""
    if sentence:
        (messages.error if wrong else messages.success)(request, sentence)
    return redirect(name)
