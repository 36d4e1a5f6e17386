"""The mark of a finding: the same as long as its figures are the same. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from deskpemilu.insight.inputs import canonical

LENGTH = 16
# What a moving crowd of other TPS changes without this form having changed.
_MOVING = frozenset({"skor", "peluang", "tps"})


def mark_of(row: Mapping[str, Any]) -> str:
    """Mark of a finding as runs store it, from its values and the field it names."""
    steady = {name: value for name, value in row["values"].items() if name not in _MOVING}
    return hashlib.sha256(canonical([row["code"], row["suspect_field"], steady])).hexdigest()[:LENGTH]
