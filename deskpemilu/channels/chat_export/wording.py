"""The phrases that WhatsApp itself writes into an export, in Indonesian and English. Pure.

Comes in: the words of one message. Goes out: what they are (words of a person, media, a deletion,
a notice of the app) and the words that remain. A person may type any of these phrases too; on an
iPhone the app's own are told apart by the invisible mark before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_OWN_MARK = "\u200e"
_MARKS = re.compile(f"[{MARKS}]")
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")


class Kind(StrEnum):
    """What a message of an export is."""

    WORDS = "words"
    MEDIA = "media"
    DELETED = "deleted"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Content:
    """A message's words without what the app added. `medium` is the envelope's kind for media."""

    kind: Kind
    text: str = ""
    medium: str = ""
    file: str = ""
    edited: bool = False


_EDITED = re.compile(r"\s*<(?:pesan ini (?:telah )?diedit|this message was edited)\.?>\s*$", re.IGNORECASE)
_DELETED = re.compile(
    r"(?:pesan ini (?:telah )?dihapus(?: oleh admin .{1,80})?|anda (?:telah )?menghapus pesan ini"
    r"|(?:this message was|you) deleted(?: this message)?(?: by admin .{1,80})?)\.?",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"<\s*media (?:tidak disertakan|omitted)\s*>", re.IGNORECASE)
# iPhone: "image omitted", "dokumen tidak disertakan", with the file's name before a document.
_KIND_LEFT_OUT = re.compile(
    r"(?P<before>.*?)\b(?P<what>image|gambar|foto|photo|video(?: note)?|pesan video|audio|gif|sticker|stiker"
    r"|document|dokumen|contact card|kartu kontak) (?:omitted|tidak disertakan)",
    re.IGNORECASE | re.DOTALL,
)
_ATTACHED_BEHIND = re.compile(
    r"(?P<file>[^\n/\\<>]{1,150}?\.\w{2,5}) \((?:file attached|file terlampir)\)", re.IGNORECASE
)
_ATTACHED = re.compile(
    r"<\s*(?:attached|terlampir|lampiran)\s*:\s*(?P<file>[^<>\n/\\]{1,150})>", re.IGNORECASE
)
_PAGES = re.compile(r"[^\n]*?\.\w{2,5} • .*$", re.IGNORECASE)
_MEDIUM = {
    "image": "image", "gambar": "image", "foto": "image", "photo": "image", "gif": "video",
    "video": "video", "video note": "video", "pesan video": "video", "audio": "audio",
    "sticker": "sticker", "stiker": "sticker", "document": "document", "dokumen": "document",
    "contact card": "contacts", "kartu kontak": "contacts",
}  # fmt: skip
_BY_ENDING = {
    "jpg": "image", "jpeg": "image", "png": "image", "heic": "image", "gif": "video",
    "mp4": "video", "mov": "video", "3gp": "video", "opus": "audio", "ogg": "audio", "m4a": "audio",
    "aac": "audio", "mp3": "audio", "webp": "sticker", "vcf": "contacts",
}  # fmt: skip
_NOTICES = re.compile(
    r"end-to-end|ujung-ke-ujung|membuat grup|created (?:this )?group|menambahkan|\badded\b|\bkeluar$|\bleft$"
    r"|mengeluarkan|\bremoved\b|bergabung|\bjoined\b|mengubah|mengganti|\bchanged\b|\bberubah\b|menyematkan"
    r"|\bpinned\b|sekarang (?:menjadi )?admin|now an admin|bukan lagi admin|no longer an admin"
    r"|pesan sementara|disappearing messages|panggilan|\bcall\b|diblokir|blocked|komunitas|community"
    r"|kode keamanan|security code|tautan undangan|invite link|menunggu pesan|waiting for this message"
    r"|setelan grup|group settings|deskripsi grup|group description|jajak pendapat|^poll:|^polling:",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Text without direction marks, special spaces as ordinary ones."""
    return _SPACES.sub(" ", _MARKS.sub("", text))


def content_of(text: str, *, marks_its_own: bool) -> Content:
    """What the words of a message are.

    `marks_its_own`: an export of an iPhone, where the app's own phrases begin with an invisible
    mark; without the mark the same words were typed by a person.
    """
    own = not marks_its_own or _OWN_MARK in text
    words = plain(text).strip()
    if not own:
        return Content(Kind.WORDS, words)
    edited = _EDITED.search(words) is not None
    words = _EDITED.sub("", words)
    if _DELETED.fullmatch(words):
        return Content(Kind.DELETED)
    if found := _media(words, edited, on_iphone=marks_its_own):
        return found
    if marks_its_own and text.lstrip(" ").startswith(_OWN_MARK) and is_notice(words) and "\n" not in words:
        return Content(Kind.NOTICE)
    return Content(Kind.WORDS, words, edited=edited)


def is_notice(words: str) -> bool:
    """Whether a line is a notice of the app that merely looks like `name: words`."""
    return _NOTICES.search(words) is not None


def _media(words: str, edited: bool, *, on_iphone: bool) -> Content | None:
    """A message with a picture, video, document …; its caption is what remains."""
    if found := (_ATTACHED.search(words) if on_iphone else _ATTACHED_BEHIND.match(words)):
        file = found["file"].strip()
        caption = (words[: found.start()] + words[found.end() :]).strip()
        return Content(Kind.MEDIA, _PAGES.sub("", caption).strip(), _medium_of(file), file, edited)
    if not on_iphone and (found := _LEFT_OUT.match(words)):
        return Content(Kind.MEDIA, words[found.end() :].strip(), "media", "", edited)
    if on_iphone and (found := _KIND_LEFT_OUT.fullmatch(words)):
        caption = _PAGES.sub("", found["before"]).strip()
        return Content(Kind.MEDIA, caption, _MEDIUM[found["what"].lower()], "", edited)
    return None


def _medium_of(file: str) -> str:
    return _BY_ENDING.get(file.rpartition(".")[2].lower(), "document")
