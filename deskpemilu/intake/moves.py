"""What was read of messages about a TPS that has another code now.

Whose message it is and where it is shown goes by the code in its reading (flow/message_rights.py): the
camat of the new place must see it, the one of the old place no more. The text itself stays as it was.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from deskpemilu.intake.models import StoredReading
from deskpemilu.registry.models import Election

CHUNK = 500


def readings_follow(election: Election, old: str, new: str) -> int:
    """Write the new code into the readings that name the old one; how many."""
    rows = StoredReading.objects.filter(election=election).annotate(words=Cast("data", TextField()))
    rows = rows.filter(Q(region=old) | Q(words__contains=f'"{old}"'))
    changed = []
    for row in rows.iterator(chunk_size=CHUNK):
        row.region = new if row.region == old else row.region
        row.data = _renamed(row.data, old, new)
        changed.append(row)
    StoredReading.objects.bulk_update(changed, ["region", "data"], batch_size=CHUNK)
    return len(changed)


def _renamed(value: Any, old: str, new: str) -> Any:
    """The same JSON with the code replaced wherever it stands alone."""
    if isinstance(value, dict):
        return {key: _renamed(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, old, new) for each in value]
    return new if value == old else value
