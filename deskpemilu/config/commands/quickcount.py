"""`desk quickcount`: draw a sample, estimate from it, repeat a stored run."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

import click

from deskpemilu.config.cli import Refusal, ready
from deskpemilu.config.commands.figures import contest_of, echo_shares, moment

DESIGNS = ("srs", "stratified", "pps")
INTERNAL = "DATA INTERNAL – BUKAN HASIL RESMI KPU"


@click.group("quickcount", help=f"Hitung cepat: undi sampel dan hitung darinya. {INTERNAL}.")
def command() -> None:
    """Sample and estimate."""


@command.command("draw", help="Undi sampel TPS. Undian dapat diulang siapa pun dari benihnya.")
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--n", "size", required=True, type=int, help="Banyaknya TPS sampel.")
@click.option("--design", type=click.Choice(DESIGNS), default="stratified", show_default=True)
@click.option("--seed", default="", help="Benih undian; tanpa benih, dibuatkan secara acak.")
@click.option("--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True)
def draw(contest: str, code: str, size: int, design: str, seed: str, shape: str) -> None:
    """Draw and store a sample."""
    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.insight import services

    try:
        sample = services.draw(
            actor=PROGRAM, contest=contest_of(contest, code), n=size, design=design,
            seed=seed or secrets.token_hex(16), now=timezone.now(),
        )  # fmt: skip
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    made: dict[str, Any] = {
        "sample": sample.pk,
        "contest": contest,
        "design": sample.design,
        "n": sample.n,
        "N": sample.frame.tps,
        "seed": sample.seed,
        "frame_digest": sample.frame.digest,
        "digest": sample.digest,
        "drawn_at": sample.drawn_at.isoformat(),
        "reported_before": sample.reported_before,
        "tps": [{"tps_code": each, "ticket": ticket} for each, ticket in sample.members],
    }
    if shape == "json":
        click.echo(json.dumps(made, ensure_ascii=False))
        return
    for row in made["tps"]:
        click.echo(f"{row['tps_code']}  {row['ticket']}")
    click.echo(
        f"Sampel {sample.pk}: {sample.n} dari {sample.frame.tps} TPS, rancangan {sample.design}, benih "
        f"{sample.seed}\nsidik kerangka {sample.frame.digest}\nsidik sampel   {sample.digest}\n{INTERNAL}",
        err=True,
    )
    if sample.reported_before:
        click.echo(
            f"Saat undian {sample.reported_before} TPS sudah melapor; catat pada berita acara.", err=True
        )


@command.command("estimate", help="Perkiraan dari sampel yang sudah masuk.")
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--at", default="", help="Keadaan pada saat itu, misalnya 2024-02-14T18:00.")
@click.option("--count", type=click.Choice(("received", "verified")), default="received", show_default=True)
@click.option("--format", "shape", type=click.Choice(("json", "table")), default="table", show_default=True)
def estimate(contest: str, code: str, at: str, count: str, shape: str) -> None:
    """Estimate, store the run, print it."""
    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.insight import services
    from deskpemilu.insight.models import Run

    asked: datetime | None = moment(at)
    try:
        run = services.compute(
            actor=PROGRAM, contest=contest_of(contest, code), kind=Run.Kind.ESTIMATE, now=timezone.now(),
            count=count, at=asked,
        )  # fmt: skip
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    if shape == "json":
        click.echo(json.dumps({**run.result, "run": run.pk}, ensure_ascii=False))
        return
    click.echo(f"{run.result['reported']} dari {run.result['n']} TPS sampel masuk (perhitungan {run.pk}).")
    echo_shares(run.result)


@command.command("reproduce", help="Ulangi perhitungan tersimpan RUN dan bandingkan setiap angkanya.")
@click.argument("number", metavar="RUN", type=int)
def reproduce(number: int) -> None:
    """Repeat a stored run; exit 1 where anything differs."""
    ready()
    from deskpemilu.insight import services
    from deskpemilu.insight.models import Run

    run = Run.objects.filter(pk=number).select_related("contest", "frame", "sample").first()
    if run is None:
        raise Refusal(f"Perhitungan {number} tidak ada pada desk ini.")
    try:
        got = services.reproduce(run=run)
    except ValueError as error:
        raise Refusal(f"Perhitungan {number} tidak dapat diulang: {error}") from error
    if not got.same:
        first = "sidik masukan berbeda" if not got.input_same else got.differences[0]
        raise Refusal(f"Perhitungan {number} TIDAK sama: {first} ({len(got.differences)} angka berbeda).")
    click.echo(
        f"Perhitungan {number} ({run.get_kind_display()} {run.contest.code}, versi {run.code_version}) sama: "
        f"sidik masukan {run.input_hash} dan semua angka."
    )
