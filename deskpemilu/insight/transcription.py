"""How many TPS to compare with KPU's figures, and what the comparison then shows: a check of transcription.

Batch comparison with the maximum relative overstatement (MACRO, Stark 2009): every TPS gets an upper bound
u_p on how far an error in it could have moved the narrowest pairwise margin; TPS are drawn with probability
u_p / U, with replacement, and P = prod (1 - 1/U) / (1 - e_p / u_p) is the measured risk. It compares two
copies of C.Hasil. It does not audit the ballots; that would need a recount. With several winners (DPD: four)
the pairs are every winner with every loser. Seats of parties are no plurality: see docs/statistik.md.
"""

from dataclasses import dataclass
from math import ceil, log

import numpy as np
from numpy.typing import ArrayLike

from deskpemilu.insight.arrays import Floats, freeze, sizes_vector, votes_matrix
from deskpemilu.insight.tickets import fraction, ticket


@dataclass(frozen=True)
class Check:
    """What the check of one contest rests on."""

    bound: Floats
    """(n,) u_p, largest relative overstatement possible in each TPS."""
    total_bound: float
    winners: tuple[int, ...]
    """The choices claimed to be first, by votes; one but for the DPD."""
    losers: tuple[int, ...]
    sample_size: int
    """TPS to draw (with replacement) so that a clean comparison reaches the risk limit."""
    risk_limit: float

    @property
    def winner(self) -> int:
        """The first of the winners."""
        return self.winners[0]


def plan_check(
    votes: ArrayLike, ballots: ArrayLike, *, risk_limit: float, majority: bool = False, winners: int = 1
) -> Check:
    """Plan the comparison for votes (n, k) and ballots cast (n,).

    majority: the claim is "more than half", so all others together are the one loser. winners: how many are
    claimed to be first, each before every other choice.
    """
    counts = votes_matrix(votes)
    size = sizes_vector(ballots, name="Surat suara digunakan")
    if size.size != counts.shape[0]:
        raise ValueError("Surat suara digunakan harus satu bilangan per TPS.")
    if not 0 < risk_limit < 1:
        raise ValueError("Batas risiko harus di antara 0 dan 1.")
    first, losers = _claim(counts, majority, winners)
    differences = _differences(counts, first, losers, majority)
    margins = differences.sum(axis=0)
    if margins.min() <= 0:
        raise ValueError(
            "Selisih suara nol: pemeriksaan salinan tidak dapat direncanakan, periksa semua TPS."
        )
    bound = ((differences + size[:, None]) / margins).max(axis=1)
    bound = np.maximum(bound, 0.0)
    total = float(bound.sum())
    needed = 1 if total <= 1 else ceil(log(risk_limit) / log(1 - 1 / total))
    freeze(bound)
    return Check(bound, total, first, losers, needed, risk_limit)


def _claim(counts: Floats, majority: bool, winners: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The winners that these figures show, by votes, and the losers."""
    if counts.shape[1] <= winners:
        raise ValueError(
            "Pemeriksaan salinan membutuhkan sedikitnya dua pilihan."
            if winners == 1
            else f"Pemeriksaan salinan membutuhkan lebih dari {winners} pilihan."
        )
    if majority and winners != 1:
        raise ValueError("Lebih dari separuh hanya dapat diperiksa untuk satu pemenang.")
    order = np.argsort(-counts.sum(axis=0), kind="stable")
    first = tuple(int(j) for j in order[:winners])
    return first, tuple(j for j in range(counts.shape[1]) if j not in first)


def _differences(counts: Floats, winners: tuple[int, ...], losers: tuple[int, ...], majority: bool) -> Floats:
    """(n, pairs) votes of each winner minus votes of each loser (or of all losers together)."""
    others = counts[:, list(losers)]
    if majority:
        others = others.sum(axis=1, keepdims=True)
    return np.concatenate([counts[:, [winner]] - others for winner in winners], axis=1)


def draw_check(check: Check, *, seed: str, size: int | None = None) -> tuple[int, ...]:
    """Rows to compare, in the order of drawing, with repeats: draw i uses the ticket of "macro/i"."""
    steps = np.cumsum(check.bound)
    number = check.sample_size if size is None else size
    points = [fraction(ticket(seed, f"macro/{i}")) * steps[-1] for i in range(1, number + 1)]
    return tuple(int(row) for row in np.searchsorted(steps, points, side="right").clip(0, steps.size - 1))


def measured_risk(
    check: Check, ours: ArrayLike, theirs: ArrayLike, drawn: tuple[int, ...], *, majority: bool = False
) -> float:
    """Risk after comparing the drawn TPS: ``ours`` is what was reported, ``theirs`` what the other copy says.

    Both (n, k), rows that were not drawn may hold nan in ``theirs``. At most 1; errors in favour of the
    losers lower the risk as the method allows.
    """
    steps = risk_steps(check, ours, theirs, drawn, majority=majority)
    return steps[-1] if steps else 1.0


def risk_steps(
    check: Check, ours: ArrayLike, theirs: ArrayLike, drawn: tuple[int, ...], *, majority: bool = False
) -> list[float]:
    """The measured risk after each draw, in the order of drawing.

    The product is a nonnegative supermartingale while the leader is wrong, so one may stop at any draw
    (Ville's inequality; Stark 2009). A TPS that contradicts its bound leaves 1 from there on.
    """
    reported, found = votes_matrix(ours), votes_matrix(theirs, missing=True)
    if reported.shape != found.shape:
        raise ValueError("Kedua salinan harus berisi TPS dan pilihan yang sama.")
    differences = _differences(reported, check.winners, check.losers, majority)
    margins = differences.sum(axis=0)
    rows = np.asarray(drawn, dtype=np.intp)
    if not rows.size:
        return []
    if np.isnan(found[rows]).any():
        raise ValueError("Ada TPS terundi yang belum dibandingkan; lengkapi lebih dahulu.")
    on_forms = _differences(found, check.winners, check.losers, majority)
    error = ((differences - on_forms)[rows] / margins).max(axis=1)
    taint = np.minimum(error / check.bound[rows], 1.0)
    factor = 1 - 1 / check.total_bound if check.total_bound > 1 else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(taint >= 1, np.inf, factor / (1 - taint))
        product = np.cumprod(each)
    return [float(v) for v in np.where(np.isfinite(product), np.minimum(product, 1.0), 1.0)]


def worst_case(check: Check, ballots: float, choices: int) -> Floats:
    """Votes (k,) that stand in for a form nobody can find: none for a winner, all for each other choice."""
    votes = np.full(choices, float(ballots))
    votes[list(check.winners)] = 0.0
    return votes


def further_draws(check: Check, risk: float) -> int | None:
    """Fewest further clean draws that bring the risk to the limit; None where no sample can."""
    if risk <= check.risk_limit:
        return 0
    if check.total_bound <= 1:
        return 1
    return None if risk >= 1 else ceil(log(check.risk_limit / risk) / log(1 - 1 / check.total_bound))
