"""Expected forms and where each stands: pure.

Every TPS is expected to send one form of every contest, from the start. A form is *in* (in the
received total), *waiting* for the desk (held back, or two reports differ), *returned* to its
reporter, or *missing*. Missing and returned ones are what people are called for: `open`. A form of a
vote that is held on a later day is expected too, but nobody is asked for it before that day: *later*.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from deskpemilu.domain.codes import DESA
from deskpemilu.domain.states import HELD_BACK, IN_RECEIVED, CountState

IN, WAITING, RETURNED, MISSING, LATER = "in", "waiting", "returned", "missing", "later"
KIND_NAMES = {
    IN: "masuk",
    WAITING: "menunggu keputusan",
    RETURNED: "dikembalikan",
    MISSING: "belum",
    LATER: "belum waktunya",
}
_LENGTHS = (13, 10, 6, 4, 2, 0)


def _kind(state: CountState) -> str:
    if state in IN_RECEIVED:
        return IN
    if state in HELD_BACK:
        return WAITING
    return RETURNED if state is CountState.RETURNED else MISSING


KIND_OF: Mapping[str, str] = {state.value: _kind(state) for state in CountState}
OPEN = frozenset({MISSING, RETURNED})


@dataclass(frozen=True, slots=True)
class Ballot:
    """A contest as this package needs it."""

    pk: int
    code: str
    short: str


@dataclass(frozen=True, slots=True)
class Station:
    """A TPS with the kind of each contest's form, in the order of the contests."""

    pk: int
    code: str
    kinds: tuple[str, ...]

    @property
    def number(self) -> int:
        """The TPS number."""
        return int(self.code[DESA:])

    @property
    def open(self) -> tuple[int, ...]:
        """Places of the contests whose form is missing or was returned."""
        return tuple(at for at, kind in enumerate(self.kinds) if kind in OPEN)


@dataclass(slots=True)
class Figures:
    """How many forms are expected, and where they stand. The parts always add up to `expected`."""

    tps: int = 0
    done: int = 0  # TPS of which every form is in
    expected: int = 0
    received: int = 0
    waiting: int = 0
    returned: int = 0
    missing: int = 0
    later: int = 0

    @property
    def open(self) -> int:
        """Forms that somebody must still send, now or after a later vote; as the dashboard counts them."""
        return self.missing + self.returned + self.later

    @property
    def share(self) -> float:
        """Received as a fraction of expected."""
        return self.received / self.expected if self.expected else 0.0


@dataclass(frozen=True, slots=True)
class Board:
    """The expected forms of some areas: contests in ballot order, TPS by code, names of the regions."""

    contests: tuple[Ballot, ...]
    stations: tuple[Station, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def at(self, code: str) -> Board:
        """The part of an area."""
        kept = tuple(station for station in self.stations if station.code.startswith(code))
        return Board(self.contests, kept, self.names)

    def only(self, contest: str) -> Board:
        """The part of one contest; all of it for ""."""
        places = [at for at, ballot in enumerate(self.contests) if ballot.code == contest]
        if not places:
            return self
        at = places[0]
        kept = tuple(Station(s.pk, s.code, (s.kinds[at],)) for s in self.stations)
        return Board((self.contests[at],), kept, self.names)


def figures_of(stations: Iterable[Station]) -> Figures:
    """Sums over TPS."""
    counted: Counter[str] = Counter()
    tps = done = 0
    for station in stations:
        tps += 1
        counted.update(station.kinds)
        done += all(kind == IN for kind in station.kinds)
    return Figures(
        tps=tps,
        done=done,
        expected=counted.total(),
        received=counted[IN],
        waiting=counted[WAITING],
        returned=counted[RETURNED],
        missing=counted[MISSING],
        later=counted[LATER],
    )


def by_region(board: Board, length: int) -> dict[str, Figures]:
    """Sums by region, of codes of that length (6 kecamatan, 10 desa, 13 TPS), in code order."""
    groups: dict[str, list[Station]] = defaultdict(list)
    for station in board.stations:
        groups[station.code[:length]].append(station)
    return {code: figures_of(groups[code]) for code in sorted(groups)}


def by_contest(board: Board) -> dict[str, Figures]:
    """Sums by contest, in ballot order."""
    return {ballot.code: figures_of(board.only(ballot.code).stations) for ballot in board.contests}


class Duties:
    """Who reports for which area: finds the people of a TPS, those of the narrowest area first.

    Where several have the same area, `habits` (TPS → people who already sent a form of it) tells whose
    TPS it is. A TPS of which nothing came yet belongs to all of them: somebody silent is never left out
    because a colleague was quick elsewhere.
    """

    def __init__(
        self, areas: Iterable[tuple[str, str]], habits: Mapping[int, Collection[str]] | None = None
    ) -> None:
        """Takes (person, area) pairs; "" is the whole desk."""
        self._people: dict[str, list[str]] = defaultdict(list)
        for person, area in areas:
            self._people[area].append(person)
        self._habits = habits or {}
        self._known: dict[str, tuple[tuple[str, ...], ...]] = {}

    def of(self, code: str) -> tuple[tuple[str, ...], ...]:
        """Groups of people whose area covers a TPS, the narrowest area first."""
        nearest = self._people.get(code)
        wider = self._known.get(code[:DESA])
        if wider is None:
            groups = (self._people.get(code[:length]) for length in _LENGTHS[1:])
            wider = tuple(tuple(group) for group in groups if group)
            self._known[code[:DESA]] = wider
        return (tuple(nearest), *wider) if nearest else wider

    def responsible(self, station: Station) -> tuple[str, ...]:
        """Those of the narrowest area: a kecamatan's operator is not asked for what a desa's own sends."""
        groups = self.of(station.code)
        if not groups:
            return ()
        usual = self._habits.get(station.pk, ())
        return tuple(person for person in groups[0] if person in usual) or groups[0]


def loads(board: Board, duties: Duties) -> tuple[dict[str, list[Station]], list[Station]]:
    """TPS with open forms by the people responsible for them; and those for which nobody is."""
    found: dict[str, list[Station]] = defaultdict(list)
    nobodys: list[Station] = []
    for station in board.stations:
        if not station.open:
            continue
        people = duties.responsible(station)
        for person in people:
            found[person].append(station)
        if not people:
            nobodys.append(station)
    return dict(found), nobodys


def open_forms(stations: Sequence[Station]) -> int:
    """How many forms these TPS still owe."""
    return sum(len(station.open) for station in stations)
