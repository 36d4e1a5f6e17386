"""Asking for the recall of a locked figure, and deciding on it (see recall.py).

Each service runs inside the caller's transaction (`flow/decisions.py`): may → lock the row → pure
decision → write → audit. Raises `workflow.Refused` and PermissionDenied.
"""

from __future__ import annotations

from datetime import datetime

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain import roles
from deskpemilu.intake.models import Count
from deskpemilu.verification import recall, workflow
from deskpemilu.verification.models import Recall
from deskpemilu.verification.recall import Asked
from deskpemilu.verification.services import Decided, require, standing_of, taken, taken_row, written


def ask(*, actor: Person, count_id: int, seen: str, now: datetime, reason: str) -> Recall:
    """Ask that a locked form be opened."""
    count = taken(actor, count_id, roles.Act.CORRECT, seen)
    recall.ask(standing_of(count), open_request=_asked(open_recall(count)), reason=reason)
    made = Recall.objects.create(
        count=count,
        submission_id=count.submission_id,
        asked_by=actor,
        asked_at=now,
        reason=reason.strip()[:300],
    )
    _audit(actor, made, "recall.asked", made.reason, now)
    return made


def grant(*, actor: Person, count_id: int, now: datetime, reason: str = "") -> Decided:
    """Open the locked form: by another person than the one who asked."""
    count, request = _taken(actor, count_id)
    change = recall.grant(standing_of(count), open_request=_asked(request), person=str(actor.pk))
    assert request is not None
    _close(request, actor, Recall.Outcome.GRANTED, reason, now)
    why = f"{request.reason} (diminta {request.asked_by.name})"
    return written(actor, count, workflow.RECALL, change, reason=why[:300], now=now)


def decline(*, actor: Person, count_id: int, now: datetime, reason: str) -> Recall:
    """Leave the form locked, and say why."""
    _, request = _taken(actor, count_id)
    recall.decline(open_request=_asked(request), person=str(actor.pk), reason=reason)
    assert request is not None
    return _close(request, actor, Recall.Outcome.DECLINED, reason, now)


def withdraw(*, actor: Person, count_id: int, now: datetime) -> Recall:
    """Take one's own request back."""
    count = taken_row(count_id)
    require(access_of(actor), roles.Act.CORRECT, count.tps.code)
    request = open_recall(count)
    recall.withdraw(open_request=_asked(request), person=str(actor.pk))
    assert request is not None
    return _close(request, actor, Recall.Outcome.WITHDRAWN, "", now)


def open_recall(count: Count) -> Recall | None:
    """The request that waits for a decision on this form."""
    return (
        Recall.objects.select_related("asked_by", "count__tps").filter(count=count, decided_at=None).first()
    )


def _taken(actor: Person, count_id: int) -> tuple[Count, Recall | None]:
    count = taken_row(count_id)
    require(access_of(actor), roles.Act.LOCK, count.tps.code)
    return count, open_recall(count)


def _asked(request: Recall | None) -> Asked | None:
    return None if request is None else Asked(str(request.asked_by_id), request.submission_id)


def _close(request: Recall, actor: Person, outcome: Recall.Outcome, answer: str, now: datetime) -> Recall:
    request.outcome, request.answer = outcome, answer.strip()[:300]
    request.decided_by, request.decided_at = actor, now
    request.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    _audit(actor, request, f"recall.{outcome.value}", request.answer, now)
    return request


def _audit(actor: Person, request: Recall, act: str, reason: str, now: datetime) -> None:
    data = {"recall": request.pk, "version": request.submission_id, "reason": reason}
    code = request.count.tps.code
    record(actor=actor, entries=[Entry(act, f"count:{request.count_id}", code, data)], now=now)
