"""One TPS on both sides: every figure, what was decided, and the photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.domain.contests import choice_order
from deskpemilu.domain.form import ROW_NAMES, party_of_sum_row
from deskpemilu.domain.roles import Act
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import photos_of
from deskpemilu.exchange import queries
from deskpemilu.exchange.beside import Row, lay_beside
from deskpemilu.exchange.models import DifferenceNote
from deskpemilu.exchange.services import ids_in
from deskpemilu.exchange.wording import sentence
from deskpemilu.intake.blindness import SAID, hidden_from
from deskpemilu.intake.book import book_of
from deskpemilu.registry.models import Tps
from deskpemilu.web.pages.comparison.board import Place, is_fresh, place_of, wanted_of
from deskpemilu.web.pages.comparison.marks import Pair, pair


@dataclass(frozen=True)
class One:
    """The page of one TPS."""

    place: Place
    code: str
    name: str
    tps: Tps | None
    row: Row | None
    words: str
    pairs: Sequence[Pair]
    photos: Sequence[Photo]
    images: Sequence[str]
    notes: Sequence[DifferenceNote]
    decides: bool
    verified: bool

    @property
    def seen(self) -> str:
        """The two versions on the page, for the form that decides on them."""
        return "-".join(map(str, ids_in(self.row))) if self.row else ""

    @property
    def note(self) -> DifferenceNote | None:
        """The decision that stands."""
        return next(iter(self.notes), None)

    @property
    def fresh(self) -> bool:
        """Whether it speaks of the figures as they are."""
        return self.row is not None and is_fresh(self.note, self.row)


def load(request: DeskRequest, contest: str, code: str) -> One:
    """Read both sides of a TPS. Raises Http404 or PermissionDenied."""
    wanted = wanted_of({**request.GET.dict(), **request.POST.dict()})
    place = place_of(request, contest, code[:10], wanted.source)
    tps = Tps.objects.filter(election=place.election, code=code).select_related("desa__parent").first()
    if code in hidden_from(request.access, place.election, inside=code).codes(place.contest.pk):
        raise PermissionDenied(SAID)
    row = row_of(place, code, wanted.count)
    if tps is None and row is None:
        raise Http404("TPS ini tidak ada pada pemilihan yang dipilih.")
    notes = DifferenceNote.objects.filter(contest=place.contest, source=place.source.value, code=code)
    return One(
        place=place,
        code=code,
        name=book_of(place.election).place(code),
        tps=tps,
        row=row,
        words=sentence(row, contest, place.source_name) if row else "",
        pairs=_pairs(row, contest, _names(place, code)) if row else (),
        photos=photos_of(tps.pk, place.contest.pk) if tps else (),
        images=row.theirs.images if row and row.theirs else (),
        notes=list(notes.select_related("person")),
        decides=bool(request.access.may(Act.CORRECT, code)),
        verified=wanted.verified,
    )


def row_of(place: Place, code: str, count: str) -> Row | None:
    """Both sides of one TPS, None where neither has votes."""
    mine = queries.ours_of(place.contest, count=count, area=code)
    theirs = queries.fitting(mine, queries.theirs_of(place.contest, place.source, area=code))
    return next(iter(lay_beside(mine, theirs)), None)


def _pairs(row: Row, contest: str, names: Mapping[str, str]) -> list[Pair]:
    """Every figure that either side states, in the order of the form."""
    ours = {**row.mine.form.rows, **row.mine.form.votes} if row.mine else {}
    theirs = {**row.theirs.form.rows, **row.theirs.form.votes} if row.theirs else {}
    stated = {*ours, *theirs}
    votes = sorted((name for name in stated if name[0].isdigit()), key=choice_order)
    sums = sorted(name for name in stated if party_of_sum_row(name))
    rows = [name for name in ROW_NAMES if name in stated]
    voters = [name for name in rows if not name.startswith("suara_")]
    totals = [name for name in rows if name.startswith("suara_")]
    return [
        pair(name, contest, ours.get(name), theirs.get(name), names.get(name, ""))
        for name in (*voters, *votes, *sums, *totals)
    ]


def _names(place: Place, code: str) -> dict[str, str]:
    """Names of the choices on the ballot of a TPS."""
    entry = book_of(place.election).lexicon.contests[place.contest.code]
    return {choice.key: choice.name for choice in entry.choices_for(code)}
