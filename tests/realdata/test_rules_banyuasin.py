"""The rules on Banyuasin's real forms of 2024: every flagged contradiction found, no false alarm."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import check, check_twins
from tests.realdata.sirekap_forms import PRESIDENT, read_forms

pytestmark = pytest.mark.realdata

# Flag of the file -> the code that must be among the findings, and how many TPS bear the flag.
CODES = {
    "JML_PASLON_BEDA_SAH": ("A5", 120),
    "SAH_NOL_ADA_SUARA": ("A5", 23),
    "SAH_PLUS_TDK_SAH_BEDA_TOTAL": ("A6", 17),
    "TOTAL_BEDA_PENGGUNA": ("A7", 124),
    "PENGGUNA_JENIS_BEDA_TOTAL": ("A2", 59),
    "PENGGUNA_LP_BEDA_J": ("A1", 42),
    "DPT_LP_BEDA_J": ("A1", 33),
    "PENGGUNA_DPT_LEBIH_DPT": ("A9", 16),
    "PENGGUNA_NOL_ADA_SUARA": ("D7", 36),
    "DPT_NOL": ("D5", 27),
    "SUARA_LEBIH_DPT_2PERSEN": ("A12d", 13),
    "SUARA_LEBIH_300": ("A12b", 1),
    "TIDAK_SAH_LEBIH_20PERSEN": ("D8", 7),
    "ADM_TANPA_CHART": ("D2", 4),
}
# Flags that are only worth a look: a special TPS has no DPT, many invalid votes do happen.
NOT_HARD = {"DPT_NOL", "TIDAK_SAH_LEBIH_20PERSEN", "ADM_TANPA_CHART", "SUARA_LEBIH_DPT_2PERSEN"}


@pytest.fixture(scope="module")
def forms(shared: Path) -> dict[str, CountForm]:
    """Forms by TPS code."""
    return dict(read_forms(shared / "data/banyuasin/banyuasin_ppwp_tps.csv"))


@pytest.fixture(scope="module")
def found(forms: dict[str, CountForm]) -> dict[str, tuple[Finding, ...]]:
    """Findings by TPS code."""
    return {code: check(form, PRESIDENT) for code, form in forms.items()}


@pytest.fixture(scope="module")
def flags(shared: Path) -> dict[str, list[str]]:
    """Flags of the file by TPS code."""
    with (shared / "data/banyuasin/banyuasin_anomali.csv").open(encoding="utf-8") as lines:
        return {line["kode_tps"]: line["flag"].split(";") for line in csv.DictReader(lines)}


def tps_with(found: dict[str, tuple[Finding, ...]], code: str, severity: Severity | None = None) -> set[str]:
    """TPS that have a finding of a code (and weight)."""
    return {
        tps
        for tps, findings in found.items()
        if any(f.code == code and severity in (None, f.severity) for f in findings)
    }


def test_the_file_flags_what_is_mapped_here(flags: dict[str, list[str]]) -> None:
    counts = Counter(flag for several in flags.values() for flag in several)
    assert len(flags) == 285
    assert counts == {flag: number for flag, (_, number) in CODES.items()}


@pytest.mark.parametrize("flag", CODES)
def test_every_flagged_contradiction_is_found_with_its_code(
    flag: str, found: dict[str, tuple[Finding, ...]], flags: dict[str, list[str]]
) -> None:
    code, number = CODES[flag]
    flagged = {tps for tps, several in flags.items() if flag in several}
    assert len(flagged) == number
    assert flagged - tps_with(found, code) == set()


def test_no_galat_on_a_tps_without_a_flag(
    forms: dict[str, CountForm], found: dict[str, tuple[Finding, ...]], flags: dict[str, list[str]]
) -> None:
    unflagged = set(forms) - set(flags)
    assert len(unflagged) == 1_923
    galat = {tps for tps in unflagged if any(f.severity is Severity.GALAT for f in found[tps])}
    assert galat == set()


def test_a_hard_flag_holds_the_form_back(
    found: dict[str, tuple[Finding, ...]], flags: dict[str, list[str]]
) -> None:
    held = {tps for tps in flags if any(f.severity is Severity.GALAT for f in found[tps])}
    hard = {tps for tps, several in flags.items() if set(several) - NOT_HARD}
    assert hard - held == set()
    assert len(held) == 279


def test_the_first_hard_identities_are_broken_only_where_flagged(
    found: dict[str, tuple[Finding, ...]],
) -> None:
    counts = {
        code: len(tps_with(found, code, Severity.GALAT)) for code in ("A1", "A2", "A5", "A6", "A7", "A9")
    }
    assert counts == {"A1": 85, "A2": 59, "A5": 120, "A6": 17, "A7": 124, "A9": 17}


def test_warnings_on_tps_without_a_flag_are_few(
    found: dict[str, tuple[Finding, ...]], flags: dict[str, list[str]]
) -> None:
    codes = Counter(
        code for tps, findings in found.items() if tps not in flags for code in {f.code for f in findings}
    )
    assert codes == {"A14b": 84, "D2": 36, "A2": 19, "A9": 14, "A11": 13, "A1": 10, "A12d": 10, "A14c": 1}


def test_twin_tps_lie_in_one_desa(forms: dict[str, CountForm]) -> None:
    twins = check_twins(forms, PRESIDENT)
    assert len(twins) == 11
    for code, (finding,) in twins.items():
        assert {other[:10] for other in finding.values["tps"]} == {code[:10]}
