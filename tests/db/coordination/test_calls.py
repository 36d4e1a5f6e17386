"""Calls: nobody is rung twice, a promise comes up when it is over, undo within a minute."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.coordination import services, standing
from deskpemilu.coordination.models import Call, SignalMark
from deskpemilu.coordination.queries import contacts_of, signal_marks, team_of
from deskpemilu.coordination.services import Refused
from deskpemilu.coordination.standing import Contact
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Election
from tests.db.coordination.conftest import NOW, writes
from tests.people import person

WIB = ZoneInfo("Asia/Jakarta")


def contact(election: Election, who: Person, *, after: timedelta = timedelta(0)) -> Contact:
    """The contact with somebody, some time after NOW."""
    return contacts_of(election, team_of(("1607",)).operators.values(), now=NOW + after)[str(who.pk)]


def test_a_colleague_is_refused_while_somebody_calls(
    election: Election, staf: Person, desa_operator: Person
) -> None:
    """By name; after ten minutes without an outcome the claim is over."""
    services.begin_call(actor=staf, person=desa_operator, election=election, now=NOW)
    other = person(Role.STAF, "", name="Staf Lain")
    with pytest.raises(Refused, match="sedang dihubungi oleh Staf Uji"):
        services.begin_call(actor=other, person=desa_operator, election=election, now=NOW)
    with pytest.raises(Refused, match="Staf Uji"):
        services.finish_call(
            actor=other, person=desa_operator, election=election, outcome="answered", now=NOW, zone=WIB
        )
    again = services.begin_call(actor=staf, person=desa_operator, election=election, now=NOW)
    assert Call.objects.count() == 1
    later = NOW + timedelta(minutes=11)
    taken = services.begin_call(actor=other, person=desa_operator, election=election, now=later)
    assert taken.pk != again.pk
    assert Call.objects.get(pk=again.pk).outcome == Call.Outcome.RELEASED


def test_an_outcome_ends_the_claim_and_is_on_the_record(
    election: Election, staf: Person, desa_operator: Person
) -> None:
    """Who called whom, when, with what outcome and note."""
    services.begin_call(actor=staf, person=desa_operator, election=election, number="6281200000101", now=NOW)
    assert contact(election, desa_operator).talking is not None
    later = NOW + timedelta(minutes=2)
    call = services.finish_call(
        actor=staf,
        person=desa_operator,
        election=election,
        outcome="no_answer",
        note=" sibuk ",
        now=later,
        zone=WIB,
    )
    assert (call.number, call.note, call.ended_at) == ("6281200000101", "sibuk", later)
    found = contact(election, desa_operator)
    assert found.talking is None
    assert found.last is not None
    assert (found.last.caller, found.last.outcome) == ("Staf Uji", "no_answer")
    assert list(Record.objects.order_by("number").values_list("act", flat=True)) == [
        "call.begin",
        "call.finish",
    ]


def test_a_promise_comes_up_when_its_time_is_over(
    election: Election, staf: Person, desa_operator: Person
) -> None:
    """Until then the person is left in peace; a later call replaces the promise."""
    services.finish_call(
        actor=staf,
        person=desa_operator,
        election=election,
        outcome="promised",
        promised="21.30",
        now=NOW,
        zone=WIB,
    )

    def state(minutes: int) -> str:
        after = timedelta(minutes=minutes)
        return standing.standing(
            contact(election, desa_operator, after=after), 6, begun=NOW - timedelta(hours=4), now=NOW + after
        )

    assert (state(89), state(91)) == (standing.PROMISED, standing.OVERDUE)
    late = NOW + timedelta(minutes=95)
    services.finish_call(
        actor=staf, person=desa_operator, election=election, outcome="no_answer", now=late, zone=WIB
    )
    assert (state(96), state(130)) == (standing.TRIED, standing.SILENT)


def test_an_outcome_is_undone_within_a_minute_by_its_caller_only(
    election: Election, staf: Person, desa_operator: Person
) -> None:
    """The row stays; it counts no more."""
    call = services.finish_call(
        actor=staf, person=desa_operator, election=election, outcome="wrong_number", now=NOW, zone=WIB
    )
    other = person(Role.STAF, "")
    with pytest.raises(Refused):
        services.undo_call(actor=other, call_id=call.pk, now=NOW)
    with pytest.raises(Refused, match="satu menit"):
        services.undo_call(actor=staf, call_id=call.pk, now=NOW + timedelta(seconds=61))
    services.undo_call(actor=staf, call_id=call.pk, now=NOW + timedelta(seconds=60))
    assert contact(election, desa_operator).last is None
    assert Call.objects.get().outcome == "wrong_number"
    with pytest.raises(Refused):
        services.undo_call(actor=staf, call_id=call.pk, now=NOW + timedelta(seconds=60))


@pytest.mark.parametrize(
    ("role", "area"), [(Role.CAMAT, "160702"), (Role.PIMPINAN, ""), (Role.OPERATOR, "160701")]
)
def test_nobody_else_may_call(election: Election, desa_operator: Person, role: Role, area: str) -> None:
    """A camat of another kecamatan, a leader, a fellow operator."""
    who = person(role, area)
    with pytest.raises(PermissionDenied):
        services.begin_call(actor=who, person=desa_operator, election=election, now=NOW)
    with pytest.raises(PermissionDenied):
        services.finish_call(
            actor=who, person=desa_operator, election=election, outcome="answered", now=NOW, zone=WIB
        )
    assert not Call.objects.exists()


def test_a_camat_calls_their_own(election: Election, desa_operator: Person) -> None:
    """Without a right over the whole desk."""
    camat = person(Role.CAMAT, "160701")
    assert services.begin_call(actor=camat, person=desa_operator, election=election, now=NOW).caller == camat


def test_a_wrong_number_is_right_again_once_something_comes_from_it(
    election: Election, staf: Person, desa_operator: Person
) -> None:
    """Then the call was the mistake."""
    services.finish_call(
        actor=staf, person=desa_operator, election=election, outcome="wrong_number", now=NOW, zone=WIB
    )
    assert contact(election, desa_operator).wrong_number
    writes("6281200000101", at=NOW + timedelta(minutes=1))
    assert not contact(election, desa_operator).wrong_number


def test_a_place_without_signal_is_marked_and_cleared(election: Election, staf: Person) -> None:
    """Once, by whoever works there; the history stays."""
    for _ in range(2):
        services.mark_signal(actor=staf, election=election, code="1607012001", note="blank spot", now=NOW)
    assert list(signal_marks(election)) == ["1607012001"]
    with pytest.raises(PermissionDenied):
        services.mark_signal(
            actor=person(Role.CAMAT, "160702"), election=election, code="1607012001", now=NOW
        )
    with pytest.raises(Refused):
        services.mark_signal(actor=staf, election=election, code="160701", now=NOW)
    services.mark_signal(actor=staf, election=election, code="1607012001", reached=True, now=NOW)
    assert signal_marks(election) == {}
    assert SignalMark.objects.count() == 1


def test_a_button_pressed_twice_is_one_call(election: Election, staf: Person, desa_operator: Person) -> None:
    """A slow network makes people press again; a minute later it is another call."""
    for after in (0, 3, 60):
        services.finish_call(
            actor=staf,
            person=desa_operator,
            election=election,
            outcome="no_answer",
            now=NOW + timedelta(seconds=after),
            zone=WIB,
        )
    assert Call.objects.count() == 2
