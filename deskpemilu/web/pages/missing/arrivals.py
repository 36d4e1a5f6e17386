"""When forms came in, read for the coverage curve: tonight's and those of other elections of the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.db.models import Min
from django.db.models.functions import Coalesce

from deskpemilu.accounts.access import Access
from deskpemilu.coordination.curve import Curve, curve_of, voting_day
from deskpemilu.coordination.models import EarlierNight
from deskpemilu.coordination.queries import within_any
from deskpemilu.domain.codes import DESA
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import IN_RECEIVED
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.web.pages.missing.sight import areas_of

FEWEST, SHORTEST = 20, timedelta(minutes=30)  # an import at one stroke is no night
_IN = [state.value for state in IN_RECEIVED]


@dataclass(frozen=True, slots=True)
class Night:
    """Curves of an election, one a contest, and the day from which their hours count."""

    curves: Sequence[Curve]
    day: date | None
    expected: int


def night_of(election: Election, areas: Sequence[str], *, zone: tzinfo) -> Night:
    """How the forms of an election came in, by the time their first readable report was sent."""
    contests = list(Contest.objects.filter(election=election).order_by("order"))
    times = _times(contests, areas)
    expected = Tps.objects.filter(within_any(areas, "code"), election=election).count()
    day = voting_day([at for found in times.values() for at in found], election.date, zone)
    curves = [
        curve_of(contest.short, times.get(contest.pk, ()), expected, day=day, zone=zone)
        for contest in contests
        if day is not None
    ]
    return Night(curves, day, expected)


def _times(contests: Sequence[Contest], areas: Sequence[str]) -> Mapping[int, list[datetime]]:
    """By contest, when each form that is in the received total came in first. Two statements."""
    counts = Count.objects.filter(
        within_any([area[:DESA] for area in areas], "desa_code"),
        contest__in=contests,
        counts=True,
        state__in=_IN,
    )
    standing = set(counts.values_list("tps_id", "contest_id", "generation"))
    rows = Submission.objects.filter(contest__in=contests, blocking=False).order_by()
    first = rows.values_list("tps_id", "contest_id", "generation").annotate(
        at=Min(Coalesce("message__sent_at", "created_at"))
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for tps_id, contest_id, generation, at in first:
        if (tps_id, contest_id, generation) in standing:
            found[contest_id].append(at)
    return found


def earlier_nights(access: Access, election: Election, contest: str, *, zone: tzinfo) -> list[Curve]:
    """Curves to compare with: from files, and of other elections whose forms came in over a night."""
    rows = EarlierNight.objects.filter(election=election, removed_at=None).order_by("name")
    curves = [Curve(row.name, tuple((hour, share) for hour, share in row.points)) for row in rows]
    others = (
        Election.objects.exclude(pk=election.pk).filter(area_id=election.area_id).order_by("-date", "code")
    )
    for other in others[:3]:
        curves += _other_night(access, other, contest, zone=zone)
    return curves


def _other_night(access: Access, other: Election, contest: str, *, zone: tzinfo) -> list[Curve]:
    areas = areas_of(access, other, Act.SEE_PROGRESS)
    rows = Contest.objects.filter(election=other).order_by("order")
    chosen = next((row for row in rows if row.code == contest), None) or next(iter(rows), None)
    if chosen is None or not areas:
        return []
    times = _times([chosen], areas).get(chosen.pk, [])
    if len(times) < FEWEST or max(times) - min(times) < SHORTEST:
        return []
    day = voting_day(times, other.date, zone)
    expected = Tps.objects.filter(within_any(areas, "code"), election=other).count()
    assert day is not None
    return [curve_of(f"{other.name} · {chosen.short}", times, expected, day=day, zone=zone)]
