"""Putting figures of a message into the ledger, and asking about those that cannot be.

Comes in: one message with its reading, the ledger and the memory of the batch. Goes out: what was
done and the one reply. Nothing is written here; the ledger and the memory write at the end.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from deskpemilu.accounts.queries import Owner
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import Generation
from deskpemilu.intake import acknowledge
from deskpemilu.intake.book import Book
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.forms import form_of
from deskpemilu.intake.generationwords import generation_of, named_generation, refusal
from deskpemilu.intake.memory import Memory, OpenQuestion
from deskpemilu.intake.models import Submission
from deskpemilu.intake.reading import Kind, Outcome, Reading, Report
from deskpemilu.intake.runs import Content
from deskpemilu.intake.store import Key, Ledger, NewVersion, Result
from deskpemilu.registry.lexicon import Sender

EDIT, REVOKE = "edit", "revoke"  # kinds of messages that are about an earlier one
NEEDS_PERSON = frozenset({Effect.HELD, Effect.CONFLICT, Effect.REQUESTED})


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message with what was read of it. `owner` None: the number is not in the register.

    `part` says what it holds when it may be a part of a report (joining.py), None when it may not.
    `overtaken`: an edit or a withdrawal of this very message was worked on before it.
    `words` are those that were read, where they are more than the message's own.
    """

    message: InboxMessage
    book: Book
    owner: Owner | None
    sender: Sender
    reading: Reading
    part: Content | None = None
    overtaken: str = ""
    words: str = ""

    @property
    def text(self) -> str:
        """All the words that were read: of this message, or of several read as one."""
        return self.words or self.message.text

    @property
    def reporter(self) -> str:
        """Whoever may correct what comes of it."""
        return str(self.owner.person_id) if self.owner else self.message.sender


@dataclass(frozen=True, slots=True)
class Completed:
    """An earlier message that a later one answered or joined, with the reading it has now."""

    message: InboxMessage
    reading: Reading
    needs_person: bool = False


@dataclass(slots=True)
class Handled:
    """What was done with a message. `joined` are the ids of all messages that its report stands in,
    `asked_with` those that its question is about;
    `waits` tells a question that a further part of the report may answer in a moment."""

    reading: Reading
    reply: str = ""
    needs_person: bool = False
    results: list[Result] = field(default_factory=list)
    completed: list[Completed] = field(default_factory=list)
    joined: tuple[int, ...] = ()
    asked_with: tuple[int, ...] = ()
    waits: bool = False

    @property
    def region(self) -> str:
        """Code of the place that was read: a TPS, else a region, else ""."""
        return region_of(self.reading)


def region_of(reading: Reading) -> str:
    """Code of the place that a reading is about."""
    for report in reading.reports:
        if report.tps_code:
            return report.tps_code
    if incident := reading.incident:
        return incident.tps_code or incident.region_code or ""
    return ""


def keys_of(incoming: Incoming) -> list[Key]:
    """TPS and contests whose counts a reading may touch."""
    return keys_in(incoming.book, incoming.reading)


def keys_in(book: Book, reading: Reading) -> list[Key]:
    """TPS and contests of the reports of a reading."""
    return [key for report in reading.reports if (key := key_of(book, report))]


def key_of(book: Book, report: Report) -> Key | None:
    """TPS and contest of a report, None when one of them is not known."""
    if report.tps_code not in book.tps or report.contest not in book.contests:
        return None
    return book.tps[report.tps_code].pk, book.contests[report.contest]


def forms_of(reading: Reading) -> frozenset[tuple[str, str]]:
    """(TPS code, contest) of the reports of a reading."""
    return frozenset((r.tps_code, r.contest) for r in reading.reports if r.tps_code and r.contest)


def record(incoming: Incoming, ledger: Ledger, memory: Memory, *, correction: bool = False) -> Handled:
    """Put every report of a reading into the ledger."""
    if (waits := of_another_vote(incoming, ledger)) is not None:
        return waits
    memory.reported_again(incoming.message.sender, forms_of(incoming.reading))
    # Editing a message on the phone says the same as RALAT.
    correction = correction or incoming.reading.kind is Kind.CORRECTION or incoming.message.kind == EDIT
    results = [
        put(incoming, report, form_of(report), ledger, memory, correction=correction)
        for report in incoming.reading.reports
        if key_of(incoming.book, report)
    ]
    return handled_of(incoming, results)


