"""`desk anomalies`: what to look at again, TPS by TPS."""

from __future__ import annotations

import csv
import json
import sys
from typing import Any

import click

from deskpemilu.config.cli import Refusal, ready
from deskpemilu.config.commands.figures import contest_of

COLUMNS = ("tps_code", "code", "severity", "suspect_field", "values", "text")


@click.command(
    "anomalies", help="Temuan per TPS yang perlu diperiksa. DATA INTERNAL – BUKAN HASIL RESMI KPU."
)
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option(
    "--format", "shape", type=click.Choice(("json", "csv", "table")), default="table", show_default=True
)
def command(contest: str, code: str, shape: str) -> None:
    """Look, store the run, print it."""
    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.insight import services
    from deskpemilu.insight.models import Run

    try:
        run = services.compute(
            actor=PROGRAM, contest=contest_of(contest, code), kind=Run.Kind.ANOMALIES, now=timezone.now()
        )
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    if shape == "json":
        click.echo(json.dumps({**run.result, "run": run.pk}, ensure_ascii=False))
    elif shape == "csv":
        _write_csv(run.result["rows"])
    else:
        _write_table(run.result)


def _write_csv(rows: list[dict[str, Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        values = json.dumps(row["values"], ensure_ascii=False)
        writer.writerow([values if name == "values" else row[name] or "" for name in COLUMNS])


def _write_table(result: dict[str, Any]) -> None:
    for row in result["rows"]:
        click.echo(f"{row['tps_code']}  {row['severity']:<10}  {row['text']}")
    for area in result["areas"]:
        if area["flagged"]:
            click.echo(area["text"])
    click.echo(
        f"{len(result['rows'])} temuan dari {result['reported']} TPS; "
        f"{result['left_out']} lagi di luar daftar. DATA INTERNAL – BUKAN HASIL RESMI KPU",
        err=True,
    )
