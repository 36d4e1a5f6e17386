"""Typing the tokens with the lexicon: tokens in, items out.

Comes in: tokens, phrase table, place index. Goes out: items in order; of several things that a word may
be, the longest phrase or place name wins, and what stands before decides a tie.
"""

from __future__ import annotations

from deskpemilu.domain.codes import DESA, KECAMATAN
from deskpemilu.intake import othernumbers
from deskpemilu.intake.addressed import ADDRESSED, BALLOT_WORDS, is_addressed, is_person, last_content
from deskpemilu.intake.anchors import SKIP_TO_NUMBER, TPS_WORDS, number_follows, tps_anchor
from deskpemilu.intake.entries import EntryMemory, Label, entries_of, remembered
from deskpemilu.intake.items import Item, Mention, TpsAnchor, typed
from deskpemilu.intake.ordinary import ORDINARY
from deskpemilu.intake.phrases import PhraseTable
from deskpemilu.intake.places import PlaceIndex
from deskpemilu.intake.placewords import QUALIFIERS, ROMAN
from deskpemilu.intake.tokens import LINE, NUMBER, SIGN, WORD, Token, tokenise
from deskpemilu.intake.wordkinds import label_slip, word_kind

_GENERIC_BEFORE = frozenset(
    """
    kepala kantor balai perangkat pemerintah dana pemdes seluruh tiap setiap per se aparat linmas kades
    warga semua bapak ibu pak bu tingkat antar masing petugas halaman staf sekretaris pegawai
    """.split()  # noqa: SIM905
)
_DESA_MARKS = frozenset(("desa", "ds", "kel", "kelurahan"))
_LEADING = TPS_WORDS | {"p", "t"}  # words that lead to a number
_MOST_WORDS = 20_000  # kept with their kind


