"""Watching a desk from outside while messages come in: its database, its live stream, an open page.

Each watcher is a thread that notes moments (`time.time()`), and is asked what it saw when all is over.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LIVE_JS = ROOT / "deskpemilu" / "web" / "assets" / "js" / "live.js"
LOOK_EVERY = 0.02
NUMBER = re.compile(rb"quickcount reproduce (\d+)")
TOPIC = re.compile(rb'data-topic="([^"]*)"')


class SeenRun(NamedTuple):
    """A stored run: when it was there, its number, contest, kind, and the ids that it read."""

    at: float
    pk: int
    contest: int
    kind: str
    read: frozenset[int]


class Watcher(threading.Thread):
    """A thread that watches until it is stopped."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.over = threading.Event()

    def stop(self) -> None:
        """End soon."""
        self.over.set()


class Rows(Watcher):
    """New versions (by the message they came with) and new runs, as soon as they are committed."""

    def __init__(self) -> None:
        super().__init__("rows")
        self.versions: dict[int, tuple[float, int]] = {}
        self._packed: list[tuple[float, int, int, str, bytes]] = []

    def run(self) -> None:
        """Look fifty times a second."""
        from django.db.models import Max

        from deskpemilu.insight.models import Run
        from deskpemilu.intake.models import Submission

        version = Submission.objects.aggregate(newest=Max("pk"))["newest"] or 0
        newest = Run.objects.aggregate(newest=Max("pk"))["newest"] or 0
        while not self.over.wait(LOOK_EVERY):
            rows = list(Submission.objects.filter(pk__gt=version).values_list("pk", "message_id"))
            runs = Run.objects.filter(pk__gt=newest).order_by("pk")
            stored = list(runs.values_list("pk", "contest_id", "kind", "submissions"))
            at = time.time()
            for pk, message in rows:
                self.versions.setdefault(message, (at, pk))
            self._packed += [(at, *row[:3], bytes(row[3])) for row in stored]
            version = max([version, *(pk for pk, _ in rows)])
            newest = max([newest, *(row[0] for row in stored)])

    def settle(self, quiet: float) -> None:
        """Wait until nothing was computed for so many seconds: what a desk does first is over."""
        for _ in range(20):
            before = len(self._packed)
            time.sleep(quiet)
            if self._packed and len(self._packed) == before:
                return

    def runs(self) -> Iterator[SeenRun]:
        """What was stored, in its order."""
        from deskpemilu.insight.inputs import unpack_ids

        for at, pk, contest, kind, packed in self._packed:
            yield SeenRun(at, pk, contest, kind, frozenset(unpack_ids(packed)[0]))


class Stream(Watcher):
    """/langsung/ as an open page hears it."""

    def __init__(self, host: str, port: int, cookie: str) -> None:
        super().__init__("stream")
        self.told: list[tuple[float, int]] = []
        self.hears: list[Callable[[str], None]] = []
        self._connection = http.client.HTTPConnection(host, port, timeout=60)
        self._headers = {"Cookie": cookie, "Accept": "text/event-stream"}

    def stop(self) -> None:
        """End, and let the desk see that nobody listens any more."""
        super().stop()
        if self._connection.sock is not None:
            self._connection.sock.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Read lines; note every computation that is told."""
        self._connection.request("GET", "/langsung/", headers=self._headers)
        answer = self._connection.getresponse()
        assert answer.status == 200, answer.status
        event = ""
        while not self.over.is_set() and (line := self._line(answer)):
            name, _, value = line.decode().rstrip("\n").partition(": ")
            event = value if name == "event" else event
            if name == "data" and event == "hitungan":
                self.told.append((time.time(), int(value.split()[0])))
                for hear in self.hears:
                    hear(value)

    def _line(self, answer: http.client.HTTPResponse) -> bytes:
        try:
            return answer.readline()
        except (OSError, http.client.HTTPException, ValueError):
            return b""


class OpenPage(Watcher):
    """A page that follows the stream by the rules of live.js, whose numbers are read from that file."""

    def __init__(self, host: str, port: int, cookie: str, path: str) -> None:
        super().__init__("page")
        self.shown: list[tuple[float, int]] = []
        self.took: list[float] = []
        self.host, self.port, self.path, self._headers = host, port, path, {"Cookie": cookie}
        self._quiet, self._ease, self._longest = (
            _constant(name) for name in ("QUIET_RUNS", "EASE", "LONGEST")
        )
        self._wanted = threading.Event()
        self._topic = ""

    def hear(self, data: str) -> None:
        """A computation was told: one of this page's, unless the stream says whose it was."""
        numbers = dict(pair.split("=") for pair in data.split()[1:])
        newest = int(numbers.get(self._topic, 0) if numbers else data)
        if newest > (self.shown[-1][1] if self.shown else 0):
            self._wanted.set()

    def run(self) -> None:
        """Fetch when told, not too often."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        took = self._fetch(connection)
        while not self.over.is_set():
            if not self._wanted.wait(0.2):
                continue
            quiet = max(self._quiet, min(self._ease * took, self._longest))
            time.sleep(max(0.0, quiet - (time.time() - self._asked)))
            self._wanted.clear()
            took = self._fetch(connection)

    def _fetch(self, connection: http.client.HTTPConnection) -> float:
        self._asked = time.time()
        connection.request("GET", self.path, headers=self._headers)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, answer.status
        self.took.append(time.time() - self._asked)
        if number := NUMBER.search(text):
            self.shown.append((time.time(), int(number[1])))
        topic = TOPIC.search(text)
        self._topic = topic[1].decode() if topic else ""
        return self.took[-1]


def _constant(name: str) -> float:
    """A number of live.js: milliseconds as seconds, a factor as it is."""
    found = re.search(rf"const {name} = (\d+);", LIVE_JS.read_text(encoding="utf-8"))
    assert found is not None, name
    return float(found[1]) if name == "EASE_RUNS" else float(found[1]) / 1000


def processor_of(pid: int) -> dict[int, float]:
    """Seconds of processor time that each thread of a process has used."""
    ticks = os.sysconf("SC_CLK_TCK")
    used = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            fields = (task / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used[int(task.name)] = (int(fields[11]) + int(fields[12])) / ticks
    return used


def children_of(pid: int) -> list[int]:
    """Processes that a process started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found
