"""`desk doctor`: every precondition checked and explained."""

from __future__ import annotations

import sys

import click

from deskpemilu.config.cli import ready

_MARKS = {"baik": "✓", "perhatian": "!", "rusak": "✗"}


@click.command("doctor", help="Periksa prasyarat, keutuhan data, dan kecocokan jumlah.")
@click.option("--rebuild", is_flag=True, help="Hitung ulang semua jumlah dari TPS lebih dahulu.")
@click.option("--photos", is_flag=True, help="Baca semua foto asli, bukan 100 yang terbaru.")
def command(rebuild: bool, photos: bool) -> None:
    """Exit 1 when something is broken."""
    ready()
    from django.utils import timezone

    from deskpemilu.flow.doctor import examine
    from deskpemilu.registry.models import Election
    from deskpemilu.tally import totals

    if rebuild:
        for election in Election.objects.all():
            totals.rebuild(election)
    checks = examine(now=timezone.now(), every_photo=photos)
    for check in checks:
        click.echo(f"{_MARKS[check.state]} {check.name}: {check.text}")
    if any(check.state == "rusak" for check in checks):
        sys.exit(1)
