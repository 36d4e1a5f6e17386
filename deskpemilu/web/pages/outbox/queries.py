"""Reading the outbox: how much is where, what is stuck and why, one page of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from deskpemilu.accounts.access import Access
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.channels.whatsapp.errors import BY_PHONE
from deskpemilu.domain.roles import Act
from deskpemilu.web.formatting import masked_number
from deskpemilu.web.pages.search.queries import inside

State = OutboxMessage.State
LATE = timedelta(minutes=5)
FILTERS: dict[str, tuple[str, Q]] = {
    "macet": ("Perlu perhatian", Q(state=State.FAILED) | Q(state=State.QUEUED, attempts__gt=0)),
    "menunggu": ("Menunggu", Q(state__in=[State.QUEUED, State.SENDING])),
    "telepon": ("Perlu ditelepon", Q(state=State.FAILED, error__startswith=BY_PHONE)),
    "gagal": ("Gagal", Q(state=State.FAILED)),
    "terkirim": ("Terkirim", Q(state__in=[State.SENT, State.DELIVERED, State.READ])),
    "batal": ("Dibatalkan", Q(state=State.CANCELLED)),
    "semua": ("Semua", Q()),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why messages are stuck: the provider's words, how many, since when."""

    error: str
    messages: int
    since: datetime


def visible(access: Access) -> QuerySet[OutboxMessage]:
    """Messages that answer something in the person's areas; those of no place only for the whole desk."""
    areas = access.areas(Act.SEE_OUTBOX)
    rows = OutboxMessage.objects.all()
    return rows if areas == ("",) else rows.filter(inside(areas, "in_reply_to__reading__region"))


def counts(rows: QuerySet[OutboxMessage]) -> list[tuple[str, str, int]]:
    """(key, name, how many) of each filter; one statement."""
    found = rows.aggregate(
        **{key: Count("pk", filter=condition or Q(pk__gt=0)) for key, (_, condition) in FILTERS.items()}
    )
    return [(key, name, found[key]) for key, (name, _) in FILTERS.items()]


def causes(rows: QuerySet[OutboxMessage]) -> list[Cause]:
    """Why messages fail or wait after a try, the most frequent first."""
    stuck = rows.filter(FILTERS["macet"][1]).exclude(error="")
    grouped = stuck.values("error").annotate(messages=Count("pk"), since=Min("created_at"))
    return [Cause(row["error"], row["messages"], row["since"]) for row in grouped.order_by("-messages")[:5]]


def oldest_waiting(rows: QuerySet[OutboxMessage], *, now: datetime) -> datetime | None:
    """When the oldest waiting message was made, if that is longer ago than LATE."""
    at: datetime | None = rows.filter(state=State.QUEUED).aggregate(at=Min("created_at"))["at"]
    return at if at and now - at > LATE else None


def page_rows(rows: QuerySet[OutboxMessage], *, which: str, words: str) -> QuerySet[OutboxMessage]:
    """Messages of a filter, newest first; words fit the text or the last digits of the recipient."""
    rows = rows.filter(FILTERS.get(which, FILTERS["macet"])[1])
    if words:
        fits = Q(text__icontains=words)
        if words.isdigit():
            fits |= Q(recipient__endswith=words)
        rows = rows.filter(fits)
    return rows.order_by("-pk")


def recipient_shown(message: OutboxMessage, *, full: bool) -> str:
    """The number, or only its last four digits."""
    return f"+{message.recipient}" if full else masked_number(message.recipient)
