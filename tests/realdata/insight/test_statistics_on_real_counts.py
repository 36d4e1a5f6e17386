"""The figures a statistician would sign, on the shared real counts (a short tools/stats_report.py)."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from deskpemilu.insight.anomalies import find_anomalies
from deskpemilu.insight.syndrome import arithmetic_flags, failing_forms, residuals
from deskpemilu.insight.transcription import draw_check, measured_risk, plan_check

lab = pytest.importorskip("stats_experiments")
pytestmark = pytest.mark.realdata

MOMENTS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95)


@pytest.fixture(scope="module")
def seven(areas):
    return [a for a in areas if a.code in lab.SEVEN_AREAS]


@pytest.fixture(scope="module")
def projected(areas):
    return lab.project_areas(areas, MOMENTS)


class TestQuickCount:
    @pytest.mark.parametrize(
        ("n", "error", "width"), [(100, 0.64, 1.58), (200, 0.44, 1.09), (300, 0.35, 0.86)]
    )
    def test_stratified_samples_cover_with_a_small_margin(self, seven, n, error, width):
        got = lab.sample_accuracy(seven, n, 300)
        assert 93.8 <= got.coverage <= 96.2
        assert got.error <= error
        assert got.half_width <= width

    @pytest.mark.parametrize(("fraction", "target"), [(0.25, 92.6), (0.5, 92.9), (0.75, 93.3), (1.0, 94.6)])
    def test_a_sample_that_is_coming_in_covers(self, seven, fraction, target):
        got = lab.sample_accuracy(seven, 200, 150, arrives=lab.first_to_report(fraction), seed=2)
        assert got.coverage >= target - 1.2  # two standard errors of 150 draws

    def test_a_missing_stratum_and_single_reports_cover(self, seven):
        missing = lab.sample_accuracy(seven, 200, 150, arrives=lab.one_stratum_missing, seed=2)
        single = lab.sample_accuracy(seven, 200, 150, arrives=lab.three_single_strata, seed=2)
        assert missing.coverage >= 93.8
        assert single.coverage >= 93.4 - 1.2


class TestProjection:
    @pytest.mark.parametrize(
        ("moment", "error", "width"),
        [(0.2, 0.60, 1.54), (0.4, 0.36, 0.95), (0.6, 0.24, 0.63), (0.8, 0.16, 0.38)],
    )
    def test_it_is_nearer_than_the_table_to_beat(self, projected, moment, error, width):
        part = [r for r in projected if r.fraction == moment]
        assert 100 * np.mean([r.error for r in part]) <= error
        assert 100 * np.mean([r.half_width for r in part]) <= width
        assert np.mean([r.error for r in part]) < 0.75 * np.mean([r.naive_error for r in part])

    def test_its_intervals_cover_in_both_provinces(self, projected):
        assert np.mean([r.covered for r in projected]) >= 0.949
        for province in (16, 18):
            assert np.mean([r.covered for r in projected if r.area // 100 == province]) >= 0.93

    def test_no_wrong_call_in_real_order(self, areas):
        assert not any(r.wrong_call for r in lab.project_areas(areas, MOMENTS, level=0.99))

    @pytest.mark.parametrize("order", ["hostile_kecamatan_first", "hostile_desa_first"])
    def test_no_wrong_call_in_hostile_order_of_a_close_race(self, areas, order):
        close = [lab.closer_race(a, 0.01) for a in areas]
        rows = lab.project_areas(close, (0.2, 0.4, 0.6, 0.8), order=getattr(lab, order), level=0.99)
        assert not any(r.wrong_call for r in rows)


class TestForms:
    def test_the_arithmetic_fails_as_often_as_published(self, columns):
        table = residuals(lab.forms_of(columns))
        known = ~np.isnan(table).any(axis=1)
        rates = 100 * (table[known] != 0).mean(axis=0)
        np.testing.assert_allclose(rates, [5.25, 1.45, 7.29, 3.88], atol=0.4)
        assert 100 * failing_forms(table)[known].mean() == pytest.approx(12.7, abs=0.3)

    def test_forty_three_percent_of_failing_forms_are_pinned_to_one_field(self, columns):
        forms = lab.forms_of(columns)
        known = ~np.isnan(residuals(forms)).any(axis=1)
        flags = [f for f in arithmetic_flags(forms) if known[f.tps]]
        assert np.mean([f.suspect_field is not None for f in flags]) >= 0.43

    def test_clean_looking_provinces_raise_few_area_flags(self, columns):
        forms = lab.forms_of(columns)
        desa = np.unique(columns["desa_id"], return_inverse=True)[1]
        kabupaten = np.unique(columns["kab_id"], return_inverse=True)[1]
        got = find_anomalies(forms, desa, kabupaten, seed=1, queue=200)
        assert len(got.flags) == 200
        assert got.left_out > 1000
        assert np.mean([t.flagged for t in got.areas]) <= 0.05


def test_banyuasin_needs_seven_tps_to_check_the_copies(shared):
    path = shared / "data" / "banyuasin" / "banyuasin_ppwp_tps.csv"
    with path.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["suara_01"]]
    votes = np.array([[float(r[f"suara_0{j}"]) for j in (1, 2, 3)] for r in rows])
    invalid = np.array([float(r["suara_tidak_sah"] or 0) for r in rows])
    check = plan_check(votes, votes.sum(axis=1) + invalid, risk_limit=0.05)
    assert check.sample_size == 7
    drawn = draw_check(check, seed="banyuasin")
    assert measured_risk(check, votes, votes, drawn) <= 0.05
