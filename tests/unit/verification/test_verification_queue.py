"""The order in which a camat sees the forms, and why each stands where it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.domain.states import CountState
from deskpemilu.verification.queue import Waiting, order, position, span

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)


def waiting(count_id: int, minutes: int = 5, **changed: Any) -> Waiting:
    """An open form that has waited for some minutes."""
    values: dict[str, Any] = {
        "tps_code": f"1607012001{count_id:03d}",
        "contest": "ppwp",
        "contest_order": 0,
        "state": CountState.RECEIVED,
        "since": NOW - timedelta(minutes=minutes),
        "dpt": 250,
    }
    return Waiting(count_id=count_id, **{**values, **changed})


def ids(*items: Waiting) -> list[int]:
    """Count ids in the order of the queue."""
    return [entry.item.count_id for entry in order(items, now=NOW)]


def test_hard_findings_then_conflicts_then_requests_then_warnings() -> None:
    """The classes stand before everything else."""
    assert ids(
        waiting(1),
        waiting(2, warnings=1, findings=1),
        waiting(3, state=CountState.VERIFIED, requested=True),
        waiting(4, state=CountState.CONFLICT, requested=True),
        waiting(5, state=CountState.HELD, blocking=True),
    ) == [5, 4, 3, 2, 1]


def test_a_big_tps_stands_before_a_small_one() -> None:
    """A mistake in a big TPS weighs more."""
    small = [waiting(n, dpt=200) for n in range(1, 10)]
    assert ids(*small, waiting(10, minutes=1, dpt=299))[0] == 10


def test_tps_of_one_size_are_none_of_them_big() -> None:
    """Then the waiting time decides."""
    assert ids(waiting(1, minutes=3), waiting(2, minutes=9)) == [2, 1]


def test_what_was_put_off_comes_last() -> None:
    """Even a hard finding, until the rest is done."""
    assert ids(waiting(1, later=True, state=CountState.HELD, blocking=True), waiting(2)) == [2, 1]


def test_the_reasons_are_said() -> None:
    """A camat reads why this form is next."""
    entry = order([waiting(1, minutes=130, state=CountState.HELD, blocking=True)], now=NOW)[0]
    assert entry.why == ("hitungan tidak cocok", "menunggu 2 jam")


def test_the_position_of_a_form_that_is_not_in_the_queue() -> None:
    """None, not an error: somebody else may just have decided on it."""
    queue = order([waiting(1)], now=NOW)
    assert (position(queue, 1), position(queue, 9)) == (0, None)


def test_spans_are_said_as_people_do() -> None:
    """Minutes up to two hours, then hours, then days."""
    assert [span(timedelta(minutes=m)) for m in (0, 119, 120, 2880)] == [
        "0 menit",
        "119 menit",
        "2 jam",
        "2 hari",
    ]


@given(st.lists(st.tuples(st.integers(0, 500), st.booleans(), st.integers(1, 300)), max_size=12))
def test_the_queue_loses_nothing_and_does_not_depend_on_the_order_it_is_given(rows: list[Any]) -> None:
    """The same forms, in the same order, however the database hands them over."""
    items = [waiting(n, minutes=m, blocking=b, dpt=d) for n, (m, b, d) in enumerate(rows, 1)]
    forwards, backwards = ids(*items), ids(*reversed(items))
    assert forwards == backwards
    assert sorted(forwards) == [item.count_id for item in items]
