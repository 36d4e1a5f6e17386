"""Which TPS report to the quick count: a draw that anybody can repeat from the public seed.

In: TPS codes in frame order with kecamatan, desa and size; a design, n, and the seed. Out: ``Draw``.
Designs: stratified (default; kecamatan, at least two TPS each), zones of two, srs, pps, two_stage.
Source of the ordering by tickets: random-number sampling (Ohlsson 1995); PPS is sequential Poisson sampling,
ticket divided by size, so that here too a larger n contains the smaller one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.allocation import allocate, zones_of_two
from deskpemilu.insight.arrays import Floats, index_vector, sizes_vector
from deskpemilu.insight.tickets import ticket_fractions


class DesignName(StrEnum):
    """How TPS are drawn."""

    STRATIFIED = "stratified"
    ZONES = "zones"
    SRS = "srs"
    PPS = "pps"
    TWO_STAGE = "two_stage"


@dataclass(frozen=True)
class Frame:
    """All TPS that exist: codes in frame order (kecamatan, desa, number), none twice."""

    codes: tuple[str, ...]
    kecamatan: NDArray[np.intp]
    desa: NDArray[np.intp]
    size: Floats
    """Registered voters."""

    @staticmethod
    def of(codes: Sequence[str], kecamatan: ArrayLike, desa: ArrayLike, size: ArrayLike) -> "Frame":
        """Check and build a frame; ValueError for a TPS that stands twice or columns of different length."""
        if not codes:
            raise ValueError("Kerangka sampel masih kosong: impor daftar TPS lebih dahulu.")
        if len(set(codes)) != len(codes):
            twice = next(code for i, code in enumerate(codes) if code in codes[:i])
            raise ValueError(f"TPS {twice} tercantum dua kali dalam kerangka.")
        sizes = sizes_vector(size, name="DPT")
        if sizes.size != len(codes):
            raise ValueError("DPT harus satu bilangan untuk setiap TPS dalam kerangka.")
        return Frame(
            tuple(codes),
            index_vector(kecamatan, length=len(codes), name="Kecamatan"),
            index_vector(desa, length=len(codes), name="Desa"),
            sizes,
        )


@dataclass(frozen=True)
class Draw:
    """The sample, with all that is needed to draw it again and to estimate from it."""

    design: DesignName
    seed: str
    rows: tuple[int, ...]
    """Frame rows in the sample, ascending."""
    stratum: NDArray[np.intp]
    """(N,) stratum of every TPS of the frame."""
    stratum_size: NDArray[np.intp]
    order: Floats
    """(N,) position number by which TPS of a stratum are taken, smallest first."""
    warnings: tuple[str, ...]


def draw_sample(
    frame: Frame, n: int, *, seed: str, design: str = DesignName.STRATIFIED, tps_per_desa: int = 2
) -> Draw:
    """Draw n TPS. ``tps_per_desa`` is used by the two-stage design only."""
    try:
        name = DesignName(design)
    except ValueError as error:
        known = ", ".join(d.value for d in DesignName)
        raise ValueError(
            f"Rancangan sampel {design} tidak dikenal; pilih salah satu dari: {known}."
        ) from error
    if not 1 <= n <= len(frame.codes):
        raise ValueError(f"Banyaknya sampel harus 1 sampai {len(frame.codes)}, diminta {n}.")
    tickets = ticket_fractions(seed, frame.codes)
    if name is DesignName.TWO_STAGE:
        return _two_stage(frame, n, seed, tickets, tps_per_desa)
    order = tickets
    warnings: tuple[str, ...] = ()
    if name is DesignName.PPS:
        order, warnings = _size_order(frame, tickets)
    stratum, wanted = _strata(frame, n, name)
    rows = _smallest(order, stratum, wanted)
    return Draw(name, seed, rows, stratum, np.bincount(stratum, minlength=wanted.size), order, warnings)


def _strata(frame: Frame, n: int, design: DesignName) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    count = len(frame.codes)
    if design is DesignName.STRATIFIED:
        return frame.kecamatan, allocate(np.bincount(frame.kecamatan), n)
    if design is DesignName.ZONES:
        zone = zones_of_two(count, n)
        return zone, np.full(n // 2, 2, dtype=np.int64)
    return np.zeros(count, dtype=np.intp), np.array([n], dtype=np.int64)


def _size_order(frame: Frame, tickets: Floats) -> tuple[Floats, tuple[str, ...]]:
    if frame.size.min() <= 0:
        raise ValueError("Sampel menurut ukuran membutuhkan DPT lebih dari nol untuk setiap TPS.")
    return tickets / frame.size, ("Peluang terpilih mendekati sebanding dengan DPT.",)


def _smallest(order: Floats, stratum: NDArray[np.intp], wanted: NDArray[np.int64]) -> tuple[int, ...]:
    """Rows with the smallest order numbers of every stratum."""
    sequence = np.lexsort((order, stratum))
    sizes = np.bincount(stratum, minlength=wanted.size)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.arange(sequence.size) - first[stratum[sequence]]
    return tuple(int(row) for row in np.sort(sequence[rank < wanted[stratum[sequence]]]))


def _two_stage(frame: Frame, n: int, seed: str, tickets: Floats, per_desa: int) -> Draw:
    """Desa in proportion to their TPS, then ``per_desa`` TPS of each by ticket, until n TPS are reached."""
    if per_desa < 1:
        raise ValueError("Sampel dua tahap membutuhkan sedikitnya satu TPS per desa.")
    desa_count = int(frame.desa.max()) + 1
    tps = np.bincount(frame.desa, minlength=desa_count)
    desa_tickets = ticket_fractions(seed, _desa_names(frame, desa_count))
    order = np.where(tps > 0, desa_tickets / np.maximum(tps, 1), np.inf)
    rows: list[int] = []
    for desa in np.argsort(order, kind="stable")[: int((tps > 0).sum())]:
        members = np.flatnonzero(frame.desa == desa)
        take = members[np.argsort(tickets[members], kind="stable")][:per_desa]
        rows += [int(row) for row in take[: n - len(rows)]]
        if len(rows) >= n:
            break
    if len(rows) < n:
        raise ValueError(
            f"Hanya {len(rows)} TPS dapat diambil dengan {per_desa} TPS per desa; kurangi sampel."
        )
    zero = np.zeros(len(frame.codes), dtype=np.intp)
    warning = "Sampel dua tahap: galat dihitung antardesa, lebih lebar daripada sampel langsung."
    return Draw(
        DesignName.TWO_STAGE, seed, tuple(sorted(rows)), zero, np.array([zero.size]), tickets, (warning,)
    )


def _desa_names(frame: Frame, count: int) -> list[str]:
    """A desa's ticket is that of "desa/<its smallest TPS code>", whatever its number in the frame."""
    smallest = [""] * count
    for code, desa in zip(frame.codes, frame.desa, strict=True):
        if not smallest[desa] or code < smallest[desa]:
            smallest[desa] = code
    return [f"desa/{code}" for code in smallest]


