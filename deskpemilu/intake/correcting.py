"""Corrections of earlier reports: RALAT, `bukan 198 tapi 189`, `salah TPS, yang benar TPS 5`.

Comes in: a message that mends something, the ledger and the memory of the batch. Goes out: new versions
with their reason; what a person vouched for is never changed, only asked for. A correction that does
not say clearly which report or which figure it means changes nothing and asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deskpemilu.domain.codes import DESA, tps_code, tps_number
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import Generation
from deskpemilu.intake import acknowledge
from deskpemilu.intake.book import Book
from deskpemilu.intake.commands import Moved, moved_of, swapped_of
from deskpemilu.intake.forms import corrected, form_of
from deskpemilu.intake.generationwords import generation_of
from deskpemilu.intake.memory import Memory, OpenQuestion
from deskpemilu.intake.models import Count, Submission
from deskpemilu.intake.reading import Report
from deskpemilu.intake.recording import (
    Handled,
    Incoming,
    handled_of,
    key_of,
    of_another_vote,
    put,
    record,
    same_version,
    withdraw_own,
)
from deskpemilu.intake.store import Key, Ledger, Result

MOVE = "move_tps"  # code of the question whether a report belongs to another TPS


def correct(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled:
    """RALAT: a whole form stands for itself; some figures take the place of the old ones."""
    if (waits := of_another_vote(incoming, ledger)) is not None:
        return waits
    reports = incoming.reading.reports
    if reports and all(_is_whole(incoming.book, report) for report in reports):
        return record(incoming, ledger, memory)
    report = reports[0] if reports else None
    versions = meant(incoming, memory)
    if report is None or len({(v.tps_id, v.contest_id) for v in versions}) != 1:
        return Handled(incoming.reading, reply=acknowledge.WHICH_TO_CORRECT, needs_person=True)
    return _change(incoming, versions[0], form_of(report), ledger, memory, report)


def _change(
    incoming: Incoming,
    version: Submission,
    change: CountForm,
    ledger: Ledger,
    memory: Memory,
    report: Report | None = None,
) -> Handled:
    """Some figures of the report that a version belongs to."""
    counts = counts_of([version], ledger)
    held = counts[0].submission if counts else None
    of = Generation(version.generation)
    named = generation_of(incoming.text, ledger.decided((version.tps_id, version.contest_id)))
    if held is None or named not in (None, of):
        return Handled(incoming.reading, reply=acknowledge.WHICH_TO_CORRECT, needs_person=True)
    form = corrected(CountForm(rows=held.rows, votes=held.votes), change)
    code, contest = names_of(version, incoming.book)
    findings = report.findings if report is not None else ()
    whole = Report(tps_code=code, contest=contest, votes=form.votes, findings=findings)
    reason = f"RALAT: {_words(incoming.message.text)}"
    result = put(incoming, whole, form, ledger, memory, correction=True, reason=reason, generation=of)
    return handled_of(incoming, [result])


def _words(text: str) -> str:
    return " ".join(text.split())[:200]


def _is_whole(book: Book, report: Report) -> bool:
    """Whether a report says where it is and what every choice got, so that it needs no earlier one."""
    if key_of(book, report) is None or report.tps_code is None or report.contest is None:
        return False
    ballot = book.lexicon.contests[report.contest].choices_for(report.tps_code)
    lines = {choice.key for choice in ballot if "." not in choice.key}
    return bool(lines) and lines <= report.votes.keys()


# one figure for another ------------------------------------------------------------------------


def swap(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled | None:
    """`bukan 198 tapi 189`: the one figure of the latest report that is 198; None: it is not said so."""
    pair = swapped_of(incoming.message.text)
    if pair is None or incoming.owner is None:
        return None
    versions = meant(incoming, memory)
    fitting = [(v, name) for v in versions for name in _named(v, pair[0], ledger)]
    if len(fitting) != 1:
        reply = acknowledge.which_figure(pair[0], found=len(fitting))
        return Handled(incoming.reading, reply=reply, needs_person=True)
    version, name = fitting[0]
    change = CountForm(
        rows={name[4:]: pair[1]} if name.startswith("row:") else {},
        votes={} if name.startswith("row:") else {name: pair[1]},
    )
    return _change(incoming, version, change, ledger, memory)


def _named(version: Submission, figure: int, ledger: Ledger) -> list[str]:
    """The votes and rows of the report held that are a figure; sums that were computed are none."""
    counts = counts_of([version], ledger)
    held = counts[0].submission if counts else None
    if held is None:
        return []
    computed = {finding.get("code") for finding in held.findings}
    derived = {"suara_sah": "valid_computed", "suara_total": "total_computed"}
    rows = [
        f"row:{row}" for row, now in held.rows.items() if now == figure and derived.get(row) not in computed
    ]
    return [key for key, now in held.votes.items() if now == figure] + rows


# another TPS -----------------------------------------------------------------------------------


def move(incoming: Incoming, ledger: Ledger, memory: Memory) -> Handled | None:
    """`salah TPS, yang benar TPS 5`: the report goes there; None where the message says no such thing.

    Where both TPS are named side by side (`TPS 8 bukan TPS 7`) the desk asks before it moves.
    """
    moved = moved_of(incoming.message.text)
    if moved is None or incoming.owner is None:
        return None
    versions = _to_move(incoming, moved, memory, ledger)
    target = _target(incoming, moved, versions)
    if not versions or target is None:
        return Handled(incoming.reading, reply=acknowledge.WHICH_TO_MOVE, needs_person=True)
    if moved.wrong is not None:
        return _ask_to_move(incoming, versions, target, memory)
    return carry_over(incoming, versions, target, ledger, memory)


def _to_move(incoming: Incoming, moved: Moved, memory: Memory, ledger: Ledger) -> list[Submission]:
    """The sender's reports that are meant: of the wrong TPS if it is named, else the latest message's."""
    own = own_versions(incoming, memory)
    current = [version for version in own if _is_current(version, ledger)]
    if moved.wrong is not None:
        current = [v for v in current if tps_number(incoming.book.tps_codes[v.tps_id]) == moved.wrong]
    if not current:
        return []
    first = current[0]
    same = [v for v in current if v.tps_id == first.tps_id]
    return same if moved.wrong is not None else [v for v in same if v.message_id == first.message_id]


def _is_current(version: Submission, ledger: Ledger) -> bool:
    counts = counts_of([version], ledger)
    held = counts[0].submission if counts else None
    return held is not None and same_version(held, version)


def _target(incoming: Incoming, moved: Moved, versions: Sequence[Submission]) -> str | None:
    """Code of the right TPS: in the desa that the message names, else in that of the report."""
    if not versions:
        return None
    named = next((report.tps_code for report in incoming.reading.reports if report.tps_code), None)
    if named is not None and tps_number(named) == moved.right:
        code = named
    else:
        code = tps_code(incoming.book.tps_codes[versions[0].tps_id][:DESA], moved.right)
    inside = any(code.startswith(area) for area in incoming.sender.scope)
    known = code in incoming.book.tps and inside
    return code if known and code != incoming.book.tps_codes[versions[0].tps_id] else None


def _ask_to_move(incoming: Incoming, versions: Sequence[Submission], target: str, memory: Memory) -> Handled:
    """Ask for a BENAR; the answer is given to `confirm_move`."""
    origin = incoming.book.tps_codes[versions[0].tps_id]
    contests = [names_of(version, incoming.book)[1] for version in versions]
    reply = acknowledge.move_asked(incoming.book, origin, target, contests)
    memory.ask(incoming.message.sender, OpenQuestion(incoming.message, MOVE, ()))
    return Handled(incoming.reading, reply=reply, needs_person=True)


def confirm_move(incoming: Incoming, question: OpenQuestion, ledger: Ledger, memory: Memory) -> Handled:
    """BENAR: the report is moved as it was asked."""
    moved = moved_of(question.message.text)
    asked = replace(incoming, message=question.message)
    memory.close(incoming.message.sender)
    versions = _to_move(asked, moved, memory, ledger) if moved else []
    target = _target(asked, moved, versions) if moved else None
    if not versions or target is None:
        return Handled(incoming.reading, reply=acknowledge.WHICH_TO_MOVE, needs_person=True)
    return carry_over(incoming, versions, target, ledger, memory)


def carry_over(
    incoming: Incoming, versions: Sequence[Submission], target: str, ledger: Ledger, memory: Memory
) -> Handled:
    """Withdraw reports at one TPS and put the same figures at another, as the sender's own."""
    book = incoming.book
    origin = book.tps_codes[versions[0].tps_id]
    ledger.load((book.tps[target].pk, version.contest_id) for version in versions)
    reason = f"Salah TPS: dipindah ke TPS {target[DESA:]}"
    taken = withdraw_own(incoming, versions, ledger, reason=reason)
    if len(taken) < len(versions):
        contests = [names_of(version, book)[1] for version in versions if version not in taken]
        reply = acknowledge.not_moved(book, origin, target, contests)
        if not taken:
            return Handled(incoming.reading, reply=reply, needs_person=True)
    results: list[Result] = []
    for version in taken:
        form = CountForm(rows=version.rows, votes=version.votes)
        report = Report(tps_code=target, contest=names_of(version, book)[1], votes=version.votes)
        why = f"Salah TPS: semula dilaporkan untuk TPS {origin[DESA:]}"
        of = _vote_of(version, ledger, book.tps[target].pk)
        results.append(
            put(incoming, report, form, ledger, memory, correction=True, reason=why, generation=of)
        )
    handled = handled_of(incoming, results)
    handled.reply = acknowledge.moved(book, origin, results, all_taken=len(taken) == len(versions))
    handled.needs_person = handled.needs_person or len(taken) < len(versions)
    return handled


