"""What every template knows about the desk and the person in front of it."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from deskpemilu.accounts.access import Access, access_of
from deskpemilu.registry.models import Election
from deskpemilu.web.election import current_election, elections
from deskpemilu.web.formatting import DAYS, MONTHS, place, zone_name
from deskpemilu.web.navigation import active_path, items_for

INTERNAL = "DATA INTERNAL – BUKAN HASIL RESMI KPU"


def desk_name(election: Election | None) -> str:
    """ "Desk Pemilu Kab. Banyuasin", or just "Desk Pemilu" before there is an election."""
    if election is None:
        return "Desk Pemilu"
    area = place(election.area.name)
    kind = "Desk Pilkada" if election.preset.startswith("pilkada") else "Desk Pemilu"
    return f"{kind} {area.replace('Kabupaten ', 'Kab. ')}"


def _election(request: HttpRequest) -> Election | None:
    """The election, also on the page that says that the one asked for does not exist."""
    try:
        return current_election(request)
    except Http404:
        return None


def _access(request: HttpRequest) -> Access | None:
    """Rights that the guard has already read, else read now."""
    found = getattr(request, "access", None)
    if found is None and request.user.is_authenticated:
        found = access_of(request.user)
    return found


def _today(request: HttpRequest) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "iso": now.isoformat(timespec="seconds"),
        "date": f"{DAYS[now.weekday()]} {now.day} {MONTHS[now.month - 1]} {now.year}",
        "time": f"{now:%H.%M}",
        "zone": zone_name(timezone.get_current_timezone()),
        "zone_id": str(timezone.get_current_timezone()),
    }


def desk(request: HttpRequest) -> dict[str, Any]:
    """`desk_name`, `election`, `elections`, `access`, `nav`, `today`, `internal`, `demo`, `version`.

    What needs the database is lazy, and only there for somebody who is signed in.
    """
    common = {
        "internal": INTERNAL,
        "demo": settings.DEMO,
        "version": settings.VERSION,
        "today": _today(request),
    }
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {**common, "desk_name": "Desk Pemilu", "election": None, "elections": [], "access": None}
    access = SimpleLazyObject(lambda: _access(request))
    return {
        **common,
        "access": access,
        "election": SimpleLazyObject(lambda: _election(request)),
        "elections": SimpleLazyObject(lambda: elections(request)),
        "desk_name": SimpleLazyObject(lambda: desk_name(_election(request))),
        "nav": SimpleLazyObject(lambda: items_for(cast(Access, _access(request)))),
        "nav_path": active_path(request.path),
    }
