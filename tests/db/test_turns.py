"""Everybody takes turns in one order: the election's first, the audit log's last. Else two would wait for
each other on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.models import Photo
from deskpemilu.flow import imports, photos
from deskpemilu.registry.models import Tps
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_moved_before_open_pages_hear_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The move holds the audit log's turn until it ends; the election's number is raised after that."""
    election = make_election()
    totals.rebuild(election)
    tps = Tps.objects.select_related("desa").first()
    assert tps is not None
    photo = Photo.objects.create(
        media_id="a", source="web", sent_at=NOW, next_at=NOW, created_at=NOW, election=election
    )
    raised: list[bool] = []
    bump = totals.bump

    def watched(ids: Iterable[int]) -> None:
        raised.append(connection.in_atomic_block)
        bump(ids)

    monkeypatch.setattr(totals, "bump", watched)
    photos.move(
        actor=person(Role.STAF, ""),
        photo=photo,
        tps=tps,
        contest=None,
        reason="",
        sees_unplaced=True,
        now=NOW,
    )
    assert Photo.objects.get().tps_id == tps.pk
    assert raised == [False]


@pytest.mark.django_db
def test_an_import_of_regions_takes_the_elections_turn_first(tmp_path: Path) -> None:
    """It sums again at its end, long after it has written to the audit log."""
    election = make_election()
    totals.rebuild(election)
    file = tmp_path / "wilayah.csv"
    file.write_text("kode,nama\n1607012009,Desa Baru\n", encoding="utf-8")
    with CaptureQueriesContext(connection) as seen:
        report = imports.carry_out(actor=PROGRAM, kind="regions", path=file, now=NOW)
    assert report.written
    assert _first(seen, "tally_liveversion") < _first(seen, "audit_head")


def _first(seen: Any, table: str) -> int:
    return next(at for at, query in enumerate(seen.captured_queries) if table in query["sql"])
