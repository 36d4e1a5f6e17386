"""Reading what waits for a camat, and everything about one form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from deskpemilu.domain.codes import DESA
from deskpemilu.domain.findings import Severity
from deskpemilu.domain.states import CountState
from deskpemilu.intake.models import Count, CrossFinding, Submission
from deskpemilu.registry.models import Election
from deskpemilu.verification.models import Act, Recall
from deskpemilu.verification.queue import Next, Waiting, order, telling
from deskpemilu.verification.workflow import OPEN_STATES, mark

OPEN, REQUESTED, RECALL = "", "request", "recall"
# What the state filter offers, with the words of the page.
STATE_FILTERS: tuple[tuple[str, str], ...] = (
    (OPEN, "perlu diputuskan"),
    (CountState.HELD.value, "ditahan"),
    (CountState.CONFLICT.value, "dua laporan berbeda"),
    (CountState.DISPUTED.value, "dipersoalkan"),
    (REQUESTED, "permintaan perubahan"),
    (RECALL, "penarikan diminta"),
    (CountState.RECEIVED.value, "diterima"),
    (CountState.RETURNED.value, "dikembalikan"),
    (CountState.VERIFIED.value, "diverifikasi"),
    (CountState.LOCKED.value, "dikunci"),
    (CountState.REJECTED.value, "ditolak"),
)
_RECALL_ASKED = Exists(Recall.objects.filter(count=OuterRef("pk"), decided_at=None))
_WAITING = Q(state__in=[state.value for state in OPEN_STATES]) | Q(
    state=CountState.VERIFIED.value, requested__isnull=False
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody wants to see: a region (code, "" = all of theirs), a contest code, a state."""

    area: str = ""
    contest: str = ""
    state: str = OPEN


def in_areas(areas: Iterable[str], *, desa: str = "desa_code", tps: str = "tps__code") -> Q:
    """Rows that lie in one of the areas; ("",) is everything, () is nothing."""
    wanted = Q(pk__in=[])
    for area in areas:
        if not area:
            return Q()
        field = desa if len(area) <= DESA else tps
        wanted |= Q(**{f"{field}__startswith": area})
    return wanted


def forms(election: Election, areas: Sequence[str], filters: Filters) -> QuerySet[Count]:
    """Counts of an election in somebody's areas that the filters let through."""
    rows = Count.objects.filter(in_areas(areas), contest__election=election, counts=True)
    if filters.area:
        rows = rows.filter(in_areas((filters.area,)))
    if filters.contest:
        rows = rows.filter(contest__code=filters.contest)
    if filters.state == OPEN:
        return rows.filter(_WAITING)
    if filters.state == REQUESTED:
        return rows.filter(requested__isnull=False)
    if filters.state == RECALL:
        return rows.filter(_RECALL_ASKED)
    return rows.filter(state=filters.state)


def queue(
    election: Election,
    areas: Sequence[str],
    filters: Filters,
    *,
    now: datetime,
    later: frozenset[int] = frozenset(),
) -> list[Next]:
    """The forms in the order in which to look at them. Two statements."""
    rows = forms(election, areas, filters).annotate(recall=_RECALL_ASKED)
    values = rows.values_list(
        "id",
        "tps__code",
        "contest__code",
        "contest__order",
        "state",
        "changed_at",
        "submission__blocking",
        "submission__findings",
        "submission_id",
        "requested_id",
        "recall",
        "tps__dpt_l",
        "tps__dpt_p",
        "submission__recheck__blocking",
        "submission__recheck__findings",
    )
    across: dict[int, list[str]] = defaultdict(list)
    for count_id, weight in CrossFinding.objects.filter(count__in=rows.values("pk")).values_list(
        "count_id", "severity"
    ):
        across[count_id].append(weight)
    return order((_waiting(row, later, across) for row in values), now=now)


def _waiting(row: tuple[Any, ...], later: frozenset[int], across: Mapping[int, Sequence[str]]) -> Waiting:
    count_id, code, contest, contest_order, state, since, blocking, findings, *rest = row
    current, requested, recall, left, right, blocking_now, findings_now = rest
    if blocking_now is not None:  # the register has changed since: what the rules say today counts
        blocking, findings = blocking_now, findings_now
    weights = [finding["severity"] for finding in telling(findings or ())]
    weights += across.get(count_id, ())
    return Waiting(
        count_id=count_id,
        tps_code=code,
        contest=contest,
        contest_order=contest_order,
        state=CountState(state),
        since=since,
        blocking=bool(blocking),
        requested=requested is not None,
        recall=bool(recall),
        warnings=sum(weight != Severity.INFO.value for weight in weights),
        findings=len(weights),
        dpt=None if left is None or right is None else left + right,
        later=count_id in later,
        seen=mark(current, requested, since),
    )


def form(election: Election, tps_code: str, contest: str) -> Count | None:
    """The count of a TPS and contest with all that a page shows of it; None when nothing has come in."""
    return (
        Count.objects.filter(
            contest__election=election, tps__code=tps_code, contest__code=contest, counts=True
        )
        .select_related(
            "tps__desa__parent",
            "contest__election",
            "submission__message",
            "submission__reporter",
            "requested__message",
            "requested__reporter",
            "changed_by",
        )
        .order_by("id")
        .first()
    )


def versions(count: Count) -> list[Submission]:
    """All versions of a form, the newest first, with message, reading and reporter."""
    rows = Submission.objects.filter(
        tps_id=count.tps_id, contest_id=count.contest_id, generation=count.generation
    )
    return list(rows.select_related("message__reading", "reporter", "recheck").order_by("-version"))


def acts(count: Count) -> list[Act]:
    """What people decided about a form, the newest first."""
    rows = Act.objects.filter(count=count).select_related(
        "person", "submission_before", "submission_after", "undone_by"
    )
    return list(rows.order_by("-id"))


def recalls(count: Count) -> list[Recall]:
    """Requests to open a locked form, the newest first."""
    return list(Recall.objects.filter(count=count).select_related("asked_by", "decided_by").order_by("-id"))
