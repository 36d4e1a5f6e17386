"""How often the identities are broken on a whole province, beside the rates of nine provinces.

statistics numbers them A1 (votes), A2 (valid + invalid), A3 (total and voters), A4 (voters' kinds);
here they are A5, A6, A7 and A2 in the sum column.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import check
from tests.realdata.sirekap_forms import PRESIDENT, read_arrival_forms, read_forms

pytestmark = pytest.mark.realdata

NEEDED = ("suara_sah", "suara_tidak_sah", "suara_total", "pengguna_total_j", "pengguna_dpt_j")
NINE_PROVINCES = {"A5": 5.25, "A6": 1.45, "A7": 7.29, "A2": 3.88, "any": 12.7}


def broken(form: CountForm) -> set[str]:
    """Codes of the four identities that a form breaks."""
    codes = {
        finding.code
        for finding in check(form, PRESIDENT)
        if finding.code in ("A5", "A6", "A7")
        or (finding.code == "A2" and finding.values["rows"][0] == "pengguna_total_j")
    }
    return codes | {"any"} if codes else codes


def rates(forms: Iterable[CountForm]) -> tuple[int, dict[str, float]]:
    """How many forms are complete, and the per cent of them that break each identity, and any."""
    complete = [f for f in forms if len(f.votes) == 3 and all(row in f.rows for row in NEEDED)]
    failing = [broken(form) for form in complete]
    return len(complete), {
        code: round(100 * sum(code in codes for codes in failing) / len(complete), 2)
        for code in NINE_PROVINCES
    }


def test_rates_in_sumatera_selatan(shared: Path) -> None:
    forms = read_forms(shared / "data/provinces/ppwp_tps_16_sumsel.csv.gz")
    assert rates(form for _, form in forms) == (
        16_770,
        {"A5": 5.8, "A6": 1.8, "A7": 9.8, "A2": 4.83, "any": 15.48},
    )


def test_rates_of_two_provinces_are_near_those_of_nine(shared: Path) -> None:
    forms = read_arrival_forms(shared / "data/provinces/ppwp_sumsel_lampung_with_arrival.csv.gz")
    _, measured = rates(form for _, form in forms)
    assert all(abs(measured[code] - rate) < 0.25 for code, rate in NINE_PROVINCES.items())


def test_rates_in_sumatera_selatan_and_lampung(shared: Path) -> None:
    forms = read_arrival_forms(shared / "data/provinces/ppwp_sumsel_lampung_with_arrival.csv.gz")
    assert rates(form for _, form in forms) == (
        38_403,
        {"A5": 5.27, "A6": 1.34, "A7": 7.45, "A2": 3.67, "any": 12.74},
    )
