"""Reminders beside the worker: rounds that are due are made, once each, whichever process comes first."""

from __future__ import annotations

import threading

import structlog
from django.db import close_old_connections
from django.utils import timezone

from deskpemilu.coordination.reminder_services import remind_due
from deskpemilu.flow.pipeline import Clock

log = structlog.get_logger(__name__)
LOOK_EVERY = 15.0
FAULT_SECONDS = 60.0


class Reminders(threading.Thread):
    """A thread that reminds on schedule until it is stopped."""

    def __init__(self, *, clock: Clock) -> None:
        super().__init__(name="reminders", daemon=True)
        self.clock = clock
        self._stop_now = threading.Event()

    def stop(self) -> None:
        """End after the round at hand."""
        self._stop_now.set()

    def run(self) -> None:
        """Look, remind, wait. A fault is logged and waited out; a round is made whole or not at all."""
        while not self._stop_now.is_set():
            wait = LOOK_EVERY
            try:
                for made in remind_due(now=self.clock(), zone=timezone.get_default_timezone()):
                    log.info("reminded", sent=made.sent, to_call=made.to_call, left_out=made.left_out)
            except Exception:
                log.exception("reminding_failed")
                wait = FAULT_SECONDS
            close_old_connections()
            self._stop_now.wait(wait)
