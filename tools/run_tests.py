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
from tools.leftovers import adopt_orphans, children, end_leftovers
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
    ours = children().keys()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **(extra or {})}, check=False).returncode
    for words in end_leftovers(ours):
        print(f"Proses yang ditinggalkan uji dan sudah dihentikan: {words}", flush=True)
    return code


def main() -> int:
    """All runs; the first failing exit code, or 0."""
    missing = missing_things()
    required = {part for part in os.environ.get("DESK_TEST_REQUIRE", "").split(",") if part}
    if lacking := sorted(required & set(missing)):
        print(f"Uji tidak lengkap: {', '.join(lacking)} diwajibkan tetapi tidak ada di mesin ini.")
        return 1
    adopt_orphans()
    workers = ["-n", str(min(4, os.cpu_count() or 1))]
    code = pytest_run([*workers, "tests/unit", "tests/db", "tests/web", "tests/realdata"])
    if "browser" not in missing:
        # In a run of their own: Playwright keeps an event loop in its thread, which other tests need.
        code = pytest_run([*workers, "tests/e2e"]) or code
    if "postgres" not in missing:
        with ThrowawayPostgres() as url:
            on_postgres = [*workers, "tests/db", "tests/web", "tests/realdata"]
            code = pytest_run(on_postgres, {"DESK_DATABASE_URL": url}) or code
    if missing:
        print(f"Dilewati karena tidak ada di mesin ini: {', '.join(missing)}.")
    return code


if __name__ == "__main__":
    sys.exit(main())
