"""Deciding which place is meant, inside the sender's assignment.

Comes in: mentions of one block, the sender's scope. Goes out: one desa, or the desa that fit equally
well, or the reason why none does. Each mention must be explained: one names the desa, every other a
region around it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from deskpemilu.domain.codes import DESA, KABUPATEN, KECAMATAN
from deskpemilu.intake.items import Mention
from deskpemilu.intake.places import PlaceIndex, is_tail
from deskpemilu.intake.placewords import NUMBER_OF_WORD, ROMAN
from deskpemilu.registry.lexicon import Lexicon, Sender

NUMERALS = {**ROMAN, **NUMBER_OF_WORD, **{str(n): n for n in range(1, 100)}}
Around = Callable[[], AbstractSet[str]]
_LEVEL_LENGTH = {"provinsi": 2, "kabupaten": KABUPATEN, "kecamatan": KECAMATAN, "desa": DESA}


@dataclass(frozen=True, slots=True)
class Place:
    """`desa` when exactly one fits; else `candidates` and `problem`: what keeps it from being one."""

    desa: str | None
    candidates: tuple[str, ...] = ()
    problem: str = ""
    words: str = ""
    corrected: tuple[str, str] | None = None
    region: str | None = None


class Matcher:
    """Places of one lexicon, matched for one sender after another."""

    def __init__(self, lexicon: Lexicon, places: PlaceIndex) -> None:
        self._lexicon = lexicon
        self._places = places
        self._names: dict[str, list[tuple[str, ...]]] = {}
        self._besides: dict[tuple[str, tuple[str, ...]], list[tuple[bool, str]]] = {}
        self._buckets: dict[tuple[str, int], dict[str, list[str]]] = {}

    def resolve(self, mentions: Sequence[Mention], sender: Sender, around: Around = frozenset) -> Place:
        """The desa meant by these mentions of a sender; `around` are all words that stand near them."""
        place = self._resolve(mentions, sender, around)
        strong = [m for m in mentions if not m.weak]
        if place.desa is None and len(strong) < len(mentions):
            without = self._resolve(strong, sender, around)
            if without.corrected is not None:
                return place  # the word left out may be a part of the name that was misspelt
            return without if without.desa is not None or not place.candidates else place
        return place

    def _resolve(self, mentions: Sequence[Mention], sender: Sender, around: Around) -> Place:
        corrected = None
        known: list[Mention] = []
        for mention in mentions:
            if mention.codes:
                known.append(mention)
                continue
            found = self._respell(mention, sender)
            if found is None or self._has_rival(mention.text, tuple(found.text.split()), sender, around):
                return Place(None, (), "unknown_place", mention.text, region=_region_of(known))
            corrected = (mention.text, found.text)
            known.append(found)
        for mention in known:
            if mention.near != ("", "") and self._is_torn(mention, sender):
                return Place(None, (), "unknown_place", mention.text, region=_region_of(known))
        named = self._by_mentions(known)
        words = next((m.text for m in known if _may_be(m, DESA)), known[0].text if known else "")
        if named is None:
            return Place(None, (), "place_conflict", " / ".join(m.text for m in known))
        return self._inside_scope(named, known, sender, words, corrected)

    @staticmethod
    def _by_mentions(known: Sequence[Mention]) -> tuple[set[str], bool] | None:
        """(desa that explain all mentions, whether a desa was surely named); None when nothing can."""
        named = {
            code
            for mention in known
            if mention.level in ("", "desa")
            for code in mention.codes
            if len(code) == DESA and all(_explains(m, code) for m in known)
        }
        if not _only_regions(known):
            return (named, True) if named else None
        return named, False

    def _inside_scope(  # noqa: PLR0911
        self,
        named: tuple[set[str], bool],
        known: Sequence[Mention],
        sender: Sender,
        words: str,
        corrected: tuple[str, str] | None,
    ) -> Place:
        desa, certain = named
        scope_desa = {s[:DESA] for s in sender.scope if len(s) >= DESA}
        if certain:
            inside = {d for d in desa if _in_scope(d, sender)}
            if len(inside) == 1:
                return Place(inside.pop(), (), "", words, corrected)
            if not inside:
                return Place(None, tuple(sorted(desa)), "outside_scope", words, corrected)
            return Place(None, tuple(sorted(inside)), "which_desa", words, corrected)
        around = [d for d in scope_desa if all(_explains(m, d) for m in known)]
        if len(around) == 1 and len(scope_desa) == 1:
            return Place(around[0], (), "", words, corrected)
        if scope_desa and not around:
            return Place(None, (), "outside_scope", words, region=_region_of(known))
        inside = {d for d in desa if _in_scope(d, sender)}
        regions_in_scope = self._region_possible(known, sender)
        if len(inside) == 1 and (not regions_in_scope or self._meant_as_desa(known, inside, sender)):
            return Place(inside.pop(), (), "", words, corrected)
        region = _region_of(known)
        if not inside and region and not regions_in_scope:
            return Place(None, (), "outside_scope", words, region=region)
        return Place(None, tuple(sorted(inside)), "which_desa", words, corrected, region)

    @staticmethod
    def _meant_as_desa(known: Sequence[Mention], inside: set[str], sender: Sender) -> bool:
        """A desa named like its kecamatan, beside the TPS, by somebody of that kecamatan alone."""
        desa = next(iter(inside))
        if not any(m.anchored and not m.level and desa in m.codes for m in known):
            return False
        return all(len(s) >= KECAMATAN and s.startswith(desa[:KECAMATAN]) for s in sender.scope)

    @staticmethod
    def _region_possible(known: Sequence[Mention], sender: Sender) -> bool:
        """Whether the words may name a region around that lies in or over the sender's scope."""
        if not known:
            return True
        return any(
            any(s.startswith(code) or code.startswith(s) for s in sender.scope)
            for m in known
            for code in m.codes
            if len(code) < DESA
        )

    # spelling ----------------------------------------------------------------------------------

    def _respell(self, mention: Mention, sender: Sender) -> Mention | None:
        """A misspelt or abbreviated name, corrected inside the sender's scope when only one fits."""
        wanted = _LEVEL_LENGTH.get(mention.level, DESA)
        words = mention.text.split()
        if wanted == DESA:
            codes = [c for s in sender.scope for c in self._like(s[:DESA], DESA, words)]
        else:
            near = self._like("", wanted, words)
            codes = [c for c in near if any(s.startswith(c) or c.startswith(s) for s in sender.scope)]
        found: dict[tuple[str, ...], list[str]] = {}
        for code in codes:
            spelled = self._places.spelled[code]
            if self.is_spelling_of(words, spelled):
                found.setdefault(spelled, []).append(code)
        if len(found) != 1:
            return None
        name, fits = next(iter(found.items()))
        if len(name) > 1 and is_tail(name[-1]) and words[-1] != name[-1] and name[-2][-1] == name[-1][0]:
            return None  # `morawaa` may be Morawa-A, or Morawa with a letter doubled
        if wanted == DESA and self._is_nearer_to_another("".join(words), "".join(name), sender):
            return None
        return Mention(tuple(dict.fromkeys(fits)), " ".join(name), mention.level)

    def _is_nearer_to_another(self, joined: str, name: str, sender: Sender) -> bool:
        """Whether another desa is spelled about as much alike: `bumi ay agung` is not Bumi Agung where
        Bumi Say Agung is."""
        own = OSA.distance(joined, name, score_cutoff=2)
        if not 0 < own <= 2:
            return False
        names = {"".join(other) for scope in sender.scope for other in self._desa_of(scope)} - {name}
        return any(OSA.distance(joined, other, score_cutoff=own) <= own for other in names)

    def _desa_of(self, scope: str) -> list[tuple[str, ...]]:
        """The names of all desa of a part of somebody's scope, as words."""
        area = scope[:KECAMATAN] if len(scope) > KECAMATAN else scope
        names = self._names.get(area)
        if names is None:
            names = self._names[area] = [
                self._places.spelled[code]
                for code in self._lexicon.regions
                if len(code) == DESA and code.startswith(area)
            ]
        return names

    def _has_rival(self, written: str, name: tuple[str, ...], sender: Sender, around: Around) -> bool:
        """Whether another desa could be meant by a misspelt name and the words that stand near it:
        `siaptuhu ii` is Sipatuhu II and not Sipatuhu, `kebun laua` is Kebun Lada and not Lama."""
        own = written.split()
        words = around() | set(own)
        for other in {other for scope in sender.scope for other in self._desa_of(scope)}:
            if other == name or _holds(name, other):
                continue
            if not any(_is_near(word, part) for part in other for word in own):
                continue
            if all(any(_is_near(word, part) for word in words) for part in other):
                return True
        return False

    def _is_torn(self, mention: Mention, sender: Sender) -> bool:
        """Whether the word beside a name makes, with a slip, a longer name: `Mundeh kah` is Mundeh Kauh."""
        before, after = mention.near
        name = tuple(mention.text.split())
        for scope in sender.scope:
            for leads, word in self._beside(scope, name):
                if (beside := before if leads else after) and _is_near(beside, word):
                    return True
        return False

    def _beside(self, scope: str, name: tuple[str, ...]) -> list[tuple[bool, str]]:
        """The words that make a desa of a scope out of a name like this one: (before it?, word)."""
        found = self._besides.get((scope, name))
        if found is None:
            found = self._besides[scope, name] = []
            for other in self._desa_of(scope):
                found += _words_beside(other, name)
        return found

    def _like(self, area: str, length: int, words: list[str]) -> list[str]:
        """Regions of an area that begin alike: the same initials, or another number of words."""
        buckets = self._buckets.get((area, length))
        if buckets is None:
            buckets = self._buckets[area, length] = {}
            for code in self._lexicon.regions:
                if len(code) == length and code.startswith(area):
                    spelled = self._places.spelled[code]
                    buckets.setdefault("".join(w[0] for w in spelled), []).append(code)
                    joined = "".join(spelled)
                    for size in range(len(joined) - 2, len(joined) + 3):
                        buckets.setdefault(f"{joined[0]}{size}", []).append(code)
        initials = "".join(word[0] for word in words)
        joined = f"{words[0][0]}{sum(map(len, words))}"
        return list(dict.fromkeys([*buckets.get(initials, ()), *buckets.get(joined, ())]))

    def is_spelling_of(self, words: list[str], name: tuple[str, ...]) -> bool:
        """Whether the words are this name with a slip of the finger or shortened in the usual way."""
        if len(words) == len(name):
            slips = 0
            for word, right in zip(words, name, strict=True):
                if word == right:
                    continue
                if word in NUMERALS or right in NUMERALS:
                    return False  # `ii` is no slip of `i`
                if is_short_of(word, right) and len(name) > 1:
                    continue
                if not self._is_slip(word, right):
                    return False
                slips += 1
            return slips <= 1 or len(name) > 2
        return self._is_spelling_joined(words, name)

    def _is_spelling_joined(self, words: list[str], name: tuple[str, ...]) -> bool:
        """`tanjungmenang` for Tanjung Menang; numerals and words of other names are never a slip."""
        joined, right = "".join(words), "".join(name)
        if joined == right or any(part in NUMERALS and part not in words for part in name):
            return joined == right
        if any(word in self._places.vocabulary and word not in name for word in words):
            return False  # `lamgeu tua` is nothing like `lam geu eu`
        return len(right) >= 7 and self._is_slip(joined, right)

    def _is_slip(self, word: str, right: str) -> bool:
        if word in self._places.vocabulary or word in self._places.names:
            return False
        allowed = 0 if len(right) < 4 else 1 if len(right) < 8 else 2
        distance = OSA.distance(word, right, score_cutoff=allowed)
        return 0 < distance <= allowed and word[0] == right[0]


