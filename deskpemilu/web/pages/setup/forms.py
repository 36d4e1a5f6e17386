"""What the first-run page asks."""

from __future__ import annotations

import re

from django import forms

from deskpemilu.domain.codes import parse_code
from deskpemilu.registry.presets import names

TITLES = {
    "pemilu2024": "Pemilu 2024 – Presiden, DPR, DPD, DPRD",
    "pilkada2024": "Pilkada 2024 – gubernur, bupati/wali kota",
}
_LEADING = re.compile(r"\s*([\d.]+)")


class ElectionForm(forms.Form):
    """An election from a preset, for a region."""

    area = forms.CharField(
        label="Wilayah desk",
        max_length=120,
        help_text="Ketik nama provinsi, kabupaten, atau kota, lalu pilih; atau kodenya, misalnya 16.07.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "wilayah-desk"}),
    )
    preset = forms.ChoiceField(label="Jenis pemilihan", choices=())
    date = forms.DateField(
        label="Hari pemungutan suara",
        required=False,
        help_text="Isi bila berbeda dari jadwal nasional pada jenis pemilihan.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choice = self.fields["preset"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(name, TITLES.get(name, name)) for name in names()]

    def clean_area(self) -> str:
        """Digits of the code that the text begins with."""
        found = _LEADING.match(self.cleaned_data["area"])
        if found is None:
            raise forms.ValidationError("Pilih wilayah dari daftar, atau ketik kodenya, misalnya 16.07.")
        try:
            return parse_code(found[1].strip("."))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
