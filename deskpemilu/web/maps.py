"""The map of a region's parts: outlines from the registry, tones from figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from deskpemilu.domain.contests import choice_order
from deskpemilu.registry.models import Boundary, ImportRun, Region
from deskpemilu.web.formatting import NONE, ROMAN, figure, place, share
from deskpemilu.web.map_geometry import Drawing, Point, draw, draw_rings
from deskpemilu.web.schematic import schematic

MODES = {"masuk": "TPS masuk", "unggul": "Unggul", "partisipasi": "Partisipasi", "janggal": "Janggal"}
STEPS = 5
EARLY, LATE, MOST_IN = (0.25, 0.5, 0.75), (0.8, 0.9, 0.95), 0.75
SHORT = 11  # characters of a line of a label
LINE = 29.0  # height of such a line in units of the view box
TIGHT = 0.74  # smaller letters, which only a wall shows
# Widths of letters in the same units, a little generous; every other letter is as wide as a figure.
LETTER, WIDE, NARROW = 16.0, 23.0, 9.0
WIDE_LETTERS, NARROW_LETTERS = frozenset("MWmw%"), frozenset("IJfijlrt1.,'-() ")
# What a drawing depends on: the last import, and the parts with their centres.
Stamp = tuple[int, tuple[tuple[str, float | None, float | None], ...]]
_kept: dict[str, tuple[Stamp, Drawing, bool]] = {}


class Part(Protocol):
    """What a map needs to know of a region."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def tps(self) -> int: ...
    @property
    def received(self) -> int: ...
    @property
    def problem(self) -> int: ...
    @property
    def dpt(self) -> int | None: ...
    @property
    def share(self) -> float: ...
    @property
    def cast(self) -> int: ...
    @property
    def leader(self) -> str: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A region on the map: outline, tone (a CSS class), its figure, what it says, where its label stands."""

    code: str
    name: str
    path: str
    tone: str
    value: str
    says: str
    x: float
    y: float
    room: Point = (1000.0, 1000.0)

    @property
    def full(self) -> bool:
        """Whether name and figure have room in it."""
        return self._has_room(self.lines)

    @property
    def figured(self) -> bool:
        """Whether at least the figure has room in it."""
        return _fits(self.room, _width(self.value), LINE)

    @property
    def figured_small(self) -> bool:
        """The same on a phone, where the letters are larger in comparison."""
        return _fits(self.room, 1.4 * _width(self.value), 1.4 * LINE)

    @property
    def lines(self) -> list[str]:
        """The name in few short lines; in a narrow place a word a line, where that has room."""
        few, many = _broken(self.name, SHORT), _broken(self.name, 0)
        return many if self._has_room(many) and not self._has_room(few) else few

    @property
    def top(self) -> float:
        """Height of the first line, so that name and figure together stand around the middle."""
        return self.y - LINE * len(self.lines) / 2

    @property
    def tight_lines(self) -> list[str]:
        """The name a word a line, for the smaller letters of a wall."""
        return _broken(self.name, 0)

    @property
    def tight(self) -> bool:
        """Whether name and figure have room in smaller letters."""
        return self._has_room(self.tight_lines, TIGHT)

    @property
    def tight_top(self) -> float:
        """Height of the first line in smaller letters."""
        return self.y - TIGHT * LINE * len(self.tight_lines) / 2

    def _has_room(self, lines: Sequence[str], scale: float = 1.0) -> bool:
        widest = max(map(_width, [*lines, self.value]))
        return _fits(self.room, scale * widest, scale * LINE * (len(lines) + 1))


def _broken(name: str, short: int) -> list[str]:
    """A name broken into lines of fewer than `short` characters; a numeral stays with its word."""
    lines: list[str] = []
    for word in place(name).split():
        if lines and (ROMAN.fullmatch(word) or len(lines[-1]) + len(word) < short):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _width(text: str) -> float:
    return sum(WIDE if c in WIDE_LETTERS else NARROW if c in NARROW_LETTERS else LETTER for c in text)


def _fits(room: Point, width: float, height: float) -> bool:
    return room[0] >= width and room[1] >= height


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Map:
    """A map of a region's parts. `absent` are parts without an outline."""

    width: int
    height: int
    pieces: Sequence[Piece]
    legend: Sequence[Key]
    absent: Sequence[str]
    is_schematic: bool
    mode: str


def draw_map(region: Region, parts: Sequence[Part], mode: str, contest: str) -> Map | None:
    """The map, or None where no part has an outline or a centre."""
    drawing, is_schematic = _drawing(region, parts)
    if not drawing.shapes:
        return None
    tone = _tones(mode, parts)
    pieces = [
        Piece(p.code, p.name, shape.path, *tone(p), *shape.label, shape.room)
        for p in parts
        if (shape := drawing.shapes.get(p.code))
    ]
    absent = [part.name for part in parts if part.code not in drawing.shapes]
    return Map(drawing.width, drawing.height, pieces, _legend(mode, parts), absent, is_schematic, mode)


