"""A backup taken while the desk works comes back whole, or is refused; nothing half is ever left."""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from deskpemilu.flow import archive
from deskpemilu.flow.archive import BackupRefused, Manifest
from tests.db import test_commands as shell

ON_POSTGRES = "DESK_DATABASE_URL" in os.environ
MANY = 300
TPS = "kode_tps,dpt_l,dpt_p\n" + "".join(f"1607052005{n:03d},120,130\n" for n in range(1, MANY + 1))
Run = Callable[..., subprocess.CompletedProcess[str]]


class Desk:
    """A desk of its own in a folder, reached by commands only."""

    def __init__(self, folder: Path, *, url: str = "", schema: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.data = folder, folder / "data"
        self.env = {**os.environ, "DESK_DATA_DIR": str(self.data), "DESK_LOG_LEVEL": "ERROR"}
        self.env["DESK_BATCH_SIZE"] = "10"
        if ON_POSTGRES:
            self.env["DESK_DATABASE_SCHEMA"] = schema or f"cadangan_{uuid4().hex[:8]}"
            self.env["DESK_DATABASE_URL"] = url or os.environ["DESK_DATABASE_URL"]

    def command(self, *arguments: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "deskpemilu.config.cli", *arguments]

    def run(self, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*arguments),
            check=False,
            **{"cwd": self.folder, "env": self.env, "capture_output": True, "text": True, **options},  # type: ignore[call-overload]
        )

    def done(self, *arguments: str) -> str:
        """Run a command that must succeed; what it printed."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tps_in(self) -> int:
        """How many TPS have come in."""
        tally = json.loads(self.done("tally", "--contest", "pkwkk", "--by", "kabupaten", "--format", "json"))
        return int(tally["rows"][0]["tps_in"])


def _set_up(folder: Path) -> Desk:
    """A desk with 300 TPS, an operator, a photo and no report yet."""
    made = Desk(folder)
    made.done("election", "create", "pilkada2024", "--preset", "pilkada2024", "--region", "16.07")
    for kind, text in (("tps", TPS), ("choices", shell.CHOICES), ("people", shell.PEOPLE)):
        (made.folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        made.done("import", kind, f"{kind}.csv")
    photo = made.data / "media" / "foto" / "c1.jpg"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(b"\xff\xd8 bukan foto sungguhan")
    return made


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One for all tests that send it no messages."""
    return _set_up(tmp_path_factory.mktemp("cadangan") / "desk")


@pytest.fixture
def busy(desk: Desk, tmp_path: Path) -> Desk:
    """One of its own: a copy of the first, or set up anew where a copy is not possible."""
    if ON_POSTGRES:
        return _set_up(tmp_path / "desk")
    shutil.copytree(desk.folder, tmp_path / "desk")
    return Desk(tmp_path / "desk")


