"""Which generation of a form counts, and which one a report is about. Pure.

KPU may decide that a TPS votes or counts again, later or to the end (UU 7/2017 art. 372-374, 431-433;
PKPU 25/2023 art. 80-81). From the decision on only the newest decided generation counts; the forms
of the earlier ones are kept and count in no total.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deskpemilu.domain.states import Generation


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about one TPS and contest that was not withdrawn. `order` breaks a tie of dates."""

    generation: Generation
    decided: date
    voting: date | None = None
    order: int = 0

    def may_be_meant(self, sent: date) -> bool:
        """Whether a report of that day that names no vote can be about it: only once its day is known.

        Without a voting day nobody knows whether the paper is of this vote or a late one of the last:
        such a report is kept with the earlier vote, which counts in no total.
        """
        return self.voting is not None and self.voting <= sent


MOST_OF_A_KIND = 3


def of_kind(kind: Generation) -> list[Generation]:
    """The first, second and third of a kind."""
    return [each for each in Generation if each.kind is kind]


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """The oldest decision first."""
    return sorted(decisions, key=lambda decision: (decision.decided, decision.order))


def counting(decisions: Iterable[Decision]) -> Generation:
    """The generation that counts: the newest decided one, else the regular vote."""
    ordered = in_order(decisions)
    return ordered[-1].generation if ordered else Generation.REGULER


def meant(decisions: Iterable[Decision], sent: date) -> Generation:
    """The generation that a report sent on a day is about, where it names none.

    Before the voting day of the newest decision, and where none is known, only an earlier vote can be
    meant.
    """
    return counting(decision for decision in decisions if decision.may_be_meant(sent))
