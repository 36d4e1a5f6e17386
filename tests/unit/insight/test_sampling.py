"""A draw that people outside can repeat, enlarge and check."""

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from deskpemilu.insight.allocation import allocate, plan_sample, zones_of_two
from deskpemilu.insight.sampling import DesignName, Frame, draw_sample, replacements
from deskpemilu.insight.tickets import fraction, public_seed, ticket, ticket_fractions
from deskpemilu.insight.twostage import estimate_clusters

SIZES = (40, 25, 3, 60, 12)


@pytest.fixture(scope="module")
def frame():
    kecamatan = np.repeat(np.arange(len(SIZES)), SIZES)
    desa = np.arange(kecamatan.size) // 5
    codes = [f"16070{k}{i:04d}" for i, k in enumerate(kecamatan)]
    size = 150 + np.arange(kecamatan.size) % 150
    return Frame.of(codes, kecamatan, desa, size)


class TestTickets:
    def test_a_ticket_is_the_documented_hash(self):
        expected = hashlib.sha256(b"melati-17-biru/1607052005003").hexdigest()
        assert ticket("melati-17-biru", "1607052005003") == expected
        assert fraction(expected) == pytest.approx(int(expected, 16) / 2**256, abs=1e-15)

    def test_tickets_are_even(self):
        numbers = ticket_fractions("benih", [str(i) for i in range(4000)])
        assert np.abs(np.histogram(numbers, bins=10, range=(0, 1))[0] - 400).max() < 80

    def test_a_seed_of_several_people_keeps_their_order(self):
        assert public_seed([" melati ", "17", "biru"]) == "melati-17-biru"
        with pytest.raises(ValueError, match="Setiap peserta"):
            public_seed(["melati", " "])
        with pytest.raises(ValueError, match="Benih"):
            ticket_fractions(" ", ["1"])


class TestDesigns:
    @pytest.mark.parametrize("design", list(DesignName))
    def test_the_same_seed_draws_the_same_tps_and_another_seed_others(self, frame, design):
        one, again, other = (draw_sample(frame, 30, seed=s, design=design) for s in ("a", "a", "b"))
        assert one.rows == again.rows
        assert one.rows != other.rows
        assert len(set(one.rows)) == 30

    @pytest.mark.parametrize("design", ["stratified", "srs", "pps", "two_stage"])
    def test_a_larger_sample_contains_the_smaller_one(self, frame, design):
        rows = [set(draw_sample(frame, n, seed="a", design=design).rows) for n in (12, 20, 21, 50)]
        assert all(small <= large for small, large in pairwise(rows))

    @pytest.mark.parametrize("design", ["stratified", "srs", "pps", "two_stage"])
    def test_the_order_of_the_frame_does_not_matter(self, frame, design):
        back = Frame.of(frame.codes[::-1], frame.kecamatan[::-1], frame.desa[::-1], frame.size[::-1])
        one, other = (draw_sample(f, 25, seed="a", design=design) for f in (frame, back))
        assert {frame.codes[r] for r in one.rows} == {back.codes[r] for r in other.rows}

    def test_every_kecamatan_has_two(self, frame):
        draw = draw_sample(frame, 12, seed="a")
        assert (np.bincount(frame.kecamatan[list(draw.rows)]) >= 2).all()

    def test_every_zone_has_exactly_two(self, frame):
        draw = draw_sample(frame, 30, seed="a", design="zones")
        np.testing.assert_array_equal(np.bincount(draw.stratum[list(draw.rows)]), 2)

    def test_every_tps_is_drawn_equally_often(self, frame):
        counts = np.zeros(len(frame.codes))
        for i in range(1500):
            counts[list(draw_sample(frame, 14, seed=f"benih {i}", design="srs").rows)] += 1
        expected = 1500 * 14 / counts.size
        chi_square = ((counts - expected) ** 2 / expected).sum() / (1 - 14 / counts.size)
        assert chi_square < counts.size + 4 * np.sqrt(2 * counts.size)

    def test_larger_tps_are_drawn_more_often_under_pps(self, frame):
        counts = np.zeros(len(frame.codes))
        for i in range(1500):
            counts[list(draw_sample(frame, 14, seed=f"benih {i}", design="pps").rows)] += 1
        large = frame.size > np.median(frame.size)
        wanted = frame.size[large].mean() / frame.size[~large].mean()
        assert counts[large].mean() / counts[~large].mean() == pytest.approx(wanted, rel=0.06)

    def test_two_stage_takes_so_many_of_each_desa(self, frame):
        draw = draw_sample(frame, 21, seed="a", design="two_stage", tps_per_desa=3)
        assert sorted(np.bincount(frame.desa[list(draw.rows)]))[-7:] == [3] * 7

    def test_a_replacement_is_the_next_ticket_of_the_stratum(self, frame):
        draw = draw_sample(frame, 12, seed="a")
        lost = draw.rows[0]
        ((missing, new),) = replacements(draw, [lost])
        larger = draw_sample(frame, 60, seed="a")
        assert missing == lost
        assert frame.kecamatan[new] == frame.kecamatan[lost]
        assert new in larger.rows

    @pytest.mark.parametrize(
        ("n", "options", "word"),
        [
            (0, {}, "1 sampai 140"),
            (141, {}, "1 sampai 140"),
            (5, {}, "terlalu kecil"),
            (11, {"design": "zones"}, "genap"),
            (12, {"design": "acak"}, "tidak dikenal"),
            (12, {"design": "two_stage", "tps_per_desa": 0}, "per desa"),
            (100, {"design": "two_stage", "tps_per_desa": 1}, "Hanya"),
            (12, {"seed": ""}, "Benih"),
        ],
    )
    def test_impossible_draws_are_refused(self, frame, n, options, word):
        with pytest.raises(ValueError, match=word):
            draw_sample(frame, n, **({"seed": "a"} | options))

    def test_impossible_frames_are_refused(self):
        with pytest.raises(ValueError, match="kosong"):
            Frame.of([], [], [], [])
        with pytest.raises(ValueError, match="TPS 7 tercantum dua kali"):
            Frame.of(["7", "7"], [0, 0], [0, 0], [1, 1])
        with pytest.raises(ValueError, match="lebih dari nol"):
            draw_sample(Frame.of(["1", "2"], [0, 0], [0, 0], [0, 5]), 1, seed="a", design="pps")

    def test_replacing_outside_the_sample_or_beyond_the_stratum_is_refused(self, frame):
        draw = draw_sample(frame, 12, seed="a")
        outside = next(r for r in range(140) if r not in draw.rows)
        with pytest.raises(ValueError, match="bukan anggota"):
            replacements(draw, [outside])
        small = [r for r in draw.rows if frame.kecamatan[r] == 2]
        with pytest.raises(ValueError, match="tidak ada pengganti"):
            replacements(draw, small)


