"""Plain text out of what a phone can send, with a map back to the characters as written.

Comes in: the text of a message. Goes out: lower-case text in which unusual digits, bold letters,
keycaps and look-alike letters are ordinary ones, marks and invisible characters are gone, struck
and quoted text is blank, and `origin[i]` is where character i stood in the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MARKUP = str.maketrans({"*": " ", "_": " ", "`": " ", "\r": "\n", "\x0b": "\n", "\x0c": "\n"})
_STRUCK = re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])")
_QUOTED = re.compile(r"(?m)^[ \t]*>(?!>).*$")  # `>> 01 : 113` is a bullet, no quotation
_STARRED = re.compile(r"(?<=\w)\*(?=\w)")
_KEYCAP, _TEN = "\u20e3", "\U0001f51f"
_STRIKES = {"\u0335", "\u0336", "\u0337", "\u0338"}
_CIRCLED = ((0x2460, 0x249B), (0x24F5, 0x24FE), (0x2776, 0x2793))
_LOOKALIKE = str.maketrans(
    "авеёіјкмнорстухАВЕІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧοι", "abeeijkmhopctyxabeijkmhopctyxabezhikmnoptyxoi"
)
_FIXED = {
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
    "→": "=",
    "➡": "=",
    "➔": "=",
    "⇒": "=",
    "×": "x",
    "✕": "x",
    "÷": "/",
    "·": ".",
    "∙": ".",
    "・": ".",
    "│": "|",
    "┃": "|",
    "、": ",",
    "⁄": "/",
    "∕": "/",
    "‘": "'",
    "’": "'",
    "`": "'",
    "′": "'",
    "❓": "?",
    "❔": "?",
    "⁉": "?",
}
_APPROVALS = ("👍", "👌", "✅", "🆗", "✔", "☑")
ODD = "¤"  # a character that may be a digit (superscript, fraction): nobody should guess


@dataclass(slots=True)
class Normalised:
    """`text` for reading; `origin` is None where positions did not change."""

    text: str
    origin: list[int] | None
    length: int
    struck: bool = False
    quoted: bool = False
    approves: bool = False
    written: str = ""  # the text as it came

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the original text behind `text[start:end]`."""
        if self.origin is None or not self.origin:
            return start, end
        first = self.origin[min(start, len(self.origin) - 1)]
        last = self.origin[min(max(end - 1, start), len(self.origin) - 1)]
        return first, max(first, last) + 1


def normalise(text: str) -> Normalised:
    """The text as the reader reads it; positions map back by `Normalised.original`."""
    if text.isascii():
        result = Normalised(text.lower(), None, len(text))
    else:
        result = _from_unicode(text)
        result.approves = any(sign in text for sign in _APPROVALS)
    if "~" in result.text:
        result.text, count = _STRUCK.subn(_blank, result.text)
        result.struck = result.struck or count > 0
    if ">" in result.text:
        result.text, count = _QUOTED.subn(_blank, result.text)
        result.quoted = count > 0
    if "*" in result.text and len(_STARRED.findall(result.text)) >= 4:
        result.text = result.text.replace("*", "#")
    result.written = text
    result.text = result.text.translate(_MARKUP)
    return result


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


class _Out:
    """Characters written so far, each with the place it came from."""

    __slots__ = ("chars", "keycap", "origin", "struck")

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.origin: list[int] = []
        self.keycap = False
        self.struck = False

    def put(self, piece: str, at: int) -> None:
        if self.keycap and piece[:1].isdigit():
            self.chars.append(" ")
            self.origin.append(at)
        self.keycap = False
        self.chars.extend(piece)
        self.origin.extend([at] * len(piece))


_PLAIN_RUN = re.compile(r"[\x00-\x7f]+")


def _from_unicode(text: str) -> Normalised:
    """The text character by character; without keycaps, runs of plain letters are taken at once."""
    out = _Out()
    keycaps = _KEYCAP in text
    at, size = 0, len(text)
    while at < size:
        if not keycaps and (run := _PLAIN_RUN.match(text, at)) is not None:
            out.chars.extend(run.group().lower())
            out.origin.extend(range(at, run.end()))
            at = run.end()
            continue
        _put(out, text, at, text[at])
        at += 1
    return Normalised("".join(out.chars), out.origin, size, struck=out.struck)


def _put(out: _Out, text: str, at: int, char: str) -> None:
    if char.isascii():
        _put_ascii(out, text, at, char)
    elif char == _KEYCAP:
        out.keycap = bool(out.chars) and out.chars[-1].isdigit()
    elif char in _STRIKES:
        if out.chars:
            out.chars[-1] = " "
            out.struck = True
    elif piece := _translate(char):
        out.put(piece, at)


def _put_ascii(out: _Out, text: str, at: int, char: str) -> None:
    after = text[at + 1 : at + 3]
    if char.isdigit() and _KEYCAP in after and not after[:1].isalnum():
        # one keycap after another is one number: 1️⃣2️⃣ is 12
        glued = out.keycap
        out.keycap = False
        if not glued and out.chars and out.chars[-1].isdigit():
            out.put(" ", at)
        out.put(char, at)
        return
    out.put(char.lower(), at)


@lru_cache(maxsize=4096)
def _translate(char: str) -> str:  # noqa: PLR0911
    """What an unusual character stands for; empty for one nobody can see."""
    if (fixed := _FIXED.get(char)) is not None:
        return fixed
    if char == _TEN:
        return " 10 "
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "No":
        code = ord(char)
        if any(low <= code <= high for low, high in _CIRCLED):
            return f" {int(unicodedata.numeric(char))} "
        return ODD
    if category in ("Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"):
        return ""
    if category == "Pd" or char == "−":
        return "-"
    if category in ("Zs", "So", "Sk"):
        return " "
    return _letters(char)


def _letters(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char).translate(_LOOKALIKE).lower()
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    if kept.isascii():
        return kept
    return ODD if unicodedata.category(char) == "Sm" else " "
