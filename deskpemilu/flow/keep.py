"""What a batch leaves behind beside versions and totals: readings, replies, one audit record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from deskpemilu.audit.services import Entry
from deskpemilu.channels import bulk
from deskpemilu.channels.envelope import Reply
from deskpemilu.channels.models import InboxMessage
from deskpemilu.evidence.queries import has_photo
from deskpemilu.intake.acts import Handled, Incoming
from deskpemilu.intake.models import StoredReading, Submission
from deskpemilu.intake.reading import Outcome, Reading
from deskpemilu.intake.recording import region_of
from deskpemilu.intake.replies import PHOTO_MISSING, PHOTO_THERE

Done = tuple[Incoming, Handled]
_FIELDS = [
    "election",
    "kind",
    "outcome",
    "region",
    "person",
    "needs_person",
    "handled_at",
    "data",
    "created_at",
]
PHOTOS = frozenset({"image", "document"})
REPLY_CHANNELS = frozenset({"whatsapp", "sms"})
# The next part of a report may already be on its way: a question about half of one waits a moment,
# and is never sent when the next part answers it.
QUESTION_WAITS = timedelta(seconds=20)


def keep_readings(done: Sequence[Done], *, now: datetime) -> None:
    """Store the reading of every message, and the new one of messages that were completed."""
    rows = {
        item.message.pk: _row(item, item.message, handled.reading, handled, now) for item, handled in done
    }
    for item, handled in done:
        for earlier in handled.completed:
            row = _row(item, earlier.message, earlier.reading, handled, now)
            row.needs_person, row.region = earlier.needs_person, region_of(earlier.reading)
            rows[earlier.message.pk] = row
    bulk.insert(list(rows.values()), unique=["message"], update=_FIELDS)


def _row(
    item: Incoming, message: InboxMessage, reading: Reading, handled: Handled, now: datetime
) -> StoredReading:
    return StoredReading(
        message_id=message.pk,
        election_id=item.book.election_id,
        kind=reading.kind.value,
        outcome=reading.outcome.value,
        region=handled.region,
        person_id=item.owner.person_id if item.owner else None,
        needs_person=handled.needs_person,
        handled_at=None,
        data=reading_data(reading, handled),
        created_at=now,
    )


def reading_data(reading: Reading, handled: Handled | None = None) -> dict[str, Any]:
    """A reading as pages show it: reports, findings, question, spans, and what was done."""
    data = reading.as_json()
    data["spans"] = [
        {"start": span.start, "end": span.end, "role": span.role, "report": span.report}
        for span in reading.spans
    ]
    if reading.question is not None:
        question = reading.question
        data["question"] = {
            "code": question.code,
            "text": question.text,
            "options": [list(option) for option in question.options],
        }
    if handled is not None:
        data["effects"] = [result.effect.value for result in handled.results]
        data["reply"] = handled.reply
        if handled.joined:
            data["joined"] = list(handled.joined)
        if handled.asked_with:
            data["asked_with"] = list(handled.asked_with)
    return data


def say_photos(done: Sequence[Done]) -> None:
    """Let replies say which forms have a photo already. One statement a batch."""
    asked = [(item, handled, handled.results[0].count) for item, handled in done if _tells_of_photo(handled)]
    forms = {(count.tps_id, count.contest_id) for _, _, count in asked}
    having = has_photo(forms) if forms else set()
    for item, handled, count in asked:
        if item.message.kind in PHOTOS or (count.tps_id, count.contest_id) in having:
            handled.reply = handled.reply.replace(PHOTO_MISSING, PHOTO_THERE)


def _tells_of_photo(handled: Handled) -> bool:
    return bool(handled.results) and PHOTO_MISSING in handled.reply


def replies_of(done: Sequence[Done]) -> list[Reply]:
    """One reply a message at most, to its sender. Messages of a group or an export get none."""
    return [
        Reply(
            channel=item.message.channel,
            recipient=item.message.sender,
            text=handled.reply,
            dedupe_key=_dedupe_key(item, handled),
            in_reply_to_id=item.message.pk,
            wait=QUESTION_WAITS if handled.waits else timedelta(0),
        )
        for item, handled in done
        if handled.reply
        and item.message.channel in REPLY_CHANNELS
        and item.message.sender
        and not item.message.group
        and handled.reading.outcome is not Outcome.IGNORE
    ]


def _dedupe_key(item: Incoming, handled: Handled) -> str:
    if item.owner is None:
        # A stranger is told once that the number is not in the register, not at every message.
        return f"unknown:{item.message.channel}:{item.message.sender}"
    key = f"reply:{item.message.pk}"
    # Reading a message again tells its sender only what is different now.
    return f"{key}:{hashlib.blake2b(handled.reply.encode(), digest_size=6).hexdigest()}"


def audit_entry(incoming: Sequence[Incoming], versions: Sequence[Submission]) -> list[Entry]:
    """One record a batch: how many messages, which versions, and a digest over their figures."""
    if not versions:
        return []
    lines = (f"{v.pk}:{v.tps_id}:{v.contest_id}:{v.version}:{v.figures}" for v in versions)
    return [
        Entry(
            act="intake.batch",
            data={
                "messages": len(incoming),
                "versions": [min(v.pk for v in versions), max(v.pk for v in versions)],
                "count": len(versions),
                "digest": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
            },
        )
    ]
