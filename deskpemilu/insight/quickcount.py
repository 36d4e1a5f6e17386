"""The quick count at one moment: what the sample says so far, by design and by model, side by side.

In: votes of the whole frame (nan where nothing has come in), the sampled rows. Out: ``QuickCount``. The
design-based estimate re-weights the strata by what has reported; the model-based one borrows from desa and
kecamatan and is the one to read when a stratum is still silent. Nothing may be called before ``PUBLISH_FROM``
of the sample is in and every stratum has reported (INE Mexico published at 74 % in 2024 and 68 % in 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.arrays import Bools, Floats, index_vector, votes_matrix
from deskpemilu.insight.estimation import Estimate, estimate_shares
from deskpemilu.insight.projection import EARLY_SHIFT, Projection, project_shares
from deskpemilu.insight.ratio import Ratio, estimate_ratio
from deskpemilu.insight.twostage import DesaFrame, estimate_two_stage, two_stage_ratio

PUBLISH_FROM = 0.70


@dataclass(frozen=True)
class QuickCount:
    """Both readings of the sample, how much of it is in, and whether anything may be called."""

    design: Estimate
    model: Projection
    turnout: Ratio | None
    invalid: Ratio | None
    sampled: int
    reported: int
    response_rate: Floats
    """(H,) reported over sampled TPS of every stratum; 1 where none was to be sampled."""
    callable: bool
    warnings: list[str]


@dataclass(frozen=True)
class SampleFrame:
    """The population the sample stands for, in frame order."""

    registered: NDArray[np.int64]
    stratum: NDArray[np.intp]
    desa: NDArray[np.intp]
    cancelled: Bools | None = None
    """TPS that were struck off: neither population nor sample."""


def quick_count(
    votes: ArrayLike,
    sampled: Sequence[int],
    frame: SampleFrame,
    *,
    voters: ArrayLike | None = None,
    invalid: ArrayLike | None = None,
    proportional_to_size: bool = False,
    two_stage: bool = False,
    level: float = 0.95,
) -> QuickCount:
    """Read the sample now. votes (N, k), voters and invalid (N,) of the whole frame; sampled: frame rows.

    proportional_to_size: TPS drawn by DPT; two_stage: desa drawn by their TPS, then TPS in them."""
    table = votes_matrix(votes, missing=True)
    stratum = index_vector(frame.stratum, length=table.shape[0])
    rows, warnings = _members(sampled, table.shape[0], frame.cancelled)
    inside = rows[~np.isnan(table[rows, 0])]
    if not inside.size:
        raise ValueError("Belum ada TPS sampel yang melapor, sehingga hitung cepat belum dapat dihitung.")
    alive = np.ones(table.shape[0], dtype=bool) if frame.cancelled is None else ~frame.cancelled
    way = _way(frame, stratum, alive, rows, inside, two_stage=two_stage, level=level)
    measure = frame.registered[inside] if proportional_to_size else None
    design = way.shares(table[inside], measure)
    model = _model(table, inside, frame, alive, level, EARLY_SHIFT * (1 - inside.size / rows.size))
    rate, may_call = _readiness(stratum[rows], way.stratum, way.size)
    if not may_call:
        came = 100 * inside.size / rows.size
        warnings += [f"Baru {came:.0f} % sampel masuk atau ada strata kosong: belum untuk diumumkan."]
    return QuickCount(
        design=design,
        model=model,
        turnout=None if voters is None else way.ratio(voters, frame.registered, measure),
        invalid=None if invalid is None else way.ratio(invalid, _cast(table, invalid), measure),
        sampled=int(rows.size),
        reported=int(inside.size),
        response_rate=rate,
        callable=may_call,
        warnings=warnings + design.warnings,
    )


def _members(
    sampled: Sequence[int], frame_size: int, cancelled: Bools | None
) -> tuple[NDArray[np.intp], list[str]]:
    """The sampled rows once each, without those struck off, and what is to be said about it."""
    given = np.asarray(sampled)
    if not given.size:
        raise ValueError("Sampel masih kosong: lakukan undian sampel lebih dahulu.")
    rows = np.unique(index_vector(given, length=given.size, upper=frame_size, name="TPS sampel"))
    notes = []
    if rows.size < given.size:
        notes.append(f"{given.size - rows.size} TPS tercantum dua kali dalam sampel; dihitung satu kali.")
    if cancelled is not None and cancelled[rows].any():
        notes.append(f"{int(cancelled[rows].sum())} TPS sampel dihapus dari pemilihan; tidak dihitung.")
        rows = rows[~cancelled[rows]]
    return rows, notes


def _readiness(
    asked: NDArray[np.intp], answered: NDArray[np.intp], size: NDArray[np.intp]
) -> tuple[Floats, bool]:
    """Response rate per stratum, and whether the sample as a whole may carry a call."""
    wanted, came = np.bincount(asked, minlength=size.size), np.bincount(answered, minlength=size.size)
    rate = np.where(wanted > 0, came / np.maximum(wanted, 1), 1.0)
    return rate, answered.size >= PUBLISH_FROM * asked.size and bool((came[size > 0] > 0).all())


def _model(
    table: Floats,
    inside: NDArray[np.intp],
    frame: SampleFrame,
    alive: Bools,
    level: float,
    early_shift: float,
) -> Projection:
    """The projection fed with nothing but the sample; only what is missing of it may differ by lateness."""
    only = np.full(table.shape, np.nan)
    only[inside] = table[inside]
    return project_shares(
        only[alive],
        frame.registered[alive],
        frame.stratum[alive],
        cluster=frame.desa[alive],
        level=level,
        early_shift=early_shift,
    )


def _cast(table: Floats, invalid: ArrayLike) -> Floats:
    """(N,) valid and invalid votes, 0 where unknown."""
    return np.asarray(np.nan_to_num(table.sum(axis=1) + np.asarray(invalid, dtype=np.float64)))


def _desa_frame(desa: NDArray[np.intp], alive: Bools, rows: NDArray[np.intp]) -> DesaFrame:
    labels = index_vector(desa, length=alive.size, name="Desa")
    size = np.bincount(labels[alive], minlength=int(labels.max()) + 1).astype(np.float64)
    return DesaFrame(size, int(np.unique(labels[rows]).size))


@dataclass(frozen=True)
class _Way:
    """How the reported TPS of the sample stand for the population."""

    inside: NDArray[np.intp]
    stratum: NDArray[np.intp]
    size: NDArray[np.intp]
    desa: NDArray[np.intp]
    drawn_desa: DesaFrame | None
    level: float

    def shares(self, votes: Floats, measure: NDArray[np.int64] | None) -> Estimate:
        """Shares of the choices."""
        if self.drawn_desa is not None:
            return estimate_two_stage(votes, self.desa, self.drawn_desa, level=self.level)
        return estimate_shares(votes, self.stratum, self.size, total=measure, level=self.level)

    def ratio(self, part: ArrayLike, whole: ArrayLike, measure: NDArray[np.int64] | None) -> Ratio | None:
        """The ratio over those TPS whose two figures are known; None when fewer than two are."""
        top = np.asarray(part, dtype=np.float64)[self.inside]
        bottom = np.asarray(whole, dtype=np.float64)[self.inside]
        known = ~np.isnan(top) & (bottom > 0)
        if known.sum() < 2:
            return None
        top, bottom = top[known], bottom[known]
        if self.drawn_desa is not None:
            return two_stage_ratio(top, bottom, self.desa[known], self.drawn_desa, level=self.level)
        sizes = None if measure is None else measure[known]
        return estimate_ratio(top, bottom, self.stratum[known], self.size, total=sizes, level=self.level)


def _way(
    frame: SampleFrame,
    stratum: NDArray[np.intp],
    alive: Bools,
    rows: NDArray[np.intp],
    inside: NDArray[np.intp],
    *,
    two_stage: bool,
    level: float,
) -> _Way:
    return _Way(
        inside=inside,
        stratum=stratum[inside],
        size=np.bincount(stratum[alive], minlength=int(stratum.max()) + 1),
        desa=frame.desa[inside],
        drawn_desa=_desa_frame(frame.desa, alive, rows) if two_stage else None,
        level=level,
    )
