"""Districts of the story, invented: neighbouring kecamatan together, seats by the number of their TPS. Pure.

They are not the KPU's; every name says "contoh".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HOUSE = 45
"""Seats of the DPRD of the kabupaten."""
KECAMATAN = (
    ("160710",),
    ("160703", "160711", "160717"),
    ("160701", "160706", "160707", "160719"),
    ("160708", "160709", "160713", "160714"),
    ("160702", "160712", "160718", "160720", "160721"),
    ("160704", "160705", "160715", "160716"),
)


@dataclass(frozen=True, slots=True)
class District:
    """A district of a contest; its areas may lie outside the desk."""

    contest: str
    code: str
    name: str
    areas: Sequence[str]
    seats: int


def invent_districts(area: str, tps: Mapping[str, int]) -> list[District]:
    """Of the DPRD kabupaten, and one each of the DPRD provinsi and the DPR. tps: how many by kecamatan."""
    sizes = [sum(tps[code] for code in group) for group in KECAMATAN]
    made = [
        District("pdprdk", f"CONTOH {number}", f"Banyuasin {number} (dapil contoh)", group, seats)
        for number, (group, seats) in enumerate(zip(KECAMATAN, _spread(sizes, HOUSE), strict=True), start=1)
    ]
    made.append(District("pdprdp", "CONTOH 1", "Sumatera Selatan 1 (dapil contoh)", (area,), 9))
    # Larger than the desk: the page says that its seats cannot be worked out from here.
    made.append(District("pdpr", "CONTOH 1", "Sumatera Selatan A (dapil contoh)", ("1606", area, "1671"), 8))
    return made


def _spread(sizes: Sequence[int], seats: int) -> list[int]:
    """Seats by size, the largest remainders first."""
    exact = [seats * size / sum(sizes) for size in sizes]
    given = [int(share) for share in exact]
    first = sorted(range(len(sizes)), key=lambda each: given[each] - exact[each])
    for each in first[: seats - sum(given)]:
        given[each] += 1
    return given
