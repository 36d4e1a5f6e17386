"""How often people's figures turn out wrong."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from deskpemilu.verification.quality import Scores, Stated, wilson

FINAL = {"choice:1": 20, "choice:2": 100, "suara_tidak_sah": 5}


def stated(author: str, road: str = "report", **figures: int) -> Stated:
    """A version with some figures other than the final ones."""
    return Stated(author, road, {**FINAL, **figures})


def test_a_first_version_that_differs_is_wrong_for_its_author_alone() -> None:
    """The other reporter's form stays right; figures are counted one by one."""
    scores = Scores()
    scores.add([stated("ani", **{"choice:1": 21, "choice:2": 10}), stated("budi")], FINAL)
    ani, budi = scores.of("ani", "report"), scores.of("budi", "report")
    assert (ani.forms, ani.wrong, ani.mended, ani.figures_wrong) == (1, 1, 0, 2)
    assert (budi.forms, budi.wrong, budi.figures_wrong) == (1, 0, 0)


def test_a_mistake_one_mends_oneself_stays_a_mistake_and_is_told() -> None:
    """RALAT by the same person."""
    scores = Scores()
    scores.add([stated("ani", **{"choice:1": 21}), stated("ani")], FINAL)
    ani = scores.of("ani", "report")
    assert (ani.wrong, ani.mended) == (1, 1)


def test_a_blank_is_no_mistake() -> None:
    """Only what both state is compared."""
    scores = Scores()
    scores.add([Stated("ani", "report", {"choice:1": 20})], FINAL)
    assert scores.of("ani", "report").wrong == 0


def test_reports_and_entries_of_one_person_are_told_apart() -> None:
    """An operator who also types forms."""
    scores = Scores()
    scores.add([stated("ani"), stated("ani", "entry", **{"choice:2": 1})], FINAL)
    scores.add_right("ani", "report", 3)
    assert scores.of("ani", "report").rate == 0
    assert scores.of("ani", "report").forms == 4
    assert scores.of("ani", "entry").rate == 1


@pytest.mark.parametrize(("hits", "trials"), [(0, 1), (1, 7), (7, 7), (3, 450), (200, 450)])
def test_the_interval_is_wilsons(hits: int, trials: int) -> None:
    """As scipy has it."""
    expected = binomtest(hits, trials).proportion_ci(method="wilson")
    assert wilson(hits, trials) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert wilson(0, 0) is None
