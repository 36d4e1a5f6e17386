"""Checking stored forms again after the register changed: other findings, the same versions.

A version keeps the findings it was stored with. Where today's register says something else, a `Recheck`
stands beside it (docs/adr/0006). A form that nobody vouched for is held, or set free, by it; what a person
decided stays decided, with the new findings shown. Runs inside the transaction that changed the register,
whose caller sums again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deskpemilu.audit.services import Actor, Entry, record
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import RULES
from deskpemilu.domain.states import CountAct, CountState, next_state
from deskpemilu.intake.book import Book, fresh_book
from deskpemilu.intake.models import Count, Recheck, Submission
from deskpemilu.registry.models import Election

CHUNK = 400
_RULES = frozenset(rule.code for rule in RULES)


@dataclass(slots=True)
class Rechecked:
    """How many forms were looked at, on how many the findings are others now, held, set free."""

    forms: int = 0
    changed: int = 0
    held: int = 0
    freed: int = 0
    touched: set[tuple[int, str]] = field(default_factory=set)


def recheck(
    *, actor: Actor, election: Election, cause: str, now: datetime, tps_ids: Collection[int] | None = None
) -> Rechecked:
    """Check the versions that counts point at, of these TPS or of all."""
    done = Rechecked()
    if not Submission.objects.filter(contest__election=election).exists():
        return done
    book = fresh_book(election)
    rows: list[Recheck] = []
    gone: list[int] = []
    moved: list[Count] = []
    for count in _counts(election, tps_ids):
        for version in (count.submission, count.requested):
            if version is None or count.tps_id not in book.tps_codes:
                continue
            done.forms += 1
            before = version.blocking_now
            row = _again(version, book, cause, now)
            if row is None:
                continue
            done.changed += 1
            if _said(row.findings) == _said(version.findings):
                gone.append(version.pk)
            else:
                rows.append(row)
            if version.pk == count.submission_id and _move(count, before, row.blocking, cause, now):
                moved.append(count)
    _write(rows, gone, moved)
    done.held = sum(count.state == CountState.HELD.value for count in moved)
    done.freed = len(moved) - done.held
    done.touched = {(count.contest_id, count.desa_code) for count in moved}
    if done.changed:
        _record(actor, election, done, cause, now)
    return done


def _counts(election: Election, tps_ids: Collection[int] | None) -> Iterator[Count]:
    rows = Count.objects.filter(contest__election=election, submission__isnull=False).select_related(
        "submission__recheck", "requested__recheck"
    )
    if tps_ids is None:
        yield from rows.iterator(chunk_size=2000)
        return
    ids = sorted(tps_ids)
    for at in range(0, len(ids), CHUNK):
        yield from rows.filter(tps_id__in=ids[at : at + CHUNK])


def _again(version: Submission, book: Book, cause: str, now: datetime) -> Recheck | None:
    """What the rules say today, None where it is what they said last."""
    code, contest = book.tps_codes[version.tps_id], book.contest_codes[version.contest_id]
    form = CountForm(rows=version.rows, votes=version.votes)
    # What the reader found in the words of the message is not asked again.
    kept: list[dict[str, Any]] = [f for f in version.findings if f["code"] not in _RULES]
    findings = [*kept, *(finding.as_json() for finding in book.check(code, contest, form))]
    if _said(findings) == _said(version.findings_now):
        return None
    blocking = any(finding["severity"] == "galat" for finding in findings)
    return Recheck(submission=version, findings=findings, blocking=blocking, cause=cause[:200], at=now)


def _said(findings: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(finding["code"], finding["text"]) for finding in findings}


def _move(count: Count, before: bool, after: bool, cause: str, now: datetime) -> bool:
    """Hold or free a form that nobody decided about; whether its state changed."""
    state = CountState(count.state)
    if state is CountState.RECEIVED and after and not before:
        act = CountAct.HOLD
    elif state is CountState.HELD and before and not after:
        act = CountAct.FREE
    else:
        return False
    count.state = next_state(state, act).value
    count.reason, count.changed_at, count.changed_by_id = f"Diperiksa ulang: {cause}"[:300], now, None
    return True


def _write(rows: list[Recheck], gone: list[int], moved: list[Count]) -> None:
    Recheck.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["submission"],
        update_fields=["findings", "blocking", "cause", "at"],
    )
    for at in range(0, len(gone), CHUNK):
        Recheck.objects.filter(pk__in=gone[at : at + CHUNK]).delete()
    Count.objects.bulk_update(moved, ["state", "reason", "changed_at", "changed_by"], batch_size=CHUNK)


def _record(actor: Actor, election: Election, done: Rechecked, cause: str, now: datetime) -> None:
    data = {
        "cause": cause[:200],
        "forms": done.forms,
        "changed": done.changed,
        "held": done.held,
        "freed": done.freed,
    }
    entry = Entry("form.recheck", f"election:{election.code}", election.area_id, data)
    record(actor=actor, entries=[entry], now=now)
