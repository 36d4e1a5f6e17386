"""Which kecamatan, desa and contest a block of D.Hasil is about. Pure.

Comes in: the cells above a block. Goes out: codes. A desa is taken by its code, or by its name where
exactly one desa of the kecamatan bears it; a name that several bear is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from deskpemilu.domain.codes import DESA, KECAMATAN, parse_code
from deskpemilu.exchange.dhasil_labels import contest_of
from deskpemilu.registry.lexicon import Lexicon, RegionEntry

_WORDS = re.compile(r"[a-z0-9]+")
_KEY = re.compile(
    r"^(kode\s+)?(desa\s*/\s*kelurahan|kelurahan\s*/\s*desa|desa|kelurahan|kecamatan|distrik)\s*$"
)
_CONTEST = re.compile(r"^(jenis\s+)?(pemilihan|pemilu|contest|kontes)\s*$")
_TITLE = re.compile(r"d\.?\s*hasil", re.IGNORECASE)


class PlaceUnclear(ValueError):
    """A place that is none or several, with a sentence."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the block that comes next; "" where it is not said."""

    kecamatan: str = ""
    desa: str = ""
    contest: str = ""


@dataclass(slots=True)
class Places:
    """Regions of an election by name."""

    lexicon: Lexicon
    _names: dict[str, list[RegionEntry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for region in self.lexicon.regions.values():
            for name in (region.name, *region.aliases):
                self._names.setdefault(plain(name), []).append(region)

    def find(self, text: str, length: int, inside: str) -> str:
        """Code of a region of that level. Raises PlaceUnclear."""
        try:
            code = parse_code(text)
        except ValueError:
            code = ""
        if code:
            if len(code) != length or code not in self.lexicon.regions:
                raise PlaceUnclear(f"Wilayah {text} tidak ada dalam daftar wilayah desk.")
            return code
        found = {
            region.code
            for region in self._names.get(plain(text), ())
            if len(region.code) == length and region.code.startswith(inside)
        }
        if len(found) == 1:
            return found.pop()
        what = "desa/kelurahan" if length == DESA else "kecamatan"
        if found:
            raise PlaceUnclear(
                f"“{text}” dipakai {len(found)} {what}. Tulis kodenya pada baris “Kode desa”, atau nama "
                "kecamatannya."
            )
        raise PlaceUnclear(f"“{text}” bukan {what} yang dikenal. Tulis kodenya, misalnya 16.07.05.2005.")

    def desa_named(self, text: str, kecamatan: str) -> str:
        """Code of the desa that a cell names inside a kecamatan, "" for any other cell."""
        if not kecamatan or not text or len(text) > 60:
            return ""
        try:
            return self.find(text, DESA, kecamatan)
        except PlaceUnclear:
            return ""

    def read(self, cells: Sequence[str], context: Context) -> Context | None:
        """The context after a line that tells place or contest; None for any other line.

        Raises PlaceUnclear.
        """
        told = _told(cells)
        found = context
        if (name := told.get("kecamatan")) is not None:
            found = Context(self.find(name, KECAMATAN, ""), "", found.contest)
        if (name := told.get("desa")) is not None:
            code = self.find(name, DESA, found.kecamatan)
            found = Context(code[:KECAMATAN], code, found.contest)
        if (name := told.get("contest")) is not None:
            contest = contest_of(name)
            if contest is None or contest not in self.lexicon.contests:
                raise PlaceUnclear(f"Jenis pemilihan “{name}” tidak ada pada pemilihan ini.")
            found = replace(found, contest=contest)
        return found if told else None


def plain(name: str) -> str:
    """A name without capitals, spaces and signs."""
    return "".join(_WORDS.findall(name.lower()))


def _told(cells: Sequence[str]) -> Mapping[str, str]:
    """Labels and values of a line: `Desa | Mariana`, `KECAMATAN : Betung`, a title of Model D.HASIL."""
    told: dict[str, str] = {}
    parts = [part for cell in cells if cell for part in _halves(cell)]
    for at, part in enumerate(parts):
        value = parts[at + 1] if at + 1 < len(parts) else ""
        if (match := _KEY.match(part.lower())) and value:
            told["kecamatan" if match[2] in {"kecamatan", "distrik"} else "desa"] = value
        elif _CONTEST.match(part.lower()) and value:
            told["contest"] = value
        elif _TITLE.search(part) and contest_of(part):
            told["contest"] = part
    return told


def _halves(cell: str) -> list[str]:
    if _TITLE.search(cell):
        return [cell]
    return [part.strip() for part in cell.split(":", 1) if part.strip()]
