"""What a rule is: data (code, title, weight, source, sentence) and a pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules.facts import TpsFacts
from deskpemilu.domain.rules.identities import Ledger
from deskpemilu.domain.rules.labels import label_of
from deskpemilu.domain.rules.slips import Suspect


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule looks at: the form, the facts of its TPS, and the identities evaluated once."""

    form: CountForm
    facts: TpsFacts
    ledger: Ledger

    def row(self, name: str) -> int | None:
        """A row's figure, None where it is blank."""
        return self.form.rows.get(name)

    @property
    def dpt(self) -> int | None:
        """The DPT of the form, else of the register."""
        written = self.form.rows.get("pemilih_dpt_j")
        return self.facts.dpt if written is None else written


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule is broken.

    `left` is the row that is written, `right` the rows it is held against (one or a sum);
    `written` and `computed` are the two figures. `words` fills further places of the sentence;
    `severity` and `sentence` replace the rule's own where the place weighs or reads differently.
    """

    left: str
    right: tuple[str, ...]
    written: int
    computed: int
    suspect: Suspect | None = None
    words: tuple[tuple[str, str], ...] = ()
    severity: Severity | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class RuleText:
    """What people read of a rule: stable code, title, weight, law or source, sentence.

    The sentence is a template with {left}, {right} (rows in words), {written}, {computed} and the
    words of the hit.
    """

    code: str
    title: str
    severity: Severity
    source: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Rule(RuleText):
    """A rule that one form decides: its text, its pure check, and when a hit weighs otherwise."""

    check: Callable[[Case], Iterable[Hit]]
    also: str = ""


def finding_of(rule: RuleText, hit: Hit, facts: TpsFacts, **values: object) -> Finding:
    """A hit as a finding: the sentence filled in, rows and figures (and `values`) as values."""
    words = dict(hit.words)
    words.setdefault("left", label_of(hit.left, facts.contest, facts.labels))
    words.setdefault("right", " + ".join(label_of(row, facts.contest, facts.labels) for row in hit.right))
    text = (hit.sentence or rule.sentence).format(written=hit.written, computed=hit.computed, **words)
    suspect = hit.suspect
    if suspect is not None:
        name = label_of(suspect.row, facts.contest, facts.labels)
        text += f" Kemungkinan salah tulis: {name} {suspect.written}, semestinya {suspect.right}."
    return Finding(
        code=rule.code,
        severity=hit.severity or rule.severity,
        text=text,
        values={
            "rows": [hit.left, *hit.right],
            "written": hit.written,
            "computed": hit.computed,
            "suspect": suspect.row if suspect else None,
            **({"suspect_right": suspect.right} if suspect else {}),
            **values,
        },
    )
