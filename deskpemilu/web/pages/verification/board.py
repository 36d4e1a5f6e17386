"""Somebody's queue under their filters, as the verification pages show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.domain.codes import DESA, KECAMATAN
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import CountState
from deskpemilu.registry.lexicon import Lexicon
from deskpemilu.registry.models import Contest, Election
from deskpemilu.registry.queries import lexicon_of
from deskpemilu.verification import queries, workflow
from deskpemilu.verification.queries import STATE_FILTERS, Filters
from deskpemilu.verification.queue import Next, position
from deskpemilu.web.election import current_election

LATER, LAST = "verifikasi_nanti", "verifikasi_terakhir"
RAIL = 14
MOST_LATER = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A region in a filter list."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A form in the queue as the list shows it."""

    number: int
    entry: Next
    desa: str
    kecamatan: str
    contest: str
    url: str

    @property
    def clean(self) -> bool:
        """Whether it may be accepted in bulk: received, nothing found, nothing waiting beside it."""
        item = self.entry.item
        return item.state is CountState.RECEIVED and not (item.findings or item.blocking or item.requested)


@dataclass
class Board:
    """Somebody's queue."""

    request: DeskRequest
    election: Election
    filters: Filters
    now: datetime
    areas: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.areas = self.request.access.areas(Act.CORRECT)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The election in memory."""
        return lexicon_of(self.election)

    @cached_property
    def contests(self) -> list[Contest]:
        """Ballots of the election."""
        return list(self.election.contests.all())

    @cached_property
    def queue(self) -> list[Next]:
        """The forms in their order."""
        later = frozenset(self.request.session.get(LATER, ()))
        return queries.queue(self.election, self.areas, self.filters, now=self.now, later=later)

    @property
    def query(self) -> str:
        """The filters as the end of an address."""
        given = {"wilayah": self.filters.area, "jenis": self.filters.contest, "status": self.filters.state}
        text = urlencode({key: value for key, value in given.items() if value})
        return f"?{text}" if text else ""

    @property
    def state_filters(self) -> tuple[tuple[str, str], ...]:
        """What the state filter offers."""
        return STATE_FILTERS

    @cached_property
    def kecamatan(self) -> list[Place]:
        """Kecamatan of the person's areas."""
        return self._places(KECAMATAN, "")

    @cached_property
    def desa(self) -> list[Place]:
        """Desa of the chosen kecamatan, or of the only one there is."""
        chosen = self.filters.area[:KECAMATAN]
        if not chosen and len(self.kecamatan) == 1:
            chosen = self.kecamatan[0].code
        return self._places(DESA, chosen) if chosen else []

    def _places(self, length: int, inside: str) -> list[Place]:
        regions = self.lexicon.regions
        codes = (code for code in regions if len(code) == length and code.startswith(inside))
        return sorted(
            (
                Place(code, regions[code].name)
                for code in codes
                if any(code.startswith(area) or area.startswith(code) for area in self.areas)
            ),
            key=lambda place: place.name,
        )

    def url(self, entry: Next) -> str:
        """Address of a form of the queue, with the filters."""
        return sheet_url(entry.item.tps_code, entry.item.contest) + self.query

    def line(self, at: int) -> Line:
        """A form of the queue as the list shows it."""
        entry = self.queue[at]
        code, regions = entry.item.tps_code, self.lexicon.regions
        kecamatan, desa = regions.get(code[:KECAMATAN]), regions.get(code[:DESA])
        contest = next(c.short for c in self.contests if c.code == entry.item.contest)
        return Line(
            at + 1,
            entry,
            desa.name if desa else code[:DESA],
            kecamatan.name if kecamatan else "",
            contest,
            self.url(entry),
        )

    def lines(self, start: int, stop: int) -> list[Line]:
        """A part of the queue."""
        return [self.line(at) for at in range(max(0, start), min(stop, len(self.queue)))]

    def rail(self, at: int | None) -> list[Line]:
        """The stretch of the queue around a form."""
        start = max(0, (at or 0) - 3)
        return self.lines(start, start + RAIL)

    def neighbour(self, count_id: int, step: int) -> str:
        """Address of the form before or after one in the queue; the queue's own where there is none."""
        at = position(self.queue, count_id)
        if at is None:
            return self.url(self.queue[0]) if self.queue else reverse("verification") + self.query
        other = at + step
        if not 0 <= other < len(self.queue):
            other = 0 if step > 0 else len(self.queue) - 1
        if self.queue[other].item.count_id == count_id:
            return reverse("verification") + self.query
        return self.url(self.queue[other])


def sheet_url(tps_code: str, contest: str) -> str:
    """Address of a form."""
    return reverse("verification-sheet", args=(tps_code, contest))


def board_of(request: DeskRequest) -> Board | None:
    """The queue of whoever asks; None while the desk has no election."""
    election = current_election(request)
    if election is None:
        return None
    return Board(request, election, filters_of(request.GET), timezone.now())


def filters_of(given: QueryDict) -> Filters:
    """The filters in an address. What is not a code is no filter; a desa beats its kecamatan."""
    area = given.get("desa") or given.get("kecamatan") or given.get("wilayah", "")
    kecamatan = given.get("kecamatan", "")
    if kecamatan and not area.startswith(kecamatan):
        area = kecamatan  # another kecamatan was chosen: the desa of the one before no longer fits
    states = {state for state, _ in STATE_FILTERS}
    state = given.get("status", "")
    return Filters(
        area=area if area.isascii() and area.isdigit() else "",
        contest=given.get("jenis", ""),
        state=state if state in states else "",
    )


def last_decision(request: DeskRequest, now: datetime) -> dict[str, Any] | None:
    """The person's last decision while it can still be undone, with the seconds that are left."""
    last: dict[str, Any] | None = request.session.get(LAST)
    at = parse_datetime(last["at"]) if last else None
    if last is None or at is None:
        return None
    left = at + workflow.UNDO_WINDOW - now
    if left <= timedelta(0):
        return None
    return {**last, "left": int(left.total_seconds())}
