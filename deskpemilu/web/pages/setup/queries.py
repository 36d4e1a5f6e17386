"""What a desk has and what it still needs, step by step; and the list of regions a desk can be for."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Count, Max

from deskpemilu.accounts.models import Grant, Phone
from deskpemilu.channels.models import Delivery, OutboxMessage
from deskpemilu.domain.codes import KECAMATAN, dotted
from deskpemilu.domain.roles import Role
from deskpemilu.flow.models import Heartbeat
from deskpemilu.registry import regions
from deskpemilu.registry.models import Boundary, Election, Region, Tps
from deskpemilu.web.formatting import figure, place
from deskpemilu.web.pages.setup.whatsapp import keys

READY, TODO, OPTIONAL = "ready", "todo", "optional"
SUGGESTED = 12
WORKER_SILENT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its state, what is there in a sentence, what is missing, and where to go."""

    key: str
    title: str
    state: str
    summary: str
    missing: Sequence[str] = ()
    href: str = ""
    label: str = ""
    partial: str = ""
    facts: dict[str, object] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _provinces_and_regencies() -> tuple[tuple[str, str], ...]:
    rows: list[tuple[str, str]] = []
    for name in regions.FILES[:2]:
        with (regions.FOLDER / name).open(encoding="utf-8", newline="") as lines:
            rows += [(row["code"], " ".join(row["name"].split())) for row in csv.DictReader(lines)]
    return tuple(rows)


def desk_areas(text: str) -> list[tuple[str, str]]:
    """(dotted code, name) of provinces, kabupaten and kota that fit a typed text, best first."""
    words = text.strip().lower()
    if len(words) < 2:
        return []
    try:
        rows = _provinces_and_regencies()
    except FileNotFoundError:
        return []
    fits = [row for row in rows if words in row[1].lower() or row[0].startswith(words)]
    return sorted(fits, key=lambda row: (not row[1].lower().endswith(words), row[0]))[:SUGGESTED]


def steps(election: Election | None, *, now: datetime) -> list[Step]:
    """All steps in the order in which they are usually done. About ten statements."""
    first = _election_step(election)
    if election is None:
        return [first, _whatsapp_step(now), _worker_step(now)]
    return [
        first,
        _tps_step(election),
        _choices_step(election),
        _people_step(election),
        _boundaries_step(election),
        _whatsapp_step(now),
        _worker_step(now),
    ]


def _election_step(election: Election | None) -> Step:
    if election is None:
        text = "Pilih wilayah desk dan jenis pemilihan. Nama wilayah sampai desa sudah tersedia."
        return Step("election", "Wilayah dan pemilihan", TODO, text, partial="setup/_election.html")
    desa = Region.objects.filter(code__startswith=election.area_id, level="desa").count()
    kecamatan = Region.objects.filter(code__startswith=election.area_id, level="kecamatan").count()
    text = (
        f"{election.name} untuk {place(election.area.name)} ({dotted(election.area_id)}): "
        f"{figure(kecamatan)} kecamatan, {figure(desa)} desa/kelurahan."
    )
    return Step("election", "Wilayah dan pemilihan", READY, text, partial="setup/_election.html")


def _tps_step(election: Election) -> Step:
    rows = Tps.objects.filter(election=election)
    total = rows.count()
    if not total:
        text = "Belum ada TPS. Tanpa daftar TPS, tidak ada laporan yang dapat dicatat."
        return Step("tps", "Daftar TPS", TODO, text, href="/impor/?jenis=tps", label="Impor berkas TPS")
    unknown = rows.filter(dpt_l=None).count()
    with_tps = set(rows.values_list("desa_id", flat=True).distinct())
    every = Region.objects.filter(code__startswith=election.area_id, level="desa").count()
    missing = [f"{figure(every - len(with_tps))} desa belum mempunyai TPS"] if len(with_tps) < every else []
    missing += [f"DPT {figure(unknown)} TPS belum diketahui"] if unknown else []
    text = f"{figure(total)} TPS di {figure(len(with_tps))} desa/kelurahan."
    state = TODO if len(with_tps) < every else READY
    return Step("tps", "Daftar TPS", state, text, missing, "/impor/?jenis=tps", "Impor berkas TPS")


def _choices_step(election: Election) -> Step:
    contests = list(election.contests.annotate(lines=Count("choices")).order_by("order"))
    empty = [contest.name for contest in contests if not contest.lines]
    text = ", ".join(f"{contest.short}: {figure(contest.lines)}" for contest in contests)
    return Step(
        "choices",
        "Pilihan pada surat suara",
        TODO if empty else READY,
        f"Baris surat suara per jenis pemilihan – {text}.",
        [f"belum ada pilihan untuk {name}" for name in empty],
        "/impor/?jenis=choices",
        "Impor pilihan",
    )


def _people_step(election: Election) -> Step:
    living = Grant.objects.filter(revoked_at=None, person__is_active=True)
    camat = {area[:KECAMATAN] for area in living.filter(role=Role.CAMAT).values_list("area", flat=True)}
    kecamatan = set(
        Region.objects.filter(code__startswith=election.area_id, level="kecamatan").values_list(
            "code", flat=True
        )
    )
    without = 0 if "" in camat else len(kecamatan - camat)
    operators = living.filter(role=Role.OPERATOR).values("person").distinct().count()
    phones = Phone.objects.filter(active=True, person__is_active=True).count()
    missing = [f"{figure(without)} kecamatan belum mempunyai camat untuk verifikasi"] if without else []
    missing += [] if phones else ["belum ada nomor telepon; pesan WhatsApp belum dapat dikenali"]
    text = (
        f"{figure(operators)} operator, {figure(len(camat))} wilayah camat, {figure(phones)} nomor dikenali."
    )
    state = TODO if missing or not operators else READY
    return Step("people", "Petugas", state, text, missing, "/petugas/", "Kelola petugas")


def _boundaries_step(election: Election) -> Step:
    drawn = Boundary.objects.filter(region__code__startswith=election.area_id).count()
    text = (
        f"{figure(drawn)} batas wilayah tersimpan untuk peta."
        if drawn
        else "Belum ada batas wilayah; peta memakai gambar skematis."
    )
    state = READY if drawn else OPTIONAL
    return Step(
        "boundaries", "Batas wilayah (peta)", state, text, (), "/impor/?jenis=boundaries", "Impor GeoJSON"
    )


def _whatsapp_step(now: datetime) -> Step:
    unset = [key.name for key in keys() if not key.is_set]
    deliveries = Delivery.objects.filter(channel="whatsapp").aggregate(at=Max("received_at"))["at"]
    sent = OutboxMessage.objects.filter(channel="whatsapp").aggregate(at=Max("sent_at"))["at"]
    text = "Semua kunci terisi." if not unset else f"{len(unset)} kunci belum diisi pada server."
    missing = [] if deliveries else ["belum ada kiriman yang diterima dari WhatsApp"]
    return Step(
        "whatsapp",
        "Kunci WhatsApp",
        READY if not unset and deliveries else TODO,
        text,
        missing,
        partial="setup/_whatsapp.html",
        facts={"keys": keys(), "deliveries": deliveries, "sent": sent, "now": now},
    )


def _worker_step(now: datetime) -> Step:
    beat = Heartbeat.objects.aggregate(at=Max("at"))["at"]
    alive = beat is not None and now - beat < WORKER_SILENT
    text = "Pengolah pesan berjalan." if alive else "Pengolah pesan tidak berjalan; pesan masuk menunggu."
    missing = () if alive else ("jalankan desk dengan perintah: desk up",)
    return Step("worker", "Pengolah pesan", READY if alive else TODO, text, missing)
