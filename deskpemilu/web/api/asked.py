"""What a request asks for: an election, a contest, a place inside the token's area, a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from ninja import P, QueryEx

from deskpemilu.accounts.access import Access
from deskpemilu.domain.codes import dotted, parse_code
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Contest, Election
from deskpemilu.registry.queries import current_elections, election_by_code
from deskpemilu.tally.queries import NoContest, contest_of

PAGE = 500
LAST_PAGE = 100_000  # beyond any desk, far below what a database can skip
Row = TypeVar("Row", bound=Model)

# One alias has one default: ninja keeps it in the alias.
ElectionCode = QueryEx[str, P(max_length=40)]
ContestCode = QueryEx[str, P(max_length=8)]
AnyContest = QueryEx[str, P(max_length=8)]
AreaCode = QueryEx[str, P(max_length=20)]
PageNumber = QueryEx[int, P(ge=1, le=LAST_PAGE)]


class Unclear(ValueError):
    """A question that cannot be answered as it was asked (422); the text says how to ask it."""


def overlap(area: str, other: str) -> bool:
    """Whether two areas have something in common."""
    return area.startswith(other) or other.startswith(area)


def visible(election: Election, access: Access, act: Act) -> bool:
    """Whether some of an election lies where the act is allowed."""
    return any(overlap(election.area_id, area) for area in access.areas(act))


def election_asked(code: str, access: Access, act: Act) -> Election:
    """The election of that code, or the only active one. Raises Http404, Unclear."""
    if code:
        found = election_by_code(code)
        if found is None or not visible(found, access, act):
            raise Http404(f"Pemilihan “{code}” tidak ada pada desk ini.")
        return found
    rows = [row for row in current_elections() if visible(row, access, act)]
    if not rows:
        raise Http404("Desk ini belum mempunyai pemilihan yang aktif.")
    if len(rows) > 1:
        known = ", ".join(row.code for row in rows)
        raise Unclear(f"Ada lebih dari satu pemilihan: {known}. Sebutkan dengan ?election=KODE.")
    return rows[0]


def contest_asked(election: Election, code: str) -> Contest:
    """The contest of that code. Raises Http404 naming those there are."""
    try:
        return contest_of(election, code)
    except NoContest as error:
        raise Http404(str(error)) from error


def code_of(text: str) -> str:
    """Digits of a region or TPS code, "" for none. Raises Unclear."""
    if not text.strip():
        return ""
    try:
        return parse_code(text.strip())
    except ValueError as error:
        raise Unclear(str(error)) from error


def ensure(access: Access, act: Act, area: str) -> None:
    """Raise PermissionDenied with the reason unless the act is allowed in the area."""
    decision = access.may(act, area)
    if not decision:
        raise PermissionDenied(decision.reason)


def places(access: Access, act: Act, area: str) -> tuple[str, ...]:
    """Where to look: the area that is asked for, or all where the act is allowed. May refuse."""
    code = code_of(area)
    if not code:
        return access.areas(act)
    ensure(access, act, code)
    return (code,)


def one_place(access: Access, act: Act, area: str, election: Election) -> str:
    """The one area to answer for; "" is the whole desk. Raises Unclear where the token has several."""
    code = code_of(area)
    if code or access.may(act):
        ensure(access, act, code)
        return code
    here = election.area_id
    inside = [mine if mine.startswith(here) else here for mine in access.areas(act) if overlap(mine, here)]
    if len(inside) != 1:
        known = ", ".join(dotted(mine) for mine in inside)
        raise Unclear(f"Token ini mencakup beberapa wilayah: {known}. Sebutkan satu dengan ?area=KODE.")
    return inside[0]


def within_any(areas: Iterable[str], field: str) -> Q:
    """Rows whose code begins with one of the areas; ("",) is everything, () is nothing."""
    wanted = Q(pk__in=[])
    for area in areas:
        wanted |= Q(**{f"{field}__startswith": area}) if area else Q(pk__isnull=False)
    return wanted


def page_of(rows: QuerySet[Row], page: int) -> tuple[dict[str, Any], Sequence[Row]]:
    """Page, next page and total as the answer tells them, and the rows of the page."""
    total, start = rows.count(), (page - 1) * PAGE
    following = page + 1 if start + PAGE < total else None
    return {"page": page, "next": following, "total": total}, list(rows[start : start + PAGE])
