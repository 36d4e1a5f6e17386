"""What the map says: tones, figures and sentences of its parts. The outlines are in test_map_geometry."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from deskpemilu.web import maps
from deskpemilu.web.maps import Piece


@dataclass(frozen=True)
class Part:
    """A region as the map needs it."""

    code: str = "160701"
    name: str = "Betung"
    tps: int = 100
    received: int = 0
    problem: int = 0
    dpt: int | None = 20000
    cast: int = 0
    leader: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def share(self) -> float:
        """Received of all."""
        return self.received / self.tps


@pytest.mark.parametrize(
    ("received", "tone", "value"),
    [
        (0, "scale-0", "0"),
        (1, "scale-1", "1"),
        (50, "scale-3", "50"),
        (99, "scale-4", "99"),
        (100, "scale-5", "100"),
    ],
)
def test_only_nothing_is_the_palest_and_only_everything_the_darkest(
    received: int, tone: str, value: str
) -> None:
    """One TPS of a hundred shows; ninety-nine are not all."""
    shown = maps._tones("masuk", [])(Part(received=received))
    assert shown[:2] == (tone, f"{value}\N{NO-BREAK SPACE}%")
    assert shown[2].startswith(f"Betung: {received} dari 100 TPS masuk")


def test_turnout_is_not_told_before_everything_is_in() -> None:
    """Votes of half the TPS over the voters of all would be a lie."""
    tone = maps._tones("partisipasi", [])
    assert tone(Part(received=99, cast=9000)) == ("scale-none", "–", "Betung: belum lengkap")
    assert tone(Part(received=100, cast=16000))[1:] == (
        "80\N{NO-BREAK SPACE}%",
        "Betung: partisipasi 80,0\N{NO-BREAK SPACE}%",
    )


def test_a_tie_leads_nowhere_and_the_leader_is_told_by_number() -> None:
    """Colour is never the only sign."""
    parts = [Part(leader="2"), Part(leader="10"), Part(leader="")]
    tone = maps._tones("unggul", parts)
    assert [tone(part)[1] for part in parts] == ["2", "10", "–"]
    assert [key.text for key in maps._legend("unggul", parts)] == ["nomor 2", "nomor 10", "belum ada / seri"]


def test_what_is_held_back_shows_from_the_first_one() -> None:
    """One of four hundred is not nothing."""
    tone = maps._tones("janggal", [])
    assert tone(Part(problem=0, tps=400))[0] == "warn-0"
    assert tone(Part(problem=1, tps=400))[:2] == ("warn-1", "1")
    assert tone(Part(problem=40, tps=400))[0] == "warn-5"


@pytest.mark.parametrize("mode", maps.MODES)
def test_every_mode_has_a_legend_in_words(mode: str) -> None:
    """Also before anything has come in."""
    keys = maps._legend(mode, [Part()])
    assert keys
    assert all(key.text and key.tone for key in keys)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Sumber Marga Telang", ["Sumber", "Marga", "Telang"]),
        ("BANYUASIN III", ["Banyuasin III"]),
        ("Air Salek", ["Air Salek"]),
    ],
)
def test_a_long_name_is_broken_and_a_numeral_stays_with_its_word(name: str, lines: list[str]) -> None:
    """So that it fits into a small part."""
    assert Piece("1", name, "", "", "", "", 0.0, 100.0).lines == lines


@pytest.mark.parametrize(
    ("room", "told"),
    [
        ((300, 120), (True, True, True)),
        ((90, 60), (False, True, True)),
        ((60, 35), (False, True, False)),
        ((20, 20), (False, False, False)),
    ],
)
def test_a_label_says_as_much_as_its_part_has_room_for(
    room: tuple[float, float], told: tuple[bool, ...]
) -> None:
    """Name and figure, the figure alone, or nothing; the link says it all anyway."""
    piece = Piece("1", "Talang Kelapa", "", "", "91 %", "", 0.0, 0.0, room)
    assert (piece.full, piece.figured, piece.figured_small) == told


@pytest.mark.parametrize(
    ("name", "room", "lines"),
    [
        ("Suak Tapeh", (200, 90), ["Suak Tapeh"]),
        ("Suak Tapeh", (120, 90), ["Suak", "Tapeh"]),
        ("Suak Tapeh", (120, 60), ["Suak Tapeh"]),
        ("BANYUASIN II", (120, 90), ["Banyuasin II"]),
    ],
)
def test_in_a_narrow_part_each_word_has_its_line(
    name: str, room: tuple[float, float], lines: list[str]
) -> None:
    """Where that helps; a numeral never stands alone."""
    piece = Piece("1", name, "", "", "91 %", "", 0.0, 0.0, room)
    assert piece.lines == lines


def test_wide_letters_need_more_room_than_narrow_ones() -> None:
    """A label never runs over the border of its part."""
    room = (110, 60)
    assert Piece("1", "Illir Ti", "", "", "9 %", "", 0.0, 0.0, room).full
    assert not Piece("1", "Sembawam", "", "", "9 %", "", 0.0, 0.0, room).full


def test_once_most_is_in_the_last_differences_show() -> None:
    """Late in the night 85 and 96 per cent are two tones, and the legend says where they part."""
    early = [Part(received=10), Part(received=40)]
    late = [Part(received=85), Part(received=96)]
    tones = [maps._tones("masuk", parts) for parts in (early, late)]
    assert [tones[0](part)[0] for part in late] == ["scale-4", "scale-4"]
    assert [tones[1](part)[0] for part in late] == ["scale-2", "scale-4"]
    assert [tones[1](Part(received=n))[0] for n in (0, 1, 99, 100)] == [
        "scale-0",
        "scale-1",
        "scale-4",
        "scale-5",
    ]
    assert [key.text for key in maps._legend("masuk", late)] == [
        "belum ada",
        "< 80 %",
        "80–90 %",
        "90–95 %",
        "95–99 %",
        "lengkap",
    ]


def test_a_name_too_long_for_its_place_is_there_in_smaller_letters_for_a_wall() -> None:
    """Or not at all: letters never run over the neighbour."""
    piece = Piece("1", "BANYUASIN III", "", "scale-1", "90 %", "", 100.0, 100.0, (170.0, 80.0))
    assert (piece.full, piece.tight, piece.tight_lines) == (False, True, ["Banyuasin III"])
    assert not Piece("1", "BANYUASIN III", "", "scale-1", "90 %", "", 0.0, 0.0, (120.0, 80.0)).tight
