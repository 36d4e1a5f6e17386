"""Lines of the plan of second entries as the page shows them, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deskpemilu.accounts.access import Access
from deskpemilu.intake.entry import PLANNERS, may_plan
from deskpemilu.intake.entry_models import EntryPlan, FormEntry
from deskpemilu.intake.entry_queries import rule_of, withdrawn_versions
from deskpemilu.registry.models import Election
from deskpemilu.registry.queries import lexicon_of


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line: its row, in words, how many forms it asks for (in the reader's places), how many are done and
    how many were equal; whether the reader may end it."""

    row: EntryPlan
    contests: str
    areas: str
    forms: int
    done: int
    equal: int
    may_end: bool


def lines_of(access: Access, election: Election, rows: Iterable[EntryPlan]) -> list[PlanLine]:
    """The lines about the reader's places, with their progress there."""
    lexicon = lexicon_of(election)
    mine = tuple({area for act in PLANNERS for area in access.areas(act)})
    stations = [code for code in lexicon.tps if code.startswith(mine)]
    short = dict(election.contests.values_list("code", "short"))
    seconds = FormEntry.objects.filter(
        contest__election=election, first__isnull=False, withdrawn_at=None
    ).exclude(first__in=withdrawn_versions())
    made = list(seconds.values_list("tps__code", "contest__code", "equal"))
    found = []
    for row in rows:
        rule = rule_of(row)
        if row.areas and not any(_overlap(area, own) for area in row.areas for own in mine):
            continue
        wanted = {(tps, code) for tps in stations for code in short if rule.holds(tps, code)}
        done = {(tps, code): bool(equal) for tps, code, equal in made if (tps, code) in wanted}
        shown = [area for area in row.areas if any(_overlap(area, own) for own in mine)]
        names = [lexicon.regions[a].name if a in lexicon.regions else f"TPS {a}" for a in shown]
        names += [f"dan {len(row.areas) - len(shown)} wilayah lain"] if len(shown) < len(row.areas) else []
        found.append(
            PlanLine(
                row,
                ", ".join(short.get(code, code) for code in row.contests) or "semua pemilihan",
                ", ".join(names) or "seluruh wilayah",
                forms=len(wanted),
                done=len(done),
                equal=sum(done.values()),
                may_end=may_plan(access, election, row.areas),
            )
        )
    return found


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
