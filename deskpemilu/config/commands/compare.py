"""`desk compare`: our figures beside Sirekap's or D.Hasil's, TPS by TPS; and the template for D.Hasil."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deskpemilu.config.cli import Refusal, ready
from deskpemilu.config.commands.figures import contest_of

if TYPE_CHECKING:
    from deskpemilu.exchange.beside import Theirs
    from deskpemilu.exchange.gather import Gathered
    from deskpemilu.registry.models import Contest

SIDES = ("ours", "theirs", "difference")
Both = tuple[Mapping[str, "list[Theirs]"], Mapping[str, "Theirs"]]  # of TPS, and sums of regions
_SHAPES = click.Choice(("json", "csv", "table"))
_COUNTS = click.Choice(("received", "verified"))
_FILE = click.Path(path_type=Path, exists=True)


@click.group(
    "compare",
    help="Bandingkan angka desk dengan Sirekap atau D.Hasil. DATA INTERNAL – BUKAN HASIL RESMI KPU.",
)
def command() -> None:
    """Commands of the comparison."""


def _shared(function: Callable[..., None]) -> Callable[..., None]:
    """Options that both comparisons take."""
    options = (
        click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp."),
        click.option("--election", "code", default="", help="Kode pemilihan."),
        click.option("--count", type=_COUNTS, default="received", show_default=True),
        click.option("--area", default="", metavar="KODE", help="Hanya wilayah ini, misalnya 16.07.05."),
        click.option("--differences", is_flag=True, help="Hanya TPS yang tidak sama."),
        click.option("--format", "shape", type=_SHAPES, default="table", show_default=True),
    )
    for option in reversed(options):
        function = option(function)
    return function


@command.command("sirekap", help="Selisih per TPS dengan BERKAS Sirekap (JSON, JSONL, .gz, ZIP, folder).")
@click.argument("files", metavar="[BERKAS]…", nargs=-1, type=_FILE)
@click.option(
    "--map", "maps", multiple=True, type=_FILE,
    help="Daftar nomor pilihan Sirekap (JSON dari KPU, atau CSV contest,id,number).",
)  # fmt: skip
@_shared
def sirekap(files: tuple[Path, ...], maps: tuple[Path, ...], **about: Any) -> None:
    """Compare files without keeping them; without files what was imported."""
    _compare("sirekap", [*maps, *files] if files else [], **about)


@command.command("dhasil", help="Selisih per TPS dan jumlah dengan tabel D.Hasil Kecamatan (XLSX, CSV).")
@click.argument("files", metavar="[BERKAS]…", nargs=-1, type=_FILE)
@_shared
def dhasil(files: tuple[Path, ...], **about: Any) -> None:
    """Compare tables without keeping them; without files what was imported."""
    _compare("dhasil", list(files), **about)


@command.command("template", help="Tabel D.Hasil sebuah kecamatan untuk diisi: satu lembar per desa.")
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--area", required=True, metavar="KODE", help="Kecamatan, misalnya 16.07.05.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help=".xlsx atau .csv."
)
def template(contest: str, code: str, area: str, out: Path) -> None:
    """Write the template; an existing file is not overwritten."""
    ready()
    from deskpemilu.domain.codes import parse_code
    from deskpemilu.exchange import dhasil_template
    from deskpemilu.intake.book import book_of

    shapes = {".xlsx": dhasil_template.as_xlsx, ".csv": dhasil_template.as_csv}
    if out.suffix.lower() not in shapes:
        raise click.BadParameter("Nama berkas harus berakhir .xlsx atau .csv.", param_hint="--out")
    try:
        chosen = contest_of(contest, code)
        made = dhasil_template.blocks(book_of(chosen.election).lexicon, chosen.code, parse_code(area))
        with out.open("xb") as file:
            file.write(shapes[out.suffix.lower()](made))
    except FileExistsError as error:
        raise Refusal(f"Berkas {out} sudah ada dan tidak ditimpa. Pilih nama lain.") from error
    except (LookupError, ValueError, OSError) as error:
        raise Refusal(str(error)) from error
    click.echo(f"{out}: {len(made)} desa.")


def _compare(
    source: str,
    paths: Sequence[Path],
    *,
    contest: str,
    code: str,
    count: str,
    area: str,
    differences: bool,
    shape: str,
) -> None:
    ready()
    from deskpemilu.domain.codes import parse_code
    from deskpemilu.exchange import queries
    from deskpemilu.exchange.beside import lay_beside, summarise
    from deskpemilu.exchange.sums import compare_regions
    from deskpemilu.intake.book import book_of

    try:
        within = parse_code(area) if area else ""
        chosen = contest_of(contest, code)
        found, sums = _of_files(source, paths, chosen, within) if paths else _kept(source, chosen, within)
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    mine = queries.ours_of(chosen, count=count, area=within)
    theirs = queries.fitting(mine, found)
    rows = lay_beside(mine, theirs)
    regions = compare_regions(chosen.code, sums, mine, theirs, sorted(book_of(chosen.election).tps))
    result = {
        "election": chosen.election.code,
        "contest": chosen.code,
        "source": source,
        "count": count,
        "rows": [row.as_json() for row in rows if not differences or row.kind != "equal"],
        **summarise(rows).as_json(),
        "sums": [row.as_json() for row in regions],
    }
    _WRITERS[shape](result)


def _of_files(source: str, paths: Sequence[Path], contest: Contest, area: str) -> Both:
    """What the files hold. Raises Refusal with the first refusals."""
    from deskpemilu.flow.kpu_import import read_dhasil, read_sirekap

    if source == "sirekap":
        gathered = [read_sirekap(paths, contest.election, contest=contest.code)]
    else:
        gathered = [read_dhasil(path, contest.election, contest=contest.code) for path in paths]
    theirs: dict[str, list[Theirs]] = {}
    sums: dict[str, Theirs] = {}
    for found in gathered:
        _refuse(found)
        for note in found.notes:
            click.echo(f"Catatan: {note}", err=True)
        _take(found, contest.code, area, theirs, sums, told=source == "sirekap")
    if not theirs and not sums:
        raise Refusal("Tidak ada data dari wilayah dan jenis pemilihan ini di dalam berkas.")
    return theirs, sums


def _take(
    found: Gathered,
    contest: str,
    area: str,
    theirs: dict[str, list[Theirs]],
    sums: dict[str, Theirs],
    *,
    told: bool,
) -> None:
    """Forms of TPS and sums of regions; `told`: the source says which voting a form is about."""
    from deskpemilu.exchange.beside import Theirs

    for form in found.forms.values():
        if form.contest == contest and form.code.startswith(area):
            side = Theirs(form.form, form.generation if told else None, form.at, form.images)
            if form.of_tps:
                theirs.setdefault(form.code, []).append(side)
            else:
                sums[form.code] = side


def _refuse(found: Gathered) -> None:
    if not found.refused:
        return
    lines = [f"Ditolak: {len(found.refused)} kesalahan. Tidak ada yang dibandingkan."]
    for each in found.refused[:10]:
        where = ", ".join(part for part in (f"baris {each.line}" if each.line else "", each.column) if part)
        lines.append(f"  {where}{f', isi “{each.value}”' if each.value else ''}: {each.reason}")
    raise Refusal("\n".join(lines))


def _kept(source: str, contest: Contest, area: str) -> Both:
    from deskpemilu.exchange import queries
    from deskpemilu.exchange.foreign import ORIGIN_NAMES, Origin

    theirs = queries.theirs_of(contest, Origin(source), area=area)
    sums = queries.sums_of(contest, Origin(source), area=area)
    if not theirs and not sums:
        raise Refusal(
            f"Belum ada data {ORIGIN_NAMES[source]} tersimpan. Sebut berkasnya, atau jalankan "
            f"desk import {source} BERKAS."
        )
    return theirs, sums


def _json(result: Mapping[str, Any]) -> None:
    click.echo(json.dumps(result, ensure_ascii=False))


def _csv(result: Mapping[str, Any]) -> None:
    keys = _keys(result["rows"])
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["tps_code", "class", "state", *(f"{side}_{key}" for key in keys for side in SIDES)])
    for row in result["rows"]:
        cells = [(row[side] or {}).get(key) for key in keys for side in SIDES]
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
    for region in result["sums"]:
        for finding in region["findings"] if region["complete"] else ():
            click.echo(f"{region['code']}  {finding['code']}  {finding['text']}")
    click.echo("  ".join(f"{name} {number}" for name, number in result["totals"].items()))
    for key, each in result["net"].items():
        click.echo(
            f"{key:>5}  desk {each['ours']}  {result['source']} {each['theirs']}  selisih {each['net']:+d}"
        )
    click.echo("DATA INTERNAL – BUKAN HASIL RESMI KPU", err=True)


def _keys(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    found: dict[str, None] = {}
    for row in rows:
        for side in SIDES:
            found.update(dict.fromkeys(row[side] or {}))
    return list(found)


_WRITERS = {"json": _json, "csv": _csv, "table": _table}
