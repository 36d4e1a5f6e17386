"""A PostgreSQL server of our own for a test run or a benchmark, in a temporary folder.

Started from the installed programs, listening on a Unix socket only, removed at the end. Runs as
the user `postgres` when we are root, since PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType


def postgres_programs() -> Path | None:
    """Folder with initdb and pg_ctl, the newest version installed; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name)
    )
    return folders[-1].parent if folders else None


class ThrowawayPostgres:
    """Context manager: a fresh server; gives its database URL."""

    def __init__(self, *, durable: bool = False) -> None:
        """`durable` keeps fsync on, for benchmarks that should tell the truth."""
        self.durable = durable
        self.folder = Path(tempfile.mkdtemp(prefix="desk-pg-"))

    def _run(self, program: str, *arguments: str) -> None:
        programs = postgres_programs()
        assert programs is not None, "PostgreSQL is not installed"
        command = [str(programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def __enter__(self) -> str:
        """Start the server."""
        data = self.folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(data), "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=200"
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(self.folder / "log"), "start")
        return f"postgresql://desk@/postgres?host={self.folder}"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it and remove its folder."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
