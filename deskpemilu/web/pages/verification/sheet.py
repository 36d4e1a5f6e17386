"""The form of one TPS as a page shows it: rows, the sums beside them, what is broken. Pure.

Comes in: figures by row name, the ballot, findings as stored. Goes out: sections of rows, each with
the figure, the earlier figure where it differed, the sum that stands beside it, and whether a rule
names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deskpemilu.domain.contests import CONTESTS, choice_order
from deskpemilu.domain.findings import Severity
from deskpemilu.domain.form import ROW_NAMES, CountForm
from deskpemilu.domain.rules.labels import CHOICE, VOTES, label_of
from deskpemilu.registry.lexicon import ChoiceEntry
from deskpemilu.verification.queue import COMPUTED, telling
from deskpemilu.web.pages.inbox.bubble import tint_of

SUMS = ("suara_sah", "suara_tidak_sah", "suara_total")
_VOTERS = tuple(name for name in ROW_NAMES if name.startswith(("pemilih_", "pengguna_", "disabilitas_")))
_BALLOTS = tuple(name for name in ROW_NAMES if name.startswith("surat_"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the form. `name` is a row name or `choice:<key>`.

    `before` is the figure of the version compared with (only where it differs); `beside` the sum that
    ought to equal the figure; `fits` whether it does.
    """

    name: str
    label: str
    figure: int | None
    tint: str
    detail: str = ""
    before: int | None = None
    changed: bool = False
    broken: bool = False
    beside: int | None = None
    beside_label: str = ""

    @property
    def fits(self) -> bool:
        """Whether the sum beside it equals the figure (or there is nothing to compare)."""
        return self.beside is None or self.figure is None or self.beside == self.figure


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading of the form."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole form, and the findings on it in words."""

    sections: tuple[Section, ...]
    findings: tuple[Mapping[str, Any], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, from top to bottom."""
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def telling(self) -> tuple[Mapping[str, Any], ...]:
        """Findings to read before vouching."""
        return tuple(telling(self.findings))

    @property
    def computed(self) -> tuple[Mapping[str, Any], ...]:
        """Sums that nobody wrote and that were worked out."""
        return tuple(finding for finding in self.findings if finding["code"] in COMPUTED)


def sheet(
    form: CountForm,
    ballot: Sequence[ChoiceEntry],
    contest: str,
    findings: Sequence[Mapping[str, Any]] = (),
    *,
    before: CountForm | None = None,
) -> Sheet:
    """The form of a version, compared with an earlier one if given."""
    maker = _Maker(form, contest, _named_rows(findings), before)
    names = {choice.key: choice for choice in ballot}
    keys = _keys(names, form, before)
    voters = [maker.row(name) for name in _VOTERS if maker.has(name)]
    ballots = [maker.row(name) for name in _BALLOTS if maker.has(name)]
    votes = [maker.choice(key, names.get(key)) for key in keys]
    sums = [maker.row(name) for name in SUMS]
    sections = (("Pemilih", voters), ("Surat suara", ballots), ("Perolehan suara", votes), ("Jumlah", sums))
    weighty = sorted(findings, key=lambda finding: list(Severity).index(Severity(finding["severity"])))
    return Sheet(tuple(Section(title, tuple(rows)) for title, rows in sections if rows), tuple(weighty))


def _keys(names: Iterable[str], form: CountForm, before: CountForm | None) -> list[str]:
    """Lines to show: parties (or pairs) of the ballot, and every candidate that has a figure."""
    stated = {*form.votes, *(before.votes if before else {})}
    return sorted({key for key in names if "." not in key} | stated, key=choice_order)


def _named_rows(findings: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Rows that a finding above INFO names."""
    named: set[str] = set()
    for finding in findings:
        if finding["severity"] != Severity.INFO.value:
            named.update(finding.get("values", {}).get("rows", ()))
    return frozenset(named)


@dataclass(frozen=True, slots=True)
class _Maker:
    form: CountForm
    contest: str
    named: frozenset[str]
    before: CountForm | None

    def has(self, name: str) -> bool:
        return name in self.form.rows or (self.before is not None and name in self.before.rows)

    def row(self, name: str) -> Row:
        figure = self.form.rows.get(name)
        old = self.before.rows.get(name) if self.before else None
        beside, beside_label = self._beside(name)
        return Row(
            name=name,
            label=label_of(name, self.contest),
            figure=figure,
            tint=tint_of(f"row:{name}"),
            before=old,
            changed=self.before is not None and old != figure,
            broken=name in self.named,
            beside=beside,
            beside_label=beside_label,
        )

    def choice(self, key: str, entry: ChoiceEntry | None) -> Row:
        figure = self.form.votes.get(key)
        old = self.before.votes.get(key) if self.before else None
        legislative = CONTESTS[self.contest].legislative
        label = key if not legislative else label_of(CHOICE + key, self.contest)
        return Row(
            name=CHOICE + key,
            label=label.zfill(2) if key.isdigit() and not legislative else label,
            figure=figure,
            tint=tint_of(f"choice:{key}"),
            detail=_name(entry),
            before=old,
            changed=self.before is not None and old != figure,
            broken=CHOICE + key in self.named or VOTES in self.named,
        )

    def _beside(self, name: str) -> tuple[int | None, str]:
        rows = self.form.rows
        if name == "suara_sah" and self.form.votes:
            return self.form.votes_sum, "jumlah perolehan"
        if name == "suara_total" and {"suara_sah", "suara_tidak_sah"} <= rows.keys():
            return rows["suara_sah"] + rows["suara_tidak_sah"], "sah + tidak sah"
        return None, ""


def _name(entry: ChoiceEntry | None) -> str:
    if entry is None:
        return "tidak ada pada surat suara"
    return entry.party if entry.party and "." not in entry.key and not entry.name else entry.name
