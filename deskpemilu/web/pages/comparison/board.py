"""What the comparison shows of a contest in a region: classes, net effect, and the differences one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from deskpemilu.accounts.access import Access, DeskRequest
from deskpemilu.domain.codes import Level, ancestors_of
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.roles import Act
from deskpemilu.evidence.queries import has_photo
from deskpemilu.exchange import queries
from deskpemilu.exchange.beside import Effect, Row, Summary, summarise
from deskpemilu.exchange.compare import Kind
from deskpemilu.exchange.foreign import ORIGIN_NAMES, Origin
from deskpemilu.exchange.models import DifferenceNote, ForeignFile, Verdict
from deskpemilu.exchange.services import ids_in
from deskpemilu.exchange.wording import KIND_NAMES, sentence
from deskpemilu.intake.blindness import hidden_from
from deskpemilu.intake.book import Book, book_of
from deskpemilu.registry.models import Contest, Election, Region
from deskpemilu.tally.queries import ballot, dapils_of, spans_districts
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.comparison.kept import rows_of
from deskpemilu.web.pages.comparison.marks import Pair, differing

# The order in which a person looks at them: what may be wrong first.
ORDER = (Kind.DIGIT_SLIP, Kind.SWAPPED_PAIR, Kind.OTHER, Kind.MISSING_THERE, Kind.MISSING_HERE, Kind.EQUAL)
OPEN = "belum"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    source: str = ""
    kind: str = ""
    verdict: str = ""
    verified: bool = False

    @property
    def count(self) -> str:
        """Name of the count."""
        return queries.VERIFIED if self.verified else queries.RECEIVED


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """Read an address; what is not known is left as usual."""
    kind, verdict, source = (given.get(name, "") for name in ("kelas", "keputusan", "sumber"))
    return Wanted(
        source=source if source in ORIGIN_NAMES else "",
        kind=kind if kind in {*Kind, "beda"} else "",
        verdict=verdict if verdict in {OPEN, *Verdict.values} else "",
        verified=given.get("hitung") == "verifikasi",
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A TPS as the table shows it. `fresh`: the decision speaks of the figures as they are now."""

    row: Row
    place: str
    words: str
    pairs: Sequence[Pair]
    photo: bool
    note: DifferenceNote | None
    fresh: bool

    @property
    def kind(self) -> str:
        """Class as LOOKS of the page knows it."""
        return self.row.kind.value


@dataclass(frozen=True, slots=True)
class Place:
    """Contest and region of a request that may see them."""

    election: Election
    contest: Contest
    contests: Sequence[Contest]
    region: Region
    source: Origin
    sources: Sequence[Origin]

    @property
    def source_name(self) -> str:
        """As people call it."""
        return ORIGIN_NAMES[self.source.value]


@dataclass(frozen=True)
class Board:
    """The page. `effects` are empty for somebody who may not see totals here; `hidden` is how many TPS are
    left out because the reader may be asked for their second entry."""

    place: Place
    wanted: Wanted
    crumbs: Sequence[Region]
    below: Sequence[Region]
    summary: Summary
    effects: Sequence[tuple[Effect, str]]
    rows: Sequence[Row]
    notes: Mapping[str, DifferenceNote]
    file: ForeignFile | None
    totals: bool
    decides: bool
    hidden: int = 0

    @staticmethod
    def load(request: DeskRequest, contest: str, code: str) -> Board:
        """Read it and judge every TPS. Raises Http404 or PermissionDenied."""
        wanted = wanted_of(request.GET.dict())
        place = place_of(request, contest, code, wanted.source)
        rows = inside(rows_of(place.contest, place.source, wanted.count), code)
        hidden = hidden_from(request.access, place.election, inside=code).codes(place.contest.pk)
        rows = [row for row in rows if row.tps_code not in hidden]
        notes = queries.notes_of(place.contest, place.source, area=code)
        mixed = CONTESTS[contest].legislative and spans_districts(dapils_of(place.contest), code)
        summary = summarise(rows, parties_only=mixed)
        totals = bool(request.access.may(Act.SEE_TOTALS, code))
        return Board(
            place=place,
            wanted=replace(wanted, source=place.source.value),
            crumbs=_crumbs(place.election, code, request.access),
            below=list(Region.objects.filter(parent_id=code, tps__isnull=False).distinct().order_by("code"))
            if place.region.level == Level.KECAMATAN
            else list(Region.objects.filter(parent_id=code).order_by("code")),
            summary=summary,
            effects=_named(place.contest, code, summary.effects) if totals else (),
            rows=filtered(rows, wanted, notes),
            notes=notes,
            file=queries.newest_file(place.contest, place.source),
            totals=totals,
            hidden=len(hidden),
            decides=request.access.anywhere(Act.CORRECT),
        )

    @property
    def kinds(self) -> list[tuple[Kind, str, int]]:
        """Classes with their names and numbers, in the order of looking."""
        return [(kind, self.kind_name(kind), self.summary.totals[kind]) for kind in ORDER]

    def kind_name(self, kind: Kind) -> str:
        """Name of a class, with the source's own name in it."""
        return KIND_NAMES[kind].replace("KPU", self.place.source_name)

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """Decisions that may be made."""
        return list(Verdict.choices)

    @property
    def decided(self) -> int:
        """Differences of this region with a decision on the figures as they are."""
        return sum(1 for row in self.rows if is_fresh(self.notes.get(row.tps_code), row))

    @property
    def published_at(self) -> datetime | None:
        """The newest time in the file."""
        return self.file.published_at if self.file else None


