"""Lines of the plan of second entries as the page shows them, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deskpemilu.intake.entry_models import EntryPlan, FormEntry
from deskpemilu.intake.entry_queries import rule_of, withdrawn_versions
from deskpemilu.registry.models import Election
from deskpemilu.registry.queries import lexicon_of


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line: its row, in words, how many forms it asks for, how many are done and how many were equal."""

    row: EntryPlan
    contests: str
    areas: str
    forms: int
    done: int
    equal: int


def lines_of(election: Election, rows: Iterable[EntryPlan]) -> list[PlanLine]:
    """The lines with their progress."""
    lexicon = lexicon_of(election)
    short = dict(election.contests.values_list("code", "short"))
    seconds = FormEntry.objects.filter(
        contest__election=election, first__isnull=False, withdrawn_at=None
    ).exclude(first__in=withdrawn_versions())
    made = list(seconds.values_list("tps__code", "contest__code", "equal"))
    found = []
    for row in rows:
        rule = rule_of(row)
        wanted = {(tps, code) for tps in lexicon.tps for code in short if rule.holds(tps, code)}
        done = {(tps, code): bool(equal) for tps, code, equal in made if (tps, code) in wanted}
        names = [lexicon.regions[a].name if a in lexicon.regions else f"TPS {a}" for a in row.areas]
        found.append(
            PlanLine(
                row,
                ", ".join(short.get(code, code) for code in row.contests) or "semua pemilihan",
                ", ".join(names) or "seluruh wilayah",
                forms=len(wanted),
                done=len(done),
                equal=sum(done.values()),
            )
        )
    return found
