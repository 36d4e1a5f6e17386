"""The draw of the sample, its enlargement, and the replacement of a TPS that cannot report."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.insight import services
from deskpemilu.insight.models import Run
from deskpemilu.insight.samples import services as samples
from deskpemilu.registry.models import Contest
from deskpemilu.web.pages.insight.board import Board
from deskpemilu.web.pages.insight.ceremony import Ceremony, DrawForm, EnlargeForm, SubstituteForm
from deskpemilu.web.pages.insight.views import board_of


@requires(Act.SEE_TOTALS)
@require_http_methods(["GET", "HEAD", "POST"])
def ceremony(request: DeskRequest, contest: str) -> HttpResponse:
    """The draw of the sample: the form, and carrying it out."""
    board = board_of(request, contest, Run.Kind.ESTIMATE)
    shown = Ceremony.load(board.place.contest)
    if request.method != "POST":
        form = DrawForm(initial={"n": shown.usual, "tps_per_desa": 2})
        return _page(request, board, shown, form)
    form = DrawForm(request.POST)
    if form.is_valid() and _drawn(request, board, form):
        return redirect("insight-draw", contest)
    return _page(request, board, shown, form, status=422)


def _page(
    request: DeskRequest, board: Board, shown: Ceremony, form: DrawForm, status: int = 200
) -> HttpResponse:
    context = {
        "board": board,
        "shown": shown,
        "form": form,
        "larger": EnlargeForm(),
        "other": SubstituteForm(),
    }
    return render(request, "insight/ceremony.html", context, status=status)


def _drawn(request: DeskRequest, board: Board, form: DrawForm) -> bool:
    """Draw, then estimate from what has come in already; a refusal becomes the form's error."""
    contest, now = board.place.contest, timezone.now()
    chosen = {name: form.cleaned_data[name] for name in ("n", "design")}
    per_desa = form.cleaned_data["tps_per_desa"] or 2
    try:
        sample = samples.draw(
            actor=request.user, contest=contest, now=now, parts=form.parts, tps_per_desa=per_desa, **chosen
        )
    except ValueError as error:
        form.add_error(None, str(error))
        return False
    _compute(request, contest)
    messages.success(request, f"Sampel {sample.pk} diundi: {sample.n} TPS.")
    return True


def _compute(request: DeskRequest, contest: Contest) -> None:
    """The estimate from what has come in; without a report it is said, not an error."""
    try:
        services.compute(actor=request.user, contest=contest, kind=Run.Kind.ESTIMATE, now=timezone.now())
    except ValueError as error:
        messages.info(request, str(error))


@requires(Act.LOCK)
@require_POST
def enlarge(request: DeskRequest, contest: str) -> HttpResponse:
    """More TPS by the same seed."""
    board = board_of(request, contest, Run.Kind.ESTIMATE)
    form = EnlargeForm(request.POST)
    _change(request, board, form, lambda: _larger(request, board, form))
    return redirect("insight-draw", contest)


def _larger(request: DeskRequest, board: Board, form: EnlargeForm) -> str:
    assert board.sample is not None
    made = samples.enlarge(
        actor=request.user, sample=board.sample, n=form.cleaned_data["n"], now=timezone.now()
    )
    return f"Sampel {made.pk}: {made.n} TPS, yang lama tetap di dalamnya."


@requires(Act.LOCK)
@require_POST
def substitute(request: DeskRequest, contest: str) -> HttpResponse:
    """Another TPS for one that cannot report."""
    board = board_of(request, contest, Run.Kind.ESTIMATE)
    form = SubstituteForm(request.POST)
    _change(request, board, form, lambda: _other(request, board, form))
    return redirect("insight-draw", contest)


def _other(request: DeskRequest, board: Board, form: SubstituteForm) -> str:
    assert board.sample is not None
    made = samples.substitute(
        actor=request.user,
        sample=board.sample,
        tps_code=form.cleaned_data["tps_code"],
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    return f"Satu TPS diganti; sampel kini bernomor {made.pk}. Unduh daftarnya untuk berita acara."


def _change(
    request: DeskRequest, board: Board, form: EnlargeForm | SubstituteForm, act: Callable[[], str]
) -> None:
    """Change the sample; every refusal is said on the page that comes next."""
    if board.sample is None:
        raise Http404("Sampel belum diundi.")
    if not board.draws:
        raise PermissionDenied("Undian hanya diubah oleh Staf Desk yang berhak atas seluruh wilayah.")
    if not form.is_valid():
        wrong = [f"{form[name].label}: {text}" for name, errors in form.errors.items() for text in errors]
        messages.error(request, " ".join(wrong))
        return
    try:
        messages.success(request, act())
    except ValueError as error:
        messages.error(request, str(error))
        return
    _compute(request, board.place.contest)
