"""A16 on a page: regions whose TPS do not add up to the sum that the source states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.roles import Act
from deskpemilu.exchange import queries
from deskpemilu.exchange.sums import SumRow, compare_regions, figure_of
from deskpemilu.intake.book import book_of
from deskpemilu.registry.models import Region
from deskpemilu.web.pages.comparison.board import Place, place_of, wanted_of
from deskpemilu.web.pages.comparison.marks import Pair, pair


@dataclass(frozen=True, slots=True)
class SumLine:
    """A region with its differing figures, ours computed and theirs stated."""

    row: SumRow
    region: Region
    pairs: Sequence[Pair]
    within: Sequence[Pair]


@dataclass(frozen=True)
class SumBoard:
    """The page."""

    place: Place
    lines: Sequence[SumLine]
    verified: bool

    @staticmethod
    def load(request: DeskRequest, contest: str, code: str) -> SumBoard:
        """Add up and compare. Raises Http404 or PermissionDenied."""
        if not request.access.may(Act.EXPORT, code):
            raise PermissionDenied("Perbandingan dengan KPU tidak termasuk peran Anda.")
        wanted = wanted_of(request.GET.dict())
        place = place_of(request, contest, code, wanted.source)
        mine = queries.ours_of(place.contest, count=wanted.count, area=code)
        theirs = queries.fitting(mine, queries.theirs_of(place.contest, place.source, area=code))
        stated = queries.sums_of(place.contest, place.source, area=code)
        rows = compare_regions(contest, stated, mine, theirs, sorted(book_of(place.election).tps))
        regions = Region.objects.in_bulk([row.code for row in rows])
        lines = [
            SumLine(row, regions[row.code], _pairs(row.findings, contest), _pairs(row.within, contest))
            for row in rows
            if row.code in regions
        ]
        return SumBoard(place, lines, wanted.verified)

    @property
    def differing(self) -> int:
        """Regions that are complete here and differ."""
        return sum(1 for line in self.lines if line.row.complete and line.pairs)

    @property
    def incomplete(self) -> int:
        """Regions of which TPS are missing here."""
        return sum(1 for line in self.lines if not line.row.complete)


def _pairs(findings: Sequence[Finding], contest: str) -> list[Pair]:
    return [
        pair(figure_of(each), contest, int(each.values["computed"]), int(each.values["written"]))
        for each in findings
    ]
