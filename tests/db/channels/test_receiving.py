"""Deliveries committed in groups on a thread of their own, in a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from deskpemilu.channels.batcher import GroupCommit
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import Delivery, InboxMessage
from deskpemilu.channels.receiving import Incoming, store

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)


def incoming(number: int, **changes: object) -> Incoming:
    """A delivery with one message."""
    envelope = Envelope("whatsapp", f"wamid.{number}", "628120000001", NOW, f"TPS {number}")
    return Incoming("whatsapp", f"kiriman {number}".encode(), NOW, (envelope,), **changes)  # type: ignore[arg-type]


def test_a_group_takes_few_statements(django_assert_max_num_queries: object) -> None:
    """Raw, known, insert, known again, and the savepoints; the same for one as for forty."""
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        store([incoming(n) for n in range(40)])
    assert InboxMessage.objects.count() == Delivery.objects.count() == 40


def test_a_group_with_repeats_and_an_unreadable_one() -> None:
    """Each stored once; the unreadable one waits for a person."""
    store([incoming(1), incoming(1), Incoming("whatsapp", b"\xff", NOW, broken="tidak dapat dibaca")])
    store([incoming(1)])
    assert Delivery.objects.count() == 2
    assert list(InboxMessage.objects.order_by("kind").values_list("kind", "state")) == [
        ("broken", "failed"),
        ("text", "new"),
    ]


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_are_all_there_when_they_are_told_so() -> None:
    """Eight threads hand in, one commits; every answer means that the row is there."""

    def write(batch: object) -> None:
        store(batch)  # type: ignore[arg-type]
        connection.close()  # so that the test database can be dropped

    group: GroupCommit[Incoming] = GroupCommit(write, name="uji")

    def hand_in(number: int) -> None:
        group.submit(incoming(number % 90)).result(20)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hand_in, range(120)))
    assert InboxMessage.objects.count() == 90
    assert Delivery.objects.count() == 90
