"""`desk compare`: our figures beside Sirekap's, TPS by TPS; and the template for D.Hasil."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deskpemilu.config.cli import Refusal, ready
from deskpemilu.config.commands.figures import contest_of

if TYPE_CHECKING:
    from deskpemilu.exchange.beside import Theirs
    from deskpemilu.registry.models import Contest


@click.group("compare", help="Bandingkan angka desk dengan Sirekap. DATA INTERNAL – BUKAN HASIL RESMI KPU.")
def command() -> None:
    """Commands of the comparison."""


@command.command(
    "sirekap", help="Selisih per TPS dengan BERKAS Sirekap (JSON, JSONL, .gz, ZIP, atau folder)."
)
@click.argument("files", metavar="[BERKAS]…", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--count", type=click.Choice(("received", "verified")), default="received", show_default=True)
@click.option("--area", default="", metavar="KODE", help="Hanya wilayah ini, misalnya 16.07.05.")
@click.option(
    "--map", "maps", multiple=True, type=click.Path(path_type=Path, exists=True),
    help="Daftar nomor pilihan Sirekap (JSON dari KPU, atau CSV contest,id,number).",
)  # fmt: skip
@click.option("--differences", is_flag=True, help="Hanya TPS yang tidak sama.")
@click.option(
    "--format", "shape", type=click.Choice(("json", "csv", "table")), default="table", show_default=True
)
def sirekap(
    files: tuple[Path, ...],
    contest: str,
    code: str,
    count: str,
    area: str,
    maps: tuple[Path, ...],
    differences: bool,
    shape: str,
) -> None:
    """Compare files without keeping them; without files what was imported."""
    ready()
    from deskpemilu.domain.codes import parse_code
    from deskpemilu.exchange import queries
    from deskpemilu.exchange.beside import lay_beside, summarise

    try:
        within = parse_code(area) if area else ""
        chosen = contest_of(contest, code)
        theirs = _of_files([*maps, *files], chosen, within) if files else _kept(chosen, within)
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    mine = queries.ours_of(chosen, count=count, area=within)
    rows = lay_beside(mine, queries.fitting(mine, theirs))
    result = {
        "election": chosen.election.code,
        "contest": chosen.code,
        "source": "sirekap",
        "count": count,
        "rows": [row.as_json() for row in rows if not differences or row.kind != "equal"],
        **summarise(rows).as_json(),
    }
    _WRITERS[shape](result)


def _of_files(paths: Sequence[Path], contest: Contest, area: str) -> Mapping[str, list[Theirs]]:
    """Forms of TPS in the files. Raises Refusal with the first refusals."""
    from deskpemilu.exchange.beside import Theirs
    from deskpemilu.flow.kpu_import import read_sirekap

    found = read_sirekap(paths, contest.election, contest=contest.code)
    if found.refused:
        first = [f"  baris {each.line}: {each.value} {each.reason}" for each in found.refused[:10]]
        raise Refusal(
            "\n".join([f"Ditolak: {len(found.refused)} kesalahan. Tidak ada yang dibandingkan.", *first])
        )
    for note in found.notes:
        click.echo(f"Catatan: {note}", err=True)
    theirs: dict[str, list[Theirs]] = {}
    for form in found.forms.values():
        if form.of_tps and form.code.startswith(area):
            side = Theirs(form.form, form.generation, form.at, form.images)
            theirs.setdefault(form.code, []).append(side)
    if not theirs:
        raise Refusal("Tidak ada TPS dari wilayah dan jenis pemilihan ini di dalam berkas.")
    return theirs


def _kept(contest: Contest, area: str) -> Mapping[str, list[Theirs]]:
    from deskpemilu.exchange import queries
    from deskpemilu.exchange.foreign import Origin

    theirs = queries.theirs_of(contest, Origin.SIREKAP, area=area)
    if not theirs:
        raise Refusal(
            "Belum ada data Sirekap tersimpan. Sebut berkasnya, atau jalankan desk import sirekap BERKAS."
        )
    return theirs


def _json(result: Mapping[str, Any]) -> None:
    click.echo(json.dumps(result, ensure_ascii=False))


def _csv(result: Mapping[str, Any]) -> None:
    keys = _keys(result["rows"])
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(
        [
            "tps_code",
            "class",
            "state",
            *(f"{side}_{key}" for key in keys for side in ("ours", "theirs", "difference")),
        ]
    )
    for row in result["rows"]:
        cells = [(row[side] or {}).get(key) for key in keys for side in ("ours", "theirs", "difference")]
        writer.writerow([row["tps_code"], row["class"], row["state"], *cells])


def _table(result: Mapping[str, Any]) -> None:
    for row in result["rows"]:
        if row["class"] == "equal":
            continue
        changes = [
            f"{key}: {row['ours'].get(key, '–')} → {row['theirs'].get(key, '–')} ({figure:+d})"
            for key, figure in row["difference"].items()
        ]
        click.echo(f"{row['tps_code']}  {row['class']:<13}  {', '.join(changes)}".rstrip())
    click.echo("  ".join(f"{name} {number}" for name, number in result["totals"].items()))
    for key, each in result["net"].items():
        click.echo(f"{key:>5}  desk {each['ours']}  Sirekap {each['theirs']}  selisih {each['net']:+d}")
    click.echo("DATA INTERNAL – BUKAN HASIL RESMI KPU", err=True)


def _keys(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    found: dict[str, None] = {}
    for row in rows:
        for side in ("ours", "theirs", "difference"):
            found.update(dict.fromkeys(row[side] or {}))
    return list(found)


_WRITERS = {"json": _json, "csv": _csv, "table": _table}