def _drawing(region: Region, parts: Sequence[Part]) -> tuple[Drawing, bool]:
    """Outlines of the parts, kept until something is imported or a centre moves."""
    last = ImportRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    stamp: Stamp = (last, tuple(sorted((part.code, part.lat, part.lon) for part in parts)))
    kept = _kept.get(region.code)
    if kept is not None and kept[0] == stamp:
        return kept[1], kept[2]
    codes = [part.code for part in parts]
    outlines = dict(Boundary.objects.filter(region_id__in=codes).values_list("region_id", "geometry"))
    if outlines:
        made, is_schematic = draw(outlines), False
    else:
        centres = {p.code: (p.lon, p.lat) for p in parts if p.lat is not None and p.lon is not None}
        made, is_schematic = draw_rings(schematic(centres)), True
    if len(_kept) > 400:
        _kept.clear()
    _kept[region.code] = (stamp, made, is_schematic)
    return made, is_schematic


Tone = Callable[[Part], tuple[str, str, str]]  # CSS class, figure on the map, sentence


def _tones(mode: str, parts: Sequence[Part]) -> Tone:
    if mode == "unggul":
        order = _leaders(parts)
        return lambda part: _leading(part, order)
    if mode == "partisipasi":
        return _turnout
    if mode == "janggal":
        return _trouble
    edges = _edges(parts)
    return lambda part: _received(part, edges)


def _edges(parts: Sequence[Part]) -> tuple[float, float, float]:
    """Shares between the tones of progress: even steps, and finer ones once most of the TPS are in."""
    total = sum(part.tps for part in parts)
    most_in = total > 0 and sum(part.received for part in parts) >= MOST_IN * total
    return LATE if most_in else EARLY


def _received(part: Part, edges: Sequence[float]) -> tuple[str, str, str]:
    words = f"{part.name}: {figure(part.received)} dari {figure(part.tps)} TPS masuk ({share(part.share)})"
    at = 0 if part.share <= 0 else STEPS if part.share >= 1 else 1 + sum(part.share >= edge for edge in edges)
    return f"scale-{at}", share(part.share, 0), words


def _turnout(part: Part) -> tuple[str, str, str]:
    # The DPT of the whole part: honest only as a rough colour, so nothing is said before all is in.
    if part.received < part.tps or not part.dpt:
        return "scale-none", NONE, f"{part.name}: belum lengkap"
    value = part.cast / part.dpt
    return f"scale-{_step((value - 0.5) * 2)}", share(value, 0), f"{part.name}: partisipasi {share(value)}"


def _trouble(part: Part) -> tuple[str, str, str]:
    value = part.problem / part.tps if part.tps else 0.0
    step = 0 if part.problem == 0 else max(1, _step(min(1.0, value * 10)))
    return f"warn-{step}", figure(part.problem), f"{part.name}: {figure(part.problem)} TPS ditahan"


def _leaders(parts: Sequence[Part]) -> dict[str, int]:
    keys = sorted({part.leader for part in parts if part.leader}, key=choice_order)
    return {key: at for at, key in enumerate(keys)}


def _leading(part: Part, order: dict[str, int]) -> tuple[str, str, str]:
    if not part.leader:
        return "scale-none", NONE, f"{part.name}: belum ada yang unggul"
    return f"series-{_series(part.leader)}", part.leader, f"{part.name}: unggul nomor {part.leader}"


def _series(key: str) -> int:
    return (int(key.split(".", 1)[0]) - 1) % 8 + 1


def _step(value: float) -> int:
    """0 to 5; anything above nothing is at least 1, only everything is 5."""
    if value <= 0:
        return 0
    return STEPS if value >= 1 else min(STEPS - 1, 1 + int(value * (STEPS - 1)))


def _legend(mode: str, parts: Sequence[Part]) -> list[Key]:
    if mode == "unggul":
        keys = [Key(f"series-{_series(key)}", f"nomor {key}") for key in _leaders(parts)]
        return [*keys, Key("scale-none", "belum ada / seri")]
    if mode == "partisipasi":
        words = ("≤ 50 %", "sampai 62,5 %", "sampai 75 %", "sampai 87,5 %", "di bawah 100 %", "100 %")
        return [
            *(Key(f"scale-{at}", word) for at, word in enumerate(words)),
            Key("scale-none", "belum lengkap"),
        ]
    if mode == "janggal":
        words = ("tidak ada", "sedikit", "2,5 %", "5 %", "7,5 %", "≥ 10 % TPS")
        return [Key(f"warn-{at}", word) for at, word in enumerate(words)]
    first, second, third = (round(100 * edge) for edge in _edges(parts))
    steps = (f"< {first} %", f"{first}–{second} %", f"{second}–{third} %", f"{third}–99 %")
    words = ("belum ada", *steps, "lengkap")
    return [Key(f"scale-{at}", word) for at, word in enumerate(words)]
