"""`desk ingest`: messages through the real road."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from deskpemilu.config.cli import Refusal, ready

SHOWN = 20
DOWN = (
    "Basis data tidak dapat ditulis ({error}). Pesan yang sudah diterima tetap tersimpan. "
    "Periksa ruang disk dan basis data, lalu jalankan perintah ini lagi."
)


@click.command("ingest", help="Masukkan pesan (JSON per baris): simpan, baca, periksa, catat, balas.")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
@click.option("--election", "code", default="", help="Pemilihan untuk baris yang tidak menyebutnya.")
def command(file: TextIO, code: str) -> None:
    """Accept, work until nothing waits, print what was done."""
    ready()
    from django.conf import settings
    from django.db import InterfaceError, OperationalError
    from django.utils import timezone

    from deskpemilu.flow.ingest import ingest
    from deskpemilu.registry.queries import current_elections

    known = [election.code for election in current_elections()]
    if not known:
        raise Refusal("Belum ada pemilihan. Buat dahulu dengan: desk election create")
    if code and code not in known:
        raise Refusal(f"Pemilihan “{code}” tidak ada; yang ada: {', '.join(known)}.")
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        length=0, label="Mengolah pesan", file=sys.stderr, show_eta=False, hidden=hidden
    ) as bar:
        try:
            done = ingest(
                file, clock=timezone.now, limit=settings.BATCH_SIZE, election=code, on_progress=bar.update
            )
        except (OperationalError, InterfaceError) as error:
            raise Refusal(DOWN.format(error=error)) from error
    click.echo(done.line())
    for bad in done.bad[:SHOWN]:
        click.echo(f"Baris {bad.number} tidak dimasukkan: {bad.reason}.", err=True)
    if len(done.bad) > SHOWN:
        click.echo(f"… dan {len(done.bad) - SHOWN} baris lain.", err=True)
    if done.failed:
        click.echo(f"{done.failed} pesan tertunda; lihat halaman Pesan, saringan Gagal.", err=True)
    if done.bad:
        sys.exit(1)
