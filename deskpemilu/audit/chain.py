"""A hash chain over records: pure.

Each record's hash covers its content and the hash before it, so a record that is changed,
removed or put in between breaks every hash after it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64


def link(previous: str, content: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the previous hash and the content as canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def first_broken(records: Iterable[tuple[int, Mapping[str, Any], str, str]]) -> int | None:
    """Number of the first record (number, content, previous hash, hash) that does not fit, or None."""
    expected_previous, expected_number = GENESIS, 1
    for number, content, previous, digest in records:
        if number != expected_number or previous != expected_previous or link(previous, content) != digest:
            return min(number, expected_number)
        expected_previous, expected_number = digest, number + 1
    return None
