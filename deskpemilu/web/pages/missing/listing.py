"""The lists of the page: people to call, regions, contests; filtered, searched and in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deskpemilu.coordination import standing
from deskpemilu.coordination.missing import Ballot, Figures, Station, by_contest, by_region, figures_of
from deskpemilu.domain.codes import DESA, KABUPATEN, KECAMATAN, PROVINSI, TPS
from deskpemilu.web.formatting import place
from deskpemilu.web.pages.missing.sight import Person, Sight

NEXT_LENGTH = {0: KECAMATAN, PROVINSI: KABUPATEN, KABUPATEN: KECAMATAN, KECAMATAN: DESA, DESA: TPS}
VIEWS = {"petugas": "Petugas", "wilayah": "Wilayah dan TPS", "jenis": "Jenis pemilihan"}
Fits = Callable[[Person], bool]
STATES: Mapping[str, tuple[str, Fits]] = {
    "semua": ("Semua", lambda person: True),
    "diam": ("Diam lebih dari 60 menit", lambda person: person.silent),
    "janji": ("Janji lewat", lambda person: person.state == standing.OVERDUE),
    "belum-dihubungi": ("Belum ditelepon", lambda person: person.contact.last is None),
    "telepon": ("WhatsApp tertutup", lambda person: not person.writable),
    "tanpa-sinyal": ("Tanpa sinyal", lambda person: person.no_signal),
    "berhenti": ("Tidak mau diingatkan", lambda person: person.contact.stopped),
}
SORTS: Mapping[str, Callable[[Person], Any]] = {
    "mendesak": lambda person: (*person.urgency, person.worker.name),
    "nama": lambda person: person.worker.name.casefold(),
    "formulir": lambda person: (person.forms, person.worker.name),
    "pesan": lambda person: person.contact.last_in.timestamp() if person.contact.last_in else 0.0,
    "telepon": lambda person: person.contact.last.at.timestamp() if person.contact.last else 0.0,
}
SHOWN_PLACES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for. `view` is one of VIEWS, `state` of STATES; `area`, `contest` "" = all."""

    view: str = "petugas"
    area: str = ""
    contest: str = ""
    state: str = "semua"
    words: str = ""
    sort: str = "mendesak"
    down: bool = False


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """What an address asks for; what is not known is the usual."""
    view, state, sort = asked.get("menurut", ""), asked.get("saring", ""), asked.get("urut", "")
    return Wanted(
        view=view if view in VIEWS else "petugas",
        area="".join(sign for sign in asked.get("wilayah", "") if sign.isdigit())[:TPS],
        contest=asked.get("jenis", "")[:8],
        state=state if state in STATES else "semua",
        words=asked.get("q", "").strip()[:80],
        sort=sort if sort in SORTS else "mendesak",
        down=asked.get("arah") == "turun",
    )


def people_rows(sight: Sight, wanted: Wanted) -> list[Person]:
    """People who owe forms, as the address asks."""
    fits = STATES[wanted.state][1]
    kept = [person for person in sight.people if fits(person) and _says(person, sight, wanted.words)]
    return sorted(kept, key=SORTS[wanted.sort], reverse=wanted.down)


def _says(person: Person, sight: Sight, words: str) -> bool:
    """Whether name, a place that is owed, or (for whoever may see it) a number fits the words."""
    if not words:
        return True
    wanted = words.casefold()
    if wanted in person.worker.name.casefold():
        return True
    digits = "".join(sign for sign in words if sign.isdigit()).lstrip("0")
    if person.callable and len(digits) >= 4 and any(digits in number for number in person.worker.numbers):
        return True
    places = {station.code[:length] for station in person.owed for length in (KECAMATAN, DESA)}
    return any(wanted in sight.board.names.get(code, "").casefold() for code in places)


def counted(sight: Sight) -> list[tuple[str, str, int]]:
    """(key, name, how many) of each filter of people."""
    return [(key, name, sum(map(fits, sight.people))) for key, (name, fits) in STATES.items()]


