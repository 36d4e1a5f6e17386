"""A photo is never lost and never stored twice, whenever the collector dies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.db.killed.photos import DIFFERENT, PHOTOS

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_a_collector_killed_again_and_again_keeps_every_photo_whole(tmp_path: Path) -> None:
    """Killed while it fetches, writes, looks or hangs; at the end everything is there once."""
    extra = {"DESK_DATA_DIR": str(tmp_path), "DESK_LOG_LEVEL": "ERROR"}
    if "DESK_DATABASE_URL" in os.environ:
        extra["DESK_DATABASE_SCHEMA"] = f"photos_{uuid4().hex[:8]}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.db.killed.photos", "8", "7"],
        cwd=ROOT,
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    held = json.loads(done.stdout.splitlines()[-1])
    # The test means nothing if the children had finished before they were killed.
    assert held.pop("at_work") >= 2
    assert held == {
        "photos": PHOTOS,
        "kept": PHOTOS,
        "claims": 0,
        "originals": DIFFERENT,
        "files": DIFFERENT,
        "pages": DIFFERENT,
        "damaged": None,
        "unfinished": True,
        "spool": [],
    }
