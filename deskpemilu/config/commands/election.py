"""`desk election`: make an election from a preset, list elections, show one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import click

from deskpemilu.config.cli import Refusal, ready


@click.group(help="Buat dan lihat pemilihan.")
def command() -> None:
    """Group of `desk election`."""


@command.command("create", help="Buat pemilihan CODE dari preset untuk satu wilayah.")
@click.argument("code")
@click.option(
    "--preset",
    required=True,
    metavar="NAMA|BERKAS",
    help="pemilu2024, pilkada2024, atau berkas preset .json buatan sendiri.",
)
@click.option("--region", required=True, metavar="KODE", help="Kode wilayah desk, misalnya 16.07.")
@click.option("--date", "day", metavar="TTTT-BB-HH", help="Hari pemungutan suara bila berbeda dari preset.")
def create(code: str, preset: str, region: str, day: str | None) -> None:
    """Make the election; the same call again changes nothing."""
    ready()
    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.registry.services import RegistryRefused, create_election

    try:
        election = create_election(
            actor=PROGRAM, code=code, preset=preset, area=region, date=_day(day), now=datetime.now(UTC)
        )
    except RegistryRefused as error:
        raise Refusal(str(error)) from error
    _print(election.code)


@command.command("list", help="Daftar pemilihan di desk ini.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_all(style: str) -> None:
    """Print every election."""
    ready()
    from deskpemilu.registry.queries import election_summaries

    rows = election_summaries()
    if style == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        click.echo(
            "Belum ada pemilihan. Buat dengan: desk election create KODE --preset pemilu2024 --region 16.07"
        )
    for row in rows:
        click.echo(f"{row['code']}\t{row['name']}\t{row['area']} {row['area_name']}\t{row['tps']} TPS")


@command.command("show", help="Rincian satu pemilihan.")
@click.argument("code")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(code: str, style: str) -> None:
    """Print one election."""
    ready()
    _print(code, style)


def _print(code: str, style: str = "text") -> None:
    from deskpemilu.registry.queries import election_summaries

    found = election_summaries(code)
    if not found:
        raise Refusal(f"Pemilihan “{code}” tidak ada. Lihat yang ada dengan: desk election list")
    row = found[0]
    if style == "json":
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(f"Pemilihan : {row['code']} – {row['name']} (preset {row['preset']})")
    click.echo(f"Tanggal   : {row['date'] or 'belum ditentukan'}")
    click.echo(f"Wilayah   : {row['area']} {row['area_name']} – {row['regions']} wilayah di dalamnya")
    click.echo(f"TPS       : {row['tps']}")
    for contest in row["contests"]:
        click.echo(
            f"{contest['code']:<10}: {contest['name']} – {contest['choices']} pilihan, paling banyak "
            f"{contest['cap']} pemilih per TPS"
        )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise click.BadParameter("Tulis tanggal seperti 2024-02-14.", param_hint="--date") from error
