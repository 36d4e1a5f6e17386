"""The list of messages: filters, search, and what each line says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from deskpemilu.accounts.models import Grant
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.channels.owners import owners_of_senders
from deskpemilu.flow.message_rights import REPORTERS, inside, visible
from deskpemilu.registry.models import Region

PAGE = 40
REVIEW, STRANGER, PENDING, FAILED, ALL = "tinjau", "asing", "tunda", "gagal", "semua"
FILTERS = (
    (REVIEW, "Perlu ditinjau"),
    (STRANGER, "Tidak dikenal"),
    (PENDING, "Tertunda balas"),
    (FAILED, "Gagal"),
    (ALL, "Semua"),
)
_WAITING = [OutboxMessage.State.QUEUED, OutboxMessage.State.SENDING]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks the list for: a filter, words to search, older than a message."""

    choice: str = REVIEW
    words: str = ""
    before: int | None = None

    @property
    def query(self) -> str:
        """The filter and the words as the end of an address."""
        given = {"saring": self.choice if self.choice != REVIEW else "", "cari": self.words}
        text = urlencode({key: value for key, value in given.items() if value})
        return f"?{text}" if text else ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list."""

    message: InboxMessage
    who: str
    place: str
    first_line: str
    state: str
    review: bool


def wanted_of(given: dict[str, str]) -> Wanted:
    """Read the filter, the words and the place in the list from an address."""
    choice, before = given.get("saring", REVIEW), given.get("sebelum", "")
    known = {name for name, _ in FILTERS}
    return Wanted(
        choice=choice if choice in known else REVIEW,
        words=given.get("cari", "").strip()[:80],
        before=int(before) if before.isdecimal() else None,
    )


def items(areas: Sequence[str], wanted: Wanted) -> tuple[list[Item], int | None]:
    """A page of the list, newest first, and where the next one begins (None at the end)."""
    rows = InboxMessage.objects.filter(visible(areas)).filter(_filter(wanted.choice))
    if wanted.words:
        rows = rows.filter(_search(wanted.words))
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    found = list(rows.select_related("reading__person").order_by("-pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    shown = [message for message in found[:PAGE] if inside(data_of(message), areas)]
    people = {message.pk: _person_of(message) for message in shown}
    unread = owners_of_senders(message.sender for message in shown if not hasattr(message, "reading"))
    for message in shown:
        # A message that could not be read has no reading, yet its sender may well be known.
        if (owner := unread.get(message.sender)) and not hasattr(message, "reading"):
            people[message.pk] = (owner.person_id, owner.name)
    places = places_of(person[0] for person in people.values() if person)
    return [_item(message, people[message.pk], places) for message in shown], more


def waiting(areas: Sequence[str]) -> int:
    """How many messages wait for a person."""
    return InboxMessage.objects.filter(visible(areas)).filter(_filter(REVIEW)).count()


def _filter(choice: str) -> Q:
    replies = OutboxMessage.objects.filter(in_reply_to=OuterRef("pk"))
    if choice == REVIEW:
        return Q(reading__needs_person=True, reading__handled_at=None)
    if choice == STRANGER:
        return Q(reading__person=None, reading__isnull=False) & ~Q(reading__outcome="ignore")
    if choice == PENDING:
        return Q(Exists(replies.filter(state__in=_WAITING)))
    if choice == FAILED:
        return Q(state=InboxMessage.State.FAILED) | Q(
            Exists(replies.filter(state=OutboxMessage.State.FAILED))
        )
    return Q()


def _search(words: str) -> Q:
    found = Q(text__icontains=words) | Q(sender_name__icontains=words)
    found |= Q(reading__person__name__icontains=words)
    digits = "".join(letter for letter in words if letter.isdigit())
    return found | Q(sender__endswith=digits) if len(digits) >= 4 else found


def _person_of(message: InboxMessage) -> tuple[UUID, str] | None:
    """Id and name of the registered sender, as the reading knows it."""
    reading = getattr(message, "reading", None)
    person = reading.person if reading is not None else None
    return (person.pk, person.name) if person else None


def _item(message: InboxMessage, person: tuple[UUID, str] | None, places: dict[UUID, str]) -> Item:
    reading = getattr(message, "reading", None)
    lines = (line.strip(" *_~") for line in message.text.splitlines())
    return Item(
        message=message,
        who=person[1] if person else message.sender_name or "Nomor tidak dikenal",
        place=places.get(person[0], "") if person else "",
        first_line=next((line for line in lines if line), "(tanpa teks)"),
        state=state_of(message),
        review=reading is not None and reading.needs_person and reading.handled_at is None,
    )


def state_of(message: InboxMessage) -> str:
    """The state that the list shows: of the inbox until it was read, then what the reading decided."""
    if message.state != InboxMessage.State.DONE:
        return message.state
    reading = getattr(message, "reading", None)
    return reading.outcome if reading is not None else message.state


def data_of(message: InboxMessage) -> dict[str, object]:
    """What was read, {} while nothing was."""
    reading = getattr(message, "reading", None)
    data: dict[str, object] = reading.data if reading is not None else {}
    return data


def places_of(people: Iterable[UUID | None]) -> dict[UUID, str]:
    """Where people report from, in words. Two statements."""
    areas: dict[UUID, list[str]] = defaultdict(list)
    ids = {person for person in people if person is not None}
    grants = Grant.objects.filter(person_id__in=ids, revoked_at=None, role__in=REPORTERS)
    for person, area in grants.values_list("person_id", "area"):
        areas[person].append(area)
    names = dict(
        Region.objects.filter(code__in={code for codes in areas.values() for code in codes}).values_list(
            "code", "name"
        )
    )
    return {person: _words(codes, names) for person, codes in areas.items()}


def _words(codes: list[str], names: dict[str, str]) -> str:
    if "" in codes:
        return "seluruh wilayah"
    named = [
        f"Kec. {names[code]}" if len(code) == 6 else names.get(code, code)
        for code in sorted(codes)
        if code in names
    ]
    return ", ".join(named[:2]) + (" …" if len(named) > 2 else "")