def place_of(request: DeskRequest, contest: str, code: str, source: str = "") -> Place:
    """Contest, region and source of a request. Raises Http404 or PermissionDenied."""
    if not (decision := request.access.may(Act.SEE_TPS, code)):
        raise PermissionDenied(decision.reason)
    election = current_election(request)
    if election is None:
        raise Http404("Desk ini belum mempunyai pemilihan.")
    contests = list(election.contests.select_related("election").order_by("order"))
    found = next((each for each in contests if each.code == contest), None)
    region = Region.objects.filter(code=code, code__startswith=election.area_id).first()
    if found is None or region is None:
        raise Http404("Wilayah atau jenis pemilihan ini tidak ada pada pemilihan yang dipilih.")
    sources = queries.sources_of(found)
    chosen = Origin(source) if source else next(iter(sources), Origin.SIREKAP)
    return Place(election, found, contests, region, chosen, sources)


def inside(rows: Sequence[Row], code: str) -> list[Row]:
    """Rows of TPS in a region."""
    return [row for row in rows if row.tps_code.startswith(code)]


def filtered(rows: Sequence[Row], wanted: Wanted, notes: Mapping[str, DifferenceNote]) -> list[Row]:
    """Rows of the class and decision asked for, the weightiest class first; equal ones only when asked."""
    if wanted.kind == "beda" or not wanted.kind:
        kept = [row for row in rows if row.kind is not Kind.EQUAL]
    else:
        kept = [row for row in rows if row.kind.value == wanted.kind]
    if wanted.verdict:
        kept = [row for row in kept if _decision(row, notes) == wanted.verdict]
    return sorted(kept, key=lambda row: (ORDER.index(row.kind), row.tps_code))


def _decision(row: Row, notes: Mapping[str, DifferenceNote]) -> str:
    note = notes.get(row.tps_code)
    return note.verdict if note is not None and is_fresh(note, row) else OPEN


def is_fresh(note: DifferenceNote | None, row: Row) -> bool:
    """Whether a decision speaks of the two versions that stand beside each other now."""
    return note is not None and (note.ours_id or 0, note.theirs_id or 0) == ids_in(row)


def lines_of(board: Board, rows: Sequence[Row]) -> list[Line]:
    """Rows with places, words, marked digits, photos and decisions."""
    book, contest = book_of(board.place.election), board.place.contest
    forms = {(book.tps[row.tps_code].pk, contest.pk) for row in rows if row.tps_code in book.tps}
    photos = {book.tps_codes[tps_id] for tps_id, _ in has_photo(forms)}
    return [
        Line(
            row=row,
            place=_place(book, row.tps_code),
            words=sentence(row, contest.code, board.place.source_name),
            pairs=differing(row, contest.code),
            photo=row.tps_code in photos,
            note=board.notes.get(row.tps_code),
            fresh=is_fresh(board.notes.get(row.tps_code), row),
        )
        for row in rows
    ]


def _place(book: Book, code: str) -> str:
    return f"{book.place(code)}{'' if code in book.tps else ' (tidak ada dalam daftar TPS desk)'}"


def _named(contest: Contest, code: str, effects: Sequence[Effect]) -> list[tuple[Effect, str]]:
    names = {line.key: line.party or line.name for line in ballot(contest, code)}
    return [(each, names.get(each.key, "")) for each in effects]


def _crumbs(election: Election, code: str, access: Access) -> list[Region]:
    """Regions above this one that the person may look at."""
    codes = [each for each in ancestors_of(code) if each.startswith(election.area_id)]
    found = Region.objects.filter(code__in=codes).order_by("code")
    return [region for region in found if access.may(Act.EXPORT, region.code)]
