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
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.arrays import Bools, Floats, freeze, index_vector, level_fraction, votes_matrix
from deskpemilu.insight.estimation import Lead, lead_of, unbounded_lead
from deskpemilu.insight.guard import Guard, clumping, publication_guard
from deskpemilu.insight.intervals import share_interval, t_quantile
from deskpemilu.insight.shrinkage import Reports, predict
from deskpemilu.insight.variance import group_sums, group_totals

EARLY_SHIFT = 0.06
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


@dataclass(frozen=True)
class _Count:
    """Checked input, desa numbered 0..D-1."""

    votes: Floats
    valid: Floats
    reported: Bools
    registered: Floats
    stratum: NDArray[np.intp]
    cluster: NDArray[np.intp]
    cluster_stratum: NDArray[np.intp]
    strata: int


def project_shares(
    votes: ArrayLike,
    registered: ArrayLike,
    stratum: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    level: float = 0.95,
    earlier: ArrayLike | None = None,
) -> Projection:
    """Project the final shares from the TPS counted so far.

    votes (N, k) with rows of nan for TPS not in; registered (N,) DPT, 0 where unknown; stratum (N,) kecamatan
    0..H-1; cluster (N,) desa; earlier (N, p) optional figures of an earlier election in the TPS's desa.
    """
    counts = votes_matrix(votes, missing=True)
    reported = ~np.isnan(counts[:, 0])
    if not reported.any():
        raise ValueError("Belum ada TPS yang melapor, sehingga proyeksi belum dapat dihitung.")
    filled = np.where(reported[:, None], counts, 0.0) if not reported.all() else counts
    valid = filled.sum(axis=1)
    if not valid.any():
        raise ValueError("Belum ada suara sah pada TPS yang melapor; proyeksi belum dapat dihitung.")
    index = index_vector(stratum, length=reported.size, name="Kecamatan")
    strata = int(index.max()) + 1
    desa, desa_stratum = _number_clusters(cluster, index, strata)
    size, notes = _registered(registered, index, strata)
    count = _Count(filled, valid, reported, size, index, desa, desa_stratum, strata)
    covariates = _covariates(count, earlier, sized=cluster is not None)
    return _project(count, covariates, level_fraction(level), notes)


