"""The form in which a decision of KPU is entered, and the look at it before it is registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from deskpemilu.accounts.access import Access
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import GENERATION_NAMES, GENERATION_TITLES, STATE_NAMES, CountState, Generation
from deskpemilu.flow.revotes import ACTS, Decree, decisions_held
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election, Revote, Tps
from deskpemilu.web.pages.revote.codes import Codes, codes_in

KINDS = [
    (g.value, f"{g.value.upper()} · {t}")
    for g, t in GENERATION_TITLES.items()
    if g is not Generation.REGULER and g.nth == 1
]
BASES = (
    "UU 7/2017 Pasal 372 ayat (1)",
    "UU 7/2017 Pasal 372 ayat (2)",
    "UU 7/2017 Pasal 373",
    "PKPU 25/2023 Pasal 80",
    "PKPU 25/2023 Pasal 81",
)
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOST_BYTES = 1_000_000


class Box(forms.Textarea):
    """A textarea that looks like the other fields (tag `isian`)."""

    input_type = "textarea"


class DecreeForm(forms.Form):
    """A decision: what, by which number, when, why, for which contests and TPS."""

    generation = forms.ChoiceField(label="Jenis", choices=KINDS)
    number = forms.CharField(label="Nomor keputusan KPU", max_length=120)
    date = forms.DateField(label="Tanggal keputusan", widget=_DAY)
    voting_date = forms.DateField(
        label="Tanggal pelaksanaan",
        required=False,
        widget=_DAY,
        help_text="Laporan yang dikirim sejak tanggal ini dicatat untuk hasil ulang. Boleh menyusul.",
    )
    article = forms.CharField(
        label="Dasar hukum", max_length=160, required=False, widget=forms.TextInput(attrs={"list": "dasar"})
    )
    reason = forms.CharField(label="Alasan", max_length=300, widget=Box(attrs={"rows": 2}))
    contests = forms.MultipleChoiceField(label="Pemilihan", widget=forms.CheckboxSelectMultiple, choices=())
    codes = forms.CharField(
        label="Kode TPS",
        required=False,
        max_length=100_000,
        widget=Box(attrs={"rows": 6, "placeholder": "16.07.05.2005.003"}),
        help_text="Tempel kode 13 angka, satu atau banyak, dengan atau tanpa titik.",
    )
    file = forms.FileField(label="atau berkas CSV berisi kode TPS", required=False)
    further = forms.BooleanField(required=False)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contests"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(row.code, row.name) for row in election.contests.order_by("order")]

    def clean(self) -> dict[str, Any]:
        """Codes of the box and of the file, together."""
        data = super().clean() or self.cleaned_data
        text = str(data.get("codes", ""))
        if (file := data.get("file")) is not None:
            text += "\n" + file.read(MOST_BYTES).decode("utf-8-sig", errors="replace")
        read = codes_in(text)
        if not read.found:
            self.add_error(
                "codes", "Belum ada kode TPS yang terbaca. Tempel kode 13 angka, satu setiap baris."
            )
        data["read"] = read
        return data

    @property
    def decree(self) -> Decree:
        """The decision as it was entered."""
        data = self.cleaned_data
        return Decree(
            generation=Generation(data["generation"]),
            number=data["number"],
            date=data["date"],
            reason=data["reason"],
            article=data["article"],
            voting_date=data["voting_date"],
            again=data["further"],
        )

    @property
    def name(self) -> str:
        """`PSU`."""
        return GENERATION_NAMES[Generation(self.cleaned_data["generation"])]

    @property
    def again(self) -> list[tuple[str, str]]:
        """What was entered, to be sent once more after the look."""
        plain = ("generation", "number", "date", "voting_date", "article", "reason")
        fields = [(name, str(self.cleaned_data[name] or "")) for name in plain]
        fields += [("contests", code) for code in self.cleaned_data["contests"]]
        return [*fields, ("codes", " ".join(self.read.found))]

    @property
    def read(self) -> Codes:
        """The codes that were read."""
        codes: Codes = self.cleaned_data["read"]
        return codes


@dataclass(frozen=True, slots=True)
class Station:
    """A TPS that is named, and the forms that will count no more."""

    tps: Tps
    put_aside: Sequence[tuple[str, str]]
    vouched: bool
    allowed: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What a decision would do: the TPS it names, the codes that are none, what stands in the way.

    `earlier`: decisions of the same kind, by another number, that forms of these TPS have already.
    """

    stations: Sequence[Station]
    unknown: Sequence[str]
    unread: Sequence[tuple[int, str]]
    earlier: Sequence[Revote] = ()

    @property
    def earlier_decisions(self) -> list[str]:
        """Each of them once: `PSU nomor 12, 18-02-2024`."""
        said = {(row.generation, row.number): row for row in self.earlier}
        return [
            f"{GENERATION_NAMES[Generation(row.generation)]} nomor {row.number}, {row.date:%d-%m-%Y}"
            for row in said.values()
        ]

    @property
    def ready(self) -> bool:
        """Whether it may be registered as it is."""
        return bool(self.stations) and not self.unknown and all(each.allowed for each in self.stations)

    @property
    def vouched(self) -> int:
        """TPS of which a verified or locked form leaves the totals."""
        return sum(each.vouched for each in self.stations)


def look(form: DecreeForm, election: Election, access: Access) -> Look:
    """The TPS that a form names, with what has come in of them."""
    wanted = form.read.found
    rows = (
        Tps.objects.filter(election=election, code__in=wanted).select_related("desa__parent").order_by("code")
    )
    stations = list(rows)
    ballots = Contest.objects.filter(election=election, code__in=form.cleaned_data["contests"])
    counts = Count.objects.filter(
        tps__in=stations, contest__in=ballots, counts=True, submission__isnull=False
    ).order_by("contest__order")
    held = decisions_held(list(ballots), Generation(form.cleaned_data["generation"]))
    number, ids = form.cleaned_data["number"].strip(), {row.pk for row in stations}
    same = {(row.tps_id, row.contest_id) for rows in held.values() for row in rows if row.number == number}
    aside: dict[int, list[tuple[str, str]]] = {}
    for count in counts.select_related("contest"):
        if (count.tps_id, count.contest_id) not in same:
            aside.setdefault(count.tps_id, []).append((count.contest.short, count.state))
    earlier = [rows[-1] for key, rows in held.items() if key[0] in ids and key not in same]
    known = {row.code for row in stations}
    return Look(
        [_station(row, aside.get(row.pk, []), access) for row in stations],
        [code for code in wanted if code not in known],
        form.read.unread,
        earlier,
    )


def _station(row: Tps, aside: Sequence[tuple[str, str]], access: Access) -> Station:
    vouched = any(state in {CountState.VERIFIED.value, CountState.LOCKED.value} for _, state in aside)
    # Somebody who may not look into the TPS learns how far it has come, not more; no figures either way.
    seen = aside if access.may(Act.SEE_PROGRESS, row.code) else ()
    named = [(short, STATE_NAMES[CountState(state)]) for short, state in seen]
    return Station(row, named, vouched, any(access.may(act, row.code) for act in ACTS))
