"""One TPS: its forms, and its history as one timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from deskpemilu.accounts.access import Access
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import GENERATION_NAMES, CountState, Generation
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import photos_of
from deskpemilu.flow import revotes
from deskpemilu.flow.message_rights import message_for
from deskpemilu.intake.blindness import SAID, Hidden, hidden_from
from deskpemilu.intake.book import Book, book_of
from deskpemilu.intake.cross import cross_findings
from deskpemilu.intake.models import Confirmation, Count, StoredReading, Submission
from deskpemilu.registry.models import Contest, Revote, Tps, TpsChange
from deskpemilu.verification import workflow
from deskpemilu.verification.models import Act as Deed
from deskpemilu.web.pages.inbox.bubble import Piece
from deskpemilu.web.pages.verification.one_form import bubble_of
from deskpemilu.web.pages.verification.sheet import Sheet, sheet

MOST_EVENTS = 80


@dataclass(frozen=True, slots=True)
class Card:
    """The form of one contest and generation. `sheet` None: nothing has come in, or it was withdrawn.

    `counts` False: an earlier generation, which is history. `revote` is the decision it rests on,
    `across` what it shows beside other forms. `hidden`: its first entry is kept from the reader.
    """

    contest: Contest
    state: str
    version: Submission | None
    waits: bool
    sheet: Sheet | None
    versions: int
    reason: str
    generation: str = Generation.REGULER.value
    counts: bool = True
    revote: Revote | None = None
    across: Sequence[Mapping[str, Any]] = ()
    hidden: bool = False

    @property
    def title(self) -> str:
        """`Presiden`, `Presiden (PSU)`."""
        regular = self.counts and self.generation == Generation.REGULER.value
        name = GENERATION_NAMES[Generation(self.generation)]
        return self.contest.short if regular else f"{self.contest.short} ({name})"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, an icon, who, what; a link where there is more to see."""

    at: datetime
    icon: str
    who: str
    what: str
    detail: str = ""
    version_id: int | None = None
    message_id: int | None = None
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything about one TPS."""

    tps: Tps
    cards: Sequence[Card]
    events: Sequence[Event]
    photos: Sequence[Photo]
    contests: Sequence[Contest]
    may_verify: bool
    may_correct: bool
    may_report: bool
    may_export: bool
    may_decide: bool
    may_change: bool
    up: str

    @staticmethod
    def load(tps: Tps, access: Access) -> Page:
        """Read it, for somebody who may see this TPS."""
        contests = list(tps.election.contests.order_by("order"))
        decided = list(tps.revotes.select_related("contest", "entered_by", "withdrawn_by"))
        photos = photos_of(tps.pk)
        hidden = hidden_from(access, tps.election, tps_ids=[tps.pk])
        return Page(
            tps=tps,
            cards=_cards(tps, contests, decided, hidden),
            events=_events(tps, access, decided, photos, hidden),
            photos=photos,
            contests=contests,
            may_verify=bool(access.may(Act.VERIFY, tps.code)),
            may_correct=bool(access.may(Act.CORRECT, tps.code)),
            may_report=bool(access.may(Act.REPORT, tps.code)),
            may_export=bool(access.may(Act.EXPORT, tps.code)),
            may_decide=any(access.may(act, tps.code) for act in revotes.ACTS),
            may_change=bool(access.may(Act.MANAGE_REGISTRY, tps.code)),
            up=_way_up(contests, tps, access),
        )


def _way_up(contests: Sequence[Contest], tps: Tps, access: Access) -> str:
    """Contest whose dashboard the regions above link to, "" for somebody who may not go there."""
    may_go = contests and access.may(Act.SEE_PROGRESS, str(tps.desa.parent_id))
    return contests[0].code if may_go else ""


def _cards(tps: Tps, contests: Sequence[Contest], decided: Sequence[Revote], hidden: Hidden) -> list[Card]:
    """Of each contest the form that counts, then earlier generations, the newest first."""
    book, counts = book_of(tps.election), _counts(tps)
    # What is said across forms tells figures of each of them.
    across = {} if hidden else cross_findings(count.pk for count in counts)
    revotes = {(row.contest_id, row.generation): row for row in decided if row.withdrawn_at is None}
    cards = []
    for contest in contests:
        mine = [count for count in counts if count.contest_id == contest.pk]
        mine.sort(key=lambda count: (not count.counts, -count.pk))
        # A withdrawn decision under which nothing came in is not worth a card.
        shown = [count for count in mine if count.counts or count.submission_id]
        each: Sequence[Count | None] = shown or [None]
        for count in each:
            card = _card(contest, count, tps.code, book, hidden)
            found = across.get(count.pk, ()) if count else ()
            cards.append(replace(card, across=found, revote=revotes.get((contest.pk, card.generation))))
    return cards


def _counts(tps: Tps) -> list[Count]:
    return list(Count.objects.filter(tps=tps).select_related("submission__recheck", "contest"))


def _card(contest: Contest, count: Count | None, code: str, book: Book, hidden: Hidden) -> Card:
    blind = count is not None and hidden.count(count)
    version = count.submission if count and not blind else None
    shown = None
    if version is not None:
        ballot = book.lexicon.contests[contest.code].choices_for(code)
        form = CountForm(rows=version.rows, votes=version.votes)
        shown = sheet(form, ballot, contest.code, version.findings_now)
    return Card(
        contest=contest,
        state=count.state if count else CountState.MISSING.value,
        version=version,
        waits=bool(count and count.requested_id),
        sheet=shown,
        versions=count.versions if count else 0,
        reason=count.reason if count and not blind else "",
        hidden=blind,
        generation=count.generation if count else Generation.REGULER.value,
        counts=count.counts if count else True,
    )


def _events(
    tps: Tps, access: Access, decided: Sequence[Revote], photos: Sequence[Photo], hidden: Hidden
) -> list[Event]:
    """Versions, confirmations, decisions and other messages about the TPS, newest first."""
    found = [
        *_versions(tps, hidden),
        *_confirmations(tps, hidden),
        *_photos(photos),
        *_deeds(tps, hidden),
        *_revotes(decided),
        *_changes(tps),
    ]
    if access.may(Act.READ_INBOX, tps.code):
        found += _messages(tps)
    return sorted(found, key=lambda event: event.at, reverse=True)[:MOST_EVENTS]


def _versions(tps: Tps, hidden: Hidden) -> list[Event]:
    rows = Submission.objects.filter(tps=tps).select_related("contest", "reporter", "message")
    names = {"report": "melaporkan", "correction": "meralat", "entry": "mengisi", "import": "impor"}
    return [
        Event(
            at=row.created_at,
            icon="message" if row.message_id else "edit",
            who=_name(row),
            what=f"{names.get(row.origin, row.origin)} {row.contest.short}{_again(row)}, versi {row.version}",
            detail="" if hidden.version(row) else row.reason,
            version_id=None if hidden.version(row) else row.pk,
        )
        for row in rows
    ]


def _again(row: Submission) -> str:
    """` PSU` after the contest's name, nothing for the regular vote."""
    regular = row.generation == Generation.REGULER.value
    return "" if regular else f" {GENERATION_NAMES[Generation(row.generation)]}"


