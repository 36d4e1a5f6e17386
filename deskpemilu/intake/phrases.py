"""The phrase table of an election: labels, contests, place words, choice names → what they mean.

Comes in: a lexicon. Goes out: `PhraseTable.match(tokens, at)`, the longest phrase that starts at a
token. Built once per lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.intake import doubtwords
from deskpemilu.intake import vocabulary as words
from deskpemilu.intake.places import name_words
from deskpemilu.intake.tokens import NUMBER, SIGN, WORD, Token
from deskpemilu.intake.vocabulary import CANON
from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry, Lexicon

_JOINERS = frozenset(".-/_")
_ROMAN_DIGIT = {"1": "i", "2": "ii"}
_TITLES = frozenset(
    """
    h hj hi drs dra dr prof ir kh k tgk ust ustadz sh mh se mm st mt sp si sos sip mip mpd spd spdi mhum
    mkes skm skep ners ssi msi shi mkn ak ca cpa letjen jenderal jend tni purn irjen brigjen kombes akbp
    lc ma mba phd ba ss sag mag s m pd i e p t hum kes ip kep ked ap ham kom skom mkom stp stt dipl a
    amd
    """.split()  # noqa: SIM905
)
_NAME_SPLIT = re.compile(r"\s+-\s+|\s+dan\s+|\s*&\s*|\s*/\s*|\s+–\s+", re.I)
_PARTY_STOP = frozenset(["partai", "indonesia", "rakyat"])
_LOCAL_ACEH = ("aceh", "atjeh", "nanggroe", "gabthat", "darul")


@dataclass(frozen=True, slots=True)
class ChoiceName:
    """A name that stands for a choice: contest → keys it may be (one unless the name is shared)."""

    keys: tuple[tuple[str, str], ...]  # (contest, key)

    def key_in(self, contest: str) -> str | None:
        found = {key for code, key in self.keys if code == contest}
        return next(iter(found)) if len(found) == 1 else None


# A node of the tree of phrases: the next word → node; under END what the phrase so far means.
Node = dict[str, Any]
END = ""


class PhraseTable:
    """All phrases as a tree of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._tree: Node = {}
        self._add_static(lexicon)
        self._add_choices(lexicon)

    def may_start(self, word: str) -> bool:
        """Whether a phrase begins with this word."""
        return CANON.get(word, word) in self._tree

    def match(self, tokens: list[Token], at: int) -> tuple[int, str, object] | None:
        """(index after it, kind, value) of the longest phrase at token `at`."""
        first = tokens[at].text
        node: Node | None = self._tree.get(CANON.get(first, first))
        if node is None:
            return None
        size, index = len(tokens), at + 1
        best: tuple[int, str, object] | None = None
        while True:
            if (meaning := node.get(END)) is not None:
                best = (index, meaning[0], meaning[1])
            if len(node) == 1 and meaning is not None:
                return best
            if index + 1 < size and tokens[index].kind == SIGN and tokens[index].text in _JOINERS:
                index += 1
            if index >= size:
                return best
            node = node.get(_as_word(tokens[index]) or "\n")
            if node is None:
                return best
            index += 1

    def _add(self, phrase: tuple[str, ...], kind: str, value: object, *, over: bool = False) -> None:
        """Put a phrase in; the first meaning stays unless `over`."""
        node = self._tree
        for word in phrase:
            node = node.setdefault(CANON.get(word, word), {})
        if over or END not in node:
            node[END] = (kind, value)

    def _meaning(self, phrase: tuple[str, ...]) -> tuple[str, object] | None:
        node: Node | None = self._tree
        for word in phrase:
            node = node.get(CANON.get(word, word)) if node is not None else None
        return node.get(END) if node is not None else None

    def _add_many(self, phrases: Iterable[tuple[str, ...]], kind: str, value: object) -> None:
        for phrase in phrases:
            self._add(phrase, kind, value)

    def _add_static(self, lexicon: Lexicon) -> None:
        for row, labels in lexicon.row_labels.items():
            self._add_many((tuple(name_words(label)) for label in labels if name_words(label)), "row", row)
        for level, patterns in words.MARK_PATTERNS.items():
            self._add_many(words.expand_all(patterns), "mark", level)
        for row, row_patterns in words.ROW_PATTERNS.items():
            self._add_many(words.expand_all(row_patterns), "row", row)
        for contest in lexicon.contests.values():
            aliases = (tuple(name_words(alias)) for alias in (contest.name, *contest.aliases))
            self._add_many((alias for alias in aliases if alias), "contest", contest.code)
        for contest_code, contest_patterns in words.CONTEST_PATTERNS.items():
            self._add_many(words.expand_all(contest_patterns), "contest", contest_code)
        self._add_many(words.expand_all(words.INTRO_PATTERNS), "intro", "choice")
        self._add_many(words.expand_all(words.PARTY_INTRO_PATTERNS), "intro", "party")
        self._add_many(words.expand_all(words.CANDIDATE_INTRO_PATTERNS), "intro", "candidate")
        self._add_many(words.expand_list(doubtwords.POLITE), "w", None)
        for code, hedges in doubtwords.HEDGES.items():
            self._add_many(words.expand_list(hedges), "hedge", code)
        self._add_many(words.expand_list(doubtwords.BLANKS), "blank", None)

    def _add_choices(self, lexicon: Lexicon) -> None:
        names: dict[tuple[str, ...], set[tuple[str, str]]] = {}
        for contest in lexicon.contests.values():
            for choices in contest.choices.values():
                for choice in choices:
                    for phrase in choice_phrases(contest, choice):
                        names.setdefault(phrase, set()).add((contest.code, choice.key))
        for phrase, keys in names.items():
            meaning = self._meaning(phrase)
            if meaning is None or meaning[0] not in ("row", "contest", "mark", "intro"):
                self._add(phrase, "ch", ChoiceName(tuple(sorted(keys))), over=True)


