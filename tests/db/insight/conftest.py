"""A kabupaten of four kecamatan in which most TPS have reported, by messages and verified by people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from deskpemilu.audit.services import PROGRAM
from deskpemilu.channels.models import InboxMessage
from deskpemilu.insight import queries, schedule
from deskpemilu.insight.models import Run, Sample
from deskpemilu.insight.samples import services as samples
from deskpemilu.intake.models import Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission

EVENING = datetime(2024, 2, 14, 9, 0, tzinfo=UTC)  # 16.00 WIB


@pytest.fixture(autouse=True)
def _forget() -> None:
    """What another test's worker looked at is not remembered."""
    schedule.forget()


@pytest.fixture
def election() -> Election:
    """4 kecamatan x 3 desa x 5 TPS."""
    made = make_election(kecamatan=4, desa=3, tps=5)
    totals.rebuild(made)
    return made


@pytest.fixture
def contest(election: Election) -> Contest:
    """President."""
    return election.contests.select_related("election__area").get(code="ppwp")


def votes_of(number: int, *, lead: int = 40) -> dict[str, int]:
    """Votes of the n-th TPS: choice 2 leads everywhere, a little differently in each."""
    rng = np.random.default_rng(number)
    first, third = int(rng.integers(30, 60)), int(rng.integers(20, 40))
    return {"1": first, "2": first + lead + int(rng.integers(0, 30)), "3": third}


def report(
    contest: Contest, stations: Sequence[Tps], *, start: datetime = EVENING, lead: int = 40
) -> list[Submission]:
    """One message a TPS, a minute after the other, from as many senders."""
    made = []
    for number, tps in enumerate(stations):
        at = start + timedelta(minutes=number)
        count = make_submission(tps, contest, votes_of(number, lead=lead), invalid=3, at=at)
        message = InboxMessage.objects.create(
            channel="whatsapp", external_id=f"{contest.code}-{tps.code}-{at:%H%M}", text="",
            sender=f"628120{number:06d}", sent_at=at, received_at=at, state="done",
        )  # fmt: skip
        submission = count.submission
        assert submission is not None
        submission.message = message
        submission.save()
        made.append(submission)
    return made


def stations_of(election: Election) -> list[Tps]:
    """All TPS, the first of every desa before the second of any: an even arrival."""
    return sorted(Tps.objects.filter(election=election), key=lambda tps: (tps.number, tps.code))


def draw(contest: Contest, n: int = 60) -> Sample:
    return samples.draw(actor=PROGRAM, contest=contest, n=n, design="stratified", seed="benih", now=EVENING)


def come_in(contest: Contest, stations: Sequence[Tps], *, start: datetime = EVENING) -> None:
    """Reports, and the sign that something changed."""
    report(contest, stations, start=start)
    totals.bump([contest.election_id])


def look(now: datetime) -> int:
    """A look for which computing cost nothing."""
    return schedule.refresh(now=now, stopwatch=lambda: 0.0)


def shown(contest: Contest, kind: Run.Kind = Run.Kind.PROJECTION) -> int:
    """How many reports the figure on the screen rests on."""
    run = queries.latest_run(contest, kind)
    return 0 if run is None else int(run.result["reported"])
