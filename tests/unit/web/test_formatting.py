"""Figures, shares, times and numbers as Indonesian officials write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deskpemilu.domain.states import CountState
from deskpemilu.web import formatting, status

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2024, 2, 14, 11, 42, tzinfo=UTC)  # 18.42 WIB


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (323074, 0, "323.074"),
        (0, 0, "0"),
        (-1200, 0, "−1.200"),
        (3.55, 1, "3,5"),
        (1234567.891, 2, "1.234.567,89"),
    ],
)
def test_a_figure_has_dots_and_a_comma(value: float, decimals: int, text: str) -> None:
    """Thousands dots, decimal comma, a true minus sign."""
    assert formatting.figure(value, decimals) == text


def test_nothing_is_a_dash_and_not_a_zero() -> None:
    """A blank on the form is not zero votes."""
    assert formatting.figure(None) == formatting.share(None) == "–"
    assert formatting.clock(None, now=NOW, zone=WIB) == formatting.age(None, now=NOW) == "–"


def test_a_share_is_a_fraction_in() -> None:
    """With a space that does not break before the sign."""
    assert formatting.share(0.586) == "58,6\u00a0%"
    assert formatting.share(1, 0) == "100\u00a0%"


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(), "18.42 WIB"),
        (timedelta(hours=18), "00.42 WIB"),
        (timedelta(hours=19), "kemarin 23.42"),
        (timedelta(days=2), "12 Feb 18.42"),
        (timedelta(days=60), "16 Des 2023 18.42"),
    ],
)
def test_a_time_says_its_day_when_it_is_not_today(ago: timedelta, text: str) -> None:
    """Today by the clock of the zone, not by UTC."""
    assert formatting.clock(NOW - ago, now=NOW, zone=WIB).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("zone", "name"), [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
)
def test_each_zone_has_its_name(zone: str, name: str) -> None:
    """The three zones of Indonesia."""
    assert formatting.clock(NOW, now=NOW, zone=ZoneInfo(zone)).endswith(name)
    assert formatting.full_time(NOW, zone=ZoneInfo(zone)).startswith("Rabu 14 Feb 2024")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "baru saja"), (60, "1 menit"), (3600 * 3, "3 jam"), (86400 * 2, "2 hari"), (-9, "baru saja")],
)
def test_an_age_is_in_the_largest_unit(seconds: int, text: str) -> None:
    """Also for a time slightly ahead of the clock."""
    assert formatting.age(NOW - timedelta(seconds=seconds), now=NOW).replace("\u00a0", " ") == text


def test_a_masked_number_shows_four_digits() -> None:
    """And nothing for nobody."""
    assert formatting.masked_number("6281200000123") == "••••0123"
    assert formatting.masked_number("") == "–"


def test_every_state_of_a_count_has_a_look_of_its_own() -> None:
    """A word and an icon each, so that colour never speaks alone."""
    looks = [status.look_of(state.value) for state in CountState]
    assert len({(look.icon, look.word) for look in looks}) == len(looks)
    assert all(look.word for look in looks)
    assert status.look_of("apa-ini").word == "apa-ini"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("KABUPATEN BANYUASIN", "Kabupaten Banyuasin"),
        ("SUNGSANG II", "Sungsang II"),
        ("Air Salek", "Air Salek"),
        ("KABUPATEN OKU TIMUR", "Kabupaten OKU Timur"),
    ],
)
def test_a_name_in_capitals_is_read_as_a_name(name: str, shown: str) -> None:
    """Roman numerals keep theirs; a name written with care is left alone."""
    assert formatting.place(name) == shown