def _vote_of(version: Submission, ledger: Ledger, tps_id: int) -> Generation | None:
    """The vote of which a report stays when it goes to another TPS; None where that one has no such vote."""
    of = Generation(version.generation)
    known = of is Generation.REGULER or of in ledger.decided((tps_id, version.contest_id))
    return of if known else None


# which report is meant -------------------------------------------------------------------------


def own_versions(incoming: Incoming, memory: Memory) -> list[Submission]:
    """The sender's versions of the last day, newest first."""
    own = memory.versions_of(incoming.owner.person_id) if incoming.owner else []
    return [version for version in own if version.tps_id in incoming.book.tps_codes]


def latest(incoming: Incoming, memory: Memory) -> list[Submission]:
    """The versions of the sender's latest message that became one."""
    own = own_versions(incoming, memory)
    return [version for version in own if version.message_id == own[0].message_id]


def meant(incoming: Incoming, memory: Memory) -> list[Submission]:
    """The sender's versions that a command speaks of, the newest a TPS and contest."""
    own = own_versions(incoming, memory)
    named = [report for report in incoming.reading.reports if report.tps_code or report.candidates]
    if named:
        codes = {code for report in named for code in (report.tps_code, *report.candidates) if code}
        ids = {incoming.book.tps[code].pk for code in codes if code in incoming.book.tps}
        contests = {incoming.book.contests.get(report.contest) for report in named if report.contest}
        own = [v for v in own if v.tps_id in ids and (not contests or v.contest_id in contests)]
    elif own:
        own = latest(incoming, memory)
    newest: dict[Key, Submission] = {}
    for version in own:
        newest.setdefault((version.tps_id, version.contest_id), version)
    return list(newest.values())


def counts_of(versions: Sequence[Submission], ledger: Ledger) -> list[Count]:
    """The counts that versions belong to."""
    ledger.load((version.tps_id, version.contest_id) for version in versions)
    return [count for version in versions if (count := ledger.count_of(version)) is not None]


def names_of(version: Submission, book: Book) -> tuple[str, str]:
    """TPS code and contest code of a version."""
    return book.tps_codes[version.tps_id], book.contest_codes[version.contest_id]
