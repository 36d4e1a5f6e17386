"""Group commit: many requests, one transaction, each answered only after its commit.

A commit to disk costs the same for one row as for a hundred. While one group is being written the
next gathers, so a lone request waits for nothing and a crowd shares the cost. One thread a process;
several processes simply have one each.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection

Item = TypeVar("Item")
LARGEST_GROUP = 200
LONGEST_QUEUE = 2000
# So many items failing one after the other on the database itself: it is down, not the items.
PATIENCE = 2


class Crowded(RuntimeError):
    """Too many requests wait already; the caller should ask to be called again."""


class GroupCommit(Generic[Item]):
    """Writes items in groups on a thread of its own.

    `write` stores all items of a group in one transaction, or none and raises. When a group fails,
    its items are written one by one, so that one bad item does not fail its neighbours.
    """

    def __init__(self, write: Callable[[Sequence[Item]], None], *, name: str) -> None:
        """Nothing runs before the first item."""
        self._write = write
        self._name = name
        self._waiting: queue.Queue[tuple[Item, Future[None]]] = queue.Queue(LONGEST_QUEUE)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, item: Item) -> Future[None]:
        """Hand an item in; the future is done when the item is committed, or has its error.

        Raises Crowded when the queue is full.
        """
        done: Future[None] = Future()
        try:
            self._waiting.put_nowait((item, done))
        except queue.Full:
            raise Crowded(f"more than {LONGEST_QUEUE} wait in {self._name}") from None
        self._start()
        return done

    def _start(self) -> None:
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            group = [self._waiting.get()]
            while len(group) < LARGEST_GROUP:
                try:
                    group.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            # A request that was given up while it waited gets no answer, so it will come again.
            self._settle([(item, done) for item, done in group if done.set_running_or_notify_cancel()])

    def _settle(self, group: list[tuple[Item, Future[None]]]) -> None:
        """Write a group and tell everybody in it; the thread itself never dies of an item."""
        try:
            self._write([item for item, _ in group])
        except Exception as error:
            _forget_connection(error)
            self._one_by_one(group)
        else:
            for _, done in group:
                done.set_result(None)

    def _one_by_one(self, group: list[tuple[Item, Future[None]]]) -> None:
        trouble = 0
        last: Exception = RuntimeError("not tried")
        for item, done in group:
            if trouble >= PATIENCE:
                done.set_exception(last)
                continue
            try:
                self._write([item])
            except Exception as error:
                _forget_connection(error)
                trouble = trouble + 1 if isinstance(error, OperationalError | InterfaceError) else 0
                last = error
                done.set_exception(error)
            else:
                trouble = 0
                done.set_result(None)


def _forget_connection(error: Exception) -> None:
    """After a database error the thread starts over with a new connection."""
    if isinstance(error, DatabaseError | InterfaceError):
        connection.close()
