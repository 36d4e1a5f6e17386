"""Counted versions laid out on a register, one row a TPS: filled at once, or kept and brought up to date.

A sheet that was kept and changed gives the same reports as one that was filled anew; a version is read once,
because versions never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.inputs import Choices, Register, Reports


@dataclass(frozen=True, slots=True)
class Version:
    """A stored version: its row on the register, its votes in the order of the choices, who sent it when."""

    row: int
    pk: int
    line: Sequence[float]
    rows: Mapping[str, int | None]
    sender: str
    sent: datetime | None


class Sheet:
    """Rows of a register with what has come in."""

    def __init__(self, register: Register, choices: Choices, names: Sequence[str]) -> None:
        """An empty sheet; names: further figures of the form that are kept."""
        length = len(register.codes)
        self.votes: Floats = np.full((length, len(choices.keys)), np.nan)
        self.columns: dict[str, Floats] = {name: np.full(length, np.nan) for name in names}
        self.submission = np.zeros(length, dtype=np.int64)
        self.arrival: Floats = np.full(length, np.nan)
        self.sender = np.full(length, "", dtype=object)
        self.crowded = False
        """Two versions wanted one row: such a sheet can be filled anew, but not brought up to date."""
        self._rows: dict[int, int] = {}

    @property
    def read(self) -> set[int]:
        """Ids of the versions that were put on it."""
        return set(self._rows)

    def put(self, versions: Iterable[Version]) -> None:
        """Write versions, in the order of their ids."""
        for version in versions:
            row = version.row
            self.crowded |= bool(self.submission[row])
            self._clear(row)
            self._rows[version.pk] = row
            self.submission[row] = version.pk
            self.votes[row] = version.line
            for name, figure in version.rows.items():
                if figure is not None and name in self.columns:
                    self.columns[name][row] = figure
            if version.sent is not None:
                self.arrival[row] = int(version.sent.timestamp())
                self.sender[row] = version.sender

    def drop(self, ids: Iterable[int]) -> None:
        """Take versions off again."""
        for pk in ids:
            row = self._rows.pop(pk)
            if self.submission[row] == pk:
                self._clear(row)

    def _clear(self, row: int) -> None:
        if not self.submission[row]:
            return
        self.submission[row] = 0
        self.votes[row], self.arrival[row], self.sender[row] = np.nan, np.nan, ""
        for column in self.columns.values():
            column[row] = np.nan

    def reports(self, verified: Iterable[Version] = ()) -> Reports:
        """What stands on it now, as arrays of their own; verified: versions that people vouched for."""
        vouched = np.full_like(self.votes, np.nan)
        for version in verified:
            vouched[version.row] = version.line
        columns = {name: column.copy() for name, column in self.columns.items()}
        return Reports(
            self.votes.copy(), columns, self.submission.copy(), self.arrival.copy(), self._senders(), vouched
        )

    def _senders(self) -> np.typing.NDArray[np.int64]:
        """Senders numbered in their own order, -1 where a version came without one."""
        senders = self.sender.tolist()
        names = {name: number for number, name in enumerate(sorted(set(senders) - {""}))}
        return np.array([names.get(name, -1) for name in senders], dtype=np.int64)
