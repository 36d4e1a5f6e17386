"""`desk restore`: a backup into an empty place."""

from __future__ import annotations

import os
import secrets
import sys
from datetime import datetime
from pathlib import Path

import click

from deskpemilu.config import env
from deskpemilu.config.cli import Refusal, ready, set_up


@click.command("restore", help="Pulihkan cadangan BERKAS ke tempat yang masih kosong, lalu periksa.")
@click.argument("file", metavar="BERKAS", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(file: Path) -> None:
    """Check, put back, migrate, prove; exit 1 when the proof fails."""
    if key_is_kept := not env.text("DESK_SECRET_KEY"):
        # For this process only: the settings would make a new key in the place of the old one.
        os.environ["DESK_SECRET_KEY"] = secrets.token_urlsafe(50)
    set_up()
    from django.utils import timezone

    from deskpemilu.flow.archive import KEY, BackupRefused
    from deskpemilu.flow.restore import prove, restore

    try:
        silent = not sys.stderr.isatty()
        with click.progressbar(
            length=0, label="Memulihkan", file=sys.stderr, show_eta=False, hidden=silent
        ) as bar:
            manifest = restore(file.resolve(), on_progress=bar.update)
    except BackupRefused as error:
        raise Refusal(str(error)) from error
    ready()
    proofs = prove(manifest, now=timezone.now())
    taken = timezone.localtime(datetime.fromisoformat(manifest.created_at))
    click.echo(f"Dipulihkan: cadangan {taken:%d-%m-%Y %H:%M %Z}, versi {manifest.version}.")
    for proof in proofs:
        click.echo(f"{'✓' if proof.good else '✗'} {proof.text}")
    if key_is_kept and not manifest.holds(KEY):
        click.echo("Cadangan ini tanpa kunci: isi DESK_SECRET_KEY dengan kunci desk yang lama.", err=True)
    if not all(proof.good for proof in proofs):
        raise Refusal("Desk sudah dipulihkan, tetapi pemeriksaan menemukan kerusakan. Gunakan cadangan lain.")
