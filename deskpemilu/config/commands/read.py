"""`desk read`: messages in, readings out; writes nothing."""

from __future__ import annotations

import json
from typing import Any, TextIO

import click

from deskpemilu.config.cli import Refusal, ready


@click.command("read", help="Baca pesan (JSON per baris) dan cetak hasil bacanya; tidak menyimpan apa pun.")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
@click.option("--election", "code", default="", help="Pemilihan untuk baris yang tidak menyebutnya.")
def command(file: TextIO, code: str) -> None:
    """One output line for each input line, in the same order."""
    ready()
    from deskpemilu.flow.dry_run import DryRun, UnknownElection

    try:
        dry_run = DryRun(default_election=code)
    except UnknownElection as error:
        raise Refusal(str(error)) from error
    for number, line in enumerate(file, start=1):
        if line.strip():
            click.echo(_line(dry_run.read_line(line, number)))


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": "))
