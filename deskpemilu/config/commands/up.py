"""`desk up`: the desk itself."""

from __future__ import annotations

import click

from deskpemilu.config.cli import Refusal, ready


@click.command("up", help="Jalankan desk: halaman web dan pengolah pesan, sampai dihentikan dengan Ctrl-C.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat jaringan yang didengarkan.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def command(host: str, port: int) -> None:
    """Migrate, print the address (and the first administrator's link), serve."""
    from deskpemilu.config.serving import port_is_free, serve

    if not port_is_free(host, port):
        raise Refusal(f"Port {port} pada {host} sudah dipakai program lain. Pilih port lain dengan --port.")
    ready()
    from django.conf import settings
    from django.utils import timezone

    from deskpemilu.accounts.services import first_administrator_link
    from deskpemilu.config.checks import refuse_unguarded_routes

    refuse_unguarded_routes()
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104
    url = settings.PUBLIC_URL or f"http://{shown}:{port}"
    click.echo(f"Desk Pemilu melayani di {url}  (Ctrl-C untuk berhenti)")
    if host not in {"127.0.0.1", "localhost", "::1"} and not settings.PUBLIC_URL:
        names = ", ".join(settings.ALLOWED_HOSTS)
        click.echo(f"Nama yang dilayani: {names}. Untuk nama atau alamat lain isi DESK_ALLOWED_HOSTS.")
    link = first_administrator_link(now=timezone.now())
    if link is not None:
        click.echo("Belum ada administrator. Buka tautan sekali pakai ini untuk membuatnya:")
        click.echo(f"  {url}/undangan/{link.token}/")
    serve(host=host, port=port)