class TestAllocation:
    @pytest.mark.parametrize("n", [10, 11, 37, 100, 140])
    def test_it_adds_up_and_stays_inside_every_stratum(self, n):
        got = allocate(SIZES, n)
        assert got.sum() == n
        assert (got >= 2).all()
        assert (got <= SIZES).all()

    def test_it_is_proportional(self):
        np.testing.assert_array_equal(allocate([100, 200, 300], 60), [10, 20, 30])

    def test_it_never_takes_back(self):
        sequence = [allocate(SIZES, n) for n in range(10, 141)]
        assert all((b >= a).all() for a, b in pairwise(sequence))

    def test_empty_strata_need_nobody(self):
        np.testing.assert_array_equal(allocate([0, 10, 1], 4), [0, 3, 1])

    @pytest.mark.parametrize(
        ("margin", "ordinary", "cautious"),
        [(0.01, 353, 500), (0.015, 170, 250), (0.02, 99, 147), (0.03, 45, 68)],
    )
    def test_the_planner_gives_the_published_sizes(self, margin, ordinary, cautious):
        plan = plan_sample(2549, margin)
        assert abs(plan.ordinary - ordinary) <= 1
        assert abs(plan.cautious - cautious) <= 1
        assert plan.worst > plan.cautious

    def test_a_tiny_margin_needs_everybody(self):
        assert plan_sample(100, 1e-6).ordinary == 100

    def test_zones_are_nearly_equal(self):
        counts = np.bincount(zones_of_two(103, 20))
        assert counts.size == 10
        assert counts.max() - counts.min() <= 1

    @pytest.mark.parametrize("arguments", [(0, 0.01), (100, 0), (100, 0.6)])
    def test_impossible_plans_are_refused(self, arguments):
        with pytest.raises(ValueError, match=r"Kerangka|Batas galat"):
            plan_sample(*arguments)


class TestTwoStage:
    def test_it_equals_r_survey(self):
        golden = Path(__file__).parents[2] / "golden"
        table = np.loadtxt(golden / "sample.csv", delimiter=",", skiprows=1)
        expected = json.loads((golden / "survey.json").read_text())["clusters_with_replacement"]
        got = estimate_clusters(table[:, 4:], table[:, 2].astype(int), weight=1 / table[:, 3])
        np.testing.assert_allclose(got.share, expected["share"], rtol=1e-12)
        np.testing.assert_allclose(got.covariance.ravel(), expected["covariance"], rtol=1e-8)

    def test_one_desa_is_not_enough(self):
        with pytest.raises(ValueError, match="dua desa"):
            estimate_clusters([[1, 2], [3, 4]], [5, 5])

    def test_weights_must_fit(self):
        with pytest.raises(ValueError, match="Bobot"):
            estimate_clusters([[1, 2], [3, 4]], [0, 1], weight=[1])
