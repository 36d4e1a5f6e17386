"""Finding names of regions in a message.

Comes in: tokens, and the regions of a lexicon. Goes out: mentions, each with every region that may be
meant; which one is meant is decided in `match.py` with the sender's assignment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice, pairwise, product

from deskpemilu.domain.codes import DESA, KABUPATEN, KECAMATAN
from deskpemilu.intake.placewords import (
    ABBREVIATIONS,
    NUMBER_OF_WORD,
    NUMBER_WORD,
    PREFIXES,
    PROVINCES,
    QUALIFIERS,
    ROMAN,
    ROMAN_OF,
)
from deskpemilu.intake.tokens import NUMBER, SIGN, WORD, Token
from deskpemilu.registry.lexicon import RegionEntry

_MAX_PARTS = 7
_MAX_VARIANTS = 48
_JOINERS = frozenset(".-/'")
_NAME_CLEAN = str.maketrans(dict.fromkeys(".-/'(),", " "))


def name_words(name: str) -> list[str]:
    """Words of an official name, lower case, without marks."""
    return name.lower().translate(_NAME_CLEAN).split()


class PlaceIndex:
    """Names and their variants → region codes; built once per lexicon."""

    def __init__(self, regions: Mapping[str, RegionEntry]) -> None:
        self.names: dict[str, tuple[str, ...]] = {}
        self.prefixes: set[str] = set()
        self.vocabulary: set[str] = set(QUALIFIERS | PREFIXES)
        self.spelled: dict[str, tuple[str, ...]] = {}
        self._tails: dict[str, set[str]] = {}  # last words of a region's names, where they are numerals
        found: dict[str, set[str]] = {}
        for code, region in regions.items():
            self._add_region(found, code, region)
        for code, names in PROVINCES.items():
            for name in names:
                found.setdefault(name.replace(" ", ""), set()).add(code)
        self.names = {name: tuple(sorted(codes)) for name, codes in found.items()}
        for name in self.names:
            self.prefixes.update(name[:cut] for cut in range(1, len(name) + 1))

    def _add_region(self, found: dict[str, set[str]], code: str, region: RegionEntry) -> None:
        words = name_words(region.name)
        self.spelled[code] = tuple(words)
        self.vocabulary.update(w for w in words if w.isalpha() and len(w) > 3)
        for name in (region.name, *region.aliases):
            parts = name_words(name)
            if not parts:
                continue
            if is_tail(parts[-1]):
                self._tails.setdefault(code, set()).add(parts[-1])
            for variant in _variants(parts):
                found.setdefault(variant, set()).add(code)
            if len(code) == KECAMATAN:
                for variant in _numbered_short(parts):
                    found.setdefault(variant, set()).add(code)
            if len(code) == KABUPATEN:
                self._add_kabupaten(found, code, parts)

    def _add_kabupaten(self, found: dict[str, set[str]], code: str, parts: list[str]) -> None:
        for lead in ("kota", "kabupaten", "kab"):
            if parts[0] == lead and len(parts) > 1:
                found.setdefault("".join(parts[1:]), set()).add(code)

    def match(self, tokens: list[Token], at: int) -> tuple[int, tuple[str, ...]] | None:
        """Longest name that starts at token `at`: (index after it, codes), or None."""
        joined, best, parts, index = "", None, 0, at
        size = len(tokens)
        names, prefixes = self.names, self.prefixes
        while index < size and parts < _MAX_PARTS:
            piece = _piece(tokens[index])
            if piece is None or (parts and tokens[index].cell):
                break
            joined += piece
            if joined not in prefixes:
                break
            parts += 1
            index += 1
            if (codes := names.get(joined)) is not None and _is_whole(tokens, at, index, joined):
                codes = self._with_tail(tokens[at:index], codes)
                best = (index, codes) if codes else best
            if index + 1 < size and tokens[index].kind == SIGN and tokens[index].text in _JOINERS:
                index += 1
        return None if best is not None and _two_numerals(tokens, best[0]) else best

    def _with_tail(self, tokens: list[Token], codes: tuple[str, ...]) -> tuple[str, ...]:
        """The regions whose numeral stands by itself: `sungsang i-ii` is not Sungsang III, nor is
        `morawaa` surely Morawa-A."""
        last = tokens[-1].text
        if not self._tails.keys() & set(codes) and not (len(tokens) > 1 and is_tail(last)):
            return codes
        return tuple(code for code in codes if self._tail_stands(last, code, len(tokens)))

    def _tail_stands(self, last: str, code: str, parts: int) -> bool:
        tails = self._tails.get(code)
        if tails is None:
            twice = last == "2" and any(a == b for a, b in pairwise(self.spelled.get(code, ())))
            return twice or not (parts > 1 and is_tail(last) and len(code) == DESA)
        if any(last == tail or _value(last) == _value(tail) for tail in tails):
            return True
        if parts > 1 and is_tail(last):
            return False
        return not any(last.endswith(tail[0] + tail) for tail in tails)


def _two_numerals(tokens: list[Token], end: int) -> bool:
    """`Sungsang I-II`, `Tolan/II`, `Morawa A/B`, `Poigar II I`: two desa, or a slip; neither is the first."""
    last = tokens[end - 1]
    after = tokens[end] if end < len(tokens) else None
    if after is None or (after.kind == WORD and after.text in ROMAN):
        return after is not None and is_tail(last.text)
    if end + 1 >= len(tokens) or after.text not in ("-", "/", "&") or tokens[end + 1].gap:
        return False
    second = tokens[end + 1]
    if second.text in ROMAN and second.kind == WORD:
        return is_tail(last.text) or len(second.text) > 1
    return second.kind == WORD == last.kind and len(last.text) == len(second.text) == 1


def is_tail(word: str) -> bool:
    """A numeral or a lone letter at the end of a name."""
    return len(word) == 1 or word in ROMAN or word.isdigit() or word in NUMBER_OF_WORD


def _value(word: str) -> int | str:
    if word.isdigit():
        return int(word)
    return ROMAN.get(word) or NUMBER_OF_WORD.get(word) or word


def _piece(token: Token) -> str | None:
    if token.kind == WORD:
        return token.text.replace("'", "")
    if token.kind == NUMBER:
        return token.text.replace(" ", "") if token.words else token.text.lstrip("0") or "0"
    return None


def _is_whole(tokens: list[Token], at: int, end: int, joined: str) -> bool:
    """A name does not end inside a word that goes on with digits, and `B.1` is a row of the form."""
    if len(joined) <= 3 and any(token.kind == SIGN for token in tokens[at:end]):
        return False
    if end >= len(tokens):
        return True
    last, after = tokens[end - 1], tokens[end]
    return not (after.kind in (WORD, NUMBER) and not after.gap and last.kind != after.kind)


def _word_forms(word: str) -> list[str]:
    forms = [word, *ABBREVIATIONS.get(word, ())]
    value = ROMAN.get(word) or NUMBER_OF_WORD.get(word) or (int(word) if word.isdigit() else None)
    if value is not None:
        forms.append(str(value))
        if value in ROMAN_OF:
            forms.append(ROMAN_OF[value])
        if value in NUMBER_WORD:
            forms.append(NUMBER_WORD[value])
    return list(dict.fromkeys(forms))


def _variants(words: list[str]) -> Iterable[str]:
    """Joined spellings of a name; a name of one word is never abbreviated."""
    if len(words) == 1:
        return ["".join(words)]
    if any(a in ROMAN and b in ROMAN for a, b in pairwise(words)):
        return []  # `I,II` joined would read `III`
    doubled = [at for at in range(1, len(words)) if words[at] == words[at - 1]]
    options = [
        [*_word_forms(word), "2"] if at in doubled else _word_forms(word) for at, word in enumerate(words)
    ]
    found = ("".join(chosen) for chosen in product(*options))
    return [v for v in islice(found, _MAX_VARIANTS) if len(v) >= 4]


def _numbered_short(words: list[str]) -> list[str]:
    """`b3`, `ba3`, `bya3`, `biii` for a kecamatan such as BANYUASIN III."""
    if len(words) != 2 or words[1] not in ROMAN:
        return []
    stem, value = words[0], ROMAN[words[1]]
    bones = stem[0] + "".join(c for c in stem[1:] if c not in "aeiou")
    shorts = {stem[0], stem[:2], stem[:3], bones, bones[:3], bones[:2], stem[0] + bones[1:2] + "a"}
    return [short + tail for short in shorts for tail in (str(value), words[1])]
