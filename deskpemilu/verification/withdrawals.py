"""Taking a typed form back (see withdrawing.py), by its clerk or by whoever may correct it for them.

Runs inside the caller's transaction (`flow/decisions.py`): may → lock the row → pure decision → write →
audit. Raises `workflow.Refused` and PermissionDenied.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person
from deskpemilu.domain import roles
from deskpemilu.domain.form import CountForm
from deskpemilu.intake import entry
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.entry_queries import versions_of
from deskpemilu.intake.forms import Likeness, likeness
from deskpemilu.intake.models import Confirmation, Count, Submission
from deskpemilu.intake.store import reporter_of
from deskpemilu.verification import withdrawing, workflow
from deskpemilu.verification.models import Act
from deskpemilu.verification.notices import withdrawn as words
from deskpemilu.verification.reporters import replies_to
from deskpemilu.verification.services import (
    Decided,
    place_of,
    require,
    seen_of,
    standing_of,
    taken_row,
    written,
)
from deskpemilu.verification.withdrawing import Beside
from deskpemilu.verification.workflow import Refused, Standing


def withdrawable(count: Count, person_id: UUID) -> list[Submission]:
    """Versions that stand or wait on a form and that this person typed, the one that waits last."""
    there = [version for version in (count.submission, count.requested) if version is not None]
    return [row for row in there if row.reporter_id == person_id and entry.is_typed(row)]


def withdraw(
    *, actor: Person, count_id: int, seen: str, now: datetime, reason: str, owner_id: UUID | None = None
) -> Decided:
    """Take a typed form back: one's own, or somebody else's (`owner_id`), who is told."""
    count = taken_row(count_id)
    owner = owner_id or actor.pk
    right = roles.Act.REPORT if owner == actor.pk else roles.Act.CORRECT
    require(access_of(actor), right, count.tps.code)
    if seen != seen_of(count):
        raise Refused("Ada yang berubah pada formulir ini sejak halaman dibuka. Periksa, lalu ulangi.")
    own = withdrawable(count, owner)
    standing, last = standing_of(count), _last_decision(count)
    gone = withdrawing.gone_of(standing, [row.pk for row in own])
    leaving = [row for row in own if row.pk in gone]
    change = withdrawing.withdraw(
        standing,
        own=gone,
        decided=last is not None and any(row.created_at <= last.at for row in leaving),
        confirmed=_confirmed(leaving),
        beside=_beside(count, standing, leaving, last),
        reason=reason,
    )
    decided = written(actor, count, workflow.WITHDRAW, change, reason=reason, now=now)
    entry.withdraw_entries(count=count, person_id=owner, actor=actor, now=now)
    told = replies_to(decided.act, place_of(count), leaving, words) if owner != actor.pk else ()
    return Decided(decided.act, count, decided.touched, told)


def restore(act: Act) -> None:
    """An undone withdrawal: what was typed speaks again."""
    entry.restore_entries(count=act.count, at=act.at)


def _last_decision(count: Count) -> Act | None:
    """What a person last decided on the form and did not undo; withdrawals decide nothing."""
    acts = Act.objects.filter(count=count, undone_by=None).exclude(act__in=(workflow.UNDO, workflow.WITHDRAW))
    return acts.order_by("-id").first()


def _confirmed(versions: Iterable[Submission]) -> bool:
    """Whether anybody else has stated the figures of one of these versions."""
    for version in versions:
        for row in Confirmation.objects.filter(submission=version).select_related("message"):
            source = str(row.reporter_id) if row.reporter_id else (row.message.sender if row.message else "")
            if source != reporter_of(version):
                return True
    return False


def _beside(count: Count, standing: Standing, leaving: list[Submission], last: Act | None) -> Beside:
    """Versions of others that speak once these are gone: what they waited with or had pushed aside."""
    rows = _speaking(count)
    mine = {reporter_of(row) for row in leaving}
    others = [row for row in rows if reporter_of(row) not in mine]
    left = next((row for row in others if row.pk in {standing.current, standing.requested}), None)
    if standing.current is None:
        return Beside()
    speaking = [row for row in others if row.pk > standing.current and _after(row, last)]
    completed = _completed([row for row in rows if reporter_of(row) in mine], others)
    stands = left or completed or next(iter(speaking), None)
    return Beside(stands.pk, _rivals(speaking, stands)) if stands else Beside()


def _speaking(count: Count) -> list[Submission]:
    """Versions of a form, the oldest first, without what their authors had given when they took it back."""
    rows = list(versions_of(count).select_related("message__reading").order_by("pk"))
    authors = {row.pk: reporter_of(row) for row in rows}
    until: dict[str, int] = {}
    for act in Act.objects.filter(count=count, act=workflow.WITHDRAW, undone_by=None):
        stays = {act.submission_after_id, act.requested_after_id}
        gone = (act.submission_before_id, act.requested_before_id)
        for pk in [pk for pk in gone if pk is not None and pk not in stays and pk in authors]:
            until[authors[pk]] = max(pk, until.get(authors[pk], 0))
    return [row for row in rows if row.pk > until.get(authors[row.pk], 0)]


def _after(row: Submission, last: Act | None) -> bool:
    """Whether a version came after the last decision, or waited already when it was taken."""
    return last is None or row.created_at > last.at or row.pk == last.requested_after_id


def _completed(own: list[Submission], others: list[Submission]) -> Submission | None:
    """The report of somebody else that the typed form had agreed with and filled up."""
    for row in reversed(own):
        effect = entry.effect_of(row)
        if effect is Effect.COMPLETED:
            earlier = [other for other in others if other.pk < row.pk]
            return next(
                (o for o in reversed(earlier) if likeness(_form(o), _form(row)) is Likeness.FILLS), None
            )
        if effect is Effect.RECORDED:
            return None
    return None


def _rivals(speaking: list[Submission], stands: Submission) -> list[int]:
    """The last version of each other reporter, where it says something else than the one that stands."""
    last = {reporter_of(row): row for row in speaking}
    form = _form(stands)
    return sorted(row.pk for row in last.values() if likeness(form, _form(row)) is not Likeness.SAME)


def _form(version: Submission) -> CountForm:
    return CountForm(rows=version.rows, votes=version.votes)
