"""Writing what others say: versions of their figures, ids of their choices, decisions on differences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from deskpemilu.accounts.models import Person
from deskpemilu.accounts.policy import may
from deskpemilu.accounts.queries import rights_of
from deskpemilu.audit.services import Actor, Entry, record
from deskpemilu.domain.roles import Act
from deskpemilu.exchange import queries
from deskpemilu.exchange.beside import Row
from deskpemilu.exchange.choice_ids import IdLine
from deskpemilu.exchange.foreign import Foreign, Origin
from deskpemilu.exchange.models import DifferenceNote, ForeignChoice, ForeignFigures, ForeignFile, Verdict
from deskpemilu.registry.models import Contest, Election
from deskpemilu.registry.writers.prepared import Change

BATCH = 500


@dataclass(slots=True)
class Plan:
    """What an import of figures would do: a change for each form, the forms to be written, the older ones."""

    changes: list[Change] = field(default_factory=list)
    write: list[tuple[Foreign, int]] = field(default_factory=list)  # with the version it becomes
    replaced: list[int] = field(default_factory=list)
    older: int = 0
    emptied: int = 0


def plan(contests: Mapping[str, int], source: Origin, forms: Sequence[Foreign]) -> Plan:
    """Compare forms with the versions held. Writes nothing."""
    known = queries.held({contests[form.contest] for form in forms}, source)
    result = Plan()
    for form in forms:
        before = known.get((contests[form.contest], form.code, form.generation.value))
        if before is None and form.blank:
            result.changes.append(Change.UNCHANGED)
            continue
        if before is not None and before.fingerprint == fingerprint(form):
            result.changes.append(Change.UNCHANGED)
            continue
        if before is not None and form.at and before.published_at and form.at < before.published_at:
            result.changes.append(Change.UNCHANGED)
            result.older += 1
            continue
        result.changes.append(Change.CHANGED if before else Change.NEW)
        result.write.append((form, before.version + 1 if before else 1))
        if before is not None:
            result.replaced.append(before.pk)
            result.emptied += form.blank and not before.blank
    return result


def fingerprint(form: Foreign) -> str:
    """32 hex digits that are equal for equal figures and photos."""
    parts = [form.form.votes, form.form.rows, list(form.images)]
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def keep(
    *,
    actor: Actor,
    election: Election,
    source: Origin,
    planned: Plan,
    contests: Mapping[str, int],
    tps: Mapping[str, int],
    name: str,
    digest: str,
    now: datetime,
) -> None:
    """Write a plan inside the caller's transaction. `contests` and `tps`: ids by code."""
    if not planned.write:
        return
    times = [form.at for form, _ in planned.write if form.at]
    file = ForeignFile.objects.create(
        election=election,
        source=source.value,
        name=name[:200],
        digest=digest,
        published_at=max(times, default=None),
        stored_at=now,
        stored_by=actor.audit_name[:150],
    )
    for at in range(0, len(planned.replaced), BATCH):
        ForeignFigures.objects.filter(pk__in=planned.replaced[at : at + BATCH]).update(current=False)
    rows = (_row(file, form, version, contests[form.contest], tps) for form, version in planned.write)
    ForeignFigures.objects.bulk_create(rows, batch_size=BATCH)


def _row(
    file: ForeignFile, form: Foreign, version: int, contest_id: int, tps: Mapping[str, int]
) -> ForeignFigures:
    return ForeignFigures(
        file=file,
        source=file.source,
        contest_id=contest_id,
        code=form.code,
        tps_id=tps.get(form.code),
        generation=form.generation.value,
        version=version,
        votes=dict(form.form.votes),
        rows=dict(form.form.rows),
        images=list(form.images),
        progress=list(form.progress) if form.progress else None,
        fingerprint=fingerprint(form),
        published_at=form.at,
        stored_at=file.stored_at,
    )


def learn(election: Election, lines: Sequence[IdLine]) -> list[Change]:
    """Keep ids of choices, inside the caller's transaction; what each does."""
    known = set(ForeignChoice.objects.filter(election=election).values_list("pool", "foreign_id"))
    fresh = {
        (line.pool, line.foreign_id): line for line in lines if (line.pool, line.foreign_id) not in known
    }
    ForeignChoice.objects.bulk_create(
        [
            ForeignChoice(election=election, pool=pool, foreign_id=each, key=line.key, name=line.name)
            for (pool, each), line in fresh.items()
        ],
        batch_size=BATCH,
    )
    return [Change.NEW] * len(fresh) + [Change.UNCHANGED] * (len(lines) - len(fresh))


class NoteRefused(ValueError):
    """A decision that cannot be kept, with a sentence."""


def decide(
    *,
    actor: Person,
    contest: Contest,
    source: Origin,
    row: Row,
    seen: tuple[int, int],
    verdict: str,
    note: str,
    now: datetime,
) -> DifferenceNote:
    """Keep what a person makes of a difference; earlier decisions stay.

    `row` is the difference as it stands now, `seen` the ids (ours, theirs; 0 for none) of the versions
    the person looked at. Raises PermissionDenied, and NoteRefused with a sentence.
    """
    decision = may(rights_of(actor), Act.CORRECT, row.tps_code)
    if not decision:
        raise PermissionDenied(decision.reason)
    note = " ".join(note.split())[:500]
    _check(row, seen, verdict, note)
    ours, theirs = ids_in(row)
    with transaction.atomic():
        kept = DifferenceNote.objects.create(
            contest=contest,
            source=source.value,
            code=row.tps_code,
            theirs_id=theirs or None,
            ours_id=ours or None,
            verdict=verdict,
            note=note,
            kind=row.kind.value,
            person=actor,
            at=now,
        )
        record(actor=actor, entries=[_entry_of(kept, contest, row)], now=now)
    return kept


def _entry_of(kept: DifferenceNote, contest: Contest, row: Row) -> Entry:
    told = {"contest": contest.code, "source": kept.source, "class": kept.kind}
    difference = dict(row.judgement.difference)
    data = {**told, "verdict": kept.verdict, "note": kept.note, "difference": difference}
    return Entry("difference.decide", f"difference:{kept.pk}", row.tps_code, data)


def _check(row: Row, seen: tuple[int, int], verdict: str, note: str) -> None:
    """Raises NoteRefused for a decision that says nothing, or speaks of figures that are no longer there."""
    if verdict not in Verdict.values:
        raise NoteRefused("Pilih salah satu keputusan: kami benar, mereka benar, atau dicatat.")
    if verdict == Verdict.NOTED and not note:
        raise NoteRefused("Tulis catatannya terlebih dahulu, misalnya “menunggu foto C.Hasil”.")
    if seen != ids_in(row):
        raise NoteRefused(
            "Angka TPS ini berubah sejak halaman dibuka. Periksa angka yang baru, lalu putuskan."
        )


def ids_in(row: Row) -> tuple[int, int]:
    """Ids of the two versions of a row, ours and theirs; 0 where a side has none."""
    ours = row.mine.submission_id if row.mine else None
    return ours or 0, row.theirs.foreign_id if row.theirs else 0
