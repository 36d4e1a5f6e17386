"""The worker as a process of its own under `desk up`: it ends when its parent does."""

from __future__ import annotations

import os
import signal
from types import FrameType

from django.conf import settings
from django.utils import timezone

from deskpemilu.flow.media import collector
from deskpemilu.flow.refresher import Refresher
from deskpemilu.flow.reminders import Reminders
from deskpemilu.flow.sender import Sender
from deskpemilu.flow.worker import Worker


def work(*, parent: int) -> None:
    """Run worker, sender, reminders and statistics until asked to stop or the parent process is gone."""
    worker = Worker(clock=timezone.now, limit=settings.BATCH_SIZE)
    sender = Sender(clock=timezone.now)
    refresher = Refresher(clock=timezone.now)
    photos = collector(clock=timezone.now)
    reminders = Reminders(clock=timezone.now)

    def on_signal(number: int, frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, on_signal)
    # Ctrl-C reaches the whole process group; the parent ends us in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def orphaned(_: object) -> bool:
        if os.getppid() != parent:
            worker.stop()
        return False

    worker.also = orphaned
    worker.stored = refresher.nudge
    sender.start()
    refresher.start()
    photos.start()
    reminders.start()
    worker.run()
    reminders.stop()
    photos.stop()
    refresher.stop()
    sender.stop()
