"""What a reading makes the desk do: versions, confirmations, withdrawals, a question, a reply.

Comes in: one message with its reading, the ledger and the memory of the batch. Goes out: what was
done and the one reply. Nothing is written here; the ledger and the memory write at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from deskpemilu.accounts.queries import Owner
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.intake import acknowledge
from deskpemilu.intake.book import Book
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.forms import corrected, form_of
from deskpemilu.intake.generationwords import generation_of, refusal
from deskpemilu.intake.memory import Memory, OpenQuestion, chosen_option
from deskpemilu.intake.models import Count, Submission
from deskpemilu.intake.queries import standing
from deskpemilu.intake.read import read
from deskpemilu.intake.reading import Kind, Outcome, Reading, Report
from deskpemilu.intake.store import Key, Ledger, NewVersion, Result
from deskpemilu.registry.lexicon import Sender

EDIT, REVOKE = "edit", "revoke"  # kinds of messages that are about an earlier one
NEEDS_PERSON = frozenset({Effect.HELD, Effect.CONFLICT, Effect.REQUESTED})


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message with what was read of it. `owner` None: the number is not in the register."""

    message: InboxMessage
    book: Book
    owner: Owner | None
    sender: Sender
    reading: Reading

    @property
    def reporter(self) -> str:
        """Whoever may correct what comes of it."""
        return str(self.owner.person_id) if self.owner else self.message.sender


@dataclass(slots=True)
class Handled:
    """What was done with a message. `completed` is the earlier message that this one answered,
    with the reading it has now."""

    reading: Reading
    reply: str = ""
    needs_person: bool = False
    results: list[Result] = field(default_factory=list)
    completed: tuple[InboxMessage, Reading] | None = None

    @property
    def region(self) -> str:
        """Code of the place that was read: a TPS, else a region, else ""."""
        for report in self.reading.reports:
            if report.tps_code:
                return report.tps_code
        if incident := self.reading.incident:
            return incident.tps_code or incident.region_code or ""
        return ""


def keys_of(incoming: Incoming) -> list[Key]:
    """TPS and contests whose counts a reading may touch."""
    return [key for report in incoming.reading.reports if (key := _key(incoming.book, report))]


