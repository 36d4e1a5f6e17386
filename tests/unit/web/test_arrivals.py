"""Forms by ten minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskpemilu.web.pages.dashboard.recent import BUCKET, MOST_BUCKETS, buckets

AT = datetime(2024, 2, 14, 8, 0, tzinfo=UTC)


def test_quiet_stretches_are_shown_as_quiet() -> None:
    """Three forms, then nothing for twenty minutes, then one."""
    times = [AT, AT + timedelta(minutes=3), AT + timedelta(minutes=9), AT + timedelta(minutes=31)]
    found = buckets(times)
    assert [each.count for each in found] == [3, 0, 0, 1]
    assert [round(each.height) for each in found] == [100, 0, 0, 33]
    assert found[0].start == AT


@pytest.mark.parametrize("stray", [timedelta(days=-400), timedelta(days=1), timedelta(days=900)])
def test_a_stray_form_does_not_push_the_night_out(stray: timedelta) -> None:
    """Of a wrong clock, or a correction on the next day: the fullest fifteen hours are shown."""
    night = [AT + timedelta(minutes=5 * each) for each in range(40)]
    found = buckets([*night, AT + stray])
    assert found == buckets(night)
    assert sum(each.count for each in found) == 40


def test_of_two_equal_stretches_the_later_one_is_shown() -> None:
    """And never more than fifteen hours."""
    found = buckets([AT, AT + MOST_BUCKETS * BUCKET, AT + (MOST_BUCKETS + 50) * BUCKET])
    assert found[0].start == AT + MOST_BUCKETS * BUCKET
    assert [each.count for each in found][::50] == [1, 1]


def test_without_forms_there_is_nothing_to_draw() -> None:
    """Not even an axis."""
    assert buckets([]) == []
