"""Results of a file into versions and counts, by the same rules as messages.

Each TPS with votes becomes a version of origin "import". Figures that contradict themselves or
what somebody else reported are held back and named in the report; the same figures change nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from deskpemilu.audit.services import Actor
from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import HELD_BACK, CountState
from deskpemilu.flow.table_sizes import note_table_sizes
from deskpemilu.intake.book import Book, book_of
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.forms import Likeness, likeness
from deskpemilu.intake.models import Count
from deskpemilu.intake.store import Ledger, NewVersion, Result
from deskpemilu.registry.importers import results as importer
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.report import HeldBack, Report
from deskpemilu.registry.importers.results import ResultLine
from deskpemilu.registry.models import Election
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, refused
from deskpemilu.tally import totals

# One source for every results file that names none: a newer file corrects an older one, but no person's
# report, and no file of another source.
REPORTER = "Impor hasil"
_NEVER_WRITTEN = datetime(1970, 1, 1, tzinfo=UTC)  # the time of the trial ledger of a preview
_WAITS = frozenset({Effect.HELD, Effect.CONFLICT, Effect.REQUESTED})
_DIFFERENT = "angka_berbeda"


@dataclass(slots=True)
class _Outcome:
    """What the lines of a file do to the counts, and the versions that do it."""

    changes: list[Change]
    held: list[HeldBack]
    versions: list[NewVersion]


def prepare(source: Source, election: Election) -> Prepared:
    """Read a file, check every form and decide on it without writing. Raises FileRefused."""
    book = book_of(election)
    table = read_table(source.path, importer.REQUIRED)
    ballots = {code: _keys(book, code) for code in book.contests}
    parsed = importer.parse(table, tps=book.tps, ballots=ballots)
    read = len(table.rows) + len(table.refused)
    if parsed.refused:
        return refused(importer.KIND, read, parsed.refused, parsed.notes)
    outcome = _try(list(_versions(parsed.rows, book, source.name)), book)
    notes = list(parsed.notes)
    if parsed.without_votes:
        notes.append(f"{parsed.without_votes} baris tanpa suara dilewati: TPS itu belum ada hasilnya.")
    report = Report(
        kind=importer.KIND,
        read=read,
        new=outcome.changes.count(Change.NEW),
        changed=outcome.changes.count(Change.CHANGED),
        unchanged=outcome.changes.count(Change.UNCHANGED) + parsed.without_votes,
        notes=tuple(notes),
        held=tuple(outcome.held),
    )

    def write(actor: Actor, now: datetime) -> None:
        ledger = _ledger(outcome.versions, now)
        for version in outcome.versions:
            # Before the day of a vote that was decided again, a file can only be about the earlier one.
            ledger.put(replace(version, at=now, sent_at=now), correction=True)
        touched = ledger.write()
        note_table_sizes(len(outcome.versions))
        totals.resum(touched)
        totals.bump([election.pk])

    return Prepared(report, write)


def _keys(book: Book, contest: str) -> tuple[str, ...]:
    ballots = book.lexicon.contests[contest].choices.values()
    return tuple({choice.key: None for ballot in ballots for choice in ballot})


def _versions(lines: list[ResultLine], book: Book, file_name: str) -> Iterator[NewVersion]:
    for line in lines:
        yield NewVersion(
            tps_id=book.tps[line.tps_code].pk,
            tps_code=line.tps_code,
            contest_id=book.contests[line.contest],
            form=line.form,
            findings=book.check(line.tps_code, line.contest, line.form),
            origin="import",
            reporter=f"{REPORTER} {line.source}".strip(),
            label=f"{REPORTER} {line.source}".strip(),
            at=_NEVER_WRITTEN,
            reason=f"Impor berkas {file_name}",
        )


def _ledger(versions: list[NewVersion], now: datetime) -> Ledger:
    ledger = Ledger(now=now)
    ledger.load((version.tps_id, version.contest_id) for version in versions)
    return ledger


def _try(versions: list[NewVersion], book: Book) -> _Outcome:
    """Decide on every version in a ledger that is thrown away."""
    ledger = _ledger(versions, _NEVER_WRITTEN)
    outcome = _Outcome([], [], [])
    for version in versions:
        contest = book.contest_codes[version.contest_id]
        key = (version.tps_id, version.contest_id)
        count = ledger.counts.get(key)
        if any(_stored_already(earlier, version.form) for earlier in ledger.put_aside(key)):
            # The result of a vote that counts no more, once more: no result of the one that does.
            outcome.changes.append(Change.UNCHANGED)
            continue
        if count is not None and _stored_already(count, version.form):
            outcome.changes.append(Change.UNCHANGED)
            if CountState(count.state) in HELD_BACK:
                outcome.held.append(HeldBack(version.tps_code, contest, _reasons(version.findings)))
            continue
        result = ledger.put(version, correction=True)
        outcome.changes.append(Change.NEW if result.before is None else Change.CHANGED)
        outcome.versions.append(version)
        if _waits(result):
            outcome.held.append(HeldBack(version.tps_code, contest, _reasons(version.findings)))
    return outcome


def _stored_already(count: Count, form: CountForm) -> bool:
    """Whether the figures are the ones held or waiting; also after a camat returned them."""
    held = (version for version in (count.submission, count.requested) if version is not None)
    return any(likeness(CountForm(row.rows, row.votes), form) is Likeness.SAME for row in held)


def _waits(result: Result) -> bool:
    return result.effect in _WAITS or CountState(result.count.state) in HELD_BACK


def _reasons(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Codes of the hard findings; without any, the figures differ from what somebody else reported."""
    hard = dict.fromkeys(finding.code for finding in findings if finding.severity is Severity.GALAT)
    return tuple(hard) or (_DIFFERENT,)
