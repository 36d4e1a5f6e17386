"""Hanging photos that have no place yet on the TPS that their senders wrote about.

Looks again at every photo without a place whenever something was read or stored since: a caption that
was completed by an answer, a report that came after its photo, a message that staff understood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.evidence.limits import allowed
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.placing import Around, Said, candidates, place
from deskpemilu.evidence.services import place_found
from deskpemilu.flow.photo_words import Words
from deskpemilu.intake.models import Submission

MOST = 300
LATEST = 3000
LOOKED_FOR = timedelta(days=3)
AROUND = 6  # windows before and after a photo in which suggestions are looked for
_READ = (InboxMessage.State.DONE, InboxMessage.State.FAILED)
Seen = tuple[object, ...]


def state_of_things() -> Seen:
    """Changes whenever a photo without a place might find one."""
    waiting = Photo.objects.filter(tps=None, set_aside=False).aggregate(Count("pk"), Max("pk"))
    newest = InboxMessage.objects.aggregate(Max("pk"))["pk__max"] or 0
    # Only the latest: whatever is older and still unread is found by the look once a minute.
    unread = InboxMessage.objects.filter(pk__gt=newest - LATEST).exclude(state__in=_READ).count()
    return (*waiting.values(), unread, newest, Submission.objects.aggregate(Max("pk"))["pk__max"])


def place_waiting(*, now: datetime) -> list[Photo]:
    """Hang what can be hung; those photos."""
    limits = allowed()
    rows = Photo.objects.filter(tps=None, set_aside=False, how="", created_at__gte=now - LOOKED_FOR)
    rows = rows.filter(message__state__in=_READ).select_related("message__reading").order_by("-pk")
    photos = list(rows[:MOST])
    if not photos:
        return []
    around = Surroundings.load(photos, limits.window)
    found = [(photo.pk, at) for photo in photos if (at := place(around.of(photo), limits.window))]
    return place_found(found, now=now) if found else []


def suggestions(photos: Sequence[Photo]) -> dict[int, list[int]]:
    """TPS ids by photo id that its sender may have meant, nearest first."""
    with_message = [photo for photo in photos if photo.message is not None]
    window = allowed().window
    around = Surroundings.load(with_message, window)
    return {photo.pk: candidates(around.of(photo), window) for photo in with_message}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was said around photos, for all of them at once."""

    words: Words
    by_sender: dict[tuple[str, str, str], list[InboxMessage]]
    by_id: dict[tuple[str, str], InboxMessage]

    @staticmethod
    def load(photos: Sequence[Photo], window: timedelta) -> Surroundings:
        """Read the messages around: of the same senders, answering and answered."""
        messages = [photo.message for photo in photos if photo.message is not None]
        near = _near(messages, window) if messages else []
        answered = _answered(messages)
        everything = {m.pk: m for m in (*messages, *near, *answered.values())}
        by_sender: dict[tuple[str, str, str], list[InboxMessage]] = defaultdict(list)
        for message in everything.values():
            by_sender[_sender(message)].append(message)
        return Surroundings(Words.load(list(everything.values())), by_sender, answered)

    def of(self, photo: Photo) -> Around:
        """What was said around one photo."""
        message = photo.message
        assert message is not None
        own = self.words.said(message)
        if not message.sender:
            return Around(photo.sent_at, own)
        beside = [m for m in self.by_sender[_sender(message)] if m.pk != message.pk]
        answers = [m for m in beside if m.reply_to and m.reply_to == message.external_id]
        answered = self.by_id.get((message.channel, message.reply_to))
        return Around(
            at=photo.sent_at,
            own=own,
            answered=self.words.said(answered) if answered else None,
            answers=self._said(answers),
            # Words that answer another message are about that one.
            others=self._said([m for m in beside if m not in answers]),
        )

    def _said(self, messages: Sequence[InboxMessage]) -> list[Said]:
        return [said for message in messages if (said := self.words.said(message))]


def _sender(message: InboxMessage) -> tuple[str, str, str]:
    return message.channel, message.group, message.sender


def _near(messages: Sequence[InboxMessage], window: timedelta) -> list[InboxMessage]:
    """Messages of the same senders around the photos, and all that answer one of them."""
    senders = {message.sender for message in messages if message.sender}
    times = [message.sent_at for message in messages]
    rows = InboxMessage.objects.filter(sender__in=senders, state__in=_READ).select_related("reading")
    first, last = min(times) - AROUND * window, max(times) + AROUND * window
    answers = rows.filter(reply_to__in=[message.external_id for message in messages])
    return [*rows.filter(sent_at__range=(first, last)), *answers]


def _answered(messages: Sequence[InboxMessage]) -> dict[tuple[str, str], InboxMessage]:
    """The messages that photos answer, by the id that the photo names: theirs, or one of ours, which
    stands for the message that it answered."""
    ids = {message.reply_to for message in messages if message.reply_to}
    if not ids:
        return {}
    rows = InboxMessage.objects.filter(external_id__in=ids).select_related("reading")
    found = {(row.channel, row.external_id): row for row in rows}
    ours = OutboxMessage.objects.filter(provider_id__in=ids).select_related("in_reply_to__reading")
    for row in ours:
        if row.in_reply_to is not None:
            found.setdefault((row.channel, row.provider_id), row.in_reply_to)
    return found
