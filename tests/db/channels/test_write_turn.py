"""A transaction that waits for its turn in small steps, and not for ever."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from deskpemilu.channels import write_turn as module
from deskpemilu.channels.models import Delivery
from deskpemilu.channels.receiving import store
from deskpemilu.channels.write_turn import write_turn
from tests.db.channels.test_receiving import incoming

real_atomic = transaction.atomic


@pytest.fixture
def sqlite(transactional_db: None) -> None:
    """Only SQLite has one writer at a time."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits for locks by itself")


class Locked:
    """`atomic` of a database that somebody else is writing to for a while."""

    def __init__(self, times: int, words: str = "database is locked") -> None:
        self.left, self.words = times, words

    def __call__(self) -> AbstractContextManager[Any]:
        if self.left:
            self.left -= 1
            raise OperationalError(self.words)
        return real_atomic()


def busy_timeout() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("sqlite")
def test_it_begins_as_soon_as_the_other_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves the connection as it was."""
    before = busy_timeout()
    monkeypatch.setattr(module, "transaction", SimpleNamespace(atomic=Locked(5)))
    with write_turn():
        assert connection.in_atomic_block
        assert busy_timeout() == before
        store([incoming(1)])
    assert not connection.in_atomic_block
    assert Delivery.objects.count() == 1


@pytest.mark.usefixtures("sqlite")
def test_it_gives_up_after_the_connection_s_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the caller is told to come again."""
    before = busy_timeout()
    monkeypatch.setattr(module, "transaction", SimpleNamespace(atomic=Locked(10**9)))
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    with pytest.raises(OperationalError, match="locked"), write_turn():
        pass
    assert busy_timeout() == 50
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {before}")


@pytest.mark.usefixtures("sqlite")
def test_any_other_trouble_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk does not become free by waiting."""
    monkeypatch.setattr(module, "transaction", SimpleNamespace(atomic=Locked(1, "disk is full")))
    with pytest.raises(OperationalError, match="full"), write_turn():
        pass


def test_what_fails_inside_is_rolled_back() -> None:
    """Inside another transaction, too."""

    def half_done() -> None:
        with write_turn():
            store([incoming(1)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert not Delivery.objects.exists()
