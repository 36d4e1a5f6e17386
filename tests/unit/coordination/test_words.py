"""BERHENTI, times on the phone, texts to people, an earlier night's file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.coordination import curve, wording
from deskpemilu.coordination.missing import IN, MISSING, RETURNED, Ballot, Station
from deskpemilu.coordination.promise import PromiseRefused, promised_time
from deskpemilu.coordination.stopwords import START, STOP, wish_of

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2024, 2, 14, 20, 40, tzinfo=WIB)
CONTESTS = (Ballot(1, "ppwp", "Presiden"), Ballot(2, "pdpr", "DPR"))
NAMES = {
    f"160701200{n}": name for n, name in enumerate(("", "Mekar Sari", "Lubuk Dalam", "Air Bening", "Sido"))
}


@pytest.mark.parametrize(
    "text", ["BERHENTI", "berhenti.", "Stop", "STOP PENGINGAT", "tolong berhenti ya pak"]
)
def test_a_message_that_only_says_stop_stops(text: str) -> None:
    """However polite."""
    assert wish_of(text) == STOP


@pytest.mark.parametrize("text", ["MULAI", "mulai lagi", "Aktifkan pengingat", "start"])
def test_a_message_that_only_says_start_starts(text: str) -> None:
    """Again."""
    assert wish_of(text) == START


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TPS 3 berhenti karena hujan",
        "penghitungan mulai",
        "berhenti di TPS 4",
        "mulai hitung TPS 2",
        "01 berhenti",
        "pemungutan suara berhenti",
        "BERHENTI " * 20,
    ],
)
def test_a_message_about_something_else_is_no_wish(text: str) -> None:
    """A report must never switch reminders."""
    assert wish_of(text) == ""


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("21.30", 14, "21:30"),
        ("jam 21:30", 14, "21:30"),
        ("2130", 14, "21:30"),
        ("pukul 23", 14, "23:00"),
        ("0.15", 15, "00:15"),
        ("30 menit", 14, "21:10"),
        ("+45m", 14, "21:25"),
    ],
)
def test_a_promise_is_the_next_such_time(text: str, day: int, clock: str) -> None:
    """After midnight it is tomorrow."""
    at = promised_time(text, now=NOW, zone=WIB).astimezone(WIB)
    assert (at.day, f"{at:%H:%M}") == (day, clock)


@pytest.mark.parametrize("text", ["", "nanti", "25.10", "21.75", "20.30", "sore"])
def test_a_promise_without_a_time_to_come_is_refused(text: str) -> None:
    """20.30 at 20.40 is not tomorrow evening."""
    with pytest.raises(PromiseRefused):
        promised_time(text, now=NOW, zone=WIB)


def station(desa: int, number: int, *kinds: str) -> Station:
    """A TPS of a desa."""
    return Station(desa * 100 + number, f"160701200{desa}{number:03d}", kinds or (MISSING, MISSING))


def test_a_reminder_names_places_tps_and_contests() -> None:
    """Every contest: no brackets; returned forms are said."""
    text = wording.reminder(
        [
            station(1, 1),
            station(1, 2),
            station(1, 3),
            station(1, 7, IN, MISSING),
            station(2, 4, RETURNED, IN),
        ],
        CONTESTS,
        NAMES,
        election="Pemilu 2024",
    )
    assert text.splitlines()[:3] == [
        "🔔 Pemilu 2024: 8 formulir dari 5 TPS belum kami terima (1 dikembalikan, mohon dikirim ulang).",
        "Mekar Sari: TPS 1–3, 7 (7 formulir)",
        "Lubuk Dalam: TPS 4 (Presiden)",
    ]
    assert text.splitlines()[-1] == "Ketik BERHENTI agar tidak diingatkan."


def test_a_form_that_is_in_is_not_reminded_of() -> None:
    """Also where another of the TPS is missing."""
    text = wording.reminder(
        [station(1, 1, IN, MISSING), station(2, 1, IN, IN)], CONTESTS, NAMES, election="P"
    )
    assert "1 formulir dari 1 TPS" in text
    assert "Lubuk Dalam" not in text
    assert "Presiden" not in text


@given(
    st.sets(st.tuples(st.integers(1, 9), st.integers(1, 99)), min_size=1, max_size=200).map(sorted),
)
def test_a_reminder_never_has_more_than_six_lines(places: list[tuple[int, int]]) -> None:
    """Nor a line that fills a phone; and its head counts everything."""
    text = wording.reminder([station(*place) for place in places], CONTESTS, NAMES, election="Pemilu 2024")
    lines = text.splitlines()
    assert len(lines) <= 6
    assert all(len(line) <= 120 for line in lines)
    assert f"{2 * len(places)} formulir dari {len(places)} TPS" in lines[0]


@pytest.mark.parametrize(
    ("hour", "word"), [(3, "malam"), (7, "pagi"), (12, "siang"), (16, "sore"), (21, "malam")]
)
def test_a_text_greets_by_the_clock(hour: int, word: str) -> None:
    """In the desk's own zone."""
    assert wording.greeting(NOW.replace(hour=hour), WIB) == f"Selamat {word}"


def test_an_earlier_night_is_read_from_a_file() -> None:
    """Clock times, hours past midnight, fractions and per cent."""
    points = curve.parse_curve('﻿hour,share\n18.00,0.1\n19:30,25 %\n25.30,"99,5%"\n'.encode())
    assert points == ((18.0, 0.1), (19.5, 0.25), (25.5, pytest.approx(0.995)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"jam,bagian\n18,0.1\n", "Baris pertama"),
        (b"hour,share\n18,0.1\n", "2 sampai"),
        (b"hour,share\n18,0.5\n19,0.4\n", "Baris 3"),
        (b"hour,share\n19,0.5\n18,0.6\n", "Baris 3"),
        (b"hour,share\n18,0.1\n19,42\n", "bagian"),
        (b"hour,share\n18,0.1\nsore,0.2\n", "jam"),
        (b"hour,share\n18.75,0.1\n19,0.2\n", "jam"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_file_that_is_no_curve_is_refused(content: bytes, sentence: str) -> None:
    """Naming the line."""
    with pytest.raises(curve.CurveRefused, match=sentence):
        curve.parse_curve(content)


def test_a_curve_counts_arrivals_by_ten_minutes() -> None:
    """Of the expected forms, in the desk's zone; after midnight hours go on."""
    day = date(2024, 2, 14)
    times = [NOW.replace(hour=18, minute=5), NOW.replace(hour=18, minute=9), NOW + timedelta(hours=5)]
    found = curve.curve_of("malam ini", times, 4, day=day, zone=WIB)
    assert found.points == (
        (pytest.approx(18 + 1 / 6, abs=1e-3), 0.5),
        (pytest.approx(25.6667 + 1 / 6, abs=1e-3), 0.75),
    )
    assert (found.at(18), found.at(19), found.at(30)) == (0.0, 0.5, 0.75)
    assert found.hour_of(0.75) == pytest.approx(25.8333, abs=1e-3)
    assert found.hour_of(0.9) is None
    assert curve.clock_of(25.5) == "01.30"


def test_hours_count_from_the_voting_day() -> None:
    """Or from the day on which everything came in, when that was another."""
    assert curve.voting_day([NOW], date(2024, 2, 14), WIB) == date(2024, 2, 14)
    assert curve.voting_day([NOW], date(2019, 4, 17), WIB) == date(2024, 2, 14)
    assert curve.voting_day([], None, WIB) is None
