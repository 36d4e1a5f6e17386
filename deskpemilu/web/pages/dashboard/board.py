"""Everything the dashboard of one contest and region shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone

from deskpemilu.accounts.access import Access
from deskpemilu.domain.codes import Level, ancestors_of
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Contest, Election, Region
from deskpemilu.tally.models import Total
from deskpemilu.tally.queries import NO_SIDE, RECEIVED, VERIFIED, Progress, dapils_of, progress
from deskpemilu.web.maps import MODES, Map, draw_map
from deskpemilu.web.pages.dashboard.attention import Notice, attention
from deskpemilu.web.pages.dashboard.bars import Bar, bars_of
from deskpemilu.web.pages.dashboard.recent import Arrival, Recent, arrivals, counted_dpt, latest
from deskpemilu.web.pages.dashboard.rows import Row, region_rows, seen_rows, sort_rows, tps_rows
from deskpemilu.web.pages.insight.glance import Glance, glances


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: which total, the map's mode, the table's order and filter."""

    verified: bool = False
    mode: str = "masuk"
    sort: str = "kode"
    down: bool = False
    words: str = ""

    @property
    def count(self) -> str:
        """Name of the total."""
        return VERIFIED if self.verified else RECEIVED

    @property
    def count_name(self) -> str:
        """Name of the total as people say it."""
        return "diverifikasi" if self.verified else "diterima"


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """Read an address; what is not known is left as usual."""
    mode = given.get("peta", "masuk")
    return Wanted(
        verified=given.get("hitung") == "verifikasi",
        mode=mode if mode in MODES else "masuk",
        sort=given.get("urut", "kode")[:20],
        down=given.get("arah") == "turun",
        words=given.get("saring", "").strip()[:60],
    )


@dataclass(frozen=True)
class Board:
    """The page. Figures of votes are empty for somebody who may not see totals here."""

    election: Election
    contest: Contest
    contests: Sequence[Contest]
    region: Region
    crumbs: Sequence[Region]
    wanted: Wanted
    totals: bool
    messages: bool
    exports: bool
    progress: Progress
    side: Mapping[str, Any]
    bars: Sequence[Bar]
    rows: Sequence[Row]
    turnout: float | None
    arrivals: Sequence[Arrival]
    notices: Sequence[Notice]
    latest: Sequence[Recent]
    map: Map | None
    glances: Sequence[Glance]

    @staticmethod
    def load(election: Election, contest_code: str, code: str, wanted: Wanted, access: Access) -> Board:
        """Read it. Raises Http404 for a contest or region that is not of this election."""
        contests = list(election.contests.order_by("order"))
        contest, total = _found(election, contests, contest_code, code)
        region, totals = total.region, bool(access.may(Act.SEE_TOTALS, code))
        wanted = wanted if totals or wanted.mode in {"masuk", "janggal"} else _without_votes(wanted)
        side = {**NO_SIDE, **(total.verified if wanted.verified else total.received)} if totals else NO_SIDE
        rows = seen_rows(access, contest, code, rows_of(contest, region, wanted, totals=totals))
        return Board(
            election=election,
            contest=contest,
            contests=contests,
            region=region,
            crumbs=_crumbs(election, code, access),
            wanted=wanted,
            totals=totals,
            messages=bool(access.may(Act.READ_INBOX, code)),
            exports=bool(access.may(Act.EXPORT, code)),
            progress=progress(total),
            side=side,
            bars=bars_of(contest, code, dapils_of(contest), side["votes"]) if totals else [],
            rows=sort_rows(rows, wanted.sort, down=wanted.down, words=wanted.words),
            turnout=_turnout(contest, code, side, wanted) if totals else None,
            arrivals=arrivals(contest, code),
            notices=attention(election, contest, code, access),
            latest=latest(code, contest),
            map=draw_map(region, rows, wanted.mode, contest.code),
            glances=_glances(contest, total, wanted) if totals else [],
        )

    @property
    def invalid_share(self) -> float | None:
        """Invalid votes as a fraction of all votes."""
        cast = self.side["valid"] + self.side["invalid"]
        return self.side["invalid"] / cast if cast else None

    @property
    def waiting(self) -> int:
        """How many things wait for somebody."""
        return sum(notice.count for notice in self.notices)

    @property
    def most_arrivals(self) -> int:
        """The busiest ten minutes."""
        return max((each.count for each in self.arrivals), default=0)

    @property
    def below(self) -> str:
        """What the rows of the table are."""
        names = {
            Level.PROVINSI: "Kabupaten/kota",
            Level.KABUPATEN: "Kecamatan",
            Level.KECAMATAN: "Desa/kelurahan",
        }
        return names.get(Level(self.region.level), "TPS")


def _glances(contest: Contest, total: Total, wanted: Wanted) -> Sequence[Glance]:
    """Quick count and projection; they speak of the desk's whole area and of what was received."""
    if wanted.verified or total.region_id != contest.election.area_id:
        return []
    return glances(contest, received=total.tps_in, now=timezone.now())


def _found(
    election: Election, contests: Sequence[Contest], contest_code: str, code: str
) -> tuple[Contest, Total]:
    contest = next((each for each in contests if each.code == contest_code), None)
    if contest is None:
        raise Http404(f"Pemilihan {election.code} tidak memuat “{contest_code}”.")
    contest.election = election
    total = Total.objects.select_related("region").filter(contest=contest, region_id=code).first()
    if total is None:
        raise Http404("Wilayah ini tidak termasuk dalam pemilihan ini.")
    return contest, total


def _without_votes(wanted: Wanted) -> Wanted:
    return Wanted(wanted.verified, "masuk", wanted.sort, wanted.down, wanted.words)


def _crumbs(election: Election, code: str, access: Access) -> list[Region]:
    """Regions above this one that the person may look at, from the desk's area downwards."""
    codes = [c for c in ancestors_of(code) if c.startswith(election.area_id)]
    if not codes:
        return []
    rows = Region.objects.filter(code__in=codes).order_by("code")
    return [row for row in rows if access.may(Act.SEE_PROGRESS, row.code)]


def rows_of(contest: Contest, region: Region, wanted: Wanted, *, totals: bool) -> list[Row]:
    """Rows just below a region; without votes for somebody who may not see totals."""
    if region.level == Level.DESA.value:
        rows = tps_rows(contest, region.code, wanted.count, now=timezone.now())
    else:
        rows = region_rows(contest, region.code, wanted.count)
    return rows if totals else [row.without_votes() for row in rows]


def _turnout(contest: Contest, code: str, side: Mapping[str, Any], wanted: Wanted) -> float | None:
    """Votes cast as a fraction of the registered voters of the TPS that are counted."""
    dpt = counted_dpt(contest, code, verified=wanted.verified)
    return side["total"] / dpt if dpt else None
