"""`desk backup`: the whole desk in one file, while it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deskpemilu.config.cli import Refusal, set_up


@click.command("backup", help="Simpan seluruh desk ke BERKAS (.tar.gz) selagi desk berjalan.")
@click.argument("file", metavar="BERKAS", type=click.Path(path_type=Path))
@click.option("--no-photos", is_flag=True, help="Tanpa foto di S3, selagi penyimpanan itu mati.")
def command(file: Path, no_photos: bool) -> None:
    """Write the backup; an existing file is never replaced."""
    set_up()
    from django.utils import timezone

    from deskpemilu.flow.archive import BackupRefused
    from deskpemilu.flow.backup import back_up, sizes

    try:
        silent = not sys.stderr.isatty()
        length = 0 if silent else sizes()
        with click.progressbar(length=length, label="Menyimpan", file=sys.stderr, hidden=silent) as bar:
            made = back_up(file.resolve(), now=timezone.now(), photos=not no_photos, on_progress=bar.update)
    except (BackupRefused, OSError) as error:
        raise Refusal(str(error)) from error
    click.echo(f"Cadangan {file} selesai: {len(made.manifest.members)} berkas, {made.size} bita.")
    if made.manifest.missing:
        lost = ", ".join(made.manifest.missing[:5]) + (" …" if len(made.manifest.missing) > 5 else "")
        click.echo(
            f"{len(made.manifest.missing)} foto tidak ada atau berubah di penyimpanannya: {lost}", err=True
        )
    click.echo("Berkas ini memuat data pribadi dan kunci desk. Simpan di tempat yang terkunci.")
