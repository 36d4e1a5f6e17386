"""D.Hasil Kecamatan as tables: for each desa a column a TPS, rows as on C.Hasil, and their sum. Pure.

Comes in: grids (grids.py) and the lexicon. Goes out: a form for each TPS, and sums of desa and kecamatan
where the sheet states them. Sums that do not add up are taken as they stand and noted with their cell: on
D.Hasil that is a finding, not a typing error of ours. Refused, with the cell: a figure that is none, a row
or TPS that cannot be told, the same TPS twice with other figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from deskpemilu.domain.codes import DESA, TPS, tps_code
from deskpemilu.domain.form import CountForm
from deskpemilu.exchange.dhasil_places import Context, Places, PlaceUnclear
from deskpemilu.exchange.dhasil_rows import Namer
from deskpemilu.exchange.foreign import Foreign
from deskpemilu.exchange.grids import Grid
from deskpemilu.exchange.wording import figure_label
from deskpemilu.registry.importers.report import Refused
from deskpemilu.registry.lexicon import Lexicon

MOST_NOTES = 30
_TPS = re.compile(r"(?:no(?:mor)?\.?\s*)?tps\s*(?:no\.?|[:.-])?\s*0*(\d{1,3})", re.IGNORECASE)
_TPS_WORD = re.compile(r"(?:no(?:mor)?\.?\s*)?tps", re.IGNORECASE)
_SUM = re.compile(r"(jumlah|jml\.?|total)(\s*akhir)?(\s*(desa|kelurahan|kecamatan|\(.*\)))?", re.IGNORECASE)
_CARRIED = re.compile(r"pindahan", re.IGNORECASE)
_HEAD_WORDS = re.compile(r"(baris|uraian|rincian|keterangan|data|no\.?|nomor|jenis.*|l/p)", re.IGNORECASE)
_FIGURE = re.compile(r"\d{1,8}|\d{1,3}(?:\.\d{3})+")
_BLANK = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Header:
    """Columns of a block: codes of TPS (or desa), the column of their sum and whether it is the last sum."""

    columns: Mapping[int, str]
    unit: str
    first: int
    sum_column: int | None = None
    final: bool = False
    key_column: int | None = None


@dataclass(slots=True)
class Sums:
    """What a row says of one unit: figures by code, sums with their cell."""

    figures: dict[str, int] = field(default_factory=dict)
    blanks: int = 0
    stated: list[tuple[int, bool, str]] = field(default_factory=list)


@dataclass(slots=True)
class Dhasil:
    """What sheets hold. `cells`: number of figures read."""

    forms: list[Foreign] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: int = 0
    skipped: list[str] = field(default_factory=list)


class _Reader:
    """Reads sheets one after the other into figures by (contest, unit, row name)."""

    def __init__(self, lexicon: Lexicon, contest: str) -> None:
        self.places = Places(lexicon)
        self.lexicon = lexicon
        self.start = Context(contest=contest)
        self.result = Dhasil()
        self.found: dict[tuple[str, str, str], Sums] = {}

    def sheet(self, grid: Grid) -> None:
        """Read one sheet from top to bottom."""
        context, header, namer = self.start, None, None
        for at, cells in enumerate(grid.rows):
            try:
                if (told := self.places.read(cells, context)) is not None:
                    context, header = told, None
                    continue
                if (fresh := self._header(grid, at, context)) is not None:
                    header = fresh
                    namer = self._namer(context, header)
                    continue
            except PlaceUnclear as error:
                self._refuse(grid, at, 0, cells[0] if cells else "", str(error))
                context, header = Context(context.kecamatan, "", context.contest), None
                continue
            if header is None or namer is None:
                self._outside(grid, at, cells)
            else:
                self._row(grid, at, header, namer, context.contest)

    def _namer(self, context: Context, header: Header) -> Namer:
        if not context.contest:
            raise PlaceUnclear("Jenis pemilihan tidak disebut. Tulis baris “Jenis pemilihan”, misalnya ppwp.")
        entry = self.lexicon.contests[context.contest]
        return Namer(context.contest, entry.choices_for(next(iter(header.columns.values()))))

    def _header(self, grid: Grid, at: int, context: Context) -> Header | None:
        """The header that a row is, None for any other row. Raises PlaceUnclear."""
        cells = grid.rows[at]
        above = grid.rows[at - 1] if at else ()
        columns = dict(self._tps_columns(grid, cells, above, context))
        unit = context.desa or next(iter(columns.values()), "")[:DESA]
        if not columns:
            columns = {
                column: code
                for column, cell in enumerate(cells)
                if (code := self.places.desa_named(cell, context.kecamatan))
            }
            unit = context.kecamatan
            others = [c for i, c in enumerate(cells) if c and i not in columns]
            if not columns or not all(_SUM.fullmatch(c) or _HEAD_WORDS.fullmatch(c) for c in others):
                return None
        sums = [(i, c) for i, c in enumerate(cells) if i > min(columns) and _SUM.fullmatch(c)]
        last = sums[-1] if sums else None
        return Header(
            columns=columns,
            unit=unit,
            first=min(columns),
            sum_column=last[0] if last else None,
            final=bool(last and "akhir" in last[1].lower()),
            key_column=next(
                (i for i, c in enumerate(cells) if c.lower() == "baris" and i < min(columns)), None
            ),
        )

    def _tps_columns(
        self, grid: Grid, cells: Sequence[str], above: Sequence[str], context: Context
    ) -> Iterator[tuple[int, str]]:
        """Columns of TPS: `TPS 001`, a TPS code, or bare numbers under or beside the word TPS."""
        bare = any(_TPS_WORD.fullmatch(cell) for cell in (*above, *cells)) or (
            bool(cells) and _HEAD_WORDS.fullmatch(cells[0]) is not None
        )
        numbers = [cell for cell in cells if cell.isascii() and cell.isdigit() and len(cell) <= 3]
        allowed = bare and all(
            cell in numbers
            or not cell
            or _HEAD_WORDS.fullmatch(cell)
            or _SUM.fullmatch(cell)
            or _is_word(cell)
            for cell in cells
        )
        for column, cell in enumerate(cells):
            digits = cell.replace(".", "")
            if len(digits) == TPS and digits.isascii() and digits.isdigit():
                yield column, digits
            elif match := (
                _TPS.fullmatch(cell) or (allowed and cell in numbers and re.fullmatch(r"0*(\d+)", cell))
            ):
                if not context.desa:
                    raise PlaceUnclear("Desa/kelurahan kolom TPS ini tidak disebut di atasnya.")
                if not 1 <= int(match[1]) <= 999:
                    raise PlaceUnclear(f"Nomor TPS “{cell}” tidak sah.")
                yield column, tps_code(context.desa, int(match[1]))

    def _row(self, grid: Grid, at: int, header: Header, namer: Namer, contest: str) -> None:
        cells = grid.rows[at]
        figures = {column: cells[column] for column in header.columns if column < len(cells)}
        stated = (
            cells[header.sum_column]
            if header.sum_column is not None and header.sum_column < len(cells)
            else ""
        )
        key = (
            cells[header.key_column]
            if header.key_column is not None and header.key_column < len(cells)
            else ""
        )
        name = namer.name(cells[: header.first], key, header.key_column)
        if all(cell in _BLANK for cell in (*figures.values(), stated)):
            return
        if _is_numbering(cells):
            if header.first == 1 and name is not None:
                reason = "Baris ini dapat berarti nomor kolom atau suara pilihan. Tulis nama pilihannya."
                self._refuse(grid, at, 0, cells[0], reason)
            return
        if name is None:
            label = next((cell for cell in cells[: header.first] if cell), "")
            self._refuse(grid, at, 0, label, "Baris ini tidak dikenal pada formulir. Periksa tulisannya.")
            return
        sums = self.found.setdefault((contest, header.unit, name), Sums())
        for column, cell in figures.items():
            self._figure(grid, at, column, cell, header.columns[column], sums)
        if (total := self._whole(grid, at, header.sum_column or 0, stated)) is not None:
            sums.stated.append((total, header.final, grid.address(at, header.sum_column or 0)))

    def _figure(self, grid: Grid, at: int, column: int, cell: str, code: str, sums: Sums) -> None:
        figure = self._whole(grid, at, column, cell)
        if figure is None:
            sums.blanks += 1
            return
        self.result.cells += 1
        before = sums.figures.setdefault(code, figure)
        if before != figure:
            self._refuse(
                grid, at, column, cell, f"TPS ini sudah ditulis dengan angka lain ({before}) di atasnya."
            )

    def _whole(self, grid: Grid, at: int, column: int, cell: str) -> int | None:
        if cell in _BLANK:
            return None
        if not _FIGURE.fullmatch(cell):
            self._refuse(grid, at, column, cell, "Angka harus bilangan bulat, misalnya 245.")
            return None
        return int(cell.replace(".", ""))

    def _outside(self, grid: Grid, at: int, cells: Sequence[str]) -> None:
        if sum(1 for cell in cells if _FIGURE.fullmatch(cell)) > 1:
            self.result.skipped.append(grid.address(at, 0))

    def _refuse(self, grid: Grid, at: int, column: int, value: str, reason: str) -> None:
        address = grid.address(at, column)
        self.result.refused.append(Refused(at + 1, address, value, reason))

    def finish(self) -> Dhasil:
        """Forms by code and contest, sums of units, notes."""
        rows: dict[tuple[str, str], dict[str, int]] = {}
        for (contest, unit, name), sums in self.found.items():
            for code, figure in sums.figures.items():
                self._put(rows.setdefault((contest, code), {}), contest, code, name, figure)
            if (total := _stated(sums)) is not None:
                self._put(rows.setdefault((contest, unit), {}), contest, unit, name, total[0])
            self._check(contest, unit, name, sums)
        for (contest, code), figures in rows.items():
            votes = {name: figure for name, figure in figures.items() if name[0].isdigit()}
            others = {name: figure for name, figure in figures.items() if not name[0].isdigit()}
            self.result.forms.append(Foreign(code, contest, CountForm(others, votes)))
        if self.result.skipped:
            first = ", ".join(self.result.skipped[:3])
            self.result.notes.append(
                f"{len(self.result.skipped)} baris berangka tidak berada di bawah judul kolom TPS dan "
                f"dilewati (mulai {first})."
            )
        return self.result

    def _put(self, figures: dict[str, int], contest: str, code: str, name: str, figure: int) -> None:
        """Keep a figure; the sum of a desa stands on its own sheet and on the kecamatan's."""
        before = figures.setdefault(name, figure)
        if before != figure and len(self.result.notes) < MOST_NOTES:
            self.result.notes.append(
                f"{figure_label(name, contest)} {self._name(code)} tertulis {before} dan {figure} pada tabel "
                "yang berbeda; yang pertama disimpan."
            )

    def _check(self, contest: str, unit: str, name: str, sums: Sums) -> None:
        """Note a stated sum that is not the sum of its columns; only where every column states a figure."""
        total = _stated(sums)
        if total is None or sums.blanks or total[0] == (computed := sum(sums.figures.values())):
            return
        if len(self.result.notes) < MOST_NOTES:
            self.result.notes.append(
                f"{total[1]}: {figure_label(name, contest)} di {self._name(unit)} tertulis {total[0]}, "
                f"sedangkan kolomnya berjumlah {computed}. Disimpan seperti tertulis."
            )

    def _name(self, code: str) -> str:
        entry = self.lexicon.regions.get(code)
        return entry.name if entry else code


def parse(grids: Sequence[Grid], lexicon: Lexicon, *, contest: str = "") -> Dhasil:
    """Forms and sums in sheets. `contest`: of sheets that name none."""
    reader = _Reader(lexicon, contest or _only(lexicon))
    for grid in grids:
        reader.sheet(grid)
    return reader.finish()


def _only(lexicon: Lexicon) -> str:
    return next(iter(lexicon.contests)) if len(lexicon.contests) == 1 else ""


def _stated(sums: Sums) -> tuple[int, str] | None:
    """The sum of a unit and its cell: the one called final, else the only one."""
    finals = [each for each in sums.stated if each[1]]
    chosen = finals[-1:] or (sums.stated if len(sums.stated) == 1 else [])
    return (chosen[0][0], chosen[0][2]) if chosen else None


def _is_word(cell: str) -> bool:
    return bool(_TPS_WORD.fullmatch(cell) or _CARRIED.search(cell))


def _is_numbering(cells: Sequence[str]) -> bool:
    """The line that only numbers the columns: 1 2 3 4."""
    digits = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) <= 3]
    filled = [cell for cell in cells if cell]
    return len(digits) == len(filled) > 2 and digits == list(range(1, len(digits) + 1))
