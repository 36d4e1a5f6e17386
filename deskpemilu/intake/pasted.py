"""Pasted chat: `[14/2 15.20] Pak Camat: …`, `14/02/24 15.20 - Nama: …`.

Comes in: normalised text. Goes out: the text with headers blank, and one text for each run of messages by
the same author, everything else blank, so that positions stay what they were.
"""

from __future__ import annotations

import re

from deskpemilu.intake.normalise import Normalised

_DATE = r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
_TIME = r"(?:pukul )?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?: ?[ap]\.?m\.?)?(?: wi[bt]a?)?"
_HEADER = re.compile(
    rf"(?m)^[ \t]*(?:\[(?:{_DATE},? +{_TIME}|{_TIME},? +{_DATE})\] ?|{_DATE},? +{_TIME} +- +)"
    r"~? ?(?P<author>[^:\n]{1,40}):(?= |$)"
)


def authors_apart(normal: Normalised) -> list[str]:
    """Texts to read one by one: a single one (headers blank) unless several people are quoted."""
    text = normal.text
    headers = list(_HEADER.finditer(text)) if ":" in text and ("[" in text or " - " in text) else []
    if not headers:
        return [text]
    blanked = _HEADER.sub(lambda found: " " * len(found.group()), text)
    runs: list[tuple[str, int, int]] = []
    for index, header in enumerate(headers):
        end = headers[index + 1].start() if index + 1 < len(headers) else len(text)
        author = header["author"].strip()
        if runs and runs[-1][0] == author:
            runs[-1] = (author, runs[-1][1], end)
        else:
            runs.append((author, header.start(), end))
    if len(runs) == 1:
        return [blanked]
    first = runs[0][1]
    pieces = [(0, first)] if text[:first].strip() else []
    pieces += [(start, end) for _, start, end in runs]
    return [_only(blanked, start, end) for start, end in pieces]


def _only(text: str, start: int, end: int) -> str:
    return " " * start + text[start:end] + " " * (len(text) - end)
