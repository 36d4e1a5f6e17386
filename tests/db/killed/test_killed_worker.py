"""A message is never lost and never counted twice, whenever the worker dies."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[3]


def _night(folder: Path, kills: int, workers: int = 0) -> dict[str, Any]:
    folder.mkdir()
    extra = {"DESK_DATA_DIR": str(folder), "DESK_LOG_LEVEL": "ERROR"}
    if "DESK_DATABASE_URL" in os.environ:
        # Each night has a schema of its own, as desks that share a server do.
        extra["DESK_DATABASE_SCHEMA"] = f"night_{uuid4().hex[:8]}"
    command = [sys.executable, "-m", "tests.db.killed.night", str(kills), "7", str(workers)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the desk holds after a quiet night with one worker."""
    night = _night(tmp_path_factory.mktemp("quiet") / "night", 0)
    night.pop("at_work")
    return night


@pytest.mark.slow
def test_a_worker_killed_a_hundred_times_leaves_the_same_desk(
    tmp_path: Path, undisturbed: dict[str, Any]
) -> None:
    """Totals, versions, confirmations and replies equal those of an undisturbed night."""
    disturbed = _night(tmp_path / "disturbed", 100)
    # The test means nothing if the children had finished before they were killed.
    assert disturbed.pop("at_work") >= 60
    assert disturbed["left"] == 0
    assert disturbed["differences"] == []
    assert disturbed == undisturbed


@pytest.mark.slow
def test_several_workers_at_once_leave_the_same_desk(tmp_path: Path, undisturbed: dict[str, Any]) -> None:
    """Corrections are never worked on before their reports, and nothing is worked on twice."""
    together = _night(tmp_path / "together", 0, workers=4)
    assert together.pop("at_work") > 0
    assert together == undisturbed


@contextmanager
def _locking(database: Path, seconds: float) -> Iterator[list[float]]:
    """Another program that takes the write lock for so long, again and again; each time it had it."""
    over, held = threading.Event(), list[float]()

    def lock() -> None:
        while not over.is_set():
            if database.exists():
                with sqlite3.connect(database, isolation_level=None, timeout=60) as other:
                    other.execute("BEGIN IMMEDIATE")
                    held.append(time.monotonic())
                    over.wait(seconds)
                    other.execute("COMMIT")
                other.close()
            over.wait(0.1)

    thread = threading.Thread(target=lock)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()


@pytest.mark.slow
@pytest.mark.skipif("DESK_DATABASE_URL" in os.environ, reason="a lock on the whole database is SQLite's")
def test_a_database_that_others_lock_leaves_the_same_desk(
    tmp_path: Path, undisturbed: dict[str, Any]
) -> None:
    """A copy or somebody's look with a tool of their own: it is waited for, whoever works."""
    with _locking(tmp_path / "locked" / "desk.sqlite3", 0.7) as held:
        night = _night(tmp_path / "locked", 0, workers=2)
    assert len(held) >= 3, "the test means nothing if nobody had to wait"
    assert night.pop("at_work") > 0
    assert night == undisturbed
