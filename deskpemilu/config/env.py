"""Settings as environment variables: the one list, from which docs/settings.md is checked.

Comes in: the process environment. Goes out: typed values. Refuses: a value that cannot be
read, naming the variable and what it should be.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One documented setting: variable, default as text, what it does (Indonesian)."""

    name: str
    default: str
    help: str


class SettingError(ValueError):
    """A setting whose value cannot be used."""


SETTINGS: dict[str, Setting] = {
    item.name: item
    for item in (
        Setting("DESK_DATA_DIR", "./data", "Folder basis data SQLite, kunci rahasia dan foto."),
        Setting(
            "DESK_DATABASE_URL",
            "",
            "Basis data; kosong = SQLite di DESK_DATA_DIR. Contoh: postgresql://desk@localhost/desk",
        ),
        Setting(
            "DESK_DATABASE_SCHEMA",
            "",
            "Skema PostgreSQL milik desk ini bila beberapa desk berbagi satu server.",
        ),
        Setting(
            "DESK_SECRET_KEY",
            "",
            "Kunci penandatangan sesi; kosong = dibuat sekali dan disimpan di DESK_DATA_DIR.",
        ),
        Setting("DESK_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Nama host yang dilayani, dipisah koma."),
        Setting("DESK_PUBLIC_URL", "", "Alamat https desk; bila diisi, cookie hanya dikirim lewat https."),
        Setting("DESK_DEBUG", "0", "1 = mode pengembang. Jangan dipakai saat bertugas."),
        Setting("DESK_DEMO", "0", "1 = tandai semua halaman DEMO; dipasang oleh perintah desk demo."),
        Setting(
            "DESK_TIME_ZONE",
            "Asia/Jakarta",
            "Zona waktu tampilan: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT).",
        ),
        Setting(
            "DESK_WHATSAPP_API_URL",
            "https://graph.facebook.com/v23.0",
            "Alamat API WhatsApp Business untuk balasan.",
        ),
        Setting("DESK_WHATSAPP_PHONE_ID", "", "Phone number ID WhatsApp Business milik desk."),
        Setting("DESK_WHATSAPP_TOKEN", "", "Token akses WhatsApp Business."),
        Setting("DESK_WHATSAPP_APP_SECRET", "", "App secret untuk memeriksa tanda tangan kiriman WhatsApp."),
        Setting("DESK_WHATSAPP_VERIFY_TOKEN", "", "Verify token yang diisikan pada pengaturan webhook."),
        Setting(
            "DESK_WHATSAPP_TEMPLATE",
            "",
            "Nama templat WhatsApp yang disetujui, dengan satu parameter pada isinya; dipakai bila petugas "
            "terakhir menulis lebih dari 24 jam lalu. Kosong = pesan itu ditandai perlu ditelepon.",
        ),
        Setting("DESK_WHATSAPP_TEMPLATE_LANGUAGE", "id", "Kode bahasa templat WhatsApp."),
        Setting("DESK_SMS_SECRET", "", "Rahasia bersama untuk tanda tangan kiriman SMS."),
        Setting("DESK_SMS_SEND_URL", "", "Alamat gerbang SMS untuk balasan; kosong = SMS tidak dibalas."),
        Setting("DESK_METRICS_TOKEN", "", "Token untuk membaca /metrics dari luar mesin ini."),
        Setting("DESK_IDLE_MINUTES", "60", "Sesi berakhir setelah sekian menit tanpa kegiatan."),
        Setting("DESK_LOG_LEVEL", "INFO", "Tingkat log: DEBUG, INFO, WARNING, ERROR."),
        Setting("DESK_BATCH_SIZE", "500", "Banyaknya pesan yang diolah dalam satu transaksi."),
        Setting(
            "DESK_JOIN_MINUTES",
            "5",
            "Bagian laporan dari satu pengirim digabung bila jaraknya tidak lebih dari sekian menit.",
        ),
        Setting("DESK_MAX_UPLOAD_MB", "64", "Ukuran terbesar berkas yang diunggah, dalam MB."),
        Setting(
            "DESK_MEDIA_STORE",
            "",
            "Tempat foto; kosong = folder media di DESK_DATA_DIR, atau s3://nama-bucket/awalan.",
        ),
        Setting("DESK_MEDIA_S3_URL", "", "Alamat penyimpanan S3 selain Amazon, misalnya MinIO milik daerah."),
        Setting("DESK_MEDIA_S3_REGION", "us-east-1", "Region penyimpanan S3."),
        Setting("DESK_MEDIA_S3_KEY", "", "Access key penyimpanan S3."),
        Setting("DESK_MEDIA_S3_SECRET", "", "Secret key penyimpanan S3."),
        Setting("DESK_PHOTO_MAX_MB", "15", "Ukuran terbesar satu foto, dalam MB. Diubah di /foto/batas/."),
        Setting(
            "DESK_PHOTO_MAX_COUNT", "20", "Foto terbanyak per TPS dan pemilihan. Diubah di /foto/batas/."
        ),
        Setting(
            "DESK_PHOTO_WINDOW_MINUTES",
            "10",
            "Jarak waktu foto tanpa keterangan dan laporan pengirimnya, menit. Diubah di /foto/batas/.",
        ),
        Setting(
            "DESK_PHOTO_TYPES",
            "jpeg,png,heic,webp,pdf",
            "Jenis berkas foto yang diterima. Diubah di /foto/batas/.",
        ),
        Setting(
            "DESK_DPR_PASSED",
            "",
            "Nomor urut partai di atas ambang batas nasional DPR, dipisah koma; kosong = belum diketahui.",
        ),
    )
}


def text(name: str) -> str:
    """Value of a documented setting; KeyError for one that is not in SETTINGS."""
    return os.environ.get(name, SETTINGS[name].default).strip()


def number(name: str) -> int:
    """Whole number of a setting. Raises SettingError for anything else."""
    raw = text(name)
    try:
        return int(raw)
    except ValueError:
        raise SettingError(f"{name} harus bilangan bulat, bukan “{raw}”.") from None


def flag(name: str) -> bool:
    """Yes or no. Raises SettingError for anything but 0/1, ya/tidak, true/false."""
    raw = text(name).lower()
    if raw in {"1", "true", "ya", "yes"}:
        return True
    if raw in {"", "0", "false", "tidak", "no"}:
        return False
    raise SettingError(f"{name} harus 0 atau 1, bukan “{raw}”.")


def listing(name: str) -> list[str]:
    """Comma-separated values."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def folder(name: str) -> Path:
    """A folder, absolute; not created here."""
    return Path(text(name)).expanduser().resolve()


def load_file(path: Path) -> None:
    """Put `NAME=value` lines of a file into the environment, without replacing what is set there.

    Raises SettingError naming the line that is not of that form.
    """
    for number_, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, sign, value = stripped.partition("=")
        if not sign or not name.strip().isidentifier():
            raise SettingError(f"{path.name} baris {number_}: tulis NAMA=nilai, bukan “{stripped}”.")
        os.environ.setdefault(name.strip(), value.strip().strip("\"'"))
