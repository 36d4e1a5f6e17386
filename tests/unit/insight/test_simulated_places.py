"""Places nobody gave us: invented cities of kelurahan with a hundred TPS, close races, a choice at 1 %."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))
simulation = pytest.importorskip("stats_simulation")

PLACES = 40
LEAST = 92
"""95 less two standard errors of forty places, whose intervals at two moments are not independent."""
BY_NAME = {shape.name: shape for shape in simulation.SHAPES}
ORDERS = {arrival.name: arrival for arrival in simulation.ARRIVALS}


def invented(shape: str, arrival: str):
    return [simulation.invent(BY_NAME[shape], ORDERS[arrival], 100 + i) for i in range(PLACES)]


def covered(shape: str, arrival: str) -> float:
    """Percent of the intervals that held the result, at a fifth and at three fifths of the count."""
    areas = invented(shape, arrival)
    return float(np.mean([simulation.outcome(areas, moment).covered for moment in (0.2, 0.6)]))


@pytest.mark.parametrize("shape", ["kabupaten", "kota besar, kelurahan 100 TPS", "kota kecil"])
@pytest.mark.parametrize("arrival", ["mengelompok menurut desa", "desa besar lebih dahulu"])
def test_the_intervals_hold_the_result_where_early_tps_are_not_those_of_one_side(shape, arrival):
    assert covered(shape, arrival) >= LEAST


def test_they_hold_where_early_tps_lean_as_much_as_real_ones_did():
    """Correlation 0.05 of arrival with the leader's share, the same sign everywhere: the worst real mean."""
    assert covered("kota besar, kelurahan 100 TPS", "TPS pemimpin lebih dahulu, r 0,05") >= LEAST


def test_a_choice_at_one_percent_is_held_as_often_as_the_others():
    areas = invented("kabupaten, satu pilihan 1 %", "mengelompok menurut desa")
    assert simulation.outcome(areas, 0.2).small >= LEAST


def test_nobody_is_named_wrongly_in_a_race_of_one_point():
    areas = invented("kabupaten, selisih 1 poin", "mengelompok menurut desa")
    for moment in (0.1, 0.4, 0.8):
        assert simulation.outcome(areas, moment).wrong == 0


def test_the_arrival_goes_along_with_what_it_was_told_to():
    found = []
    for area in invented("kabupaten", "TPS pemimpin lebih dahulu, r 0,10"):
        lean = area.votes[:, 0] / area.votes.sum(axis=1)
        within = lean - (np.bincount(area.desa, lean) / np.bincount(area.desa))[area.desa]
        found.append(np.corrcoef(-area.arrival, within)[0, 1])
    assert 0.05 < np.mean(found) < 0.12
