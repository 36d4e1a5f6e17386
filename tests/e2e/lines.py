"""A line between the browser and the desk that a test can cut: a real lost network, not a simulated one.

`cut()` refuses and breaks every connection; `deaf()` lets requests through to the desk and swallows
its answers, as a signal does that breaks at the wrong moment; `mend()` makes the line whole again.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from enum import Enum


class State(Enum):
    """How the line is."""

    WHOLE = "whole"
    DEAF = "deaf"
    CUT = "cut"


class Line:
    """Forwards a free local port to `target` (host, port)."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.state = State.WHOLE
        self._open: set[socket.socket] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Nothing goes through any more."""
        self.state = State.CUT
        self._break()

    def deaf(self) -> None:
        """Requests arrive at the desk, answers never come back."""
        self.state = State.DEAF

    def mend(self) -> None:
        """As before; connections that were open are gone."""
        self._break()
        self.state = State.WHOLE

    def close(self) -> None:
        """Give back the port."""
        self.cut()
        self._server.close()

    def _break(self) -> None:
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            if self.state is State.CUT:
                near.close()
                continue
            far = socket.create_connection(self.target)
            self._open |= {near, far}
            for source, sink, answers in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._carry, args=(source, sink, answers), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if answers and self.state is State.DEAF:
                    continue
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
