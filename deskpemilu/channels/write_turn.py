"""A transaction that waits for its turn in small steps.

SQLite lets one process write at a time, and a process that finds the lock taken sleeps in growing
steps of up to a tenth of a second, however short the other's transaction was. Two web processes
that commit every few milliseconds then spend their time asleep. So the lock is asked for every
millisecond instead. On PostgreSQL, and inside a transaction, this is `atomic()`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

STEP_SECONDS = 0.001


@contextmanager
def write_turn() -> Iterator[None]:
    """`transaction.atomic()`, begun as soon as the database is free.

    Raises OperationalError when it stays locked for as long as the connection's own time limit.
    """
    with ExitStack() as stack:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            stack.enter_context(transaction.atomic())
        else:
            _begin(stack, float(connection.settings_dict["OPTIONS"].get("timeout", 5)))
        yield


def _begin(stack: ExitStack, limit: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        end = time.monotonic() + limit
        try:
            while True:
                try:
                    stack.enter_context(transaction.atomic())
                    return
                except OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > end:
                        raise
                time.sleep(STEP_SECONDS)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(limit * 1000)}")
