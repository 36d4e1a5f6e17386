"""Seats: in whole numbers, and never a silent tie."""

import random
from fractions import Fraction

import numpy as np
import pytest

from deskpemilu.insight.seat_chances import allocate_many, seat_chances, top_chances
from deskpemilu.insight.seat_rules import DPD_SPREAD, SEAT_RULES
from deskpemilu.insight.seats import (
    above_threshold,
    candidates_of_party,
    most_votes,
    sainte_lague,
    votes_to_next_seat,
)


class TestSainteLague:
    def test_the_worked_example(self):
        got = sainte_lague([30_000, 20_000, 15_000, 7_000, 5_001], 6)
        assert got.seats == (2, 2, 1, 1, 0)
        assert got.order == (0, 1, 2, 0, 3, 1)
        assert got.ties == ()

    def test_equal_to_the_oracle_on_ten_thousand_cases_without_ties(self):
        methods = pytest.importorskip(
            "apportionment.methods", reason="paket pembanding apportionment tidak terpasang"
        )
        rng = random.Random(1)
        compared = 0
        while compared < 10_000:
            votes = [rng.randint(0, 60_000) for _ in range(rng.randint(2, 24))]
            seats = rng.randint(1, 15)
            if not any(votes):
                continue
            try:
                expected = methods.compute("saintelague", votes, seats, tiesallowed=False, verbose=False)
            except methods.TiesException:
                continue
            got = sainte_lague(votes, seats)
            assert list(got.seats) == expected, (votes, seats)
            compared += 1

    def test_more_votes_decide_between_equal_quotients(self):
        got = sainte_lague([300, 100], 2)
        assert got.seats == (2, 0)
        (tie,) = got.ties
        assert tie.rule.code == "suara_sah_terbanyak"
        assert tie.contenders == (0, 1)
        assert tie.decided == (0,)

    def test_equal_votes_leave_the_seat_open_and_name_the_contenders(self):
        got = sainte_lague([10, 10, 10], 4)
        assert got.seats == (1, 1, 1)
        assert got.open_seats == 1
        assert got.ties[0].contenders == (0, 1, 2)
        assert got.ties[0].rule.code == "keputusan_kpu"

    def test_equals_with_seats_for_all_are_no_tie(self):
        got = sainte_lague([10, 10, 4], 2)
        assert got.seats == (1, 1, 0)
        assert got.ties == ()

    def test_part_of_a_tie_can_be_decided(self):
        got = sainte_lague([900, 300, 300], 3)
        assert got.seats == (2, 0, 0)
        assert got.open_seats == 1
        assert got.ties[0].contenders == (0, 1, 2)
        assert got.ties[0].decided == (0,)

    def test_parties_below_the_threshold_take_no_part(self):
        votes = [5000, 4800, 399, 9801]
        allowed = above_threshold(votes, SEAT_RULES["pdpr"].threshold)
        assert allowed == [True, True, False, True]
        assert above_threshold([4, 96], Fraction(4, 100)) == [True, True]
        assert sainte_lague(votes, 20, eligible=allowed).seats[2] == 0

    def test_nobody_voted(self):
        got = sainte_lague([0, 0], 3)
        assert got.seats == (0, 0)
        assert got.open_seats == 3

    @pytest.mark.parametrize(
        ("votes", "seats", "word"),
        [([], 3, "Belum ada partai"), ([1, -1], 3, "bulat"), ([1, 2], -1, "kursi"), ([1, 2.5], 2, "bulat")],
    )
    def test_impossible_input_is_refused(self, votes, seats, word):
        with pytest.raises(ValueError, match=word):
            sainte_lague(votes, seats)

    def test_eligibility_must_fit(self):
        with pytest.raises(ValueError, match="ambang"):
            sainte_lague([1, 2], 1, eligible=[True])


