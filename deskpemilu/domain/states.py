"""States of a count and the one table of transitions between them."""

from __future__ import annotations

from enum import StrEnum


class Generation(StrEnum):
    """Which voting or counting a report is about (UU 7/2017 art. 372–373, PKPU 25/2023).

    KPU may decide the same kind for one form again (after a court's order, say): PSU2 is the second PSU.
    """

    REGULER = "reguler"
    PSU = "psu"
    PSL = "psl"
    PSS = "pss"
    HSU = "hsu"
    PSU2 = "psu2"
    PSL2 = "psl2"
    PSS2 = "pss2"
    HSU2 = "hsu2"
    PSU3 = "psu3"
    PSL3 = "psl3"
    PSS3 = "pss3"
    HSU3 = "hsu3"

    @property
    def kind(self) -> Generation:
        """The kind of decision: PSU of the first, second and third PSU."""
        return Generation(self.value.rstrip("23"))

    @property
    def nth(self) -> int:
        """1 for the first decision of its kind, 2 for the second."""
        return int(self.value[-1]) if self.value[-1].isdigit() else 1


_NAMES = {
    Generation.REGULER: ("Reguler", "Pemungutan suara reguler"),
    Generation.PSU: ("PSU", "Pemungutan suara ulang"),
    Generation.PSL: ("PSL", "Pemungutan suara lanjutan"),
    Generation.PSS: ("PSS", "Pemungutan suara susulan"),
    Generation.HSU: ("HSU", "Penghitungan suara ulang"),
}


def _named(generation: Generation, at: int) -> str:
    name = _NAMES[generation.kind][at]
    return name if generation.nth == 1 else f"{name} ke-{generation.nth}"


GENERATION_NAMES: dict[Generation, str] = {each: _named(each, 0) for each in Generation}
GENERATION_TITLES: dict[Generation, str] = {each: _named(each, 1) for each in Generation}


class CountState(StrEnum):
    """Where the count of a TPS × contest × generation stands."""

    MISSING = "missing"  # nothing has come in, or what came in was withdrawn
    RECEIVED = "received"  # one consistent report; in the received total
    HELD = "held"  # the form contradicts itself; in no total until a person decides
    CONFLICT = "conflict"  # two reports differ; in no total until a person decides
    RETURNED = "returned"  # the camat sent it back with a reason; in no total
    DISPUTED = "disputed"  # a person disputes the figures themselves; in no total until decided
    REJECTED = "rejected"  # not a report of this TPS at all, says a person; in no total
    VERIFIED = "verified"  # the camat vouches for it; in both totals
    LOCKED = "locked"  # the desk locked it; in both totals


class CountAct(StrEnum):
    """What can happen to a count."""

    REPORT = "report"  # a report without a blocking finding, the first or the same again
    REPORT_BLOCKED = "report_blocked"  # a report that breaks a hard rule
    REPORT_DIFFERENT = "report_different"  # figures that differ from the ones held
    REPLACE = "replace"  # the sender's own correction (RALAT), without a blocking finding
    WITHDRAW = "withdraw"  # the sender's own BATAL
    ACCEPT = "accept"  # camat: verified
    RETURN = "return"  # camat: sent back
    DISPUTE = "dispute"  # camat or desk: the figures are contested
    REJECT = "reject"  # camat or desk: thrown out, false or of another TPS
    LOCK = "lock"
    REOPEN = "reopen"
    HOLD = "hold"  # the register changed, and by it the form breaks a hard rule
    FREE = "free"  # the register changed, and by it the form breaks none any more


S, A = CountState, CountAct

