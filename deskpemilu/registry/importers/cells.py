"""Reading one row's cells as codes, counts, coordinates and flags; a wrong cell becomes a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deskpemilu.domain.codes import parse_code
from deskpemilu.registry.importers.reading_files import Row
from deskpemilu.registry.importers.report import Refused

# Longer is a code in the wrong column. Real files hold misread figures such as 153130 for 153 and 130:
# those are taken, noted, and held back by the rules, so that one of them does not stop a province.
_MOST_DIGITS = 6
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_WHOLE = re.compile(r"\d+(?:\.0+)?")
_CODE_AS_DECIMAL = re.compile(r"(\d{4}|\d{6}|\d{10}|\d{13})\.0")
_YES = frozenset({"1", "ya", "y", "true", "benar", "khusus"})
_NO = frozenset({"0", "tidak", "t", "false", "bukan", "reguler"})


class Cells:
    """The cells of a row, and the refusals they give rise to."""

    def __init__(self, row: Row, refused: list[Refused]) -> None:
        self.line = row.line
        self._cells = row.cells
        self._refused = refused
        self.sound = True

    def text(self, column: str) -> str:
        """A cell as it stands, "" where the file has no such column."""
        return self._cells.get(column, "")

    def refuse(self, column: str, reason: str) -> None:
        """Refuse the row because of a cell."""
        self._refused.append(Refused(self.line, column, self.text(column), reason))
        self.sound = False

    def required(self, column: str) -> str:
        """A cell that must not be blank."""
        if not self.text(column):
            self.refuse(column, "Kolom ini harus diisi.")
        return self.text(column)

    def code(self, column: str, lengths: Sequence[int], what: str) -> str:
        """A region or TPS code as digits, "" when refused."""
        text = self.required(column)
        return self.as_code(column, text, lengths, what) if text else ""

    def as_code(self, column: str, text: str, lengths: Sequence[int], what: str) -> str:
        """A code that is part of a cell, "" when refused."""
        if _ROUNDED.fullmatch(text):
            self.refuse(column, "Kode sudah dibulatkan oleh Excel. Atur kolom sebagai Teks, lalu isi ulang.")
            return ""
        if as_decimal := _CODE_AS_DECIMAL.fullmatch(text):
            text = as_decimal[1]
        try:
            code = parse_code(text)
        except ValueError as error:
            self.refuse(column, str(error))
            return ""
        if len(code) not in lengths:
            self.refuse(column, f"Kode {what} seharusnya {' atau '.join(map(str, lengths))} angka.")
            return ""
        return code

    def count(self, column: str) -> int | None:
        """A whole number of people or votes, None where blank or refused."""
        text = self.text(column)
        if not text:
            return None
        if text.startswith("-"):
            self.refuse(column, "Jumlah tidak boleh negatif.")
        elif not (text.isascii() and _WHOLE.fullmatch(text)):
            self.refuse(column, "Jumlah harus bilangan bulat tanpa titik, koma, atau huruf, misalnya 245.")
        elif len(whole := text.partition(".")[0].lstrip("0")) > _MOST_DIGITS:
            self.refuse(column, "Jumlah terlalu besar untuk satu TPS.")
        else:
            return int(whole or "0")
        return None

    def coordinate(self, column: str, low: float, high: float) -> float | None:
        """Degrees between two limits, None where blank or refused."""
        text = self.text(column)
        if not text:
            return None
        try:
            degrees = float(text)
        except ValueError:
            degrees = high + 1
        if not low <= degrees <= high:
            self.refuse(
                column, f"Koordinat harus angka antara {low:g} dan {high:g}, misalnya -2.93 atau 104.91."
            )
            return None
        return degrees

    def flag(self, column: str) -> bool | None:
        """Yes or no, None where blank or refused."""
        text = self.text(column).lower()
        if text in _YES or text in _NO:
            return text in _YES
        if text:
            self.refuse(column, "Isi dengan 1 (ya) atau 0 (tidak).")
        return None

    def listing(self, column: str) -> tuple[str, ...]:
        """Items separated by `|`, without blanks and repeats."""
        items = (" ".join(item.split()) for item in self.text(column).split("|"))
        return tuple(dict.fromkeys(item for item in items if item))
