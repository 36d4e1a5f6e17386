"""Arrays at the border of the statistics: checked once, refused with one sentence.

Everything behind this module may assume finite numbers, matching lengths and indices in range.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_VOTES = 1e15
"""Whole numbers beyond this are no longer exact as floats; no place holds so many votes."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def votes_matrix(votes: ArrayLike, *, missing: bool = False) -> Floats:
    """Votes as an (n, k) float matrix stored by column; ``missing`` allows whole rows of nan.

    Raises ValueError for an empty sample, negative, fractional-infinite or partly missing votes.
    """
    matrix = as_floats(votes, "Suara")
    if matrix.ndim != 2 or matrix.shape[1] == 0:
        raise ValueError("Suara harus berupa tabel: satu baris per TPS dan satu kolom per pilihan.")
    if matrix.shape[0] == 0:
        raise ValueError("Belum ada TPS yang dapat dihitung: daftar suara masih kosong.")
    with np.errstate(invalid="ignore"):
        # min and max see nan and infinity without a mask the size of the table
        low, high = float(matrix.min()), float(matrix.max())
    if not np.isfinite(low + high):
        _check_missing(matrix, missing)
        low = float(np.nanmin(matrix)) if missing and not np.isnan(matrix).all() else 0.0
        high = float(np.nanmax(matrix)) if missing and not np.isnan(matrix).all() else 0.0
    refuse_votes_outside(low, high)
    return matrix


def refuse_votes_outside(low: float, high: float) -> None:
    """Refuse negative votes, and votes too large to be counted exactly."""
    if low < 0:
        raise ValueError(f"Suara tidak boleh negatif: ditemukan {low:g}.")
    if high > MOST_VOTES:
        raise ValueError(f"Suara terlalu besar untuk sebuah TPS: ditemukan {high:g}.")


def _check_missing(matrix: Floats, missing: bool) -> None:
    if np.isinf(matrix).any():
        raise ValueError("Suara harus berupa bilangan berhingga.")
    absent = np.isnan(matrix)
    if not missing:
        raise ValueError("Suara setiap TPS sampel harus terisi; TPS yang belum melapor tidak ikut dikirim.")
    if (absent.any(axis=1) != absent.all(axis=1)).any():
        raise ValueError("Suara sebuah TPS harus terisi semua atau kosong semua; ada yang terisi sebagian.")


def index_vector(
    values: ArrayLike, *, length: int, upper: int | None = None, name: str = "Strata"
) -> NDArray[np.intp]:
    """Values as an index vector of the given length, every entry in 0..upper-1."""
    vector = np.asarray(values)
    if vector.shape != (length,):
        raise ValueError(f"{name} harus satu bilangan per TPS ({length} TPS, diterima {vector.size}).")
    if vector.dtype.kind not in "iub":
        rounded = as_floats(vector, name)
        if not np.isfinite(rounded).all() or (rounded != np.floor(rounded)).any():
            raise ValueError(f"{name} harus berupa bilangan bulat.")
        vector = rounded
    index = vector.astype(np.intp, copy=False)
    if index.min() < 0 or (upper is not None and index.max() >= upper):
        raise ValueError(f"{name} tidak dikenal: nomor {_outside(index, upper)} tidak ada dalam kerangka.")
    return index


def _outside(index: NDArray[np.intp], upper: int | None) -> int:
    low, high = int(index.min()), int(index.max())
    return low if low < 0 or upper is None else high


def sizes_vector(values: ArrayLike, *, name: str = "Banyaknya TPS per strata") -> Floats:
    """Sizes (H,) as non-negative finite floats; at least one entry."""
    vector = as_floats(values, name)
    if vector.ndim != 1 or vector.size == 0:
        raise ValueError(f"{name} harus berupa daftar yang tidak kosong.")
    if not np.isfinite(vector).all() or vector.min() < 0:
        raise ValueError(f"{name} tidak boleh negatif atau kosong.")
    return vector


def level_fraction(level: float) -> float:
    """A confidence level strictly between 0 and 1."""
    try:
        value = float(level)
    except (TypeError, ValueError):
        value = 0.0
    if not 0.0 < value < 1.0:
        raise ValueError(f"Tingkat kepercayaan harus di antara 0 dan 1, diterima {level}.")
    return value


def as_floats(values: Any, name: str, *, order: Literal["F", "K"] = "F") -> Floats:
    """Values as floats, by column or as they lie (K); masked ones as nan. ValueError where not numbers."""
    try:
        if isinstance(values, np.ma.MaskedArray):
            # a masked figure is a missing one; asarray would bring back what lies under the mask
            values = np.where(np.ma.getmaskarray(values), np.nan, np.ma.getdata(values))
        return np.asarray(values, dtype=np.float64, order=order)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} harus berupa bilangan.") from error


def freeze(*arrays: NDArray[Any]) -> None:
    """Make arrays read-only, so that a frozen result cannot change after it was given out."""
    for array in arrays:
        array.flags.writeable = False
