"""A partial count at one moment, checked once and summed per desa.

In: votes of all TPS with rows of nan where nothing has come in, DPT, kecamatan, desa. Out: ``PartialCount``,
which is all that a projection needs and no larger than the number of desa.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.arrays import Floats, as_floats, index_vector, refuse_votes_outside
from deskpemilu.insight.variance import group_sums, group_totals

MOST_KECAMATAN = 1_000_000
"""A larger number is a region code, not a position; it would ask for as much memory."""
FAR_ABOVE_DPT = 1.5
"""Valid votes over DPT beyond which a form has a slip; voters from elsewhere never fill half a TPS."""
SLACK = 50
"""Voters that may come on top, so that small special TPS are left alone."""


@dataclass(frozen=True)
class PartialCount:
    """Totals per desa 0..D-1."""

    tps: Floats
    seen: Floats
    """(D,) reported TPS."""
    registered: Floats
    registered_seen: Floats
    votes: Floats
    """(D, k)."""
    valid: Floats
    squares: Floats
    """(k, k) sum over TPS of y y' / x."""
    used: int
    """Reported TPS with at least one valid vote."""
    kecamatan: NDArray[np.intp]
    """(D,) kecamatan of every desa."""
    kecamatan_count: int

    @property
    def reported(self) -> int:
        """Reported TPS."""
        return int(self.seen.sum())


@dataclass(frozen=True)
class Places:
    """Desa of every TPS (N,), and kecamatan of every desa (D,)."""

    desa: NDArray[np.intp]
    kecamatan: NDArray[np.intp]
    kecamatan_count: int


def reported_votes(votes: ArrayLike) -> tuple[NDArray[np.intp], Floats, int]:
    """Rows that have reported, their votes (n, k) by column, and the number of TPS.

    Raises ValueError where nothing has come in, a row is partly filled, or a vote is negative or infinite.
    """
    table = as_floats(votes, "Suara", order="K")
    if table.ndim != 2 or table.shape[1] == 0:
        raise ValueError("Suara harus berupa tabel: satu baris per TPS dan satu kolom per pilihan.")
    if table.shape[0] == 0:
        raise ValueError("Daftar TPS masih kosong; proyeksi belum dapat dihitung.")
    absent = np.isnan(table[:, 0])
    rows = np.flatnonzero(~absent)
    if not rows.size:
        raise ValueError("Belum ada TPS yang melapor, sehingga proyeksi belum dapat dihitung.")
    counts = np.empty((rows.size, table.shape[1]), order="F")
    for j in range(table.shape[1]):
        if j and not np.array_equal(np.isnan(table[:, j]), absent):
            raise ValueError(
                "Suara sebuah TPS harus terisi semua atau kosong semua; ada yang terisi sebagian."
            )
        np.take(table[:, j], rows, out=counts[:, j], mode="clip")
    if np.isinf(counts.max()):
        raise ValueError("Suara harus berupa bilangan berhingga.")
    refuse_votes_outside(float(counts.min()), float(counts.max()))
    if not counts.any():
        raise ValueError("Belum ada suara sah pada TPS yang melapor; proyeksi belum dapat dihitung.")
    return rows, counts, table.shape[0]


def number_places(stratum: ArrayLike, cluster: ArrayLike | None, length: int) -> Places:
    """Desa numbered 0..D-1 with their kecamatan. A number used in two kecamatan means two desa."""
    kecamatan = index_vector(stratum, length=length, name="Kecamatan")
    count = int(kecamatan.max()) + 1
    if count > max(2 * length, MOST_KECAMATAN):
        raise ValueError(
            f"Kecamatan harus dinomori berurutan dari 0; ditemukan nomor {count - 1} pada {length} TPS."
        )
    if cluster is None:
        return Places(kecamatan, np.arange(count), count)
    labels = index_vector(cluster, length=length, name="Desa")
    top = int(labels.max()) + 1
    if top <= 4 * length:
        owner = np.zeros(top, dtype=np.intp)
        owner[labels] = kecamatan
        if (owner[labels] == kecamatan).all():
            return Places(labels, owner, count)
    return Places(*_number_pairs(kecamatan, labels, top), count)


def _number_pairs(
    kecamatan: NDArray[np.intp], labels: NDArray[np.intp], top: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers for pairs of kecamatan and desa; no sorting where the frame is in order already."""
    pairs = kecamatan * np.intp(top) + labels
    steps = np.diff(pairs)
    if (steps >= 0).all():
        numbered = np.concatenate([[0], np.cumsum(steps > 0)]).astype(np.intp)
        firsts = np.concatenate([[0], np.flatnonzero(steps > 0) + 1])
        return numbered, kecamatan[firsts]
    unique, numbered = np.unique(pairs, return_inverse=True)
    return numbered.astype(np.intp), (unique // top).astype(np.intp)


def known_registered(values: ArrayLike, places: Places) -> tuple[Floats, list[str]]:
    """DPT (N,) with unknown figures (0, nan) replaced by the kecamatan mean, and what is to be said of it."""
    length = places.desa.size
    size = np.array(as_floats(values, "DPT"))
    if size.shape != (length,):
        raise ValueError(f"DPT harus satu bilangan per TPS ({length} TPS, diterima {size.size}).")
    if np.isinf(size).any() or (size < 0).any():
        raise ValueError("DPT tidak boleh negatif.")
    unknown = ~(size > 0)
    if not unknown.any():
        return size, []
    size[unknown] = 0.0
    kecamatan = places.kecamatan[places.desa]
    known = group_totals((~unknown).astype(np.float64), kecamatan, places.kecamatan_count)
    sums = group_totals(size, kecamatan, places.kecamatan_count)
    if not known.any():
        return np.ones(length), ["DPT tidak diketahui di satu TPS pun: semua TPS dianggap sama besar."]
    overall = size.sum() / known.sum()
    means = np.where(known > 0, sums / np.maximum(known, 1.0), overall)
    size[unknown] = means[kecamatan[unknown]]
    return size, [f"DPT {int(unknown.sum())} TPS tidak diketahui: dipakai rata-rata kecamatannya."]


def forms_above_register(counts: Floats, registered: Floats) -> list[str]:
    """What is to be said of votes (n, k) that the TPS' DPT (n,) cannot hold."""
    far = (registered > 1) & (counts.sum(axis=1) > FAR_ABOVE_DPT * registered + SLACK)
    over = int(far.sum())
    if not over:
        return []
    return [f"{over} TPS melapor jauh lebih banyak suara sah daripada DPT-nya; perlu diperiksa."]


def sum_count(rows: NDArray[np.intp], counts: Floats, registered: Floats, places: Places) -> PartialCount:
    """Totals per desa of the reported votes (n, k) at ``rows`` and of the frame."""
    desa, number = places.desa, places.kecamatan.size
    here = desa[rows]
    votes = group_sums(counts, here, number)
    valid = counts.sum(axis=1)
    root = np.sqrt(np.where(valid > 0, valid, 1.0))
    scaled = np.empty(counts.shape, order="F")
    for j in range(counts.shape[1]):
        np.divide(counts[:, j], root, out=scaled[:, j])
    return PartialCount(
        tps=np.bincount(desa, minlength=number).astype(np.float64),
        seen=np.bincount(here, minlength=number).astype(np.float64),
        registered=group_totals(registered, desa, number),
        registered_seen=group_totals(registered[rows], here, number),
        votes=votes,
        valid=votes.sum(axis=1),
        squares=np.asarray(scaled.T @ scaled),
        used=int(np.count_nonzero(valid)),
        kecamatan=places.kecamatan,
        kecamatan_count=places.kecamatan_count,
    )
