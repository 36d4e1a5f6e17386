"""Typing the whole C.Hasil: keep a draft, send it, plan second entries.

A draft counts nowhere and is not audited; sending it is `store.enter_form`, by the same rules as a
message. `submit` runs inside the caller's transaction (`flow/entry.py`), which re-sums what was
touched. A second entry is the same act by another person while the plan asks for one: it confirms
the first, or stands beside it as a conflict.

Raises PermissionDenied outside the person's area, `EntryRefused` with a sentence otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from deskpemilu.accounts.access import Access, access_of
from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.channels.webform.adapter import CHANNEL
from deskpemilu.domain.codes import parse_code
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import GENERATION_NAMES, Generation
from deskpemilu.intake import store
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.entry_models import EntryDraft, EntryPlan, FormEntry
from deskpemilu.intake.entry_queries import Standing, entries_of, standing_of
from deskpemilu.intake.forms import Likeness, likeness
from deskpemilu.intake.models import Count, Submission
from deskpemilu.intake.second import Compared, compare
from deskpemilu.intake.sheet import boxes_of
from deskpemilu.intake.store import Stored
from deskpemilu.registry.models import Contest, Election, Tps

SECOND_MISSING = (
    "Formulir ini masuk rencana entri kedua dan baru diisi satu orang. "
    "Minta petugas lain mengisinya di Isi C.Hasil, lalu putuskan."
)
OWN_CORRECTION = "Ralat entri C.Hasil"


class EntryRefused(ValueError):
    """What cannot be done, as a sentence."""


class Kept(StrEnum):
    """What became of a save."""

    SAVED = "saved"
    LATE = "late"  # a newer one of the same page is already there
    ELSEWHERE = "elsewhere"  # another page or device of this person has saved meanwhile
    SENT = "sent"  # this draft was sent already


@dataclass(frozen=True, slots=True)
class Saving:
    """A save as the page asks for it: its tab and count there, the `edit` it goes out from."""

    key: UUID
    tab: str
    seq: int
    after: int
    boxes: Mapping[str, str]
    words: Mapping[str, str]


def save_draft(
    *,
    actor: Person,
    tps: Tps,
    contest: Contest,
    generation: Generation,
    saving: Saving,
    now: datetime,
) -> tuple[Kept, EntryDraft | None]:
    """Keep what was typed, unless something newer is there. Hands back the draft that is kept."""
    _require(actor, tps)
    if FormEntry.objects.filter(key=saving.key).exists():
        return Kept.SENT, None
    form = {"tps": tps, "contest": contest, "generation": generation.value, "person": actor}
    values = {
        "boxes": dict(saving.boxes),
        "words": dict(saving.words),
        "tab": saving.tab[:40],
        "seq": saving.seq,
        "changed_at": now,
    }
    try:
        with transaction.atomic():
            draft, made = EntryDraft.objects.get_or_create(
                **form, defaults={**values, "key": saving.key, "edit": 1, "started_at": now}
            )
    except IntegrityError:
        return Kept.ELSEWHERE, EntryDraft.objects.filter(**form).first()
    if made:
        return Kept.SAVED, draft
    if draft.tab == saving.tab and saving.seq <= draft.seq:
        return Kept.LATE, draft
    # The same page goes on from its own save, whatever the answer it got; another one must have seen this.
    rows = EntryDraft.objects.filter(pk=draft.pk, edit=draft.edit)
    if draft.tab == saving.tab or saving.after == draft.edit:
        done = rows.update(**values, edit=draft.edit + 1)
        draft.refresh_from_db()
        return (Kept.SAVED if done else Kept.ELSEWHERE), draft
    return Kept.ELSEWHERE, draft


def discard_draft(*, actor: Person, tps: Tps, contest: Contest) -> bool:
    """Throw the person's own drafts of a form away; whether there was one."""
    deleted, _ = EntryDraft.objects.filter(person=actor, tps=tps, contest=contest).delete()
    return bool(deleted)


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending did. `repeated`: it had arrived before, nothing was stored. `compared` with the version
    that stood; `second` where the plan had asked for this entry."""

    entry: FormEntry
    stored: Stored | None = None
    compared: Compared | None = None
    second: bool = False
    repeated: bool = False


def submit(
    *,
    actor: Person,
    tps: Tps,
    contest: Contest,
    generation: Generation,
    form: CountForm,
    key: UUID,
    now: datetime,
    further: tuple[Finding, ...] = (),
    copied: int | None = None,
) -> Sent:
    """Store a typed form, once for its key. `further`: findings that only the clerk could make; `copied`: the
    version of somebody else whose figures filled the boxes, which such a form cannot confirm."""
    _require(actor, tps)
    if (earlier := _sent_before(actor, key)) is not None:
        return Sent(earlier, repeated=True)
    standing = _standing(actor, tps, contest, generation)
    copy = standing.current is not None and standing.current.pk == copied and not standing.own
    if copy:
        _refuse_mere_copy(standing.current, form)
    stored = store.enter_form(
        actor=actor,
        tps=tps,
        contest=contest,
        form=form,
        origin="correction" if standing.own else "entry",
        reason=OWN_CORRECTION if standing.own else "",
        now=now,
        generation=generation,
        further=further,
    )
    first, compared = _weigh(standing, stored, form)
    first = None if copy else first
    entry = _entry(actor, stored, form, first, compared)
    drafts = EntryDraft.objects.filter(person=actor, tps=tps, contest=contest, generation=generation.value)
    _keep(entry, drafts, key=key, now=now)
    if first is not None:
        _record_second(actor, entry, tps, contest, planned=standing.second)
    return Sent(entry, stored, compared, second=standing.second and first is not None)


def _sent_before(actor: Person, key: UUID) -> FormEntry | None:
    """The entry that arrived with this key already."""
    earlier = FormEntry.objects.select_related("submission").filter(key=key).first()
    if earlier is not None and earlier.person_id != actor.pk:
        raise EntryRefused("Isian ini milik orang lain. Buka kembali formulirnya dari Isi C.Hasil.")
    return earlier


def _keep(entry: FormEntry, drafts: QuerySet[EntryDraft], *, key: UUID, now: datetime) -> None:
    """Save an entry in place of its draft, begun when the draft was."""
    entry.key, entry.at = key, now
    entry.started_at = drafts.values_list("started_at", flat=True).first() or now
    entry.save()
    drafts.delete()


def _standing(actor: Person, tps: Tps, contest: Contest, generation: Generation) -> Standing:
    """Where the form stands; refused when a decision made another generation count meanwhile."""
    standing = standing_of(actor, tps, contest)
    if standing.generation is generation:
        return standing
    name = GENERATION_NAMES[standing.generation]
    raise EntryRefused(
        f"Sejak halaman ini dibuka, yang dihitung di TPS ini adalah {name}. Isian belum disimpan; "
        "buka kembali formulirnya lalu isi dari C.Hasil yang berlaku."
    )


def _refuse_mere_copy(held: Submission | None, form: CountForm) -> None:
    """Nobody is a second witness of figures that they let the program fill in."""
    assert held is not None
    if likeness(CountForm(rows=held.rows, votes=held.votes), form) is Likeness.SAME:
        raise EntryRefused(
            "Angka ini disalin dari laporan yang ada tanpa tambahan, sehingga bukan penegasan. "
            "Lengkapi baris lain dari C.Hasil, atau buang isian lalu ketik semuanya dari C.Hasil."
        )


def _weigh(standing: Standing, stored: Stored, form: CountForm) -> tuple[Submission | None, Compared | None]:
    """The version of another person that this entry checks, and how the two compare.

    An entry that agrees and says more checks nothing: it is a fuller first one. Nor does that of somebody
    who has looked at the first.
    """
    held = standing.current
    if held is None or standing.own:
        return None, None
    if stored.effect is Effect.CONFIRMED and stored.submission.pk != held.pk:
        held = stored.submission  # it confirms the version that waits beside the one that stands
    compared = compare(CountForm(rows=held.rows, votes=held.votes), form)
    return (None if compared.more or standing.looked else held), compared


def _entry(
    actor: Person, stored: Stored, form: CountForm, first: Submission | None, compared: Compared | None
) -> FormEntry:
    """Who typed what, as a row. The figures only where they are not those of the version."""
    version, figures = stored.submission, boxes_of(form)
    same = figures == boxes_of(CountForm(rows=version.rows, votes=version.votes))
    return FormEntry(
        tps_id=version.tps_id,
        contest_id=version.contest_id,
        generation=version.generation,
        person=actor,
        submission=version,
        effect=stored.effect.value,
        first=first,
        equal=compared.equal if first is not None and compared is not None else None,
        differing=compared.boxes if first is not None and compared is not None else [],
        typed=None if same else figures,
        boxes=len(figures),
    )


def _record_second(actor: Person, entry: FormEntry, tps: Tps, contest: Contest, *, planned: bool) -> None:
    data = {
        "contest": contest.code,
        "generation": entry.generation,
        "first": entry.first_id,
        "second": entry.submission_id,
        "equal": entry.equal,
        "boxes": [name for name, *_ in entry.differing],
        "planned": planned,
    }
    record(
        actor=actor,
        entries=[Entry("entry.second", f"submission:{entry.submission_id}", tps.code, data)],
        now=entry.at,
    )


def add_plan(
    *,
    actor: Person,
    election: Election,
    contests: Sequence[str],
    areas: Sequence[str],
    percent: int,
    seed: str,
    reason: str,
    now: datetime,
) -> EntryPlan:
    """Add a line to the plan of second entries. Staff or administrators, for places of theirs."""
    codes = _areas(areas)
    _require_plan(actor, election, codes)
    known = set(election.contests.values_list("code", flat=True))
    if unknown := [code for code in contests if code not in known]:
        raise EntryRefused(f"Jenis pemilihan “{unknown[0]}” tidak ada pada pemilihan ini.")
    if not 1 <= percent <= 100:
        raise EntryRefused("Bagian formulir ditulis dari 1 sampai 100 persen.")
    if not reason.strip():
        raise EntryRefused("Alasan belum diisi. Tulis singkat mengapa formulir ini diisi dua kali.")
    with transaction.atomic():
        plan = EntryPlan.objects.create(
            election=election,
            contests=list(contests),
            areas=codes,
            percent=percent,
            seed=seed[:20],
            reason=reason.strip()[:300],
            made_by=actor,
            made_at=now,
        )
        data = {"contests": plan.contests, "areas": codes, "percent": percent, "seed": plan.seed}
        entry = Entry("entry.plan", f"plan:{plan.pk}", election.area_id, {**data, "reason": plan.reason})
        record(actor=actor, entries=[entry], now=now)
    return plan


def end_plan(*, actor: Person, election: Election, plan_id: int, now: datetime) -> EntryPlan:
    """End a line of the plan: no further second entries are asked for because of it."""
    with transaction.atomic():
        rows = EntryPlan.objects.select_for_update(of=("self",)).filter(election=election, ended_at=None)
        plan = rows.filter(pk=plan_id).first()
        if plan is None:
            raise EntryRefused("Rencana ini sudah dihentikan. Muat ulang halaman.")
        _require_plan(actor, election, plan.areas)
        plan.ended_at, plan.ended_by = now, actor
        plan.save(update_fields=["ended_at", "ended_by"])
        entry = Entry("entry.plan-end", f"plan:{plan.pk}", election.area_id)
        record(actor=actor, entries=[entry], now=now)
    return plan


def _areas(given: Sequence[str]) -> list[str]:
    """Codes of regions and TPS, digits only."""
    codes = []
    for text in given:
        try:
            codes.append(parse_code(text))
        except ValueError as error:
            raise EntryRefused(f"“{text[:20]}” bukan kode wilayah atau TPS. Contoh: 16.07.05.") from error
    return codes


PLANNERS = (Act.LOCK, Act.MANAGE_REGISTRY)


def may_plan(access: Access, election: Election, areas: Sequence[str]) -> bool:
    """Whether somebody may make or end a line of the plan that names these places (none: all of it)."""
    return all(any(access.may(act, area) for act in PLANNERS) for area in areas or (election.area_id,))


def _require_plan(actor: Person, election: Election, areas: Sequence[str]) -> None:
    """A plan is made by whoever locks or manages the registry, in every place that it names."""
    access = access_of(actor)
    if may_plan(access, election, areas):
        return
    outside = next(a for a in areas or (election.area_id,) if not any(access.may(x, a) for x in PLANNERS))
    raise PermissionDenied(access.may(Act.LOCK, outside).reason)


def _require(actor: Person, tps: Tps) -> None:
    if not (decision := access_of(actor).may(Act.REPORT, tps.code)):
        raise PermissionDenied(decision.reason)


def is_typed(version: Submission) -> bool:
    """Whether a person typed this version on a page (not: wrote it in a message)."""
    return _by_web(version) or _own_entries(version).filter(withdrawn_at=None).exists()


def effect_of(version: Submission) -> Effect | None:
    """What a typed version did when it came, None for one that was not typed."""
    if _by_web(version):
        reading = getattr(version.message, "reading", None)
        effects = reading.data.get("effects") if reading is not None else None
        return Effect(effects[0]) if effects else None
    effect = _own_entries(version).order_by("pk").values_list("effect", flat=True).first()
    return Effect(effect) if effect else None


def _by_web(version: Submission) -> bool:
    return version.message is not None and version.message.channel == CHANNEL


def _own_entries(version: Submission) -> QuerySet[FormEntry]:
    if version.reporter_id is None:
        return FormEntry.objects.none()
    return FormEntry.objects.filter(submission=version, person_id=version.reporter_id)


def withdraw_entries(*, count: Count, person_id: UUID, actor: Person, now: datetime) -> None:
    """What somebody typed of a form speaks no more, as first or as second entry."""
    rows = entries_of(count).filter(person_id=person_id, withdrawn_at=None)
    rows.update(withdrawn_at=now, withdrawn_by=actor)


def restore_entries(*, count: Count, at: datetime) -> None:
    """Undo of `withdraw_entries` at that moment."""
    entries_of(count).filter(withdrawn_at=at).update(withdrawn_at=None, withdrawn_by=None)
