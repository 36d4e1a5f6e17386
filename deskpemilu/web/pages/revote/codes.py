"""TPS codes out of what somebody pastes: pure.

A list, a column of a table or a whole CSV: every code of 13 digits is taken, with or without dots. A
line that holds figures but no such code is named, so that nobody believes it was taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(r"(?<![\d.])\d{2}\.?\d{2}\.?\d{2}\.?\d{4}\.?\d{3}(?!\d)")
_MANY_DIGITS = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes in the order in which they were written, each once; lines of which nothing was taken."""

    found: tuple[str, ...]
    unread: tuple[tuple[int, str], ...]


def codes_in(text: str) -> Codes:
    """The codes of a text."""
    found: dict[str, None] = {}
    unread: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        codes = [match.replace(".", "") for match in _CODE.findall(line)]
        found.update(dict.fromkeys(codes))
        if not codes and _MANY_DIGITS.search(line.replace(".", "").replace(" ", "")):
            unread.append((number, line.strip()[:60]))
    return Codes(tuple(found), tuple(unread))
