"""The console script `desk`: one command a module, imported only when it is used.

Exit codes: 0 done, 1 refused or failed with one clear line on stderr, 2 wrong usage.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from deskpemilu.config import env
from deskpemilu.config.version import VERSION

# name -> (module that has `command`, one line of help). A command that is not here does not exist.
COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("deskpemilu.config.commands.up", "Jalankan desk: halaman web dan pengolah pesan."),
    "demo": (
        "deskpemilu.config.commands.demo",
        "Desk contoh Banyuasin dengan malam pemilu yang diputar ulang.",
    ),
    "election": ("deskpemilu.config.commands.election", "Buat dan lihat pemilihan."),
    "import": (
        "deskpemilu.config.commands.importing",
        "Impor wilayah, TPS, pilihan, petugas, hasil, dan lain-lain.",
    ),
    "read": ("deskpemilu.config.commands.read", "Uji baca pesan tanpa menyimpan apa pun."),
    "ingest": ("deskpemilu.config.commands.ingest", "Masukkan pesan lewat jalan yang sebenarnya."),
    "tally": ("deskpemilu.config.commands.tally", "Jumlah suara per wilayah atau TPS."),
    "quickcount": (
        "deskpemilu.config.commands.quickcount",
        "Hitung cepat: undi sampel, perkirakan, ulangi.",
    ),
    "project": ("deskpemilu.config.commands.project", "Proyeksi hasil akhir dari hitungan yang masuk."),
    "anomalies": ("deskpemilu.config.commands.anomalies", "Temuan per TPS yang perlu diperiksa."),
    "compare": ("deskpemilu.config.commands.compare", "Bandingkan angka desk dengan Sirekap, TPS demi TPS."),
    "audit": ("deskpemilu.config.commands.audit", "Periksa keutuhan catatan audit."),
    "user": ("deskpemilu.config.commands.user", "Tambah pengguna, peran, dan tautan kata sandi."),
    "sms-in": ("deskpemilu.config.commands.sms_in", "Terima satu SMS dari Gammu SMSD (RunOnReceive)."),
    "backup": ("deskpemilu.config.commands.backup", "Simpan seluruh desk ke satu berkas."),
    "restore": ("deskpemilu.config.commands.restore", "Pulihkan cadangan ke tempat yang kosong."),
    "doctor": ("deskpemilu.config.commands.doctor", "Periksa prasyarat dan cocokkan jumlah."),
}


class Refusal(click.ClickException):
    """A command that cannot be carried out: one clear line, exit code 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Print the line on stderr."""
        click.echo(self.message, err=True)


class LazyGroup(click.Group):
    """Lists commands from COMMANDS and imports only the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the command's module, with Django ready."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[name][0])
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what nobody foresaw becomes one line, with the way to the details."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click knows what to do; a closed pipe (| head) is no fault
        except Exception as error:
            if env.flag("DESK_DEBUG"):
                raise
            raise Refusal(unforeseen(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing anything."""
        with formatter.section("Perintah"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def unforeseen(error: Exception) -> str:
    """What to tell about an error that no command expected; nothing was half-written (transactions)."""
    first = (str(error).strip().splitlines() or [""])[0][:200]
    if "disk is full" in first or "No space left" in first:
        return (
            "Ruang disk penuh; perintah dibatalkan dan tidak ada yang berubah. Kosongkan ruang, lalu ulangi."
        )
    if "locked" in first and "database" in first:
        return "Basis data terlalu lama dipakai proses lain; tidak ada yang berubah. Ulangi sebentar lagi."
    return (
        f"Terjadi kesalahan yang tidak terduga ({type(error).__name__}: {first}). "
        "Ulangi dengan DESK_DEBUG=1 untuk rinciannya, lalu laporkan kepada pengelola program."
    )


def _load_env_file(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None:
        try:
            env.load_file(value)
        except FileNotFoundError as error:
            raise Refusal(f"Berkas pengaturan {value} tidak ada. Periksa letaknya, lalu ulangi.") from error
        except PermissionError as error:
            raise Refusal(
                f"Berkas pengaturan {value} tidak boleh dibaca pengguna ini. Jalankan sebagai pengguna desk."
            ) from error
        except (OSError, env.SettingError) as error:
            raise Refusal(f"Berkas pengaturan {value} tidak dapat dibaca: {error}") from error
    return value


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--env-file",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_load_env_file,
    is_eager=True,
    expose_value=False,
    help="Berkas berisi pengaturan DESK_*=nilai.",
)
@click.version_option(VERSION, prog_name="desk")
def main() -> None:
    """Desk Pemilu: desk pemilihan pemerintah daerah. DATA INTERNAL – BUKAN HASIL RESMI KPU."""


def set_up() -> None:
    """Set Django up without touching the database. Raises Refusal with the setting that is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskpemilu.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (env.SettingError, ImproperlyConfigured, OSError) as error:
        raise Refusal(f"Desk tidak dapat disiapkan: {error}") from error


def ready() -> None:
    """Set Django up and bring the database up to date; commands call it before they import models.

    Raises Refusal with the setting or the database that is wrong.
    """
    set_up()
    from django.db.utils import Error as DatabaseError

    from deskpemilu.config.database import bring_up_to_date

    try:
        bring_up_to_date()
    except (DatabaseError, OSError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Refusal(f"Basis data tidak dapat dibuka ({first}). Periksa DESK_DATABASE_URL.") from error


if __name__ == "__main__":
    sys.exit(main())