def _number_clusters(
    cluster: ArrayLike | None, stratum: NDArray[np.intp], strata: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Desa numbered 0..D-1 with their kecamatan. A number used in two kecamatan means two desa."""
    if cluster is None:
        return stratum, np.arange(strata)
    labels = index_vector(cluster, length=stratum.size, name="Desa")
    top = int(labels.max()) + 1
    if top <= 4 * labels.size:
        owner = np.zeros(top, dtype=np.intp)
        owner[labels] = stratum
        if (owner[labels] == stratum).all():
            return labels, owner
    pairs, numbered = np.unique(stratum * np.intp(top) + labels, return_inverse=True)
    return numbered.astype(np.intp), (pairs // top).astype(np.intp)


def _registered(values: ArrayLike, stratum: NDArray[np.intp], strata: int) -> tuple[Floats, list[str]]:
    """DPT with unknown figures (0, nan) replaced by the kecamatan's mean."""
    size = np.array(values, dtype=np.float64)
    if size.shape != stratum.shape:
        raise ValueError(f"DPT harus satu bilangan per TPS ({stratum.size} TPS, diterima {size.size}).")
    if np.isinf(size).any() or (size < 0).any():
        raise ValueError("DPT tidak boleh negatif.")
    unknown = ~(size > 0)
    if not unknown.any():
        return size, []
    size[unknown] = 0.0
    known = group_totals((~unknown).astype(np.float64), stratum, strata)
    sums = group_totals(size, stratum, strata)
    overall = size.sum() / known.sum() if known.any() else 1.0
    means = np.where(known > 0, sums / np.maximum(known, 1.0), overall)
    size[unknown] = means[stratum[unknown]]
    note = f"DPT {int(unknown.sum())} TPS tidak diketahui: dipakai rata-rata kecamatannya."
    return size, [note]


def _covariates(count: _Count, earlier: ArrayLike | None, *, sized: bool) -> Floats:
    """(D, p) columns: ones, log TPS per desa, log DPT per TPS, and one sd of each earlier figure; centred."""
    desa = count.cluster_stratum.size
    number = np.bincount(count.cluster, minlength=desa).astype(np.float64)
    used, tps = number > 0, np.maximum(number, 1.0)
    columns = [np.ones(desa)]
    if sized:
        mean_size = group_totals(count.registered, count.cluster, desa) / tps
        columns += [np.log(tps), np.log(np.maximum(mean_size, 1.0))]
    if earlier is not None:
        figures = np.asarray(earlier, dtype=np.float64).reshape(count.valid.size, -1)
        if not np.isfinite(figures).all():
            raise ValueError("Angka pemilu sebelumnya harus terisi untuk setiap TPS.")
        for j in range(figures.shape[1]):
            mean = group_totals(figures[:, j], count.cluster, desa) / tps
            columns.append(mean / max(float(mean[used].std()), 1e-9))
    matrix = np.stack(columns, axis=1)
    matrix[:, 1:] -= matrix[:, 1:].mean(axis=0)
    return matrix


def _project(count: _Count, covariates: Floats, level: float, notes: list[str]) -> Projection:
    reports = _reports(count)
    open_votes = _expected_votes(count)
    counted = count.votes.sum(axis=0)
    total = float(counted.sum() + open_votes.sum())
    unreported = float(open_votes.sum()) / total
    prediction = predict(reports, covariates, open_votes / total, slope_sd=SIZE_SLOPE_SD)
    components = prediction.components
    share = np.maximum(counted / total + (open_votes / total) @ prediction.share, counted / total)
    share = share / share.sum()
    reported_share = counted / counted.sum()
    clump = _clumping(count)
    own = unreported * float(reports.valid.sum()) / reports.tps / total
    factor = prediction.variance_factor + own
    factor += (EARLY_SHIFT * unreported) ** 2 + (clump * unreported) ** 2 * components.desa_ratio
    correction = CORRECTION_SHARE * (share - reported_share)
    covariance = factor * components.within + np.outer(correction, correction)
    variance = np.maximum(np.diag(covariance), 0.0)
    quantile = t_quantile(level, reports.tps - 1)
    zero_size = _zero_size(counted, variance, share, unreported)
    low, high = share_interval(share, variance, quantile=quantile, level=level, zero_size=zero_size)
    lead = lead_of(share, covariance, quantile)
    reported = int(count.reported.sum())
    if reported == 1 and unreported > 0:
        low, high = np.zeros(share.size), np.ones(share.size)
        lead = unbounded_lead(share)
    guard = publication_guard(count.reported, count.registered, count.stratum, count.strata)
    notes = notes + _warnings(count, guard, clump, unreported)
    error = np.sqrt(variance)
    freeze(share, low, high, reported_share, error, covariance)
    return Projection(
        share=share, low=low, high=high, reported_share=reported_share, reported_tps=reported,
        callable=guard.holds, warnings=notes, standard_error=error, lead=lead,
        covariance=covariance, N=count.reported.size, unreported_weight=unreported, expected_valid=total,
        failing=guard.failing, guard_share=guard.registered_share, level=level,
    )  # fmt: skip


def _reports(count: _Count) -> Reports:
    desa = count.cluster_stratum.size
    used = np.flatnonzero(count.valid > 0)
    root = np.sqrt(count.valid[used])
    scaled = np.empty((used.size, count.votes.shape[1]), order="F")
    for j in range(scaled.shape[1]):
        np.divide(count.votes[used, j], root, out=scaled[:, j])
    return Reports(
        votes=group_sums(count.votes, count.cluster, desa),
        valid=group_totals(count.valid, count.cluster, desa),
        squares=np.asarray(scaled.T @ scaled),
        tps=used.size,
        kecamatan=count.cluster_stratum,
        kecamatan_count=count.strata,
    )


def _expected_votes(count: _Count) -> Floats:
    """(D,) expected valid votes of the unreported TPS: DPT times turnout, desa drawn to kecamatan to all."""
    desa = count.cluster_stratum.size
    seen = np.where(count.reported, count.registered, 0.0)
    votes = group_totals(count.valid, count.cluster, desa)
    size = group_totals(seen, count.cluster, desa)
    still = group_totals(count.registered - seen, count.cluster, desa)
    kec_votes = group_totals(votes, count.cluster_stratum, count.strata)
    kec_size = group_totals(size, count.cluster_stratum, count.strata)
    overall = votes.sum() / size.sum()
    kec_rate = (kec_votes + TURNOUT_PRIOR * overall) / (kec_size + TURNOUT_PRIOR)
    rate = (votes + TURNOUT_PRIOR * kec_rate[count.cluster_stratum]) / (size + TURNOUT_PRIOR)
    return np.asarray(still * rate)


def _zero_size(counted: Floats, variance: Floats, share: Floats, unreported: float) -> float:
    """Voters behind a share of exactly 0 or 1 in a partial count; infinite when nothing is out."""
    if unreported <= 0:
        return float("inf")
    voters = float(counted.sum())
    plain = share * (1 - share) / voters
    effects = variance[plain > 0] / plain[plain > 0]
    worst = max(float(effects.max()) if effects.size else 1.0, 1.0)
    return voters / worst / unreported


def _clumping(count: _Count) -> float:
    desa = count.cluster_stratum.size
    tps = np.bincount(count.cluster, minlength=desa).astype(np.float64)
    seen = group_totals(count.reported.astype(np.float64), count.cluster, desa)
    return clumping(tps, seen, count.cluster_stratum, count.strata)


def _warnings(count: _Count, guard: Guard, clump: float, unreported: float) -> list[str]:
    notes = []
    if unreported > 0 and count.reported.sum() == 1:
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
    empty = int((count.reported & (count.valid == 0)).sum())
    if empty:
        notes.append(f"{empty} TPS melapor tanpa suara sah; perlu diperiksa.")
    return notes
