"""A CSV or XLSX file as a table of text cells with the line each row stands on.

CSV is UTF-8, with or without a byte order mark, separated by comma, semicolon or tab. XLSX is read
through openpyxl with defusedxml, its first sheet only. Refused (FileRefused): another encoding, an
old or compressed format, missing or repeated columns, an empty file.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deskpemilu.registry.importers.report import FileRefused, Refused

DELIMITERS = (",", ";", "\t")
MAX_UNPACKED = 500 * 1_048_576  # a workbook that unpacks to more is refused before it is opened
_ZIP, _OLD_EXCEL, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its line, and its cells by column name."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Table:
    """Columns as the file names them (lower case), rows that are not blank, and rows that are broken."""

    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read_table(path: Path, required: Sequence[str], *, synonyms: Mapping[str, str] | None = None) -> Table:
    """The table in a file that has at least the required columns.

    `synonyms` maps other names of a column to the one wanted. Raises FileRefused.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(f"Berkas “{path.name}” tidak dapat dibuka: {error.strerror}.") from error
    if data.startswith(_ZIP):
        return _table(_xlsx_records(data), required, synonyms or {})
    return _table(_csv_records(_text(data), {*required, *(synonyms or {})}), required, synonyms or {})


def _text(data: bytes) -> str:
    """The file as text, with the one encoding that every desk can agree on."""
    if data.startswith(_OLD_EXCEL):
        raise FileRefused("Berkas Excel lama (.xls). Simpan sebagai .xlsx atau “CSV UTF-8”, lalu ulangi.")
    if data.startswith(_GZIP):
        raise FileRefused("Berkas masih terkompresi (.gz). Buka kompresinya dahulu, lalu ulangi.")
    try:
        if data.startswith(_UTF16):
            raise UnicodeDecodeError("utf-8", data, 0, 2, "UTF-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            "Huruf pada berkas bukan UTF-8. Di Excel pilih Simpan Sebagai → “CSV UTF-8”, lalu ulangi.",
            line=line,
        ) from error
    if "\0" in text:
        raise FileRefused("Berkas ini bukan teks CSV.", line=text.count("\n", 0, text.index("\0")) + 1)
    if not text.strip():
        raise FileRefused("Berkas kosong.")
    return text


def _csv_records(text: str, wanted: Iterable[str]) -> Iterator[Record]:
    delimiter = _delimiter(text, set(wanted))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = "Tanda kutip atau panjang isi pada baris ini merusak susunan CSV."
            raise FileRefused(reason, line=line) from error
        yield line, cells
        line = reader.line_num + 1


def _delimiter(text: str, wanted: set[str]) -> str:
    """The separator under which the first line names most of the wanted columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def found(delimiter: str) -> tuple[int, int]:
        names = [name.strip().strip('"').lower() for name in first.split(delimiter)]
        return len(wanted.intersection(names)), len(names)

    return max(DELIMITERS, key=found)


def _xlsx_records(data: bytes) -> Iterator[Record]:
    import openpyxl  # noqa: PLC0415 - heavy, and most imports are CSV

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise FileRefused("Isi berkas Excel terlalu besar. Simpan sebagai CSV UTF-8, lalu ulangi.")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield line, [_cell(value) for value in cells]
    except FileRefused:
        raise
    except Exception as error:
        # openpyxl raises whatever a broken workbook provokes: KeyError, ValueError, ParseError …
        raise FileRefused(
            "Berkas Excel rusak atau bukan .xlsx. Simpan ulang dari Excel, lalu ulangi."
        ) from error


def _cell(value: object) -> str:
    """A cell as text; a whole number without decimals, since Excel keeps codes as numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(records: Iterator[Record], required: Sequence[str], synonyms: Mapping[str, str]) -> Table:
    header_line, names = next(((n, c) for n, c in records if any(cell.strip() for cell in c)), (0, []))
    if not names:
        raise FileRefused("Berkas kosong.")
    columns = _columns(names, header_line, required, synonyms)
    table = Table(columns)
    for line, cells in records:
        values = [cell.strip() for cell in cells]
        if not any(values):
            continue
        if any(values[len(columns) :]):
            extra = next(value for value in values[len(columns) :] if value)
            reason = (
                f"Baris ini mempunyai lebih dari {len(columns)} kolom. Periksa tanda pemisah atau kutipnya."
            )
            table.refused.append(Refused(line, "", extra, reason))
            continue
        values += [""] * (len(columns) - len(values))
        table.rows.append(Row(line, dict(zip(columns, values, strict=False))))
    return table


def _columns(
    names: Sequence[str], line: int, required: Sequence[str], synonyms: Mapping[str, str]
) -> tuple[str, ...]:
    columns = [" ".join(name.split()).lower() for name in names]
    while columns and not columns[-1]:
        columns.pop()
    present = set(columns)
    columns = [synonyms[c] if c in synonyms and synonyms[c] not in present else c for c in columns]
    for column in columns:
        if column and columns.count(column) > 1:
            raise FileRefused(f"Judul kolom “{column}” ditulis lebih dari sekali.", line=line, column=column)
    for column in required:
        if column not in columns:
            raise FileRefused(
                f"Kolom “{column}” tidak ada. Judul kolom yang diperlukan: {', '.join(required)}.",
                line=line,
                column=column,
                value=", ".join(names),
            )
    # A column without a title can hold nothing that is read, but must not shift the others.
    return tuple(column or f"#{at}" for at, column in enumerate(columns, start=1))
