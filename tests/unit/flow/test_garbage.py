"""The collector of cyclic garbage looks seldom, and still looks."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from deskpemilu.flow.garbage import YOUNG, collect_rarely


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Other tests keep their collector."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_what_is_loaded_is_put_aside_and_new_cycles_are_still_collected() -> None:
    """A cycle made afterwards is found."""

    class Link:
        other: Link

    collect_rarely()
    collect_rarely()
    assert gc.get_threshold()[0] == YOUNG
    assert gc.get_freeze_count() > 0
    first, second = Link(), Link()
    first.other, second.other = second, first
    del first, second
    assert gc.isenabled()
    assert gc.collect() >= 2
