"""Which voting a message names: sure, doubtful, or none."""

from __future__ import annotations

import pytest

from deskpemilu.domain.states import Generation
from deskpemilu.intake.generationwords import (
    generation_of,
    named_generation,
    refusal,
    without_generation,
)

PSU, PSL, PSS, HSU = Generation.PSU, Generation.PSL, Generation.PSS, Generation.HSU


@pytest.mark.parametrize(
    ("text", "generation"),
    [
        ("PSU TPS 3 Mekar Sari 01=60 02=141", PSU),
        ("P.S.U. TPS 3", PSU),
        ("𝐏𝐒𝐔 TPS 3", PSU),
        ("Hasil pemungutan suara\nulang TPS 3", PSU),
        ("hasil pencoblosan ulang TPS 2: 01 20", PSU),
        ("hasil PSL TPS 1", PSL),
        ("pemungutan suara lanjutan TPS 1", PSL),
        ("PSS TPS 9 tidak sah 4", PSS),
        ("pemungutan suara yang susulan", PSS),
        ("TPS 4 penghitungan surat suara ulang 01=20", HSU),
        ("hitung ulang tps 4", HSU),
        ("TPS 4 01=20 tidak sah 5 (PSU)", PSU),
    ],
)
def test_a_generation_that_is_named(text: str, generation: Generation) -> None:
    """However it is written."""
    named = named_generation(text)
    assert named is not None
    assert (named.generation, named.sure) == (generation, True)


@pytest.mark.parametrize(
    "text",
    [
        "bukan PSU, TPS 3 01=60",
        "sebelum PSU TPS 3 01=60",
        "PSU belum ada, TPS 3 01=60",
        "TPS 3 01=60. Ada rekomendasi PSU",
        "apakah PSU TPS 3 01=60?",
        "PSU dan hitung ulang TPS 3",
        "data awal TPS 3, nanti PSU",
    ],
)
def test_a_mention_that_leaves_it_open(text: str) -> None:
    """Denied, doubted, compared: a person must look."""
    named = named_generation(text)
    assert named is not None
    assert not named.sure


@pytest.mark.parametrize(
    "text",
    [
        "TPS 3 01=60 02=141",
        "PSI 20 PPP 4",
        "mohon kirim ulang",
        "susulan nanti",
        "Desa Sulang TPS 2",
        "ok",
        "",
    ],
)
def test_other_words_name_none(text: str) -> None:
    """A party, a request to send again, a village."""
    assert named_generation(text) is None


@pytest.mark.parametrize(
    "text", ["PSU TPS 3\n01=60", "hasil Pemungutan Suara Ulang TPS 3", "hitung ulang TPS 3"]
)
def test_the_rest_is_read_where_it_stood(text: str) -> None:
    """Blanked, not cut out: pages underline what was read by its place."""
    rest = without_generation(text)
    assert len(rest) == len(text)
    assert named_generation(rest) is None
    assert rest.index("TPS 3") == text.index("TPS 3")


def test_only_a_decided_generation_is_taken() -> None:
    """And everything else is answered with why."""
    assert generation_of("PSU TPS 3", frozenset({PSU})) is PSU
    assert generation_of("PSU TPS 3", frozenset({HSU})) is None
    assert generation_of("TPS 3", frozenset({PSU})) is None
    assert refusal("PSU TPS 3", [frozenset({PSU})], "Ds A · TPS 003") is None
    assert refusal("TPS 3", [frozenset()], "") is None
    waits = refusal("PSU TPS 3", [frozenset({PSU}), frozenset()], "Ds A · TPS 003")
    assert waits is not None
    assert "belum dicatat" in waits
    assert "Ds A · TPS 003" in waits
    assert len(waits.splitlines()) <= 6
    doubtful = refusal("sebelum PSU TPS 3", [frozenset({PSU})], "")
    assert doubtful is not None
    assert "belum jelas" in doubtful


@pytest.mark.parametrize(
    "text",
    ["TPS 3 psl 1 = 120 psl 2 = 100", "psl 01: 212\npsl 02: 11", "Psl.1 100 psl.2 33", "PSL no. urut 1 = 90"],
)
def test_a_pair_is_not_a_vote_that_went_on(text: str) -> None:
    """`psl` before a number on the same line is short for paslon."""
    assert named_generation(text) is None
    assert without_generation(text) == text


def test_a_heading_above_figures_still_names_the_vote() -> None:
    """On a line of its own PSL is what it says."""
    named = named_generation("hasil PSL\n01 = 120\n02 = 100")
    assert named is not None
    assert named.generation is PSL


@pytest.mark.parametrize(
    ("text", "generation"),
    [
        ("PSU ke-2 TPS 3", Generation.PSU2),
        ("PSU ke 2 TPS 3", Generation.PSU2),
        ("psu kedua\nTPS 3", Generation.PSU2),
        ("PSU II TPS 3", Generation.PSU2),
        ("hasil pemungutan suara ulang ke-3 TPS 1", Generation.PSU3),
        ("PSU pertama TPS 3", PSU),
        ("PSU ke-1 TPS 3", PSU),
        ("hitung ulang kedua TPS 4", Generation.HSU2),
    ],
)
def test_which_of_several_is_named(text: str, generation: Generation) -> None:
    """And nothing of it is left in the way of the reader."""
    named = named_generation(text)
    assert named is not None
    assert (named.generation, named.sure, named.counted) == (generation, True, True)
    rest = without_generation(text)
    assert len(rest) == len(text)
    assert not any(word in rest.lower() for word in ("ke-", "ke 2", "kedua", "pertama", "ii"))


@pytest.mark.parametrize("text", ["PSU kedua paslon hadir", "PSU 2 Mekar Sari", "PSU TPS 2", "PSU ke-12"])
def test_other_numbers_beside_it_count_nothing(text: str) -> None:
    """Both pairs, a TPS number."""
    named = named_generation(text)
    assert named is not None
    assert (named.generation, named.counted) == (PSU, False)


def test_one_of_two_decided_must_be_told_apart() -> None:
    """`PSU` alone is enough only where there is one."""
    two = frozenset({PSU, Generation.PSU2})
    assert generation_of("PSU TPS 3", two) is None
    assert generation_of("PSU ke-2 TPS 3", two) is Generation.PSU2
    assert generation_of("PSU ke-1 TPS 3", two) is PSU
    assert generation_of("PSU TPS 3", frozenset({Generation.PSU2})) is Generation.PSU2
    assert generation_of("PSU ke-1 TPS 3", frozenset({Generation.PSU2})) is None
    waits = refusal("PSU TPS 3", [two], "Ds A")
    assert waits is not None
    assert "PSU ke-1 dan PSU ke-2" in waits
    assert refusal("PSU ke-2 TPS 3", [two], "Ds A") is None
