"""Group commit: one write for many, and nobody is told "stored" before it is."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from django.db import DataError, OperationalError

from deskpemilu.channels import batcher
from deskpemilu.channels.batcher import Crowded, GroupCommit


class Book:
    """Where groups are written; the first write waits until the test lets it go."""

    def __init__(self, bad: Sequence[str] = (), error: type[Exception] = DataError) -> None:
        self.groups: list[list[str]] = []
        self.begun, self.go = threading.Event(), threading.Event()
        self.bad, self.error = set(bad), error

    def write(self, group: Sequence[str]) -> None:
        self.begun.set()
        assert self.go.wait(5)
        if self.bad & set(group):
            raise self.error("bad")
        self.groups.append(list(group))


def test_what_comes_while_a_group_is_written_shares_the_next_write() -> None:
    """The first goes alone, the others together, in order."""
    book = Book()
    group: GroupCommit[str] = GroupCommit(book.write, name="uji")
    first = group.submit("a")
    assert book.begun.wait(5)
    rest = [group.submit(letter) for letter in "bcde"]
    assert not first.done()
    book.go.set()
    for done in (first, *rest):
        assert done.result(5) is None
    assert [item for found in book.groups for item in found] == list("abcde")
    assert len(book.groups) == 2


def test_one_bad_item_fails_alone() -> None:
    """Its neighbours are written one by one."""
    book = Book(bad=["c"])
    group: GroupCommit[str] = GroupCommit(book.write, name="uji")
    done = {letter: group.submit(letter) for letter in "abcde"}
    book.go.set()
    for letter, future in done.items():
        if letter == "c":
            with pytest.raises(DataError):
                future.result(5)
        else:
            assert future.result(5) is None
    assert sorted(item for found in book.groups for item in found) == list("abde")


def test_a_database_that_is_down_is_not_asked_for_each() -> None:
    """After two items in a row the rest is told at once."""
    book = Book(bad="abcdefgh", error=OperationalError)
    asked: list[int] = []

    def write(group: Sequence[str]) -> None:
        asked.append(len(group))
        book.write(group)

    group: GroupCommit[str] = GroupCommit(write, name="uji")
    futures = [group.submit(letter) for letter in "abcdefgh"]
    book.go.set()
    for future in futures:
        with pytest.raises(OperationalError):
            future.result(5)
    assert len(asked) <= 1 + 1 + 1 + batcher.PATIENCE
    book.bad.clear()
    assert group.submit("z").result(5) is None


def test_a_request_that_was_given_up_is_not_written_and_hurts_nobody() -> None:
    """It was never acknowledged, so it comes again."""
    book = Book()
    group: GroupCommit[str] = GroupCommit(book.write, name="uji")
    group.submit("a")
    assert book.begun.wait(5)
    gone, kept = group.submit("b"), group.submit("c")
    assert gone.cancel()
    book.go.set()
    assert kept.result(5) is None
    assert [item for found in book.groups for item in found] == ["a", "c"]


def test_a_full_queue_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller then asks to be called again."""
    monkeypatch.setattr(batcher, "LONGEST_QUEUE", 3)
    book = Book()
    group: GroupCommit[str] = GroupCommit(book.write, name="uji")
    group.submit("a")
    assert book.begun.wait(5)
    for letter in "bcd":
        group.submit(letter)
    with pytest.raises(Crowded):
        group.submit("e")
    book.go.set()
