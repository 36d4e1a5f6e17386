"""`desk demo`: a throw-away desk that replays an election night."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import click

from deskpemilu.config.cli import Refusal, ready

SEED = 2024
STORY_BEGINS = 16.5  # o'clock on the voting day: the first president's results are in


@click.command("demo", help="Desk contoh Kabupaten Banyuasin: malam pemilu rekaan diputar ulang.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--speed", default=60.0, show_default=True, type=click.FloatRange(1, 3600), help="Kali kecepatan."
)
def command(host: str, port: int, speed: float) -> None:
    """Set the stage in a temporary folder, serve, throw everything away at the end."""
    from deskpemilu.config.serving import end_in_order, port_is_free, serve

    if not port_is_free(host, port):
        raise Refusal(f"Port {port} pada {host} sudah dipakai program lain. Pilih port lain dengan --port.")
    signal.signal(signal.SIGTERM, end_in_order)  # also while the stage is being set
    folder = Path(tempfile.mkdtemp(prefix="desk-demo-"))
    # The demo never touches a real desk's database or photos, and never answers a real phone.
    real = ("DESK_DATABASE", "DESK_WHATSAPP", "DESK_MEDIA_STORE")
    for name in [name for name in os.environ if name.startswith(real)]:
        del os.environ[name]
    os.environ.update({"DESK_DATA_DIR": str(folder), "DESK_DEMO": "1"})
    try:
        click.echo("Menyiapkan desk contoh …", err=True)
        ready()
        players = _prepare(speed)
        _say_where(host, port)
        for player in players:
            player.start()
        serve(host=host, port=port)
        for player in players:
            player.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(speed: float):  # type: ignore[no-untyped-def]  # models only after ready()
    from datetime import timedelta

    from django.conf import settings
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.channels import inbox
    from deskpemilu.flow.reading import ReadAhead
    from deskpemilu.flow.rehearsal.camats import Camats
    from deskpemilu.flow.rehearsal.cast import VISITORS
    from deskpemilu.flow.rehearsal.office import Office
    from deskpemilu.flow.rehearsal.player import Player, envelopes, reached_by
    from deskpemilu.flow.rehearsal.stage import set_stage
    from deskpemilu.flow.worker import drain, worker_name
    from deskpemilu.insight.samples.services import draw

    stage = set_stage(seed=SEED, now=timezone.now())
    code = stage.election.code
    president = stage.election.contests.get(code="ppwp")
    draw(
        actor=PROGRAM, contest=president, n=200, design="stratified", seed=f"demo-{SEED}", now=timezone.now()
    )
    past = reached_by(stage.script, stage.midnight + timedelta(hours=STORY_BEGINS))
    inbox.accept(envelopes(stage.script[:past], 1, code), now=timezone.now())
    with ReadAhead() as ahead:
        drain(ahead, worker=worker_name(), clock=timezone.now, limit=settings.BATCH_SIZE)
    camats = Camats(stage.election.pk, spare=VISITORS, clock=timezone.now, seed=SEED)
    office = Office(stage, clock=timezone.now, seed=SEED)
    player = Player(stage.script, start=past, speed=speed, clock=timezone.now, election=code)
    return player, camats, office


def _say_where(host: str, port: int) -> None:
    from deskpemilu.domain.roles import ROLE_NAMES
    from deskpemilu.flow.rehearsal.cast import PASSWORD, SIGN_INS

    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104 - only for display
    click.echo(f"\nDesk contoh berjalan di http://{shown}:{port}  (Ctrl-C untuk berhenti)")
    click.echo("Data rekaan; semua dibuang saat dihentikan. Masuk sebagai:")
    for username, role, _, _ in SIGN_INS:
        click.echo(f"  {username:<18}{ROLE_NAMES[role]}")
    click.echo(f"Kata sandi semuanya: {PASSWORD}\n")
