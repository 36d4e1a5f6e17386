"""`desk audit verify`: prove that the log was not changed."""

from __future__ import annotations

import click

from deskpemilu.config.cli import Refusal, ready


@click.group("audit", help="Catatan audit.")
def command() -> None:
    """The audit log."""


@command.command("verify", help="Hitung ulang rantai sidik catatan audit.")
def verify() -> None:
    """Exit 1 and name the first broken record."""
    ready()
    from deskpemilu.audit.models import Record
    from deskpemilu.audit.services import verify as first_broken

    broken = first_broken()
    if broken is not None:
        raise Refusal(
            f"Rantai audit putus pada catatan #{broken}: isinya diubah, dihapus, atau disisipkan. "
            "Simpan basis data ini sebagai bukti dan bandingkan dengan cadangan."
        )
    click.echo(f"Rantai audit utuh: {Record.objects.count()} catatan.")
