"""Blind second entry: who is chosen, what two entries differ in."""

from __future__ import annotations

from deskpemilu.domain.form import CountForm
from deskpemilu.intake.second import PlanRule, compare, planned, wrong_boxes

TPS = [f"16070120{desa:02d}{n:03d}" for desa in range(1, 21) for n in range(1, 51)]
FIRST = CountForm(rows={"suara_sah": 30, "suara_total": 31}, votes={"1": 10, "2": 20})


def test_an_empty_rule_asks_for_every_form() -> None:
    """All contests, all places, all forms."""
    assert PlanRule().holds("1607012001001", "ppwp")
    assert not planned([], "1607012001001", "ppwp")


def test_a_rule_holds_for_its_contests_and_places_only() -> None:
    """A kecamatan and a single TPS of another."""
    rule = PlanRule(frozenset({"pdprdk"}), ("160701", "1607022001003"))
    assert rule.holds("1607012001001", "pdprdk")
    assert rule.holds("1607022001003", "pdprdk")
    assert not rule.holds("1607022001004", "pdprdk")
    assert not rule.holds("1607012001001", "ppwp")


def test_a_share_is_drawn_evenly_and_stays_drawn() -> None:
    """Ten per cent of a thousand forms; the same at every look, others with another seed."""
    rule = PlanRule(percent=10, seed="a1")
    drawn = {code for code in TPS if rule.holds(code, "ppwp")}
    assert 70 <= len(drawn) <= 130
    assert drawn == {code for code in TPS if rule.holds(code, "ppwp")}
    assert drawn != {code for code in TPS if PlanRule(percent=10, seed="a2").holds(code, "ppwp")}
    assert drawn <= {code for code in TPS if PlanRule(percent=40, seed="a1").holds(code, "ppwp")}


def test_two_entries_are_compared_box_by_box() -> None:
    """Another figure, a blank on one side, or nothing at all."""
    assert compare(FIRST, FIRST).equal
    slip = compare(FIRST, CountForm(rows=FIRST.rows, votes={"1": 10, "2": 21}))
    assert (slip.equal, slip.boxes) == (False, [["choice:2", 20, 21]])
    less = compare(FIRST, CountForm(rows={"suara_sah": 30}, votes=FIRST.votes))
    assert (less.equal, less.more, less.boxes) == (False, False, [["suara_total", 31, None]])
    more = compare(CountForm(votes=FIRST.votes), FIRST)
    assert (more.equal, more.more) == (False, True)


def test_wrong_boxes_are_those_that_did_not_stand() -> None:
    """A figure that the accepted version does not state proves nothing."""
    assert wrong_boxes({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5}) == 1