def replacements(draw: Draw, missing: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """For every TPS that cannot report, the next ticket of its stratum: pairs (missing row, new row).

    In the order given; a replacement may be replaced in turn, and nobody who was replaced comes back.
    Replacing is a last resort, because a TPS that cannot report differs from others; the pairs are for the
    record.
    """
    if draw.design is DesignName.TWO_STAGE and len(missing):
        raise ValueError("Rancangan dua tahap tidak mengenal TPS pengganti.")
    inside, used = set(draw.rows), set(draw.rows)
    pairs = []
    for row in missing:
        if row not in inside:
            raise ValueError(f"TPS baris {row} bukan anggota sampel, jadi tidak dapat diganti.")
        members = np.flatnonzero(draw.stratum == draw.stratum[row])
        free = [int(m) for m in members[np.argsort(draw.order[members], kind="stable")] if int(m) not in used]
        if not free:
            raise ValueError(
                f"Semua TPS pada strata TPS baris {row} sudah menjadi sampel; tidak ada pengganti."
            )
        used.add(free[0])
        inside = (inside - {int(row)}) | {free[0]}
        pairs.append((int(row), free[0]))
    return tuple(pairs)


def with_replacements(draw: Draw, missing: Sequence[int]) -> Draw:
    """The draw in which those TPS are replaced, in the order given. Raises ValueError as `replacements`."""
    rows = set(draw.rows)
    for out, new in replacements(draw, missing):
        rows = (rows - {out}) | {new}
    return replace(draw, rows=tuple(sorted(rows)))
