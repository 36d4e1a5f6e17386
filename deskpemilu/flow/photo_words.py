"""What messages say of places, for photos: read reports, stored versions, and captions without figures.

A caption need not be a report: "TPS 3 Mariana" under a photo says where it hangs. So where the road
read no report, the words are looked at once more for exactly one TPS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deskpemilu.accounts.queries import Owner, owners_of_numbers
from deskpemilu.channels.models import InboxMessage
from deskpemilu.evidence.attachments import IMAGES
from deskpemilu.evidence.placing import Said
from deskpemilu.flow.gather import sender_of
from deskpemilu.intake.book import Book, book_of
from deskpemilu.intake.classify import place_of
from deskpemilu.intake.items import TpsAnchor
from deskpemilu.intake.models import StoredReading, Submission
from deskpemilu.intake.normalise import normalise
from deskpemilu.intake.read import MAX_LENGTH, reader_for
from deskpemilu.intake.reading import Kind
from deskpemilu.registry.queries import current_elections

Form = tuple[int, int | None]
CHUNK = 400
_SILENT = frozenset({"reaction", "system", "sticker", "contacts", "echo", "revoke", "unsupported"})


@dataclass(frozen=True, slots=True)
class Words:
    """Says of any of the given messages what it speaks of."""

    books: Mapping[int, Book]
    owners: Mapping[str, Owner]
    versions: Mapping[int, frozenset[Form]] = field(default_factory=dict)

    @staticmethod
    def load(messages: Sequence[InboxMessage]) -> Words:
        """Read what all of them need: a handful of statements. `messages` with their readings."""
        wanted = {m.reading.election_id for m in messages if hasattr(m, "reading")}
        return Words(
            books={e.pk: book_of(e) for e in current_elections() if e.pk in wanted},
            owners=owners_of_numbers({message.sender for message in messages if message.sender}),
            versions=_versions([message.pk for message in messages]),
        )

    def said(self, message: InboxMessage) -> Said:
        """What a message says of places."""
        if found := self.versions.get(message.pk):
            return Said(message.sent_at, found)
        reading: StoredReading | None = getattr(message, "reading", None)
        book = self.books.get(reading.election_id or 0) if reading else None
        if reading is None or book is None or message.kind in _SILENT:
            return Said(message.sent_at)
        # A note about a photo names the first place it finds, and no contest: it is looked at once more.
        if reading.kind != Kind.PHOTO.value and (forms := _read(reading, book)):
            return Said(message.sent_at, forms)
        return self._looked_for(message, book, about_photo=reading.kind == Kind.PHOTO.value)

    def _looked_for(self, message: InboxMessage, book: Book, *, about_photo: bool) -> Said:
        """One TPS in the words, or one that cannot be made out."""
        if not message.text or len(message.text) > MAX_LENGTH:
            return Said(message.sent_at)
        reader = reader_for(book.lexicon)
        items = reader.items_of(normalise(message.text).text)
        numbers = {n for i in items if isinstance(i.value, TpsAnchor) for n in i.value.numbers}
        if not numbers:
            return Said(message.sent_at)
        code, _ = place_of(reader, items, sender_of(self.owners.get(message.sender), book))
        if len(numbers) != 1 or code not in book.tps:
            return Said(message.sent_at, unclear=True)
        contests = {str(item.value) for item in items if item.kind == "contest"}
        contest = book.contests.get(contests.pop()) if len(contests) == 1 else None
        form = (book.tps[code].pk, contest)
        return Said(message.sent_at, frozenset({form}), firm=about_photo or message.kind in IMAGES)


def _read(reading: StoredReading, book: Book) -> frozenset[Form]:
    """Forms of a reading; empty unless every report in it has its TPS."""
    reports = reading.data.get("reports") or []
    codes = [report.get("tps_code") for report in reports]
    if not codes or any(code not in book.tps for code in codes):
        return frozenset()
    return frozenset((book.tps[r["tps_code"]].pk, book.contests.get(r.get("contest"))) for r in reports)


def _versions(ids: Sequence[int]) -> dict[int, frozenset[Form]]:
    """Forms of the versions that came of messages."""
    found: dict[int, set[Form]] = defaultdict(set)
    for at in range(0, len(ids), CHUNK):
        rows = Submission.objects.filter(message_id__in=ids[at : at + CHUNK])
        for message_id, tps_id, contest_id in rows.values_list("message_id", "tps_id", "contest_id"):
            found[message_id].add((tps_id, contest_id))
    return {message_id: frozenset(forms) for message_id, forms in found.items()}
