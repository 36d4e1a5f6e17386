"""Reading what the entry screen needs: the paper, where a form stands for a clerk, second entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from deskpemilu.accounts.models import Person
from deskpemilu.domain.codes import DESA
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import check_words
from deskpemilu.domain.states import IN_VERIFIED, CountState, Generation
from deskpemilu.intake.book import book_of
from deskpemilu.intake.decide import REOPENED_BY_REPORT
from deskpemilu.intake.entry_models import EntryDraft, EntryLook, EntryPlan, FormEntry
from deskpemilu.intake.models import Count, Submission
from deskpemilu.intake.second import PlanRule, planned, wrong_boxes
from deskpemilu.intake.sheet import Paper, boxes_of, paper
from deskpemilu.registry import presets
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.registry.queries import lexicon_of

# States in which no version stands that a second entry could be held against.
NOTHING_STANDS = frozenset({CountState.MISSING, *REOPENED_BY_REPORT})
AT_WORK = timedelta(minutes=10)  # a draft touched since then: somebody is typing
CHUNK = 400


def form_of(election: Election) -> Sequence[Mapping[str, Any]]:
    """The rows of the election's form, in the order of its paper."""
    form: Sequence[Mapping[str, Any]] = election.settings.get("form") or ()
    if form:
        return form
    name = election.preset if election.preset in presets.names() else presets.names()[-1]
    shipped: Sequence[Mapping[str, Any]] = presets.load(name, election.area_id).settings["form"]
    return shipped


def paper_of(contest: Contest, tps_code: str) -> Paper:
    """The form of a TPS and contest. `contest` with its election."""
    ballot = lexicon_of(contest.election).contests[contest.code].choices_for(tps_code)
    return paper(form_of(contest.election), contest.code, ballot)


