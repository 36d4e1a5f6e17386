"""Reading what was said of findings."""

from __future__ import annotations

from collections.abc import Iterable

from deskpemilu.insight.models import FindingNote
from deskpemilu.registry.models import Contest

Key = tuple[str, str]
"""TPS code and code of the finding."""


def notes_of(contest: Contest, tps_codes: Iterable[str]) -> dict[Key, list[FindingNote]]:
    """Notes of findings, the newest first, by TPS and code."""
    rows = FindingNote.objects.filter(contest=contest, tps_code__in=set(tps_codes)).select_related("by")
    found: dict[Key, list[FindingNote]] = {}
    for row in rows.order_by("-id"):
        found.setdefault((row.tps_code, row.code), []).append(row)
    return found
