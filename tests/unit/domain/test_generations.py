"""Which generation counts, and which one a report can be about."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.domain.generations import Decision, counting, in_order, meant
from deskpemilu.domain.states import Generation

PSU = Decision(Generation.PSU, date(2024, 2, 18), date(2024, 2, 24), 1)
HSU = Decision(Generation.HSU, date(2024, 2, 20), None, 2)
DECISIONS = st.lists(
    st.builds(
        Decision,
        st.sampled_from([g for g in Generation if g is not Generation.REGULER]),
        st.dates(date(2024, 2, 15), date(2024, 2, 25)),
        st.none() | st.dates(date(2024, 2, 15), date(2024, 3, 5)),
        st.integers(1, 99),
    ),
    unique_by=(lambda decision: decision.generation, lambda decision: decision.order),
)


def test_without_a_decision_the_regular_vote_counts() -> None:
    assert counting([]) is Generation.REGULER
    assert meant([], date(2024, 2, 14)) is Generation.REGULER


def test_the_newest_decision_counts_whatever_its_voting_day() -> None:
    assert counting([HSU, PSU]) is Generation.HSU


def test_a_report_is_about_the_newest_vote_that_had_begun() -> None:
    """A vote whose day nobody entered is meant only by whoever names it."""
    both = [HSU, PSU]
    assert meant(both, date(2024, 2, 19)) is Generation.REGULER
    assert meant([HSU], date(2024, 2, 28)) is Generation.REGULER
    assert meant(both, date(2024, 2, 24)) is Generation.PSU
    assert meant([PSU], date(2024, 2, 23)) is Generation.REGULER
    assert meant([PSU], date(2024, 2, 24)) is Generation.PSU


@given(DECISIONS, st.dates(date(2024, 2, 1), date(2024, 4, 1)))
def test_what_is_meant_was_decided_and_had_begun(decisions: list[Decision], day: date) -> None:
    """And in the end everything is about the newest whose day is known."""
    found = meant(decisions, day)
    begun = {d.generation for d in decisions if d.voting and d.voting <= day}
    assert found in begun | {Generation.REGULER}
    assert (found is Generation.REGULER) == (not begun)
    assert meant(decisions, date(2024, 4, 1)) is counting(d for d in decisions if d.voting)
    assert [d.decided for d in in_order(decisions)] == sorted(d.decided for d in decisions)
