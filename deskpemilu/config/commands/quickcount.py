"""`desk quickcount`: draw a sample, estimate from it, repeat a stored run."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from deskpemilu.config.cli import Refusal, ready
from deskpemilu.config.commands.figures import contest_of, echo_shares, moment

if TYPE_CHECKING:
    from deskpemilu.insight.models import Sample
    from deskpemilu.insight.transcripts.queries import Opened

DESIGNS = ("srs", "stratified", "pps", "zones", "two_stage")
INTERNAL = "DATA INTERNAL – BUKAN HASIL RESMI KPU"
TABLE_OR_JSON = click.Choice(("table", "json"))


@click.group("quickcount", help=f"Hitung cepat: undi sampel dan hitung darinya. {INTERNAL}.")
def command() -> None:
    """Sample and estimate."""


@command.command("draw", help="Undi sampel TPS. Undian dapat diulang siapa pun dari benihnya.")
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--n", "size", required=True, type=int, help="Banyaknya TPS sampel.")
@click.option("--design", type=click.Choice(DESIGNS), default="stratified", show_default=True)
@click.option(
    "--tps-per-desa", type=click.IntRange(1, 20), default=2, show_default=True, help="Dua tahap saja."
)
@click.option("--seed", default="", help="Benih undian; tanpa benih, dibuatkan secara acak.")
@click.option("--format", "shape", type=TABLE_OR_JSON, default="table", show_default=True)
def draw(contest: str, code: str, size: int, design: str, tps_per_desa: int, seed: str, shape: str) -> None:
    """Draw and store a sample."""
    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.insight.samples import services as samples

    try:
        sample = samples.draw(
            actor=PROGRAM, contest=contest_of(contest, code), n=size, design=design,
            tps_per_desa=tps_per_desa, seed=seed or secrets.token_hex(16), now=timezone.now(),
        )  # fmt: skip
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    _echo_sample(sample, shape)


@command.command("enlarge", help="Perbesar sampel terakhir: semua TPS-nya tetap, tiket berikutnya bergabung.")
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--n", "size", required=True, type=int, help="Banyaknya TPS sampel yang baru.")
@click.option("--format", "shape", type=TABLE_OR_JSON, default="table", show_default=True)
def enlarge(contest: str, code: str, size: int, shape: str) -> None:
    """Enlarge the latest sample."""
    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.insight.samples import services as samples

    try:
        sample = _latest(contest, code)
        made = samples.enlarge(actor=PROGRAM, sample=sample, n=size, now=timezone.now())
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    _echo_sample(made, shape)


@command.command("substitute", help="Ganti TPS sampel yang tidak mungkin melapor dengan tiket berikutnya.")
@click.option("--contest", required=True, help="Jenis pemilihan, misalnya ppwp.")
@click.option("--election", "code", default="", help="Kode pemilihan.")
@click.option("--tps", required=True, help="Kode TPS yang diganti.")
@click.option("--reason", required=True, help="Alasan, misalnya nomor keputusan.")
@click.option("--format", "shape", type=TABLE_OR_JSON, default="table", show_default=True)
def substitute(contest: str, code: str, tps: str, reason: str, shape: str) -> None:
    """Replace one TPS of the latest sample."""
    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.insight.samples import services as samples

    try:
        made = samples.substitute(
            actor=PROGRAM, sample=_latest(contest, code), tps_code=tps.replace(".", ""), reason=reason,
            now=timezone.now(),
        )  # fmt: skip
    except (LookupError, ValueError) as error:
        raise Refusal(str(error)) from error
    _echo_sample(made, shape)


def _latest(contest: str, code: str) -> Sample:
    from deskpemilu.insight import queries

    sample = queries.latest_sample(contest_of(contest, code))
    if sample is None:
        raise ValueError(f"Sampel hitung cepat {contest} belum diundi.")
    return sample


def _echo_sample(sample: Sample, shape: str) -> None:
    """The TPS with their tickets on stdout; what identifies the draw on stderr."""
    if shape == "json":
        click.echo(json.dumps(_sample_as_json(sample), ensure_ascii=False))
        return
    for each, ticket in sample.members:
        click.echo(f"{each}  {ticket}")
    click.echo(
        f"Sampel {sample.pk}: {sample.n} dari {sample.frame.tps} TPS, rancangan {sample.design}, benih "
        f"{sample.seed}\nsidik kerangka {sample.frame.digest}\nsidik sampel   {sample.digest}\n{INTERNAL}",
        err=True,
    )
    if sample.reported_before:
        note = f"Saat undian {sample.reported_before} TPS sudah melapor; catat pada berita acara."
        click.echo(note, err=True)


def _sample_as_json(sample: Sample) -> dict[str, Any]:
    return {
        "sample": sample.pk,
        "contest": sample.contest.code,
        "design": sample.design,
        "n": sample.n,
        "N": sample.frame.tps,
        "seed": sample.seed,
        "frame_digest": sample.frame.digest,
        "digest": sample.digest,
        "drawn_at": sample.drawn_at.isoformat(),
        "reported_before": sample.reported_before,
        "replaced": sample.replaced,
        "tps": [{"tps_code": each, "ticket": ticket} for each, ticket in sample.members],
    }


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

    run = Run.objects.filter(pk=number).select_related("contest", "frame", "sample", "earlier").first()
    if run is None:
        raise Refusal(
            f"Perhitungan {number} tidak ada pada desk ini, atau digantikan yang berikutnya dalam 15 detik. "
            "Nomor yang tersimpan ada pada halaman tinjauan."
        )
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


@command.command("transcription", help="Ulangi pemeriksaan salinan NOMOR dari angka KPU dan benihnya.")
@click.argument("number", metavar="NOMOR", type=int)
@click.option("--format", "shape", type=TABLE_OR_JSON, default="table", show_default=True)
def transcription(number: int, shape: str) -> None:
    """Work a stored check of transcription out again; exit 1 where anything differs."""
    ready()
    from deskpemilu.insight.models import TranscriptionCheck
    from deskpemilu.insight.transcripts.queries import Opened
    from deskpemilu.insight.transcripts.services import repeat

    check = TranscriptionCheck.objects.filter(pk=number).select_related("contest").first()
    if check is None:
        raise Refusal(f"Pemeriksaan salinan {number} tidak ada pada desk ini.")
    if wrong := repeat(check=check):
        raise Refusal(f"Pemeriksaan salinan {number} TIDAK sama: {'; '.join(wrong)}.")
    opened = Opened(check)
    if shape == "json":
        click.echo(json.dumps(_check_as_json(opened), ensure_ascii=False))
        return
    for step in opened.standing.steps:
        risk = "belum" if step.risk is None else f"{100 * step.risk:.2f} %".replace(".", ",")
        click.echo(f"{step.number:>5}  {step.code}  {'berbeda' if step.differs else '':<8} {risk}")
    same = f"Pemeriksaan salinan {number} sama: angka KPU, banyaknya undian dan TPS terundi."
    click.echo(f"{same} {INTERNAL}", err=True)


def _check_as_json(opened: Opened) -> dict[str, Any]:
    check, got = opened.check, opened.standing
    return {
        "check": check.pk,
        "contest": check.contest.code,
        "source": check.source,
        "tps": check.tps,
        "risk_limit": check.risk_limit,
        "majority": check.majority,
        "seed": check.seed,
        "planned": opened.plan.sample_size,
        "draws": opened.size,
        "risk": got.risk,
        "reached": got.reached,
        "rows": [
            {"draw": step.number, "tps_code": step.code, "kpu": step.theirs, "form": step.form,
             "lost": step.lost, "risk": step.risk}
            for step in got.steps
        ],
    }  # fmt: skip
