"""Decisions as the list shows them: which, about what, and how far the new result has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.db.models import Q

from deskpemilu.accounts.access import Access
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import GENERATION_NAMES, IN_VERIFIED, CountState, Generation
from deskpemilu.flow.revotes import ACTS
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Election, Revote, Tps

WAITING, IN, VERIFIED, REPLACED, WITHDRAWN = "menunggu", "masuk", "diverifikasi", "diganti", "dicabut"
TABS = (
    ("", "Berlaku"),
    (WAITING, "Menunggu hasil"),
    (IN, "Sudah masuk"),
    (VERIFIED, "Diverifikasi"),
    (REPLACED, "Digantikan keputusan baru"),
    (WITHDRAWN, "Dicabut"),
)
_IN_FORCE = frozenset({WAITING, IN, VERIFIED})


@dataclass(frozen=True, slots=True)
class Line:
    """A decision about one TPS and contest. `state` is that of the new form's count."""

    revote: Revote
    state: str
    tab: str
    may_withdraw: bool

    @property
    def name(self) -> str:
        """`PSU`."""
        return GENERATION_NAMES[Generation(self.revote.generation)]


@dataclass(frozen=True, slots=True)
class Station:
    """A TPS of a decision with its contests."""

    tps: Tps
    lines: tuple[Line, ...]

    @property
    def ids(self) -> str:
        """Numbers of the decisions that can be withdrawn, for one tick."""
        return " ".join(str(line.revote.pk) for line in self.lines if line.may_withdraw)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of KPU with the TPS it is about (as far as they are on this page)."""

    revote: Revote
    stations: tuple[Station, ...]

    @property
    def name(self) -> str:
        """`PSU`."""
        return GENERATION_NAMES[Generation(self.revote.generation)]

    @property
    def waiting(self) -> int:
        """Forms of which nothing has come in."""
        return sum(line.tab == WAITING for station in self.stations for line in station.lines)


def grouped(lines: Iterable[Line]) -> list[Decided]:
    """Lines by decision and TPS; they come in that order."""
    found = []
    for _, group in groupby(lines, key=lambda line: _decision(line.revote)):
        mine = list(group)
        stations = tuple(
            Station(several[0].revote.tps, tuple(several))
            for _, each in groupby(mine, key=lambda line: line.revote.tps_id)
            if (several := list(each))
        )
        found.append(Decided(mine[0].revote, stations))
    return found


def _decision(row: Revote) -> tuple[str, str, date, date | None]:
    return row.generation, row.number, row.date, row.voting_date


@dataclass(frozen=True)
class Board:
    """The decisions that somebody may see, one tab of them."""

    election: Election
    access: Access
    tab: str

    @cached_property
    def every(self) -> list[Line]:
        """All of them, the newest first. Two statements."""
        rows = (
            Revote.objects.filter(_within(self.access.areas(Act.SEE_PROGRESS)), election=self.election)
            .select_related("tps__desa__parent", "contest", "entered_by", "withdrawn_by")
            .order_by("-date", "number", "generation", "voting_date", "tps__code", "contest__order")
        )
        revotes = list(rows)
        counts = _counts(revotes)
        areas = tuple(area for act in ACTS for area in self.access.areas(act))
        return [_line(row, counts, areas) for row in revotes]

    @cached_property
    def lines(self) -> list[Line]:
        """Those of the chosen tab."""
        if not self.tab:
            return [line for line in self.every if line.tab in _IN_FORCE]
        return [line for line in self.every if line.tab == self.tab]

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        """(key, name, how many) of each tab."""
        many = Counter(line.tab for line in self.every)
        return [(key, name, many[key] if key else sum(many[tab] for tab in _IN_FORCE)) for key, name in TABS]

    @property
    def may_decide(self) -> bool:
        """Whether the person may register decisions somewhere."""
        return any(self.access.anywhere(act) for act in ACTS)

    @property
    def may_withdraw(self) -> bool:
        """Whether any line shown can be withdrawn by this person."""
        return any(line.may_withdraw for line in self.lines)


def _within(areas: Sequence[str]) -> Q:
    wanted = Q(pk__in=[])
    for area in areas:
        wanted |= Q(tps__code__startswith=area)
    return wanted


def _counts(revotes: Sequence[Revote]) -> dict[tuple[int, int, str], tuple[str, bool]]:
    """State and whether it counts, of the counts of generations, by TPS, contest and generation."""
    stations = {row.tps_id for row in revotes}
    rows = Count.objects.filter(tps__revotes__isnull=False).exclude(generation=Generation.REGULER.value)
    found = rows.values_list("tps_id", "contest_id", "generation", "state", "counts").distinct()
    return {
        (tps, contest, generation): (state, counts)
        for tps, contest, generation, state, counts in found
        if tps in stations
    }


def _line(row: Revote, counts: dict[tuple[int, int, str], tuple[str, bool]], areas: Sequence[str]) -> Line:
    missing = (CountState.MISSING.value, False)
    state, in_force = counts.get((row.tps_id, row.contest_id, row.generation), missing)
    if row.withdrawn_at is not None:
        tab = WITHDRAWN
    elif not in_force:
        tab = REPLACED
    elif state == CountState.MISSING.value:
        tab = WAITING
    else:
        tab = VERIFIED if CountState(state) in IN_VERIFIED else IN
    mine = any(row.tps.code.startswith(area) for area in areas)
    return Line(row, state, tab, may_withdraw=mine and row.withdrawn_at is None)
