"""A test run ends what its tests leave behind, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import subprocess, sys
from tools.leftovers import adopt_orphans, children, end_leftovers
adopt_orphans()
ours = subprocess.Popen(["sleep", "61"])
known = set(children())
subprocess.run(["sh", "-c", "sleep 62 & exit 0"])  # its parent is gone at once
print([words for words in end_leftovers(known, grace=0.3)])
print(list(children().values()))
ours.kill()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="hanya Linux menyerahkan proses yatim kepada kita")
def test_what_a_test_leaves_is_ended_and_named_and_the_rest_stays() -> None:
    """An orphan is killed and named; a process that was there before is left alone."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.splitlines() == ["['sleep 62']", "['sleep 61']"]
