"""Measure the main road on this machine: reading, ingest end to end, the hook over HTTP.

    make bench            everything (a minute or two)
    tools/bench.py ingest only that part: reading, ingest, hook

Every speed is printed beside a ratio to something measured in the same run, since machines differ.
Nothing here is asserted in tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
MESSAGES = 12_745
ALONE = 300  # messages for the slow comparison: one transaction each
PARTS = ("reading", "ingest", "hook")


def run(arguments: Sequence[str], folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """A `desk` or tool command on a database of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    environment |= {"DESK_DATA_DIR": str(folder), "DESK_LOG_LEVEL": "ERROR", **extra}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is thrown away. Not in memory: synchronous=FULL must mean a disk."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / ".venv"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stage(folder: Path) -> list[dict[str, Any]]:
    """A desk of Banyuasin's size, and 12,745 messages of five contests as JSON-ready objects."""
    os.environ["DESK_DATA_DIR"] = str(folder)
    from deskpemilu.config.cli import ready

    ready()
    from django.utils import timezone

    from deskpemilu.flow.rehearsal import stage as stages
    from deskpemilu.flow.rehearsal import styles

    chance = Random(1)
    made = stages.set_stage(seed=1, now=timezone.now(), sign_ins=False)
    papers = stages.papers_of(made)
    rows = []
    for number, (paper, place, sender, at) in enumerate(papers[:MESSAGES]):
        text = chance.choice(styles.STYLES)(paper, place, chance)
        rows.append(
            {
                "id": f"bench-{number}",
                "channel": "whatsapp",
                "sender": f"+{sender}",
                "sent_at": at.isoformat(),
                "text": text,
                "election": "pemilu2024",
            }
        )
    return rows


def bench_reading(rows: Sequence[dict[str, Any]]) -> None:
    """Readings a second in this one process."""
    from deskpemilu.accounts.queries import owners_of_numbers
    from deskpemilu.flow.gather import sender_of
    from deskpemilu.intake.book import book_of
    from deskpemilu.intake.read import read
    from deskpemilu.registry.models import Election

    book = book_of(Election.objects.get(code="pemilu2024"))
    owners = owners_of_numbers(row["sender"].lstrip("+") for row in rows)
    texts = [(row["text"], sender_of(owners.get(row["sender"].lstrip("+")), book)) for row in rows]
    read(texts[0][0], book.lexicon, texts[0][1])
    began = time.perf_counter()
    for text, sender in texts:
        read(text, book.lexicon, sender)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    for text, _ in texts:
        json.loads(json.dumps(text))
    trivial = time.perf_counter() - began
    print(
        f"baca         {len(texts) / seconds:8.0f} pesan/s  "
        f"({seconds / trivial:.0f}× waktu menyalin teksnya lewat JSON)"
    )


def bench_ingest(rows: Sequence[dict[str, Any]], staged: Path) -> None:
    """`desk ingest` on copies of the staged desk: batches, then one transaction a message."""
    whole = _ingest(rows, staged, 500)
    alone = _ingest(rows[:ALONE], staged, 1)
    statements = _statements(rows[:2000], staged)
    print(
        f"ingest       {whole:8.0f} pesan/s  "
        f"({whole / alone:.1f}× satu transaksi per pesan: {alone:.0f} pesan/s)"
    )
    print(f"perintah SQL {statements:8.2f} per pesan")


def _ingest(rows: Sequence[dict[str, Any]], staged: Path, batch: int) -> float:
    with scratch() as folder:
        shutil.copytree(staged, folder, dirs_exist_ok=True)
        file = folder / "messages.jsonl"
        file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        began = time.perf_counter()
        done = run(["-m", "deskpemilu.config.cli", "ingest", str(file)], folder, DESK_BATCH_SIZE=str(batch))
        seconds = time.perf_counter() - began
        print(f"             {done.stdout.strip()}")
    return len(rows) / seconds


def _statements(rows: Sequence[dict[str, Any]], staged: Path) -> float:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from deskpemilu.flow.ingest import ingest

    with CaptureQueriesContext(connection) as captured:
        ingest((json.dumps(row) for row in rows), clock=timezone.now, limit=500)
    return len(captured) / len(rows)


def main(parts: Sequence[str]) -> None:
    """Run the parts that are asked for."""
    if set(parts) & {"reading", "ingest"}:
        with scratch() as staged:
            rows = stage(staged)
            from django.db import connection

            if "reading" in parts:
                bench_reading(rows)
            connection.close()
            if "ingest" in parts:
                bench_ingest(rows, staged)
    if "hook" in parts:
        subprocess.run([sys.executable, "tools/bench_hook.py"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:] or PARTS)