@pytest.fixture
def place(desk: Desk, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes empty places to restore into: folders, on PostgreSQL also databases of their own."""
    made: list[str] = []

    def empty(of: Desk = desk) -> Desk:
        folder = tmp_path / f"pulih{len(made)}"
        if not ON_POSTGRES:
            made.append("")
            return Desk(folder)
        name = f"pulih_{uuid4().hex[:8]}"
        with psycopg.connect(os.environ["DESK_DATABASE_URL"], autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        made.append(name)
        url = urlunsplit(urlsplit(os.environ["DESK_DATABASE_URL"])._replace(path=f"/{name}"))
        return Desk(folder, url=url, schema=of.env["DESK_DATABASE_SCHEMA"])

    yield empty
    for name in filter(None, made):
        with psycopg.connect(os.environ["DESK_DATABASE_URL"], autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def _messages() -> str:
    rows = (shell.message(n, shell.report(n, 60 + n % 50, 70)) for n in range(1, MANY + 1))
    return "\n".join(rows)


@pytest.mark.slow
def test_backups_taken_under_load_are_each_of_one_moment(busy: Desk, place: Callable[..., Desk]) -> None:
    """While reports are being written: each copy has a whole chain and totals that agree."""
    (busy.folder / "pesan.jsonl").write_text(_messages(), encoding="utf-8")
    with subprocess.Popen(
        busy.command("ingest", "pesan.jsonl"), cwd=busy.folder, env=busy.env, stdout=subprocess.PIPE
    ) as writer:
        taken = []
        while writer.poll() is None:
            file = busy.folder / f"cadangan{len(taken)}.tar.gz"
            busy.done("backup", file.name)
            taken.append(file)
        assert writer.returncode == 0
    assert busy.tps_in() == MANY, "the writers were not held up or hurt"
    seen = []
    for file in taken[:4]:
        copy = place(busy)
        said = copy.done("restore", str(file))
        assert "Rantai audit utuh" in said
        assert "Pemilihan pilkada2024: semua jumlah cocok." in said
        assert copy.done("audit", "verify")
        seen.append(copy.tps_in())
    assert any(0 < at < MANY for at in seen), f"no copy was taken in the middle: {seen}"


def test_everything_comes_back(desk: Desk, place: Callable[..., Desk], tmp_path: Path) -> None:
    """People, photo and key too; the copy works on; both acts are on the record."""
    assert desk.run("backup", str(tmp_path / "a.tar.gz")).stderr == "", "silent in a pipe"
    assert (tmp_path / "a.tar.gz").stat().st_mode & 0o077 == 0
    copy = place()
    copy.done("restore", str(tmp_path / "a.tar.gz"))
    assert (copy.data / "media/foto/c1.jpg").read_bytes() == (desk.data / "media/foto/c1.jpg").read_bytes()
    assert (copy.data / "secret.key").read_bytes() == (desk.data / "secret.key").read_bytes()
    assert (copy.data / "secret.key").stat().st_mode & 0o077 == 0
    assert not list(copy.data.glob(".pulih*"))
    line = shell.message(1, shell.report(1, 101, 90))
    done = copy.run("ingest", input=line)
    assert done.stdout == "accepted 1, duplicates 0, recorded 1, asked 0, held 0\n", done.stderr
    assert copy.run("doctor").returncode == 0
    again = copy.run("restore", str(tmp_path / "a.tar.gz"))
    assert (again.returncode, "sudah berisi desk" in again.stderr) == (1, True)
    assert copy.tps_in() == 1


def test_a_file_that_exists_is_not_replaced(desk: Desk, tmp_path: Path) -> None:
    """Exit 1, the file as it was, nothing beside it."""
    (tmp_path / "a.tar.gz").write_text("yang lama", encoding="utf-8")
    done = desk.run("backup", str(tmp_path / "a.tar.gz"))
    assert (done.returncode, "sudah ada" in done.stderr) == (1, True)
    assert (tmp_path / "a.tar.gz").read_text(encoding="utf-8") == "yang lama"
    assert desk.run("backup", str(tmp_path / "tidak-ada" / "a.tar.gz")).returncode == 1
    assert not list(tmp_path.glob(".*"))


def test_a_full_disk_leaves_no_half_file(desk: Desk, tmp_path: Path) -> None:
    """The system refuses to write more: one line, exit 1, nothing left."""

    def nearly_full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    before = sorted(path.name for path in tmp_path.iterdir())
    done = desk.run("backup", str(tmp_path / "a.tar.gz"), preexec_fn=nearly_full)
    assert done.returncode == 1
    assert "Tidak ada berkas cadangan yang dibuat" in done.stderr or "pg_dump gagal" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_where_there_is_no_desk_there_is_nothing_to_back_up(
    place: Callable[..., Desk], tmp_path: Path
) -> None:
    """And none is made by asking."""
    empty = place()
    done = empty.run("backup", str(tmp_path / "a.tar.gz"))
    assert (done.returncode, "Belum ada desk" in done.stderr) == (1, True)
    assert not (empty.data / "desk.sqlite3").exists()


def test_a_backup_of_a_newer_program_or_another_database_is_refused(
    desk: Desk, place: Callable[..., Desk], tmp_path: Path
) -> None:
    """The place stays empty."""
    desk.done("backup", str(tmp_path / "a.tar.gz"))
    folder = tmp_path / "isi"
    folder.mkdir()
    manifest = archive.unpack(tmp_path / "a.tar.gz", folder, on_progress=lambda _: None)
    other = "sqlite" if ON_POSTGRES else "postgresql"
    source = folder / archive.DATABASE_OF[manifest.kind]
    for number, (version, kind, sentence) in enumerate(
        (("99.0.0", manifest.kind, "Perbarui program"), (manifest.version, other, "DESK_DATABASE_URL"))
    ):
        file = tmp_path / f"{number}.tar.gz"
        about = Manifest(version, kind, manifest.schema, manifest.created_at)
        archive.write(file, about, [(archive.DATABASE_OF[kind], source)], on_progress=lambda _: None)
        copy = place()
        done = copy.run("restore", str(file))
        assert (done.returncode, sentence in done.stderr) == (1, True), done.stderr
        assert not list(copy.data.iterdir())


@pytest.mark.skipif(not ON_POSTGRES, reason="hanya PostgreSQL memerlukan pg_dump")
def test_without_pg_dump_the_refusal_says_what_to_install(desk: Desk, tmp_path: Path) -> None:
    """By name."""
    done = desk.run("backup", str(tmp_path / "a.tar.gz"), env={**desk.env, "PATH": str(tmp_path)})
    assert (done.returncode, "postgresql-client" in done.stderr) == (1, True)


# The file itself, without a desk.


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A small backup file."""
    (tmp_path / "isi.db").write_bytes(bytes(range(256)) * 400)
    (tmp_path / "foto").write_bytes(b"foto")
    about = Manifest("0.1.0", "sqlite", "", "2024-02-14T15:00:00+07:00")
    file = tmp_path / "contoh.tar.gz"
    files = [("desk.sqlite3", tmp_path / "isi.db"), ("media/a.jpg", tmp_path / "foto")]
    archive.write(file, about, files, on_progress=lambda _: None)
    return file


def _unpack(file: Path, tmp_path: Path) -> Manifest:
    folder = tmp_path / uuid4().hex
    folder.mkdir()
    return archive.unpack(file, folder, on_progress=lambda _: None)


def _rewritten(sample: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same file with its members changed, packed again without fault."""
    with tarfile.open(sample) as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]
    change(members)
    out = sample.with_name("diubah.tar.gz")
    with tarfile.open(out, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out


def test_a_sound_file_is_unpacked(sample: Path, tmp_path: Path) -> None:
    """With sizes and sums."""
    manifest = _unpack(sample, tmp_path)
    assert [(member.name, member.size) for member in manifest.members] == [
        ("desk.sqlite3", 102400),
        ("media/a.jpg", 4),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update({"desk.sqlite3": m["desk.sqlite3"][:-1] + b"x"}),
        lambda m: m.update({"media/a.jpg": b"lain"}),
        lambda m: m.pop("media/a.jpg"),
        lambda m: m.pop("desk.sqlite3"),
        lambda m: m.pop("manifest.json"),
        lambda m: m.update({"manifest.json": b"{}"}),
        lambda m: m.update({"manifest.json": b"bukan json"}),
        lambda m: m.update({"media/../../b": b""}),
        lambda m: m.update({"/etc/b": b""}),
        lambda m: m.update({"lain.txt": b""}),
    ],
)
def test_any_change_inside_is_found(
    sample: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    """A changed, missing, further or dangerous member."""
    with pytest.raises(BackupRefused, match="rusak"):
        _unpack(_rewritten(sample, change), tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_a_file_cut_off_is_found(sample: Path, tmp_path: Path, share: float) -> None:
    """Wherever the copying ended."""
    content = sample.read_bytes()
    sample.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BackupRefused, match="rusak"):
        _unpack(sample, tmp_path)
