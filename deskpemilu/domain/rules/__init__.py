"""The rules of the form C.Hasil. Pure.

Comes in: a form and what is known of its TPS. Goes out: findings, each with a stable code, a weight,
a sentence that names both rows and both figures, and values by which a page marks the rows.
`check` looks at one form; `across.py` at the forms of one TPS, at words, sums and twins;
`neighbours.py` at the TPS of a desa. Every rule is
data and a function; RULES is the one registry, docs/rules.md is written from it. A rule speaks only
when every figure it needs is there.
"""

from __future__ import annotations

from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules.across import (
    ACROSS,
    check_contests,
    check_twins,
    check_words,
    compare_sums,
    enough_for_a_twin,
    far_twins,
)
from deskpemilu.domain.rules.attention import ATTENTION
from deskpemilu.domain.rules.base import Case, Rule, RuleText, finding_of
from deskpemilu.domain.rules.equality import EQUALITY
from deskpemilu.domain.rules.facts import TpsFacts, ballots_printed
from deskpemilu.domain.rules.figures import FIGURES, UNKNOWN_ROWS, all_whole
from deskpemilu.domain.rules.identities import FIXED, Identity, Ledger
from deskpemilu.domain.rules.labels import CHOICE, VOTES, label_of
from deskpemilu.domain.rules.limits import LIMITS
from deskpemilu.domain.rules.neighbours import NEIGHBOURS, check_neighbours
from deskpemilu.domain.rules.slips import Slip, Suspect, likely_slip

__all__ = [
    "ACROSS",
    "CHOICE",
    "FIXED",
    "NEIGHBOURS",
    "RULES",
    "VOTES",
    "Identity",
    "Rule",
    "RuleText",
    "Slip",
    "Suspect",
    "TpsFacts",
    "ballots_printed",
    "check",
    "check_contests",
    "check_neighbours",
    "check_twins",
    "check_words",
    "compare_sums",
    "enough_for_a_twin",
    "far_twins",
    "label_of",
    "likely_slip",
]

RULES: tuple[Rule, ...] = (*EQUALITY, *LIMITS, *ATTENTION, FIGURES, UNKNOWN_ROWS)
_COMPUTING = tuple(rule for rule in RULES if rule is not FIGURES)
_NOTHING = CountForm()


def check(form: CountForm, facts: TpsFacts) -> tuple[Finding, ...]:
    """Findings of every rule that the form's figures can decide, in the order of RULES.

    Never raises for figures that are not whole numbers: then only D4 speaks.
    """
    if not all_whole(form):
        case = Case(form, facts, Ledger(_NOTHING, facts))
        return tuple(finding_of(FIGURES, hit, facts) for hit in FIGURES.check(case))
    case = Case(form, facts, Ledger(form, facts))
    return tuple(finding_of(rule, hit, facts) for rule in _COMPUTING for hit in rule.check(case))
