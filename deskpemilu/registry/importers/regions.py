"""Regions that the shipped list lacks or names otherwise: `kode,nama[,alias]`.

Pure. Refuses a code twice, a region whose parent is neither known nor in the file, an empty name.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from deskpemilu.domain.codes import DESA, KABUPATEN, KECAMATAN, PROVINSI, dotted, parent_of
from deskpemilu.registry.importers.cells import Cells
from deskpemilu.registry.importers.reading_files import Table
from deskpemilu.registry.importers.report import Parsed

KIND = "regions"
REQUIRED = ("kode", "nama")
_LEVELS = (PROVINSI, KABUPATEN, KECAMATAN, DESA)
_NAME_LENGTH = 120
_KIND_OF_REGION = re.compile(r"^\s*(?:kabupaten|kab\.?|kota|provinsi)\s+(?:adm(?:inistrasi|\.)?\s+)?")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A region of the file."""

    line: int
    code: str
    name: str
    aliases: tuple[str, ...]


def parse(table: Table, *, known: Container[str]) -> Parsed[RegionLine]:
    """Rows of the file, parents first. `known`: codes that are stored already."""
    parsed: Parsed[RegionLine] = Parsed(refused=list(table.refused))
    seen: dict[str, int] = {}
    found: list[tuple[Cells, RegionLine]] = []
    for row in table.rows:
        cells = Cells(row, parsed.refused)
        code, name = cells.code("kode", _LEVELS, "wilayah"), cells.required("nama")
        if len(name) > _NAME_LENGTH:
            cells.refuse("nama", f"Nama paling panjang {_NAME_LENGTH} huruf.")
        if code and (first := seen.setdefault(code, row.line)) != row.line:
            cells.refuse("kode", f"Wilayah ini sudah ditulis pada baris {first}.")
        if cells.sound:
            found.append((cells, RegionLine(row.line, code, tidy_name(name), cells.listing("alias"))))
    for cells, line in found:
        parent = parent_of(line.code)
        if parent is not None and parent not in known and parent not in seen:
            cells.refuse("kode", f"Wilayah di atasnya, {dotted(parent)}, belum ada. Sertakan dalam berkas.")
    parsed.rows = sorted(
        (line for cells, line in found if cells.sound), key=lambda row: (len(row.code), row.code)
    )
    return parsed


def tidy_name(name: str) -> str:
    """A name without doubled spaces; one in capitals only becomes `Banyuasin II`."""
    name = " ".join(name.split())
    if not name.isupper():
        return name
    return " ".join(word if _ROMAN.fullmatch(word) else _capital(word) for word in name.split(" "))


def _capital(word: str) -> str:
    at = next((i for i, char in enumerate(word) if char.isalpha()), 0)
    return word[:at] + word[at : at + 1] + word[at + 1 :].lower()


def same_name(left: str, right: str) -> bool:
    """Whether two spellings differ only in capitals, spaces, marks and a leading “Kabupaten” or “Kota”."""
    return _bare(left) == _bare(right)


def _bare(name: str) -> str:
    return "".join(char for char in _KIND_OF_REGION.sub("", name.casefold()) if char.isalnum())
