"""Playing the script: messages go into the inbox at the story's pace, as a hook would put them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from django.db import close_old_connections

from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.flow.rehearsal.script import Told

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.5


def envelopes(script: Sequence[Told], first: int, election_code: str) -> list[Envelope]:
    """Messages of the script as the inbox takes them; `first` numbers the first of them."""
    return [
        Envelope(
            channel="whatsapp",
            external_id=f"rehearsal-{number:06d}",
            sender=told.sender,
            sent_at=told.at,
            text=told.text,
            kind="image" if told.photo else "text",
            election_code=election_code,
            payload={"rehearsal": number, **({"rehearsal_photo": told.photo} if told.photo else {})},
        )
        for number, told in enumerate(script, start=first)
    ]


class Player(threading.Thread):
    """Sends what the story's clock has reached, `speed` story seconds a second, until the end."""

    def __init__(
        self,
        script: Sequence[Told],
        *,
        start: int,
        speed: float,
        clock: Callable[[], datetime],
        election: str,
    ) -> None:
        super().__init__(name="player", daemon=True)
        self.script = script
        self.at = start
        self.speed = speed
        self.clock = clock
        self.election = election
        self._stop_now = threading.Event()

    def stop(self) -> None:
        """Stop playing."""
        self._stop_now.set()

    def run(self) -> None:
        """Play to the end of the night."""
        if self.at >= len(self.script):
            return
        began, story = self.clock(), self.script[self.at].at
        while self.at < len(self.script) and not self._stop_now.wait(TICK_SECONDS):
            reached = story + (self.clock() - began) * self.speed
            end = self.at
            while end < len(self.script) and self.script[end].at <= reached:
                end += 1
            try:
                inbox.accept(
                    envelopes(self.script[self.at : end], self.at + 1, self.election), now=self.clock()
                )
            except Exception:
                # The desk is busy; what was not accepted is tried again at the next tick.
                log.exception("rehearsal_tick_failed")
                close_old_connections()
                continue
            self.at = end


def reached_by(script: Sequence[Told], at: datetime) -> int:
    """How many messages the story's clock has passed at a time."""
    return sum(told.at <= at for told in script)
