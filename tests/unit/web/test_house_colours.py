"""Parties with seats have colours that can be told apart."""

from __future__ import annotations

from deskpemilu.web.pages.insight.house import _colours


def test_two_parties_with_seats_never_share_a_colour_while_there_are_enough() -> None:
    """Eighteen parties, eight colours; the one with more seats keeps that of the ballot."""
    keys = [str(number) for number in range(1, 19)]
    seats = {"1": 5, "6": 1, "7": 6, "8": 4, "10": 3, "11": 5, "15": 6, "17": 15}
    colours = _colours(keys, seats)
    assert len({colours[key] for key in seats}) == 8
    assert colours["17"] == 1


def test_more_parties_than_colours_are_still_all_coloured() -> None:
    """None is without one."""
    keys = [str(number) for number in range(1, 19)]
    colours = _colours(keys, dict.fromkeys(keys, 1))
    assert set(colours) == set(keys)
    assert set(colours.values()) == set(range(1, 9))