def is_short_of(word: str, right: str) -> bool:
    """`lbk` for lubuk, `mulyo.` for mulyorejo: first letter and order kept, no vowel or a beginning."""
    if not word or word[0] != right[0] or len(word) >= len(right):
        return False
    if right.startswith(word):
        return len(word) >= 2
    if any(c in "aeiou" for c in word[1:]):
        return False
    letters = iter(right)
    return len(word) >= 2 and all(c in letters for c in word)


def _words_beside(longer: tuple[str, ...], name: tuple[str, ...]) -> list[tuple[bool, str]]:
    """(before it?, word) of the words on either side of a name, as it stands in a longer one."""
    found: list[tuple[bool, str]] = []
    size = len(name)
    for at in range(len(longer) - size + 1 if len(longer) > size else 0):
        if all(map(_is_near, name, longer[at : at + size])):
            if at:
                found.append((True, longer[at - 1]))
            if at + size < len(longer):
                found.append((False, longer[at + size]))
    return found


def _holds(name: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether a name holds the words of a shorter one, one after the other."""
    size = len(part)
    return any(name[at : at + size] == part for at in range(len(name) - size + 1))


def _is_near(word: str, right: str) -> bool:
    """Whether a word is this one, shortened, or with one slip of the finger."""
    if word == right or NUMERALS.get(word, 0) == NUMERALS.get(right, -1):
        return True
    if len(right) < 4 or len(word) < 3 or word in NUMERALS:
        return False
    return is_short_of(word, right) or OSA.distance(word, right, score_cutoff=1) <= 1


def _only_regions(known: Sequence[Mention]) -> bool:
    """Whether the mentions read as one chain of different regions, each above the next, with no desa."""
    chain: dict[str, Mention] = {}
    for mention in known:
        codes = [c for c in mention.codes if len(c) < DESA and _level_fits(mention, c)]
        if not codes:
            return False
        free = [c for c in codes if c not in chain]
        if free:
            chain[free[0]] = mention
        elif not (mention.level and chain[codes[0]].level):
            # a region said twice, once without a mark: the other one is the desa of the same name
            return False
    ordered = sorted(chain, key=len)
    return all(ordered[-1].startswith(code) for code in ordered)


def _may_be(mention: Mention, length: int) -> bool:
    return any(len(code) == length for code in mention.codes) and mention.level in ("", "desa")


def _level_fits(mention: Mention, code: str) -> bool:
    return not mention.level or _LEVEL_LENGTH[mention.level] == len(code)


def _explains(mention: Mention, desa: str) -> bool:
    """Whether a mention may be this desa or a region around it."""
    return any(desa.startswith(code) and _level_fits(mention, code) for code in mention.codes)


def _in_scope(desa: str, sender: Sender) -> bool:
    return any(desa.startswith(s) or s.startswith(desa) for s in sender.scope)


def _region_of(known: Sequence[Mention]) -> str | None:
    codes = [c for m in known for c in m.codes if len(c) < DESA and _level_fits(m, c)]
    return max(codes, key=len, default=None)
