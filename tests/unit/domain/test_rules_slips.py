"""Slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.domain.rules import Slip, likely_slip


@pytest.mark.parametrize(
    ("written", "right", "slip"),
    [
        (198, 189, Slip.TRANSPOSITION),
        (21, 12, Slip.TRANSPOSITION),
        (148, 198, Slip.ONE_DIGIT),
        (306, 206, Slip.ONE_DIGIT),
        (19, 198, Slip.MISSING_DIGIT),
        (98, 198, Slip.MISSING_DIGIT),
        (1198, 198, Slip.EXTRA_DIGIT),
        (658, 158, Slip.ONE_DIGIT),
        (60, 6, Slip.EXTRA_DIGIT),
    ],
)
def test_a_slip_is_named(written: int, right: int, slip: Slip) -> None:
    assert likely_slip(written, right) is slip


@pytest.mark.parametrize(
    ("written", "right"), [(5, 5), (5, 6), (0, 10), (10, 0), (891, 198), (123, 456), (-12, 12), (12, 3456)]
)
def test_no_single_slip_explains_it(written: int, right: int) -> None:
    assert likely_slip(written, right) is None


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_a_lost_digit_read_backwards_is_an_added_one(a: int, b: int) -> None:
    mirror = {Slip.MISSING_DIGIT: Slip.EXTRA_DIGIT, Slip.EXTRA_DIGIT: Slip.MISSING_DIGIT}
    slip = likely_slip(a, b)
    assert likely_slip(b, a) is (mirror.get(slip, slip) if slip else None)
