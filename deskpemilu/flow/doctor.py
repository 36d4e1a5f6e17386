"""Checks of everything the desk needs, each with what to do when it fails."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from deskpemilu.audit.services import verify
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.evidence import integrity
from deskpemilu.evidence.models import Original, Photo
from deskpemilu.evidence.stores import StoreDown, the_store
from deskpemilu.flow.models import Heartbeat
from deskpemilu.intake.generations import misplaced
from deskpemilu.registry.models import Election, Region
from deskpemilu.tally import totals

MIN_FREE = 1 << 30
ALIVE = timedelta(seconds=30)
LATE = timedelta(minutes=5)
NEWEST_PHOTOS = 100


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `state` is baik, perhatian or rusak."""

    name: str
    state: str
    text: str


def examine(*, now: datetime, every_photo: bool = False) -> list[Check]:
    """All checks, in the order in which one would look. `every_photo`: read all originals, not the latest."""
    return [
        _database(),
        _disk(),
        _regions(),
        *_elections(),
        _worker(now),
        _messages(),
        _replies(),
        _whatsapp(),
        _photos(now, every=every_photo),
        _audit(),
    ]


def _database() -> Check:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            synchronous = cursor.fetchone()[0]
            cursor.execute("PRAGMA quick_check")
            healthy = cursor.fetchone()[0] == "ok"
        if not healthy:
            return Check("Basis data", "rusak", "Berkas SQLite rusak. Hentikan desk dan pulihkan cadangan.")
        safe = "setiap penyimpanan aman" if synchronous >= 2 else "penyimpanan TIDAK aman saat listrik padam"
        return Check("Basis data", "baik" if synchronous >= 2 else "rusak", f"SQLite utuh, {safe}.")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return Check("Basis data", "baik", f"PostgreSQL {version}.")


def _disk() -> Check:
    folder = Path(settings.DATA_DIR)
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    text = f"Sisa ruang {free / (1 << 30):.1f} GB".replace(".", ",")
    if free < MIN_FREE:
        return Check(
            "Ruang disk", "rusak", f"{text}. Kosongkan sampai lebih dari 1 GB agar pesan dapat disimpan."
        )
    return Check("Ruang disk", "baik", f"{text}.")


def _regions() -> Check:
    count = Region.objects.count()
    if not count:
        return Check("Wilayah", "perhatian", "Belum ada wilayah. Buat pemilihan dengan: desk election create")
    return Check("Wilayah", "baik", f"{count} wilayah.")


def _elections() -> list[Check]:
    checks = []
    for election in Election.objects.filter(active=True).order_by("code"):
        differences = totals.compare(election)
        name = f"Jumlah {election.code}"
        if differences:
            text = f"{len(differences)} jumlah berbeda dari hitung ulang; yang pertama: {differences[0]}"
            checks.append(Check(name, "rusak", f"{text} Perbaiki dengan: desk doctor --rebuild"))
        else:
            checks.append(Check(name, "baik", "Semua jumlah sama dengan hitung ulang dari TPS."))
        if wrong := misplaced(election.pk):
            text = f"{len(wrong)} formulir dihitung tidak sesuai keputusan KPU; yang pertama: {wrong[0]}."
            checks.append(Check(f"PSU {election.code}", "rusak", text))
    return checks


def _worker(now: datetime) -> Check:
    alive = Heartbeat.objects.filter(at__gte=now - ALIVE).count()
    if not alive:
        return Check("Pengolah pesan", "perhatian", "Tidak ada yang berjalan. Jalankan: desk up")
    return Check("Pengolah pesan", "baik", f"{alive} berjalan.")


def _messages() -> Check:
    failed = InboxMessage.objects.filter(state=InboxMessage.State.FAILED).count()
    waiting = InboxMessage.objects.filter(state=InboxMessage.State.NEW).count()
    if failed:
        return Check(
            "Pesan masuk", "perhatian", f"{failed} pesan tertunda. Buka halaman Pesan, saringan Gagal."
        )
    return Check("Pesan masuk", "baik", f"{waiting} menunggu, tidak ada yang tertunda.")


def _replies() -> Check:
    failed = OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED).count()
    if failed:
        return Check("Balasan", "perhatian", f"{failed} balasan gagal. Buka halaman Kotak Keluar.")
    return Check("Balasan", "baik", "Tidak ada yang gagal.")


def _whatsapp() -> Check:
    missing = [
        name
        for name in ("WHATSAPP_PHONE_ID", "WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
        if not getattr(settings, name)
    ]
    if missing:
        names = ", ".join(f"DESK_{name}" for name in missing)
        return Check("WhatsApp", "perhatian", f"Belum diisi: {names}.")
    return Check("WhatsApp", "baik", "Kunci lengkap.")


def _photos(now: datetime, *, every: bool) -> Check:
    stuck = Photo.objects.filter(state=Photo.State.WAITING, created_at__lt=now - LATE).count()
    try:
        damaged = integrity.damaged(the_store(), newest=None if every else NEWEST_PHOTOS)
    except StoreDown as down:
        return Check("Foto", "rusak", str(down))
    if damaged:
        all_of_them = "" if every else " Periksa semuanya dengan: desk doctor --photos."
        return Check("Foto", "rusak", f"{integrity.said_of(damaged)} Pulihkan dari cadangan.{all_of_them}")
    if stuck:
        return Check("Foto", "perhatian", f"{stuck} foto belum dapat diambil. Buka Foto, Belum tersimpan.")
    return Check(
        "Foto",
        "baik",
        f"{Original.objects.count()} berkas asli; {'semuanya' if every else 'yang terbaru'} utuh.",
    )


def _audit() -> Check:
    broken = verify()
    if broken is not None:
        return Check("Catatan audit", "rusak", f"Rantai putus pada catatan #{broken}.")
    return Check("Catatan audit", "baik", "Rantai utuh.")
