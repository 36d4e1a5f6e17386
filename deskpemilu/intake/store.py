"""The only writer of versions and counts.

A `Ledger` is opened inside the transaction that writes: it loads the counts that a batch touches,
decides one report after the other in memory (`decide.py`), and writes everything with a handful of
bulk statements. Its caller holds the election's turn (`tally.totals.lock`).

A TPS and contest may have several generations (reguler, PSU, …), each a count of its own. A report
goes to the one it names, else to the one it can be about by its day, else to the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.channels import bulk
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.codes import DESA
from deskpemilu.domain.findings import Finding, is_blocking
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.generations import Decision, counting, meant
from deskpemilu.domain.states import CountAct, CountState, Generation, next_state
from deskpemilu.intake.book import book_of
from deskpemilu.intake.decide import Effect, Held, Verdict, decide
from deskpemilu.intake.forms import fingerprint, merged
from deskpemilu.intake.generationwords import generation_of
from deskpemilu.intake.models import Confirmation, Count, Submission
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.registry.revotes import decisions_of

Key = tuple[int, int]  # tps id, contest id
Row = tuple[int, int, str]  # tps id, contest id, generation
CHUNK = 400
_COUNT_FIELDS = ["state", "submission", "requested", "versions", "reason", "changed_at", "changed_by"]


@dataclass(frozen=True, slots=True)
class NewVersion:
    """Figures that somebody states about a TPS and contest.

    `reporter` identifies the source (person id or phone digits) and decides who may correct;
    `origin` is report, correction, entry or import. `generation` where it was named; otherwise
    `sent_at` (None: it is not known, or does not matter) tells which one can be meant.
    """

    tps_id: int
    tps_code: str
    contest_id: int
    form: CountForm
    findings: tuple[Finding, ...]
    origin: str
    reporter: str
    at: datetime
    message_id: int | None = None
    person_id: UUID | None = None
    label: str = ""
    reason: str = ""
    generation: Generation | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one `put`: the effect, the count after it and the form held before."""

    effect: Effect
    count: Count
    version: Submission | None
    before: CountForm | None
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Ledger:
    """The counts that a batch touches, as they will be after it.

    `counts` holds the generation that counts of each TPS and contest, where there is one; `written`
    the TPS whose counts `write` has changed.
    """

    now: datetime
    counts: dict[Key, Count] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    _rows: dict[Row, Count] = field(default_factory=dict)
    _loaded: set[Key] = field(default_factory=set)
    _desa: dict[int, str] = field(default_factory=dict)
    _closed: set[int] = field(default_factory=set)
    _decisions: dict[Key, list[Decision]] = field(default_factory=dict)
    _submissions: list[Submission] = field(default_factory=list)
    _confirmations: list[tuple[Submission, int | None, UUID | None]] = field(default_factory=list)
    _changed: dict[Row, Count] = field(default_factory=dict)

    def load(self, keys: Iterable[Key]) -> None:
        """Read the counts of these TPS and contests, with the versions they point at."""
        wanted = set(keys) - self._loaded
        self._loaded |= wanted
        tps_ids = sorted({tps_id for tps_id, _ in wanted})
        contests = {contest_id for _, contest_id in wanted}
        again: set[int] = set()
        for at in range(0, len(tps_ids), CHUNK):
            chunk = tps_ids[at : at + CHUNK]
            rows = Count.objects.filter(tps_id__in=chunk, contest_id__in=contests)
            for row in rows.select_related("submission__message", "requested__message"):
                self._keep(row)
                if row.generation != Generation.REGULER.value:
                    again.add(row.tps_id)
            # Where a TPS lies and whether it is open is read here, not from the book: it may have
            # been moved or closed after the messages were read.
            for pk, desa, closed in Tps.every.filter(pk__in=chunk).values_list("pk", "desa_id", "closed_at"):
                self._desa[pk] = desa
                if closed is not None:
                    self._closed.add(pk)
        if again:
            self._decisions.update(decisions_of(again))

    def _keep(self, row: Count) -> None:
        row = self._rows.setdefault((row.tps_id, row.contest_id, row.generation), row)
        if row.counts:
            self.counts.setdefault((row.tps_id, row.contest_id), row)

    def decided(self, key: Key) -> frozenset[Generation]:
        """Generations that KPU decided on for a TPS and contest, without the regular one."""
        return frozenset(decision.generation for decision in self._decisions.get(key, ()))

    def put_aside(self, key: Key) -> list[Count]:
        """Counts of a TPS and contest, of generations that do not count."""
        rows = (self._rows.get((*key, generation.value)) for generation in Generation)
        return [row for row in rows if row is not None and not row.counts]

    def count_of(self, version: Submission) -> Count | None:
        """The count that a version belongs to, of whatever generation; loads it if need be."""
        self.load([(version.tps_id, version.contest_id)])
        return self._rows.get((version.tps_id, version.contest_id, version.generation))

    def put(self, new: NewVersion, *, correction: bool = False) -> Result:
        """Decide on figures and note what must be written."""
        count = self._count(new)
        current, requested = _held(count.submission), _held(count.requested)
        verdict = decide(
            state=CountState(count.state),
            current=current,
            requested=requested,
            form=new.form,
            reporter=new.reporter,
            blocking=is_blocking(new.findings),
            correction=correction,
        )
        before = current.form if current else None
        if verdict.effect is Effect.CONFIRMED:
            confirmed = count.requested if verdict.of_requested else count.submission
            assert confirmed is not None
            self._confirmations.append((confirmed, new.message_id, new.person_id))
            return Result(verdict.effect, count, confirmed, before, new.findings)
        version = self._version(count, new, before if verdict.effect is Effect.COMPLETED else None)
        self._apply(count, version, verdict, new)
        return Result(verdict.effect, count, version, before, new.findings)

    def confirm(self, count: Count, *, message_id: int | None, person_id: UUID | None) -> None:
        """Note a BENAR on the version a count points at."""
        if count.submission is not None:
            self._confirmations.append((count.submission, message_id, person_id))

    def withdraw(self, count: Count, *, reporter: str, person_id: UUID | None) -> bool:
        """Take the reporter's own report back (BATAL); False when it is not theirs or was vouched for."""
        held = _held(count.submission)
        if held is None or held.reporter != reporter:
            return False
        after = next_state(CountState(count.state), CountAct.WITHDRAW)
        if after is not CountState.MISSING:
            return False
        count.state, count.submission, count.requested = after.value, None, None
        self._note(count, "Ditarik oleh pelapor", person_id)
        return True

    def _count(self, new: NewVersion) -> Count:
        key, decisions = (new.tps_id, new.contest_id), self._decisions.get((new.tps_id, new.contest_id), [])
        now_counting = counting(decisions)
        generation = new.generation
        if generation is None:
            sent = timezone.localtime(new.sent_at).date() if new.sent_at and decisions else None
            generation = meant(decisions, sent) if sent else now_counting
        row = self._rows.get((*key, generation.value))
        if row is None:
            row = Count(
                tps_id=new.tps_id,
                contest_id=new.contest_id,
                generation=generation.value,
                counts=generation is now_counting and new.tps_id not in self._closed,
                desa_code=self._desa.get(new.tps_id, new.tps_code[:DESA]),
                changed_at=self.now,
            )
            self._keep(row)
        return row

    def _version(self, count: Count, new: NewVersion, completes: CountForm | None) -> Submission:
        form = new.form if completes is None else merged(completes, new.form)
        count.versions += 1
        version = Submission(
            tps_id=new.tps_id,
            contest_id=new.contest_id,
            generation=count.generation,
            version=count.versions,
            origin=new.origin,
            votes=dict(form.votes),
            rows=dict(form.rows),
            findings=[finding.as_json() for finding in new.findings],
            blocking=is_blocking(new.findings),
            figures=fingerprint(form),
            reason=new.reason[:300],
            message_id=new.message_id,
            reporter_id=new.person_id,
            reporter_label=(new.label or new.reporter)[:150],
            created_at=new.at,
        )
        self._submissions.append(version)
        return version

    def _apply(self, count: Count, version: Submission, verdict: Verdict, new: NewVersion) -> None:
        if verdict.effect in (Effect.CONFLICT, Effect.REQUESTED):
            count.requested = version
        else:
            count.submission, count.requested = version, None
        count.state = verdict.state.value
        self._note(count, new.reason, new.person_id)

    def _note(self, count: Count, reason: str, person_id: UUID | None) -> None:
        count.reason, count.changed_at, count.changed_by_id = reason[:300], self.now, person_id
        self._changed[count.tps_id, count.contest_id, count.generation] = count

    def write(self) -> set[tuple[int, str]]:
        """Write versions, counts and confirmations; returns the (contest, desa) that changed."""
        bulk.insert(self._submissions)
        rows = list(self._changed.values())
        for row in rows:
            # The versions have their ids only now.
            row.submission_id = row.submission.pk if row.submission else None
            row.requested_id = row.requested.pk if row.requested else None
        bulk.insert(rows, unique=["tps", "contest", "generation"], update=_COUNT_FIELDS)
        bulk.insert(
            [
                Confirmation(submission_id=version.pk, message_id=message, reporter_id=person, at=self.now)
                for version, message, person in self._confirmations
            ],
            ignore=True,
        )
        touched = {(row.contest_id, row.desa_code) for row in rows}
        self.written |= {row.tps_id for row in rows}
        self._submissions, self._confirmations, self._changed = [], [], {}
        return touched

    @property
    def new_versions(self) -> Sequence[Submission]:
        """Versions that `write` will store."""
        return self._submissions