def act_on(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """Do what the reading asks for."""
    if (answer := _answer(incoming, ledger, memory)) is not None:
        return answer
    reading, kind = incoming.reading, incoming.message.kind
    if kind == REVOKE or (kind == EDIT and reading.outcome is not Outcome.RECORD):
        # Somebody deleted a message, or edited it into something that is no report; whether an
        # earlier report must go with it is for a person to say.
        return Handled(reading, reply=reading.reply, needs_person=True)
    if reading.outcome is Outcome.ACT:
        return _ACTS[reading.kind](incoming, ledger, memory)
    if reading.outcome is Outcome.RECORD:
        return _record(incoming, ledger, memory)
    if reading.outcome is Outcome.ASK:
        return _ask(incoming, memory)
    return Handled(reading, reply=reading.reply, needs_person=_for_desk(incoming))


def _for_desk(incoming: Incoming) -> bool:
    """Whether a person of the desk should see a message that is no report."""
    return incoming.owner is None and incoming.reading.outcome is not Outcome.IGNORE


def _key(book: Book, report: Report) -> Key | None:
    if report.tps_code not in book.tps or report.contest not in book.contests:
        return None
    return book.tps[report.tps_code].pk, book.contests[report.contest]


def _forms(reading: Reading) -> frozenset[tuple[str, str]]:
    return frozenset((r.tps_code, r.contest) for r in reading.reports if r.tps_code and r.contest)


def _answer(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled | None:
    """Complete the message that was asked about, when this one answers the question."""
    question = memory.questions.get(incoming.message.sender)
    if question is None or incoming.reading.reports or incoming.owner is None:
        return None
    code = chosen_option(incoming.message.text, question.options)
    if code is None:
        return None
    known = incoming.sender
    # The answer narrows what the sender may have meant; the message itself is read again, whole.
    sender = (
        Sender(scope=(code,), default_contest=known.default_contest)
        if code.isdigit()
        else Sender(scope=known.scope, default_contest=code)
    )
    reading = read(question.message.text, incoming.book.lexicon, sender)
    memory.close(incoming.message.sender)
    earlier = Incoming(question.message, incoming.book, incoming.owner, sender, reading)
    ledger.load(keys_of(earlier))
    handled = _record(earlier, ledger, memory) if reading.outcome is Outcome.RECORD else _ask(earlier, memory)
    confirm = Reading(kind=Kind.CONFIRM, outcome=Outcome.ACT, reports=reading.reports)
    return Handled(
        confirm, handled.reply, handled.needs_person, handled.results, completed=(question.message, reading)
    )


def _of_another_vote(incoming: Incoming, ledger: Ledger) -> Handled | None:
    """Figures of a PSU, PSL, PSS or HSU that nobody has registered wait for a person."""
    keys = keys_of(incoming)
    ledger.load(keys)
    place = incoming.book.place(next((r.tps_code for r in incoming.reading.reports if r.tps_code), ""))
    reply = refusal(incoming.message.text, [ledger.decided(key) for key in keys], place)
    if reply is None:
        return None
    reading = replace(incoming.reading, outcome=Outcome.ASK, reply=reply)
    return Handled(reading, reply, needs_person=True)


def _record(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    if (waits := _of_another_vote(incoming, ledger)) is not None:
        return waits
    memory.reported_again(incoming.message.sender, _forms(incoming.reading))
    # Editing a message on the phone says the same as RALAT.
    correction = incoming.reading.kind is Kind.CORRECTION or incoming.message.kind == EDIT
    results = [
        _put(incoming, report, form_of(report), ledger, memory, correction=correction)
        for report in incoming.reading.reports
        if _key(incoming.book, report)
    ]
    return _handled(incoming, results)


def _handled(incoming: Incoming, results: list[Result]) -> Handled:
    needs = any(result.effect in NEEDS_PERSON for result in results)
    reply = acknowledge.of_results(incoming.book, incoming.reading, results)
    return Handled(incoming.reading, reply, needs, results)


def _put(
    incoming: Incoming, report: Report, form: CountForm, ledger: Ledger, memory: Memory, *, correction: bool
) -> Result:
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
            reason="RALAT" if correction else "",
            generation=generation_of(message.text, decided),
            sent_at=message.sent_at,
        ),
        correction=correction,
    )
    if incoming.owner and result.version is not None and result.effect is not Effect.CONFIRMED:
        memory.reported(incoming.owner.person_id, result.version)
    return result


def _ask(incoming: Incoming, memory: Memory) -> Handled:
    reading = incoming.reading
    if reading.question is not None and incoming.owner is not None:
        memory.ask(
            incoming.message.sender,
            OpenQuestion(incoming.message, reading.question.code, reading.question.options, _forms(reading)),
        )
    return Handled(reading, reply=reading.reply, needs_person=True)


def _confirm(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """BENAR: about the question that is open, else about the sender's latest message."""
    question = memory.questions.get(incoming.message.sender)
    if question is not None and not question.options and incoming.owner is not None:
        return _confirm_asked(incoming, question, ledger, memory)
    versions = _latest(incoming, memory)
    if not versions:
        return Handled(incoming.reading, reply=acknowledge.NOTHING_TO_CONFIRM)
    counts = _counts(versions, ledger)
    for count in counts:
        person = incoming.owner.person_id if incoming.owner else None
        ledger.confirm(count, message_id=incoming.message.pk, person_id=person)
    return Handled(
        incoming.reading, reply=acknowledge.confirmed(incoming.book, _codes(versions, incoming.book))
    )


def _confirm_asked(incoming: Incoming, question: OpenQuestion, ledger: Ledger, memory: Memory) -> Handled:
    """The desk asked whether it read the figures right: now they are recorded as read."""
    reading = read(question.message.text, incoming.book.lexicon, incoming.sender)
    complete = bool(reading.reports) and all(_key(incoming.book, report) for report in reading.reports)
    confirmable = reading.question is not None and reading.question.confirmable
    if not complete or not confirmable:
        return Handled(incoming.reading, reply=reading.reply or acknowledge.NOTHING_TO_CONFIRM)
    earlier = Incoming(question.message, incoming.book, incoming.owner, incoming.sender, reading)
    ledger.load(keys_of(earlier))
    handled = _record(earlier, ledger, memory)
    return Handled(
        incoming.reading,
        handled.reply,
        handled.needs_person,
        handled.results,
        completed=(question.message, reading),
    )


def _cancel(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """BATAL: the sender's own report, of the TPS named or else the latest."""
    versions = _meant(incoming, memory)
    if len({version.tps_id for version in versions}) != 1:
        return Handled(incoming.reading, reply=acknowledge.WHICH_TO_WITHDRAW, needs_person=False)
    person = incoming.owner.person_id if incoming.owner else None
    counts = _counts(versions, ledger)
    done = [count for count in counts if ledger.withdraw(count, reporter=incoming.reporter, person_id=person)]
    codes = _codes(versions, incoming.book)
    if len(done) == len(counts):
        return Handled(incoming.reading, reply=acknowledge.withdrawn(incoming.book, codes))
    return Handled(incoming.reading, reply=acknowledge.not_withdrawn(incoming.book, codes), needs_person=True)


def _correct(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """RALAT: a whole form stands for itself; some figures take the place of the old ones."""
    if (waits := _of_another_vote(incoming, ledger)) is not None:
        return waits
    reports = incoming.reading.reports
    if reports and all(_is_whole(incoming.book, report) for report in reports):
        return _record(incoming, ledger, memory)
    report = reports[0] if reports else None
    versions = _meant(incoming, memory)
    if report is None or len({(v.tps_id, v.contest_id) for v in versions}) != 1:
        return Handled(incoming.reading, reply=acknowledge.WHICH_TO_CORRECT, needs_person=True)
    version = versions[0]
    count = _counts([version], ledger)[0]
    if count.submission is None:
        return Handled(incoming.reading, reply=acknowledge.WHICH_TO_CORRECT, needs_person=True)
    held = count.submission
    form = corrected(CountForm(rows=held.rows, votes=held.votes), form_of(report))
    code, contest = _names(version, incoming.book)
    whole = Report(tps_code=code, contest=contest, votes=form.votes, findings=report.findings)
    return _handled(incoming, [_put(incoming, whole, form, ledger, memory, correction=True)])


def _is_whole(book: Book, report: Report) -> bool:
    """Whether a report says where it is and what every choice got, so that it needs no earlier one."""
    if _key(book, report) is None or report.tps_code is None or report.contest is None:
        return False
    ballot = book.lexicon.contests[report.contest].choices_for(report.tps_code)
    lines = {choice.key for choice in ballot if "." not in choice.key}
    return bool(lines) and lines <= report.votes.keys()


def _status(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    scope = incoming.sender.scope
    if not scope:
        return Handled(incoming.reading, reply=acknowledge.NO_SCOPE)
    lines = [standing(incoming.book, area) for area in scope[:4]]
    return Handled(incoming.reading, reply=acknowledge.status(incoming.book, lines))


_ACTS: dict[Kind, Callable[[Incoming, Ledger, Memory], Handled]] = {
    Kind.CONFIRM: _confirm,
    Kind.CANCEL: _cancel,
    Kind.CORRECTION: _correct,
    Kind.STATUS: _status,
}


def _own(incoming: Incoming, memory: Memory) -> list[Submission]:
    return memory.versions.get(incoming.owner.person_id, []) if incoming.owner else []


def _latest(incoming: Incoming, memory: Memory) -> list[Submission]:
    """The versions of the sender's latest message that became one."""
    own = _own(incoming, memory)
    return [version for version in own if version.message_id == own[0].message_id]


def _meant(incoming: Incoming, memory: Memory) -> list[Submission]:
    """The sender's versions that a command speaks of, the newest a TPS and contest."""
    own = _own(incoming, memory)
    named = [report for report in incoming.reading.reports if report.tps_code or report.candidates]
    if named:
        codes = {code for report in named for code in (report.tps_code, *report.candidates) if code}
        ids = {incoming.book.tps[code].pk for code in codes if code in incoming.book.tps}
        contests = {incoming.book.contests.get(report.contest) for report in named if report.contest}
        own = [v for v in own if v.tps_id in ids and (not contests or v.contest_id in contests)]
    elif own:
        own = _latest(incoming, memory)
    newest: dict[Key, Submission] = {}
    for version in own:
        newest.setdefault((version.tps_id, version.contest_id), version)
    return list(newest.values())


def _counts(versions: list[Submission], ledger: Ledger) -> list[Count]:
    ledger.load((version.tps_id, version.contest_id) for version in versions)
    return [count for version in versions if (count := ledger.count_of(version)) is not None]


def _names(version: Submission, book: Book) -> tuple[str, str]:
    return book.tps_codes[version.tps_id], book.contest_codes[version.contest_id]


def _codes(versions: list[Submission], book: Book) -> list[str]:
    return sorted({_names(version, book)[0] for version in versions})
