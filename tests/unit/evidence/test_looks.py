"""The same picture is found however it was sent on; another paper on the same form is not the same."""

from __future__ import annotations

import itertools

import pytest

from deskpemilu.evidence.looking import SeenPage, look_at
from deskpemilu.evidence.looks import NEAR, as_array, distance, near, same_picture
from deskpemilu.evidence.sniff import JPEG
from tests.photos import again, form_jpeg


def page(data: bytes) -> SeenPage:
    """The only page of a photo."""
    return look_at(data, JPEG).pages[0]


PAPERS = [page(form_jpeg(str(n), 100 + n * 7, 60 + n * 3, n)) for n in range(12)]


@pytest.mark.parametrize(
    ("quality", "scale", "turn"), [(30, 1, 0), (80, 0.5, 0), (60, 0.35, 0), (85, 1, 90), (85, 0.6, 180)]
)
def test_a_copy_is_found_and_proved(quality: int, scale: float, turn: int) -> None:
    """Compressed, smaller, turned: as WhatsApp and galleries do it."""
    data = form_jpeg("3", 121, 69, 3)
    copy = page(again(data, quality=quality, scale=scale, turn=turn))
    looks = as_array([paper.looks[0] for paper in PAPERS])
    assert any(3 in near(look, looks) for look in copy.looks)
    assert same_picture(PAPERS[3].screen, copy.screen)


def test_another_paper_is_not_the_same_picture() -> None:
    """Though it is the same form, photographed alike: the look alone would not tell them apart."""
    for one, other in itertools.combinations(PAPERS, 2):
        assert not same_picture(one.screen, other.screen)


def test_near_gives_the_nearest_first() -> None:
    """By the number of bits."""
    base = "f" * 64
    looks = [base[:-8] + "00000000", base[:-1] + "e", "0" * 64, base]
    assert near(base, as_array(looks)) == [3, 1] if NEAR < 32 else [3, 1, 0]
    assert distance(base, looks[0]) == 32
    assert near(base, as_array([])) == []
