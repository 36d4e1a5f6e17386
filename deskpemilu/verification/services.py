"""A person's acts on counts: accept, return, dispute, reject, correct, lock, reopen, undo.

Each service runs inside the caller's transaction (`flow/decisions.py`): may → lock the row → pure
decision (`workflow.py`) → write the count and one `Act` → audit. It hands back what was touched, so
that the caller re-sums it, and what the reporter is to be told. `seen` is the mark of the count that
the page showed (`seen_of`); when the count has changed since, nothing is written.

Raises `workflow.Refused` with a sentence, PermissionDenied outside the person's area.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Coalesce
from django.utils import timezone

from deskpemilu.accounts.access import Access, access_of
from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.channels.envelope import Reply
from deskpemilu.domain import roles
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import STATE_NAMES, CountState, Generation
from deskpemilu.evidence.queries import with_notices
from deskpemilu.intake import store
from deskpemilu.intake.cross import cross_findings
from deskpemilu.intake.entry_queries import missing_second
from deskpemilu.intake.models import Count, Submission
from deskpemilu.verification import workflow
from deskpemilu.verification.models import Act
from deskpemilu.verification.notices import Place, rejected, returned
from deskpemilu.verification.queue import telling
from deskpemilu.verification.reporters import replies_to
from deskpemilu.verification.workflow import Change, Done, Refused, Standing

DECIDED = frozenset(
    {
        CountState.VERIFIED,
        CountState.LOCKED,
        CountState.RETURNED,
        CountState.DISPUTED,
        CountState.REJECTED,
    }
)
# The reason that is shown beside a form in these states is that of the act that brought it there.
_SHOWN_REASON = {
    CountState.RETURNED: workflow.RETURN,
    CountState.DISPUTED: workflow.DISPUTE,
    CountState.REJECTED: workflow.REJECT,
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What an act did: the act, the count, (contest id, desa code) to re-sum, messages to send."""

    act: Act
    count: Count
    touched: frozenset[tuple[int, str]]
    replies: tuple[Reply, ...] = ()


def seen_of(count: Count) -> str:
    """The mark of a count (workflow.mark)."""
    return workflow.mark(count.submission_id, count.requested_id, count.changed_at)


def standing_of(count: Count) -> Standing:
    """Where a count stands. One statement."""
    versions = dict(
        Submission.objects.filter(
            tps_id=count.tps_id, contest_id=count.contest_id, generation=count.generation
        ).values_list("id", Coalesce("recheck__blocking", "blocking"))
    )
    return Standing(
        state=CountState(count.state),
        current=count.submission_id,
        requested=count.requested_id,
        versions=frozenset(versions),
        blocking=frozenset(key for key, blocking in versions.items() if blocking),
    )


def place_of(count: Count) -> Place:
    """Where the form is from, in words (uses tps.desa.parent and contest of the count)."""
    desa = count.tps.desa
    kecamatan = desa.parent.name if desa.parent else ""
    return Place(count.contest.short, kecamatan, desa.name, count.tps.code)


def accept(
    *, actor: Person, count_id: int, seen: str, now: datetime, chosen: int | None = None, reason: str = ""
) -> Decided:
    """Vouch for a form, or for the chosen one of its versions."""
    count = taken(actor, count_id, roles.Act.VERIFY, seen)
    change = workflow.accept(standing_of(count), chosen=chosen, reason=reason)
    _refuse_single_entry(count, change.current)
    return written(actor, count, workflow.ACCEPT, change, reason=reason, now=now)


def accept_clean(
    *, actor: Person, desa_code: str, seen: Mapping[int, str], now: datetime
) -> tuple[list[Decided], list[str]]:
    """Vouch for several forms of one desa at once; only forms without any finding.

    Gives what was done, and a sentence for each form that was left as it is.
    """
    done: list[Decided] = []
    left: list[str] = []
    stations = Count.objects.filter(desa_code=desa_code).values_list("tps_id", flat=True)
    twins = with_notices(stations.distinct())
    for count_id in sorted(seen):
        try:
            count = taken(actor, count_id, roles.Act.VERIFY, seen[count_id])
            _refuse_unclean(count, desa_code, twins)
            change = workflow.accept(standing_of(count))
            _refuse_single_entry(count, change.current)
        except Refused as refusal:
            left.append(f"{_name(count_id)}: {refusal}")
            continue
        done.append(written(actor, count, workflow.ACCEPT, change, reason="", now=now))
    return done, left


