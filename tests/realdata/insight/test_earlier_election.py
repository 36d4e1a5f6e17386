"""The election of 2019 as a help for that of 2024 in Banyuasin, in real arrival order."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
import stats_experiments as lab

from deskpemilu.insight.earlier import Earlier, worth
from deskpemilu.insight.projection import project_shares

BANYUASIN = "1607"


@pytest.fixture(scope="module")
def night(shared: Path) -> tuple[lab.Area, np.ndarray]:
    """The area and the earlier shares of the desa of each of its TPS."""
    with gzip.open(shared / lab.FILE, "rt", encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["kab_id"] == BANYUASIN and r["v1"]]
    voted = [r for r in rows if sum(float(r[v]) for v in ("v1", "v2", "v3")) > 0]
    codes = sorted(r["tps_id"] for r in voted)
    votes: dict[str, dict[str, int]] = {}
    with (shared / "data/banyuasin/tps_2019_two_sources.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            first, second = (row[f"kp_pas{n}"] or row[f"kpu_pas{n}"] for n in (1, 2))
            if first and second:
                sums = votes.setdefault(row["kode_kemendagri"], {"1": 0, "2": 0})
                sums["1"] += int(float(first))
                sums["2"] += int(float(second))
    earlier = Earlier.of("Pemilu 2019", votes)
    assert earlier is not None
    columns = earlier.columns(codes)
    assert columns is not None
    (area,) = (a for a in lab.areas_of(lab.read_columns(shared)) if a.code == int(BANYUASIN))
    return area, columns


@pytest.mark.parametrize("part", [0.05, 0.1, 0.2, 0.4, 0.6, 0.8])
def test_it_predicts_desa_set_aside_better_and_never_hurts_the_projection(
    night: tuple[lab.Area, np.ndarray], part: float
) -> None:
    """By three to six per cent only: 2019 had two pairs, 2024 three. Where it is used, it does no harm."""
    area, columns = night
    rows = np.argsort(area.arrival, kind="stable")[: round(part * area.arrival.size)]
    votes = np.full(area.votes.shape, np.nan)
    votes[rows] = area.votes[rows]
    got = worth(votes, area.registered, area.kecamatan, area.desa, columns)
    assert 0.93 * got.without < got.with_earlier < 0.975 * got.without
    plain, helped = (
        project_shares(votes, area.registered, area.kecamatan, cluster=area.desa, earlier=figures)
        for figures in (None, columns if got.helps else None)
    )
    errors = [100 * float(np.abs(p.share - area.truth).mean()) for p in (plain, helped)]
    widths = [float((p.high - p.low).mean()) for p in (plain, helped)]
    assert errors[1] <= errors[0] + 0.02
    assert widths[1] <= widths[0]
