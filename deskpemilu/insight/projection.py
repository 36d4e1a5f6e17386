"""The final result as the partial real count lets it be seen, long before the last TPS.

In: votes of all TPS (rows of nan where nothing has come in), registered voters, kecamatan, desa. Out:
``Projection``. Refuses (ValueError, one sentence): no report at all, negative or partly filled votes, unknown
kecamatan.

Reported TPS are taken as they are; the others get votes = DPT x turnout (drawn to desa, kecamatan, all) and
shares from ``shrinkage``. The interval adds to the model's variance what no model of shares knows: TPS that
report early differ from those that report late, also inside one desa.
    sd^2 = model^2 + (0.06 * unreported share * sd between TPS)^2 + (0.25 * correction made)^2
           + (clumping * unreported share * sd between desa)^2      (only when desa report one after another)
The two constants were set on kabupaten/kota of two provinces in real arrival order (``make stats-report``).
The guard: no call unless kecamatan holding 90 % of the DPT have each reported at half the overall rate or
more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from deskpemilu.insight.arrays import Floats, freeze, level_fraction
from deskpemilu.insight.estimation import LARGEST_SD, Lead, lead_of, unbounded_lead
from deskpemilu.insight.guard import Guard, clumping, publication_guard
from deskpemilu.insight.intervals import share_interval, t_quantile
from deskpemilu.insight.partial_count import (
    PartialCount,
    Places,
    forms_above_register,
    known_registered,
    number_places,
    reported_votes,
    sum_count,
)
from deskpemilu.insight.shrinkage import Reports, predict
from deskpemilu.insight.variance import SAME_EVERYWHERE, borrowed_spread, group_totals

EARLY_SHIFT = 0.06
"""In units of the sd between TPS. What a correlation of 0.035 of arrival with the share costs the total:
r phi(z_f) / f at a fraction f counted is 0.049, 0.034, 0.022, 0.012 at 20, 40, 60, 80 %; 0.06 times the
unreported share 0.048, 0.036, 0.024, 0.012. Real counts had 0.05 in the mean (97 kabupaten/kota, 2024)."""
CORRECTION_SHARE = 0.25
TURNOUT_PRIOR = 500.0
"""Registered voters that the turnout one level up counts for."""
SIZE_SLOPE_SD = 0.05
"""Prior standard deviation of a share's change per unit of log size, or per sd of an earlier figure."""


@dataclass(frozen=True)
class Projection:
    """Projected final shares (k,) beside the shares counted so far."""

    share: Floats
    low: Floats
    high: Floats
    reported_share: Floats
    reported_tps: int
    callable: bool
    """The publication guard holds; without it no winner may be named."""
    warnings: list[str]
    standard_error: Floats
    lead: Lead | None
    covariance: Floats
    N: int
    unreported_weight: float
    """Share of the expected valid votes that is still out."""
    expected_valid: float
    failing: tuple[int, ...]
    """Kecamatan (indices) that have reported less than half as fast as the whole."""
    guard_share: float
    """Share of the DPT in kecamatan that satisfy the guard."""
    level: float


def project_shares(
    votes: ArrayLike,
    registered: ArrayLike,
    stratum: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    level: float = 0.95,
    earlier: ArrayLike | None = None,
    early_shift: float = EARLY_SHIFT,
) -> Projection:
    """Project the final shares from the TPS counted so far.

    votes (N, k) with rows of nan for TPS not in; registered (N,) DPT, 0 where unknown; stratum (N,) kecamatan
    0..H-1; cluster (N,) desa; earlier (N, p) optional figures of an earlier election in the TPS's desa;
    early_shift: how far early TPS may differ from late ones, 0 where the reported TPS are a random sample.
    """
    rows, counts, length = reported_votes(votes)
    places = number_places(stratum, cluster, length)
    size, notes = known_registered(registered, places)
    notes += forms_above_register(counts, size[rows])
    count = sum_count(rows, counts, size, places)
    empty = rows.size - count.used
    if empty:
        notes.append(f"{empty} TPS melapor tanpa suara sah; perlu diperiksa.")
    covariates = desa_covariates(count, places, earlier, sized=cluster is not None)
    return _project(count, covariates, _Terms(level_fraction(level), early_shift), notes)


def desa_covariates(count: PartialCount, places: Places, earlier: ArrayLike | None, *, sized: bool) -> Floats:
    """(D, p) columns: ones, log TPS per desa, log DPT per TPS, and one sd of each earlier figure; centred."""
    used, tps = count.tps > 0, np.maximum(count.tps, 1.0)
    columns = [np.ones(tps.size)]
    if sized:
        columns += [np.log(tps), np.log(np.maximum(count.registered / tps, 1.0))]
    if earlier is not None:
        figures = np.asarray(earlier, dtype=np.float64).reshape(places.desa.size, -1)
        if not np.isfinite(figures).all():
            raise ValueError("Angka pemilu sebelumnya harus terisi untuk setiap TPS.")
        for j in range(figures.shape[1]):
            mean = group_totals(figures[:, j], places.desa, tps.size) / tps
            columns.append(mean / max(float(mean[used].std()), 1e-9))
    matrix = np.stack(columns, axis=1)
    matrix[:, 1:] -= matrix[:, 1:].mean(axis=0)
    return matrix


