"""What was understood of one message, as data: the result of `read.py`.

Comes in: nothing; these are the shapes that the steps hand to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from deskpemilu.domain.findings import Finding


class Kind(StrEnum):
    """What a message is."""

    RESULT = "result"
    PARTIAL = "partial"
    CORRECTION = "correction"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    STATUS = "status"
    INCIDENT = "incident"
    SITUATION = "situation"
    TURNOUT = "turnout"
    LOGISTICS = "logistics"
    RECAP = "recap"
    PHOTO = "photo"
    OTHER = "other"


class Outcome(StrEnum):
    """What the desk does with it: see contracts.md."""

    RECORD = "record"
    ASK = "ask"
    ACT = "act"
    NOTE = "note"
    IGNORE = "ignore"


class Span(NamedTuple):
    """Characters [start, end) of the ORIGINAL text and what was read there.

    A tuple, since a message has twenty of them and they travel between processes.
    `role` is "place", "tps", "contest", "choice:<key>", "row:<row name>", "number:<what>" or "unknown";
    `report` is the index of the report it belongs to, None for the whole message.
    """

    start: int
    end: int
    role: str
    report: int | None = None


# How `desk read` names voters of the additional lists, whatever an election calls those lists.
_OTHER_VOTERS = {"pengguna_pindahan_j": "voters_dptb", "pengguna_tambahan_j": "voters_dpk"}


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one TPS and contest in a message.

    `votes` by choice key in ballot order; a figure nobody wrote is None/absent, unless it was
    computed from what was written (then a finding says so). `rows` holds further rows of
    `domain.form` by name (pengguna_pindahan_j, pengguna_tambahan_j, pengguna_total_l …).
    `candidates` lists TPS codes that fit equally well when `tps_code` is None.
    """

    tps_code: str | None
    contest: str | None
    votes: Mapping[str, int]
    valid: int | None = None
    invalid: int | None = None
    total: int | None = None
    dpt: int | None = None
    voters: int | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as `desk read` prints it."""
        return {
            "tps_code": self.tps_code,
            "contest": self.contest,
            "votes": dict(self.votes),
            "valid": self.valid,
            "invalid": self.invalid,
            "total": self.total,
            "dpt": self.dpt,
            "voters": self.voters,
            **dict(self.rows),
            **{key: self.rows[row] for row, key in _OTHER_VOTERS.items() if row in self.rows},
        }


@dataclass(frozen=True, slots=True)
class IncidentNote:
    """An incident as far as a message tells it; codes of categories as in domain.md section 7."""

    category: str
    severity: str
    region_code: str | None = None
    tps_code: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The incident as `desk read` prints it."""
        return {
            "category": self.category,
            "region_code": self.region_code,
            "tps_code": self.tps_code,
            "severity": self.severity,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One short question that goes back to the sender.

    `code` is stable ("which_desa", "which_contest", "sum_mismatch", "unexplained_number", …);
    `options` are (answer shown, region/TPS/contest code it stands for), at most nine.
    `confirmable`: the reports are complete and BENAR records them as they were read.
    """

    code: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    confirmable: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything understood of one message."""

    kind: Kind
    outcome: Outcome
    reports: tuple[Report, ...] = ()
    findings: tuple[Finding, ...] = ()
    question: Question | None = None
    incident: IncidentNote | None = None
    spans: tuple[Span, ...] = ()
    reply: str = ""
    forwarded: bool = False

    def with_spans(self, spans: tuple[Span, ...]) -> Reading:
        """The same with other spans; written out, since every message passes here."""
        return Reading(
            self.kind,
            self.outcome,
            self.reports,
            self.findings,
            self.question,
            self.incident,
            spans,
            self.reply,
            self.forwarded,
        )

    def answered(self, reply: str) -> Reading:
        """The same with a reply; written out as well."""
        return Reading(
            self.kind,
            self.outcome,
            self.reports,
            self.findings,
            self.question,
            self.incident,
            self.spans,
            reply,
            self.forwarded,
        )

    def as_json(self) -> dict[str, Any]:
        """The reading as `desk read` prints it (without the message's id)."""
        row: dict[str, Any] = {
            "kind": self.kind.value,
            "outcome": self.outcome.value,
            "reports": [report.as_json() for report in self.reports],
            "findings": [
                finding.as_json()
                for finding in (*self.findings, *(f for report in self.reports for f in report.findings))
            ],
            "reply": self.reply,
        }
        if self.incident is not None:
            row["incident"] = self.incident.as_json()
        return row
