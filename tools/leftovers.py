"""Processes that a test run leaves behind: named, then ended.

A process that outlives its test holds the run's output open, so that whoever waits for the end of the output
(a CI, a pipe) waits until its own time is up. On Linux this process adopts what its descendants leave
(``PR_SET_CHILD_SUBREAPER``); elsewhere nothing is found and nothing is ended.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 5.0


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> dict[int, str]:
    """Live children of this process: process number and command line. Reaps those that have ended."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                break
        except ChildProcessError:
            break
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name stands in brackets and may hold blanks; the parent is the second field behind it.
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid():
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(folder.name)] = words.decode(errors="replace").strip()
        except OSError:
            continue
    return found


def end_leftovers(ours: Collection[int], grace: float = GRACE_SECONDS) -> list[str]:
    """Wait shortly for children that are about to end, kill the rest but `ours`; what was killed."""
    deadline = time.monotonic() + grace
    while (left := children().keys() - ours) and time.monotonic() < deadline:
        time.sleep(0.1)
    killed = []
    # Killing one hands its own children to us: again until there are none.
    while left:
        for process, words in children().items():
            if process in left:
                killed.append(words)
                os.kill(process, signal.SIGKILL)
        time.sleep(0.1)
        left = children().keys() - ours
    return killed
