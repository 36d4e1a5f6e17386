"""The audit log shows every later change."""

from __future__ import annotations

from datetime import UTC, datetime

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM, Entry, record, verify

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)


def _three_records() -> None:
    record(actor=PROGRAM, entries=[Entry("satu"), Entry("dua", data={"a": [1, 2]})], now=NOW)
    record(actor=PROGRAM, entries=[Entry("tiga", region="1607")], now=NOW)


def test_an_untouched_log_verifies() -> None:
    """Nothing to name."""
    _three_records()
    assert verify() is None


def test_a_changed_record_is_named() -> None:
    """Changing the data of a record breaks the chain there."""
    _three_records()
    Record.objects.filter(number=2).update(data={"a": [1, 3]})
    assert verify() == 2


def test_a_removed_record_is_named() -> None:
    """A gap shows."""
    _three_records()
    Record.objects.filter(number=2).delete()
    assert verify() == 2


def test_cutting_off_the_end_is_named() -> None:
    """The head remembers how long the chain was."""
    _three_records()
    Record.objects.filter(number=3).delete()
    assert verify() == 3
