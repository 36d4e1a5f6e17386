"""The words of the navigation."""

from __future__ import annotations

from deskpemilu.web.navigation import ITEMS


def test_every_word_of_the_phones_bar_fits_a_fifth_of_a_small_phone() -> None:
    """64 px of 320 hold ten letters of 12 px; any entry may stand there, depending on the role."""
    assert [item.short for item in ITEMS if len(item.short) > 10] == []


def test_no_two_entries_share_a_word() -> None:
    """Short words must still tell the screens apart."""
    assert len({item.short for item in ITEMS}) == len(ITEMS) == len({item.label for item in ITEMS})
