"""Words, numbers and marks of a normalised text, in order.

Comes in: normalised text. Goes out: tokens with their place; nothing is interpreted here except
that digits with look-alike letters inside (`2O1`) are one doubtful number and number words are
recognised as numbers.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, digits

from deskpemilu.intake.items import Item
from deskpemilu.intake.numberwords import number_at, starts_number

Token = Item  # whose kind is no more than one of these

NUMBER, WORD, SIGN, LINE, DOUBTFUL = "n", "w", "s", "nl", "d"

_MIXED = re.compile(r"[oil]\d|\d[oil]")
_PLAIN = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+|\n|[^\s]")
_TOKEN = re.compile(
    r"(?<![a-z\d])(?:[oil]+\d|\d+[oil]+\d|\d+[oil]+(?![a-z\d]))[oil\d]*(?![a-z\d])|" + _PLAIN.pattern
)
_KIND_OF_FIRST = {**dict.fromkeys(ascii_lowercase, WORD), **dict.fromkeys(digits, NUMBER), "\n": LINE}
_MOST_DIGITS, _MOST_WORDS = 18, 8  # no number of a form is longer, in digits or in words
_NUMBERING = frozenset(("nomor", "no", "nomer", "urut", "paslon", "calon"))
_PIECES = (["puluh"], ["ratus"], ["belas"])
_LETTER_DIGITS = str.maketrans("oil", "011")


def tokenise(text: str, offset: int = 0) -> list[Token]:
    """All tokens of a text that begins at `offset`; runs of number words become one number token."""
    tokens: list[Token] = []
    append, find, kind_of = tokens.append, text.find, _KIND_OF_FIRST.get
    end = 0
    has_words = False
    mixed = _MIXED.search(text) is not None
    for piece in (_TOKEN if mixed else _PLAIN).findall(text):
        start = find(piece, end)
        kind = kind_of(piece[0], SIGN)
        token = Item(kind, piece, offset + start, offset + start + len(piece), start > end)
        if kind == NUMBER:
            if mixed and not piece.isdigit():
                _doubtful(token)
            else:
                token.value = token.number = int(piece[:_MOST_DIGITS])
        elif kind == WORD:
            if mixed and not piece.isalpha() and "'" not in piece:
                _doubtful(token)
            else:
                has_words = has_words or starts_number(piece)
        end = start + len(piece)
        append(token)
    if "\t" in text:
        _mark_cells(tokens, text, offset)
    return _join_number_words(tokens) if has_words else tokens


def _doubtful(token: Token) -> None:
    """`2O1`: digits with letters that look like digits."""
    token.kind = DOUBTFUL
    token.value = token.number = int(token.text[:_MOST_DIGITS].translate(_LETTER_DIGITS))


def _mark_cells(tokens: list[Token], text: str, offset: int) -> None:
    """Tell the tokens that open a cell of a table: a tab stands before them."""
    end = 0
    for token in tokens:
        token.cell = "\t" in text[end : token.start - offset]
        end = token.end - offset


def _join_number_words(tokens: list[Token]) -> list[Token]:
    """Replace each run of number words by one number token that remembers it was written in words."""
    joined: list[Token] = []
    at, size = 0, len(tokens)
    while at < size:
        token = tokens[at]
        if token.kind == WORD:
            stop = at
            while stop < min(size, at + _MOST_WORDS) and tokens[stop].kind == WORD:
                stop += 1
            words = [t.text for t in tokens[at:stop]]
            found = number_at(words, 0)
            if found is not None:
                value, used = found
                if used > 1 and joined and joined[-1].text in _NUMBERING and words[used:][:1] in _PIECES:
                    # `nomor dua sembilan puluh lima`: the label, then its figure
                    value, used = number_at(words[:1], 0) or found
                last = tokens[at + used - 1]
                text = " ".join(t.text for t in tokens[at : at + used])
                number = Item(NUMBER, text, token.start, last.end, token.gap)
                number.value, number.number, number.width, number.words = value, value, 0, True
                joined.append(number)
                at += used
                continue
        joined.append(token)
        at += 1
    return joined
