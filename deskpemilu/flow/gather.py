"""What a batch needs to know before it is read: whose messages they are, and of which election."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from deskpemilu.accounts.queries import Owner
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.channels.owners import owners_of_senders
from deskpemilu.intake.acts import Incoming
from deskpemilu.intake.book import Book, book_of
from deskpemilu.intake.joining import part_of
from deskpemilu.intake.reading import Reading
from deskpemilu.registry.lexicon import Sender
from deskpemilu.registry.models import Election
from deskpemilu.registry.queries import current_elections


class NoElection(RuntimeError):
    """No election is there that a message could be about."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Elections and owners of phone numbers that a batch needs.

    `answered` are (sender, our message) of reactions under messages of ours; `overtaken` are messages
    whose edit or withdrawal was accepted before them, by (channel, external id).
    """

    elections: tuple[Election, ...]
    books: dict[str, Book]
    owners: dict[str, Owner]
    answered: frozenset[tuple[str, str]]
    overtaken: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @staticmethod
    def load(messages: Sequence[InboxMessage]) -> Desk:
        """Read them: a handful of statements, whatever the size of the batch."""
        elections = tuple(current_elections())
        wanted = _wanted(messages, elections)
        return Desk(
            elections=elections,
            books={election.code: book_of(election) for election in elections if election.code in wanted},
            owners=owners_of_senders(message.sender for message in messages),
            answered=_our_messages(messages),
            overtaken=_overtaken(messages),
        )


def _our_messages(messages: Sequence[InboxMessage]) -> frozenset[tuple[str, str]]:
    """(sender, message) of reactions that stand under a message which the desk sent to that sender."""
    wanted = {message.reply_to for message in messages if message.kind == "reaction" and message.reply_to}
    if not wanted:
        return frozenset()
    rows = OutboxMessage.objects.filter(provider_id__in=wanted).values_list("recipient", "provider_id")
    return frozenset(rows)


def _overtaken(messages: Sequence[InboxMessage]) -> dict[tuple[str, str], str]:
    """Messages whose edit or withdrawal came first, as deliveries out of order do. One statement."""
    ids = {
        (m.channel, m.external_id): m.pk for m in messages if m.channel == EDITABLE and m.kind not in ABOUT
    }
    if not ids:
        return {}
    # By `reply_to` alone, in the words of its index: every other condition sends SQLite to a larger one.
    rows = InboxMessage.objects.filter(~Q(reply_to=""), reply_to__in=[about for _, about in ids])
    found = rows.values_list("kind", "channel", "reply_to", "pk")
    return {
        (channel, about): kind
        for kind, channel, about, pk in sorted(found)  # of two, the withdrawal stands
        if kind in ABOUT and pk < ids.get((channel, about), 0)
    }


def _wanted(messages: Iterable[InboxMessage], elections: Sequence[Election]) -> set[str]:
    return {election.code for message in messages if (election := _election(message, elections))}


def _election(message: InboxMessage, elections: Sequence[Election]) -> Election | None:
    """The election a message names, else the one marked as first, else the nearest voting day."""
    if message.election_code:
        return next((e for e in elections if e.code == message.election_code), None)
    return min(
        elections,
        key=lambda e: (not e.settings.get("first", False), _days_apart(e, message.sent_at)),
        default=None,
    )


def _days_apart(election: Election, at: datetime) -> int:
    return abs((election.date - at.date()).days) if election.date else 100_000


def sender_of(owner: Owner | None, book: Book) -> Sender:
    """The sender as the reader needs it. A desk with one contest reports that one."""
    contests = list(book.contests)
    default = contests[0] if len(contests) == 1 else None
    if owner is None:
        return Sender(scope=(), default_contest=default, known=False)
    # A grant over the whole desk is a grant over its area.
    scope = tuple(area or book.lexicon.area for area in owner.scope)
    return Sender(scope=scope, default_contest=default, known=bool(scope))


EDITABLE = "whatsapp"
ABOUT = ("edit", "revoke")
# Kinds whose text is not the sender's own words; they are kept, and read as nothing.
WORDLESS = frozenset({"reaction", "system", "sticker", "contacts", "order", "unsupported", "echo", "revoke"})


@dataclass(frozen=True, slots=True)
class Job:
    """A message that is ready to be read: the election it is about, who sent it, the words to read."""

    message: InboxMessage
    book: Book
    owner: Owner | None
    sender: Sender
    text: str
    overtaken: str = ""

    def with_reading(self, reading: Reading) -> Incoming:
        """The message with what was read of it, and what it holds if it may be a part of a report."""
        part = None
        if self.owner is not None and self.text and not self.overtaken:
            part = part_of(self.text, reading, self.book.lexicon)
        return Incoming(self.message, self.book, self.owner, self.sender, reading, part, self.overtaken)


def job_of(message: InboxMessage, desk: Desk) -> Job:
    """What a message needs to be read. Raises NoElection when there is no election for it."""
    election = _election(message, desk.elections)
    if election is None:
        raise NoElection(f"Belum ada pemilihan “{message.election_code or 'aktif'}” pada desk ini.")
    book = desk.books[election.code]
    owner = desk.owners.get(message.sender)
    overtaken = desk.overtaken.get((message.channel, message.external_id), "")
    words = "" if overtaken else _words(message, desk)
    return Job(message, book, owner, sender_of(owner, book), words, overtaken)


def _words(message: InboxMessage, desk: Desk) -> str:
    """What the sender says. A thumb under one of our own messages answers it; under another, nothing."""
    if message.kind == "reaction" and (message.sender, message.reply_to) in desk.answered:
        return message.text
    return "" if message.kind in WORDLESS else message.text
