"""What senders said in the last minutes, as far as a batch needs it to join the parts of a report.

Comes in: the messages of a batch that may be parts. Goes out: the talk of their senders, from one
statement a batch, kept up to date while the batch is worked on. Nothing is read where no part is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from deskpemilu.channels.models import InboxMessage
from deskpemilu.intake.elsewhere import read_one
from deskpemilu.intake.joining import part_of, role_of
from deskpemilu.intake.reading import Kind, Outcome, Reading
from deskpemilu.intake.runs import LONGEST, Content, Role, Saying

if TYPE_CHECKING:
    from deskpemilu.intake.recording import Handled, Incoming

Conversation = tuple[str, str, str, str]
WORDS = frozenset({"text", "image", "document", "video", "button", "interactive"})
LATEST = 3000
CHUNK = 400


def conversation_of(message: InboxMessage) -> Conversation:
    """Parts are joined within one channel, group and election only."""
    return message.channel, message.sender, message.group, message.election_code


@dataclass(slots=True)
class Talk:
    """Messages of one conversation. `handled` holds what this batch did with those in it."""

    sayings: dict[int, Saying] = field(default_factory=dict)
    messages: dict[int, InboxMessage] = field(default_factory=dict)
    handled: dict[int, Handled] = field(default_factory=dict)

    def with_edit(self, message: InboxMessage) -> InboxMessage | None:
        """The message of this talk that an edit is about."""
        return next((m for m in self.messages.values() if m.external_id == message.reply_to), None)


@dataclass(slots=True)
class Talks:
    """The talks that a batch needs; `window` is the longest time between two parts of a report."""

    window: timedelta
    _by_conversation: dict[Conversation, Talk] = field(default_factory=dict)
    _batch: dict[Conversation, list[tuple[Incoming, Handled]]] = field(default_factory=dict)

    def load(self, incoming: Sequence[Incoming]) -> None:
        """Read what the senders of possible parts said around them."""
        parts = [item for item in incoming if item.part is not None]
        if not parts:
            return
        for item in parts:
            self._by_conversation.setdefault(conversation_of(item.message), Talk())
            for earlier, done in self._batch.get(conversation_of(item.message), ()):
                self._hear(earlier, done)
        of = {conversation_of(item.message): item for item in parts}
        times = [item.message.sent_at for item in parts]
        here = {item.message.pk for item in incoming}
        for message in _messages({item.message.sender for item in parts}, times, LONGEST * self.window):
            beside = of.get(conversation_of(message))
            if beside is not None and message.pk not in here:
                self._remember(message, saying_of(message, beside))

    def of(self, message: InboxMessage) -> Talk | None:
        """The talk that a message belongs to, where it was needed."""
        return self._by_conversation.get(conversation_of(message))

    def _remember(self, message: InboxMessage, saying: Saying) -> None:
        talk = self._by_conversation[conversation_of(message)]
        talk.messages[message.pk] = message
        talk.sayings[message.pk] = saying

    def heard(self, incoming: Incoming, handled: Handled) -> None:
        """A message of the batch was worked on."""
        self._batch.setdefault(conversation_of(incoming.message), []).append((incoming, handled))
        if self.of(incoming.message) is not None:
            self._hear(incoming, handled)

    def _hear(self, incoming: Incoming, handled: Handled) -> None:
        talk = self._by_conversation[conversation_of(incoming.message)]
        recorded = bool(handled.results) and handled.reading.kind is not Kind.CONFIRM
        self._remember(incoming.message, saying_now(incoming, recorded=recorded))
        talk.handled[incoming.message.pk] = handled
        for pk in handled.joined:
            if pk in talk.sayings:
                said = talk.sayings[pk]
                talk.sayings[pk] = Saying(
                    pk, said.sent_at, said.text, Role.REPORT, said.content, handled.joined
                )
        for done in handled.completed:
            if done.message.pk not in handled.joined and done.message.pk in talk.sayings:
                said = talk.sayings[done.message.pk]
                settled = done.reading.outcome is Outcome.RECORD
                role = Role.REPORT if settled else Role.PART
                talk.sayings[done.message.pk] = Saying(
                    said.id, said.sent_at, said.text, role, said.content, (said.id,) if settled else ()
                )


def _messages(senders: set[str], times: Sequence[datetime], around: timedelta) -> Iterable[InboxMessage]:
    ordered = sorted(senders)
    for at in range(0, len(ordered), CHUNK):
        rows = InboxMessage.objects.filter(
            sender__in=ordered[at : at + CHUNK],
            sent_at__gte=min(times) - around,
            sent_at__lte=max(times) + around,
            state=InboxMessage.State.DONE,
        )
        yield from rows.select_related("reading").defer("payload").order_by("-pk")[:LATEST]


def saying_now(incoming: Incoming, *, recorded: bool) -> Saying:
    """A message of the batch as a saying."""
    message, reading = incoming.message, incoming.reading
    role = role_of(reading, incoming.part, text=message.text, recorded=recorded)
    if message.kind not in WORDS:
        role = Role.ASIDE
    group = (message.pk,) if role is Role.REPORT else ()
    return Saying(message.pk, message.sent_at, message.text, role, incoming.part, group)


def saying_of(message: InboxMessage, beside: Incoming) -> Saying:
    """A stored message as a saying, by what became of it."""
    stored = getattr(message, "reading", None)
    if message.kind not in WORDS or not message.text.strip():
        return Saying(message.pk, message.sent_at, message.text, Role.ASIDE)
    data: dict[str, Any] = stored.data if stored is not None else {}
    if stored is None or (stored.handled_at is not None and not data.get("joined")):
        return Saying(message.pk, message.sent_at, message.text, Role.BAR)
    lexicon = beside.book.lexicon
    # Read again, not taken from the stored data: what a part holds depends on its words alone.
    reading = read_one(message.text, lexicon, beside.sender)
    content: Content | None = None
    if isinstance(reading, Reading):
        content = part_of(message.text, reading, lexicon)
        recorded = stored.outcome == Outcome.RECORD.value or bool(data.get("joined"))
        role = role_of(reading, content, text=message.text, recorded=recorded)
    else:
        role = Role.BAR
    group = tuple(data.get("joined") or (message.pk,)) if role is Role.REPORT else ()
    return Saying(message.pk, message.sent_at, message.text, role, content, group)
