"""Tables of totals: every level adds up to the next, what is held is visible and not counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from deskpemilu.registry.models import Choice, Dapil, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.queries import NoContest, ballot, progress_below, progress_of, tally_rows
from tests.builders import make_election, make_submission

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)


def _rows(election: Election, by: str, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tally_rows(
        election=election, contest_code=options.pop("contest", "ppwp"), by=by, now=NOW, **options
    )["rows"]
    return found


@pytest.fixture
def election() -> Election:
    """Three TPS reported: one verified, one received, one held."""
    made = make_election()
    contest = made.contests.get()
    stations = list(Tps.objects.filter(election=made))
    make_submission(stations[0], contest, {"1": 10, "2": 20, "3": 30}, state="verified", invalid=1)
    make_submission(stations[4], contest, {"1": 1, "2": 2, "3": 3}, state="received", invalid=2)
    findings = [
        {"code": "A5", "severity": "galat", "text": "x"},
        {"code": "A14c", "severity": "periksa", "text": "y"},
    ]
    make_submission(stations[7], contest, {"1": 9, "2": 9, "3": 9}, state="held", findings=findings)
    totals.rebuild(made)
    return made


def test_every_level_adds_up_to_the_next(election: Election) -> None:
    """Votes, invalid ones and numbers of TPS."""
    for upper, lower in (
        ("provinsi", "kabupaten"),
        ("kabupaten", "kecamatan"),
        ("kecamatan", "desa"),
        ("desa", "tps"),
    ):
        above, below = _rows(election, upper), _rows(election, lower)
        for row in above:
            parts = [part for part in below if part["code"].startswith(row["code"])]
            for name in ("tps_total", "tps_in", "tps_verified", "tps_held", "dpt", "valid", "invalid"):
                assert row[name] == sum(part[name] for part in parts), (upper, name)
            for key, figure in row["votes"].items():
                assert figure == sum(part["votes"].get(key, 0) for part in parts)


def test_the_two_totals_differ(election: Election) -> None:
    """Received holds what is verified too."""
    assert _rows(election, "kabupaten")[0]["votes"] == {"1": 11, "2": 22, "3": 33}
    assert _rows(election, "kabupaten", count="verified")[0]["votes"] == {"1": 10, "2": 20, "3": 30}


def test_every_tps_has_a_row_and_a_held_one_says_why(election: Election) -> None:
    """No figures where nothing is counted."""
    rows = {row["code"]: row for row in _rows(election, "tps")}
    assert len(rows) == 12
    held = rows["1607022001002"]
    assert (held["tps_in"], held["tps_held"], held["votes"], held["findings"]) == (0, 1, {}, ["A5"])
    missing = rows["1607012001002"]
    assert (missing["tps_in"], missing["tps_held"], missing["votes"]) == (0, 0, {})
    assert "findings" not in missing


def test_an_area_narrows_the_rows(election: Election) -> None:
    """To a kecamatan."""
    assert {row["code"][:6] for row in _rows(election, "desa", area="160702")} == {"160702"}


def test_an_unknown_contest_names_those_there_are(election: Election) -> None:
    """A sentence."""
    with pytest.raises(NoContest, match="ppwp"):
        _rows(election, "desa", contest="pkwkk")


def test_progress_counts_received_problem_and_missing(election: Election) -> None:
    """They add up to all TPS."""
    progress = progress_of(election.contests.get(), "1607")
    assert (progress.tps, progress.received, progress.verified, progress.problem, progress.missing) == (
        12,
        2,
        1,
        1,
        9,
    )
    assert [row.code for row in progress_below(election.contests.get(), "1607")] == ["160701", "160702"]


def test_candidates_of_different_districts_are_not_added_up() -> None:
    """Above a district only party sums are shown."""
    election = make_election(contests=("pdprdk",))
    contest = election.contests.get()
    for number in (1, 2):
        Dapil.objects.create(contest=contest, code=f"16070{number}", areas=[f"16070{number}"])
        Choice.objects.create(
            contest=contest, dapil=f"16070{number}", key="5.1", order=5001, name=f"Calon {number}"
        )
    stations = list(Tps.objects.filter(election=election))
    make_submission(stations[0], contest, {"5": 2, "5.1": 10})
    make_submission(stations[7], contest, {"5": 3, "5.1": 20})
    totals.rebuild(election)
    assert _rows(election, "kabupaten", contest="pdprdk")[0]["votes"] == {"5": 35}
    assert [row["votes"] for row in _rows(election, "kecamatan", contest="pdprdk")] == [
        {"5": 2, "5.1": 10},
        {"5": 3, "5.1": 20},
    ]
    assert "5.1" not in {line.key for line in ballot(contest, "1607")}
    assert "5.1" in {line.key for line in ballot(contest, "160701")}
