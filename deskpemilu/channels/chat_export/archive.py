"""The text of an export from a file, which may be a zip from anybody.

Comes in: a path. Goes out: the text, the chat's name as far as the file names tell it, and which
media the zip holds. Nothing is unpacked to disk, and nothing is read further than its limit,
whatever the zip says about sizes. Refuses, with a sentence, what is no export.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deskpemilu.channels.chat_export.headers import ExportRefused

TEXT_LIMIT = 64 * 1_048_576
MEDIA_LIMIT = 32 * 1_048_576
MOST_FILES = 20_000
INNER_NAME = "_chat.txt"
_NAMES = re.compile(
    r"^(?:whatsapp chat|chat whatsapp|obrolan whatsapp|percakapan whatsapp) (?:with|dengan|-) ?(?P<chat>.+)$",
    re.IGNORECASE,
)
_COPY = re.compile(r"\s*\(\d{1,3}\)$")


@dataclass(frozen=True, slots=True)
class Archive:
    """An export's text, the chat's name ("" when the file does not tell), media names and sizes."""

    text: str
    chat: str
    media: dict[str, int]


def open_export(path: Path, *, name: str = "") -> Archive:
    """Read a `.txt` or `.zip`; `name` is the file's name as the person knows it. Raises ExportRefused."""
    known_as = name or path.name
    with path.open("rb") as file:
        zipped = file.read(4) == b"PK\x03\x04"
    if zipped:
        return _from_zip(path, known_as)
    with path.open("rb") as file:
        return Archive(_decoded(file.read(TEXT_LIMIT + 1)), chat_of(known_as), {})


def media_bytes(path: Path, file: str) -> bytes:
    """One media file of a zip. Raises ExportRefused when it is not there or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if PurePosixPath(info.filename).name == file:
                    return _read(archive, info, MEDIA_LIMIT, f"Lampiran {file} lebih besar dari 32 MB.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise ExportRefused(f"Berkas zip rusak: lampiran {file} tidak dapat dibaca.") from error
    raise ExportRefused(f"Lampiran {file} tidak ada dalam berkas zip.")


def chat_of(name: str) -> str:
    """The chat's name out of the export's file name; "" when it does not tell."""
    stem = _COPY.sub("", name.rsplit(".", 1)[0]).strip()
    found = _NAMES.match(stem)
    return found["chat"].strip() if found else ""


def _from_zip(path: Path, known_as: str) -> Archive:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_FILES:
                raise ExportRefused(f"Berkas zip berisi lebih dari {MOST_FILES} berkas.")
            inner = _chat_file(infos)
            raw = _read(archive, inner, TEXT_LIMIT, "Teks percakapan dalam zip lebih besar dari 64 MB.")
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ExportRefused("Berkas zip rusak atau tidak lengkap. Ekspor dan unggah lagi.") from error
    except (NotImplementedError, RuntimeError) as error:
        raise ExportRefused("Berkas zip terkunci kata sandi atau dimampatkan dengan cara lain.") from error
    media = {PurePosixPath(i.filename).name: i.file_size for i in infos if i is not inner and not i.is_dir()}
    inner_name = PurePosixPath(inner.filename).name
    return Archive(_decoded(raw), chat_of(inner_name) or chat_of(known_as), media)


def _chat_file(infos: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The one text of the chat: `_chat.txt`, or the only text named like an export, or the only text."""
    texts = [info for info in infos if info.filename.lower().endswith(".txt")]
    named = [info for info in texts if PurePosixPath(info.filename).name == INNER_NAME]
    named = named or [info for info in texts if chat_of(PurePosixPath(info.filename).name)]
    found = named or texts
    if len(found) != 1:
        raise ExportRefused(
            "Berkas zip tidak berisi tepat satu teks percakapan (_chat.txt). Unggah hasil menu Ekspor chat."
        )
    return found[0]


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, refusal: str) -> bytes:
    """The bytes of one file, never more than the limit: the zip's own sizes may lie."""
    with archive.open(info) as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        raise ExportRefused(refusal)
    return raw


def _decoded(raw: bytes) -> str:
    """UTF-8 as WhatsApp writes it, or UTF-16 where an editor saved it so. Raises ExportRefused."""
    if len(raw) > TEXT_LIMIT:
        raise ExportRefused("Teks percakapan lebih besar dari 64 MB.")
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ExportRefused(
            "Berkas ini bukan teks UTF-8. Unggah berkas asli dari WhatsApp tanpa disimpan ulang.",
            line=raw.count(b"\n", 0, error.start) + 1,
        ) from error
    if "\x00" in text:
        raise ExportRefused("Berkas ini bukan teks.", line=text.count("\n", 0, text.index("\x00")) + 1)
    return text