def places_of(person: Person, sight: Sight) -> tuple[Sequence[str], int]:
    """The first desa that a person owes something of, and how many more."""
    codes = sorted({station.code[:DESA] for station in person.owed})
    names = [place(sight.board.names.get(code, code)) for code in codes[:SHOWN_PLACES]]
    return names, len(codes) - len(names)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A region or TPS with its figures; `cells` are open forms by contest, or of a TPS the kinds."""

    code: str
    name: str
    figures: Figures
    cells: Sequence[tuple[Ballot, int, str]]
    people: Sequence[tuple[str, str]]
    no_signal: bool

    @property
    def is_tps(self) -> bool:
        """Whether the row is one TPS."""
        return len(self.code) == TPS


def region_rows(sight: Sight, wanted: Wanted) -> list[PlaceRow]:
    """Regions just below the one asked for, or TPS of a desa; those that owe nothing last."""
    length = _length(sight, wanted)
    groups: dict[str, list[Station]] = {}
    for station in sight.board.stations:
        groups.setdefault(station.code[:length], []).append(station)
    found = by_region(sight.board, length)
    rows = [_place_row(code, figures, groups[code], sight) for code, figures in found.items()]
    wanted_words = wanted.words.casefold()
    rows = [row for row in rows if wanted_words in row.name.casefold() or wanted_words in row.code]
    return sorted(rows, key=lambda row: (row.figures.open == 0, row.code))


def _length(sight: Sight, wanted: Wanted) -> int:
    if wanted.area:
        return NEXT_LENGTH.get(len(wanted.area), TPS)
    if len(sight.areas) == 1:
        return NEXT_LENGTH.get(len(sight.areas[0]), TPS)
    return max([NEXT_LENGTH[len(sight.election.area_id)], *(min(len(area), DESA) for area in sight.areas)])


def _place_row(code: str, figures: Figures, stations: Sequence[Station], sight: Sight) -> PlaceRow:
    one = stations[0] if len(code) == TPS else None
    desa = place(sight.board.names.get(code[:DESA], ""))
    cells = [
        (
            ballot,
            sum(at in station.open for station in stations),
            one.kinds[at] if one else "",
        )
        for at, ballot in enumerate(sight.board.contests)
    ]
    return PlaceRow(
        code=code,
        name=f"TPS {one.number} {desa}" if one else place(sight.board.names.get(code, code)),
        figures=figures,
        cells=cells,
        people=_people_of(stations, sight) if len(code) >= DESA else (),
        no_signal=code in sight.marks or code[:DESA] in sight.marks,
    )


def _people_of(stations: Sequence[Station], sight: Sight) -> list[tuple[str, str]]:
    """(id, name) of those responsible, each once."""
    found: dict[str, str] = {}
    for station in stations:
        for person in sight.duties.responsible(station):
            found.setdefault(person, sight.team.operators[person].name)
    return list(found.items())[:4]


def contest_rows(sight: Sight) -> list[tuple[Ballot, Figures]]:
    """Figures of each contest."""
    found = by_contest(sight.board)
    return [(ballot, found[ballot.code]) for ballot in sight.board.contests]


@dataclass(frozen=True, slots=True)
class Heads:
    """The figures at the top of the page; `open` are open forms by contest."""

    figures: Figures
    open: Sequence[int]
    silent: int
    overdue: int
    nobodys: int


def heads_of(sight: Sight) -> Heads:
    """How much is missing, how many are silent, how many promises are over, how many TPS have nobody."""
    return Heads(
        figures=figures_of(sight.board.stations),
        open=[figures.open for figures in by_contest(sight.board).values()],
        silent=sum(person.silent for person in sight.people),
        overdue=sum(person.state == standing.OVERDUE for person in sight.people),
        nobodys=len(sight.nobodys),
    )
