"""Photos: the list of those that need somebody, one photo, its files, and limits that may be changed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.evidence import services
from deskpemilu.evidence.hanging import can_undo
from deskpemilu.evidence.limits import TYPES, allowed
from deskpemilu.evidence.services import PhotoRefused
from deskpemilu.flow import photos as acts
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.evidence import asked, files
from deskpemilu.web.pages.evidence.board import Board, Choice, cards_of
from deskpemilu.web.pages.evidence.seen import (
    SEEING,
    handles,
    notices_for,
    photo_for,
    photos_for,
    reads,
    taken_from,
)

SIZES = ("layar", "kecil")


@requires(Act.READ_INBOX, Act.SEE_TPS)
@require_safe
def listing(request: DeskRequest) -> HttpResponse:
    """Photos by what they need: a place, another try, a look at their twin."""
    given = request.GET
    board = Board.load(
        photos_for(request.access),
        request.access,
        tab=given.get("saring", ""),
        number=given.get("hal", "1"),
        now=timezone.now(),
    )
    context = {"board": board, "limits": allowed(), "corrects": request.access.anywhere(Act.CORRECT)}
    return render(request, "evidence/list.html", context)


@requires(*SEEING)
@require_safe
def one(request: DeskRequest, photo_id: int) -> HttpResponse:
    """One photo, what is known of it, and where to hang it."""
    photo = photo_for(request.access, photo_id)
    access = request.access
    corrects = access.may(Act.CORRECT, photo.tps.code) if photo.tps else handles(access, photo)
    context = {
        "photo": photo,
        "photos": [photo],
        "card": cards_of([photo], request.access)[0],
        "choice": Choice.load(photo.election or current_election(request), request.access),
        "notices": notices_for(access, photo.tps_id) if photo.tps_id else [],
        "taken_from": taken_from(access, photo),
        "undoes": can_undo(photo, request.user, timezone.now()),
        "corrects": bool(corrects) and request.access.anywhere(Act.CORRECT),
        "retries": request.access.anywhere(Act.WORK_INBOX),
        "reads": reads(request.access, photo),
    }
    return render(request, "evidence/photo.html", context)


@requires(*SEEING)
@require_safe
def copy(request: DeskRequest, photo_id: int, page: int, size: str) -> HttpResponse:
    """A shown copy of a page, without any metadata."""
    if size not in SIZES:
        raise Http404("Ukuran foto ini tidak ada.")
    return files.shown(photo_for(request.access, photo_id), page, size)


@requires(*SEEING)
@require_safe
def original(request: DeskRequest, photo_id: int) -> HttpResponse:
    """The file as it came; whoever takes it is noted."""
    photo = photo_for(request.access, photo_id)
    answer = files.original(photo)
    if answer.status_code == 200:
        services.opened_original(actor=request.user, photo=photo, now=timezone.now())
    return answer


@requires(Act.CORRECT)
@require_POST
def place(request: DeskRequest, photo_id: int) -> HttpResponse:
    """Hang a photo on a TPS."""

    def act() -> str:
        photo = photo_for(request.access, photo_id)
        tps, contest = asked.form_asked(request.POST, photo.election or current_election(request))
        acts.move(
            actor=request.user,
            photo=photo,
            tps=tps,
            contest=contest,
            reason=request.POST.get("alasan", ""),
            sees_unplaced=handles(request.access, photo),
            now=timezone.now(),
        )
        return f"Foto ditempatkan pada TPS {tps.number:03d} {tps.desa.name}."

    return _do(request, photo_id, act)


@requires(Act.CORRECT)
@require_POST
def aside(request: DeskRequest, photo_id: int) -> HttpResponse:
    """Set a photo aside that shows no form, or take it back."""

    def act() -> str:
        photo = photo_for(request.access, photo_id)
        put_aside = request.POST.get("sisih") == "1"
        acts.put_aside(
            actor=request.user,
            photo=photo,
            aside=put_aside,
            reason=request.POST.get("alasan", ""),
            sees_unplaced=handles(request.access, photo),
            now=timezone.now(),
        )
        return (
            "Foto disisihkan; masih dapat dilihat pada “Disisihkan”." if put_aside else "Foto dikembalikan."
        )

    return _do(request, photo_id, act)


@requires(Act.CORRECT)
@require_POST
def take_off(request: DeskRequest, photo_id: int) -> HttpResponse:
    """Take a photo off its TPS; it waits for a place again."""

    def act() -> str:
        photo = photo_for(request.access, photo_id)
        reason = request.POST.get("alasan", "")
        acts.take_off(actor=request.user, photo=photo, reason=reason, now=timezone.now())
        return "Foto dilepas dari TPS itu dan menunggu pada “Belum ditempatkan”."

    return _do(request, photo_id, act)


@requires(Act.CORRECT)
@require_POST
def undo(request: DeskRequest, photo_id: int) -> HttpResponse:
    """Take back one's own last act on a photo."""

    def act() -> str:
        acts.undo(actor=request.user, photo=photo_for(request.access, photo_id), now=timezone.now())
        return "Tindakan atas foto diurungkan; foto seperti semula."

    return _do(request, photo_id, act)


@requires(Act.WORK_INBOX)
@require_POST
def retry(request: DeskRequest, photo_id: int) -> HttpResponse:
    """Fetch a photo again now."""

    def act() -> str:
        photo = photo_for(request.access, photo_id)
        services.try_again(actor=request.user, photo_ids=[photo.pk], now=timezone.now())
        return "Foto akan diambil lagi sekarang."

    return _do(request, photo_id, act)


def _do(request: DeskRequest, photo_id: int, act: Callable[[], str]) -> HttpResponse:
    """Carry out an act and say what came of it."""
    back = request.POST.get("kembali") == "daftar"
    try:
        messages.success(request, act())
    except PhotoRefused as refusal:
        messages.error(request, str(refusal))
        back = False
    return redirect("photos") if back else redirect("photo", photo_id)


@requires(Act.REPORT, Act.CORRECT, area="code")
@require_POST
def upload(request: DeskRequest, code: str) -> HttpResponse:
    """Photos that a person brings for a TPS, several at once."""
    target = asked.back_to(request, code)
    try:
        count = asked.bring(request, code)
        messages.success(request, f"{count} foto diterima. Foto tampil setelah selesai diolah.")
    except PhotoRefused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(target, status=303)


@requires(Act.MANAGE_REGISTRY)
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: DeskRequest) -> HttpResponse:
    """What may come in, changed while the desk runs."""
    context: dict[str, object] = {"types": TYPES, "limits": allowed()}
    if request.method == "POST":
        try:
            services.change_limits(
                actor=request.user, limits=asked.limits_asked(request.POST), now=timezone.now()
            )
        except PhotoRefused as refusal:
            return render(request, "evidence/limits.html", {**context, "wrong": str(refusal)}, status=422)
        messages.success(request, "Batas foto disimpan dan berlaku sekarang.")
        return redirect("photo-limits")
    return render(request, "evidence/limits.html", context)
