"""Two forms of one TPS: what differs, and what kind of slip explains it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import Generation
from deskpemilu.exchange.beside import Mine, Theirs, lay_beside, summarise
from deskpemilu.exchange.compare import Kind, boxes, digit_slip, figures, judge

VOTES = {"1": 39, "2": 118, "3": 17}
ROWS = {"suara_sah": 174, "suara_tidak_sah": 4, "suara_total": 178, "pengguna_total_j": 178}


def form(votes: dict[str, int] | None = None, **rows: int) -> CountForm:
    return CountForm({**ROWS, **rows}, VOTES if votes is None else votes)


def changed(**figures: int) -> CountForm:
    """Our form with votes (n1, n2 …) changed and the sums as they were."""
    return CountForm(ROWS, {**VOTES, **{key[1:]: figure for key, figure in figures.items()}})


@pytest.mark.parametrize(
    ("theirs", "kind", "difference"),
    [
        (form(), Kind.EQUAL, {}),
        (changed(n2=718), Kind.DIGIT_SLIP, {"2": 600}),
        (changed(n2=181), Kind.DIGIT_SLIP, {"2": 63}),  # 118: two digits stand in each other's box
        (changed(n3=817), Kind.DIGIT_SLIP, {"3": 800}),  # 017 → 817, as in Batam 2024
        (changed(n1=390), Kind.DIGIT_SLIP, {"1": 351}),  # a digit too many
        (changed(n1=3), Kind.DIGIT_SLIP, {"1": -36}),  # a digit lost
        (changed(n2=219), Kind.OTHER, {"2": 101}),
        (changed(n1=118, n2=39), Kind.SWAPPED_PAIR, {"1": 79, "2": -79}),
        (changed(n1=118, n2=39, n3=18), Kind.OTHER, {"1": 79, "2": -79, "3": 1}),
        (changed(n1=38, n2=119), Kind.OTHER, {"1": -1, "2": 1}),
    ],
)
def test_classes_of_differences(theirs: CountForm, kind: Kind, difference: dict[str, int]) -> None:
    """One figure and one digit is a slip; two figures exchanged are a pair; anything more is other."""
    found = judge(form(), theirs)
    assert found is not None
    assert (found.kind, dict(found.difference)) == (kind, difference)


def test_a_slip_names_its_figure_and_how() -> None:
    """So that a person looks at the right box."""
    found = judge(form(), changed(n2=718))
    assert found is not None
    assert found.detail == {"figure": "2", "slip": "one_digit"}
    turned = judge(form(), changed(n2=181))
    assert turned is not None
    assert turned.detail == {"figure": "2", "slip": "transposition"}


def test_sums_that_follow_a_slip_belong_to_it() -> None:
    """Somebody typed 718 and the sums were computed from it."""
    theirs = CountForm(
        {**ROWS, "suara_sah": 774, "suara_total": 778, "pengguna_total_j": 178}, {**VOTES, "2": 718}
    )
    found = judge(form(), theirs)
    assert found is not None
    assert found.kind is Kind.DIGIT_SLIP
    assert found.difference == {"2": 600, "suara_sah": 600, "suara_total": 600}
    apart = judge(form(), CountForm({**ROWS, "suara_sah": 184}, {**VOTES, "2": 718}))
    assert apart is not None
    assert apart.kind is Kind.OTHER


def test_a_slip_may_be_in_a_row_and_not_in_the_votes() -> None:
    """4 invalid votes read as 9."""
    found = judge(form(), form(suara_tidak_sah=9, suara_total=183))
    assert found is not None
    assert (found.kind, found.detail["figure"]) == (Kind.DIGIT_SLIP, "suara_tidak_sah")


def test_what_only_one_side_states_is_not_compared() -> None:
    """Sirekap often has votes without the administrative part."""
    found = judge(form(), CountForm({}, VOTES))
    assert found is not None
    assert found.kind is Kind.EQUAL


def test_a_choice_left_blank_has_no_votes() -> None:
    """A candidate without votes is often not written at all."""
    same = judge(CountForm({}, {"5": 10, "5.1": 0}), CountForm({}, {"5": 10}))
    assert same is not None
    assert same.kind is Kind.EQUAL
    more = judge(CountForm({}, {"5": 10}), CountForm({}, {"5": 10, "5.1": 7}))
    assert more is not None
    assert (more.kind, more.difference) == (Kind.OTHER, {"5.1": 7})


def test_a_party_sum_follows_its_candidate() -> None:
    """jumlah_partai_5 moves with 5.1; another party's does not."""
    ours = CountForm({"jumlah_partai_5": 30, "jumlah_partai_6": 4}, {"5": 10, "5.1": 20, "6": 4})
    theirs = CountForm({"jumlah_partai_5": 60, "jumlah_partai_6": 4}, {"5": 10, "5.1": 50, "6": 4})
    found = judge(ours, theirs)
    assert found is not None
    assert (found.kind, found.detail["figure"]) == (Kind.DIGIT_SLIP, "5.1")
    swapped = judge(
        ours, CountForm({"jumlah_partai_5": 24, "jumlah_partai_6": 10}, {"5": 4, "5.1": 20, "6": 10})
    )
    assert swapped is not None
    assert (swapped.kind, swapped.detail["pair"]) == (Kind.SWAPPED_PAIR, ["5", "6"])


