"""`desk user add|role|reset|token`: accounts from the shell."""

from __future__ import annotations

import click

from deskpemilu.config.cli import Refusal, ready
from deskpemilu.domain.codes import parse_code
from deskpemilu.domain.roles import Role

ROLES = click.Choice([role.value for role in Role])


@click.group("user", help="Pengguna desk.")
def command() -> None:
    """Accounts."""


def _area(text: str) -> str:
    try:
        return parse_code(text) if text else ""
    except ValueError as error:
        raise Refusal(str(error)) from error


@command.command("add", help="Buat pengguna dan cetak tautan sekali pakai untuk membuat kata sandi.")
@click.argument("username")
@click.option("--name", required=True, help="Nama lengkap.")
@click.option("--role", type=ROLES, required=True)
@click.option("--area", default="", help="Kode wilayah tugas; kosong = seluruh desk.")
@click.option("--totals/--no-totals", default=None, help="Boleh melihat jumlah suara.")
@click.option("--phone", default="", help="Nomor telepon, misalnya 0812…")
def add(username: str, name: str, role: str, area: str, totals: bool | None, phone: str) -> None:
    """Create a person by the same service as the page."""
    code = _area(area)
    ready()
    from django.utils import timezone

    from deskpemilu.accounts import services
    from deskpemilu.audit.services import PROGRAM

    now = timezone.now()
    try:
        person = services.create_person(
            actor=PROGRAM,
            username=username,
            name=name,
            now=now,
            role=Role(role),
            area=code,
            sees_totals=totals,
            phone=phone,
        )
        link = services.invite(actor=PROGRAM, person=person, now=now)
    except services.AccountRefused as error:
        raise Refusal(str(error)) from error
    click.echo(
        f"Pengguna {person.username} dibuat. Tautan kata sandi (sekali pakai): /undangan/{link.token}/"
    )


@command.command("role", help="Beri atau cabut peran seorang pengguna.")
@click.argument("username")
@click.argument("role", type=ROLES)
@click.option("--area", default="", help="Kode wilayah tugas; kosong = seluruh desk.")
@click.option("--totals/--no-totals", default=None, help="Boleh melihat jumlah suara.")
@click.option("--revoke", is_flag=True, help="Cabut peran ini.")
def role_(username: str, role: str, area: str, totals: bool | None, revoke: bool) -> None:
    """Grant or revoke."""
    code = _area(area)
    ready()
    from django.utils import timezone

    from deskpemilu.accounts import services
    from deskpemilu.accounts.models import Grant
    from deskpemilu.audit.services import PROGRAM

    person = _person(username)
    now = timezone.now()
    try:
        if revoke:
            grant = Grant.objects.filter(person=person, role=role, area=code, revoked_at=None).first()
            if grant is None:
                raise Refusal(f"{username} tidak memiliki peran {role} di wilayah {code or 'desk'}.")
            services.revoke(actor=PROGRAM, grant=grant, now=now)
        else:
            services.grant(
                actor=PROGRAM, person=person, role=Role(role), area=code, now=now, sees_totals=totals
            )
    except services.AccountRefused as error:
        raise Refusal(str(error)) from error
    click.echo(f"Peran {role} untuk {username} {'dicabut' if revoke else 'diberikan'}.")


@command.command("reset", help="Cetak tautan sekali pakai untuk membuat kata sandi baru.")
@click.argument("username")
def reset(username: str) -> None:
    """A new one-time link."""
    ready()
    from django.utils import timezone

    from deskpemilu.accounts import services
    from deskpemilu.audit.services import PROGRAM

    link = services.invite(actor=PROGRAM, person=_person(username), now=timezone.now())
    click.echo(f"Tautan kata sandi (sekali pakai): /undangan/{link.token}/")


@command.command("token", help="Buat (atau cabut) token API seorang pengguna; token dicetak sekali ini saja.")
@click.argument("username")
@click.option("--name", required=True, help="Untuk apa token ini, misalnya “layar bupati”.")
@click.option("--area", default="", help="Kode wilayah yang boleh dibaca; kosong = sejauh hak pengguna.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="Masa berlaku.")
@click.option("--revoke", is_flag=True, help="Cabut token dengan nama ini.")
def token(username: str, name: str, area: str, days: int, revoke: bool) -> None:
    """Make a token by the same service as the page would, or end it."""
    code = _area(area)
    ready()
    from datetime import timedelta

    from django.utils import timezone

    from deskpemilu.accounts import services
    from deskpemilu.accounts.models import ApiToken
    from deskpemilu.audit.services import PROGRAM

    person, now = _person(username), timezone.now()
    if revoke:
        found = list(ApiToken.objects.filter(person=person, name=name, revoked_at=None))
        if not found:
            raise Refusal(f"{username} tidak memiliki token bernama “{name}” yang masih berlaku.")
        for row in found:
            services.revoke_api_token(actor=PROGRAM, token=row, now=now)
        click.echo(f"Token “{name}” milik {username} dicabut.")
        return
    try:
        link = services.create_api_token(
            actor=PROGRAM, person=person, name=name, area=code, expires_at=now + timedelta(days=days), now=now
        )
    except services.AccountRefused as error:
        raise Refusal(str(error)) from error
    click.echo(link.token)
    until = timezone.localtime(link.expires_at)
    click.echo(f"Simpan sekarang; tidak ditampilkan lagi. Berlaku sampai {until:%d-%m-%Y %H:%M}.", err=True)


def _person(username: str):  # type: ignore[no-untyped-def]  # models only after ready()
    from deskpemilu.accounts.models import Person

    person = Person.objects.filter(username=username).first()
    if person is None:
        raise Refusal(f"Pengguna “{username}” tidak ada. Periksa ejaannya.")
    return person