def send_back(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Decided:
    """Return a form to its reporters with a reason, which goes to them as a message."""
    count = taken(actor, count_id, roles.Act.VERIFY, seen)
    reported = _reported(count)
    change = workflow.send_back(standing_of(count), reason=reason)
    decided = written(actor, count, workflow.RETURN, change, reason=reason, now=now)
    return Decided(
        decided.act, count, decided.touched, replies_to(decided.act, place_of(count), reported, returned)
    )


def dispute(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Decided:
    """Take contested figures out of the totals until somebody decides. Nobody is told."""
    count = taken(actor, count_id, roles.Act.CORRECT, seen)
    change = workflow.dispute(standing_of(count), reason=reason)
    return written(actor, count, workflow.DISPUTE, change, reason=reason, now=now)


def reject(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Decided:
    """Throw a report out; its reporters get a message with the reason."""
    count = taken(actor, count_id, roles.Act.CORRECT, seen)
    reported = _reported(count)
    change = workflow.reject(standing_of(count), reason=reason)
    decided = written(actor, count, workflow.REJECT, change, reason=reason, now=now)
    return Decided(
        decided.act, count, decided.touched, replies_to(decided.act, place_of(count), reported, rejected)
    )


def _reported(count: Count) -> list[Submission]:
    return [version for version in (count.submission, count.requested) if version is not None]


def correct(
    *,
    actor: Person,
    count_id: int,
    seen: str,
    now: datetime,
    form: CountForm,
    reason: str,
    verify: bool = False,
) -> Decided:
    """Type a corrected version, and vouch for it at once if asked for. One act either way."""
    count = taken(actor, count_id, roles.Act.CORRECT, seen)
    workflow.correct(standing_of(count), reason=reason)
    before = _place_of_change(count)
    stored = store.enter_form(
        actor=actor,
        tps=count.tps,
        contest=count.contest,
        form=form,
        origin="correction",
        reason=reason.strip(),
        now=now,
        generation=Generation(count.generation),
    )
    count = taken_row(count_id)
    change = _place_of_change(count)
    if verify:
        require(access_of(actor), roles.Act.VERIFY, count.tps.code)
        standing = standing_of(count)
        # The very same figures as the verified ones make no second verification.
        if not (standing.state is CountState.VERIFIED and stored.submission.pk == standing.current):
            change = workflow.accept(standing, chosen=stored.submission.pk, reason=reason)
            _refuse_single_entry(count, change.current)
    decided = written(actor, count, workflow.CORRECT, change, reason=reason, now=now, before=before)
    return Decided(decided.act, count, decided.touched | frozenset(stored.touched))


def lock(*, actor: Person, count_id: int, seen: str, now: datetime) -> Decided:
    """Lock a verified form for the desk."""
    count = taken(actor, count_id, roles.Act.LOCK, seen)
    change = workflow.lock(standing_of(count))
    _refuse_single_entry(count, change.current)
    return written(actor, count, workflow.LOCK, change, reason="", now=now)


def reopen(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Decided:
    """Open a verified form again; a locked one takes two people (recalls.py)."""
    count = taken(actor, count_id, roles.Act.LOCK, seen)
    change = workflow.reopen(standing_of(count), reason=reason)
    return written(actor, count, workflow.REOPEN, change, reason=reason, now=now)


def undo(*, actor: Person, count_id: int, now: datetime) -> Decided:
    """Take back one's own last act on a form within a minute."""
    count = taken_row(count_id)
    last = last_act(count_id)
    # A clerk may only report: taking one's own form back is theirs to undo as well.
    withdrawn = last is not None and last.act == workflow.WITHDRAW
    right = roles.Act.REPORT if withdrawn else roles.Act.CORRECT
    require(access_of(actor), right, count.tps.code)
    change = workflow.undo(
        standing_of(count), last=None if last is None else done_of(last), person=str(actor.pk), now=now
    )
    decided = written(actor, count, workflow.UNDO, change, reason="", now=now)
    assert last is not None
    last.undone_by = decided.act
    last.save(update_fields=["undone_by"])
    return decided


def last_act(count_id: int) -> Act | None:
    """The newest act on a count that was not itself an undo."""
    acts = Act.objects.filter(count_id=count_id).exclude(act=workflow.UNDO)
    return acts.select_related("person").order_by("-id").first()


def done_of(act: Act) -> Done:
    """An act as the pure undo needs it."""
    return Done(
        act=act.act,
        person=str(act.person_id),
        at=act.at,
        before=Change(CountState(act.state_before), act.submission_before_id, act.requested_before_id),
        after=Change(CountState(act.state_after), act.submission_after_id, act.requested_after_id),
        undone=act.undone_by_id is not None,
    )


def taken_row(count_id: int) -> Count:
    """The count, its row locked until the transaction ends."""
    rows = Count.objects.select_for_update(of=("self",)).select_related(
        "tps__desa__parent",
        "contest",
        "changed_by",
        "submission__message",
        "submission__recheck",
        "requested__message",
    )
    try:
        count = rows.get(pk=count_id)
    except Count.DoesNotExist:
        raise Refused("Formulir ini tidak ada lagi. Kembali ke antrean lalu pilih formulir lain.") from None
    if not count.counts:
        raise Refused("Formulir ini tidak dihitung lagi (ada keputusan KPU, atau TPS ditutup). Muat ulang.")
    return count


def taken(actor: Person, count_id: int, act: roles.Act, seen: str) -> Count:
    """The locked count if the person may act on it and it is still as the page showed it."""
    count = taken_row(count_id)
    require(access_of(actor), act, count.tps.code)
    if seen == seen_of(count):
        return count
    if CountState(count.state) in DECIDED and count.changed_by is not None:
        at = timezone.localtime(count.changed_at)
        raise Refused(
            f"Formulir ini sudah diputuskan oleh {count.changed_by.name} pukul {at:%H.%M %Z} "
            f"({STATE_NAMES[CountState(count.state)]}). Keputusan Anda tidak disimpan."
        )
    raise Refused(
        "Ada laporan baru untuk formulir ini sejak halaman dibuka. Periksa angkanya, lalu putuskan kembali."
    )


def require(access: Access, act: roles.Act, area: str) -> None:
    if not (decision := access.may(act, area)):
        raise PermissionDenied(decision.reason)


def _refuse_single_entry(count: Count, version: int | None) -> None:
    """What the desk wants typed twice is vouched for only after the second entry."""
    if missing_second([count], chosen={count.pk: version} if version else None):
        raise Refused(
            "Formulir ini wajib diisi dua kali oleh dua orang, dan isian kedua belum ada. "
            "Mintalah petugas lain mengisinya lewat Isi C.Hasil."
        )


def _refuse_unclean(count: Count, desa_code: str, twins: Collection[int]) -> None:
    """Only a plain received form of that desa, without any finding, is accepted in bulk."""
    submission = count.submission
    if count.desa_code != desa_code:
        raise Refused("bukan formulir desa ini.")
    plain = count.state == CountState.RECEIVED.value and count.requested_id is None
    found = submission is None or submission.blocking_now or telling(submission.findings_now)
    if not plain or found or cross_findings([count.pk]) or count.tps_id in twins:
        raise Refused("ada temuan, periksa satu per satu.")


def _name(count_id: int) -> str:
    code = Count.objects.values_list("tps__code", flat=True).filter(pk=count_id).first()
    return f"TPS {int(code[10:]):03d}" if code else f"Formulir {count_id}"


def _place_of_change(count: Count) -> Change:
    return Change(CountState(count.state), count.submission_id, count.requested_id)


def written(
    actor: Person,
    count: Count,
    name: str,
    change: Change,
    *,
    reason: str,
    now: datetime,
    before: Change | None = None,
) -> Decided:
    """Write the count's new place, the act and the audit record."""
    before = before or _place_of_change(count)
    count.state, count.submission_id, count.requested_id = change.state, change.current, change.requested
    count.reason = _reason_shown(count, name, reason)
    count.changed_at, count.changed_by = now, actor
    count.save(update_fields=["state", "submission", "requested", "reason", "changed_at", "changed_by"])
    act = Act.objects.create(
        count=count,
        act=name,
        state_before=before.state.value,
        state_after=change.state.value,
        submission_before_id=before.current,
        submission_after_id=change.current,
        requested_before_id=before.requested,
        requested_after_id=change.requested,
        reason=reason.strip()[:300],
        source=actor.audit_source,
        person=actor,
        at=now,
    )
    record(actor=actor, entries=[_entry_of(act, count)], now=now)
    return Decided(act, count, frozenset({(count.contest_id, count.desa_code)}))


def _entry_of(act: Act, count: Count) -> Entry:
    data = {
        "contest": count.contest.code,
        "from": act.state_before,
        "to": act.state_after,
        "version_before": act.submission_before_id,
        "version_after": act.submission_after_id,
        "reason": act.reason,
    }
    return Entry(f"count.{act.act}", subject=f"count:{count.pk}", region=count.tps.code, data=data)


def _reason_shown(count: Count, name: str, reason: str) -> str:
    """The reason shown beside a returned, disputed or rejected form; empty in every other state."""
    act = _SHOWN_REASON.get(CountState(count.state))
    if act is None:
        return ""
    if name == act:
        return reason.strip()[:300]
    acts = Act.objects.filter(count=count, act=act, undone_by=None)
    return acts.order_by("-id").values_list("reason", flat=True).first() or ""
