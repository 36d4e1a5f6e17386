"""The shipped list of Kemendagri regions: one area, what lies above it and all below it.

Comes in: the CSV files that set-up made of the npm package `idn-area-data` (ODbL, see
data/LICENSE.md). Goes out: plain rows, parents first. Names stay as the list has them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from deskpemilu.domain.codes import ancestors_of

FOLDER = Path(__file__).parent / "data"
FILES = ("provinces.csv", "regencies.csv", "districts.csv", "villages.csv")


class RegionListMissing(RuntimeError):
    """The shipped list is not there: set-up has not run."""


@dataclass(frozen=True, slots=True)
class ListedRegion:
    """A region of the list; `code` as digits."""

    code: str
    name: str


@lru_cache(maxsize=4)
def around(area: str, folder: Path = FOLDER) -> tuple[ListedRegion, ...]:
    """Regions above an area, the area itself and all below it; empty where the list has no such area."""
    above = set(ancestors_of(area))
    rows = tuple(
        ListedRegion(code, name) for code, name in _listed(folder) if code in above or code.startswith(area)
    )
    return rows if any(row.code == area for row in rows) else ()


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    for file in FILES:
        try:
            with (folder / file).open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    yield row["code"].replace(".", ""), " ".join(row["name"].split())
        except FileNotFoundError as error:
            raise RegionListMissing(
                "Daftar kode wilayah belum ada. Jalankan “make setup” sekali, lalu ulangi."
            ) from error
