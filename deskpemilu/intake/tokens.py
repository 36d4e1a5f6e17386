"""Words, numbers and marks of a normalised text, in order.

Comes in: normalised text. Goes out: tokens with their place; nothing is interpreted here except
that digits with look-alike letters inside (`2O1`) are one doubtful number and number words are
recognised as numbers.
"""

from __future__ import annotations

import re

from deskpemilu.intake.numberwords import number_at, starts_number

NUMBER, WORD, SIGN, LINE, DOUBTFUL = "n", "w", "s", "nl", "d"

_MIXED = re.compile(r"[oil]\d|\d[oil]")
_PLAIN = re.compile(r"(?P<w>[a-z]+(?:'[a-z]+)*)|(?P<n>\d+)|(?P<nl>\n)|(?P<s>[^\s])")
_TOKEN = re.compile(
    r"(?P<d>(?<![a-z\d])(?:[oil]+\d|\d+[oil]+\d|\d+[oil]+(?![a-z\d]))[oil\d]*(?![a-z\d]))"
    r"|(?P<n>\d+)|(?P<w>[a-z]+(?:'[a-z]+)*)|(?P<nl>\n)|(?P<s>[^\s])"
)
_MOST_DIGITS, _MOST_WORDS = 18, 8  # no number of a form is longer, in digits or in words
_LETTER_DIGITS = str.maketrans("oil", "011")


class Token:
    """One token: `kind`, `text`, `value` of a number, place in the normalised text, `gap` before it."""

    __slots__ = ("cell", "end", "gap", "kind", "start", "text", "value", "words")

    def __init__(self, kind: str, text: str, start: int, end: int, gap: bool) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.gap = gap
        self.value = -1
        self.words = False
        self.cell = False  # a tab stands before it: another cell of a table

    def __repr__(self) -> str:
        return f"<{self.kind}:{self.text}>"


def tokenise(text: str) -> list[Token]:
    """All tokens of a normalised text; runs of number words become one number token."""
    tokens: list[Token] = []
    append = tokens.append
    last_end = 0
    has_words = False
    tabs = "\t" in text
    pattern = _TOKEN if _MIXED.search(text) else _PLAIN
    for found in pattern.finditer(text):
        kind = found.lastgroup or "s"
        piece = found.group()
        start, end = found.span()
        token = Token(kind, piece, start, end, start > last_end)
        if kind == "n":
            token.value = int(piece[:_MOST_DIGITS])
        elif kind == "d":
            token.value = int(piece[:_MOST_DIGITS].translate(_LETTER_DIGITS))
        elif kind == "w" and not has_words:
            has_words = starts_number(piece)
        token.cell = tabs and "\t" in text[last_end:start]
        append(token)
        last_end = end
    return _join_number_words(tokens) if has_words else tokens


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
            found = number_at([t.text for t in tokens[at:stop]], 0)
            if found is not None:
                value, used = found
                last = tokens[at + used - 1]
                text = " ".join(t.text for t in tokens[at : at + used])
                number = Token(NUMBER, text, token.start, last.end, token.gap)
                number.value, number.words = value, True
                joined.append(number)
                at += used
                continue
        joined.append(token)
        at += 1
    return joined
