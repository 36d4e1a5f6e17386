"""Forms that are not in, TPS by TPS: what another program needs to ask for them. No people, no numbers."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router, Schema

from deskpemilu.coordination.missing import IN, LATER, MISSING, RETURNED, WAITING, Board, Station, figures_of
from deskpemilu.coordination.queries import board_of
from deskpemilu.domain.roles import Act
from deskpemilu.web.api.asked import (
    PAGE,
    AnyContest,
    AreaCode,
    ElectionCode,
    PageNumber,
    contest_asked,
    election_asked,
    overlap,
    places,
)
from deskpemilu.web.api.shapes import REFUSALS
from deskpemilu.web.api.tokens import Token, TokenRequest

router = Router(tags=["Hitungan"])
OWED = (MISSING, RETURNED, WAITING, LATER)


class MissingTps(Schema):
    """A TPS that owes something: contests by what stands (`later`: its vote is still to come)."""

    tps_code: str
    missing: list[str]
    returned: list[str]
    waiting: list[str]
    later: list[str]


class MissingPage(Schema):
    """Sums over all pages, and one page of TPS."""

    election: str
    at: str
    expected: int
    received: int
    waiting: int
    returned: int
    missing: int
    later: int
    page: int
    next: int | None
    total: int
    rows: list[MissingTps]


@router.get(
    "missing", auth=Token(Act.SEE_PROGRESS), response={200: MissingPage, **REFUSALS}, summary="Belum masuk"
)
def missing(
    request: TokenRequest,
    election: ElectionCode = "",
    contest: AnyContest = "",
    area: AreaCode = "",
    page: PageNumber = 1,
) -> dict[str, Any]:
    """TPS yang belum lengkap, 500 setiap halaman: jenis yang belum, dikembalikan, atau menunggu."""
    held = election_asked(election, request.access, Act.SEE_PROGRESS)
    if contest:
        contest_asked(held, contest)
    areas = [
        place for place in places(request.access, Act.SEE_PROGRESS, area) if overlap(place, held.area_id)
    ]
    board = board_of(held, areas, today=timezone.localdate()).only(contest)
    found = [station for station in board.stations if any(kind != IN for kind in station.kinds)]
    start = (page - 1) * PAGE
    figures = figures_of(board.stations)
    return {
        "election": held.code,
        "at": timezone.now().isoformat(),
        "expected": figures.expected,
        "received": figures.received,
        "waiting": figures.waiting,
        "returned": figures.returned,
        "missing": figures.missing,
        "later": figures.later,
        "page": page,
        "next": page + 1 if start + PAGE < len(found) else None,
        "total": len(found),
        "rows": [_row(station, board) for station in found[start : start + PAGE]],
    }


def _row(station: Station, board: Board) -> dict[str, Any]:
    pairs = list(zip(board.contests, station.kinds, strict=True))
    owed = {kind: [ballot.code for ballot, of in pairs if of == kind] for kind in OWED}
    return {"tps_code": station.code, **owed}