def _name(row: Submission) -> str:
    return row.reporter.name if row.reporter else row.reporter_label or "tidak dikenal"


def _confirmations(tps: Tps, hidden: Hidden) -> list[Event]:
    rows = Confirmation.objects.filter(submission__tps=tps)
    return [
        Event(
            at=row.at,
            icon="check",
            who=row.reporter.name if row.reporter else "tidak dikenal",
            what=f"mengonfirmasi {row.submission.contest.short}, versi {row.submission.version}",
            version_id=None if hidden.version(row.submission) else row.submission_id,
        )
        for row in rows.select_related("reporter", "submission__contest")
    ]


def _deeds(tps: Tps, hidden: Hidden) -> list[Event]:
    rows = Deed.objects.filter(count__tps=tps).select_related("person", "count__contest")
    return [
        Event(
            at=row.at,
            icon="user-check",
            who=row.person.name,
            what=f"{workflow.ACT_NAMES[row.act]} {row.count.contest.short}",
            detail="" if hidden.count(row.count) else row.reason,
        )
        for row in rows
    ]


def _revotes(decided: Sequence[Revote]) -> list[Event]:
    found = []
    for row in decided:
        what = f"{GENERATION_NAMES[Generation(row.generation)]} {row.contest.short}, keputusan {row.number}"
        found.append(
            Event(row.entered_at, "gavel", row.entered_by.name, f"mencatat keputusan {what}", row.reason)
        )
        if row.withdrawn_at is not None and row.withdrawn_by is not None:
            who, why = row.withdrawn_by.name, row.withdrawn_reason
            found.append(Event(row.withdrawn_at, "arrow-back-up", who, f"mencabut keputusan {what}", why))
    return found


