"""Versions of forms, totals and progress; whoever looks at totals is recorded as on the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from ninja import Router
from pydantic import AwareDatetime

from deskpemilu.accounts.access import Access
from deskpemilu.domain.codes import TPS
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import CountState
from deskpemilu.intake.blindness import hidden_from
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election
from deskpemilu.tally.models import Total
from deskpemilu.tally.queries import Progress, progress_below, progress_of, tally_rows
from deskpemilu.web.api.asked import (
    AnyContest,
    AreaCode,
    ContestCode,
    ElectionCode,
    PageNumber,
    Unclear,
    code_of,
    contest_asked,
    election_asked,
    one_place,
    page_of,
    places,
    within_any,
)
from deskpemilu.web.api.shapes import REFUSALS, ProgressPage, SubmissionPage, Tally
from deskpemilu.web.api.tokens import Token, TokenRequest
from deskpemilu.web.pages.dashboard.looks import note_look

router = Router(tags=["Hitungan"])
FIRST_YEAR, LAST_YEAR = 2000, 2100
Key = tuple[int, int, str]  # TPS, contest, generation


@router.get(
    "submissions", auth=Token(Act.SEE_TPS), response={200: SubmissionPage, **REFUSALS}, summary="Laporan"
)
def submissions(
    request: TokenRequest,
    election: ElectionCode = "",
    contest: AnyContest = "",
    area: AreaCode = "",
    since: AwareDatetime | None = None,
    page: PageNumber = 1,
) -> dict[str, Any]:
    """Semua versi formulir, yang terlama dahulu, 500 setiap halaman; `since` = hanya yang sesudahnya.

    Angka suara banyak TPS sama dengan jumlah: hanya untuk yang berhak melihat jumlah di wilayah itu.
    Satu TPS (kode 13 angka) terbuka bagi yang berhak melihat TPS. Formulir yang menunggu entri kedua oleh
    pemilik token tampil tanpa angka.
    """
    held = election_asked(election, request.access, Act.SEE_TPS)
    wanted = within_any(places(request.access, Act.SEE_TPS, area), "tps__code") & Q(contest__election=held)
    if contest:
        wanted &= Q(contest=contest_asked(held, contest))
    if since is not None:
        wanted &= Q(created_at__gt=_of_our_days(since))
    rows = Submission.objects.filter(wanted).select_related("tps", "contest").order_by("id")
    about, found = page_of(rows, page)
    open_figures = _open_figures(request.access, found, one=len(code_of(area)) == TPS)
    hidden = hidden_from(request.access, held, tps_ids={row.tps_id for row in found})
    open_figures -= {row.pk for row in found if hidden.version(row)}
    _note_looks(request.access, found, open_figures, code_of(area) or held.area_id)
    counts = _counts_of(found)
    return {**about, "rows": [_version(row, counts, figures=row.pk in open_figures) for row in found]}


def _of_our_days(at: datetime) -> datetime:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Unclear(f"“since” harus antara tahun {FIRST_YEAR} dan {LAST_YEAR}.")
    return at


def _open_figures(access: Access, rows: Iterable[Submission], *, one: bool) -> set[int]:
    """Ids of the versions whose figures may be shown."""
    return {row.pk for row in rows if one or access.may(Act.SEE_TOTALS, row.tps.code)}


def _note_looks(access: Access, rows: Sequence[Submission], open_figures: set[int], place: str) -> None:
    """Figures of many TPS are totals: a look at them is recorded."""
    if len(place) == TPS:
        return
    looked = {row.contest_id: row.contest for row in rows if row.pk in open_figures}
    for contest in looked.values():
        note_look(access.person, contest, place, now=timezone.now())


def _counts_of(rows: Sequence[Submission]) -> dict[Key, Count]:
    """The counts of these versions. One statement."""
    stations = {row.tps_id for row in rows}
    found = Count.objects.filter(tps_id__in=stations, contest_id__in={row.contest_id for row in rows})
    return {(count.tps_id, count.contest_id, count.generation): count for count in found}


def _version(row: Submission, counts: Mapping[Key, Count], *, figures: bool) -> dict[str, Any]:
    count = counts.get((row.tps_id, row.contest_id, row.generation))
    findings = [dict(finding) if figures else _bare(finding) for finding in row.findings]
    return {
        "id": row.pk,
        "tps_code": row.tps.code,
        "contest": row.contest.code,
        "generation": row.generation,
        "version": row.version,
        "origin": row.origin,
        "state": count.state if count else CountState.MISSING.value,
        "shown": count is not None and count.counts and count.submission_id == row.pk,
        "requested": count is not None and count.requested_id == row.pk,
        "blocking": row.blocking,
        "votes": row.votes if figures else None,
        "rows": row.rows if figures else None,
        "reason": row.reason if figures else None,
        "findings": findings,
        "created_at": row.created_at,
    }


def _bare(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A finding without its sentence, which says figures."""
    return {key: finding[key] for key in ("code", "severity") if key in finding}