def _held(version: Submission | None) -> Held | None:
    if version is None:
        return None
    return Held(CountForm(rows=version.rows, votes=version.votes), reporter_of(version))


def reporter_of(version: Submission) -> str:
    """Whoever may correct a version: the person, else the number it came from."""
    if version.reporter_id:
        return str(version.reporter_id)
    return version.message.sender if version.message else version.reporter_label


@dataclass(frozen=True, slots=True)
class Stored:
    """What entering a form did: the count, the version stored or confirmed, what to re-sum."""

    count: Count
    submission: Submission
    effect: Effect
    touched: frozenset[tuple[int, str]]


def enter_form(
    *,
    actor: Person,
    tps: Tps,
    contest: Contest,
    form: CountForm,
    origin: str,
    reason: str,
    now: datetime,
    message: InboxMessage | None = None,
    generation: Generation | None = None,
    further: tuple[Finding, ...] = (),
    reporter: Person | None = None,
) -> Stored:
    """Store a form that a person typed, by the same rules as a message; audited.

    With `message` it is what a person understood of that message; `generation` None is the one that the
    message names or can be about by its day, without one that which counts now; `further` are findings
    that only the person could make (A15); `reporter` is whose report it is when staff enter it. Runs
    inside the caller's transaction, which has checked the right and re-sums what was touched.
    """
    ledger, owner = Ledger(now=now), reporter or actor
    ledger.load([(tps.pk, contest.pk)])
    new = NewVersion(
        tps_id=tps.pk,
        tps_code=tps.code,
        contest_id=contest.pk,
        form=form,
        findings=(*book_of(contest.election).check(tps.code, contest.code, form), *further),
        origin=origin,
        reporter=str(owner.pk),
        at=now,
        message_id=message.pk if message else None,
        person_id=owner.pk,
        label=owner.name,
        reason=reason,
        generation=generation or _named(message, ledger.decided((tps.pk, contest.pk))),
        sent_at=message.sent_at if message else None,
    )
    return _write_entry(ledger, actor, new, contest)


def _named(message: InboxMessage | None, decided: frozenset[Generation]) -> Generation | None:
    return generation_of(message.text, decided) if message else None


def _write_entry(ledger: Ledger, actor: Person, new: NewVersion, contest: Contest) -> Stored:
    result = ledger.put(new, correction=new.origin == "correction")
    touched = ledger.write()
    assert result.version is not None
    entry = Entry(
        act=f"form.{new.origin}",
        subject=f"submission:{result.version.pk}",
        region=new.tps_code,
        data={
            "contest": contest.code,
            "generation": result.version.generation,
            "effect": result.effect.value,
            "figures": result.version.figures,
        },
    )
    record(actor=actor, entries=[entry], now=new.at)
    return Stored(result.count, result.version, result.effect, frozenset(touched))
