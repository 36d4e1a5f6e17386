"""What came in lately, and how fast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Sum
from django.db.models.functions import Coalesce

from deskpemilu.domain.codes import DESA
from deskpemilu.domain.states import IN_RECEIVED, IN_VERIFIED
from deskpemilu.intake.models import Count, StoredReading
from deskpemilu.registry.models import Contest, Region
from deskpemilu.web.formatting import place

BUCKET = timedelta(minutes=10)
MOST_BUCKETS = 90
SHOWN = 14  # a wall has room for all, other screens show half of them


@dataclass(frozen=True, slots=True)
class Arrival:
    """Forms that came in within ten minutes from `start`; `height` in per cent of the busiest."""

    start: datetime
    count: int
    height: float

    @property
    def top(self) -> float:
        """Distance of the bar's top from the top of the chart, in per cent."""
        return 100 - self.height


def arrivals(contest: Contest, area: str) -> list[Arrival]:
    """Forms by the time their message was sent, without gaps: the fullest fifteen hours."""
    rows = Count.objects.filter(
        contest=contest, desa_code__startswith=area[:DESA], counts=True, submission__isnull=False
    ).annotate(at=Coalesce("submission__message__sent_at", "submission__created_at"))
    return buckets(rows.values_list("at", flat=True))


def buckets(times: Iterable[datetime]) -> list[Arrival]:
    """Times counted by ten minutes, in the stretch of MOST_BUCKETS that holds most of them.

    A correction on the next day, or a clock that is wrong by years, does not push the night out.
    """
    seconds = int(BUCKET.total_seconds())
    counted = Counter(int(at.timestamp()) // seconds for at in times)
    if not counted:
        return []
    first, last = _fullest(counted)
    most = max(counted[at] for at in range(first, last + 1))
    return [
        Arrival(datetime.fromtimestamp(at * seconds, tz=UTC), counted[at], 100 * counted[at] / most)
        for at in range(first, last + 1)
    ]


def _fullest(counted: Counter[int]) -> tuple[int, int]:
    """First and last bucket of the stretch with most times; of equal ones the latest."""
    ends = sorted(counted)
    start, held, best = 0, 0, (0, ends[0], ends[0])
    for end in ends:
        held += counted[end]
        while ends[start] <= end - MOST_BUCKETS:
            held -= counted[ends[start]]
            start += 1
        best = max(best, (held, end, ends[start]))
    return best[2], best[1]


def counted_dpt(contest: Contest, area: str, *, verified: bool) -> int:
    """Registered voters of the TPS whose forms are in the total."""
    states = [state.value for state in (IN_VERIFIED if verified else IN_RECEIVED)]
    rows = Count.objects.filter(
        contest=contest,
        desa_code__startswith=area[:DESA],
        state__in=states,
        counts=True,
    )
    sums = rows.aggregate(left=Sum("tps__dpt_l"), right=Sum("tps__dpt_p"))
    return (sums["left"] or 0) + (sums["right"] or 0)


@dataclass(frozen=True, slots=True)
class Recent:
    """A message that was read: when, where, what became of it. Never its text."""

    message_id: int
    at: datetime
    place: str
    kind: str
    outcome: str
    region: str


def latest(area: str, contest: Contest) -> list[Recent]:
    """The newest messages about an area, whatever they are about."""
    rows = list(
        StoredReading.objects.filter(election_id=contest.election_id, region__startswith=area)
        .exclude(region="")
        .order_by("-message_id")
        .values_list("message_id", "message__sent_at", "region", "kind", "outcome")[:SHOWN]
    )
    names = dict(
        Region.objects.filter(code__in={code[:DESA] for _, _, code, _, _ in rows}).values_list("code", "name")
    )
    return [
        Recent(pk, at, _place(region, names), kind, outcome, region) for pk, at, region, kind, outcome in rows
    ]


def _place(code: str, names: dict[str, str]) -> str:
    name = place(names.get(code[:DESA], ""))
    return f"{name} · TPS\N{NO-BREAK SPACE}{int(code[DESA:])}" if len(code) > DESA else name
