"""An import that was read and compared but not written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from deskpemilu.audit.services import Actor
from deskpemilu.registry.importers.report import FileRefused, Refused, Report


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import: where it lies, how the person calls it, and what they said of it.

    For a chat export: `date_order` is "dmy" or "mdy" where its dates do not tell, `chat` the
    conversation's name where the file's name does not.
    """

    path: Path
    name: str
    date_order: str = ""
    chat: str = ""


Write = Callable[[Actor, datetime], None]


class Change(StrEnum):
    """What a row of a file does."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The report, and what carries it out inside the caller's transaction (None: nothing may be written)."""

    report: Report
    write: Write | None


def prepared(kind: str, changes: Sequence[Change], write: Write, *, notes: Sequence[str] = ()) -> Prepared:
    """An import without refusals; one change a row of the file."""
    return Prepared(
        Report(
            kind=kind,
            read=len(changes),
            new=changes.count(Change.NEW),
            changed=changes.count(Change.CHANGED),
            unchanged=changes.count(Change.UNCHANGED),
            notes=tuple(notes),
        ),
        write,
    )


def refused(kind: str, read: int, refusals: Sequence[Refused], notes: Sequence[str] = ()) -> Prepared:
    """An import of which nothing is written."""
    ordered = tuple(sorted(refusals, key=lambda item: item.line))
    return Prepared(Report(kind=kind, read=read, refused=ordered, notes=tuple(notes)), None)


def file_refused(kind: str, error: FileRefused) -> Prepared:
    """An import whose file cannot be read."""
    return refused(kind, 0, [error.refused])
