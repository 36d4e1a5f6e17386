"""A16: what the TPS of a region add up to here, beside the sum that the source states for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deskpemilu.domain.codes import TPS
from deskpemilu.domain.contests import CONTESTS, party_of
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import CountForm, party_of_sum_row, party_sum_row
from deskpemilu.domain.rules import TpsFacts, compare_sums
from deskpemilu.domain.rules.labels import CHOICE
from deskpemilu.exchange.beside import Mine, Theirs


@dataclass(frozen=True, slots=True)
class SumRow:
    """A region: TPS here, TPS in all, and what differs (A16), each written there and computed here.

    `within`: the same for the source's own TPS: its sum is not what its TPS add up to.
    """

    code: str
    here: int
    tps: int
    findings: Sequence[Finding]
    within: Sequence[Finding]

    @property
    def complete(self) -> bool:
        """Whether all TPS of the region are here: before that a difference proves nothing."""
        return self.here >= self.tps

    def as_json(self) -> dict[str, Any]:
        """As `desk compare` prints it."""
        return {
            "code": self.code,
            "tps_in": self.here,
            "tps_total": self.tps,
            "complete": self.complete,
            "findings": [each.as_json() for each in self.findings],
            "within": [each.as_json() for each in self.within],
        }


def compare_regions(
    contest: str,
    sums: Mapping[str, Theirs],
    mine: Mapping[str, Mine],
    theirs: Mapping[str, Theirs],
    tps: Sequence[str],
) -> list[SumRow]:
    """One row for each region of which the source states a sum. `tps`: codes of all TPS."""
    rows = []
    for code, stated in sorted(sums.items()):
        all_tps = [each for each in tps if each.startswith(code)]
        forms = [mine[each].form for each in all_tps if each in mine]
        parts = [each.form for key, each in theirs.items() if len(key) == TPS and key.startswith(code)]
        facts = TpsFacts(contest=contest)
        complete = len(parts) >= len(all_tps)
        rows.append(
            SumRow(
                code=code,
                here=len(forms),
                tps=len(all_tps),
                findings=compare_sums(_summable(forms, stated.form, contest), stated.form, facts),
                within=compare_sums(_summable(parts, stated.form, contest), stated.form, facts)
                if complete and parts
                else (),
            )
        )
    return rows


def _summable(forms: Sequence[CountForm], stated: CountForm, contest: str) -> list[CountForm]:
    legislative = CONTESTS[contest].legislative
    return [_filled(form, stated, legislative=legislative) for form in forms]


def _filled(form: CountForm, stated: CountForm, *, legislative: bool) -> CountForm:
    """A blank choice has no votes, a party's sum is that of its votes; another blank row stays unknown."""
    votes = {key: form.votes.get(key, 0) for key in stated.votes}
    sums: dict[str, int] = {}
    if legislative:
        sums = dict.fromkeys((row for row in stated.rows if party_of_sum_row(row)), 0)
        for key, figure in form.votes.items():
            row = party_sum_row(party_of(key))
            sums[row] = sums.get(row, 0) + figure
    return CountForm({**sums, **form.rows}, votes)


def figure_of(finding: Finding) -> str:
    """Choice key or row name that a finding of A16 speaks of."""
    return str(finding.values["rows"][0]).removeprefix(CHOICE)
