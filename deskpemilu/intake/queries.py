"""Reading counts and versions."""

from __future__ import annotations

from collections import defaultdict

from deskpemilu.domain.codes import DESA, within
from deskpemilu.domain.states import IN_RECEIVED, IN_VERIFIED, CountState
from deskpemilu.intake.acknowledge import Standing
from deskpemilu.intake.book import Book
from deskpemilu.intake.models import Count

SHOWN_MISSING = 8


def standing(book: Book, area: str) -> Standing:
    """How far an area has come: a TPS is complete when every contest has come in. One statement."""
    wanted = len(book.contests)
    area_tps = [code for code in book.tps if within(code, area)]
    received: dict[int, int] = defaultdict(int)
    verified: dict[int, int] = defaultdict(int)
    rows = Count.objects.filter(
        contest_id__in=book.contests.values(),
        desa_code__startswith=area[:DESA],
        counts=True,
    ).values_list("tps_id", "state")
    for tps_id, state in rows:
        received[tps_id] += CountState(state) in IN_RECEIVED
        verified[tps_id] += CountState(state) in IN_VERIFIED
    complete = [code for code in area_tps if received[book.tps[code].pk] >= wanted]
    done = set(complete)
    missing = [code for code in area_tps if code not in done]
    regions = book.lexicon.regions
    name = regions[area].name if area in regions else book.lexicon.area
    return Standing(
        area=area,
        name=name,
        tps=len(area_tps),
        complete=len(complete),
        verified=sum(verified[book.tps[code].pk] >= wanted for code in area_tps),
        missing=[_short(book, code) for code in missing[:SHOWN_MISSING]],
    )


def _short(book: Book, code: str) -> str:
    desa = book.lexicon.regions.get(code[:DESA])
    return f"{desa.name if desa else code[:DESA]} {int(code[DESA:])}"
