"""Whether two pages show the same picture, however it was compressed, resized or turned. Pure.

Two steps. A *look* is a difference hash: the page in grey at 17 × 16 points, one bit for each point
that is brighter than its right neighbour (256 bits). Copies of a picture differ in a few bits; but
forms printed from one template, scanned flat, do too. So looks only find candidates, and
`same_picture` compares them: both in grey at 256 × 256 points, evened out, in blocks of 16 × 16. A copy
is alike in every block; another handwriting on the same form is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image

SIDE = 16
BITS = SIDE * SIDE
NEAR = 30  # bits; measured in tests/unit/evidence/test_looks.py
FINE, BLOCK = 256, 16
MOST_DIFFERENT = 0.65  # of the page's own contrast, in the block that differs most
Looks = npt.NDArray[np.uint8]


def look_of(image: Image.Image) -> str:
    """The difference hash of a page as 64 hexadecimal digits."""
    small = image.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    grey = np.asarray(small, dtype=np.int16)
    bits = grey[:, :-1] > grey[:, 1:]
    return np.packbits(bits).tobytes().hex()


def as_array(looks: Sequence[str]) -> Looks:
    """(n, 32) array of hashes."""
    raw = bytes.fromhex("".join(looks))
    return np.frombuffer(raw, dtype=np.uint8).reshape(len(looks), BITS // 8)


def near(look: str, among: Looks) -> list[int]:
    """Positions of the looks that differ in at most NEAR bits, nearest first."""
    if not len(among):
        return []
    distances = np.bitwise_count(np.bitwise_xor(among, as_array([look]))).sum(axis=1, dtype=np.int32)
    found = np.flatnonzero(distances <= NEAR)
    return [int(at) for at in found[np.argsort(distances[found], kind="stable")]]


def distance(one: str, other: str) -> int:
    """Bits in which two looks differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def same_picture(one: bytes, other: bytes) -> bool:
    """Whether two shown copies are copies of one picture, in any of four directions."""
    first = _fine(one, 0)
    return any(_most_different(first, _fine(other, turn)) <= MOST_DIFFERENT for turn in range(4))


def _fine(copy: bytes, turn: int) -> npt.NDArray[np.float64]:
    """A page in grey, turned, evened out to mean 0 and deviation 1."""
    with Image.open(BytesIO(copy), formats=("JPEG",)) as image:
        image.draft("L", (FINE * 2, FINE * 2))
        grey = image.convert("L").resize((FINE, FINE), Image.Resampling.BOX)
    points = np.rot90(np.asarray(grey, dtype=np.float64), turn)
    even: npt.NDArray[np.float64] = (points - points.mean()) / max(float(points.std()), 1.0)
    return even


def _most_different(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """The root mean square difference of the block where two pages differ most."""
    count = FINE // BLOCK
    squared = ((one - other) ** 2).reshape(count, BLOCK, count, BLOCK)
    return float(np.sqrt(squared.mean(axis=(1, 3)).max()))
