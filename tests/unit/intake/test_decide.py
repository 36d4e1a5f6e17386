"""What a new version does to a count."""

from __future__ import annotations

import pytest

from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import CountState
from deskpemilu.intake.decide import Effect, Held, Verdict, decide
from deskpemilu.intake.forms import Likeness, corrected, fingerprint, likeness

A = CountForm(votes={"1": 100, "2": 90}, rows={"suara_sah": 190, "suara_tidak_sah": 4, "suara_total": 194})
B = CountForm(votes={"1": 100, "2": 80}, rows={"suara_sah": 180, "suara_tidak_sah": 4, "suara_total": 184})
MORE = CountForm(votes=A.votes, rows={**A.rows, "pemilih_dpt_j": 240})


def _verdict(
    state: CountState,
    form: CountForm,
    *,
    current: CountForm | None = A,
    requested: CountForm | None = None,
    reporter: str = "operator",
    blocking: bool = False,
    correction: bool = False,
) -> Verdict:
    return decide(
        state=state,
        current=Held(current, "operator") if current else None,
        requested=Held(requested, "saksi") if requested else None,
        form=form,
        reporter=reporter,
        blocking=blocking,
        correction=correction,
    )


def test_the_first_report_is_recorded() -> None:
    """It becomes the count."""
    assert _verdict(CountState.MISSING, A, current=None) == Verdict(Effect.RECORDED, CountState.RECEIVED)


def test_a_first_report_that_contradicts_itself_is_held() -> None:
    """It is in no total."""
    verdict = _verdict(CountState.MISSING, A, current=None, blocking=True)
    assert verdict == Verdict(Effect.HELD, CountState.HELD)


REOPENED = (CountState.MISSING, CountState.RETURNED, CountState.REJECTED)


@pytest.mark.parametrize("state", [s for s in CountState if s not in REOPENED])
def test_the_same_figures_again_only_confirm(state: CountState) -> None:
    """In whatever state."""
    assert _verdict(state, A, reporter="camat") == Verdict(Effect.CONFIRMED, state)


def test_what_was_rejected_is_not_counted_by_sending_it_again() -> None:
    """The very same figures wait for a person; others are a first report."""
    assert _verdict(CountState.REJECTED, A, reporter="saksi") == Verdict(Effect.HELD, CountState.HELD)
    assert _verdict(CountState.REJECTED, B) == Verdict(Effect.RECORDED, CountState.RECEIVED)


@pytest.mark.parametrize("blocking", [True, False])
@pytest.mark.parametrize("form", [B, MORE])
def test_nothing_that_is_sent_settles_what_a_person_disputes(form: CountForm, blocking: bool) -> None:
    """It stands beside the disputed figures until somebody decides."""
    verdict = _verdict(CountState.DISPUTED, form, blocking=blocking, correction=True)
    assert verdict == Verdict(Effect.CONFLICT, CountState.DISPUTED)


@pytest.mark.parametrize("state", [CountState.VERIFIED, CountState.LOCKED])
@pytest.mark.parametrize("correction", [True, False])
def test_what_was_vouched_for_is_not_changed_by_a_message(state: CountState, correction: bool) -> None:
    """Not even by the reporter's own correction."""
    assert _verdict(state, B, correction=correction) == Verdict(Effect.REQUESTED, state)


def test_different_figures_wait_for_a_person() -> None:
    """Also when the same person sends them without saying that it is a correction."""
    assert _verdict(CountState.RECEIVED, B) == Verdict(Effect.CONFLICT, CountState.CONFLICT)
    assert _verdict(CountState.RECEIVED, B, reporter="saksi") == Verdict(Effect.CONFLICT, CountState.CONFLICT)


def test_a_reporter_corrects_their_own_report_but_nobody_elses() -> None:
    """RALAT."""
    own = _verdict(CountState.RECEIVED, B, correction=True)
    assert own == Verdict(Effect.REPLACED, CountState.RECEIVED)
    others = _verdict(CountState.RECEIVED, B, correction=True, reporter="saksi")
    assert others == Verdict(Effect.CONFLICT, CountState.CONFLICT)


def test_a_correction_that_breaks_a_rule_does_not_replace() -> None:
    """A person looks at both."""
    verdict = _verdict(CountState.RECEIVED, B, correction=True, blocking=True)
    assert verdict == Verdict(Effect.CONFLICT, CountState.CONFLICT)


def test_a_clean_form_after_one_of_ones_own_that_was_held_replaces_it() -> None:
    """That is what the reply asked for."""
    assert _verdict(CountState.HELD, B) == Verdict(Effect.REPLACED, CountState.RECEIVED)
    assert _verdict(CountState.HELD, B, reporter="saksi") == Verdict(Effect.CONFLICT, CountState.CONFLICT)


def test_two_people_who_contradict_themselves_and_each_other_stand_side_by_side() -> None:
    """The second does not push the first aside; one's own second try does."""
    theirs = _verdict(CountState.HELD, B, blocking=True, reporter="saksi")
    assert theirs == Verdict(Effect.CONFLICT, CountState.CONFLICT)
    assert _verdict(CountState.HELD, B, blocking=True) == Verdict(Effect.HELD, CountState.HELD)


def test_figures_that_agree_and_say_more_complete_the_version() -> None:
    """The DPT came later."""
    assert _verdict(CountState.RECEIVED, MORE) == Verdict(Effect.COMPLETED, CountState.RECEIVED)
    assert _verdict(CountState.VERIFIED, MORE) == Verdict(Effect.CONFIRMED, CountState.VERIFIED)


def test_in_a_conflict_the_second_version_can_be_confirmed_too() -> None:
    """It stays a conflict until a person decides."""
    verdict = _verdict(CountState.CONFLICT, B, requested=B, reporter="ptps")
    assert verdict == Verdict(Effect.CONFIRMED, CountState.CONFLICT, of_requested=True)
    assert _verdict(CountState.CONFLICT, B, correction=True).state is CountState.CONFLICT


def test_after_a_return_new_figures_are_the_count() -> None:
    """Also when they differ."""
    assert _verdict(CountState.RETURNED, B) == Verdict(Effect.RECORDED, CountState.RECEIVED)
    assert _verdict(CountState.RETURNED, A) == Verdict(Effect.RECORDED, CountState.RECEIVED)


def test_likeness_compares_only_what_both_state() -> None:
    """A blank agrees with anything."""
    assert likeness(MORE, A) is Likeness.SAME
    assert likeness(A, MORE) is Likeness.FILLS
    assert likeness(A, B) is Likeness.DIFFERS


def test_correcting_one_vote_computes_the_sums_anew() -> None:
    """The old sum must not stay beside the new vote."""
    form = corrected(A, CountForm(votes={"2": 80}))
    assert form == B
    assert fingerprint(form) == fingerprint(B)


def test_correcting_the_written_sum_leaves_the_votes() -> None:
    """`sah yg benar 359`."""
    wrong = CountForm(votes={"1": 212, "2": 147}, rows={"suara_sah": 395, "suara_tidak_sah": 11})
    form = corrected(wrong, CountForm(rows={"suara_sah": 359}))
    assert form.votes == wrong.votes
    assert form.rows == {"suara_sah": 359, "suara_tidak_sah": 11, "suara_total": 370}
