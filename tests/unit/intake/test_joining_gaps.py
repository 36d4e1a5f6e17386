"""Parts of which some never arrive: figures are never given to the place of others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.talking import Listener, listen
from tests.unit.intake.worlds import TIRTA, pilkada

LEXICON = pilkada("1699", "KAB. TIRTARAYA", TIRTA, 2, 2)
SENDER = Sender(("1699",), "pkwkk")
DESA = "169901"
PLACES = [code for code in sorted(LEXICON.tps) if code.startswith(DESA)][:3]


def head(code: str) -> str:
    """`Melati TPS 2`."""
    return f"desa {LEXICON.regions[code[:10]].name} TPS {int(code[10:])}"


def votes(number: int) -> dict[str, int]:
    """Figures that no two TPS share."""
    return {"1": 61 + number, "2": 90 + 3 * number}


def figures(number: int) -> str:
    """The figures of a TPS as a message."""
    return "\n".join(f"{int(key):02d} = {figure}" for key, figure in votes(number).items())


def recorded(heard: Listener) -> dict[str | None, dict[str, int]]:
    """Votes by TPS that stand at the end and that nobody doubts."""
    last = {report.tps_code: dict(report.votes) for report, _ in heard.joined}
    return {code: held for code, held in last.items() if code not in heard.taken_out}


@given(st.data())
def test_a_place_that_never_arrives_takes_no_figures_with_it(data: st.DataObject) -> None:
    """Place, figures, place, figures: whichever places get lost, no figure stands at another TPS.

    What nothing can show is left out: the very last figures after the place of others whose own figures
    are missing, which is why only places get lost here.
    """
    lost = data.draw(st.sets(st.integers(0, len(PLACES) - 1)))
    told = [
        (2 * at + second, (head(code), figures(at))[second])
        for at, code in enumerate(PLACES)
        for second in (0, 1)
        if second or at not in lost
    ]
    order = data.draw(st.permutations(told))
    held = recorded(listen(LEXICON, SENDER, order))
    assert all(held[code] == votes(PLACES.index(code)) for code in held if code is not None), (lost, order)


@pytest.mark.parametrize("lost", [(1,), (2,), (1, 2)])
def test_who_says_the_place_first_is_never_taken_to_say_it_last(lost: tuple[int, ...]) -> None:
    """At no moment: the figures of the next place may not have come yet, or never come."""
    told = [
        (2 * at + second, (head(code), figures(at))[second])
        for at, code in enumerate(PLACES)
        for second in (0, 1)
        if second or at not in lost
    ]
    for length in range(1, len(told) + 1):
        held = recorded(listen(LEXICON, SENDER, told[:length]))
        assert all(held[code] == votes(PLACES.index(code)) for code in held if code is not None), told[
            :length
        ]


@pytest.mark.parametrize("lost", [(), (0,), (1,), (2,), (0, 1), (1, 2)])
def test_what_is_certain_is_still_recorded(lost: tuple[int, ...]) -> None:
    """Delivered in order, a TPS whose place and figures are next to each other counts before any gap."""
    told = [
        (2 * at + second, (head(code), figures(at))[second])
        for at, code in enumerate(PLACES)
        for second in (0, 1)
        if second or at not in lost
    ]
    held = recorded(listen(LEXICON, SENDER, told))
    certain = PLACES[: min(lost, default=len(PLACES))]
    assert [code for code in PLACES if code in held][: len(certain)] == certain


def test_figures_before_their_place_are_still_one_report() -> None:
    """Nothing was said before, and nothing follows."""
    heard = listen(LEXICON, SENDER, [(0, figures(0)), (1, head(PLACES[0]))])
    assert recorded(heard) == {PLACES[0]: votes(0)}


def test_whose_figures_they_are_is_open_where_they_stand_on_both_sides() -> None:
    """Figures, place, figures: the first may have lost their place."""
    heard = listen(LEXICON, SENDER, [(0, figures(0)), (1, head(PLACES[1])), (2, figures(1))])
    assert recorded(heard) == {}