def test_missing_on_one_side_and_on_both() -> None:
    """Without votes a form is not there, even with an administrative part; nothing on both is no row."""
    only_rows = CountForm(ROWS, {})
    for theirs, ours, kind in (
        (form(), None, Kind.MISSING_HERE),
        (form(), only_rows, Kind.MISSING_HERE),
        (None, form(), Kind.MISSING_THERE),
        (only_rows, form(), Kind.MISSING_THERE),
    ):
        found = judge(ours, theirs)
        assert found is not None
        assert (found.kind, found.difference) == (kind, {})
    assert judge(None, only_rows) is None
    assert judge(None, None) is None


@given(st.integers(0, 999), st.integers(0, 2), st.integers(0, 9))
def test_any_digit_of_any_box_may_slip(right: int, place: int, digit: int) -> None:
    """Whichever box is misread, it is one slip; the same digit again is none."""
    written = int("".join(str(digit) if at == place else d for at, d in enumerate(str(right).zfill(3))))
    assert (digit_slip(written, right) is None) == (written == right)


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_slip_works_both_ways(a: int, b: int) -> None:
    """If theirs is one digit from ours, ours is one digit from theirs."""
    assert (digit_slip(a, b) is None) == (digit_slip(b, a) is None)
    assert boxes(a, b) == tuple(reversed(boxes(b, a)))


@given(
    st.dictionaries(st.sampled_from("1234"), st.integers(0, 300), min_size=1),
    st.dictionaries(st.sampled_from("1234"), st.integers(0, 300), min_size=1),
)
def test_ours_and_their_differences_make_theirs(ours: dict[str, int], theirs: dict[str, int]) -> None:
    """The class may be argued about, the arithmetic not."""
    found = judge(CountForm({}, ours), CountForm({}, theirs))
    assert found is not None
    for key in {*ours, *theirs}:
        assert ours.get(key, 0) + found.difference.get(key, 0) == theirs.get(key, 0)
    assert (found.kind is Kind.EQUAL) == (not found.difference)


def test_a_summary_counts_classes_and_the_net_effect() -> None:
    """TPS that only one side has are in no net effect."""
    mine = {code: Mine(form()) for code in ("A", "B", "C", "E")}
    theirs = {
        "A": Theirs(form()),
        "B": Theirs(changed(n2=718)),
        "C": Theirs(changed(n1=118, n2=39)),
        "D": Theirs(form()),
    }
    rows = lay_beside(mine, theirs)
    assert [(row.tps_code, row.kind.value) for row in rows] == [
        ("A", "equal"),
        ("B", "digit_slip"),
        ("C", "swapped_pair"),
        ("D", "missing_here"),
        ("E", "missing_there"),
    ]
    summary = summarise(rows)
    assert (summary.compared, summary.differing, summary.votes_moved) == (3, 2, 600 + 79 + 79)
    assert {each.key: each.net for each in summary.effects} == {"1": 79, "2": 600 - 79, "3": 0}
    printed = rows[1].as_json()
    assert printed["ours"] == figures(form())
    assert (printed["class"], printed["difference"], printed["theirs"]["2"]) == (
        "digit_slip",
        {"2": 600},
        718,
    )


def test_another_voting_is_no_net_effect() -> None:
    """Our PSU beside KPU's regular vote differs by nature; D.Hasil, which names none, holds what counts."""
    ours = {code: Mine(CountForm({}, {"1": 50, "2": 40}), generation=Generation.PSU) for code in ("A", "B")}
    votes = CountForm({}, {"1": 90, "2": 10})
    rows = lay_beside(ours, {"A": Theirs(votes), "B": Theirs(votes, None)})
    assert [row.other_generation for row in rows] == [True, False]
    summary = summarise(rows)
    assert summary.totals[Kind.OTHER] == 2
    assert {each.key: each.net for each in summary.effects} == {"1": 40, "2": -30}
    assert summary.votes_moved == 70
