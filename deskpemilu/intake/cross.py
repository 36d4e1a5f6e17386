"""Findings that a form has only beside others, kept in a table of their own.

A13 holds the contests of one TPS together, D10 and D10b look for the same figures twice, D11 to D13 hold
a TPS against its desa. They depend on forms that come and go, so they are not part of a version: after
every change the forms concerned are compared anew (`tally.totals.resum` calls `refresh` with the forms it
has loaded for the sums), and only what is different is written. Nothing here ever blocks a count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import (
    TpsFacts,
    check_contests,
    check_neighbours,
    check_twins,
    enough_for_a_twin,
    far_twins,
)
from deskpemilu.domain.states import CountState
from deskpemilu.intake.models import Count, CrossFinding
from deskpemilu.registry.models import Contest

CHUNK = 400
Touched = tuple[int, str]  # contest id, desa code
# Forms that say nothing about the others: not there, sent back, or of no TPS at all.
_SILENT = frozenset({CountState.MISSING, CountState.RETURNED, CountState.REJECTED})
_COLUMNS = (
    "pk",
    "tps_id",
    "contest_id",
    "desa_code",
    "state",
    "changed_at",
    "submission__figures",
    "submission__votes",
    "submission__rows",
    "tps__code",
    "tps__dpt_l",
    "tps__dpt_p",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A count that is shown and its figures, as sums and comparisons need it."""

    count_id: int
    tps_id: int
    contest_id: int
    desa_code: str
    state: CountState
    changed_at: datetime
    figures: str
    votes: dict[str, int]
    rows: dict[str, int]
    tps_code: str
    dpt_l: int | None
    dpt_p: int | None

    @property
    def form(self) -> CountForm:
        """Its figures."""
        return CountForm(rows=self.rows, votes=self.votes)

    @property
    def dpt(self) -> int | None:
        """Registered voters, None where unknown."""
        return None if self.dpt_l is None or self.dpt_p is None else self.dpt_l + self.dpt_p

    @property
    def speaks(self) -> bool:
        """Whether it may be compared with others."""
        return self.state not in _SILENT


def shown_in(touched: Iterable[Touched]) -> list[Shown]:
    """The counts that count in these contests and desa, with their figures."""
    by_contest: dict[int, list[str]] = defaultdict(list)
    for contest_id, code in touched:
        by_contest[contest_id].append(code)
    found: list[Shown] = []
    for contest_id, codes in by_contest.items():
        for at in range(0, len(codes), CHUNK):
            rows = _counting().filter(contest_id=contest_id, desa_code__in=codes[at : at + CHUNK])
            found += map(_shown, rows.values_list(*_COLUMNS))
    return found


def _shown(row: Any) -> Shown:
    pk, tps_id, contest_id, desa, state, *rest = row
    return Shown(pk, tps_id, contest_id, desa, CountState(state), *rest)


def _counting() -> Any:
    return Count.objects.filter(counts=True, submission__isnull=False)


@dataclass(slots=True)
class _Found:
    """Findings by count, and the moment since when the forms compared have been as they are."""

    now: dict[tuple[int, str], tuple[Finding, datetime]] = field(default_factory=dict)

    def add(self, count_id: int, finding: Finding, since: datetime) -> None:
        self.now.setdefault((count_id, finding.code), (finding, since))


def refresh(
    touched: Collection[Touched], shown: Sequence[Shown], tps_ids: Collection[int] | None = None
) -> None:
    """Compare the forms of the touched desa anew and write what is different.

    `shown`: `shown_in(touched)`. `tps_ids`: the TPS whose forms changed, None where that is not known.
    """
    if not touched:
        return
    contests = _contests({contest_id for contest_id, _ in touched})
    speaking = [row for row in shown if row.speaks]
    held = _held(touched, contests)
    # A form that no longer counts is not shown; what is kept of it, or names it, is looked at all the same.
    known = {row.tps_id for row in shown} | {row.count.tps_id for row in held}
    focus = known if tps_ids is None else set(tps_ids)
    found = _Found()
    _within_desa(speaking, contests, found)
    if len(contests) > 1:
        _between_contests(focus, contests, found)
    far = _far(speaking, focus, held, contests, found)
    _write(found, [row for row in held if _is_judged(row, touched, focus)] + far)