def _as_word(token: Token) -> str | None:
    if token.kind == WORD:
        return CANON.get(token.text, token.text)
    if token.kind == NUMBER and not token.words:
        return _ROMAN_DIGIT.get(token.text)
    return None


def choice_phrases(contest: ContestEntry, choice: ChoiceEntry) -> set[tuple[str, ...]]:
    """Every phrase that names a choice: aliases, the party, full names, single names of a pair."""
    found = {tuple(name_words(alias)) for alias in choice.aliases}
    legislative = CONTESTS[contest.code].legislative if contest.code in CONTESTS else False
    if legislative and "." not in choice.key:
        found |= _party_phrases(choice)
    else:
        found |= _person_phrases(choice.name, singles=not legislative)
    found = {phrase for phrase in found if _speaks(phrase)} | _sole_phrases(contest, choice)
    if legislative and "." not in choice.key:
        # parties go by two letters too: PA
        short = (tuple(name_words(alias)) for alias in (*choice.aliases, choice.party))
        found |= {phrase for phrase in short if len(phrase) == 1 and len(phrase[0]) == 2}
    return found


_EMPTY = (("kolom", "kosong"), ("kotak", "kosong"), ("kolkos",), ("kotkos",))
_SOLE = tuple((head, "tunggal") for head in ("paslon", "calon", "pasangan"))


def _is_empty(choice: ChoiceEntry) -> bool:
    """The empty column that a sole pair stands against (UU 10/2016 article 54C)."""
    return name_words(choice.name)[-1:] == ["kosong"]


def _sole_phrases(contest: ContestEntry, choice: ChoiceEntry) -> set[tuple[str, ...]]:
    """How a sole pair and the empty column are called where they are the whole ballot."""
    ballots = [choices for choices in contest.choices.values() if choice in choices]
    if not any(len(choices) == 2 and any(map(_is_empty, choices)) for choices in ballots):
        return set()
    return set(_EMPTY) if _is_empty(choice) else set(_SOLE)


def _speaks(phrase: tuple[str, ...]) -> bool:
    """Whether a phrase says more than `calon nomor` or a lone letter."""
    generic = {"calon", "nomor", "no", "urut", "paslon", "kandidat", "pasangan", "partai", "caleg"}
    meaning = [word for word in phrase if word not in generic]
    return bool(meaning) and len("".join(meaning)) > 2 and not any(word.isdigit() for word in phrase)


def _party_phrases(choice: ChoiceEntry) -> set[tuple[str, ...]]:
    found = {tuple(name_words(text)) for text in (choice.name, choice.party) if text}
    for phrase in list(found):
        if phrase[:1] == ("partai",):
            found.add(phrase[1:])
        elif phrase:
            found.add(("partai", *phrase))
    return {phrase for phrase in found if phrase}


def _person_phrases(name: str, *, singles: bool) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    people = []
    for person in _NAME_SPLIT.split(name):
        parts = [word for word in name_words(person.split(",")[0]) if word not in _TITLES]
        if parts:
            people.append(parts)
            found.add(tuple(parts))
            if singles:
                found.update({(word,) for word in parts if len(word) > 3})
    if len(people) > 1:
        found.add(tuple(word for person in people for word in person))
        found.add(tuple(person[0] for person in people))
    return found


def is_local_aceh_party(choice: ChoiceEntry) -> bool:
    """Local parties stand only in Aceh (UU 11/2006)."""
    name = f"{choice.name} {choice.party}".lower()
    return any(word in name for word in _LOCAL_ACEH)
