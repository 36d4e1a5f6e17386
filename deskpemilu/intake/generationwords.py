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
# `PSU ke-2`, `PSU kedua`: which one of several. `PSU kedua paslon` says nothing of the kind.
_NTH = (
    r"(?:ke\W{0,2}[123]|i{2,3}|(?:yang |yg )?(?:pertama|kesatu|ke\W?dua|ke\W?tiga)"
    r"(?! (?:paslon|pasangan|calon|capres)))\b"
)
_WHICH = re.compile(rf"\s*(?P<nth>{_NTH})")
_NUMBERS = {"pertama": 1, "kesatu": 1, "dua": 2, "tiga": 3, "ii": 2, "iii": 3, "1": 1, "2": 2, "3": 3}
_REGULAR = re.compile(r"\b(?:hasil|data|form|pemungutan suara|suara) (?:awal|reguler|regular|lama|pertama)\b")
_DOUBT = re.compile(
    r"\b(?:bukan|tidak|tdk|tak|gak|ga|nggak|belum|blm|sebelum|pra|menunggu|tunggu|usul(?:an)?|diusulkan|rencana|"
    r"rekomendasi|direkomendasikan|potensi|calon|kalau|apakah|apa|jika|akan|dibanding(?:kan)?|batal)\b"
)
_NAMES = re.compile(
    rf"\b(?:p\.?s\.?[uls]\b\.?|h\.?s\.?u\b\.?|{_VOTE}\s+(?:yang\s+|yg\s+)?"
    rf"(?:(?:di)?ulang(?:an)?|lanjutan|susulan)\b|{_COUNT}\s+(?:yang\s+|yg\s+)?(?:di)?ulang\b)"
    rf"(?:[^\S\n]*{_NTH})?",
    re.IGNORECASE,
)
_HINT = re.compile(r"p\W?s\W?[uls]|h\W?s\W?u|ulang|lanjutan|susulan")
_INVALID = re.compile(r"\b\w+ sah\b")
_NEAR = 4  # words on either side in which a doubt is about the generation


@dataclass(frozen=True, slots=True)
class Named:
    """A generation that a text names. `sure` False: it is named, but whether it is meant is open.
    `counted`: the text says the how many-th of its kind."""

    generation: Generation
    sure: bool
    counted: bool = False

    def among(self, decided: frozenset[Generation]) -> Generation | None:
        """The decided generation that is meant; None where there is none, or several could be."""
        if not self.sure:
            return None
        if self.counted:
            return self.generation if self.generation in decided else None
        of_kind = [each for each in decided if each.kind is self.generation]
        return of_kind[0] if len(of_kind) == 1 else None


@lru_cache(maxsize=256)
def named_generation(text: str) -> Named | None:
    """The generation that a text names, None where it names none."""
    folded = _folded(text)
    if not _HINT.search(folded):
        return None  # nearly every message
    plain = _plain(folded)
    found = [(generation, match) for generation, words in _WORDS if (match := words.search(plain))]
    if not found:
        return None
    generation, match = found[0]
    if which := _WHICH.match(plain, match.end()):
        nth = _NUMBERS[re.findall(r"pertama|kesatu|dua|tiga|i+|[123]", which["nth"])[-1]]
        generation = generation if nth == 1 else Generation(f"{generation.value}{nth}")
    before, after = plain[: match.start()].split()[-_NEAR:], plain[match.end() :].split()[:_NEAR]
    near = _INVALID.sub(" ", " ".join((*before, "·", *after)))
    doubtful = len(found) > 1 or "?" in text or bool(_DOUBT.search(near)) or bool(_REGULAR.search(plain))
    return Named(generation, not doubtful, counted=which is not None)


def without_generation(text: str) -> str:
    """The text with the name of the generation blanked, so that the rest is read as any report."""
    pairs = {found.start() for found in _PASLON.finditer(text)}
    return _NAMES.sub(
        lambda found: found.group() if found.start() in pairs else " " * len(found.group()), text
    )


def generation_of(text: str, decided: frozenset[Generation]) -> Generation | None:
    """The generation that a text names and that was decided for the form, None where it names none."""
    named = named_generation(text)
    return named.among(decided) if named else None


def refusal(text: str, decided: Iterable[frozenset[Generation]], place: str) -> str | None:
    """Why the figures of a text must wait for a person, None where they need not.

    `decided`: the generations decided for each form that the text reports.
    """
    named, known = named_generation(text), list(decided)
    if named is None or (named.sure and all(named.among(each) is not None for each in known)):
        return None
    name, title = GENERATION_NAMES[named.generation], GENERATION_TITLES[named.generation].lower()
    several = [_of_kind(named.generation, each) for each in known]
    if named.sure and not named.counted and (most := max(several, key=len, default=[])) and len(most) > 1:
        why = f"untuk TPS ini ada {' dan '.join(_counted(each) for each in most)}"
        then = f"Kirim ulang angkanya dengan menyebut yang mana, misalnya {_counted(most[-1])}."
    else:
        why = f"keputusan {name} untuk TPS ini belum dicatat desk" if named.sure else "maksudnya belum jelas"
        then = f"Bila ini bukan hasil {name}, kirim ulang angkanya tanpa kata itu."
    said = f"Pesan menyebut {name} ({title}), sedangkan {why}."
    lines = ("❓ BELUM DISIMPAN, menunggu staf desk", place, said, then)
    return "\n".join(line for line in lines if line)


def _of_kind(generation: Generation, decided: frozenset[Generation]) -> list[Generation]:
    return sorted(each for each in decided if each.kind is generation)


def _counted(generation: Generation) -> str:
    """`PSU ke-1`, as people write it where there are two."""
    return f"{GENERATION_NAMES[generation.kind]} ke-{generation.nth}"


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _plain(folded: str) -> str:
    return " ".join(re.sub(r"[^\w.]+", " ", _PASLON.sub(" ", folded)).split())
