"""Messages that complete earlier ones: answers to a question, a BENAR, the parts of one report.

Comes in: a message, the ledger and the memory of the batch. Goes out: what was done, or None where the
message completes nothing. Several messages are always read as one text by the reader itself, and
recorded only where it finds one interpretation; nothing is put together here but the text.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.findings import is_blocking
from deskpemilu.intake import acknowledge
from deskpemilu.intake.correcting import correct
from deskpemilu.intake.elsewhere import read_one
from deskpemilu.intake.forms import form_of
from deskpemilu.intake.joining import (
    Attempt,
    JoinedText,
    Made,
    attempt,
    join,
    part_of,
)
from deskpemilu.intake.memory import Memory, OpenQuestion, chosen_option
from deskpemilu.intake.models import Submission
from deskpemilu.intake.reading import Kind, Outcome, Reading
from deskpemilu.intake.recording import (
    Completed,
    Handled,
    Incoming,
    ask,
    forms_of,
    handled_of,
    key_of,
    keys_in,
    put,
    record,
    withdraw_own,
)
from deskpemilu.intake.runs import Role, Run, Saying, run_around
from deskpemilu.intake.store import Ledger
from deskpemilu.intake.talk import Talk, saying_now
from deskpemilu.registry.lexicon import Sender

SENT_BETWEEN = "Ada bagian laporan yang datang terlambat; gabungan pesan sebelumnya dibatalkan"


def answer(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled | None:
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
    reading = _read(incoming, _text_of(question).text, sender)
    memory.close(incoming.message.sender)
    earlier = replace(incoming, message=question.message, sender=sender, reading=reading, part=None)
    ledger.load(keys_in(incoming.book, reading))
    recorded = reading.outcome is Outcome.RECORD
    handled = record(earlier, ledger, memory) if recorded else ask(earlier, memory, question.parts)
    confirm = Reading(kind=Kind.CONFIRM, outcome=Outcome.ACT, reports=reading.reports)
    return _answered(question, handled, confirm)


def confirm_asked(incoming: Incoming, question: OpenQuestion, ledger: Ledger, memory: Memory) -> Handled:
    """The desk asked whether it read the figures right: now they are recorded as read."""
    reading = _read(incoming, _text_of(question).text, incoming.sender)
    complete = bool(reading.reports) and all(key_of(incoming.book, report) for report in reading.reports)
    confirmable = reading.question is not None and reading.question.confirmable
    if not complete or not confirmable:
        return Handled(incoming.reading, reply=reading.reply or acknowledge.NOTHING_TO_CONFIRM)
    earlier = replace(incoming, message=question.message, reading=reading, part=None)
    ledger.load(keys_in(incoming.book, reading))
    return _answered(question, record(earlier, ledger, memory), incoming.reading)


def _answered(question: OpenQuestion, handled: Handled, reading: Reading) -> Handled:
    """What was done with the messages asked about, told as the answer's doing."""
    texts = _text_of(question)
    done = handled.reading
    completed = [
        Completed(message, replace(done, spans=texts.spans_of(done.spans, message.pk)), handled.needs_person)
        for message in question.messages
    ]
    joined = tuple(message.pk for message in question.messages) if len(question.messages) > 1 else ()
    return Handled(
        reading,
        handled.reply,
        handled.needs_person,
        handled.results,
        completed,
        joined if handled.results else (),
    )


def _text_of(question: OpenQuestion) -> JoinedText:
    return join(
        [Saying(message.pk, message.sent_at, message.text, Role.PART) for message in question.messages]
    )


def _read(incoming: Incoming, text: str, sender: Sender) -> Reading:
    """Read a text again. A text that breaks the reader is a question for a person."""
    reading = read_one(text, incoming.book.lexicon, sender)
    return reading if isinstance(reading, Reading) else Reading(Kind.OTHER, Outcome.ASK)


# parts of one report ---------------------------------------------------------------------------


