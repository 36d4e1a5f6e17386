"""Reading both sides of a comparison, the ids known, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from deskpemilu.domain.codes import DESA, TPS
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import HELD_BACK, IN_RECEIVED, IN_VERIFIED, CountState, Generation
from deskpemilu.exchange.beside import Mine, Theirs
from deskpemilu.exchange.choice_ids import IdBook
from deskpemilu.exchange.foreign import Origin
from deskpemilu.exchange.models import DifferenceNote, ForeignChoice, ForeignFigures, ForeignFile
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election, TpsAlias

RECEIVED, VERIFIED = "received", "verified"
# What is held back is compared as well: a form that contradicts itself is the one to look up there.
STATES: Mapping[str, frozenset[CountState]] = {RECEIVED: IN_RECEIVED | HELD_BACK, VERIFIED: IN_VERIFIED}


def ids_of(election: Election) -> IdBook:
    """Ids of the source that are built in or were imported for an election."""
    book = IdBook()
    rows = ForeignChoice.objects.filter(election=election).values_list("pool", "foreign_id", "key")
    book.keys.update({(pool, foreign_id): key for pool, foreign_id, key in rows})
    return book


def ours_of(contest: Contest, *, count: str = RECEIVED, area: str = "") -> dict[str, Mine]:
    """Our forms by TPS code, of the generation that counts. One statement."""
    rows = Count.objects.filter(
        contest=contest,
        counts=True,
        state__in=STATES[count],
        submission__isnull=False,
        desa_code__startswith=area[:DESA],
    ).values_list(
        "tps__code", "state", "generation", "submission_id", "submission__votes", "submission__rows"
    )
    return {
        code: Mine(CountForm(figures, votes), CountState(state), Generation(generation), pk)
        for code, state, generation, pk, votes, figures in rows.iterator(chunk_size=5000)
        if code.startswith(area)
    }


def theirs_of(contest: Contest, source: Origin, *, area: str = "") -> dict[str, list[Theirs]]:
    """Their current forms by TPS code: one for each generation. Two statements.

    A TPS that was moved here is known by its present code, whichever of its codes they use.
    """
    moved = dict(TpsAlias.objects.filter(election=contest.election_id).values_list("code", "tps__code"))
    found: dict[str, list[Theirs]] = {}
    for told, theirs in _current(contest, source, "" if moved else area):
        code = moved.get(told, told)
        if len(code) == TPS and code.startswith(area):
            found.setdefault(code, []).append(theirs)
    return found


def sums_of(contest: Contest, source: Origin, *, area: str = "") -> dict[str, Theirs]:
    """Their current sums by region code."""
    return {code: theirs for code, theirs in _current(contest, source, area) if len(code) < TPS}


def _current(contest: Contest, source: Origin, area: str) -> Iterable[tuple[str, Theirs]]:
    rows = ForeignFigures.objects.filter(
        contest=contest, source=source.value, current=True, code__startswith=area
    ).values_list("code", "generation", "votes", "rows", "images", "published_at", "pk")
    for code, generation, votes, figures, images, at, pk in rows.iterator(chunk_size=5000):
        told = None if source is Origin.DHASIL else Generation(generation)
        yield code, Theirs(CountForm(figures, votes), told, at, images, pk)


def fitting(mine: Mapping[str, Mine], theirs: Mapping[str, list[Theirs]]) -> dict[str, Theirs]:
    """Of their generations of each TPS the one that ours is, else the one published last."""
    chosen = {}
    for code, options in theirs.items():
        wanted = mine[code].generation if code in mine else None
        same = [each for each in options if each.generation is wanted]
        chosen[code] = (same or sorted(options, key=_published))[-1]
    return chosen


def _published(theirs: Theirs) -> tuple[bool, float, int]:
    at = theirs.published_at
    return at is not None, at.timestamp() if at else 0.0, theirs.foreign_id


@dataclass(frozen=True, slots=True)
class Held:
    """The current version of one place as an import needs it."""

    pk: int
    version: int
    fingerprint: str
    published_at: datetime | None
    blank: bool


def held(contests: Iterable[int], source: Origin) -> dict[tuple[int, str, str], Held]:
    """Current versions by (contest, code, generation)."""
    rows = ForeignFigures.objects.filter(contest__in=list(contests), source=source.value, current=True)
    return {
        (contest, code, generation): Held(pk, version, fingerprint, at, not votes and not figures)
        for contest, code, generation, pk, version, fingerprint, at, votes, figures in rows.values_list(
            "contest_id",
            "code",
            "generation",
            "pk",
            "version",
            "fingerprint",
            "published_at",
            "votes",
            "rows",
        ).iterator(chunk_size=5000)
    }


def sources_of(contest: Contest) -> list[Origin]:
    """Sources of which anything of the contest was imported."""
    rows = ForeignFigures.objects.filter(contest=contest, current=True).values_list("source", flat=True)
    found = set(rows.distinct())
    return [origin for origin in Origin if origin.value in found]


def newest_file(contest: Contest, source: Origin) -> ForeignFile | None:
    """The file that brought figures of the contest last."""
    latest = ForeignFigures.objects.filter(contest=contest, source=source.value).aggregate(
        file=Max("file_id")
    )
    return ForeignFile.objects.filter(pk=latest["file"]).first()


def stamp(contest: Contest) -> int:
    """Changes whenever figures of others change."""
    figures = ForeignFigures.objects.filter(contest=contest).aggregate(last=Max("pk"))["last"]
    return figures or 0


def notes_of(contest: Contest, source: Origin, *, area: str = "") -> dict[str, DifferenceNote]:
    """The newest decision on each TPS by its code, whatever versions it spoke of."""
    rows = DifferenceNote.objects.filter(contest=contest, source=source.value, code__startswith=area)
    return {row.code: row for row in rows.select_related("person").order_by("pk")}