@router.get(
    "tally",
    auth=Token(Act.SEE_TOTALS),
    response={200: Tally, **REFUSALS},
    exclude_unset=True,
    summary="Jumlah suara",
)
def tally(
    request: TokenRequest,
    contest: ContestCode,
    by: Literal["provinsi", "kabupaten", "kecamatan", "desa", "tps"],
    count: Literal["received", "verified"] = "received",
    election: ElectionCode = "",
    area: AreaCode = "",
) -> dict[str, Any]:
    """Jumlah per wilayah atau TPS, persis seperti `desk tally --format json`; tercatat siapa yang melihat.

    TPS yang menunggu entri kedua oleh pemilik token tampil sebagai tertahan, tanpa angka, dengan temuan
    `second_entry`.
    """
    held = election_asked(election, request.access, Act.SEE_TOTALS)
    about = contest_asked(held, contest)
    place = one_place(request.access, Act.SEE_TOTALS, area, held)
    now = timezone.now()
    note_look(request.access.person, about, place or held.area_id, now=now)
    table = tally_rows(election=held, contest_code=contest, by=by, count=count, area=place, now=now)
    if by == "tps" and (codes := hidden_from(request.access, held, inside=place).codes(about.pk)):
        table["rows"] = [_held_back(row) if row["code"] in codes else row for row in table["rows"]]
    return table


def _held_back(row: Mapping[str, Any]) -> dict[str, Any]:
    """A TPS without its figures, as one that waits for a person."""
    bare = {"tps_in": 0, "tps_verified": 0, "tps_held": 1, "voters": 0, "valid": 0, "invalid": 0}
    return {**row, **bare, "votes": {}, "findings": ["second_entry"]}


@router.get(
    "progress", auth=Token(Act.SEE_PROGRESS), response={200: ProgressPage, **REFUSALS}, summary="Kemajuan"
)
def progress(
    request: TokenRequest,
    contest: ContestCode,
    election: ElectionCode = "",
    area: AreaCode = "",
) -> dict[str, Any]:
    """Berapa TPS yang sudah masuk di sebuah wilayah dan di wilayah tepat di bawahnya; tanpa suara."""
    held = election_asked(election, request.access, Act.SEE_PROGRESS)
    about = contest_asked(held, contest)
    place = one_place(request.access, Act.SEE_PROGRESS, area, held) or held.area_id
    return {
        "election": held.code,
        "contest": about.code,
        "at": timezone.now().isoformat(),
        "region": _stage(_progress(held, about, place)),
        "below": [_stage(row) for row in progress_below(about, place)],
    }


def _progress(election: Election, contest: Contest, place: str) -> Progress:
    try:
        return progress_of(contest, place)
    except Total.DoesNotExist as error:
        raise Http404(f"Wilayah {place} bukan bagian dari pemilihan {election.code}.") from error


def _stage(row: Progress) -> dict[str, Any]:
    names = ("code", "name", "level", "tps", "dpt", "received", "verified", "problem", "missing", "share")
    return {name: getattr(row, name) for name in names}
