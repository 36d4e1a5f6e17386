"""What a reading makes the desk do: versions, confirmations, withdrawals, a question, a reply.

Comes in: one message with its reading, the ledger and the memory of the batch. Goes out: what was
done and the one reply. Nothing is written here; the ledger and the memory write at the end. In the
order in which they are asked: is the message an answer, a part of a report, about an earlier message,
a command, a report, a question?
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from deskpemilu.channels.changes import number_changed
from deskpemilu.intake import acknowledge
from deskpemilu.intake.commands import moved_of
from deskpemilu.intake.completing import answer, confirm_asked, edited_part, join_parts, with_later_part
from deskpemilu.intake.correcting import (
    MOVE,
    confirm_move,
    correct,
    counts_of,
    latest,
    meant,
    move,
    names_of,
    swap,
)
from deskpemilu.intake.memory import Memory
from deskpemilu.intake.models import Submission
from deskpemilu.intake.queries import standing
from deskpemilu.intake.read import MAX_LENGTH
from deskpemilu.intake.reading import Kind, Outcome
from deskpemilu.intake.recording import (
    EDIT,
    NEEDS_PERSON,
    REVOKE,
    Completed,
    Handled,
    Incoming,
    ask,
    forms_of,
    keys_of,
    record,
    withdraw_own,
)
from deskpemilu.intake.store import Ledger

EDITED_AWAY = "Pesan disunting pengirim: laporan dipindah"


def act_on(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """Do what the reading asks for."""
    handled = _act(incoming, ledger, memory)
    memory.talks.heard(incoming, handled)
    return handled


def _act(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    if incoming.overtaken:
        # Its edit has been worked on already; one that was taken back is for a person to look at.
        return Handled(incoming.reading, needs_person=incoming.overtaken == REVOKE)
    if incoming.message.kind in (EDIT, REVOKE):
        return _about_earlier(incoming, ledger, memory)
    return (
        answer(incoming, ledger, memory)
        or join_parts(incoming, ledger, memory)
        or _alone(incoming, ledger, memory)
    )


def _alone(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """A message that completes nothing."""
    reading = incoming.reading
    if reading.kind is Kind.CORRECTION:
        return _correction(incoming, ledger, memory)
    if reading.outcome is Outcome.ACT:
        return _ACTS[reading.kind](incoming, ledger, memory)
    if reading.outcome is Outcome.RECORD:
        return with_later_part(incoming, ledger, memory)
    if reading.outcome is Outcome.ASK:
        return ask(incoming, memory)
    if reading.outcome is Outcome.IGNORE and incoming.part is not None and incoming.part.is_worth_asking:
        return ask(replace(incoming, reading=acknowledge.half(incoming.reading, incoming.part)), memory)
    return _noted(incoming)


def _noted(incoming: Incoming) -> Handled:
    """A message that changes nothing."""
    reading = incoming.reading
    if len(incoming.message.text) > MAX_LENGTH and incoming.owner is not None:
        # Whatever it holds must not be lost for its length.
        return Handled(replace(reading, outcome=Outcome.NOTE), acknowledge.TOO_LONG, needs_person=True)
    return Handled(reading, reply=reading.reply, needs_person=_for_desk(incoming))


def _for_desk(incoming: Incoming) -> bool:
    """Whether a person of the desk should see a message that is no report."""
    if incoming.owner is not None and number_changed(incoming.message) is not None:
        return True
    return incoming.owner is None and incoming.reading.outcome is not Outcome.IGNORE


def _about_earlier(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """An edit or a withdrawal of an earlier message.

    Somebody deleted a message, or edited it into something that is no report: whether an earlier
    report must go with it is for a person to say.
    """
    reading = incoming.reading
    if incoming.message.kind == REVOKE:
        return Handled(reading, reply=reading.reply, needs_person=True)
    if (joined := edited_part(incoming, ledger, memory)) is not None:
        return joined
    if reading.outcome is Outcome.ACT and reading.kind is Kind.CORRECTION:
        return _correction(incoming, ledger, memory)
    if reading.outcome is not Outcome.RECORD:
        return Handled(reading, reply=reading.reply, needs_person=True)
    handled = record(incoming, ledger, memory)
    return _leave_old_place(incoming, handled, ledger, memory)


def _leave_old_place(incoming: Incoming, handled: Handled, ledger: Ledger, memory: Memory) -> Handled:
    """What an edited message said of other forms than it says now is taken back; and the message that
    was edited needs nobody any more."""
    original = memory.original_of(incoming.message)
    if original is None or incoming.owner is None or not handled.results:
        return handled
    kept, book = forms_of(incoming.reading), incoming.book
    own = memory.versions_of(incoming.owner.person_id)
    made = [v for v in own if v.message_id == original.pk and v.tps_id in book.tps_codes]
    gone = [version for version in made if names_of(version, book) not in kept]
    taken = withdraw_own(incoming, gone, ledger, reason=EDITED_AWAY)
    handled.needs_person = handled.needs_person or len(taken) < len(gone)
    if taken:
        handled.reply = acknowledge.with_withdrawn(handled.reply, book, codes_of(taken, incoming))
    if not made and hasattr(original, "reading") and original.reading.needs_person:
        handled.completed.append(Completed(original, replace(incoming.reading, spans=())))
        memory.supersede([original.pk])
    return handled


def _correction(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """RALAT and its kin: another TPS, one figure for another, or the whole form."""
    with_figures = any(report.votes or report.rows for report in incoming.reading.reports)
    if not with_figures and (moved := move(incoming, ledger, memory)) is not None:
        return moved
    if incoming.reading.outcome is Outcome.ASK:
        if not with_figures and (swapped := swap(incoming, ledger, memory)) is not None:
            return swapped
        return ask(incoming, memory)
    earlier = latest(incoming, memory)
    handled = correct(incoming, ledger, memory)
    if moved_of(incoming.message.text) is not None and handled.results:
        return _same_elsewhere(incoming, handled, earlier, ledger)
    return handled


def _same_elsewhere(
    incoming: Incoming, handled: Handled, earlier: list[Submission], ledger: Ledger
) -> Handled:
    """`salah TPS, yang benar TPS 5` with the figures once more: the same figures leave the wrong TPS."""
    kept = forms_of(incoming.reading)
    figures = [dict(report.votes) for report in incoming.reading.reports]
    stray = [v for v in earlier if names_of(v, incoming.book) not in kept and v.votes in figures]
    taken = withdraw_own(incoming, stray, ledger, reason="Salah TPS, dilaporkan ulang oleh pelapor")
    if taken:
        handled.reply = acknowledge.with_withdrawn(handled.reply, incoming.book, codes_of(taken, incoming))
    handled.needs_person = handled.needs_person or len(taken) < len(stray)
    return handled


def _confirm(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """BENAR: about the question that is open, else about the sender's latest message."""
    if incoming.message.text.strip().isdigit():
        # A bare number answers a question; without one it says nothing about a report.
        return Handled(incoming.reading, reply=acknowledge.NOTHING_ASKED)
    question = memory.questions.get(incoming.message.sender)
    if question is not None and not question.options and incoming.owner is not None:
        if question.code == MOVE:
            return confirm_move(incoming, question, ledger, memory)
        return confirm_asked(incoming, question, ledger, memory)
    versions = latest(incoming, memory)
    if incoming.owner is not None:
        memory.said_yes(incoming.message, memory.sent_at(versions))
    if not versions:
        return Handled(incoming.reading, reply=acknowledge.NOTHING_TO_CONFIRM)
    counts = counts_of(versions, ledger)
    for count in counts:
        person = incoming.owner.person_id if incoming.owner else None
        ledger.confirm(count, message_id=incoming.message.pk, person_id=person)
    return Handled(incoming.reading, reply=acknowledge.confirmed(incoming.book, codes_of(versions, incoming)))