def of_another_vote(incoming: Incoming, ledger: Ledger) -> Handled | None:
    """Figures of a PSU, PSL, PSS or HSU that nobody has registered wait for a person."""
    keys = keys_of(incoming)
    ledger.load(keys)
    if named_generation(incoming.text) is None:
        return None
    place = incoming.book.place(next((r.tps_code for r in incoming.reading.reports if r.tps_code), ""))
    reply = refusal(incoming.text, [ledger.decided(key) for key in keys], place)
    if reply is None:
        return None
    reading = replace(incoming.reading, outcome=Outcome.ASK, reply=reply)
    return Handled(reading, reply, needs_person=True)


def handled_of(incoming: Incoming, results: list[Result]) -> Handled:
    """What was done, with the reply that says so."""
    needs = any(result.effect in NEEDS_PERSON for result in results)
    reply = acknowledge.of_results(incoming.book, incoming.reading, results)
    return Handled(incoming.reading, reply, needs, results)


def put(
    incoming: Incoming,
    report: Report,
    form: CountForm,
    ledger: Ledger,
    memory: Memory,
    *,
    correction: bool,
    reason: str = "",
    generation: Generation | None = None,
) -> Result:
    """Put one form into the ledger, as the sender's. `generation` where it is known of which vote it is."""
    assert report.tps_code is not None
    assert report.contest is not None
    book, message = incoming.book, incoming.message
    decided = ledger.decided((book.tps[report.tps_code].pk, book.contests[report.contest]))
    result = ledger.put(
        NewVersion(
            tps_id=book.tps[report.tps_code].pk,
            tps_code=report.tps_code,
            contest_id=book.contests[report.contest],
            form=form,
            findings=(*report.findings, *book.check(report.tps_code, report.contest, form)),
            origin="correction" if correction else "report",
            reporter=incoming.reporter,
            at=ledger.now,
            message_id=message.pk,
            person_id=incoming.owner.person_id if incoming.owner else None,
            label=incoming.owner.name if incoming.owner else message.sender_name,
            reason=reason or ("RALAT" if correction else ""),
            generation=generation or generation_of(incoming.text, decided),
            sent_at=message.sent_at,
        ),
        correction=correction,
    )
    if incoming.owner and result.version is not None and result.effect is not Effect.CONFIRMED:
        memory.reported(incoming.owner.person_id, result.version)
    confirm_early(incoming, result, ledger, memory)
    return result


def confirm_early(incoming: Incoming, result: Result, ledger: Ledger, memory: Memory) -> None:
    """A BENAR that was delivered before the report it speaks of confirms it now."""
    early = memory.early_yes(incoming.message)
    if early is not None and result.effect is not Effect.CONFIRMED and incoming.owner:
        ledger.confirm(result.count, message_id=early.pk, person_id=incoming.owner.person_id)


def withdraw_own(
    incoming: Incoming, versions: Collection[Submission], ledger: Ledger, *, reason: str
) -> list[Submission]:
    """Take back those versions that are still what their counts show and that nobody vouched for."""
    person = incoming.owner.person_id if incoming.owner else None
    ledger.load((version.tps_id, version.contest_id) for version in versions)
    done = []
    for version in versions:
        count = ledger.count_of(version)
        if count is None or count.submission is None or not same_version(count.submission, version):
            continue
        if ledger.withdraw(count, reporter=incoming.reporter, person_id=person):
            count.reason = reason[:300]
            done.append(version)
    return done


def same_version(one: Submission, other: Submission) -> bool:
    """Whether two objects are the same stored version (its id is not known before the batch is written)."""
    return one is other or (
        (one.tps_id, one.contest_id, one.generation, one.version)
        == (other.tps_id, other.contest_id, other.generation, other.version)
    )


def ask(incoming: Incoming, memory: Memory, parts: tuple[InboxMessage, ...] = ()) -> Handled:
    """Ask the one question of the reading; the message waits for a person too."""
    reading = incoming.reading
    if reading.question is not None and incoming.owner is not None:
        question = OpenQuestion(
            message=incoming.message,
            code=reading.question.code,
            options=reading.question.options,
            about=forms_of(reading),
            parts=parts,
        )
        memory.ask(incoming.message.sender, question)
    return Handled(reading, reply=reading.reply, needs_person=True, waits=incoming.part is not None)
