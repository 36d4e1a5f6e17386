"""The dashboard as it was last drawn, so that fifty walls with one view cost one drawing.

What is kept depends on everything that the page depends on: the state of the count, the address, the
rights, the election; and only for seconds, since some things on the page change without the count.
Each person's look is recorded all the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.registry.models import Contest, Election
from deskpemilu.web.formatting import place
from deskpemilu.web.pages.dashboard.board import Board, wanted_of

MOST_KEPT = 64
SECONDS = 5
_kept: OrderedDict[Hashable, Shown] = OrderedDict()
_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of the page below the header, and what the page around it needs to know."""

    html: str
    title: str
    contest: Contest
    totals: bool


def shown(
    request: DeskRequest, election: Election, contest: str, code: str, *, version: int, now: datetime
) -> Shown:
    """The dashboard's part. Raises Http404 as Board.load does."""
    view = (election.pk, election.created_at, contest, code, request.GET.urlencode())
    key = (version, int(now.timestamp()) // SECONDS, view, frozenset(request.access.rights))
    # Many walls ask at the same moment: the first draws, the others wait for it.
    with _turn:
        if (found := _kept.get(key)) is None:
            found = _kept[key] = _drawn(request, election, contest, code, version)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return found


def _drawn(request: DeskRequest, election: Election, contest: str, code: str, version: int) -> Shown:
    board = Board.load(election, contest, code, wanted_of(request.GET.dict()), request.access)
    html = render_to_string("dashboard/board.html", {"board": board, "live": version}, request)
    title = f"{board.contest.short} · {place(board.region.name)}"
    return Shown(html, title, board.contest, board.totals)