class TestNextSeat:
    def test_exactly_that_many_votes_bring_the_seat_and_one_fewer_does_not(self):
        rng = random.Random(2)
        for _ in range(300):
            votes = [rng.randint(50, 9000) for _ in range(rng.randint(2, 7))]
            seats = rng.randint(1, 8)
            before = sainte_lague(votes, seats)
            if before.ties:
                continue
            for party, more in enumerate(votes_to_next_seat(votes, seats)):
                if more is None:
                    continue
                won = [
                    sainte_lague(
                        [v + (extra if p == party else 0) for p, v in enumerate(votes)], seats, rules=()
                    )
                    for extra in (more, more - 1)
                ]
                assert won[0].seats[party] == before.seats[party] + 1
                assert won[1].seats[party] == before.seats[party] or won[1].ties

    def test_a_party_alone_has_no_rival_seat(self):
        assert votes_to_next_seat([10, 0], 3) == [None, 201 // 4] or votes_to_next_seat([10, 0], 3)[0] is None


class TestMostVotes:
    def test_four_members_of_the_dpd(self):
        got = most_votes([50, 90, 70, 70, 10, 60], 4, DPD_SPREAD)
        assert got.order == (1, 2, 3, 5)
        assert got.ties == ()

    def test_a_tie_for_the_fourth_place_stays_open_with_the_article(self):
        got = most_votes([50, 90, 70, 70, 10, 50], 4, DPD_SPREAD)
        assert got.open_seats == 1
        assert got.ties[0].contenders == (0, 5)
        assert "423" in got.ties[0].rule.source

    def test_fewer_candidates_than_seats(self):
        assert most_votes([5, 0, 7], 4, DPD_SPREAD).seats == (1, 0, 1)

    def test_candidates_of_a_party_by_votes(self):
        assert candidates_of_party([100, 300, 200], 2).order == (1, 2)

    def test_candidates_without_votes_go_by_list_and_it_is_said(self):
        got = candidates_of_party([0, 0, 0], 1)
        assert got.order == (0,)
        assert got.ties[0].rule.code == "nomor_urut"

    def test_equal_candidates_stay_open(self):
        got = candidates_of_party([100, 100, 50], 1)
        assert got.open_seats == 1
        assert got.ties[0].rule.code == "persebaran_wilayah"


class TestChances:
    def test_many_allocations_equal_single_ones(self):
        rng = np.random.default_rng(3)
        votes = rng.integers(1, 100_000, (200, 8))
        many = allocate_many(votes.astype(float), 9)
        for row, got in zip(votes, many, strict=True):
            assert sainte_lague(row.tolist(), 9).seats == tuple(got)

    def test_a_certain_count_gives_certain_seats(self):
        got = seat_chances([0.5, 0.3, 0.2], np.zeros((3, 3)), 5, seed=1)
        np.testing.assert_array_equal(got.expected, sainte_lague([500, 300, 200], 5).seats)
        np.testing.assert_allclose(got.probability.max(axis=1), 1)

    def test_a_close_last_seat_is_split(self):
        spread = 0.01**2 * np.array([[1, -1], [-1, 1.0]])
        got = seat_chances([0.5, 0.5], spread, 3, seed=1)
        assert got.probability[0, 1] == pytest.approx(0.5, abs=0.05)
        assert got.probability.sum(axis=1) == pytest.approx([1, 1])

    def test_the_same_seed_gives_the_same_chances(self):
        spread = 0.01 * np.eye(3)
        one, other = (seat_chances([0.4, 0.3, 0.3], spread, 5, seed=4) for _ in range(2))
        np.testing.assert_array_equal(one.probability, other.probability)

    def test_ineligible_parties_win_nothing(self):
        got = seat_chances(
            [0.5, 0.3, 0.2], np.zeros((3, 3)), 5, seed=1, eligible=np.array([True, True, False])
        )
        assert got.expected[2] == 0

    def test_impossible_input_is_refused(self):
        with pytest.raises(ValueError, match="Kovarians"):
            seat_chances([0.5, 0.5], np.zeros((3, 3)), 5, seed=1)
        with pytest.raises(ValueError, match="sedikitnya satu"):
            seat_chances([0.5, 0.5], np.zeros((2, 2)), 0, seed=1)
        with pytest.raises(ValueError, match="berhingga"):
            seat_chances([0.5, np.nan], np.zeros((2, 2)), 2, seed=1)


class TestOpenSeats:
    def test_one_further_vote_takes_a_seat_that_is_open_between_equals(self):
        for votes, seats in (([100, 100], 1), ([300, 300, 100], 3), ([90, 30, 30], 2), ([7, 7, 7], 2)):
            need = votes_to_next_seat(votes, seats)
            before = sainte_lague(votes, seats).seats
            for party, further in enumerate(need):
                if further is None:
                    continue
                more = votes.copy()
                more[party] += further
                assert sainte_lague(more, seats).seats[party] == before[party] + 1, (votes, party)
                more[party] -= 1
                assert sainte_lague(more, seats).seats[party] == before[party], (votes, party)

    def test_the_first_vote_takes_a_seat_where_nobody_has_any(self):
        assert votes_to_next_seat([0, 0], 3) == [1, 1]

    def test_seats_beyond_the_candidates_with_votes_go_by_list_order(self):
        got = candidates_of_party([0, 50, 0, 0], 3)
        assert got.order == (1, 0, 2)
        assert got.ties[0].rule.code == "nomor_urut"
        assert got.ties[0].contenders == (0, 2, 3)
        assert got.open_seats == 0

    def test_more_seats_than_candidates_leave_seats_open(self):
        got = candidates_of_party([10, 0], 5)
        assert got.order == (0, 1)
        assert got.open_seats == 3
        assert got.ties == ()

    def test_equals_have_the_same_chance_of_the_open_seat_in_a_complete_count(self):
        got = seat_chances([0.4, 0.4, 0.2], np.zeros((3, 3)), 3, seed=1)
        assert got.expected == pytest.approx([1, 1, 1])
        split = seat_chances([0.5, 0.5], np.zeros((2, 2)), 1, seed=1)
        assert split.probability[:, 1] == pytest.approx([0.5, 0.5], abs=0.05)
        four = top_chances([0.3, 0.25, 0.15, 0.1, 0.1, 0.1], np.zeros((6, 6)), 4, seed=1)
        assert four.probability[3:, 1] == pytest.approx([1 / 3] * 3, abs=0.05)
