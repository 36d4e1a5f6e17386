"""Forms by ten minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from deskpemilu.web.pages.dashboard.recent import MOST_BUCKETS, buckets

AT = datetime(2024, 2, 14, 8, 0, tzinfo=UTC)


def test_quiet_stretches_are_shown_as_quiet() -> None:
    """Three forms, then nothing for twenty minutes, then one."""
    times = [AT, AT + timedelta(minutes=3), AT + timedelta(minutes=9), AT + timedelta(minutes=31)]
    found = buckets(times)
    assert [each.count for each in found] == [3, 0, 0, 1]
    assert [round(each.height) for each in found] == [100, 0, 0, 33]
    assert found[0].start == AT


def test_one_stray_old_form_does_not_flatten_the_night() -> None:
    """At most fifteen hours up to the last form."""
    found = buckets([AT - timedelta(days=400), AT])
    assert len(found) == MOST_BUCKETS
    assert found[-1].count == 1
    assert sum(each.count for each in found) == 1


def test_without_forms_there_is_nothing_to_draw() -> None:
    """Not even an axis."""
    assert buckets([]) == []
