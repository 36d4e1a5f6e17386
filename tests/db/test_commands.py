"""The commands as an operator's script sees them: output, exit codes, repeatability."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[2]
Desk = Callable[..., subprocess.CompletedProcess[str]]
PEOPLE = """name,phone,role,scope
Operator Satu,081200000001,operator,16.07.05
Camat Rekaan,081200000002,camat,16.07.05
"""
TPS = "kode_tps,dpt_l,dpt_p\n" + "".join(f"1607052005{n:03d},120,130\n" for n in range(1, 6))
CHOICES = "contest,dapil,number,party,name,aliases\npkwkk,,1,,Calon Satu,\npkwkk,,2,,Calon Dua,\n"


def message(number: int, text: str, sender: str = "+6281200000001") -> str:
    """One line for `desk read` and `desk ingest`."""
    row = {
        "id": f"m{number}",
        "channel": "whatsapp",
        "sender": sender,
        "sent_at": "2024-11-27T15:20:00+07:00",
    }
    return json.dumps({**row, "text": text})


def report(tps: int, first: int, second: int) -> str:
    """A report that every reader understands."""
    return f"BUPATI Lubuk Karet TPS {tps}\n01 = {first}\n02 = {second}\ntidak sah = 3"


def _desk_in(folder: Path) -> Desk:
    """Runs `desk` with its data in a folder (or a schema of its own)."""
    extra = {"DESK_DATA_DIR": str(folder / "data"), "DESK_LOG_LEVEL": "ERROR"}
    if "DESK_DATABASE_URL" in os.environ:
        extra["DESK_DATABASE_SCHEMA"] = f"cli_{uuid4().hex[:8]}"

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "deskpemilu.config.cli", *arguments]
        environment = {**os.environ, **extra}
        return subprocess.run(
            command, cwd=folder, env=environment, input=given, capture_output=True, text=True, check=False
        )

    return run


def _set_up(folder: Path) -> Desk:
    run = _desk_in(folder)
    made = run("election", "create", "pilkada2024", "--preset", "pilkada2024", "--region", "16.07")
    assert made.returncode == 0, made.stderr
    for kind, text in (("tps", TPS), ("choices", CHOICES), ("people", PEOPLE)):
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        done = run("import", kind, f"{kind}.csv")
        assert done.returncode == 0, done.stderr
    return run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the desk of this module lives."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def ready(folder: Path) -> Desk:
    """A desk with one election, five TPS and two people, for tests that change nothing."""
    return _set_up(folder)


@pytest.fixture
def desk(ready: Desk, folder: Path, tmp_path: Path) -> Desk:
    """A desk of its own: a copy of the ready one, or one set up anew where a copy is not possible."""
    if "DESK_DATABASE_URL" in os.environ:
        return _set_up(tmp_path)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return _desk_in(tmp_path)


def test_messages_become_a_tally(desk: Desk) -> None:
    """Ingest, tally at every level, the audit chain, and a doctor who finds nothing broken."""
    lines = [message(n, report(n, 100 + n, 90)) for n in range(1, 4)]
    lines += [message(4, "TPS 9 Lubuk Karet 01=1 02=2 TS=0"), message(5, "Selamat malam semua")]
    done = desk("ingest", given="\n".join(lines))
    assert (done.returncode, done.stdout) == (0, "accepted 5, duplicates 0, recorded 3, asked 1, held 0\n"), (
        done.stderr
    )
    again = desk("ingest", given="\n".join(lines))
    assert again.stdout == "accepted 0, duplicates 5, recorded 0, asked 0, held 0\n"
    for level, code in (
        ("provinsi", "16"),
        ("kabupaten", "1607"),
        ("kecamatan", "160705"),
        ("desa", "1607052005"),
    ):
        tally = json.loads(desk("tally", "--contest", "pkwkk", "--by", level, "--format", "json").stdout)
        row = next(row for row in tally["rows"] if row["code"] == code)
        assert row["votes"] == {"1": 306, "2": 270}
        assert (row["tps_in"], row["tps_verified"], row["tps_total"]) == (3, 0, 5)
    assert desk("audit", "verify").returncode == 0
    assert desk("doctor").returncode == 0


def test_bad_lines_are_told_and_the_good_ones_stay(desk: Desk) -> None:
    """Nothing is lost; the exit code says that something was refused."""
    done = desk(
        "ingest", given="\n".join(["{bukan json", message(1, report(1, 101, 90)), '{"id": 5, "text": 7}'])
    )
    assert done.returncode == 1
    assert done.stdout == "accepted 1, duplicates 0, recorded 1, asked 0, held 0\n"
    assert "Baris 1 tidak dimasukkan" in done.stderr
    assert "Baris 3 tidak dimasukkan" in done.stderr


def test_read_answers_every_line_and_writes_nothing(ready: Desk) -> None:
    """Also a line that is no JSON, an unknown election, an unknown sender."""
    lines = [
        message(1, report(1, 101, 90)),
        "{bukan json",
        json.dumps({"id": "x", "election": "lain", "text": "halo"}),
        message(4, report(1, 101, 90), sender="+6281299999999"),
        json.dumps({"id": "y", "text": report(2, 5, 6), "sender_scope": ["160705"], "default_contest": None}),
    ]
    done = ready("read", given="\n".join(lines))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["outcome"] for row in rows] == ["record", "ignore", "ignore", "ask", "record"]
    assert [row["id"] for row in rows] == ["m1", None, "x", "m4", "y"]
    assert rows[1]["findings"][0]["code"] == "bad_input"
    tally = json.loads(ready("tally", "--contest", "pkwkk", "--by", "kabupaten", "--format", "json").stdout)
    assert tally["rows"][0]["tps_in"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("tally", "--contest", "ppwp", "--by", "desa"), 1, "ppwp"),
        (("tally", "--contest", "pkwkk", "--by", "planet"), 2, "planet"),
        (("ingest", "--election", "lain"), 1, "lain"),
        (("read", "--election", "lain"), 1, "lain"),
        (("import", "tps", "tidak-ada.csv"), 2, "tidak-ada.csv"),
        (("import", "logistics", "tps.csv"), 1, "logistics"),
        (("user", "role", "siapa", "camat"), 1, "siapa"),
        (("election", "create", "x", "--preset", "pilkada2024", "--region", "99.99"), 1, "99.99"),
        (("tidak-ada",), 2, "tidak-ada"),
    ],
)
def test_refusals_say_what_is_wrong(
    ready: Desk, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    """Exit 1 for a refusal, 2 for wrong usage; one clear line, never a traceback."""
    done = ready(*arguments)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == code


def test_a_tps_file_of_another_kabupaten_changes_nothing(ready: Desk, folder: Path) -> None:
    """All or nothing."""
    (folder / "lain.csv").write_text(TPS + "1608012001001,1,1\n", encoding="utf-8")
    done = ready("import", "tps", "lain.csv", "--format", "json")
    assert done.returncode == 1
    refused = json.loads(done.stdout)["refused"]
    assert [row["line"] for row in refused] == [7]


def test_a_changed_audit_log_is_named(desk: Desk, tmp_path: Path) -> None:
    """Exit 1 and the number of the record."""
    if "DESK_DATABASE_URL" in os.environ:
        pytest.skip("mengubah berkas SQLite langsung")
    import sqlite3  # noqa: PLC0415 - only here

    with sqlite3.connect(tmp_path / "data" / "desk.sqlite3") as database:
        database.execute("UPDATE audit_record SET actor = 'orang lain' WHERE number = 2")
    done = desk("audit", "verify")
    assert done.returncode == 1
    assert "#2" in done.stderr