def _changes(tps: Tps) -> list[Event]:
    rows = TpsChange.objects.filter(Q(tps=tps) | Q(other=tps)).select_related("person", "undone_by")
    found = []
    for row in rows:
        found.append(Event(row.at, "map-pin", row.person.name, f"mengubah data TPS: {row.text}", row.reason))
        if row.undone_at is not None and row.undone_by is not None:
            text = f"membatalkan perubahan: {row.text}"
            found.append(Event(row.undone_at, "arrow-back-up", row.undone_by.name, text))
    return found


def _photos(photos: Sequence[Photo]) -> list[Event]:
    return [
        Event(
            at=photo.sent_at,
            icon="camera",
            who=photo.person.name if photo.person else photo.sender_name or "nomor tidak dikenal",
            what=f"mengirim foto{f' {photo.contest.short}' if photo.contest else ''}",
            detail=photo.get_how_display(),
            photo=photo,
        )
        for photo in photos
    ]


def _messages(tps: Tps) -> list[Event]:
    """Messages about the TPS that did not become a version: questions, incidents, photos."""
    former = Q(region__in=tps.aliases.values("code"))
    rows = StoredReading.objects.filter(Q(region=tps.code) | former).exclude(outcome="record")
    rows = rows.select_related("message", "person").order_by("-message_id")[:MOST_EVENTS]
    return [
        Event(
            at=row.message.received_at,
            icon="messages",
            who=row.person.name if row.person else "nomor tidak dikenal",
            what="menulis tentang TPS ini",
            detail=row.message.text[:140],
            message_id=row.message_id,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version: its form beside the one before, and the message it came from."""

    tps: Tps
    version: Submission
    sheet: Sheet
    bubble: Sequence[Piece]
    may_message: bool
    up: str

    @staticmethod
    def load(tps: Tps, version_id: int, access: Access) -> VersionPage:
        """Raises Http404 when the version is not of this TPS, PermissionDenied for a first entry that is
        kept from the reader."""
        rows = Submission.objects.filter(tps=tps).select_related(
            "contest", "reporter", "message__reading", "recheck"
        )
        version = rows.filter(pk=version_id).first()
        if version is None:
            raise Http404("Versi ini bukan milik TPS ini.")
        if hidden_from(access, tps.election, tps_ids=[tps.pk]).version(version):
            raise PermissionDenied(SAID)
        earlier = rows.filter(
            contest=version.contest, generation=version.generation, version__lt=version.version
        )
        older = earlier.order_by("-version").first()
        book = book_of(tps.election)
        areas = access.areas(Act.READ_INBOX)
        may_message = version.message_id is not None and message_for(version.message_id, areas) is not None
        return VersionPage(
            tps=tps,
            version=version,
            sheet=sheet(
                CountForm(rows=version.rows, votes=version.votes),
                book.lexicon.contests[version.contest.code].choices_for(tps.code),
                version.contest.code,
                version.findings_now,
                before=CountForm(rows=older.rows, votes=older.votes) if older else None,
            ),
            bubble=bubble_of(version, tps.code, version.contest.code) if may_message else (),
            may_message=may_message,
            up=_way_up([version.contest], tps, access),
        )
