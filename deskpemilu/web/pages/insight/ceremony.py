"""What the people at the draw type, and what the page of the draw shows before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from deskpemilu.insight import queries
from deskpemilu.insight.allocation import Plan, plan_sample
from deskpemilu.insight.models import Sample
from deskpemilu.registry.models import Contest

PEOPLE = 6
FEWEST = 2
MARGINS = (0.01, 0.015, 0.02, 0.03)
DESIGNS = (
    ("stratified", "Berlapis menurut kecamatan (disarankan)"),
    ("zones", "Dua TPS per zona (rentang sedikit lebih sempit)"),
    ("srs", "Acak sederhana"),
    ("pps", "Sebanding dengan DPT"),
    ("two_stage", "Dua tahap: desa, lalu TPS di dalamnya (menghemat perjalanan)"),
)


class DrawForm(forms.Form):
    """Design, size, and the entries of at least two people."""

    design = forms.ChoiceField(label="Rancangan", choices=DESIGNS)
    n = forms.IntegerField(label="Banyaknya TPS sampel", min_value=1)
    tps_per_desa = forms.IntegerField(
        label="TPS per desa", min_value=1, max_value=20, required=False,
        help_text="Hanya untuk rancangan dua tahap; makin banyak, makin lebar rentangnya.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PEOPLE + 1):
            self.fields[f"name{number}"] = forms.CharField(
                label=f"Peserta {number}", max_length=100, required=False
            )
            self.fields[f"entry{number}"] = forms.CharField(
                label=f"Isian {number}", max_length=100, required=False
            )

    @property
    def people(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Pairs of fields."""
        return [(self[f"name{n}"], self[f"entry{n}"]) for n in range(1, PEOPLE + 1)]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(name, entry) of those who took part."""
        found = self.cleaned_data
        pairs = [(found.get(f"name{n}", ""), found.get(f"entry{n}", "")) for n in range(1, PEOPLE + 1)]
        return [pair for pair in pairs if pair[0] and pair[1]]

    def clean(self) -> dict[str, Any]:
        """Refuse half-filled rows and a draw by one person."""
        found: dict[str, Any] = super().clean() or {}
        for number in range(1, PEOPLE + 1):
            if bool(found.get(f"name{number}")) != bool(found.get(f"entry{number}")):
                self.add_error(f"entry{number}", "Isi nama dan isian, atau kosongkan keduanya.")
        if not self.errors and len(self.parts) < FEWEST:
            raise forms.ValidationError(
                f"Undian diisi oleh sedikitnya {FEWEST} orang, masing-masing sendiri."
            )
        return found


class EnlargeForm(forms.Form):
    """How many TPS the larger sample has."""

    n = forms.IntegerField(label="Menjadi berapa TPS", min_value=2)


class SubstituteForm(forms.Form):
    """The TPS that cannot report, and why."""

    tps_code = forms.CharField(label="Kode TPS yang diganti", max_length=20)
    reason = forms.CharField(label="Alasan, misalnya nomor keputusan", max_length=200)

    def clean_tps_code(self) -> str:
        """Digits, dots taken off."""
        return str(self.cleaned_data["tps_code"]).replace(".", "").replace(" ", "")


@dataclass(frozen=True)
class Ceremony:
    """Before: the register's digest and how many TPS a margin needs. After: the sample."""

    contest: Contest
    tps: int
    digest: str
    plans: Sequence[Plan]
    sample: Sample | None
    refusal: str

    @staticmethod
    def load(contest: Contest) -> Ceremony:
        """Read the register and the newest sample; without a register the refusal says so."""
        sample = queries.latest_sample(contest)
        try:
            register = queries.register_of(contest.election)
        except ValueError as error:
            return Ceremony(contest, 0, "", (), sample, str(error))
        size = len(register.codes)
        plans = [plan_sample(size, margin) for margin in MARGINS]
        return Ceremony(contest, size, register.digest, plans, sample, "")

    @property
    def usual(self) -> int:
        """A size to begin with: 200, or all TPS of a small area."""
        return min(200, self.tps)
