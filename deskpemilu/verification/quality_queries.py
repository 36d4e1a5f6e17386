"""Reading what quality.py scores: the forms that somebody vouched for, with all their versions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count as CountRows
from django.db.models import Q, QuerySet

from deskpemilu.accounts.models import Person
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import IN_VERIFIED
from deskpemilu.intake.models import Count, Submission
from deskpemilu.intake.sheet import boxes_of
from deskpemilu.registry.models import Election
from deskpemilu.verification import workflow
from deskpemilu.verification.models import Act
from deskpemilu.verification.quality import Score, Scores, Stated
from deskpemilu.verification.queries import in_areas

ENTRY, REPORT, CORRECTION = "entry", "report", "correction"
ROADS = {REPORT: "laporan", ENTRY: "isian formulir"}
# A file that was imported is nobody's mistake.
_PEOPLE = (REPORT, CORRECTION, ENTRY)
# What staff stored from somebody's message is neither their own report nor the staff's own reading alone.
_STORED_FOR_SOMEBODY = Q(submission__origin=ENTRY, submission__message__isnull=False)
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A person's score as a page shows it. `returned`: how many of their forms were sent back."""

    name: str
    road: str
    score: Score
    returned: int


def lines(election: Election, areas: Sequence[str]) -> list[Line]:
    """A line for each person and road in somebody's areas, the most wrong forms first."""
    counts = Count.objects.filter(
        in_areas(areas), contest__election=election, state__in=[state.value for state in IN_VERIFIED]
    )
    scores = Scores()
    _score_single(scores, counts)
    _score_several(scores, counts)
    names = {str(pk): name for pk, name in Person.objects.values_list("id", "name")}
    returned = _returned(election, areas)
    found = [
        Line(names.get(author, author), ROADS[road], score, returned[author, road])
        for (author, road), score in scores.rows.items()
    ]
    return sorted(found, key=lambda line: (-line.score.wrong, -(line.score.rate or 0), line.name))


def _score_single(scores: Scores, counts: QuerySet[Count]) -> None:
    """Forms of which there is one version: it is the one vouched for."""
    rows = counts.filter(versions=1, submission__origin__in=_PEOPLE).exclude(_STORED_FOR_SOMEBODY)
    grouped = rows.values_list("submission__reporter", "submission__reporter_label", "submission__origin")
    for person, label, origin, forms in grouped.annotate(forms=CountRows("pk")).order_by():
        scores.add_right(_author(person, label), _road(origin), forms)


def _score_several(scores: Scores, counts: QuerySet[Count]) -> None:
    """Forms of which there are several versions: each author's first against the one vouched for."""
    final = {
        (tps, contest, generation): version
        for tps, contest, generation, version in counts.filter(versions__gt=1).values_list(
            "tps_id", "contest_id", "generation", "submission_id"
        )
    }
    tps_ids = sorted({tps for tps, _, _ in final})
    for at in range(0, len(tps_ids), _CHUNK):
        forms: dict[tuple[int, int, str], list[Submission]] = defaultdict(list)
        for row in Submission.objects.filter(tps_id__in=tps_ids[at : at + _CHUNK]).order_by("version"):
            if (key := (row.tps_id, row.contest_id, row.generation)) in final:
                forms[key].append(row)
        for key, versions in forms.items():
            _score_form(scores, versions, final[key])


def _score_form(scores: Scores, versions: Sequence[Submission], final: int | None) -> None:
    held = next((version for version in versions if version.pk == final), None)
    if held is None:
        return
    stated = [
        Stated(_author(row.reporter_id, row.reporter_label), _road(row.origin), _boxes(row))
        for row in versions
        if row.origin in _PEOPLE and not (row.origin == ENTRY and row.message_id)
    ]
    scores.add(stated, _boxes(held))


def _boxes(row: Submission) -> dict[str, int]:
    return boxes_of(CountForm(rows=row.rows, votes=row.votes))


def _author(person: UUID | None, label: str) -> str:
    return str(person) if person else label or "tidak dikenal"


def _road(origin: str) -> str:
    return ENTRY if origin == ENTRY else REPORT


def _returned(election: Election, areas: Sequence[str]) -> Counter[tuple[str, str]]:
    """Forms sent back, by the author of the version that was sent back."""
    acts = Act.objects.filter(
        in_areas(areas, desa="count__desa_code", tps="count__tps__code"),
        act=workflow.RETURN,
        undone_by=None,
        count__contest__election=election,
    )
    rows = acts.values_list(
        "submission_before__reporter", "submission_before__reporter_label", "submission_before__origin"
    )
    found: Counter[tuple[str, str]] = Counter()
    for person, label, origin, many in rows.annotate(many=CountRows("pk")).order_by():
        found[_author(person, label), _road(origin)] += many
    return found
