"""Sending replies beside the worker: a slow network must not hold up the reading of messages."""

from __future__ import annotations

import threading

import structlog
from django.db import close_old_connections

from deskpemilu.channels import sending
from deskpemilu.flow.pipeline import Clock

log = structlog.get_logger(__name__)
IDLE_SECONDS = 1.0
FAULT_SECONDS = 5.0


class Sender(threading.Thread):
    """A thread that sends what is due until it is stopped."""

    def __init__(self, *, clock: Clock) -> None:
        super().__init__(name="sender", daemon=True)
        self.clock = clock
        self._stop_now = threading.Event()

    def stop(self) -> None:
        """End after the round at hand."""
        self._stop_now.set()

    def run(self) -> None:
        """Send, wait, send. A fault is logged and waited out; what is queued stays queued."""
        with sending.make_client() as client:
            while not self._stop_now.is_set():
                wait = IDLE_SECONDS
                try:
                    sending.send_due(client=client, now=self.clock())
                except Exception:
                    log.exception("sending_failed")
                    wait = FAULT_SECONDS
                close_old_connections()
                self._stop_now.wait(wait)
