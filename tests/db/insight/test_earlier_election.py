"""The projection with an earlier election of the desk: found, weighed, stored, repeated."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from deskpemilu.audit.services import PROGRAM
from deskpemilu.insight import queries, services
from deskpemilu.insight.models import EarlierSnapshot, Run
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from tests.builders import make_election, make_submission
from tests.db.insight.conftest import EVENING

NOW = EVENING + timedelta(hours=3)
DESA, PER_DESA = 10, 3


def leaning(desa: str, number: int) -> dict[str, int]:
    """Votes of a TPS whose desa leans strongly one way or the other."""
    second = 20 + 16 * int(np.random.default_rng(int(desa[-6:])).integers(0, 10))
    return {"1": 200 - second + number % 3, "2": second, "3": 20}


def counted(code: str, on: date, *, twist: int = 1) -> Contest:
    """An election with its counts; every third desa of the later one has not reported."""
    made: Election = make_election(kecamatan=4, desa=DESA, tps=PER_DESA, code=code)
    Election.objects.filter(pk=made.pk).update(date=on, name=code)
    contest: Contest = made.contests.select_related("election__area").get(code="ppwp")
    for number, tps in enumerate(Tps.objects.filter(election=made).order_by("code")):
        if twist == 1 and int(tps.desa_id[-2:]) % 3 == 0:
            continue
        make_submission(tps, contest, leaning(tps.desa_id, number), invalid=1)
    totals.rebuild(contest.election)
    return contest


@pytest.fixture
def later() -> Contest:
    """2024, two thirds of the desa in."""
    return counted("Pemilu 2024", date(2024, 2, 14))


def project(contest: Contest) -> Run:
    return services.compute(actor=PROGRAM, contest=contest, kind=Run.Kind.PROJECTION, now=NOW)


def test_without_an_earlier_election_nothing_is_said_of_one(later: Contest) -> None:
    run = project(later)
    assert run.result["earlier"] is None
    assert run.earlier is None


def test_it_is_used_where_desa_lean_as_before_and_narrows_the_interval(later: Contest) -> None:
    """Stored once, named in the answer, and the run can be repeated after the old counts are gone."""
    plain = project(later).result["choices"]["2"]
    old = counted("Pemilu 2019", date(2019, 4, 17), twist=0)
    run = project(later)
    told = run.result["earlier"]
    assert (told["election"], told["used"]) == ("Pemilu 2019", True)
    assert told["error_with"] < told["error_without"]
    helped = run.result["choices"]["2"]
    assert helped["high"] - helped["low"] < plain["high"] - plain["low"]
    project(later)
    assert EarlierSnapshot.objects.count() == 1
    Total.objects.filter(contest=old).delete()
    assert services.reproduce(run=run).same


def test_only_an_earlier_election_of_the_same_contest_counts(later: Contest) -> None:
    """Neither a later one nor one without counts."""
    counted("Pemilu 2029", date(2029, 2, 14), twist=0)
    empty = make_election(code="Pemilu 2014")
    Election.objects.filter(pk=empty.pk).update(date=date(2014, 7, 9))
    totals.rebuild(empty)
    assert queries.earlier_of(later) is None
