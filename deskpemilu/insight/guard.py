"""How evenly the count has come in: the publication guard, and whether whole desa report before others start.

Both look at who has reported, never at the votes, so no result can open or close the guard.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.variance import group_totals

GUARD_REGISTERED = 0.90
GUARD_RATE = 0.50
ORDINARY_CLUMPING = 0.35
"""Above nearly every intraclass correlation seen while real counts came in (32 kabupaten/kota, 2024)."""


@dataclass(frozen=True)
class Guard:
    """The rule: kecamatan holding 90 % of the DPT have each reported at half the overall rate or more."""

    holds: bool
    registered_share: float
    """Share of the DPT in kecamatan that keep up."""
    failing: tuple[int, ...]
    """Kecamatan (indices) that do not."""


def publication_guard(tps: Floats, seen: Floats, registered: Floats) -> Guard:
    """Check the guard. tps, seen, registered (H,): TPS, reported TPS and DPT of every kecamatan."""
    rate = float(seen.sum() / tps.sum())
    keeps_up = seen >= GUARD_RATE * rate * tps
    share = float(registered[keeps_up].sum() / registered.sum())
    failing = tuple(int(h) for h in np.flatnonzero(~keeps_up & (tps > 0)))
    return Guard(holds=share >= GUARD_REGISTERED, registered_share=share, failing=failing)


def clumping(tps: Floats, seen: Floats, kecamatan: NDArray[np.intp], count: int) -> float:
    """How far whole desa report before others start: 0 as usual, 1 when every desa is in or out.

    tps, seen (D,): TPS and reported TPS per desa. Intraclass correlation of "has reported" within kecamatan
    by analysis of variance (Donner 1986), what is ordinary taken off.
    """
    safe = np.maximum(tps, 1.0)
    per_kec = np.maximum(group_totals(tps, kecamatan, count), 1.0)
    within = float((seen - seen**2 / safe).sum())
    between = float((seen**2 / safe).sum() - (group_totals(seen, kecamatan, count) ** 2 / per_kec).sum())
    desa, kec = int((tps > 0).sum()), int((group_totals(tps, kecamatan, count) > 0).sum())
    within_df, between_df = float(tps.sum()) - desa, desa - kec
    if within_df <= 0 or between_df <= 0:
        return 0.0
    typical = (
        float(tps.sum()) - float((group_totals(tps**2, kecamatan, count) / per_kec).sum())
    ) / between_df
    mean_within, mean_between = within / within_df, between / between_df
    spread = mean_between + (typical - 1) * mean_within
    if spread <= 0:
        return 0.0
    correlation = (mean_between - mean_within) / spread
    return min(max((correlation - ORDINARY_CLUMPING) / (1 - ORDINARY_CLUMPING), 0.0), 1.0)
