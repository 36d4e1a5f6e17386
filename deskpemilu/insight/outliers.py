"""TPS that differ from the other TPS of their desa: a ranking with heavy tails, never an alarm.

The share of TPS i is compared with the pooled share of the other TPS of its desa, in units of the spread
between TPS of one desa. Real counts are not normal: 1.2 % of the scores lie beyond 3 and 0.4 % beyond 4, not
0.27 and 0.006 % (45,016 TPS of two provinces). Student's t with five degrees of freedom, scaled to variance
one, has that tail.
"""

import numpy as np
from numpy.typing import NDArray

from deskpemilu.domain.findings import Severity
from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.forms import CHECK, Flag, Forms, frequency, rank_of
from deskpemilu.insight.variance import group_sums, group_totals

SMALLEST_DESA = 5
THRESHOLD = 4.0
TAIL_DEGREES = 5.0
BASE_OUTLIER = 0.008
QUEUE = 50


def desa_scores(forms: Forms, desa: NDArray[np.intp]) -> Floats:
    """(n, k) leave-one-out scores; nan for a desa of fewer than five reported TPS and for empty forms."""
    count = int(desa.max()) + 1 if desa.size else 0
    valid = forms.valid
    used = np.nan_to_num(valid) > 0
    votes = np.where(used[:, None], forms.votes, 0.0)
    x = np.where(used, valid, 0.0)
    tps = group_totals(used.astype(np.float64), desa, count)
    used &= tps[desa] >= SMALLEST_DESA
    scores = np.full(forms.votes.shape, np.nan)
    if not used.any():
        return scores
    sums, total = group_sums(votes, desa, count), group_totals(x, desa, count)
    others = total[desa] - x
    safe_x, safe_others = np.where(used, x, 1.0), np.where(used & (others > 0), others, 1.0)
    gap = votes / safe_x[:, None] - (sums[desa] - votes) / safe_others[:, None]
    unit = np.sqrt(1 / safe_x + 1 / safe_others)
    usable = used & (others > 0)
    scaled = gap[usable] / unit[usable, None]
    spread = np.sqrt((scaled**2).mean(axis=0))
    scores[usable] = scaled / np.where(spread > 0, spread, 1.0)
    return scores


def tail_probability(score: Floats) -> Floats:
    """Two-sided heavy-tailed probability of a score."""
    from scipy import special  # noqa: PLC0415

    scale = np.sqrt(TAIL_DEGREES / (TAIL_DEGREES - 2))
    return np.asarray(2 * special.stdtr(TAIL_DEGREES, -np.abs(score) * scale), dtype=np.float64)


def desa_outliers(forms: Forms, desa: NDArray[np.intp], *, queue: int = QUEUE) -> list[Flag]:
    """The TPS farthest from their desa, at most ``queue`` of them, farthest first."""
    scores = desa_scores(forms, desa)
    size = np.nan_to_num(np.abs(scores))
    worst = size.max(axis=1)
    order = np.argsort(-worst, kind="stable")
    flags = []
    for i in order[: min(queue, int((worst >= THRESHOLD).sum()))]:
        j = int(size[i].argmax())
        share = forms.votes[i, j] / forms.valid[i]
        chance = float(tail_probability(scores[i, j : j + 1])[0])
        text = (
            f"Suara nomor {forms.choices[j]} {100 * share:.1f} %, jauh {_side(scores[i, j])} TPS lain "
            f"di desa ini (skor {worst[i]:.1f}); {CHECK}. Terjadi pada {frequency(BASE_OUTLIER)}."
        )
        flags.append(
            Flag(
                tps=int(i), code="beda_dari_desa", severity=Severity.PERIKSA, text=text,
                base_rate=BASE_OUTLIER,
                rank=rank_of(chance, float(abs(scores[i, j]))), suspect_field=forms.choices[j],
                values={"skor": float(scores[i, j]), "bagian": float(share), "peluang": chance},
            )
        )  # fmt: skip
    return flags


def _side(score: float) -> str:
    return "di atas" if score > 0 else "di bawah"
