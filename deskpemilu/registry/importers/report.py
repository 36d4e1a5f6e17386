"""The quality report of an import: what was read, what it changes, and every refusal with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

SHOWN = 50
_VALUE_SHOWN = 80
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that cannot be taken: line of the file (0 = the file as a whole), column, value, why."""

    line: int
    column: str
    value: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """As the contract prints it."""
        return {"line": self.line, "column": self.column, "value": self.value, "reason": self.reason}


class FileRefused(ValueError):
    """A file that cannot be read at all; `refused` says where and why."""

    def __init__(self, reason: str, *, line: int = 0, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.refused = Refused(line, column, value, reason)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A form that will be in no total until a person decides, with the codes of its findings."""

    tps_code: str
    contest: str
    codes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For JSON."""
        return {"tps_code": self.tps_code, "contest": self.contest, "codes": list(self.codes)}


@dataclass(slots=True)
class Parsed(Generic[T]):
    """Typed rows of a file, its refusals, and sentences that a person should read."""

    rows: list[T] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """What an import does (`written`), or would do. With any refusal it does nothing."""

    kind: str
    read: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    held: tuple[HeldBack, ...] = ()
    written: bool = False

    def as_written(self) -> Report:
        """The report of the import that was carried out."""
        return replace(self, written=True)

    def as_json(self) -> dict[str, Any]:
        """As `desk import --format json` prints it and ImportRun keeps it."""
        return {
            "kind": self.kind,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [refused.as_json() for refused in self.refused],
            "notes": list(self.notes),
            "held": [held.as_json() for held in self.held],
            "written": self.written,
        }

    def as_text(self) -> str:
        """For a person: figures first, then the first refusals, notes, and forms held back."""
        lines = [
            f"Impor {self.kind}: dibaca {self.read}, baru {self.new}, berubah {self.changed}, "
            f"tetap {self.unchanged}, ditolak {len(self.refused)}."
        ]
        lines += [_refused_line(refused) for refused in self.refused[:SHOWN]]
        lines += _rest(self.refused, "penolakan")
        lines += [f"Catatan: {note}" for note in self.notes]
        if self.held:
            lines.append(f"Ditahan menunggu keputusan petugas: {len(self.held)} formulir.")
        lines += [f"  {held.tps_code} {held.contest}: {', '.join(held.codes)}" for held in self.held[:SHOWN]]
        lines += _rest(self.held, "formulir")
        return "\n".join(lines)


def _refused_line(refused: Refused) -> str:
    where = f"baris {refused.line}" if refused.line else "berkas"
    if refused.column:
        where += f", kolom {refused.column}"
    value = refused.value if len(refused.value) <= _VALUE_SHOWN else refused.value[:_VALUE_SHOWN] + "…"
    return f"  {where}{f', isi “{value}”' if value else ''}: {refused.reason}"


def _rest(items: Sequence[object], noun: str) -> list[str]:
    return [f"  … dan {len(items) - SHOWN} {noun} lagi."] if len(items) > SHOWN else []
