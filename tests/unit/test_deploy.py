"""The files in deploy/ say only what the program knows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from deskpemilu.config.cli import COMMANDS
from deskpemilu.config.env import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
FAKE_DESK = """#!/bin/sh
# desk --env-file BERKAS backup TUJUAN
test "$3" = backup && test ! -e "$4" || exit 1
test -z "$FAIL" || exit 1
echo isi > "$4"
"""


def test_settings_and_commands_of_the_examples_exist() -> None:
    """No setting and no command that the program does not have."""
    for path in (*DEPLOY.iterdir(), ROOT / "docs" / "operasi.md"):
        text = path.read_text(encoding="utf-8")
        # DESK_ENV_FILE is the backup script's own.
        assert set(re.findall(r"DESK_[A-Z0-9_]+", text)) <= {*SETTINGS, "DESK_ENV_FILE"}, path.name
        used = re.findall(r"\bdesk(?: --env-file \S+)? (up|backup|restore|doctor|[a-z]+ verify)\b", text)
        assert {words.split()[0] for words in used} <= set(COMMANDS), path.name


def test_the_live_stream_is_named_as_it_is_served() -> None:
    """nginx holds back what it does not know to be a stream."""
    from django.urls import reverse  # noqa: PLC0415 (settings must be ready)

    assert f"location {reverse('live')} {{" in (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An installation with the real script and a `desk` that only writes a file."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "cadangkan").write_bytes((DEPLOY / "cadangkan").read_bytes())
    program = tmp_path / ".venv" / "bin" / "desk"
    program.parent.mkdir(parents=True)
    program.write_text(FAKE_DESK)
    program.chmod(0o755)
    return tmp_path


def _back_up(desk: Path, *, fail: str = "") -> int:
    command = ["sh", str(desk / "deploy" / "cadangkan"), str(desk / "cadangan"), "2"]
    return subprocess.run(command, env={"PATH": "/usr/bin:/bin", "FAIL": fail}, check=False).returncode


def test_the_oldest_backups_go_and_strange_files_stay(desk: Path) -> None:
    """Two are kept; what is no backup of ours is nobody's to remove."""
    folder = desk / "cadangan"
    folder.mkdir()
    for name in (
        "desk-20240101-023000.tar.gz",
        "desk-20240102-023000.tar.gz",
        "desk-lama.tar.gz",
        "surat.pdf",
    ):
        (folder / name).touch()
    assert _back_up(desk) == 0
    left = {path.name for path in folder.iterdir()}
    assert {"desk-20240102-023000.tar.gz", "desk-lama.tar.gz", "surat.pdf"} < left
    assert "desk-20240101-023000.tar.gz" not in left
    assert len(left) == 4


def test_a_backup_that_fails_removes_nothing(desk: Path) -> None:
    """The old ones are all there is."""
    folder = desk / "cadangan"
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"desk-2024010{day}-023000.tar.gz").touch()
    assert _back_up(desk, fail="1") != 0
    assert len(list(folder.iterdir())) == 5
