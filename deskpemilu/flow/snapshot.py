"""The desk's database as one file while the desk runs, and back: SQLite and PostgreSQL.

SQLite copies itself (`VACUUM INTO`) inside one read transaction, so writers go on and the copy is of
one moment. PostgreSQL's own pg_dump and pg_restore do the same for the schema of this desk.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from deskpemilu.flow.archive import BackupRefused

# Lines of pg_restore's list that make the schema itself; the desk makes it, as at its first start.
_SCHEMA_LINE = re.compile(r"^\d+; \d+ \d+ (?:SCHEMA|COMMENT - SCHEMA|ACL - SCHEMA) ")


def sqlite_file() -> Path:
    """Where the SQLite database of this desk is, or would be."""
    return Path(str(connection.settings_dict["NAME"]))


def holds_desk() -> bool:
    """Whether there is a database of a desk here. Does not make one."""
    if connection.vendor == "sqlite":
        return sqlite_file().exists()
    return bool(connection.introspection.table_names())


def schema() -> str:
    """The PostgreSQL schema of this desk; "" with SQLite."""
    if connection.vendor == "sqlite":
        return ""
    if settings.DATABASE_SCHEMA:
        return str(settings.DATABASE_SCHEMA)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def take(target: Path) -> None:
    """Write the database as it is now to a new file. Raises BackupRefused, OSError, a database error."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        with closing(sqlite3.connect(target)) as copy:
            state = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if state != "ok":
            raise BackupRefused(f"Basis data rusak ({state}). Periksa dengan: desk doctor")
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f'--schema="{schema()}"', file=target)


def put_back(source: Path) -> None:
    """Make the database from such a file, where there is none yet. Raises as `take` does."""
    if connection.vendor == "sqlite":
        target = sqlite_file()
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.move(source, target)
        except OSError:
            target.unlink(missing_ok=True)
            raise
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(schema())}")
    lines = _program("pg_restore", "--list", str(source)).splitlines()
    wanted = source.with_suffix(".list")
    kept = [line for line in lines if not _SCHEMA_LINE.match(line)]
    wanted.write_text("\n".join(kept), encoding="utf-8")
    _run(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        f"--use-list={wanted}",
        last=str(source),
    )


def _run(name: str, *arguments: str, file: Path | None = None, last: str = "") -> None:
    """pg_dump or pg_restore against the database that this process uses."""
    known = {row.keyword.decode() for row in Conninfo.get_defaults()} - {"options", "client_encoding"}
    given = {key: value for key, value in connection.get_connection_params().items() if key in known}
    # A password never stands in a command line, where everybody on the machine can read it.
    password = str(given.pop("password", "") or "")
    ways = [f"--dbname={make_conninfo(**given)}", "--no-password"]
    output = [f"--file={file}"] if file else []
    _program(name, *arguments, *ways, *output, *([last] if last else []), password=password)


def _program(name: str, *arguments: str, password: str = "") -> str:
    path = shutil.which(name)
    if path is None:
        raise BackupRefused(
            f"Program {name} tidak ada di mesin ini. "
            "Pasang paket postgresql-client yang seversi dengan server, lalu ulangi."
        )
    extra = {"PGPASSWORD": password} if password else {}
    # The environment's search_path or time limits must not change what is copied.
    kept = {key: value for key, value in os.environ.items() if key != "PGOPTIONS"}
    done = subprocess.run(  # noqa: S603 - a fixed program, arguments of our own making
        [path, *arguments], env={**kept, **extra}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        first = next(iter(done.stderr.strip().splitlines()), f"kode {done.returncode}")
        raise BackupRefused(f"{name} gagal: {first[:300]}")
    return done.stdout
