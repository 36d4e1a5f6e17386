"""Run all tests: on SQLite, on PostgreSQL where it is installed, in Chromium where it is installed.

Says in one line what was left out; with DESK_TEST_REQUIRE=postgres,browser,realdata a thing that
is missing is a failure instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tools.throwaway_postgres import ThrowawayPostgres, postgres_programs

ROOT = Path(__file__).resolve().parent.parent


def missing_things() -> list[str]:
    """What this machine does not have of what the full run needs."""
    missing = []
    if postgres_programs() is None:
        missing.append("postgres")
    if not (shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")):
        missing.append("browser")
    if not (ROOT.parent / "shared" / "data").is_dir():
        missing.append("realdata")
    return missing


def pytest_run(arguments: list[str], extra: dict[str, str] | None = None) -> int:
    """One pytest run in the project's root."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **(extra or {})}, check=False).returncode


def main() -> int:
    """All runs; the first failing exit code, or 0."""
    missing = missing_things()
    required = {part for part in os.environ.get("DESK_TEST_REQUIRE", "").split(",") if part}
    if lacking := sorted(required & set(missing)):
        print(f"Uji tidak lengkap: {', '.join(lacking)} diwajibkan tetapi tidak ada di mesin ini.")
        return 1
    workers = ["-n", str(min(4, os.cpu_count() or 1))]
    marks = "not browser" if "browser" in missing else ""
    code = pytest_run([*workers, *(["-m", marks] if marks else []), "tests"])
    if "postgres" not in missing:
        with ThrowawayPostgres() as url:
            extra = {"DESK_DATABASE_URL": url}
            code = (
                pytest_run([*workers, "-m", "not browser", "tests/db", "tests/web", "tests/realdata"], extra)
                or code
            )
    if missing:
        print(f"Dilewati karena tidak ada di mesin ini: {', '.join(missing)}.")
    return code


if __name__ == "__main__":
    sys.exit(main())
