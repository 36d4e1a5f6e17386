"""`desk tally`: totals by region or TPS."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from deskpemilu.config.cli import Refusal, ready

LEVELS = ("provinsi", "kabupaten", "kecamatan", "desa", "tps")
COLUMNS = (
    "code",
    "name",
    "tps_total",
    "tps_in",
    "tps_verified",
    "tps_held",
    "dpt",
    "voters",
    "valid",
    "invalid",
)


@click.command("tally", help="Jumlah suara per wilayah atau TPS. DATA INTERNAL – BUKAN HASIL RESMI KPU.")
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--by", type=click.Choice(LEVELS), required=True)
@click.option("--count", type=click.Choice(("received", "verified")), default="received", show_default=True)
@click.option(
    "--format", "shape", type=click.Choice(("json", "csv", "table")), default="table", show_default=True
)
def command(contest: str, code: str, by: str, count: str, shape: str) -> None:
    """Print the rows of one level."""
    ready()
    from django.utils import timezone

    from deskpemilu.registry.models import Election
    from deskpemilu.registry.queries import the_election
    from deskpemilu.tally.queries import tally_rows

    try:
        # One election with this contest: nobody needs to name it.
        having = list(Election.objects.filter(contests__code=contest)[:2]) if not code else []
        election = having[0] if len(having) == 1 else the_election(code or None)
        tally = tally_rows(election=election, contest_code=contest, by=by, count=count, now=timezone.now())
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    if shape == "json":
        click.echo(json.dumps(tally, ensure_ascii=False))
    elif shape == "csv":
        _write_csv(tally["rows"])
    else:
        _write_table(tally["rows"])


def _keys(rows: Iterable[dict[str, Any]]) -> list[str]:
    from deskpemilu.domain.contests import choice_order

    return sorted({key for row in rows for key in row["votes"]}, key=choice_order)


def _cells(row: dict[str, Any], keys: Sequence[str]) -> list[Any]:
    votes = [row["votes"].get(key, "") for key in keys]
    return [*(row[column] for column in COLUMNS), *votes, " ".join(row.get("findings", ()))]


def _write_csv(rows: Sequence[dict[str, Any]]) -> None:
    from deskpemilu.web.exports import guarded

    keys = _keys(rows)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"votes_{key}" for key in keys), "findings"])
    for row in rows:
        writer.writerow([guarded(cell) for cell in _cells(row, keys)])


def _write_table(rows: Sequence[dict[str, Any]]) -> None:
    keys = _keys(rows)
    table = [[*COLUMNS, *keys, "findings"]]
    table += [["" if cell is None else str(cell) for cell in _cells(row, keys)] for row in rows]
    widths = [max(len(line[at]) for line in table) for at in range(len(table[0]))]
    for line in table:
        cells = [
            cell.ljust(width) if at < 2 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
    click.echo("DATA INTERNAL – BUKAN HASIL RESMI KPU", err=True)
