"""Statistics beside the worker: a computation must not hold up the reading of messages.

The thread looks four times a second, and at once when it is told that a batch was stored. What is told is
only a hint: another worker, or a person on a page, changes counts without telling anybody here.
"""

from __future__ import annotations

import threading
from datetime import datetime

import structlog
from django.db import close_old_connections

from deskpemilu.flow.pipeline import Clock
from deskpemilu.insight.schedule import next_due, refresh

log = structlog.get_logger(__name__)
LOOK_EVERY = 0.25
SHORTEST = 0.01
FIRST_FAULT, LONGEST_FAULT = 2.0, 60.0


class Refresher(threading.Thread):
    """A thread that computes what is due until it is stopped."""

    def __init__(self, *, clock: Clock) -> None:
        super().__init__(name="refresher", daemon=True)
        self.clock = clock
        self._stop_now = threading.Event()
        self._look_now = threading.Event()

    def stop(self) -> None:
        """End after the round at hand."""
        self._stop_now.set()
        self._look_now.set()

    def nudge(self) -> None:
        """Something was stored: look now. From any thread."""
        self._look_now.set()

    def run(self) -> None:
        """Look, compute, wait. A fault is logged and waited out, longer each time; the stored runs stay."""
        wait = FIRST_FAULT
        while not self._stop_now.is_set():
            # Before the look: what is stored while it goes on is looked for again.
            self._look_now.clear()
            try:
                refresh(now=self.clock())
                wait = FIRST_FAULT
                self._look_now.wait(_until(next_due(), self.clock()))
            except Exception:
                log.exception("refresh_failed")
                # The connection stays open between looks (opening one costs more than a look), so that a
                # broken one is found here.
                close_old_connections()
                self._stop_now.wait(wait)
                wait = min(2 * wait, LONGEST_FAULT)
        close_old_connections()


def _until(due: datetime | None, now: datetime) -> float:
    """Seconds to wait: until what waits may begin, at most until the next look."""
    if due is None:
        return LOOK_EVERY
    return min(LOOK_EVERY, max(SHORTEST, (due - now).total_seconds()))