# (state, act) -> next state. An act that is not here is refused.
TRANSITIONS: dict[tuple[CountState, CountAct], CountState] = {
    (S.MISSING, A.REPORT): S.RECEIVED,
    (S.MISSING, A.REPORT_BLOCKED): S.HELD,
    (S.MISSING, A.REPLACE): S.RECEIVED,
    (S.RECEIVED, A.REPORT): S.RECEIVED,
    (S.RECEIVED, A.REPORT_BLOCKED): S.CONFLICT,
    (S.RECEIVED, A.REPORT_DIFFERENT): S.CONFLICT,
    (S.RECEIVED, A.REPLACE): S.RECEIVED,
    (S.RECEIVED, A.WITHDRAW): S.MISSING,
    (S.RECEIVED, A.ACCEPT): S.VERIFIED,
    (S.RECEIVED, A.RETURN): S.RETURNED,
    (S.RECEIVED, A.HOLD): S.HELD,
    (S.HELD, A.REPORT): S.CONFLICT,
    (S.HELD, A.REPORT_BLOCKED): S.HELD,
    (S.HELD, A.REPORT_DIFFERENT): S.CONFLICT,
    (S.HELD, A.REPLACE): S.RECEIVED,
    (S.HELD, A.WITHDRAW): S.MISSING,
    (S.HELD, A.ACCEPT): S.VERIFIED,
    (S.HELD, A.RETURN): S.RETURNED,
    (S.HELD, A.FREE): S.RECEIVED,
    (S.CONFLICT, A.REPORT): S.CONFLICT,
    (S.CONFLICT, A.REPORT_BLOCKED): S.CONFLICT,
    (S.CONFLICT, A.REPORT_DIFFERENT): S.CONFLICT,
    (S.CONFLICT, A.REPLACE): S.CONFLICT,
    (S.CONFLICT, A.WITHDRAW): S.CONFLICT,
    (S.CONFLICT, A.ACCEPT): S.VERIFIED,
    (S.CONFLICT, A.RETURN): S.RETURNED,
    (S.RETURNED, A.REPORT): S.RECEIVED,
    (S.RETURNED, A.REPORT_BLOCKED): S.HELD,
    (S.RETURNED, A.REPORT_DIFFERENT): S.RECEIVED,
    (S.RETURNED, A.REPLACE): S.RECEIVED,
    (S.RETURNED, A.WITHDRAW): S.MISSING,
    (S.RETURNED, A.ACCEPT): S.VERIFIED,
    (S.RECEIVED, A.DISPUTE): S.DISPUTED,
    (S.HELD, A.DISPUTE): S.DISPUTED,
    (S.CONFLICT, A.DISPUTE): S.DISPUTED,
    (S.VERIFIED, A.DISPUTE): S.DISPUTED,
    # What a person disputes waits for a person, whatever else comes in.
    (S.DISPUTED, A.REPORT): S.DISPUTED,
    (S.DISPUTED, A.REPORT_BLOCKED): S.DISPUTED,
    (S.DISPUTED, A.REPORT_DIFFERENT): S.DISPUTED,
    (S.DISPUTED, A.REPLACE): S.DISPUTED,
    (S.DISPUTED, A.WITHDRAW): S.DISPUTED,
    (S.DISPUTED, A.ACCEPT): S.VERIFIED,
    (S.DISPUTED, A.RETURN): S.RETURNED,
    (S.RECEIVED, A.REJECT): S.REJECTED,
    (S.HELD, A.REJECT): S.REJECTED,
    (S.CONFLICT, A.REJECT): S.REJECTED,
    (S.DISPUTED, A.REJECT): S.REJECTED,
    (S.RETURNED, A.REJECT): S.REJECTED,
    # A new report opens a rejected form again; the very figures that were rejected are held (decide.py).
    (S.REJECTED, A.REPORT): S.RECEIVED,
    (S.REJECTED, A.REPORT_BLOCKED): S.HELD,
    (S.REJECTED, A.REPORT_DIFFERENT): S.RECEIVED,
    (S.REJECTED, A.REPLACE): S.RECEIVED,
    (S.REJECTED, A.WITHDRAW): S.MISSING,
    (S.REJECTED, A.ACCEPT): S.VERIFIED,
    # A message never changes what a person vouched for: it becomes a request (see store.py).
    (S.VERIFIED, A.REPORT): S.VERIFIED,
    (S.VERIFIED, A.REPORT_BLOCKED): S.VERIFIED,
    (S.VERIFIED, A.REPORT_DIFFERENT): S.VERIFIED,
    (S.VERIFIED, A.REPLACE): S.VERIFIED,
    (S.VERIFIED, A.WITHDRAW): S.VERIFIED,
    (S.VERIFIED, A.ACCEPT): S.VERIFIED,
    (S.VERIFIED, A.RETURN): S.RETURNED,
    (S.VERIFIED, A.LOCK): S.LOCKED,
    (S.VERIFIED, A.REOPEN): S.RECEIVED,
    (S.LOCKED, A.REPORT): S.LOCKED,
    (S.LOCKED, A.REPORT_BLOCKED): S.LOCKED,
    (S.LOCKED, A.REPORT_DIFFERENT): S.LOCKED,
    (S.LOCKED, A.REPLACE): S.LOCKED,
    (S.LOCKED, A.WITHDRAW): S.LOCKED,
    (S.LOCKED, A.REOPEN): S.VERIFIED,
}

IN_RECEIVED: frozenset[CountState] = frozenset({S.RECEIVED, S.VERIFIED, S.LOCKED})
IN_VERIFIED: frozenset[CountState] = frozenset({S.VERIFIED, S.LOCKED})
HELD_BACK: frozenset[CountState] = frozenset({S.HELD, S.CONFLICT, S.DISPUTED})
STATE_NAMES: dict[CountState, str] = {
    S.MISSING: "belum",
    S.RECEIVED: "diterima",
    S.HELD: "ditahan",
    S.CONFLICT: "berbeda",
    S.RETURNED: "dikembalikan",
    S.DISPUTED: "dipersoalkan",
    S.REJECTED: "ditolak",
    S.VERIFIED: "diverifikasi",
    S.LOCKED: "dikunci",
}


class TransitionRefused(ValueError):
    """An act that is not possible in the state a count is in."""


def next_state(state: CountState, act: CountAct) -> CountState:
    """The state after an act. Raises TransitionRefused with a sentence."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise TransitionRefused(
            f"Data ini berstatus {STATE_NAMES[state]}; tindakan “{act.value}” tidak dapat dilakukan."
        ) from None
