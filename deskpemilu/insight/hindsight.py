"""Afterwards: how right was what was said, moment by moment.

In: the stored statements of a night and the final shares. Out: one line per statement and how often the
intervals covered. Nothing is corrected in hindsight; a desk that was wrong sees it here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from deskpemilu.insight.arrays import Floats


@dataclass(frozen=True)
class Statement:
    """What was said at one moment: shares and intervals (k,), and the choice named as ahead, if any."""

    moment: str
    share: Floats
    low: Floats
    high: Floats
    named: int | None = None


@dataclass(frozen=True)
class Verdict:
    """How one statement stands against the final result."""

    moment: str
    largest_error: float
    mean_error: float
    covered: int
    """Choices whose interval held the final share."""
    choices: int
    call_right: bool | None
    """None where nobody was named."""


@dataclass(frozen=True)
class Hindsight:
    """All verdicts of a night and their summary."""

    verdicts: list[Verdict]
    coverage: float
    calls: int
    wrong_calls: int


def judge(statements: Sequence[Statement], final: ArrayLike) -> Hindsight:
    """Compare every statement with the final shares (k,). ValueError without statements."""
    truth = np.asarray(final, dtype=np.float64)
    if not statements:
        raise ValueError("Belum ada pernyataan yang dapat dinilai.")
    if any(s.share.shape != truth.shape for s in statements):
        raise ValueError("Pernyataan dan hasil akhir harus memuat pilihan yang sama.")
    winner = int(truth.argmax())
    verdicts = [_verdict(statement, truth, winner) for statement in statements]
    called = [v.call_right for v in verdicts if v.call_right is not None]
    covered = sum(v.covered for v in verdicts) / sum(v.choices for v in verdicts)
    return Hindsight(verdicts, covered, len(called), called.count(False))


def _verdict(statement: Statement, truth: Floats, winner: int) -> Verdict:
    error = np.abs(statement.share - truth)
    return Verdict(
        moment=statement.moment,
        largest_error=float(error.max()),
        mean_error=float(error.mean()),
        covered=int(((statement.low <= truth) & (truth <= statement.high)).sum()),
        choices=int(truth.size),
        call_right=None if statement.named is None else statement.named == winner,
    )
