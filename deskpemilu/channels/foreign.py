"""Other people's JSON, read without trusting its shape. Pure.

Comes in: bytes, or parsed values of any type. Goes out: what is there, or nothing; never an error
for a field that is missing or of another type than documented. Refuses only what is no JSON object.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

FIRST_YEAR, LAST_YEAR = 2010, 2100
_EPOCH = re.compile(r"\d{1,12}")
# PostgreSQL stores no NUL in text, and no database stores half a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class NotJson(ValueError):
    """A body that is not a JSON object."""


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object of a body, with what no database can store replaced. Raises NotJson."""
    try:
        content = clean(json.loads(body, parse_constant=lambda _: None))
    except (ValueError, RecursionError) as error:
        raise NotJson(f"bukan JSON: {type(error).__name__}") from error
    if not isinstance(content, dict):
        raise NotJson("bukan objek JSON")
    return content


def clean(value: Any) -> Any:
    """The same value without NUL, half surrogates and numbers that are not numbers."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a list; nothing for anything else."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def text_at(value: Any, *path: str) -> str:
    """The text at a path of keys; a number as its digits; "" when it is not there."""
    for key in path:
        if not isinstance(value, dict):
            return ""
        value = value.get(key)
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int) else ""


def moment(value: Any) -> datetime | None:
    """Seconds since 1970 as text or number; None when it is no such thing or no time of our days."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _EPOCH.fullmatch(text):
        return None
    try:
        at = datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if FIRST_YEAR <= at.year <= LAST_YEAR else None


def identifier(value: str, limit: int) -> str:
    """An id that fits its column: itself, or the hash of one that is too long."""
    return value if len(value) <= limit else f"sha256-{hashlib.sha256(value.encode()).hexdigest()}"
