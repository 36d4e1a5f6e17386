"""Reading for the search field: TPS, regions and people by name or code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from deskpemilu.accounts.access import Access
from deskpemilu.accounts.models import Person
from deskpemilu.domain.codes import DESA, parse_code
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Election, Region, Tps

MOST = 25
_TPS_NUMBER = re.compile(r"(?i)\btps\s*0*(\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Found:
    """What fits: TPS, regions, people; each at most MOST."""

    tps: Sequence[Tps] = ()
    regions: Sequence[Region] = ()
    people: Sequence[Person] = ()

    def __bool__(self) -> bool:
        return bool(self.tps or self.regions or self.people)


def find(access: Access, election: Election | None, words: str) -> Found:
    """What fits the words, of what the person may see. Empty for less than two characters."""
    if len(words) < 2:
        return Found()
    areas = access.areas(Act.SEE_PROGRESS)
    tps: Sequence[Tps] = ()
    if election is not None and access.anywhere(Act.SEE_TPS):
        tps = _tps(election, words, access.areas(Act.SEE_TPS))
    return Found(tps, _regions(words, areas, election), _people(access, words))


def inside(areas: Sequence[str], field: str) -> Q:
    """Condition that a code lies in one of the areas; nothing for ()."""
    condition = Q(pk__in=[])
    for area in areas:
        condition |= Q(**{f"{field}__startswith": area})
    return condition


def _code(words: str) -> str:
    try:
        return parse_code(words)
    except ValueError:
        return ""


def _tps(election: Election, words: str, areas: Sequence[str]) -> Sequence[Tps]:
    rows = Tps.objects.filter(inside(areas, "code"), election=election).select_related("desa__parent")
    if code := _code(words):
        return list(rows.filter(code__startswith=code)[:MOST]) if len(code) >= DESA else ()
    number = _TPS_NUMBER.search(words)
    name = _TPS_NUMBER.sub(" ", words).strip()
    if number:
        rows = rows.filter(code__endswith=f"{int(number[1]):03d}")
    elif not name:
        return ()
    if name:
        rows = rows.filter(Q(desa__name__icontains=name) | Q(desa__parent__name__icontains=name))
    return list(rows[:MOST]) if number else ()


def _regions(words: str, areas: Sequence[str], election: Election | None) -> Sequence[Region]:
    rows = Region.objects.filter(inside(areas, "code")).select_related("parent")
    if election is not None:
        rows = rows.filter(code__startswith=election.area_id)
    if code := _code(words):
        return list(rows.filter(code__startswith=code)[:MOST])
    name = _TPS_NUMBER.sub(" ", words).strip()
    return list(rows.filter(name__icontains=name)[:MOST]) if len(name) >= 2 else ()


def _people(access: Access, words: str) -> Sequence[Person]:
    if not (areas := access.areas(Act.MANAGE_PEOPLE)):
        return ()
    rows = Person.objects.filter(Q(name__icontains=words) | Q(username__icontains=words))
    if areas != ("",):
        living = inside(areas, "grants__area") & Q(grants__revoked_at=None)
        rows = rows.filter(living).distinct()
    return list(rows.order_by("name")[:MOST])
