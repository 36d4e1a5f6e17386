"""The rehearsal's camat: they vouch for clean forms of their kecamatan, desa by desa, all night long.

They use the service that the list of the verification screen uses. The kecamatan of the camat whom a
visitor may play is left to the visitor, and so is whatever has a finding.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

import structlog
from django.db import close_old_connections
from django.db.models import Count as CountRows

from deskpemilu.accounts.models import Grant, Person
from deskpemilu.domain.codes import KECAMATAN
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import CountState
from deskpemilu.flow import decisions
from deskpemilu.intake.models import Count
from deskpemilu.verification.queue import telling
from deskpemilu.verification.services import seen_of

log = structlog.get_logger(__name__)
TICK_SECONDS = 2.0
AT_ONCE = 25  # forms a tick: a camat reads, and the machine has messages to read meanwhile
RESTS = timedelta(seconds=8)  # what has just come in is not vouched for before anybody could look


def make_camats(kecamatan: Mapping[str, str]) -> None:
    """A camat without a sign-in for each of these kecamatan (name by code)."""
    people = [
        Person(username=f"camat.{code}", name=f"Camat {name} (contoh)") for code, name in kecamatan.items()
    ]
    for person in people:
        person.set_unusable_password()
    Person.objects.bulk_create(people)
    Grant.objects.bulk_create(
        [
            Grant(person=person, role=Role.CAMAT.value, area=code, sees_totals=True)
            for person, code in zip(people, kecamatan, strict=True)
        ]
    )


class Camats(threading.Thread):
    """Goes from desa to desa until stopped."""

    def __init__(self, election_id: int, *, spare: str, clock: Callable[[], datetime], seed: int) -> None:
        super().__init__(name="camats", daemon=True)
        self.election_id, self.spare, self.clock = election_id, spare, clock
        self.chance = Random(f"{seed}:camats")
        self._stop_now = threading.Event()

    def stop(self) -> None:
        """End after the desa at hand."""
        self._stop_now.set()

    def run(self) -> None:
        """Vouch, wait, vouch. A desk that is busy is asked again."""
        while not self._stop_now.wait(TICK_SECONDS):
            try:
                vouch(self.election_id, spare=self.spare, now=self.clock(), chance=self.chance)
            except Exception:
                log.exception("rehearsal_camat_failed")
            close_old_connections()


def vouch(election_id: int, *, spare: str, now: datetime, chance: Random) -> int:
    """One camat vouches for the clean forms of one desa; how many that were."""
    waiting = Count.objects.filter(
        contest__election_id=election_id,
        counts=True,
        state=CountState.RECEIVED.value,
        requested=None,
        submission__blocking=False,
        changed_at__lt=now - RESTS,
    ).exclude(desa_code__startswith=spare)
    busiest = waiting.values_list("desa_code").annotate(many=CountRows("pk")).order_by("-many")[:40]
    desa = [code for code, _ in busiest]
    if not desa:
        return 0
    code = chance.choice(desa)
    camat = Person.objects.filter(grants__role=Role.CAMAT.value, grants__area=code[:KECAMATAN]).first()
    if camat is None:
        return 0
    rows = [
        count
        for count in waiting.filter(desa_code=code).select_related("submission")
        if count.submission is not None and not telling(count.submission.findings)
    ]
    forms = {count.pk: seen_of(count) for count in rows[:AT_ONCE]}
    done, _ = decisions.accept_clean(
        actor=camat, election_id=election_id, desa_code=code, seen=forms, now=now
    )
    return len(done)
