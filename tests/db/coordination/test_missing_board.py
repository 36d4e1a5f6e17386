"""Expected forms exist from the start, and add up with the dashboard's figures in every state."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskpemilu.accounts.models import Person
from deskpemilu.coordination import missing
from deskpemilu.coordination.queries import board_of, contacts_of, team_of
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import Submission
from deskpemilu.registry.models import Contest, Election, Revote, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.queries import progress_of
from tests.builders import make_submission
from tests.db.coordination.conftest import NOW, writes
from tests.people import person

TODAY = NOW.date()


def fill(election: Election) -> None:
    """One form in each state."""
    stations = list(Tps.objects.filter(election=election).order_by("code"))
    contest = Contest.objects.get(election=election, code="ppwp")
    states = (
        "received",
        "verified",
        "locked",
        "held",
        "conflict",
        "returned",
        "missing",
        "disputed",
        "rejected",
    )
    for tps, state in zip(stations, states, strict=False):
        make_submission(tps, contest, {"1": 10, "2": 5, "3": 1}, state=state)
    totals.rebuild(election)


def test_every_form_is_expected_before_anything_came_in(election: Election) -> None:
    """TPS × contests."""
    figures = missing.figures_of(board_of(election, ("1607",), today=TODAY).stations)
    assert (figures.tps, figures.expected, figures.open, figures.received) == (12, 24, 24, 0)


@pytest.mark.parametrize("area", ["1607", "160701", "160702", "1607012001"])
def test_figures_add_up_with_the_dashboard(election: Election, area: str) -> None:
    """In, held back and missing, for each contest and area."""
    fill(election)
    board = board_of(election, (area,), today=TODAY)
    for contest in Contest.objects.filter(election=election):
        mine, theirs = missing.by_contest(board)[contest.code], progress_of(contest, area)
        assert (mine.tps, mine.received, mine.waiting, mine.open) == (
            theirs.tps,
            theirs.received,
            theirs.problem,
            theirs.missing,
        )
        assert mine.received + mine.waiting + mine.returned + mine.missing + mine.later == mine.expected
    regions = missing.by_region(board, 6).values()
    assert sum(part.open for part in regions) == missing.figures_of(board.stations).open


def test_a_board_of_an_area_holds_nothing_else(election: Election) -> None:
    """Neither TPS nor names of another kecamatan."""
    fill(election)
    board = board_of(election, ("160701",), today=TODAY)
    assert {station.code[:6] for station in board.stations} == {"160701"}
    assert not [code for code in board.names if code.startswith("160702")]


def test_the_narrowest_is_responsible(
    election: Election, desa_operator: Person, kecamatan_operator: Person
) -> None:
    """The operator of the kecamatan is not asked for a desa that has its own."""
    board, team = board_of(election, ("1607",), today=TODAY), team_of(("1607",))
    duties = team.duties(election, ("1607",))
    owed, nobodys = missing.loads(board, duties)
    assert {station.code[:10] for station in owed[str(desa_operator.pk)]} == {"1607012001"}
    assert {station.code[:10] for station in owed[str(kecamatan_operator.pk)]} == {"1607012002"}
    assert {station.code[:6] for station in nobodys} == {"160702"}
    everybody = duties.of("1607012001001")
    assert everybody == ((str(desa_operator.pk),), (str(kecamatan_operator.pk),))


def test_of_two_with_the_same_area_the_one_who_sent_a_form_owes_the_rest(election: Election) -> None:
    """A TPS of which nothing came is everybody's, so that somebody silent stays on the list."""
    quick, slow = (person(Role.OPERATOR, "160701", phone=f"628120000030{n}") for n in (1, 2))
    first = Tps.objects.get(code="1607012001001")
    count = make_submission(first, Contest.objects.get(code="ppwp"), {"1": 1})
    Submission.objects.filter(pk=count.submission_id).update(reporter=quick)
    board, team = board_of(election, ("160701",), today=TODAY), team_of(("160701",))
    owed, _ = missing.loads(board, team.duties(election, ("160701",)))
    assert [len(station.open) for station in owed[str(quick.pk)] if station.pk == first.pk] == [1]
    assert first.pk not in {station.pk for station in owed[str(slow.pk)]}
    assert (len(owed[str(quick.pk)]), len(owed[str(slow.pk)])) == (6, 5)


def test_nobody_is_asked_for_a_vote_that_is_still_to_come(election: Election, desa_operator: Person) -> None:
    """It is expected, and counted as the dashboard counts it; from its day on it is owed."""
    tps, contest = Tps.objects.get(code="1607012001001"), Contest.objects.get(code="ppwp")
    day = TODAY + timedelta(days=10)
    Revote.objects.create(
        election=election,
        tps=tps,
        contest=contest,
        generation="psu",
        number="12",
        date=TODAY,
        reason="uji",
        voting_date=day,
        entered_by=desa_operator,
        entered_at=NOW,
    )

    def owed(today: date) -> int:
        board = board_of(election, ("1607012001",), today=today)
        assert missing.figures_of(board.stations).open == 6
        found, _ = missing.loads(board, team_of(("1607",)).duties(election, ("1607",)))
        return missing.open_forms(found[str(desa_operator.pk)])

    assert (owed(TODAY), owed(day)) == (5, 6)


def test_a_day_to_come_of_a_decision_that_counts_no_more_excuses_nobody(
    election: Election, desa_operator: Person
) -> None:
    """A PSU was set for a later day, then a recount was decided and held: its form is owed now."""
    tps, contest = Tps.objects.get(code="1607012001001"), Contest.objects.get(code="ppwp")
    about = {"election": election, "tps": tps, "contest": contest, "reason": "uji"}
    who = {"entered_by": desa_operator, "entered_at": NOW}
    later, day = TODAY + timedelta(days=10), TODAY - timedelta(days=1)
    Revote.objects.create(
        generation="psu", number="12", date=TODAY - timedelta(days=3), voting_date=later, **about, **who
    )
    Revote.objects.create(generation="hsu", number="13", date=day, voting_date=TODAY, **about, **who)
    board = board_of(election, ("1607012001",), today=TODAY)
    found, _ = missing.loads(board, team_of(("1607",)).duties(election, ("1607",)))
    assert missing.open_forms(found[str(desa_operator.pk)]) == 6


def test_contact_is_the_last_of_any_number(election: Election, desa_operator: Person) -> None:
    """Of a person with two phones; what the desk sent is told apart from what came in."""
    desa_operator.phones.create(number="6281200000199")
    writes("6281200000101", "lama", at=NOW - timedelta(hours=3))
    writes("6281200000199", "baru", at=NOW - timedelta(minutes=5))
    contact = contacts_of(election, team_of(("1607",)).operators.values(), now=NOW)[str(desa_operator.pk)]
    assert (contact.last_in_text, contact.last_in_number) == ("baru", "6281200000199")
    assert contact.last_out is None


def test_the_number_of_statements_does_not_grow_with_the_desk(
    election: Election, desa_operator: Person, kecamatan_operator: Person
) -> None:
    """A page may not become slow because there are many operators."""
    with CaptureQueriesContext(
        connection,
    ) as found:
        board_of(election, ("1607",), today=TODAY)
        team = team_of(("1607",))
        contacts_of(election, team.operators.values(), now=NOW)
    assert len(found) <= 14
