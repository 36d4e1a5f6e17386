"""What the anomaly screens find and what they cry wolf about: invented forms, right but for one slip.

    python tools/stats_anomalies.py [--places 20]
Every kind of slip is planted in forms of its own place; printed is how many of them stand in the queue at
all, under a code that tells the kind, and with the right field. On forms without slips: flags per 1,000 TPS.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import stats_experiments as lab
import stats_simulation as simulation

from deskpemilu.insight.anomalies import Anomalies, find_anomalies
from deskpemilu.insight.forms import Forms

PLANTED = 30
"""Forms with a slip, of some 1,700 in a place."""
KEYS = ("1", "2", "3")
Spoil = Callable[[np.random.Generator, Forms, int], str | None]
"""Spoils form i in place and says which field it was, None where no single one."""


@dataclass(frozen=True)
class Kind:
    """A kind of slip, how it is planted, and the codes that tell it."""

    name: str
    spoil: Spoil
    codes: frozenset[str]


def clean_forms(seed: int) -> tuple[lab.Area, Forms]:
    """A place whose forms all add up: votes of the simulation, users in three rows, men and women."""
    area = simulation.invent(simulation.SHAPES[0], simulation.ARRIVALS[1], seed)
    rng = np.random.default_rng(seed)
    valid = area.votes.sum(axis=1)
    invalid = rng.poisson(6, valid.size).astype(float)
    total = valid + invalid
    moved = np.minimum(rng.poisson(1.5, valid.size), total)
    added = np.minimum(rng.poisson(4, valid.size), total - moved)
    listed = total - moved - added
    men = np.round(listed * 0.49)
    rows = {
        "suara_sah": valid, "suara_tidak_sah": invalid, "suara_total": total,
        "pengguna_total_j": total.copy(), "pengguna_dpt_j": listed,
        "pengguna_dpt_l": men, "pengguna_dpt_p": listed - men,
        "pengguna_pindahan_j": moved.astype(float), "pengguna_tambahan_j": added.astype(float),
        "pemilih_dpt_j": np.maximum(area.registered, listed),
    }  # fmt: skip
    return area, Forms(area.votes.copy(), rows, KEYS)


def misread(rng: np.random.Generator, figure: float) -> float:
    """The figure with one of its three digits read as another."""
    digits = list(f"{int(figure):03d}")
    place = int(rng.integers(3))
    digits[place] = str((int(digits[place]) + int(rng.integers(1, 10))) % 10)
    return float("".join(digits))


def _vote(rng: np.random.Generator, forms: Forms, i: int) -> str:
    j = int(rng.integers(3))
    forms.votes[i, j] = misread(rng, forms.votes[i, j])
    return KEYS[j]


def _row(name: str) -> Spoil:
    def spoil(rng: np.random.Generator, forms: Forms, i: int) -> str:
        forms.rows[name][i] = misread(rng, forms.rows[name][i])
        return name

    return spoil


def _extra_hundred(rng: np.random.Generator, forms: Forms, i: int) -> str:
    j = int(np.argmin(forms.votes[i]))
    forms.votes[i, j] += 800
    return KEYS[j]


def _swap(rng: np.random.Generator, forms: Forms, i: int) -> None:
    order = np.argsort(forms.votes[i])
    forms.votes[i, order[[0, 2]]] = forms.votes[i, order[[2, 0]]]


def _shift(rng: np.random.Generator, forms: Forms, i: int) -> None:
    giver, taker = np.argsort(-forms.votes[i])[:2]
    moved = np.floor(0.6 * forms.votes[i, giver])
    forms.votes[i, giver] -= moved
    forms.votes[i, taker] += moved


def _copy_next(rng: np.random.Generator, forms: Forms, i: int) -> None:
    _copy(forms, i, i + 1)


def _copy_far(rng: np.random.Generator, forms: Forms, i: int) -> None:
    _copy(forms, i, (i + 900) % len(forms.votes))


def _copy(forms: Forms, i: int, source: int) -> None:
    forms.votes[i] = forms.votes[source]
    for column in forms.rows.values():
        column[i] = column[source]


def _stuff(rng: np.random.Generator, forms: Forms, i: int) -> None:
    registered = forms.rows["pemilih_dpt_j"][i]
    forms.votes[i] = [registered - 4, 2, 2]
    forms.rows["suara_sah"][i] = registered
    forms.rows["suara_total"][i] = forms.rows["pengguna_total_j"][i] = registered
    forms.rows["pengguna_dpt_j"][i] = registered
    for name in ("suara_tidak_sah", "pengguna_pindahan_j", "pengguna_tambahan_j"):
        forms.rows[name][i] = 0


SUMS = frozenset({"suara_tidak_sama_sah", "angka_berlebih"})
KINDS = (
    Kind("satu angka suara salah baca", _vote, SUMS),
    Kind("suara sah salah", _row("suara_sah"), frozenset({"sah_keliru"})),
    Kind("suara tidak sah salah", _row("suara_tidak_sah"), frozenset({"tidak_sah_keliru"})),
    Kind("total suara salah", _row("suara_total"), frozenset({"total_keliru"})),
    Kind("jumlah pengguna salah", _row("pengguna_total_j"), frozenset({"pengguna_total_keliru"})),
    Kind("pengguna DPT salah", _row("pengguna_dpt_j"), frozenset({"rincian_pengguna_keliru"})),
    Kind("X terbaca 8 di ratusan", _extra_hundred, SUMS),
    Kind("dua calon tertukar", _swap, frozenset({"beda_dari_desa"})),
    Kind("60 % suara berpindah", _shift, frozenset({"beda_dari_desa"})),
    Kind("formulir tetangga terkirim lagi", _copy_next, frozenset({"angka_kembar"})),
    Kind("formulir desa lain terkirim", _copy_far, frozenset({"formulir_kembar"})),
    Kind("hadir penuh satu pilihan", _stuff, frozenset({"hadir_penuh_satu_pilihan"})),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Percent of the planted slips: in the queue, told by their kind, with the right field (nan: none)."""

    queued: float
    told: float
    field: float


