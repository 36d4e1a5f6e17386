"""What people type for a check of transcription, and what its pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import photos_of
from deskpemilu.insight.models import ComparedTps
from deskpemilu.insight.transcripts.plan import Step, sentence
from deskpemilu.insight.transcripts.queries import Opened, vouched_for
from deskpemilu.intake.models import Submission
from deskpemilu.registry.models import Tps
from deskpemilu.web.pages.insight.queue import viewer_template

PEOPLE = 4
FEWEST = 2
LIMITS = (("0.05", "5 %"), ("0.1", "10 %"), ("0.01", "1 %"))
CLAIMS = (("terbanyak", "yang terbanyak memang terbanyak"), ("separuh", "yang terbanyak melewati separuh"))
FIRST_CLAIMS = (("terbanyak", "{} teratas memang teratas"),)
FILE = "berkas"


class BeginForm(forms.Form):
    """Whose figures, how sure, what is claimed, and the entries of at least two people."""

    source = forms.ChoiceField(label="Angka KPU dari")
    file = forms.FileField(
        label="Berkas angka KPU", required=False,
        help_text="CSV atau XLSX dengan kolom impor hasil: kode_tps, suara_01, suara_02, …",
    )  # fmt: skip
    limit = forms.ChoiceField(label="Batas risiko", choices=LIMITS)
    claim = forms.ChoiceField(label="Yang diperiksa", choices=CLAIMS)

    def __init__(
        self, *args: Any, sources: Sequence[tuple[str, str]], winners: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if winners > 1:
            claims = [(value, label.format(winners)) for value, label in FIRST_CLAIMS]
            self.fields["claim"].choices = claims  # type: ignore[attr-defined]
        self.fields["source"].choices = [*sources, (FILE, "Berkas di bawah ini")]  # type: ignore[attr-defined]
        for number in range(1, PEOPLE + 1):
            for name, label in (("name", "Peserta"), ("entry", "Isian")):
                self.fields[f"{name}{number}"] = forms.CharField(
                    label=f"{label} {number}", max_length=100, required=False
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
        """Refuse half-filled rows, a draw by one person, and a file that is not there."""
        found: dict[str, Any] = super().clean() or {}
        for n in range(1, PEOPLE + 1):
            if bool(found.get(f"name{n}")) != bool(found.get(f"entry{n}")):
                self.add_error(f"entry{n}", "Isi nama dan isian, atau kosongkan keduanya.")
        if found.get("source") == FILE and not found.get("file"):
            self.add_error("file", "Pilih berkasnya.")
        if not self.errors and len(self.parts) < FEWEST:
            raise forms.ValidationError(f"Benih diisi oleh sedikitnya {FEWEST} orang, masing-masing sendiri.")
        return found


@dataclass(frozen=True)
class Size:
    """An enlargement for the record."""

    n: int
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Sheet:
    """A check as its page shows it: the steps so far, and the TPS that is compared next."""

    opened: Opened
    place: str
    wanted: str = ""

    @property
    def sentence(self) -> str:
        """What may be said."""
        return sentence(self.opened.figures, self.opened.standing, place=self.place)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(key, name) in ballot order."""
        return list(zip(self.opened.figures.keys, self.opened.figures.names, strict=True))

    @property
    def leaders(self) -> list[tuple[str, str]]:
        """The choices whose lead is checked."""
        return [self.choices[j] for j in self.opened.plan.winners]

    @property
    def sizes(self) -> list[Size]:
        """How many draws, from when on, by whom."""
        return [Size(row["n"], row["by"], parse_datetime(row["at"])) for row in self.opened.check.sizes]

    @cached_property
    def steps(self) -> list[tuple[Step, ComparedTps | None]]:
        """Every draw with who compared it."""
        return [(step, self.opened.compared.get(step.code)) for step in self.opened.standing.steps]

    @cached_property
    def next(self) -> Tps | None:
        """The TPS asked for, else the first that waits."""
        waiting = self.opened.standing.waiting
        code = self.wanted if self.wanted in self.opened.codes else next(iter(waiting), "")
        if not code:
            return None
        stations = Tps.every.filter(election=self.opened.check.contest.election_id, code=code)
        return stations.select_related("desa__parent").first()

    @cached_property
    def photos(self) -> list[Photo]:
        """Photos of the form of the next TPS."""
        return photos_of(self.next.pk, self.opened.check.contest_id) if self.next else []

    @cached_property
    def vouched(self) -> Submission | None:
        """The version that a camat vouched for."""
        return vouched_for(self.opened.check.contest, self.next.code) if self.next else None

    @property
    def viewer(self) -> str:
        """The viewer of photos."""
        return viewer_template()

    @property
    def bases(self) -> list[tuple[str, str]]:
        """What the typed figures may come from."""
        return [(b.value, str(b.label)) for b in (ComparedTps.Basis.PHOTO, ComparedTps.Basis.PAPER)]

    @property
    def suggested(self) -> int:
        """A sensible number of further draws: what is needed if they are clean, and half as many again."""
        needed = self.opened.standing.further or 1
        return needed + (needed + 1) // 2


def votes_in(given: Any, keys: Sequence[str]) -> dict[str, int] | None:
    """Votes that were typed; None where one is blank or not a number."""
    found = {}
    for key in keys:
        text = str(given.get(f"suara_{key}", "")).strip().replace(".", "")
        if not (text.isascii() and text.isdigit()):
            return None
        found[key] = int(text)
    return found
