"""A finding: something a person should know about a report, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs.

    GALAT keeps the report out of both totals until a person decides; PERINGATAN and PERIKSA
    are shown and counted; INFO says what was computed or assumed.
    """

    GALAT = "galat"
    PERINGATAN = "peringatan"
    PERIKSA = "periksa"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable code, its weight, an Indonesian sentence and the values it speaks of."""

    code: str
    severity: Severity
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The finding as commands print and rows store it."""
        row: dict[str, Any] = {"code": self.code, "severity": self.severity.value, "text": self.text}
        if self.values:
            row["values"] = dict(self.values)
        return row


def is_blocking(findings: tuple[Finding, ...]) -> bool:
    """Whether any finding is a GALAT."""
    return any(finding.severity is Severity.GALAT for finding in findings)
