"""What a new version does to a count: pure.

Comes in: the state, the versions that are held, the new figures and who sends them. Goes out: a
verdict. The rules, in the order in which they are asked:

- the same figures again are a confirmation, never a second version;
- what a person vouched for is not changed by a message: the new figures wait as a request;
- figures that differ wait for a person, unless the reporter corrects their own report (RALAT),
  or sends a clean form after one that contradicted itself, or after it was returned or rejected;
- figures that agree and say more complete the version that is held.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import CountAct, CountState, next_state
from deskpemilu.intake.forms import Likeness, likeness

VOUCHED = frozenset({CountState.VERIFIED, CountState.LOCKED})
REOPENED_BY_REPORT = frozenset({CountState.RETURNED, CountState.REJECTED})


class Effect(StrEnum):
    """What became of a report."""

    RECORDED = "recorded"  # the first version, or the one after a return: it is the count now
    COMPLETED = "completed"  # agrees and says more: a new version that is the count now
    REPLACED = "replaced"  # the reporter's own correction: a new version that is the count now
    HELD = "held"  # a new version that contradicts itself: waits for a person
    CONFLICT = "conflict"  # a new version beside the one held: waits for a person
    REQUESTED = "requested"  # a new version beside one that was vouched for: waits for a person
    CONFIRMED = "confirmed"  # nothing new


@dataclass(frozen=True, slots=True)
class Held:
    """A version that is held. `reporter` identifies the person (or number) it came from."""

    form: CountForm
    reporter: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The effect, and the state after it. `of_requested`: it confirms the waiting version."""

    effect: Effect
    state: CountState
    of_requested: bool = False


def decide(
    *,
    state: CountState,
    current: Held | None,
    requested: Held | None,
    form: CountForm,
    reporter: str,
    blocking: bool,
    correction: bool,
) -> Verdict:
    """The verdict on new figures of a TPS and contest.

    `blocking`: a hard rule is broken; `correction`: the reporter says that it replaces their own.
    """
    if current is None or state in REOPENED_BY_REPORT:
        # What was rejected does not come back into the totals by being sent once more.
        if state is CountState.REJECTED and current and likeness(current.form, form) is Likeness.SAME:
            blocking = True
        act = CountAct.REPORT_BLOCKED if blocking else CountAct.REPORT
        return Verdict(Effect.HELD if blocking else Effect.RECORDED, next_state(state, act))
    alike = likeness(current.form, form)
    if alike is Likeness.SAME:
        return Verdict(Effect.CONFIRMED, state)
    if requested is not None and likeness(requested.form, form) is Likeness.SAME:
        return Verdict(Effect.CONFIRMED, state, of_requested=True)
    if state in VOUCHED:
        if alike is Likeness.FILLS:
            return Verdict(Effect.CONFIRMED, state)
        return Verdict(Effect.REQUESTED, next_state(state, CountAct.REPORT_DIFFERENT))
    own = bool(reporter) and current.reporter == reporter
    replaces = own and (correction or state is CountState.HELD)
    return _unvouched(state, alike, blocking, own, replaces)


def _unvouched(state: CountState, alike: Likeness, blocking: bool, own: bool, replaces: bool) -> Verdict:
    if blocking:
        # Two people who contradict each other, and each themselves, stand side by side.
        differs = alike is Likeness.DIFFERS and not own
        after = next_state(state, CountAct.REPORT_DIFFERENT if differs else CountAct.REPORT_BLOCKED)
        return Verdict(Effect.HELD if after is CountState.HELD else Effect.CONFLICT, after)
    if replaces:
        after = next_state(state, CountAct.REPLACE)
        return Verdict(Effect.REPLACED if after is CountState.RECEIVED else Effect.CONFLICT, after)
    if alike is Likeness.FILLS and state is CountState.RECEIVED:
        return Verdict(Effect.COMPLETED, next_state(state, CountAct.REPORT))
    return Verdict(Effect.CONFLICT, next_state(state, CountAct.REPORT_DIFFERENT))