def join_parts(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled | None:
    """Read a message together with the parts around it; None where it stands alone."""
    talk = memory.talks.of(incoming.message)
    if talk is None or incoming.part is None or incoming.owner is None:
        return None
    own = saying_now(incoming, recorded=False)
    said = [saying for pk, saying in talk.sayings.items() if pk != own.id]
    run = run_around([*said, own], own.id, memory.talks.window)
    tried = attempt(run, lambda text: _read(incoming, text, incoming.sender))
    return _Joining(incoming, ledger, memory, talk, tried).do() if tried is not None else None


class _Joining:
    """Doing what an attempt to read several messages as one came to."""

    def __init__(
        self,
        incoming: Incoming,
        ledger: Ledger,
        memory: Memory,
        talk: Talk,
        tried: Attempt,
        stands_for: int = 0,
    ) -> None:
        self.incoming, self.ledger, self.memory, self.talk, self.tried = incoming, ledger, memory, talk, tried
        self.item = replace(incoming, reading=tried.reading, words=tried.text.text)
        # An edit stands among the parts for the message that it is about.
        self.stands_for = stands_for or incoming.message.pk
        ledger.load(keys_in(incoming.book, tried.reading))

    def do(self) -> Handled:
        """Record, put before a person, or ask."""
        match self.tried.made:
            case Made.EXTENDED:
                return self._extended()
            case Made.CONTRADICTED:
                return self._contradicted()
            case Made.DOUBTED:
                return self._doubted()
            case Made.SETTLED:
                return self._settled()
            case Made.REOPENED:
                return self._reopened()
            case _:
                return self._asked()

    def _extended(self) -> Handled:
        reading = replace(self.tried.reading, reports=self.tried.new_reports)
        item = replace(self.item, reading=reading)
        handled = record(item, self.ledger, self.memory, correction=self.tried.recomputes)
        return self._joined(handled) if handled.results else handled

    def _contradicted(self) -> Handled:
        """`sah 395` after figures that make 359: neither counts until a person has looked."""
        item, book = replace(self.item, reading=replace(self.tried.reading, reply="")), self.incoming.book
        (report,) = self.tried.reading.reports
        form = form_of(report)
        code, contest = report.tps_code, report.contest
        if code is None or contest is None or not is_blocking(book.check(code, contest, form)):
            return self._doubted()
        result = put(item, report, form, self.ledger, self.memory, correction=False)
        return self._joined(handled_of(item, [result]))

    def _doubted(self) -> Handled:
        """`belum final` right after a report: it stands, its sender is told so, and a person looks."""
        base = self.tried.base
        codes = sorted({report.tps_code for report in base.reports if report.tps_code}) if base else []
        reading = replace(self.incoming.reading, outcome=Outcome.NOTE)
        return Handled(reading, acknowledge.doubted(self.incoming.book, codes), needs_person=True)

    def _settled(self) -> Handled:
        taken = self._take_back(forms_of(self.tried.reading))
        if self.tried.reading.outcome is Outcome.RECORD:
            handled = record(self.item, self.ledger, self.memory, correction=bool(self.tried.reopened))
        else:
            handled = correct(self.item, self.ledger, self.memory)
        handled.needs_person = handled.needs_person or bool(taken)
        return self._joined(handled) if handled.results else handled

    def _asked(self) -> Handled:
        """One question about all parts together; each message keeps the reading it has alone."""
        messages = tuple(self._message(part.id) for part in self.tried.every)
        handled = ask(self.item, self.memory, messages)
        handled.reading = replace(self.incoming.reading, question=self.tried.reading.question)
        handled.asked_with = tuple(part.id for part in self.tried.every)
        return handled

    def _reopened(self) -> Handled:
        """A part came late and belongs in between: what was joined without it is open again."""
        self._take_back(frozenset())
        handled = self._asked()
        for pk in self.tried.reopened:
            message = self._message(pk)
            alone = _read(self.incoming, message.text, self.incoming.sender)
            handled.completed.append(Completed(message, alone, needs_person=True))
        return handled

    def _take_back(self, kept: frozenset[tuple[str, str]]) -> list[Submission]:
        """Take back what a joined report said of other forms than the ones it is about now."""
        book, owner = self.incoming.book, self.incoming.owner
        if not self.tried.reopened or owner is None:
            return []
        made = [v for v in self.memory.versions_of(owner.person_id) if v.message_id in self.tried.reopened]
        wrong = [v for v in made if (book.tps_codes[v.tps_id], book.contest_codes[v.contest_id]) not in kept]
        return withdraw_own(self.incoming, wrong, self.ledger, reason=SENT_BETWEEN)

    def _joined(self, handled: Handled) -> Handled:
        """The messages have one report now; what was asked about some of them is overtaken."""
        every, text, joined = self.tried.every, self.tried.text, self.tried.reading
        handled.joined = tuple(saying.id for saying in every)
        handled.waits = False
        handled.reply = acknowledge.joined(handled.reply, len(every))
        handled.reading = replace(joined, spans=text.spans_of(joined.spans, self.stands_for))
        for saying in every:
            if saying.id == self.incoming.message.pk:
                continue
            # The original of an edit keeps its words; what was read stands in the edit.
            spans = text.spans_of(joined.spans, saying.id) if saying.id != self.stands_for else ()
            reading = replace(joined, spans=spans)
            handled.completed.append(Completed(self._message(saying.id), reading))
            if saying.role is Role.PART and (earlier := self.talk.handled.get(saying.id)) is not None:
                # In the same batch: its question was never sent.
                earlier.reply, earlier.needs_person, earlier.reading = "", False, reading
        self.memory.supersede(saying.id for saying in every if saying.role is Role.PART)
        self.memory.close(self.incoming.message.sender)
        return handled

    def _message(self, pk: int) -> InboxMessage:
        return self.incoming.message if pk == self.incoming.message.pk else self.talk.messages[pk]


def with_later_part(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """Record a report, and with it a part that was sent after it but delivered before it."""
    waiting = memory.questions.get(incoming.message.sender)
    handled = record(incoming, ledger, memory)
    if waiting is None or incoming.owner is None or not handled.results:
        return handled
    late = waiting.message.sent_at - incoming.message.sent_at
    if not timedelta(0) <= late <= memory.talks.window or waiting.message.pk == incoming.message.pk:
        return handled
    reading = _read(incoming, waiting.message.text, incoming.sender)
    content = part_of(waiting.message.text, reading, incoming.book.lexicon)
    part = replace(incoming, message=waiting.message, reading=reading, part=content)
    if memory.talks.of(incoming.message) is None:
        memory.talks.load([part])
    memory.talks.heard(incoming, handled)
    joined = join_parts(part, ledger, memory)
    if joined is None or incoming.message.pk not in joined.joined:
        return handled
    return _with_part(incoming, handled, part, joined)


def _with_part(incoming: Incoming, handled: Handled, part: Incoming, joined: Handled) -> Handled:
    """What was done with the report and its late part, told as the report's doing."""
    own = next(done for done in joined.completed if done.message.pk == incoming.message.pk)
    others = [done for done in joined.completed if done is not own]
    return Handled(
        own.reading,
        joined.reply,
        handled.needs_person or joined.needs_person,
        [*handled.results, *joined.results],
        [*others, Completed(part.message, joined.reading, joined.needs_person)],
        joined.joined,
    )


def edited_part(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled | None:
    """An edit of one part of a report: the parts are read anew with the words it has now."""
    talk, original = memory.talks.of(incoming.message), memory.original_of(incoming.message)
    if talk is None or original is None or incoming.owner is None:
        return None
    said = talk.sayings.get(original.pk)
    if said is None or not (said.role is Role.PART or len(said.group) > 1):
        return None
    talk.sayings[original.pk] = now = replace(said, text=incoming.message.text)
    said_by = list(talk.sayings.values())
    if said.role is Role.REPORT:
        members = [saying for saying in said_by if saying.id in said.group]
        run = Run(tuple(sorted(members, key=lambda part: part.place_in_talk)), (), said.group)
    else:
        run = run_around(said_by, now.id, memory.talks.window)
    tried = attempt(run, lambda text: _read(incoming, text, incoming.sender), edit=True)
    if tried is None:
        return None
    return _Joining(incoming, ledger, memory, talk, tried, stands_for=original.pk).do()
