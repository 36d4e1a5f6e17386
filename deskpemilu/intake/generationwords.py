"""Which voting a message says it is about: pure.

`PSU TPS 3 …`, `hasil pemungutan suara ulang`, `hitung ulang TPS 5`. Whoever names one must not have
the figures stored over another; whoever denies, doubts or compares (`bukan PSU`, `sebelum PSU`,
`PSU belum ada`) is left to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from deskpemilu.domain.states import GENERATION_NAMES, GENERATION_TITLES, Generation

_VOTE = r"(?:pemungutan|pemilihan|pencoblosan|pungutan|coblosan|nyoblos|coblos|pemilu|voting)(?:\s+suara)?"
_COUNT = r"(?:penghitungan|perhitungan|hitung)(?:\s+(?:surat\s+)?suara)?"
# `psl 1 = 120` is the pair number 1 (paslon), not a vote that went on; on a line of its own it is.
_PASLON = re.compile(
    r"\bpsl\b\.?(?=[^\S\n]*[:#-]?[^\S\n]*(?:no\.?|nomor)?(?:[^\S\n]*urut)?[^\S\n]*\d)", re.IGNORECASE
)
_WORDS: tuple[tuple[Generation, re.Pattern[str]], ...] = (
    (Generation.PSU, re.compile(rf"\bp\.?s\.?u\b|\b{_VOTE} (?:yang |yg )?(?:di)?ulang(?:an)?\b")),
    (Generation.PSL, re.compile(rf"\bp\.?s\.?l\b|\b{_VOTE} (?:yang |yg )?lanjutan\b")),
    (Generation.PSS, re.compile(rf"\bp\.?s\.?s\b|\b{_VOTE} (?:yang |yg )?susulan\b")),
    (Generation.HSU, re.compile(rf"\bh\.?s\.?u\b|\bp\.?s\.?s\.?u\b|\b{_COUNT} (?:yang |yg )?(?:di)?ulang\b")),
)
_REGULAR = re.compile(r"\b(?:hasil|data|form|pemungutan suara|suara) (?:awal|reguler|regular|lama|pertama)\b")
_DOUBT = re.compile(
    r"\b(?:bukan|tidak|tdk|tak|gak|ga|nggak|belum|blm|sebelum|pra|menunggu|tunggu|usul(?:an)?|diusulkan|rencana|"
    r"rekomendasi|direkomendasikan|potensi|calon|kalau|apakah|apa|jika|akan|dibanding(?:kan)?|batal)\b"
)
_NAMES = re.compile(
    rf"\b(?:p\.?s\.?[uls]\b\.?|h\.?s\.?u\b\.?|{_VOTE}\s+(?:yang\s+|yg\s+)?"
    rf"(?:(?:di)?ulang(?:an)?|lanjutan|susulan)\b|{_COUNT}\s+(?:yang\s+|yg\s+)?(?:di)?ulang\b)",
    re.IGNORECASE,
)
_HINT = re.compile(r"p\W?s\W?[uls]|h\W?s\W?u|ulang|lanjutan|susulan", re.IGNORECASE)
_INVALID = re.compile(r"\b\w+ sah\b")
_NEAR = 4  # words on either side in which a doubt is about the generation


@dataclass(frozen=True, slots=True)
class Named:
    """A generation that a text names. `sure` False: it is named, but whether it is meant is open."""

    generation: Generation
    sure: bool


@lru_cache(maxsize=256)
def named_generation(text: str) -> Named | None:
    """The generation that a text names, None where it names none."""
    if text.isascii() and not _HINT.search(text):
        return None  # nearly every message
    plain = _plain(text)
    found = [(generation, match) for generation, words in _WORDS if (match := words.search(plain))]
    if not found:
        return None
    generation, match = found[0]
    before, after = plain[: match.start()].split()[-_NEAR:], plain[match.end() :].split()[:_NEAR]
    near = _INVALID.sub(" ", " ".join((*before, "·", *after)))
    doubtful = len(found) > 1 or "?" in text or bool(_DOUBT.search(near)) or bool(_REGULAR.search(plain))
    return Named(generation, not doubtful)


def without_generation(text: str) -> str:
    """The text with the name of the generation blanked, so that the rest is read as any report."""
    pairs = {found.start() for found in _PASLON.finditer(text)}
    return _NAMES.sub(
        lambda found: found.group() if found.start() in pairs else " " * len(found.group()), text
    )


def generation_of(text: str, decided: frozenset[Generation]) -> Generation | None:
    """The generation that a text names and that was decided for the form, None where it names none."""
    named = named_generation(text)
    return named.generation if named and named.sure and named.generation in decided else None


def refusal(text: str, decided: Iterable[frozenset[Generation]], place: str) -> str | None:
    """Why the figures of a text must wait for a person, None where they need not.

    `decided`: the generations decided for each form that the text reports.
    """
    named = named_generation(text)
    if named is None or (named.sure and all(named.generation in known for known in decided)):
        return None
    name, title = GENERATION_NAMES[named.generation], GENERATION_TITLES[named.generation].lower()
    why = f"keputusan {name} untuk TPS ini belum dicatat desk" if named.sure else "maksudnya belum jelas"
    lines = (
        "❓ BELUM DISIMPAN, menunggu staf desk",
        place,
        f"Pesan menyebut {name} ({title}), sedangkan {why}.",
        f"Bila ini bukan hasil {name}, kirim ulang angkanya tanpa kata itu.",
    )
    return "\n".join(line for line in lines if line)


def _plain(text: str) -> str:
    folded = _PASLON.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(re.sub(r"[^\w.]+", " ", folded).split())
