"""What people type on the people pages."""

from __future__ import annotations

from typing import Any

from django import forms

from deskpemilu.accounts.access import Access
from deskpemilu.domain.roles import ROLE_NAMES, Role
from deskpemilu.web.pages.people.queries import UnknownArea, resolve_area

TOTALS_SENTENCE = "Boleh melihat jumlah perolehan suara"


class GrantForm(forms.Form):
    """A role over a region, and whether totals may be seen."""

    role = forms.ChoiceField(label="Peran", choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    area = forms.CharField(
        label="Wilayah tugas",
        max_length=160,
        help_text="Ketik nama atau kode, lalu pilih; SEMUA untuk seluruh wilayah desk. "
        "Peran berlaku untuk wilayah itu dan semua di bawahnya.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "wilayah", "data-region-picker": ""}),
    )
    sees_totals = forms.BooleanField(
        label=TOTALS_SENTENCE,
        required=False,
        help_text="Tanpa centang, petugas melihat kemajuan dan data per TPS sesuai perannya, tetapi tidak "
        "melihat jumlah suara kecamatan, kabupaten, atau desk. Setiap melihat jumlah tercatat.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access

    def clean_role(self) -> Role:
        """The role."""
        return Role(self.cleaned_data["role"])

    def clean_area(self) -> str:
        """Digits of the area, "" for the whole desk."""
        try:
            return resolve_area(self.access, self.cleaned_data["area"])
        except UnknownArea as error:
            raise forms.ValidationError(str(error)) from error


class PersonForm(GrantForm):
    """Somebody new."""

    field_order = ("name", "username", "phone", "role", "area", "sees_totals")
    name = forms.CharField(label="Nama lengkap", max_length=150)
    username = forms.CharField(
        label="Nama pengguna",
        max_length=60,
        help_text="Paling sedikit 3 huruf kecil, angka, atau titik; dipakai saat masuk.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label="Nomor WhatsApp",
        max_length=30,
        required=False,
        help_text="Pesan dari nomor ini diakui sebagai laporannya.",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class PhoneForm(forms.Form):
    """One more phone."""

    number = forms.CharField(
        label="Nomor telepon", max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class DetailsForm(forms.Form):
    """What pay and letters need."""

    name = forms.CharField(label="Nama lengkap", max_length=150)
    nip = forms.CharField(label="NIP", max_length=30, required=False)
    bank = forms.CharField(label="Bank", max_length=60, required=False)
    account = forms.CharField(label="Nomor rekening", max_length=40, required=False)
    npwp = forms.CharField(label="NPWP", max_length=30, required=False)