class Typist:
    """Turns tokens into items for one lexicon."""

    def __init__(self, phrases: PhraseTable, places: PlaceIndex, area: str) -> None:
        self._phrases = phrases
        self._places = places
        self._area = area
        self._kinds: dict[str, str] = {}
        self._entries = EntryMemory()

    def items(self, text: str) -> list[Item]:
        """All items of a message. Lines are typed by themselves: nothing reaches over a line's end."""
        found: list[Item] = []
        done = 0
        for start, line, label, figure in entries_of(text) if "\n" in text else ():
            if start == done + 1:
                found.append(Item(LINE, "\n", done, start, False))
            elif start > done:
                self._type(text[done:start], done, found)
            self._entry(line, label, figure, start, found)
            done = found[-1].end
        if done < len(text):
            self._type(text[done:], done, found)
        return found

    def _entry(self, line: str, label: Label, figure: str, start: int, found: list[Item]) -> None:
        """A line that is one label and its figure."""
        known = self._entries.knows(label)
        if known:
            found += remembered(known, label, figure, start)
            return
        before = len(found)
        tokens = self._type(line, start, found)
        if known is None:
            self._entries.learn(label, tokens, found[before:], start)

    def _type(self, text: str, offset: int, found: list[Item]) -> list[Token]:
        """Add the items of a part of a message; tokens that are no more than they seem are items already."""
        tokens = tokenise(text, offset)
        kinds = self._kinds
        at, size = 0, len(tokens)
        while at < size:
            token = tokens[at]
            kind = token.kind
            if kind == WORD:
                plain = kinds.get(token.text)
                if plain is None:
                    plain = self._plain_kind(token.text)
                if plain:
                    found.append(token if plain == WORD else typed(plain, None, token, token))
                    at += 1
                else:
                    at = self._word(tokens, at, found)
            elif kind == NUMBER:
                at = self._number(tokens, at, found)
            else:
                found.append(token)
                at += 1
        return tokens

    def _plain_kind(self, word: str) -> str:
        """What a word is that begins no place, phrase or TPS; "" where it needs a closer look."""
        first = word.replace("'", "")
        telling = word in _LEADING or word in ROMAN or first in self._places.prefixes or label_slip(word)
        kind = "" if telling or self._phrases.may_start(word) else word_kind(word)
        if len(self._kinds) >= _MOST_WORDS:
            self._kinds.clear()
        self._kinds[word] = kind
        return kind

    # numbers ---------------------------------------------------------------------------------

    def _number(self, tokens: list[Token], at: int, found: list[Item]) -> int:
        token = tokens[at]
        plain = othernumbers.is_plain(tokens, at)
        if plain and (token.text.lstrip("0") or "0") not in self._places.prefixes:
            found.append(token)
            return at + 1
        code = self._code_at(tokens, at, found)
        if code:
            return code
        place = self._numbered_place(tokens, at, found)
        if place is not None:
            return self._place(tokens, at, place, found)
        if plain:
            found.append(token)
            return at + 1
        return self._explained_number(tokens, at, found)

    @staticmethod
    def _explained_number(tokens: list[Token], at: int, found: list[Item]) -> int:
        """A number with something beside it that may say what it is."""
        token = tokens[at]
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if after is not None and after.text == "tps" and not number_follows(tokens, at + 2):
            found.append(_explained(othernumbers.COUNT, tokens, at, at + 2))
            return at + 2
        explained = othernumbers.explain(tokens, at, after_name=_after_name(found))
        if explained is not None and explained[1] not in othernumbers.SOFT:
            found.append(_explained(explained[1], tokens, at, explained[0]))
            return explained[0]
        if explained is not None and explained[1] == othernumbers.YEAR and not _awaits_figure(found):
            found.append(_explained(othernumbers.NAMED_YEAR, tokens, at, explained[0]))
            return explained[0]
        token.hint = explained[1] if explained is not None else ""
        found.append(token)
        return at + 1

    def _numbered_place(
        self, tokens: list[Token], at: int, found: list[Item]
    ) -> tuple[int, tuple[str, ...]] | None:
        """A name that begins with a number, where a name may stand: `Satu Ulu`, `9/10 Ulu`, `Sembilan`."""
        before = last_content(found)
        marked = before is not None and before.kind in ("mark", "tps")
        if not marked and not (before is None or before.kind in ("place", "nl", "contest")):
            return None
        place = self._places.match(tokens, at)
        if place is None or (marked and tokens[at].words):
            return place
        return place if any(token.kind == WORD for token in tokens[at : place[0]]) else None

    def _code_at(self, tokens: list[Token], at: int, found: list[Item]) -> int:
        """A region or TPS code written as digits, with or without dots."""
        token = tokens[at]
        group = [at] if len(token.text) > 2 else othernumbers._group(tokens, at, ".")
        digits = "".join(tokens[i].text for i in group)
        if token.words or len(digits) not in (10, 13) or not digits.startswith(self._area[:2]):
            return 0
        if digits[:10] not in self._places.spelled:
            return 0
        last = tokens[group[-1]]
        found.append(typed("place", Mention((digits[:10],), digits, "desa"), token, last))
        if len(digits) == 13:
            found.append(typed("tps", TpsAnchor((int(digits[10:]),)), token, last))
        return group[-1] + 1

    # words -----------------------------------------------------------------------------------

    def _word(self, tokens: list[Token], at: int, found: list[Item]) -> int:
        token = tokens[at]
        text = token.text
        if text in _LEADING and (end := self._tps(tokens, at, found)):
            return end
        if text in ROMAN and found and found[-1].kind == "intro":
            return self._roman_label(tokens, at, found)
        place = self._places.match(tokens, at)
        phrase = self._phrases.match(tokens, at)
        named = bool(found) and found[-1].kind == "place"  # `Taruang Usara` is no *suara*
        if place is None and phrase is None and not named and (right := label_slip(text)):
            token.text = right
            phrase = self._phrases.match(tokens, at)
        if place is not None and self._prefers_place(tokens, place, phrase, at, found):
            return self._place(tokens, at, place, found)
        if phrase is not None:
            return self._phrase(tokens, at, phrase, found)
        found.append(typed(word_kind(text), None, token, token))
        return at + 1

    @staticmethod
    def _roman_label(tokens: list[Token], at: int, found: list[Item]) -> int:
        """`Paslon II`: the ballot number in Roman figures."""
        value = ROMAN[tokens[at].text]
        item = typed("n", value, tokens[at], tokens[at])
        item.number, item.width = value, 1
        found.append(item)
        return at + 1

    def _tps(self, tokens: list[Token], at: int, found: list[Item]) -> int:
        token = tokens[at]
        if token.text in TPS_WORDS and found and found[-1].kind == "row" and found[-1].value == "sum":
            return self._count_of_tps(tokens, at, found)
        if token.text in TPS_WORDS and (end := self._code_after_tps(tokens, at, found)):
            return end
        if token.text in TPS_WORDS:
            return tps_anchor(tokens, at, found)
        after = tokens[at + 1] if at + 1 < len(tokens) else token
        if token.text == "p" and after.kind == NUMBER and not after.gap and after.number < 100:
            found.append(typed("intro", "choice", token, token))
            return at + 1
        if token.text == "t" and _starts_field(found):
            step = at + 2 if at + 1 < len(tokens) and tokens[at + 1].text == "." else at + 1
            if step < len(tokens) and tokens[step].kind == NUMBER and not tokens[step].gap:
                return tps_anchor(tokens, at, found)
        return 0

    def _code_after_tps(self, tokens: list[Token], at: int, found: list[Item]) -> int:
        """`TPS 16.07.05.2005.003`: the whole code stands where the number would."""
        step = at + 1
        while step < len(tokens) and tokens[step].kind == SIGN and tokens[step].text in SKIP_TO_NUMBER:
            step += 1
        if step < len(tokens) and tokens[step].kind == NUMBER:
            return self._code_at(tokens, step, found)
        return 0

    @staticmethod
    def _count_of_tps(tokens: list[Token], at: int, found: list[Item]) -> int:
        """`Jumlah TPS 3`: how many, not which."""
        found[-1].kind = "w"
        end = at + 1
        while end < len(tokens) and tokens[end].kind == SIGN and tokens[end].text in SKIP_TO_NUMBER:
            end += 1
        if end < len(tokens) and tokens[end].kind == NUMBER:
            end += 1
        found.append(_explained(othernumbers.COUNT, tokens, at, end))
        return end

    def _prefers_place(
        self,
        tokens: list[Token],
        place: tuple[int, tuple[str, ...]],
        phrase: tuple[int, str, object] | None,
        at: int,
        found: list[Item],
    ) -> bool:
        before = last_content(found)
        anchored = before is not None and (
            before.kind == "mark" or (before.kind == "tps" and before is found[-1])
        )
        if phrase is None:
            return True
        end, kind, _ = phrase
        anchored = anchored or (bool(found) and found[-1].text == "#") or _before_tps(tokens, place[0])
        if kind == "mark" and end < len(tokens) and self._places.match(tokens, end) is not None:
            return place[0] > end
        if place[0] != end:
            return place[0] > end
        if anchored:
            return True
        return kind not in ("row", "contest", "mark", "intro", "ch", "hedge", "blank")

    def _place(
        self, tokens: list[Token], at: int, place: tuple[int, tuple[str, ...]], found: list[Item]
    ) -> int:
        end, codes = place
        if tokens[at].text in _DESA_MARKS and (rest := self._places.match(tokens, at + 1)) is not None:
            # `Desa Beru` is a name somewhere, and Beru a desa somewhere else
            own = (code for code in rest[1] if len(code) == DESA and rest[0] == end)
            codes = tuple(dict.fromkeys((*codes, *own)))
        before = last_content(found)
        marked = before is not None and before.kind == "mark"
        words = [t.text for t in tokens[at:end]]
        anchored = marked or (bool(found) and (found[-1].kind == "tps" or found[-1].text == "#"))
        weak = not anchored and len(words) == 1 and words[0] in ORDINARY
        level = ""
        if marked and before is not None:
            level = str(before.value)
            # `Lembang Leles` is the village Leles, or desa Lembang of kecamatan Leles
            named = self._places.names.get(before.text, ())
            codes = (*codes, *(c for c in named if len(c) == DESA and c[:KECAMATAN] in codes))
        mention = Mention(codes, " ".join(words), level, weak)
        found.append(typed("place", mention, tokens[at], tokens[end - 1]))
        return end

    def _phrase(
        self, tokens: list[Token], at: int, phrase: tuple[int, str, object], found: list[Item]
    ) -> int:
        end, kind, value = phrase
        hint = ""
        if kind == "contest" and tokens[at].text not in BALLOT_WORDS and is_addressed(found):
            person = is_person(tokens, end, found, self._phrases, self._places)
            kind, value, hint = ("w", None, "") if person else (kind, value, ADDRESSED)
        if kind == "mark":
            return self._mark(tokens, at, end, str(value), found)
        if kind == "row" and value in ("part_l", "part_p", "part_j") and not _after_row(found):
            kind, value = "w", None
        found.append(typed(kind, value, tokens[at], tokens[end - 1]))
        found[-1].hint = hint
        return end

    def _mark(self, tokens: list[Token], at: int, end: int, level: str, found: list[Item]) -> int:
        """A place mark; the words after it are a known place, an unknown one, or none at all."""
        before = found[-1] if found else None
        generic = before is not None and before.kind == "w" and before.text in _GENERIC_BEFORE
        step = end
        while step < len(tokens) and tokens[step].kind == SIGN and tokens[step].text in ".:=-/#|":
            step += 1
        named = step < len(tokens) and self._places.match(tokens, step) is not None
        if step >= len(tokens) or generic or (tokens[step].kind != WORD and not named):
            found.append(typed("w", None, tokens[at], tokens[end - 1]))
            return end
        found.append(typed("mark", level, tokens[at], tokens[end - 1]))
        if self._places.match(tokens, step) is not None:
            return end
        text = tokens[step].text
        if text in ORDINARY or text in TPS_WORDS or self._phrases.match(tokens, step) is not None:
            found[-1].kind = "w"
            return end
        return self._unknown_place(tokens, step, level, found)

    def _unknown_place(self, tokens: list[Token], at: int, level: str, found: list[Item]) -> int:
        end = at
        while (
            end < len(tokens)
            and end - at < 4
            and tokens[end].kind == WORD
            and (end == at or tokens[end].text in QUALIFIERS or tokens[end].text not in ORDINARY | TPS_WORDS)
            and (end == at or self._phrases.match(tokens, end) is None or tokens[end].text in ROMAN)
            # `Baru` is also a desa of its own, but after an unknown word the end of that name
            and (end == at or tokens[end].text in QUALIFIERS or self._places.match(tokens, end) is None)
        ):
            end += 1
        name = " ".join(t.text for t in tokens[at:end])
        found.append(typed("place", Mention((), name, level), tokens[at], tokens[end - 1]))
        return end


