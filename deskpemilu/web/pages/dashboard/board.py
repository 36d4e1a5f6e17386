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
from deskpemilu.tally.queries import (
    NO_SIDE,
    RECEIVED,
    VERIFIED,
    NoContest,
    Progress,
    ballot,
    comparable_votes,
    contest_of,
    dapils_of,
    progress_of,
)
from deskpemilu.web.maps import MODES, Map, draw_map
from deskpemilu.web.pages.dashboard.attention import Notice, attention
from deskpemilu.web.pages.dashboard.recent import Arrival, Recent, arrivals, counted_dpt, latest
from deskpemilu.web.pages.dashboard.rows import Row, region_rows, sort_rows, tps_rows

VISIBLE_COLUMNS = 5


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


@dataclass(frozen=True, slots=True)
class Bar:
    """A choice with its votes; `share` of all valid votes, `width` of the longest bar in per cent."""

    key: str
    name: str
    party: str
    votes: int
    share: float
    width: float
    series: int
    leads: bool

    @property
    def sort(self) -> str:
        """What the address says to sort the table by it."""
        return f"suara-{self.key}"

    @property
    def label(self) -> str:
        """Head of its column."""
        return f"No. {self.key}"


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
    progress: Progress
    side: Mapping[str, Any]
    bars: Sequence[Bar]
    columns: Sequence[Bar]
    rows: Sequence[Row]
    turnout: float | None
    arrivals: Sequence[Arrival]
    notices: Sequence[Notice]
    latest: Sequence[Recent]
    map: Map | None

    @staticmethod
    def load(election: Election, contest_code: str, code: str, wanted: Wanted, access: Access) -> Board:
        """Read it. Raises Http404 for a contest or region that is not of this election."""
        contest, region, total = _found(election, contest_code, code)
        totals = bool(access.may(Act.SEE_TOTALS, code))
        wanted = wanted if totals or wanted.mode in {"masuk", "janggal"} else _without_votes(wanted)
        side = {**NO_SIDE, **(total.verified if wanted.verified else total.received)} if totals else NO_SIDE
        bars = _bars(contest, code, side) if totals else []
        columns = bars if len(bars) <= VISIBLE_COLUMNS else []
        rows = _rows(contest, region, wanted, totals)
        return Board(
            election=election,
            contest=contest,
            contests=list(election.contests.order_by("order")),
            region=region,
            crumbs=_crumbs(election, code, access),
            wanted=wanted,
            totals=totals,
            messages=bool(access.may(Act.READ_INBOX, code)),
            progress=progress_of(contest, code),
            side=side,
            bars=bars,
            columns=columns,
            rows=sort_rows(rows, wanted.sort, down=wanted.down, words=wanted.words),
            turnout=_turnout(contest, code, side, wanted) if totals else None,
            arrivals=arrivals(contest, code),
            notices=attention(election, contest, code, access),
            latest=latest(code, contest),
            map=draw_map(region, rows, wanted.mode, contest.code),
        )

    @property
    def invalid_share(self) -> float | None:
        """Invalid votes as a fraction of all votes."""
        cast = self.side["valid"] + self.side["invalid"]
        return self.side["invalid"] / cast if cast else None

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


def _found(election: Election, contest_code: str, code: str) -> tuple[Contest, Region, Total]:
    try:
        contest = contest_of(election, contest_code)
    except NoContest as error:
        raise Http404(str(error)) from error
    total = Total.objects.select_related("region").filter(contest=contest, region_id=code).first()
    if total is None:
        raise Http404("Wilayah ini tidak termasuk dalam pemilihan ini.")
    return contest, total.region, total


def _without_votes(wanted: Wanted) -> Wanted:
    return Wanted(wanted.verified, "masuk", wanted.sort, wanted.down, wanted.words)


def _crumbs(election: Election, code: str, access: Access) -> list[Region]:
    """Regions above this one that the person may look at, from the desk's area downwards."""
    codes = [c for c in ancestors_of(code) if c.startswith(election.area_id)]
    rows = Region.objects.filter(code__in=codes).order_by("code")
    return [row for row in rows if access.may(Act.SEE_PROGRESS, row.code)]


def _bars(contest: Contest, code: str, side: Mapping[str, Any]) -> list[Bar]:
    """In ballot order, always: nothing jumps when live figures arrive."""
    votes = comparable_votes(contest, dapils_of(contest), code, side["votes"])
    lines = ballot(contest, code)
    most, valid = max(votes.values(), default=0), sum(votes.values())
    return [
        Bar(
            key=line.key,
            name=line.name,
            party=line.party,
            votes=votes.get(line.key, 0),
            share=votes.get(line.key, 0) / valid if valid else 0.0,
            width=100 * votes.get(line.key, 0) / most if most else 0.0,
            series=(at % 8) + 1,
            leads=most > 0 and votes.get(line.key, 0) == most,
        )
        for at, line in enumerate(lines)
    ]


def _rows(contest: Contest, region: Region, wanted: Wanted, totals: bool) -> list[Row]:
    if region.level == Level.DESA.value:
        rows = tps_rows(contest, region.code, wanted.count, now=timezone.now())
    else:
        rows = region_rows(contest, region.code, wanted.count)
    return rows if totals else [row.without_votes() for row in rows]


def _turnout(contest: Contest, code: str, side: Mapping[str, Any], wanted: Wanted) -> float | None:
    """Votes cast as a fraction of the registered voters of the TPS that are counted."""
    dpt = counted_dpt(contest, code, verified=wanted.verified)
    return side["total"] / dpt if dpt else None