def findings_of(
    tps_code: str, contest: Contest, form: CountForm, words: Mapping[str, int]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What the rules say of a form; and A15, for the boxes whose words say another figure (`words`)."""
    book = book_of(contest.election)
    facts, figures = book.facts(tps_code, contest.code), boxes_of(form)
    spoken = [check_words(figures.get(name), said, name, facts) for name, said in words.items()]
    found = tuple(finding for finding in spoken if finding is not None)
    return book.check(tps_code, contest.code, form), found


def plan_rules(election_id: int) -> list[PlanRule]:
    """Living lines of the plan of second entries."""
    rows = EntryPlan.objects.filter(election_id=election_id, ended_at=None)
    return [rule_of(row) for row in rows]


def rule_of(row: EntryPlan) -> PlanRule:
    """A line of the plan as the pure code needs it."""
    return PlanRule(frozenset(row.contests), tuple(row.areas), row.percent, row.seed)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a form stands for the person who opens it.

    `current` is the version that stands, if any. `own`: this person gave it. `second`: an entry of
    this person would be the second one that the plan asks for, and the page shows nothing of the first.
    `looked`: they have looked at the first one, so that theirs checks nothing.
    """

    generation: Generation
    count: Count | None
    current: Submission | None
    own: bool
    in_plan: bool
    second: bool
    looked: bool = False


def standing_of(person: Person, tps: Tps, contest: Contest) -> Standing:
    """Where the form that counts now stands."""
    rows = Count.objects.filter(tps=tps, contest=contest, counts=True)
    count = rows.select_related("submission__message", "submission__reporter", "requested__message").first()
    in_plan = planned(plan_rules(contest.election_id), tps.code, contest.code)
    if count is None:
        return Standing(Generation.REGULER, None, None, own=False, in_plan=in_plan, second=False)
    stands = CountState(count.state) not in NOTHING_STANDS
    current = count.submission if stands else None
    own = current is not None and is_author(person, current)
    waits = in_plan and current is not None and not own and second_entry_missing(count)
    looked = waits and count.pk in _looked_at(person, [count.pk])
    return Standing(
        Generation(count.generation),
        count,
        current,
        own=own,
        in_plan=in_plan,
        second=waits and not looked,
        looked=looked,
    )


def entries_of(count: Count) -> QuerySet[FormEntry]:
    """What was typed of a form."""
    return FormEntry.objects.filter(
        tps_id=count.tps_id, contest_id=count.contest_id, generation=count.generation
    )


def withdrawn_versions() -> QuerySet[FormEntry, int]:
    """Ids of versions whose author took them back."""
    taken = FormEntry.objects.filter(withdrawn_at__isnull=False, person=F("submission__reporter"))
    return taken.values_list("submission_id", flat=True)


def versions_of(count: Count) -> QuerySet[Submission]:
    """All versions of a form."""
    return Submission.objects.filter(
        tps_id=count.tps_id, contest_id=count.contest_id, generation=count.generation
    )


def withdrawn_by(person: Person, count: Count) -> FormEntry | None:
    """What the person last took back of a form on which nothing stands since."""
    if CountState(count.state) is not CountState.MISSING:
        return None
    rows = entries_of(count).filter(person=person, withdrawn_at__isnull=False).select_related("submission")
    return rows.order_by("-withdrawn_at", "-pk").first()


def is_author(person: Person, version: Submission) -> bool:
    """Whether the person gave these figures, or has typed them once already."""
    if version.reporter_id == person.pk:
        return True
    return FormEntry.objects.filter(submission=version, person=person, withdrawn_at=None).exists()


def second_entry_missing(count: Count) -> bool:
    """Whether the plan asks for a second entry of this form and none speaks of the version that stands."""
    return count.pk in missing_second([count])


def missing_second(counts: Iterable[Count], *, chosen: Mapping[int, int] | None = None) -> set[int]:
    """Ids of the counts that wait for a second entry (with tps and contest). Three statements, not one each.

    `chosen`: the version that somebody is about to vouch for, by count id, where it is not the one
    that stands. A version is entered twice when a second entry equalled it, or when it is one of two
    that differ (then a person decides between them), or when a third person typed it to settle such
    a difference.
    """
    rows = [count for count in counts if (chosen or {}).get(count.pk) or count.submission_id]
    rules: dict[int, list[PlanRule]] = {}
    wanted: dict[int, int] = {}
    for count in rows:
        election = count.contest.election_id
        if election not in rules:
            rules[election] = plan_rules(election)
        if planned(rules[election], count.tps.code, count.contest.code):
            wanted[count.pk] = (chosen or {}).get(count.pk) or count.submission_id or 0
    return _once_only(wanted)


def _once_only(wanted: Mapping[int, int]) -> set[int]:
    """Counts whose version (by count id) was entered once only. Three statements at most."""
    twice = _entered_twice(set(wanted.values()))
    left = {pk: version for pk, version in wanted.items() if version not in twice}
    settled = _settled(set(left.values())) if left else frozenset()
    return {pk for pk, version in left.items() if version not in settled}


def _entered_twice(versions: set[int]) -> set[int]:
    """Versions that a second entry equalled, or that stand beside one that differs."""
    seconds = FormEntry.objects.filter(first__isnull=False, withdrawn_at=None)
    seconds = seconds.exclude(first__in=withdrawn_versions())
    if len(versions) <= CHUNK:
        seconds = seconds.filter(Q(first__in=versions) | Q(submission__in=versions))
    found: set[int] = set()
    for first, second, equal in seconds.values_list("first_id", "submission_id", "equal"):
        # A second entry that only left boxes blank became no version: nobody can choose it.
        if equal or first != second:
            found |= {first, second}
    return found


def _settled(versions: set[int]) -> set[int]:
    """Versions typed by a third person after two entries had differed."""
    rows = Submission.objects.filter(origin="correction", message=None)
    if len(versions) <= CHUNK:
        rows = rows.filter(pk__in=versions)
    fields = ("pk", "reporter_id", "created_at", "tps_id", "contest_id", "generation")
    typed = [row for row in rows.values_list(*fields) if row[0] in versions]
    if not typed:
        return set()
    unequal: dict[tuple[int, int, str], list[tuple[datetime, UUID, UUID | None]]] = defaultdict(list)
    entries = FormEntry.objects.filter(equal=False, withdrawn_at=None).exclude(first__in=withdrawn_versions())
    if len(typed) <= CHUNK:
        entries = entries.filter(tps__in={row[3] for row in typed})
    for entry in entries.select_related("first"):
        first = entry.first.reporter_id if entry.first else None
        form = (entry.tps_id, entry.contest_id, entry.generation)
        unequal[form].append((entry.at, entry.person_id, first))
    found: set[int] = set()
    for pk, reporter, at, tps, contest, generation in typed:
        before = [pair for pair in unequal[tps, contest, generation] if pair[0] <= at]
        authors = {author for _, second, first in before for author in (second, first)}
        if authors and reporter not in authors:
            found.add(pk)
    return found


def waiting_seconds(
    person: Person,
    election: Election,
    areas: Sequence[str],
    *,
    inside: str = "",
    tps_ids: Collection[int] | None = None,
) -> list[int]:
    """Ids of the counts in somebody's areas that wait for a second entry by them, in the order of their
    places; only inside a region or TPS (code), or of these TPS. Six statements however many there are."""
    rules = plan_rules(election.pk)
    if not rules:
        return []
    rows = _in_areas(Count.objects.filter(contest__election=election, counts=True), areas)
    rows = _in_areas(rows, [inside])
    if tps_ids is not None:
        rows = rows.filter(tps_id__in=tps_ids)
    rows = rows.exclude(state__in=[state.value for state in (*NOTHING_STANDS, CountState.LOCKED)])
    rows = rows.filter(tps__closed_at=None, submission__isnull=False).exclude(submission__reporter=person)
    fields = rows.order_by("tps__code", "contest__order").values_list(
        "pk", "submission_id", "tps__code", "contest__code"
    )
    wanted = {pk: version for pk, version, tps, contest in fields if planned(rules, tps, contest)}
    missing = _once_only(wanted)
    mine = FormEntry.objects.filter(person=person, withdrawn_at=None)
    own = set(mine.values_list("submission_id", flat=True))
    looked = _looked_at(person, missing) if missing else set()
    return [pk for pk, version in wanted.items() if pk in missing - looked and version not in own]


def _looked_at(person: Person, counts: Collection[int]) -> set[int]:
    """Those of the counts whose first entry this person has looked at."""
    looks = EntryLook.objects.filter(person=person)
    forms = set(looks.values_list("tps_id", "contest_id", "generation"))
    rows = Count.objects.filter(tps__in={tps for tps, _, _ in forms})
    found = rows.values_list("pk", "tps_id", "contest_id", "generation")
    return {pk for pk, *form in found if pk in counts and tuple(form) in forms}


def shown_counts(ids: Sequence[int]) -> list[Count]:
    """These counts with their places, in the same order."""
    found = Count.objects.select_related("tps__desa__parent", "contest").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def _in_areas(rows: QuerySet[Count], areas: Sequence[str]) -> QuerySet[Count]:
    wanted = Q(pk__in=[])
    for area in areas:
        if not area:
            return rows
        field_name = "desa_code" if len(area) <= DESA else "tps__code"
        wanted |= Q(**{f"{field_name}__startswith": area})
    return rows.filter(wanted)


def draft_of(person: Person, tps: Tps, contest: Contest, generation: Generation) -> EntryDraft | None:
    """What the person has typed of a form and not yet sent."""
    return EntryDraft.objects.filter(
        person=person, tps=tps, contest=contest, generation=generation.value
    ).first()


def at_work(
    person: Person, tps: Tps, contest: Contest, generation: Generation, now: datetime
) -> list[tuple[str, datetime]]:
    """Others who are typing the same form now: name, and when they last typed."""
    rows = EntryDraft.objects.filter(
        tps=tps, contest=contest, generation=generation.value, changed_at__gte=now - AT_WORK
    )
    found = rows.exclude(person=person).order_by("-changed_at")
    return list(found.values_list("person__name", "changed_at"))


@dataclass(slots=True)
class ClerkErrors:
    """How somebody's typing held: forms and boxes typed; of forms that were verified since, boxes
    checked and boxes wrong; second entries made and how many were equal; median seconds a form."""

    person_id: UUID
    name: str
    forms: int = 0
    boxes: int = 0
    checked: int = 0
    wrong: int = 0
    seconds_made: int = 0
    seconds_equal: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float | None:
        """Wrong boxes per checked box; None before anything was verified."""
        return self.wrong / self.checked if self.checked else None

    @property
    def median_seconds(self) -> float | None:
        """Median time from the first figure to sending."""
        return median(self.times) if self.times else None


def entry_errors(election: Election, areas: Sequence[str] = ("",)) -> list[ClerkErrors]:
    """Per clerk, what was typed in the entry screen and what of it did not stand. Two statements.

    A box is wrong where the verified (or locked) version holds another figure. Clerks in the order
    of their names.
    """
    finals: dict[tuple[int, int, str], dict[str, int]] = {}
    verified = Count.objects.filter(
        contest__election=election, state__in=[state.value for state in IN_VERIFIED]
    ).select_related("submission")
    entries = FormEntry.objects.filter(contest__election=election, withdrawn_at=None)
    if "" not in areas:
        entries = entries.filter(_tps_in(areas))
    verified = verified.filter(tps_id__in=entries.values("tps_id"))
    for count in verified.iterator(chunk_size=1000):
        if count.submission is not None:
            finals[count.tps_id, count.contest_id, count.generation] = _figures(count.submission)
    found: dict[UUID, ClerkErrors] = {}
    for entry in entries.select_related("person", "submission").order_by("id").iterator(chunk_size=1000):
        clerk = found.setdefault(entry.person_id, ClerkErrors(entry.person_id, entry.person.name))
        _count_entry(clerk, entry, finals.get((entry.tps_id, entry.contest_id, entry.generation)))
    return sorted(found.values(), key=lambda clerk: clerk.name)


def _tps_in(areas: Sequence[str]) -> Q:
    wanted = Q(pk__in=[])
    for area in areas:
        wanted |= Q(tps__code__startswith=area)
    return wanted


def _count_entry(clerk: ClerkErrors, entry: FormEntry, final: Mapping[str, int] | None) -> None:
    clerk.forms += 1
    clerk.boxes += entry.boxes
    clerk.times.append((entry.at - entry.started_at).total_seconds())
    if entry.first_id is not None:
        clerk.seconds_made += 1
        clerk.seconds_equal += bool(entry.equal)
    if final is not None:
        typed = entry.typed if entry.typed is not None else _figures(entry.submission)
        clerk.checked += sum(1 for name in typed if name in final)
        clerk.wrong += wrong_boxes(typed, final)


def _figures(version: Submission) -> dict[str, int]:
    return boxes_of(CountForm(rows=version.rows, votes=version.votes))


def entered_tps(contest: Contest, prefix: str) -> dict[str, set[str]]:
    """Codes of the TPS whose form was typed here, with the generations. One statement."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = FormEntry.objects.filter(contest=contest, tps__code__startswith=prefix, withdrawn_at=None)
    for code, generation in rows.values_list("tps__code", "generation"):
        found[code].add(generation)
    return found
