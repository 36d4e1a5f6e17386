"""Telling the reporters of a form what a person decided about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from deskpemilu.accounts.models import Phone
from deskpemilu.channels.envelope import Reply
from deskpemilu.intake.models import Submission
from deskpemilu.verification.models import Act
from deskpemilu.verification.notices import Place, return_undone

REPLY_CHANNELS = frozenset({"whatsapp", "sms"})


def replies_to(
    act: Act, place: Place, versions: Iterable[Submission], words: Callable[..., str]
) -> tuple[Reply, ...]:
    """One message to each reporter of the versions that were sent back or thrown out."""
    replies: dict[str, Reply] = {}
    for version in versions:
        address = _address(version)
        if address is None or address[1] in replies:
            continue
        channel, recipient = address
        text = words(place, version.votes, version.rows, act.reason)
        replies[recipient] = Reply(
            channel, recipient, text, f"{act.act}:{act.pk}:{recipient}", in_reply_to_id=version.message_id
        )
    return tuple(replies.values())


def _address(version: Submission) -> tuple[str, str] | None:
    """Channel and number at which a version's reporter is reached; None when there is no way."""
    message = version.message
    if message is not None and message.channel in REPLY_CHANNELS and message.sender:
        return message.channel, message.sender
    if version.reporter_id is None:
        return None
    number = (
        Phone.objects.filter(person_id=version.reporter_id, active=True)
        .order_by("id")
        .values_list("number", flat=True)
        .first()
    )
    return ("whatsapp", number) if number else None


def undone_replies(act: Act, place: Place, sent_to: Iterable[tuple[str, str]]) -> tuple[Reply, ...]:
    """What those are told whose returned form is no longer returned, after the message had gone out."""
    text = return_undone(place, act.act)
    return tuple(
        Reply(channel, recipient, text, f"return-undone:{act.pk}:{recipient}")
        for channel, recipient in sent_to
    )
