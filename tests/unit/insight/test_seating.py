"""Seats per district: who gets them, with which chance, and which districts are not answered."""

import numpy as np
import pytest

from deskpemilu.insight.answers import Question
from deskpemilu.insight.inputs import Choices, Register, Reports
from deskpemilu.insight.seating import District, seat_answer

N, K = 60, 5
CODES = tuple(f"16070{1 + i // 20}2001{i % 20 + 1:03d}" for i in range(N))


def question(contest="pdprdk", area="1607", reported=N):
    rng = np.random.default_rng(5)
    votes = rng.integers(5, 60, (N, K)).astype(float) * np.linspace(1.6, 0.4, K)
    votes = np.floor(votes)
    votes[reported:] = np.nan
    ids = np.where(np.arange(N) < reported, np.arange(N) + 1, 0)
    blank = np.full(N, np.nan)
    reports = Reports(votes, {}, ids, blank, np.full(N, -1), np.full((N, K), np.nan))
    keys = tuple(str(k) for k in range(1, K + 1))
    register = Register(CODES, (250,) * N, {area: "Uji"}, area)
    return Question(
        contest, "2024-02-14", register, Choices(keys, tuple(f"Partai {k}" for k in keys)), reports
    )


def district(code="D1", areas=("160701", "160702"), seats=8):
    return District(code, code, areas, seats)


def test_all_seats_are_given_and_the_largest_party_leads():
    row = seat_answer(question(), [district()], seed=3)["districts"][0]
    seats = [party["seats"] for party in row["parties"].values()]
    assert sum(seats) + row["open_seats"] == 8
    assert seats[0] == max(seats)
    assert (row["tps"], row["reported"]) == (40, 40)


def test_a_complete_count_is_certain_and_a_partial_one_is_not():
    full = seat_answer(question(), [district()], seed=3)["districts"][0]["parties"]
    part = seat_answer(question(reported=9), [district()], seed=3)["districts"][0]["parties"]
    assert all(p["chance"] == 1 and p["low"] == p["high"] == p["seats"] for p in full.values())
    assert any(p["chance"] < 1 for p in part.values())
    assert all(p["low"] <= p["seats"] <= p["high"] or p["chance"] < 0.2 for p in part.values())


def test_the_same_seed_says_the_same():
    assert seat_answer(question(reported=9), [district()], seed=3) == seat_answer(
        question(reported=9), [district()], seed=3
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (district(areas=("160701", "1699")), "di luar desk"),
        (district(seats=None), "belum diisi"),
        (district(areas=("160799",)), "belum mempunyai TPS"),
    ],
)
def test_a_district_that_cannot_be_answered_says_why(given, words):
    row = seat_answer(question(), [given], seed=3)["districts"][0]
    assert words in row["reason"]
    assert "parties" not in row


def test_dpd_needs_a_whole_province():
    assert "satu provinsi" in seat_answer(question("pdpd"), [], seed=1)["districts"][0]["reason"]
    row = seat_answer(question("pdpd", area="16"), [], seed=1)["districts"][0]
    assert sum(p["seats"] for p in row["parties"].values()) == 4


def test_without_districts_or_seats_there_is_no_answer():
    with pytest.raises(ValueError, match="Dapil pemilihan ini belum ada"):
        seat_answer(question(), [], seed=1)
    with pytest.raises(ValueError, match="tidak membagi kursi"):
        seat_answer(question("ppwp"), [district()], seed=1)


def lines_for(votes):
    """Candidates of party 1: three with votes; the others' forms say nothing of candidates."""
    return {"D1": {"1": 100, "1.1": votes[0], "1.2": votes[1], "1.3": votes[2], "2": 50}}


def test_the_people_of_a_list_fill_its_seats_by_their_votes():
    row = seat_answer(question(), [district(seats=6)], seed=3, lines=lines_for((40, 90, 70)))["districts"][0]
    first = row["parties"]["1"]
    assert first["seats"] == 2
    assert first["elected"] == [{"key": "1.2", "votes": 90}, {"key": "1.3", "votes": 70}]
    assert first["people_ties"] == []
    assert "elected" not in row["parties"]["2"]


def test_equal_candidates_are_named_with_the_rule_and_stay_open():
    row = seat_answer(question(), [district(seats=6)], seed=3, lines=lines_for((70, 90, 70)))["districts"][0]
    first = row["parties"]["1"]
    assert [each["key"] for each in first["elected"]] == ["1.2"]
    assert first["people_open"] == 1
    assert first["people_ties"][0]["contenders"] == ["1.1", "1.3"]
    assert "persebaran" in first["people_ties"][0]["rule"]


def test_only_parties_that_passed_take_seats_where_somebody_said_so():
    """The threshold is national, so a desk is told who passed; a contest without one does not care."""
    asked = question("pdpr")
    free = seat_answer(asked, [district()], seed=3)["districts"][0]["parties"]
    told = seat_answer(asked, [district()], seed=3, passed=("1", "3"))
    some = told["districts"][0]["parties"]
    assert told["passed"] == ["1", "3"]
    assert free["2"]["seats"] > 0
    assert some["2"]["seats"] == 0
    assert some["2"]["to_next"] is None
    assert some["2"]["chance"] == 1
    assert some["1"]["seats"] + some["3"]["seats"] == 8
    dprd = seat_answer(question(), [district()], seed=3, passed=("1",))["districts"][0]["parties"]
    assert dprd["2"]["seats"] > 0


def test_each_seat_has_its_chance_and_they_fall():
    part = seat_answer(question(reported=9), [district()], seed=3)["districts"][0]["parties"]
    for party in part.values():
        chances = party["at_least"]
        assert chances == sorted(chances, reverse=True)
        assert len(chances) >= party["seats"]
    expected = sum(sum(party["at_least"]) for party in part.values())
    assert expected == pytest.approx(8, abs=0.1)


def test_the_dpd_has_chances_and_votes_to_the_fourth_place():
    row = seat_answer(question("pdpd", area="16", reported=9), [], seed=1)["districts"][0]
    parties = row["parties"]
    last = min(p["votes"] for p in parties.values() if p["seats"])
    out = next(p for p in parties.values() if not p["seats"])
    assert out["to_next"] == last - out["votes"] + 1
    assert all(p["to_next"] is None for p in parties.values() if p["seats"])
    assert sum(p["at_least"][0] if p["at_least"] else 0 for p in parties.values()) == pytest.approx(
        4, abs=0.05
    )
