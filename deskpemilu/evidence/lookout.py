"""A process of its own in which files are opened: it may be slow, grow or die without harm to the desk.

One file at a time goes over a pipe and what was seen comes back. A file that takes too long, needs
too much memory or crashes the decoder is answered with the sentence why, and the process is begun
anew. It ends by itself when this process is gone.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType

from deskpemilu.evidence.looking import Seen, look_at

SECONDS = 40.0
MEMORY = 2_000_000_000
TOO_LONG = "Berkas terlalu lama dibuka; mungkin rusak."
CRASHED = "Berkas membuat pembaca gambar berhenti; mungkin rusak."


class Lookout:
    """Opens files elsewhere. Use it as a context manager, from one thread."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Lookout:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def look_at(self, data: bytes, media_type: str) -> Seen:
        """What is seen in a file; never raises for what is in it."""
        try:
            pipe = self._begun()
            pipe.send((data, media_type))
            if pipe.poll(self.seconds):
                seen = pipe.recv()
                assert isinstance(seen, Seen)
                return seen
        except (EOFError, OSError):
            self.stop()
            return Seen(problem=CRASHED)
        self.stop()
        return Seen(problem=TOO_LONG)

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join(5)
        self._pipe = self._process = None

    def _begun(self) -> Connection:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self.stop()
            # Not a fork: this process has database connections and threads.
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs, MEMORY), daemon=True, name="lookout")
            self._process.start()
            theirs.close()
            self._pipe = ours
        return self._pipe


def serve(pipe: Connection, memory: int) -> None:
    """The other process: look at what comes until nobody sends any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ValueError, OSError):  # a system that knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(EOFError, OSError):
        while True:
            data, media_type = pipe.recv()
            pipe.send(look_at(data, media_type))