def search(area: lab.Area, forms: Forms, seed: int) -> Anomalies:
    """The whole screen on one place."""
    return find_anomalies(forms, area.desa, np.zeros(len(forms.votes), dtype=np.intp), seed=seed)


def plant(kind: Kind, places: int, *, seed: int = 1) -> Found:
    """Plant a kind in some forms of every place and look for it."""
    hits: list[tuple[bool, bool, float]] = []
    for place in range(places):
        area, forms = clean_forms(seed * 1000 + place)
        rng = np.random.default_rng([seed, place])
        rows = _victims(rng, area)
        fields = {i: kind.spoil(rng, forms, i) for i in rows}
        flags = search(area, replace(forms), place).flags
        for i, field in fields.items():
            mine = [flag for flag in flags if flag.tps == i]
            told = [flag for flag in mine if flag.code in kind.codes]
            right = float(any(flag.suspect_field == field for flag in told)) if field else np.nan
            hits.append((bool(mine), bool(told), right))
    table = 100 * np.array(hits, dtype=float)
    return Found(table[:, 0].mean(), table[:, 1].mean(), table[:, 2].mean())


def _victims(rng: np.random.Generator, area: lab.Area) -> list[int]:
    """Forms whose desa has five TPS or more, and whose next TPS is of the same desa."""
    size = np.bincount(area.desa)[area.desa]
    good = np.flatnonzero((size[:-1] >= 5) & (area.desa[:-1] == area.desa[1:]))
    return [int(i) for i in rng.choice(good, PLANTED, replace=False)]


def false_alarms(places: int, *, seed: int = 1) -> tuple[int, Counter[str], int, int]:
    """Forms looked at, flags by code, area tests, area tests flagged, on forms without a slip."""
    forms_seen, flags, tests, flagged = 0, Counter[str](), 0, 0
    for place in range(places):
        area, forms = clean_forms(seed * 5000 + place)
        got = search(area, forms, place)
        forms_seen += len(forms.votes)
        flags.update(flag.code for flag in got.flags)
        tests += len(got.areas)
        flagged += sum(test.flagged for test in got.areas)
    return forms_seen, flags, tests, flagged


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--places", type=int, default=20)
    options = parser.parse_args()
    seen, flags, tests, flagged = false_alarms(options.places)
    print(f"{seen} formulir tanpa kekeliruan, temuan per 1.000 TPS:")
    for code, number in flags.most_common():
        print(f"  {code:<34} {1000 * number / seen:6.2f}")
    print(f"  uji wilayah yang ditandai          {flagged} dari {tests}")
    print(f"\n{PLANTED} kekeliruan ditanam per wilayah, {options.places} wilayah, %:")
    print(f"  {'jenis':<34} {'di antrean':>10} {'jenisnya tepat':>15} {'kolomnya tepat':>15}")
    for kind in KINDS:
        got = plant(kind, options.places)
        field = "" if np.isnan(got.field) else f"{got.field:.1f}"
        print(f"  {kind.name:<34} {got.queued:>10.1f} {got.told:>15.1f} {field:>15}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
