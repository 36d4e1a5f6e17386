"""Elections, ballots, regions and TPS. No figures of votes."""

from __future__ import annotations

from typing import Any

from ninja import Router

from deskpemilu.accounts.access import Access
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Choice, Election, Region, Tps
from deskpemilu.registry.queries import election_summaries
from deskpemilu.web.api.asked import (
    AreaCode,
    ElectionCode,
    PageNumber,
    code_of,
    election_asked,
    ensure,
    overlap,
    page_of,
    places,
    within_any,
)
from deskpemilu.web.api.shapes import REFUSALS, ContestOut, ElectionOut, RegionOut, TpsPage
from deskpemilu.web.api.tokens import Token, TokenRequest

router = Router(tags=["Data induk"])
PROGRESS = Act.SEE_PROGRESS


@router.get(
    "elections", auth=Token(PROGRESS), response={200: list[ElectionOut], **REFUSALS}, summary="Pemilihan"
)
def elections(request: TokenRequest) -> list[dict[str, Any]]:
    """Pemilihan pada desk ini yang wilayahnya bersinggungan dengan wilayah token."""
    areas = request.access.areas(PROGRESS)
    rows = [{**row, "area": code_of(row["area"])} for row in election_summaries()]
    return [row for row in rows if any(overlap(row["area"], area) for area in areas)]


@router.get(
    "elections/{code}/contests",
    auth=Token(PROGRESS),
    response={200: list[ContestOut], **REFUSALS},
    summary="Jenis pemilihan dan surat suaranya",
)
def contests(request: TokenRequest, code: str) -> list[dict[str, Any]]:
    """Setiap jenis pemilihan dengan pilihannya menurut nomor urut."""
    election = election_asked(code, request.access, PROGRESS)
    choices = Choice.objects.filter(contest__election=election).order_by(
        "contest_id", "dapil", "order", "key"
    )
    rows = list(choices.values("contest_id", "key", "dapil", "name", "party"))
    return [
        {
            "code": contest.code,
            "name": contest.name,
            "cap": contest.cap,
            "choices": [row for row in rows if row["contest_id"] == contest.pk],
        }
        for contest in election.contests.order_by("order")
    ]


@router.get("regions", auth=Token(PROGRESS), response={200: list[RegionOut], **REFUSALS}, summary="Wilayah")
def regions(request: TokenRequest, parent: AreaCode = "") -> list[dict[str, Any]]:
    """Wilayah tepat di bawah `parent`; tanpa `parent`, wilayah teratas yang dicakup token."""
    code = code_of(parent)
    if code:
        ensure(request.access, PROGRESS, code)
        rows = Region.objects.filter(parent_id=code)
    else:
        rows = Region.objects.filter(code__in=_tops(request.access))
    return [
        {"code": row.code, "name": row.name, "level": row.level, "parent": row.parent_id}
        for row in rows.order_by("code")
    ]


def _tops(access: Access) -> set[str]:
    """The highest regions of an access; of the whole desk those that its elections are held in."""
    areas = set(access.areas(PROGRESS))
    if "" in areas:
        return set(Election.objects.values_list("area_id", flat=True))
    return {area[:10] for area in areas}


@router.get("tps", auth=Token(PROGRESS), response={200: TpsPage, **REFUSALS}, summary="TPS")
def tps(
    request: TokenRequest,
    election: ElectionCode = "",
    area: AreaCode = "",
    page: PageNumber = 1,
) -> dict[str, Any]:
    """TPS sebuah pemilihan menurut kode, 500 setiap halaman."""
    held = election_asked(election, request.access, PROGRESS)
    areas = places(request.access, PROGRESS, area)
    rows = (
        Tps.objects.filter(within_any(areas, "code"), election=held).select_related("desa").order_by("code")
    )
    about, found = page_of(rows, page)
    return {**about, "rows": [_station(row) for row in found]}


def _station(row: Tps) -> dict[str, Any]:
    plain = ("code", "number", "dpt_l", "dpt_p", "special", "address", "lat", "lon")
    return {**{name: getattr(row, name) for name in plain}, "desa": row.desa_id, "desa_name": row.desa.name}
