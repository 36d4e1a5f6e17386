"""One TPS: its forms, and its history as one timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from deskpemilu.accounts.access import Access
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import CountState
from deskpemilu.flow.message_rights import message_for
from deskpemilu.intake.book import Book, book_of
from deskpemilu.intake.models import Confirmation, Count, StoredReading, Submission
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.verification import workflow
from deskpemilu.verification.models import Act as Deed
from deskpemilu.web.pages.inbox.bubble import Piece
from deskpemilu.web.pages.verification.one_form import bubble_of
from deskpemilu.web.pages.verification.sheet import Sheet, sheet

MOST_EVENTS = 80


@dataclass(frozen=True, slots=True)
class Card:
    """The form of one contest. `sheet` None: nothing has come in, or it was withdrawn."""

    contest: Contest
    state: str
    version: Submission | None
    waits: bool
    sheet: Sheet | None
    versions: int
    reason: str


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


@dataclass(frozen=True, slots=True)
class Page:
    """Everything about one TPS."""

    tps: Tps
    cards: Sequence[Card]
    events: Sequence[Event]
    may_verify: bool
    may_report: bool
    may_export: bool
    up: str

    @staticmethod
    def load(tps: Tps, access: Access) -> Page:
        """Read it, for somebody who may see this TPS."""
        book = book_of(tps.election)
        counts = {row.contest_id: row for row in _counts(tps)}
        contests = list(tps.election.contests.order_by("order"))
        return Page(
            tps=tps,
            cards=[_card(contest, counts.get(contest.pk), tps.code, book) for contest in contests],
            events=_events(tps, access),
            may_verify=bool(access.may(Act.VERIFY, tps.code)),
            may_report=bool(access.may(Act.REPORT, tps.code)),
            may_export=bool(access.may(Act.EXPORT, tps.code)),
            up=_way_up(contests, tps, access),
        )


def _way_up(contests: Sequence[Contest], tps: Tps, access: Access) -> str:
    """Contest whose dashboard the regions above link to, "" for somebody who may not go there."""
    may_go = contests and access.may(Act.SEE_PROGRESS, str(tps.desa.parent_id))
    return contests[0].code if may_go else ""


def _counts(tps: Tps) -> list[Count]:
    return list(Count.objects.filter(tps=tps).select_related("submission", "contest"))


def _card(contest: Contest, count: Count | None, code: str, book: Book) -> Card:
    version = count.submission if count else None
    shown = None
    if version is not None:
        ballot = book.lexicon.contests[contest.code].choices_for(code)
        form = CountForm(rows=version.rows, votes=version.votes)
        shown = sheet(form, ballot, contest.code, version.findings)
    return Card(
        contest=contest,
        state=count.state if count else CountState.MISSING.value,
        version=version,
        waits=bool(count and count.requested_id),
        sheet=shown,
        versions=count.versions if count else 0,
        reason=count.reason if count else "",
    )


def _events(tps: Tps, access: Access) -> list[Event]:
    """Versions, confirmations, decisions and other messages about the TPS, newest first."""
    found = [*_versions(tps), *_confirmations(tps), *_deeds(tps)]
    if access.may(Act.READ_INBOX, tps.code):
        found += _messages(tps)
    return sorted(found, key=lambda event: event.at, reverse=True)[:MOST_EVENTS]


def _versions(tps: Tps) -> list[Event]:
    rows = Submission.objects.filter(tps=tps).select_related("contest", "reporter", "message")
    names = {"report": "melaporkan", "correction": "meralat", "entry": "mengisi", "import": "impor"}
    return [
        Event(
            at=row.created_at,
            icon="message" if row.message_id else "edit",
            who=_name(row),
            what=f"{names.get(row.origin, row.origin)} {row.contest.short}, versi {row.version}",
            detail=row.reason,
            version_id=row.pk,
        )
        for row in rows
    ]


def _name(row: Submission) -> str:
    return row.reporter.name if row.reporter else row.reporter_label or "tidak dikenal"


def _confirmations(tps: Tps) -> list[Event]:
    rows = Confirmation.objects.filter(submission__tps=tps)
    return [
        Event(
            at=row.at,
            icon="check",
            who=row.reporter.name if row.reporter else "tidak dikenal",
            what=f"mengonfirmasi {row.submission.contest.short}, versi {row.submission.version}",
            version_id=row.submission_id,
        )
        for row in rows.select_related("reporter", "submission__contest")
    ]


def _deeds(tps: Tps) -> list[Event]:
    rows = Deed.objects.filter(count__tps=tps).select_related("person", "count__contest")
    return [
        Event(
            at=row.at,
            icon="user-check",
            who=row.person.name,
            what=f"{workflow.ACT_NAMES[row.act]} {row.count.contest.short}",
            detail=row.reason,
        )
        for row in rows
    ]


def _messages(tps: Tps) -> list[Event]:
    """Messages about the TPS that did not become a version: questions, incidents, photos."""
    rows = StoredReading.objects.filter(region=tps.code).exclude(outcome="record")
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
        """Raises Http404 when the version is not of this TPS."""
        rows = Submission.objects.filter(tps=tps).select_related("contest", "reporter", "message__reading")
        version = rows.filter(pk=version_id).first()
        if version is None:
            raise Http404("Versi ini bukan milik TPS ini.")
        older = rows.filter(contest=version.contest, version__lt=version.version).order_by("-version").first()
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
                version.findings,
                before=CountForm(rows=older.rows, votes=older.votes) if older else None,
            ),
            bubble=bubble_of(version, tps.code, version.contest.code) if may_message else (),
            may_message=may_message,
            up=_way_up([version.contest], tps, access),
        )
