"""A person's decision on a count, from the click to the totals: one transaction each.

The service writes the count, the act and the audit record (`verification/services.py`); here the
touched regions are summed again, open pages are told, and the reporter's message is queued. Either
all of it happens or nothing. The election's turn is taken first, as the main road does, so that two
writers never wait for each other in a circle.

Raises `verification.workflow.Refused` (a sentence for the person) and PermissionDenied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from deskpemilu.accounts.models import Person
from deskpemilu.channels import outbox
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import HELD_BACK
from deskpemilu.intake.models import Count, StoredReading, Submission
from deskpemilu.tally import totals
from deskpemilu.verification import recalls, services, withdrawals, workflow
from deskpemilu.verification.models import Recall
from deskpemilu.verification.reporters import undone_replies
from deskpemilu.verification.services import Decided
from deskpemilu.verification.workflow import Refused


def accept(
    *, actor: Person, count_id: int, seen: str, now: datetime, chosen: int | None = None, reason: str = ""
) -> Decided:
    """Vouch for a form, or for the chosen one of its versions."""
    act = partial(services.accept, chosen=chosen, reason=reason)
    return _carry_out(partial(act, actor=actor, count_id=count_id, seen=seen, now=now), count_id, now)


def send_back(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Decided:
    """Return a form with a reason; its reporters get a message."""
    act = partial(services.send_back, reason=reason)
    return _carry_out(partial(act, actor=actor, count_id=count_id, seen=seen, now=now), count_id, now)


def dispute(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Decided:
    """Take contested figures out of the totals until somebody decides."""
    act = partial(services.dispute, reason=reason)
    return _carry_out(partial(act, actor=actor, count_id=count_id, seen=seen, now=now), count_id, now)


def reject(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Decided:
    """Throw a report out with a reason; its reporters get a message."""
    act = partial(services.reject, reason=reason)
    return _carry_out(partial(act, actor=actor, count_id=count_id, seen=seen, now=now), count_id, now)


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
    """Type a corrected version, and vouch for it at once if asked for."""
    act = partial(services.correct, form=form, reason=reason, verify=verify)
    return _carry_out(partial(act, actor=actor, count_id=count_id, seen=seen, now=now), count_id, now)


def lock(*, actor: Person, count_id: int, seen: str, now: datetime) -> Decided:
    """Lock a verified form."""
    act = partial(services.lock, actor=actor, count_id=count_id, seen=seen, now=now)
    return _carry_out(act, count_id, now)


def reopen(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Decided:
    """Open a verified form again."""
    act = partial(services.reopen, reason=reason)
    return _carry_out(partial(act, actor=actor, count_id=count_id, seen=seen, now=now), count_id, now)


def withdraw_entry(
    *, actor: Person, count_id: int, seen: str, now: datetime, reason: str, owner_id: UUID | None = None
) -> Decided:
    """Take a typed form back: one's own, or that of `owner_id`, who gets a message."""
    act = partial(withdrawals.withdraw, reason=reason, owner_id=owner_id)
    return _carry_out(partial(act, actor=actor, count_id=count_id, seen=seen, now=now), count_id, now)


def ask_recall(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Recall:
    """Ask that a locked form be opened; nothing is opened yet."""
    with transaction.atomic():
        totals.lock(_election_of(count_id))
        return recalls.ask(actor=actor, count_id=count_id, seen=seen, now=now, reason=reason)


def grant_recall(*, actor: Person, count_id: int, now: datetime, reason: str = "") -> Decided:
    """Open a locked form that somebody else asked for."""
    act = partial(recalls.grant, actor=actor, count_id=count_id, now=now, reason=reason)
    return _carry_out(act, count_id, now)


def decline_recall(*, actor: Person, count_id: int, now: datetime, reason: str) -> Recall:
    """Leave a locked form as it is, and say why."""
    with transaction.atomic():
        totals.lock(_election_of(count_id))
        return recalls.decline(actor=actor, count_id=count_id, now=now, reason=reason)


def withdraw_recall(*, actor: Person, count_id: int, now: datetime) -> Recall:
    """Take one's own request back."""
    with transaction.atomic():
        totals.lock(_election_of(count_id))
        return recalls.withdraw(actor=actor, count_id=count_id, now=now)


def undo(*, actor: Person, count_id: int, now: datetime) -> Decided:
    """Take back one's own last act; a message about it is stopped, or taken back if it has gone out."""

    def act() -> Decided:
        last = services.last_act(count_id)
        decided = services.undo(actor=actor, count_id=count_id, now=now)
        if last is not None and last.act == workflow.WITHDRAW:
            withdrawals.restore(last)
        if last is None or last.act not in workflow.REPORTER_TOLD:
            return decided
        sent = _stop_messages(f"{last.act}:{last.pk}:")
        replies = undone_replies(last, services.place_of(decided.count), sent)
        return Decided(decided.act, decided.count, decided.touched, replies)

    return _carry_out(act, count_id, now)


def accept_clean(
    *, actor: Person, election_id: int, desa_code: str, seen: Mapping[int, str], now: datetime
) -> tuple[list[Decided], list[str]]:
    """Vouch for the forms of one desa that have no finding; sentences for those that were left."""
    with transaction.atomic():
        totals.lock(election_id)
        done, left = services.accept_clean(actor=actor, desa_code=desa_code, seen=seen, now=now)
        _finish(done, election_id, now)
    return done, left


def _carry_out(act: Callable[[], Decided], count_id: int, now: datetime) -> Decided:
    with transaction.atomic():
        election_id = _election_of(count_id)
        totals.lock(election_id)
        decided = act()
        _finish([decided], election_id, now)
    return decided


def _election_of(count_id: int) -> int:
    election_id = Count.objects.values_list("contest__election_id", flat=True).filter(pk=count_id).first()
    if election_id is None:
        raise Refused("Formulir ini tidak ada lagi. Kembali ke antrean lalu pilih formulir lain.")
    return election_id


def _finish(done: Iterable[Decided], election_id: int, now: datetime) -> None:
    """Sum again what was touched, tell open pages, queue the messages."""
    decisions = list(done)
    totals.resum({key for decided in decisions for key in decided.touched})
    totals.bump([election_id])
    outbox.queue([reply for decided in decisions for reply in decided.replies], now=now)
    for decided in decisions:
        _close_messages(decided.count, now)


def _close_messages(count: Count, now: datetime) -> None:
    """Messages that waited for this decision need nobody any more, once none of their forms waits."""
    form = {"tps_id": count.tps_id, "contest_id": count.contest_id, "generation": count.generation}
    messages = set(
        Submission.objects.filter(**form, message__isnull=False).values_list("message_id", flat=True)
    )
    undecided = Q(state__in=[state.value for state in HELD_BACK]) | Q(requested__isnull=False)
    named = Q(submission__message_id__in=messages) | Q(requested__message_id__in=messages)
    waiting = Count.objects.filter(undecided, named).values_list(
        "submission__message_id", "requested__message_id"
    )
    still = {message for pair in waiting for message in pair}
    StoredReading.objects.filter(message_id__in=messages - still, needs_person=True, handled_at=None).update(
        handled_at=now
    )


def _stop_messages(prefix: str) -> list[tuple[str, str]]:
    """Cancel what still waits; (channel, recipient) of what had already gone out."""
    rows = OutboxMessage.objects.filter(dedupe_key__startswith=prefix)
    rows.filter(state=OutboxMessage.State.QUEUED).update(state=OutboxMessage.State.CANCELLED)
    gone = rows.exclude(state=OutboxMessage.State.CANCELLED)
    return list(gone.order_by("id").values_list("channel", "recipient"))
