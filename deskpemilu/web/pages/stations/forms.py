"""One small form for each kind of change, and the act that it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from deskpemilu.accounts.models import Person
from deskpemilu.flow import stations
from deskpemilu.registry.models import Election, TpsChange


def _code(label: str) -> forms.CharField:
    attrs = {"placeholder": "16.07.05.2005.003", "inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs))


def _desa() -> forms.CharField:
    attrs = {"list": "daftar-desa", "placeholder": "16.07.05.2005", "autocomplete": "off"}
    return forms.CharField(label="Desa/kelurahan", max_length=20, widget=forms.TextInput(attrs=attrs))


def _number() -> forms.IntegerField:
    return forms.IntegerField(label="Nomor TPS", min_value=1, max_value=999)


class ChangeForm(forms.Form):
    """What every change needs: a reason. `field_order` puts it last."""

    reason = forms.CharField(
        label="Alasan",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "misalnya surat KPU nomor …", "autocomplete": "off"}),
    )


class AddForm(ChangeForm):
    """A TPS that the register did not have."""

    desa = _desa()
    number = _number()
    dpt_l = forms.IntegerField(label="DPT laki-laki", min_value=0, required=False)
    dpt_p = forms.IntegerField(label="DPT perempuan", min_value=0, required=False)
    field_order = ("desa", "number", "dpt_l", "dpt_p", "reason")


class MergeForm(ChangeForm):
    """A TPS and the one that takes its voters."""

    code = _code("TPS yang digabung (kode 13 angka)")
    into = _code("Menjadi satu dengan TPS")
    field_order = ("code", "into", "reason")


class MoveForm(ChangeForm):
    """A TPS and the desa and number it has from now on."""

    code = _code("TPS yang dipindah (kode 13 angka)")
    desa = _desa()
    number = _number()
    field_order = ("code", "desa", "number", "reason")


class OneForm(ChangeForm):
    """A TPS."""

    code = _code("TPS (kode 13 angka)")
    field_order = ("code", "reason")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: how it is called, what it does, its form and its act."""

    key: str
    name: str
    about: str
    form: type[ChangeForm]
    act: Callable[..., TpsChange]

    def carry_out(
        self, *, actor: Person, election: Election, given: Mapping[str, Any], now: datetime
    ) -> TpsChange:
        """Do it."""
        return self.act(actor=actor, election=election, now=now, **given)


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "tambah",
            "Tambah TPS",
            "TPS yang belum ada dalam daftar. Setelah disimpan, TPS ini langsung ditunggu laporannya.",
            AddForm,
            stations.add,
        ),
        Kind(
            "gabung",
            "Gabung",
            "TPS pertama ditutup dan DPT-nya ditambahkan ke TPS kedua. Formulir yang sudah masuk "
            "tetap terlihat, tetapi tidak dijumlahkan.",
            MergeForm,
            stations.merge,
        ),
        Kind(
            "pindah",
            "Pindah desa atau nomor",
            "Formulir, riwayat, dan tugas petugas ikut pindah. Laporan dengan kode lama tetap terbaca.",
            MoveForm,
            stations.move,
        ),
        Kind(
            "tutup",
            "Tutup",
            "TPS yang tidak jadi diadakan. Tidak ditunggu lagi; formulirnya tidak dijumlahkan.",
            OneForm,
            stations.close,
        ),
        Kind(
            "buka",
            "Buka kembali",
            "TPS yang pernah ditutup atau digabung. DPT yang sudah dipindahkan oleh penggabungan tidak "
            "kembali sendiri; untuk itu batalkan penggabungannya pada riwayat.",
            OneForm,
            stations.reopen,
        ),
    )
}
