"""`desk import`: a file into the register, all or nothing, with a quality report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from deskpemilu.config.cli import Refusal, ready

KINDS = ("regions", "tps", "choices", "dapil", "people", "boundaries", "chat", "results", "sirekap", "dhasil")
LATER = ("logistics", "risks")


@click.command("import", help=f"Impor BERKAS. JENIS: {', '.join(KINDS)}.")
@click.argument("kind", metavar="JENIS", type=click.Choice((*KINDS, *LATER)))
@click.argument("file", metavar="BERKAS", type=click.Path(path_type=Path, exists=True))
@click.option("--election", "code", metavar="KODE", help="Pemilihan, bila ada lebih dari satu.")
@click.option("--dry-run", is_flag=True, help="Periksa saja, jangan simpan apa pun.")
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy"]),
    help="Urutan tanggal pada ekspor percakapan, bila berkasnya tidak menunjukkannya.",
)
@click.option("--chat", default="", metavar="NAMA", help="Nama grup pada ekspor percakapan.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    kind: str, file: Path, code: str | None, dry_run: bool, date_order: str | None, chat: str, style: str
) -> None:
    """Preview or carry out; exit 1 when the file was refused."""
    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.flow import imports
    from deskpemilu.registry.queries import the_election

    if sys.stderr.isatty():
        click.echo(f"Membaca dan memeriksa {file.name} …", err=True)
    about_chat = {"date_order": date_order or "", "chat": chat}
    try:
        what = imports.kind_of(kind)
        election = the_election(code) if what.needs is imports.Needs.ELECTION or code else None
        if dry_run:
            report = imports.preview(kind, file, election, **about_chat)
        else:
            report = imports.carry_out(
                actor=PROGRAM, kind=kind, path=file, election=election, now=timezone.now(), **about_chat
            )
    except (imports.ImportRefused, LookupError) as error:
        raise Refusal(str(error)) from error
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if style == "json" else report.as_text())
    if report.refused:
        raise Refusal(f"Ditolak: {len(report.refused)} kesalahan pada {file.name}. Tidak ada yang disimpan.")
    if dry_run and style == "text":
        click.echo("Ini pemeriksaan saja; tidak ada yang disimpan.")
    if kind == "chat" and report.written:
        _work_off(style)


def _work_off(style: str) -> None:
    """Take what came into the inbox down the main road now; no worker need be running."""
    from django.conf import settings
    from django.utils import timezone

    from deskpemilu.flow.ingest import ingest

    done = ingest([], clock=timezone.now, limit=settings.BATCH_SIZE)
    if style == "text":
        click.echo(done.line())
