"""The shared real counts as areas, read once; the experiments live beside the report in tools/."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))


@pytest.fixture(scope="session")
def columns(shared: Path):
    lab = pytest.importorskip("stats_experiments")
    if not (shared / lab.FILE).is_file():
        pytest.skip("berkas provinsi di ../shared tidak ada")
    return lab.read_columns(shared)


@pytest.fixture(scope="session")
def areas(columns):
    import stats_experiments as lab  # noqa: PLC0415

    return lab.areas_of(columns)
