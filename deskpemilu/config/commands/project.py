"""`desk project`: the final result as the partial real count lets it be seen."""

from __future__ import annotations

import json

import click

from deskpemilu.config.cli import Refusal, ready
from deskpemilu.config.commands.figures import contest_of, echo_shares


@click.command("project", help="Proyeksi hasil akhir dari hitungan yang masuk. BUKAN HASIL RESMI KPU.")
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--count", type=click.Choice(("received", "verified")), default="received", show_default=True)
@click.option("--format", "shape", type=click.Choice(("json", "table")), default="table", show_default=True)
def command(contest: str, code: str, count: str, shape: str) -> None:
    """Project, store the run, print it."""
    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.insight import services
    from deskpemilu.insight.models import Run

    try:
        run = services.compute(
            actor=PROGRAM, contest=contest_of(contest, code), kind=Run.Kind.PROJECTION, now=timezone.now(),
            count=count,
        )  # fmt: skip
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    if shape == "json":
        click.echo(json.dumps({**run.result, "run": run.pk}, ensure_ascii=False))
        return
    click.echo(f"{run.result['reported']} dari {run.result['N']} TPS masuk (perhitungan {run.pk}).")
    echo_shares(run.result)
