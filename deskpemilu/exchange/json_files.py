"""Documents of JSON files: one file, lines, a folder or a ZIP of them, packed with gzip or not.

Comes in: a path. Goes out: documents one by one, so that a province does not stand in memory at once,
and tables of CSV members as rows of cells. Refused (FileRefused): what is no JSON, too large, or empty.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from deskpemilu.exchange.sirekap import Document
from deskpemilu.registry.importers.report import FileRefused

MOST_UNPACKED = 600 * 1_048_576  # a file that unpacks to more is refused before it fills memory or disk
MOST_A_DOCUMENT = 40 * 1_048_576
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_TAKEN = (".json", ".jsonl", ".ndjson", ".csv", ".gz", ".zip")


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a CSV member: its file and line, its cells by lower-case column name."""

    path: str
    line: int
    cells: dict[str, str]


Found = Document | Cells


def documents(path: Path, name: str = "") -> Iterator[Found]:
    """All documents of a file or folder. `name`: as the person calls it. Raises FileRefused."""
    label = name or path.name
    if path.is_dir():
        for each in sorted(path.rglob("*")):
            if each.is_file() and each.suffix.lower() in _TAKEN:
                yield from documents(each, each.relative_to(path.parent).as_posix())
        return
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(0)
            if head == _ZIP:
                yield from _members(file, label)
            else:
                yield from _one(file, label, packed=head.startswith(_GZIP))
    except OSError as error:
        raise FileRefused(f"Berkas “{label}” tidak dapat dibuka: {error.strerror or error}.") from error


def _members(file: IO[bytes], label: str) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(file) as parts:
            wanted = [part for part in parts.infolist() if _wanted(part)]
            if sum(part.file_size for part in wanted) > MOST_UNPACKED:
                raise FileRefused(
                    f"Isi “{label}” terlalu besar setelah dibuka. Bagi menjadi beberapa berkas."
                )
            for part in wanted:
                with parts.open(part) as member:
                    head = member.read(2)
                with parts.open(part) as member:
                    yield from _one(member, part.filename, packed=head == _GZIP)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FileRefused(f"Berkas ZIP “{label}” rusak atau terkunci kata sandi.") from error


def _wanted(part: zipfile.ZipInfo) -> bool:
    name = part.filename.lower()
    return not part.is_dir() and name.endswith(_TAKEN) and not name.startswith("__macosx/")


def _one(file: IO[bytes], label: str, *, packed: bool) -> Iterator[Found]:
    plain = gzip.GzipFile(fileobj=file) if packed else file
    text = io.TextIOWrapper(plain, encoding="utf-8-sig", newline="")
    try:
        if label.lower().removesuffix(".gz").endswith(".csv"):
            yield from _cells(text, label)
        else:
            yield from _json(text, label)
    except UnicodeDecodeError as error:
        raise FileRefused(f"Berkas “{label}” bukan teks UTF-8.") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileRefused(
            f"Berkas terkompresi “{label}” rusak atau terpotong. Ambil ulang berkasnya."
        ) from error


def _cells(text: IO[str], label: str) -> Iterator[Cells]:
    """Rows of a mapping file; columns of KPU's own list of pairs are taken as well."""
    other = {
        "jenis": "contest",
        "paslon_id": "id",
        "nomor_urut": "number",
        "nomor_partai": "party",
        "nama": "name",
    }
    reader = csv.reader(text)
    columns = [other.get(name := each.strip().lower(), name) for each in next(reader, [])]
    for row in reader:
        if any(cell.strip() for cell in row):
            yield Cells(label, reader.line_num, dict(zip(columns, row, strict=False)))


def _json(text: IO[str], label: str) -> Iterator[Document]:
    """Lines that are documents each, or one document over many lines."""
    first = _line(text, label)
    number = 1
    while first and not first.strip():
        first, number = _line(text, label), number + 1
    if not first:
        raise FileRefused(f"Berkas “{label}” kosong.")
    try:
        yield from _documents(json.loads(first), label, number)
    except json.JSONDecodeError:
        yield from _whole(first, text, label)
        return
    while line := _line(text, label):
        number += 1
        if not line.strip():
            continue
        try:
            body = json.loads(line)
        except json.JSONDecodeError as error:
            raise FileRefused(
                f"Baris ini bukan JSON yang utuh ({label}).", line=number, value=line[:60]
            ) from error
        yield from _documents(body, label, number)


def _whole(first: str, text: IO[str], label: str) -> Iterator[Document]:
    rest = text.read(MOST_A_DOCUMENT)
    if len(rest) >= MOST_A_DOCUMENT:
        raise FileRefused(
            f"Berkas “{label}” terlalu besar untuk satu dokumen. Pakai satu baris per TPS (.jsonl)."
        )
    try:
        yield from _documents(json.loads(first + rest), label, 1)
    except json.JSONDecodeError as error:
        raise FileRefused(f"Berkas “{label}” bukan JSON yang utuh.", line=error.lineno) from error


def _line(text: IO[str], label: str) -> str:
    line = text.readline(MOST_A_DOCUMENT)
    if len(line) >= MOST_A_DOCUMENT:
        raise FileRefused(f"Baris pada “{label}” terlalu panjang.")
    return line


def _documents(body: Any, label: str, line: int) -> Iterator[Document]:
    """Documents of one JSON value: {"path", "body"}, a list of such, or the body itself."""
    if isinstance(body, list):
        for each in body:
            yield from _documents(each, label, line)
    elif isinstance(body, dict) and "body" in body:
        yield Document(str(body.get("path") or label), line, body["body"])
    else:
        yield Document(label, line, body)
