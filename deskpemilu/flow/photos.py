"""What people do with photos, and that open pages hear of it: each act in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from deskpemilu.accounts.models import Person
from deskpemilu.evidence import hanging, services
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.stores import FolderStore
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.tally import totals


def upload(
    *,
    actor: Person,
    tps: Tps,
    contest: Contest | None,
    file_name: str,
    data: bytes,
    key: str,
    spool: FolderStore,
    now: datetime,
) -> Photo:
    """A photo that a person brings for a TPS. Raises PhotoRefused, PermissionDenied."""
    return services.upload(
        actor=actor,
        tps=tps,
        contest=contest,
        file_name=file_name,
        data=data,
        key=key,
        spool=spool,
        now=now,
    )


def move(
    *,
    actor: Person,
    photo: Photo,
    tps: Tps,
    contest: Contest | None,
    reason: str,
    sees_unplaced: bool,
    now: datetime,
) -> Photo:
    """Hang a photo on a TPS by hand. Raises PhotoRefused, PermissionDenied."""
    return _told(
        photo,
        lambda: hanging.move(
            actor=actor,
            photo_id=photo.pk,
            tps=tps,
            contest=contest,
            reason=reason,
            sees_unplaced=sees_unplaced,
            now=now,
        ),
    )


def put_aside(
    *, actor: Person, photo: Photo, aside: bool, reason: str, sees_unplaced: bool, now: datetime
) -> Photo:
    """Set a photo aside that shows no form, or take it back. Raises PhotoRefused, PermissionDenied."""
    return _told(
        photo,
        lambda: hanging.put_aside(
            actor=actor, photo_id=photo.pk, aside=aside, reason=reason, sees_unplaced=sees_unplaced, now=now
        ),
    )


def take_off(*, actor: Person, photo: Photo, reason: str, now: datetime) -> Photo:
    """Take a photo off its TPS; it waits for a place again. Raises PhotoRefused, PermissionDenied."""
    return _told(photo, lambda: hanging.take_off(actor=actor, photo_id=photo.pk, reason=reason, now=now))


def undo(*, actor: Person, photo: Photo, now: datetime) -> Photo:
    """Take back one's own last act on a photo. Raises PhotoRefused, PermissionDenied."""
    return _told(photo, lambda: hanging.undo(actor=actor, photo_id=photo.pk, now=now))


def _told(before: Photo, act: Callable[[], Photo]) -> Photo:
    """Carry out an act, then raise the number that open pages watch, of the elections it touches.

    Not in one transaction: the act ends with the audit log's turn, and whoever counts votes takes the
    election's turn before that one. In the other order the two would wait for each other in a circle.
    """
    after = act()
    touched = {election for election in (before.election_id, after.election_id) if election is not None}
    totals.bump(sorted(touched))
    return after
