"""What the statistics say: the latest quick count, projection, findings and seats, and every stored run.

Nothing is computed here. The answers are those that `desk quickcount estimate`, `desk project` and
`desk anomalies` print; whoever looks at them is recorded, as on the pages. They speak of the whole desk, and
so does the right to see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from ninja import P, PathEx, Router

from deskpemilu.domain.roles import Act
from deskpemilu.insight import queries
from deskpemilu.insight.models import Run
from deskpemilu.insight.schedule import kinds_of
from deskpemilu.intake.blindness import hidden_from
from deskpemilu.registry.models import Contest, Election
from deskpemilu.web.api.asked import (
    AnyContest,
    ContestCode,
    ElectionCode,
    PageNumber,
    contest_asked,
    election_asked,
    page_of,
    visible,
)
from deskpemilu.web.api.shapes import REFUSALS, Estimates, RunOut, RunPage
from deskpemilu.web.api.tokens import Token, TokenRequest
from deskpemilu.web.pages.dashboard.looks import note_look
from deskpemilu.web.pages.insight.board import WHOLE, without

router = Router(tags=["Statistik"])
Kind = Literal["estimate", "projection", "anomalies", "seats"]
LARGEST = 2**63 - 1
RunNumber = PathEx[int, P(ge=1, le=LARGEST)]
GONE = (
    "Perhitungan {} tidak ada pada desk ini, atau digantikan yang berikutnya dalam 15 detik. "
    "Nomor yang tersimpan: estimates/runs."
)


def _whole(request: TokenRequest, election: Election) -> None:
    """Raise PermissionDenied unless the token may see totals of the election's whole area."""
    if not request.access.may(Act.SEE_TOTALS, election.area_id):
        raise PermissionDenied(WHOLE)


def _look(request: TokenRequest, contest: Contest) -> None:
    note_look(request.access.person, contest, contest.election.area_id, now=timezone.now())


@router.get(
    "estimates",
    auth=Token(Act.SEE_TOTALS),
    response={200: Estimates, **REFUSALS},
    summary="Hitung cepat, proyeksi, anomali, kursi",
)
def estimates(
    request: TokenRequest, contest: ContestCode, kind: Kind | None = None, election: ElectionCode = ""
) -> dict[str, Any]:
    """Perhitungan tersimpan terakhir, `null` bila belum ada; `kind` = satu jenis saja.

    Isi tiap jenis persis seperti perintah `desk quickcount estimate`, `desk project`, `desk anomalies`,
    ditambah `run`; temuan pada formulir yang menunggu entri kedua oleh pemilik token belum termuat.
    Hanya bagi yang berhak atas jumlah seluruh wilayah desk; tercatat siapa yang melihat.
    """
    held = election_asked(election, request.access, Act.SEE_TOTALS)
    _whole(request, held)
    about = contest_asked(held, contest)
    _look(request, about)
    wanted = [each for each in kinds_of(about) if kind in {None, each.value}]
    found = {each.value: _answer(request, about, queries.latest_run(about, each)) for each in wanted}
    empty: dict[str, Any] = dict.fromkeys(each.value for each in Run.Kind)
    return {"election": held.code, "contest": about.code, **empty, **found}


def _answer(request: TokenRequest, contest: Contest, run: Run | None) -> dict[str, Any] | None:
    return None if run is None else {**_seen(request, contest, run), "run": run.pk}


def _seen(request: TokenRequest, contest: Contest, run: Run) -> Mapping[str, Any]:
    """What a run found, as its page shows it to this person: a finding tells figures of its form."""
    found: dict[str, Any] = run.result
    if run.kind != Run.Kind.ANOMALIES:
        return found
    return without(found, hidden_from(request.access, contest.election).codes(contest.pk))


@router.get(
    "estimates/runs",
    auth=Token(Act.SEE_TOTALS),
    response={200: RunPage, **REFUSALS},
    summary="Perhitungan tersimpan",
)
def runs(
    request: TokenRequest,
    contest: AnyContest = "",
    kind: Kind | None = None,
    election: ElectionCode = "",
    page: PageNumber = 1,
) -> dict[str, Any]:
    """Semua perhitungan tersimpan, yang terbaru dahulu, 500 setiap halaman; tanpa angkanya."""
    held = election_asked(election, request.access, Act.SEE_TOTALS)
    _whole(request, held)
    rows = Run.objects.filter(contest__election=held).select_related("contest", "sample", "frame")
    if contest:
        rows = rows.filter(contest=contest_asked(held, contest))
    if kind is not None:
        rows = rows.filter(kind=kind)
    light = rows.defer("submissions", "result", "sample__members", "frame__data").order_by("-pk")
    about, found = page_of(light, page)
    return {**about, "rows": [_line(run, held) for run in found]}


@router.get(
    "estimates/runs/{number}",
    auth=Token(Act.SEE_TOTALS),
    response={200: RunOut, **REFUSALS},
    summary="Satu perhitungan tersimpan",
)
def one_run(request: TokenRequest, number: RunNumber) -> dict[str, Any]:
    """Angka satu perhitungan dan yang diperlukan untuk mengulangnya; tercatat siapa yang melihat."""
    rows = Run.objects.filter(pk=number).select_related("contest__election", "sample", "frame")
    run = rows.defer("submissions", "sample__members", "frame__data").first()
    if run is None or not visible(run.contest.election, request.access, Act.SEE_TOTALS):
        raise Http404(GONE.format(number))
    _whole(request, run.contest.election)
    _look(request, run.contest)
    return {**_line(run, run.contest.election), "result": dict(_seen(request, run.contest, run))}


def _line(run: Run, election: Election) -> dict[str, Any]:
    """What identifies a run."""
    return {
        "run": run.pk,
        "election": election.code,
        "contest": run.contest.code,
        "kind": run.kind,
        "at": run.at,
        "made_at": run.made_at,
        "past": bool(run.parameters.get("past")),
        "count": run.parameters.get("count", ""),
        "scheduled": run.scheduled,
        "seed": run.seed,
        "frame_digest": run.frame.digest,
        "sample": run.sample_id,
        "sample_digest": run.sample.digest if run.sample else None,
        "input_hash": run.input_hash,
        "code_version": run.code_version,
    }