def _contests(touched: set[int]) -> dict[int, str]:
    """Code by id of the contests of the elections that these belong to, in ballot order."""
    rows = Contest.objects.filter(election__contests__in=touched).order_by("order")
    return dict(rows.values_list("pk", "code").distinct())


def _held(touched: Collection[Touched], contests: Mapping[int, str]) -> list[CrossFinding]:
    """Findings that are kept for the touched desa, of all contests."""
    codes = sorted({code for _, code in touched})
    rows: list[CrossFinding] = []
    for at in range(0, len(codes), CHUNK):
        rows += CrossFinding.objects.filter(
            count__contest_id__in=contests, count__desa_code__in=codes[at : at + CHUNK]
        ).select_related("count")
    return rows


def _is_judged(row: CrossFinding, touched: Collection[Touched], focus: set[int]) -> bool:
    """Whether this run has looked at what a kept finding is about; the others stay as they are."""
    if row.code in _CONTESTS:
        return row.count.tps_id in focus
    in_desa = (row.count.contest_id, row.count.desa_code) in touched
    return in_desa and (row.code != _FAR or row.count.tps_id in focus)


_CONTESTS = frozenset({"A13", "A13b"})
_FAR = "D10b"


def _within_desa(shown: Sequence[Shown], contests: Mapping[int, str], found: _Found) -> None:
    groups: dict[Touched, list[Shown]] = defaultdict(list)
    for row in shown:
        groups[row.contest_id, row.desa_code].append(row)
    for (contest_id, _), rows in groups.items():
        if len(rows) < 2:
            continue
        facts = TpsFacts(contest=contests[contest_id])
        forms = {row.tps_code: row.form for row in rows}
        ids = {row.tps_code: row.count_id for row in rows}
        since = max(row.changed_at for row in rows)
        legislative = CONTESTS[facts.contest].legislative
        dpt = {row.tps_code: row.dpt for row in rows}
        for findings in (
            check_twins(forms, facts),
            check_neighbours(forms, dpt, facts, shares=not legislative),
        ):
            for code, several in findings.items():
                for finding in several:
                    found.add(ids[code], finding, since)


def _between_contests(focus: set[int], contests: Mapping[int, str], found: _Found) -> None:
    by_tps: dict[int, dict[str, tuple[int, CountForm, datetime]]] = defaultdict(dict)
    ids = sorted(focus)
    silent = [state.value for state in _SILENT]
    for at in range(0, len(ids), CHUNK):
        rows = _counting().filter(tps_id__in=ids[at : at + CHUNK]).exclude(state__in=silent)
        for pk, tps_id, contest_id, changed, figures in rows.values_list(
            "pk", "tps_id", "contest_id", "changed_at", "submission__rows"
        ):
            if contest_id in contests:
                by_tps[tps_id][contests[contest_id]] = (pk, CountForm(rows=figures, votes={}), changed)
    order = {code: at for at, code in enumerate(contests.values())}
    for there in by_tps.values():
        if len(there) < 2:
            continue
        forms = {code: there[code][1] for code in sorted(there, key=order.__getitem__)}
        for finding in check_contests(forms, TpsFacts()):
            contest = finding.values["contests"][0]
            found.add(there[contest][0], finding, max(changed for _, _, changed in there.values()))


def _far(
    shown: Sequence[Shown],
    focus: set[int],
    held: Sequence[CrossFinding],
    contests: Mapping[int, str],
    found: _Found,
) -> list[CrossFinding]:
    """The same form in another desa; gives kept findings of TPS elsewhere that are judged with it.

    Only the changed forms are looked for, and the TPS that were twins of what they were before.
    """
    changed = [row for row in shown if row.tps_id in focus and enough_for_a_twin(row.form)]
    before = [row for row in held if row.code == _FAR and row.count.tps_id in focus]
    elsewhere = _partners(before, contests)
    kept = Count.objects.filter(pk__in=[row.count_id for row in elsewhere]) if elsewhere else None
    figures = {row.figures for row in changed}
    figures |= set(kept.values_list("submission__figures", flat=True)) if kept is not None else set()
    among = {row.contest_id for row in changed} | {row.count.contest_id for row in before}
    groups = _alike(figures - {"", None}, among)
    forms = {(row.contest_id, row.figures): row.form for row in changed}
    return elsewhere + _name_far(groups, forms, contests, found)


