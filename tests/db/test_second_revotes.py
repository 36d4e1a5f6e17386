"""A second decision of one kind for a form: PSU ke-2 counts, the first is history, nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.domain.states import Generation
from deskpemilu.flow import revotes
from deskpemilu.flow.revotes import Decree
from deskpemilu.intake.models import Count, StoredReading, Submission
from deskpemilu.registry.models import Election, Revote
from deskpemilu.tally import totals
from deskpemilu.verification.workflow import Refused
from tests.db.test_revotes import AGAIN, FIRST, NIGHT, PSU, decide, form, send, votes
from tests.db.test_revotes import election as election  # noqa: PLC0414 - fixtures
from tests.db.test_revotes import operator as operator  # noqa: PLC0414
from tests.db.test_revotes import staff as staff  # noqa: PLC0414

SECOND = Decree(
    Generation.PSU, "7 Tahun 2024", date(2024, 3, 20), "putusan MK", "", date(2024, 4, 6), again=True
)
ORDERED = datetime(2024, 3, 21, 3, 0, tzinfo=UTC)
ONCE_MORE = datetime(2024, 4, 6, 10, 0, tzinfo=UTC)


def order(staff: Person, election: Election, decree: Decree = SECOND) -> revotes.Entered:
    """The court orders another revote in the first TPS."""
    return revotes.decide(
        actor=staff, election=election, codes=[FIRST], contests=["ppwp"], decree=decree, now=ORDERED
    )


def test_a_second_revote_makes_the_first_one_history(staff: Person, election: Election) -> None:
    """Ordered by a court: the first PSU leaves the totals, its form stays, withdrawing brings it back."""
    send(form(60, 141, 21), sent=NIGHT)
    decide(staff, election)
    send(form(30, 100, 40), sent=AGAIN)
    assert order(staff, election).new == 1
    assert votes() == {}
    assert Count.objects.get(counts=True).generation == "psu2"
    send(form(31, 101, 41), sent=ONCE_MORE)
    assert votes() == {"1": 31, "2": 101, "3": 41}
    assert Count.objects.get(generation="psu").submission.votes == {"1": 30, "2": 100, "3": 40}  # type: ignore[union-attr]
    assert totals.compare(election) == []
    row = Revote.objects.get(generation="psu2")
    revotes.withdraw(actor=staff, election=election, revote_ids=[row.pk], reason="salah", now=ONCE_MORE)
    assert votes() == {"1": 30, "2": 100, "3": 40}
    assert order(staff, election).new == 1
    assert order(staff, election) == revotes.Entered(new=0, known=1)
    assert votes() == {"1": 31, "2": 101, "3": 41}


def test_the_first_of_two_revotes_may_be_withdrawn(staff: Person, election: Election) -> None:
    """The second one counts on; entered again with its earlier date the first takes its old place."""
    decide(staff, election)
    order(staff, election)
    first = Revote.objects.get(generation="psu")
    revotes.withdraw(actor=staff, election=election, revote_ids=[first.pk], reason="nomor", now=ORDERED)
    assert Count.objects.get(counts=True).generation == "psu2"
    with pytest.raises(Refused, match="sudah mempunyai keputusan PSU ke-2"):
        order(staff, election, replace(PSU, number="12A Tahun 2024"))
    order(staff, election, replace(PSU, number="12A Tahun 2024", again=True))
    assert Revote.objects.get(number="12A Tahun 2024").generation == "psu"
    assert Count.objects.get(counts=True).generation == "psu2"


def test_a_further_decision_is_never_dated_before_the_first(staff: Person, election: Election) -> None:
    """And there are no more than three of a kind."""
    decide(staff, election)
    with pytest.raises(Refused, match="lebih awal"):
        order(staff, election, replace(SECOND, date=date(2024, 2, 17), voting_date=None))
    order(staff, election)
    order(staff, election, replace(SECOND, number="8"))
    assert Count.objects.get(counts=True).generation == "psu3"
    with pytest.raises(Refused, match="Lebih dari 3"):
        order(staff, election, replace(SECOND, number="9"))


@pytest.mark.parametrize(("head", "generation"), [("PSU ke-2\n", "psu2"), ("PSU pertama\n", "psu")])
def test_a_message_may_say_which_of_two_revotes(
    staff: Person, election: Election, head: str, generation: str
) -> None:
    """The reply names it too."""
    decide(staff, election)
    order(staff, election)
    reply = send(form(31, 101, 41, head=head), sent=ONCE_MORE)
    assert Submission.objects.get().generation == generation
    assert ("PSU ke-2" in reply) == (generation == "psu2")


def test_a_message_that_says_only_psu_waits_where_there_are_two(staff: Person, election: Election) -> None:
    """Nothing is stored, and the reply says what to write."""
    decide(staff, election)
    order(staff, election)
    reply = send(form(31, 101, 41, head="PSU\n"), sent=ONCE_MORE)
    assert not Submission.objects.exists()
    assert "PSU ke-1 dan PSU ke-2" in reply
    assert StoredReading.objects.get().needs_person


def test_psu_ke_2_is_not_stored_over_the_only_psu(staff: Person, election: Election) -> None:
    """Its decision has not been registered yet."""
    decide(staff, election)
    send(form(31, 101, 41, head="PSU ke-2\n"), sent=AGAIN)
    assert not Submission.objects.exists()