def _explained(role: str, tokens: list[Token], at: int, end: int) -> Item:
    item = typed("x", role, tokens[at], tokens[end - 1])
    item.number = tokens[at].number
    return item


def _before_tps(tokens: list[Token], at: int) -> bool:
    """Whether the word TPS comes next, a sign between allowed."""
    if at < len(tokens) and tokens[at].kind == SIGN and tokens[at].text in ",-/.:":
        at += 1
    return at < len(tokens) and tokens[at].text in TPS_WORDS


def _after_name(found: list[Item]) -> bool:
    """Whether the word before, a sign between allowed, ended the name of a place."""
    last = found[-1] if found else None
    if last is not None and last.kind == "s" and last.text in ".:-" and len(found) > 1:
        last = found[-2]
    return last is not None and last.kind == "place"


def _awaits_figure(found: list[Item]) -> bool:
    """Whether a label stands just before: then even 2024 is its figure, and far too large."""
    if not found:
        return False
    last = found[-1]
    return last.kind in ("row", "ch", "intro", "unit", "n") or (last.kind == "s" and last.text in "=:-.,/#")


def _starts_field(found: list[Item]) -> bool:
    if not found:
        return True
    last = found[-1]
    return last.kind in ("nl", "place", "mark") or (last.kind == "s" and last.text in ",;|•-")


def _after_row(found: list[Item]) -> bool:
    for item in reversed(found[-6:]):
        if item.kind == "row":
            return True
        if item.kind == "nl":
            return False
    return False