def _partners(before: Sequence[CrossFinding], contests: Mapping[int, str]) -> list[CrossFinding]:
    """What is kept of the TPS that these findings name."""
    codes = {code for row in before for code in row.values.get("tps", ())}
    if not codes:
        return []
    rows = CrossFinding.objects.filter(
        code=_FAR, count__contest_id__in=contests, count__tps__code__in=sorted(codes)
    )
    return list(rows.select_related("count"))


_Groups = dict[tuple[int, str], list[tuple[int, str, datetime]]]


def _alike(figures: set[str], contest_ids: set[int]) -> _Groups:
    """Counts with these figures, (id, TPS code, changed at) by contest and figures."""
    groups: _Groups = defaultdict(list)
    wanted = sorted(figures)
    for at in range(0, len(wanted), CHUNK):
        rows = _counting().filter(
            submission__contest_id__in=contest_ids, submission__figures__in=wanted[at : at + CHUNK]
        )
        for pk, contest_id, figure, state, code, changed in rows.values_list(
            "pk", "contest_id", "submission__figures", "state", "tps__code", "changed_at"
        ):
            if CountState(state) not in _SILENT:
                groups[contest_id, figure].append((pk, code, changed))
    return groups


def _name_far(
    groups: _Groups,
    forms: Mapping[tuple[int, str], CountForm],
    contests: Mapping[int, str],
    found: _Found,
) -> list[CrossFinding]:
    """Note the twins; gives the findings that their counts have now."""
    ids: list[int] = []
    for (contest_id, figure), members in groups.items():
        if len({code[:-3] for _, code, _ in members}) < 2:
            continue
        form = forms.get((contest_id, figure)) or _form_of(members[0][0])
        named = far_twins([code for _, code, _ in members], form, TpsFacts(contest=contests[contest_id]))
        since = max(at for _, _, at in members)
        for pk, code, _ in members:
            if code in named:
                found.add(pk, named[code], since)
                ids.append(pk)
    return list(CrossFinding.objects.filter(code=_FAR, count_id__in=ids)) if ids else []


def _form_of(count_id: int) -> CountForm:
    votes, rows = Count.objects.values_list("submission__votes", "submission__rows").get(pk=count_id)
    return CountForm(rows=rows, votes=votes)


def _write(found: _Found, held: Iterable[CrossFinding]) -> None:
    """Make the kept findings those that were found; what is the same stays, with its time."""
    there = {(row.count_id, row.code): row for row in held}
    same = {key for key, row in there.items() if key in found.now and found.now[key][0].text == row.text}
    gone = [row.pk for key, row in there.items() if key not in same]
    for at in range(0, len(gone), CHUNK):
        CrossFinding.objects.filter(pk__in=gone[at : at + CHUNK]).delete()
    CrossFinding.objects.bulk_create(
        [
            CrossFinding(
                count_id=count_id,
                code=finding.code,
                severity=finding.severity.value,
                text=finding.text,
                values=dict(finding.values),
                since=since,
            )
            for (count_id, code), (finding, since) in found.now.items()
            if (count_id, code) not in same
        ],
        batch_size=CHUNK,
    )


def cross_findings(count_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Findings across forms of these counts, each as a version keeps its own: code, severity, text,
    values; also `since`. One statement for every 400 counts; counts without any are not in it."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    ids = sorted(set(count_ids))
    for at in range(0, len(ids), CHUNK):
        rows = CrossFinding.objects.filter(count_id__in=ids[at : at + CHUNK]).order_by("count_id", "code")
        for row in rows:
            found[row.count_id].append(
                {
                    "code": row.code,
                    "severity": row.severity,
                    "text": row.text,
                    "values": row.values,
                    "since": row.since,
                }
            )
    return dict(found)