def _cancel(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """BATAL: the sender's own report, of the TPS named or else the latest."""
    versions = meant(incoming, memory)
    if len({version.tps_id for version in versions}) != 1:
        return Handled(incoming.reading, reply=acknowledge.WHICH_TO_WITHDRAW, needs_person=False)
    person = incoming.owner.person_id if incoming.owner else None
    counts = counts_of(versions, ledger)
    done = [count for count in counts if ledger.withdraw(count, reporter=incoming.reporter, person_id=person)]
    codes = codes_of(versions, incoming)
    if len(done) == len(counts):
        return Handled(incoming.reading, reply=acknowledge.withdrawn(incoming.book, codes))
    return Handled(incoming.reading, reply=acknowledge.not_withdrawn(incoming.book, codes), needs_person=True)


def _status(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    scope = incoming.sender.scope
    if not scope:
        return Handled(incoming.reading, reply=acknowledge.NO_SCOPE)
    lines = [standing(incoming.book, area) for area in scope[:4]]
    return Handled(incoming.reading, reply=acknowledge.status(incoming.book, lines))


_ACTS: dict[Kind, Callable[[Incoming, Ledger, Memory], Handled]] = {
    Kind.CONFIRM: _confirm,
    Kind.CANCEL: _cancel,
    Kind.STATUS: _status,
}


def codes_of(versions: list[Submission], incoming: Incoming) -> list[str]:
    """TPS codes of versions, each once."""
    return sorted({names_of(version, incoming.book)[0] for version in versions})


__all__ = ["NEEDS_PERSON", "Handled", "Incoming", "act_on", "keys_of"]
