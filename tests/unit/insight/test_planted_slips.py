"""Slips planted in forms that are right: they are found and told by their kind; clean forms stay quiet."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))
planted = pytest.importorskip("stats_anomalies")

KINDS = {kind.name: kind for kind in planted.KINDS}
TOLD_BY_SUMS = [
    "satu angka suara salah baca", "suara sah salah", "suara tidak sah salah", "total suara salah",
    "jumlah pengguna salah", "pengguna DPT salah", "X terbaca 8 di ratusan",
]  # fmt: skip


@pytest.mark.parametrize("name", TOLD_BY_SUMS)
def test_a_slip_that_breaks_a_sum_is_always_found_and_told(name):
    got = planted.plant(KINDS[name], 1)
    assert got.queued == got.told == 100
    assert got.field >= (50 if name == "satu angka suara salah baca" else 95)


@pytest.mark.parametrize(
    "name", ["formulir tetangga terkirim lagi", "formulir desa lain terkirim", "hadir penuh satu pilihan"]
)
def test_copies_and_full_turnout_are_found(name):
    assert planted.plant(KINDS[name], 1).told >= 95


def test_swapped_candidates_are_found_far_more_often_than_clean_forms_are_flagged():
    seen, flags, _, _ = planted.false_alarms(1)
    swapped = planted.plant(KINDS["dua calon tertukar"], 2).told / 100
    assert swapped > 30 * flags["beda_dari_desa"] / seen


def test_clean_forms_are_left_in_peace():
    seen, flags, tests, flagged = planted.false_alarms(3)
    assert set(flags) <= {"beda_dari_desa"}
    assert flags["beda_dari_desa"] / seen < 0.008
    assert tests == 9
    assert flagged == 0


def test_the_clean_forms_are_clean():
    _, forms = planted.clean_forms(1)
    assert not np.isnan(np.column_stack(list(forms.rows.values()))).any()
    assert (forms.row("pengguna_dpt_l") + forms.row("pengguna_dpt_p") == forms.row("pengguna_dpt_j")).all()
