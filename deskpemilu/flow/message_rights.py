"""Whose messages somebody may see: a camat those of their kecamatan, the whole desk all of them.

A message belongs to the places that were read in it. One without a place belongs to the areas of
its sender; one from a stranger and without a place is for readers of the whole desk alone. A message
that names places of several areas is for those who may see all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from deskpemilu.accounts.models import Grant
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import ACTS_OF, Act, Role

REPORTERS = tuple(role.value for role in Role if Act.REPORT in ACTS_OF[role])


def visible(areas: Sequence[str]) -> Q:
    """Condition on InboxMessage for readers of these areas; ("",) is the whole desk, () is nowhere."""
    if "" in areas:
        return Q()
    by_place, by_sender = Q(pk__in=[]), Q(pk__in=[])
    for area in areas:
        by_place |= Q(reading__region__startswith=area)
        by_sender |= Q(area__startswith=area)
    senders = Grant.objects.filter(by_sender, revoked_at=None, role__in=REPORTERS).values("person_id")
    return by_place | Q(reading__region="", reading__person_id__in=senders)


def inside(data: Mapping[str, Any], areas: Sequence[str]) -> bool:
    """Whether every place that was read lies in these areas."""
    codes = {report.get("tps_code") for report in data.get("reports", ())} - {None}
    return all(any(str(code).startswith(area) for area in areas) for code in codes)


def message_for(message_id: int, areas: Sequence[str]) -> InboxMessage | None:
    """The message if a reader of these areas may see it, else None."""
    rows = InboxMessage.objects.filter(visible(areas), pk=message_id)
    message = rows.select_related("reading__person", "reading__election").first()
    if message is None or not inside(_data(message), areas):
        return None
    return message


def _data(message: InboxMessage) -> Mapping[str, Any]:
    reading = getattr(message, "reading", None)
    return reading.data if reading is not None else {}
