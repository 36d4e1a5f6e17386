"""Inserting rows by the hundred does what `bulk_create` does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from deskpemilu.channels import bulk, inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Region, Tps
from tests.builders import NOW, make_election
from tests.people import person

pytestmark = pytest.mark.django_db


def _message(number: int, **changes: Any) -> InboxMessage:
    told = {"sent_at": NOW, "received_at": NOW + timedelta(microseconds=number), "text": "“01 = 5” 👍"}
    return InboxMessage(**{"channel": "whatsapp", "external_id": f"e{number}", **told, **changes})


def _columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_is_stored_as_bulk_create_stores_it() -> None:
    """Every kind of column of the road: text, flags, moments, JSON, null, ids of people."""
    contest = Contest.objects.get(election=make_election(), code="ppwp")
    reporter = person(Role.OPERATOR, "1607")
    tps = list(Tps.objects.order_by("code")[:2])

    def version(at: Tps) -> Submission:
        return Submission(
            tps=at,
            contest=contest,
            version=1,
            origin="report",
            votes={"1": 3, "2": 0},
            rows={},
            findings=[{"code": "A6", "text": "“é”"}],
            blocking=True,
            figures="f" * 32,
            reporter=reporter,
            created_at=NOW,
        )

    mine, theirs = version(tps[0]), version(tps[1])
    bulk.insert([mine])
    Submission.objects.bulk_create([theirs])
    stored, known = (_columns(Submission.objects.get(pk=row.pk)) for row in (mine, theirs))
    assert {**stored, "id": 0, "tps_id": 0} == {**known, "id": 0, "tps_id": 0}
    assert (stored["votes"], stored["reporter_id"], stored["message_id"]) == (
        {"1": 3, "2": 0},
        reporter.pk,
        None,
    )


def test_every_object_learns_its_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the rows need several statements."""
    monkeypatch.setattr(bulk, "MOST_VALUES", 60)
    rows = [_message(number) for number in range(10)]
    keys = bulk.insert(rows)
    assert keys == [row.pk for row in rows]
    assert [InboxMessage.objects.get(pk=row.pk).external_id for row in rows] == [f"e{n}" for n in range(10)]
    assert InboxMessage.objects.get(external_id="e7").received_at == NOW + timedelta(microseconds=7)


def test_rows_that_are_there_stay_and_are_not_among_the_keys() -> None:
    """A repeat changes nothing."""
    (first,) = bulk.insert([_message(1, text="dulu")])
    again = bulk.insert([_message(1, text="lagi"), _message(2)], ignore=True)
    assert first not in again
    assert len(again) == 1
    assert InboxMessage.objects.get(pk=first).text == "dulu"


def test_rows_that_are_there_take_the_new_values() -> None:
    """Of the fields that are named, and of no other; known rows and new ones in one call."""
    contest = Contest.objects.get(election=make_election(), code="ppwp")
    one, two = Tps.objects.order_by("code")[:2]
    held = Count.objects.create(tps=one, contest=contest, desa_code="x", versions=1, changed_at=NOW)
    held.versions, held.desa_code = 2, "y"
    new = Count(tps=two, contest=contest, desa_code="z", versions=1, changed_at=NOW)
    bulk.insert([new, held], unique=["tps", "contest", "generation"], update=["versions"])
    assert Count.objects.get(pk=held.pk).desa_code == "x"
    assert Count.objects.get(pk=held.pk).versions == 2
    assert Count.objects.get(pk=new.pk).desa_code == "z"
    assert Count.objects.count() == 2


def test_nothing_is_written_when_one_row_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """All or nothing, over several statements."""
    monkeypatch.setattr(bulk, "MOST_VALUES", 40)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([*(_message(n) for n in range(5)), _message(6, sent_at=None)], ignore=True)
    assert not InboxMessage.objects.exists()


def test_a_column_it_does_not_know_is_refused() -> None:
    """Nothing is guessed about how a value is stored."""

    with pytest.raises(TypeError, match="bulk_create"):
        bulk.insert([Region(code="16", name="Provinsi", level="provinsi", lat=1.0)])


def test_claiming_looks_only_at_what_waits() -> None:
    """On SQLite by the index of what waits: a night of done messages must not be walked through."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan of SQLite")
    inbox.accept([Envelope("whatsapp", "1", "62812", NOW)], now=NOW)
    waiting = inbox.unfinished().filter(state="new").order_by("pk")
    assert "inbox_waiting" in waiting.explain()