@dataclass(frozen=True)
class _Terms:
    level: float
    early_shift: float


def _project(count: PartialCount, covariates: Floats, terms: _Terms, notes: list[str]) -> Projection:
    reports = reports_in(count)
    open_votes = _expected_votes(count)
    counted = count.votes.sum(axis=0)
    total = float(counted.sum() + open_votes.sum())
    unreported = float(open_votes.sum()) / total
    prediction = predict(reports, covariates, open_votes / total, slope_sd=SIZE_SLOPE_SD)
    components = prediction.components
    share = np.maximum(counted / total + (open_votes / total) @ prediction.share, counted / total)
    share = share / share.sum()
    reported_share = counted / counted.sum()
    clump = clumping(count.tps, count.seen, count.kecamatan, count.kecamatan_count)
    own = unreported * float(reports.valid.sum()) / reports.tps / total
    factor = prediction.variance_factor + own
    factor += (terms.early_shift * unreported) ** 2 + (clump * unreported) ** 2 * components.desa_ratio
    correction = CORRECTION_SHARE * (share - reported_share)
    covariance = factor * components.within + np.outer(correction, correction)
    covariance, borrowed = borrowed_spread(share, covariance, float(counted.sum()), unreported)
    variance = np.maximum(np.diag(covariance), 0.0)
    quantile = t_quantile(terms.level, reports.tps - 1)
    zero_size = _zero_size(counted, variance, share, unreported)
    low, high = share_interval(share, variance, quantile=quantile, level=terms.level, zero_size=zero_size)
    lead = lead_of(share, covariance, quantile)
    reported = count.reported
    error = np.sqrt(variance)
    if reported == 1 and unreported > 0:
        low, high = np.zeros(share.size), np.ones(share.size)
        error, lead = np.full(share.size, LARGEST_SD), unbounded_lead(share)
    guard = _guard(count)
    notes = notes + _warnings(count, guard, clump, unreported)
    notes += [SAME_EVERYWHERE] * (borrowed and reported > 1)
    freeze(share, low, high, reported_share, error, covariance)
    return Projection(
        share=share, low=low, high=high, reported_share=reported_share, reported_tps=reported,
        callable=guard.holds and (reported > 1 or unreported <= 0), warnings=notes, standard_error=error,
        lead=lead, covariance=covariance, N=int(count.tps.sum()), unreported_weight=unreported,
        expected_valid=total, failing=guard.failing, guard_share=guard.registered_share, level=terms.level,
    )  # fmt: skip


def reports_in(count: PartialCount) -> Reports:
    """What the reported TPS say, as the predictor takes it."""
    return Reports(
        votes=count.votes,
        valid=count.valid,
        squares=count.squares,
        tps=count.used,
        kecamatan=count.kecamatan,
        kecamatan_count=count.kecamatan_count,
    )


def _expected_votes(count: PartialCount) -> Floats:
    """(D,) expected valid votes of the unreported TPS: DPT times turnout, desa drawn to kecamatan to all."""
    kec, number = count.kecamatan, count.kecamatan_count
    size = count.registered_seen
    overall = count.valid.sum() / size.sum()
    kec_votes, kec_size = group_totals(count.valid, kec, number), group_totals(size, kec, number)
    kec_rate = (kec_votes + TURNOUT_PRIOR * overall) / (kec_size + TURNOUT_PRIOR)
    rate = (count.valid + TURNOUT_PRIOR * kec_rate[kec]) / (size + TURNOUT_PRIOR)
    still = np.where(count.seen < count.tps, np.maximum(count.registered - size, 0.0), 0.0)
    return np.asarray(still * rate)


def _zero_size(counted: Floats, variance: Floats, share: Floats, unreported: float) -> float:
    """Voters behind a share of exactly 0 or 1 in a partial count; infinite when nothing is out."""
    if unreported <= 0 or share.size == 1:
        return float("inf")
    voters = float(counted.sum())
    plain = share * (1 - share) / voters
    effects = variance[plain > 0] / plain[plain > 0]
    worst = max(float(effects.max()) if effects.size else 1.0, 1.0)
    return voters / worst / unreported


def _guard(count: PartialCount) -> Guard:
    kec, number = count.kecamatan, count.kecamatan_count
    tps, seen = group_totals(count.tps, kec, number), group_totals(count.seen, kec, number)
    return publication_guard(tps, seen, group_totals(count.registered, kec, number))


def _warnings(count: PartialCount, guard: Guard, clump: float, unreported: float) -> list[str]:
    notes = []
    if count.votes.shape[1] == 1:
        notes.append("Hanya satu pilihan: bagiannya selalu seluruh suara sah.")
    if unreported > 0 and count.reported == 1:
        notes.append("Baru satu TPS yang melapor: persentase ditampilkan tanpa batas galat.")
    if not guard.holds:
        shown = ", ".join(str(h) for h in guard.failing[:5])
        more = " dan lainnya" if len(guard.failing) > 5 else ""
        notes.append(
            f"Proyeksi belum boleh disimpulkan: {len(guard.failing)} kecamatan (nomor {shown}{more}) melapor "
            "kurang dari separuh laju keseluruhan."
        )
    if clump > 0 and unreported > 0:
        notes.append("Laporan masuk desa demi desa, tidak merata: rentang dilebarkan.")
    return notes
