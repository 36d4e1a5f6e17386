"""Statistics beside the worker: a computation must not hold up the reading of messages."""

from __future__ import annotations

import threading

import structlog
from django.db import close_old_connections

from deskpemilu.flow.pipeline import Clock
from deskpemilu.insight.schedule import refresh

log = structlog.get_logger(__name__)
LOOK_EVERY = 0.25
FAULT_SECONDS = 60.0


class Refresher(threading.Thread):
    """A thread that computes what is due until it is stopped."""

    def __init__(self, *, clock: Clock) -> None:
        super().__init__(name="refresher", daemon=True)
        self.clock = clock
        self._stop_now = threading.Event()

    def stop(self) -> None:
        """End after the round at hand."""
        self._stop_now.set()

    def run(self) -> None:
        """Look, compute, wait. A fault is logged and waited out; the stored runs stay."""
        while not self._stop_now.is_set():
            wait = LOOK_EVERY
            try:
                refresh(now=self.clock())
            except Exception:
                log.exception("refresh_failed")
                wait = FAULT_SECONDS
            close_old_connections()
            self._stop_now.wait(wait)
