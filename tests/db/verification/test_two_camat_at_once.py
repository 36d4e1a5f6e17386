"""Two camat press at the same moment: one decision is written, the other is told who was first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from deskpemilu.domain.roles import Role
from deskpemilu.flow import decisions
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.models import Act
from deskpemilu.verification.services import seen_of
from deskpemilu.verification.workflow import Refused
from tests.builders import make_election, make_submission
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_decisions_at_once_is_written() -> None:
    """The row lock and the mark of the page together; the totals follow the one that was written."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite menulis satu per satu; uji ini untuk PostgreSQL.")
    election = make_election(kecamatan=1, desa=1, tps=4)
    totals.rebuild(election)
    camat = [person(Role.CAMAT, "160701"), person(Role.CAMAT, "160701")]
    for tps in Tps.objects.all():
        count = make_submission(tps, Contest.objects.get(), {"1": 20, "2": 100, "3": 30})
        seen, together = seen_of(count), Barrier(2)
        answers = _at_once(
            [
                lambda c=count, s=seen: decisions.accept(actor=camat[0], count_id=c.pk, seen=s, now=NOW),
                lambda c=count, s=seen: decisions.send_back(
                    actor=camat[1], count_id=c.pk, seen=s, now=NOW, reason="keliru"
                ),
            ],
            together,
        )
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(refusals) == 1
        assert "sudah diputuskan oleh" in str(refusals[0])
        assert Act.objects.filter(count=count).count() == 1
        assert Count.objects.get(pk=count.pk).state == Act.objects.get(count=count).state_after
    assert totals.compare(election) == []


def _at_once(acts: list[Callable[[], object]], together: Barrier) -> list[object]:
    def run(act: Callable[[], object]) -> object:
        together.wait(timeout=20)
        try:
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
