"""The form C.Hasil as a clerk types it: sections, lines and party panels in the order of the paper. Pure.

Comes in: the election's form (sections of the preset), the contest and the ballot of the TPS. Goes
out: a `Paper` of lines and boxes, the identities a page computes while somebody types (`Paper.sums`),
and the figures that were typed. Refuses (BadFigure) what is no whole number of at most five digits.

A box is named by its row (`domain.form`) or, for a vote, `choice:<key>`, as in findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deskpemilu.domain.contests import CONTESTS, party_of
from deskpemilu.domain.form import CountForm, party_sum_row
from deskpemilu.domain.rules import CHOICE, FIXED, VOTES, label_of
from deskpemilu.registry.lexicon import ChoiceEntry

BLANK = "-"
VOTES_SECTION = "IV"
PARTS = (("l", "Laki-laki"), ("p", "Perempuan"), ("j", "Jumlah"))
# Section IV of DPR and DPRD is called otherwise than the presets' general title (domain 3.1).
_PARTY_TITLE = "Data perolehan suara partai politik dan suara calon"
_FIGURE = re.compile(r"[0-9]{1,5}|[0-9]{1,2}\.[0-9]{3}")
_LETTERED = frozenset({"V"})


class BadFigure(ValueError):
    """Something in a box is not a figure; the text names the row."""


@dataclass(frozen=True, slots=True)
class Box:
    """One figure to type. `part` is l, p or j where the row is split."""

    name: str
    label: str
    part: str = ""

    @property
    def vote(self) -> bool:
        """Whether it is a vote of section IV."""
        return self.name.startswith(CHOICE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the paper: its number there, its words, one or three boxes."""

    number: str
    text: str
    boxes: tuple[Box, ...]
    detail: str = ""

    @property
    def split(self) -> bool:
        """Whether it has boxes for men, women and both."""
        return len(self.boxes) > 1


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading."""

    code: str
    title: str
    lines: tuple[Line, ...]

    @property
    def split(self) -> bool:
        """Whether its lines have the columns L, P and J."""
        return any(line.split for line in self.lines)


@dataclass(frozen=True, slots=True)
class Panel:
    """A party: its own line, its candidates, and the sum that is written below them."""

    number: str
    name: str
    short: str
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True)
class Paper:
    """The whole form. `panels` is empty unless the ballot lists parties with candidates."""

    contest: str
    before: tuple[Section, ...]
    votes: Section
    panels: tuple[Panel, ...]
    after: tuple[Section, ...]

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """All boxes in the order in which Enter goes through them."""
        lines: list[Line] = [line for section in self.before for line in section.lines]
        lines += self.votes.lines
        for panel in self.panels:
            lines += [*panel.lines, panel.total]
        lines += [line for section in self.after for line in section.lines]
        return tuple(box for line in lines for box in line.boxes)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of all boxes."""
        return frozenset(box.name for box in self.boxes)

    @property
    def sums(self) -> dict[str, Any]:
        """What the page's script needs to compute as `domain.rules` does: identities and words."""
        choices = [box.name.removeprefix(CHOICE) for box in self.boxes if box.vote]
        return {
            "legislative": CONTESTS[self.contest].legislative,
            "choices": choices,
            "fixed": [[rule.code, rule.left, list(rule.right)] for rule in FIXED if self._has(rule.left)],
            "parties": {
                panel.number: [key for key in choices if party_of(key) == panel.number]
                for panel in self.panels
            },
            "labels": {VOTES: label_of(VOTES), **{box.name: box.label for box in self.boxes}},
        }

    def _has(self, row: str) -> bool:
        return row in self.names


def paper(form: Sequence[Mapping[str, Any]], contest: str, ballot: Sequence[ChoiceEntry]) -> Paper:
    """The form of a contest. `form` is the preset's list of sections (Election.settings["form"])."""
    sections = [_section(part, contest) for part in form if part["section"] != VOTES_SECTION]
    at = next((i for i, part in enumerate(form) if part["section"] == VOTES_SECTION), len(form))
    title = next((str(part["title"]) for part in form if part["section"] == VOTES_SECTION), "Perolehan suara")
    panels = _panels(ballot, contest)
    lines = () if panels else tuple(_choice_line(choice, contest) for choice in ballot)
    if CONTESTS[contest].legislative:
        title = _PARTY_TITLE
    votes = Section(VOTES_SECTION, title, lines)
    return Paper(contest, tuple(sections[:at]), votes, panels, tuple(sections[at:]))


def _section(part: Mapping[str, Any], contest: str) -> Section:
    code, rows = str(part["section"]), part["rows"]
    lines = tuple(_row_line(row, contest, _number(code, at, len(rows))) for at, row in enumerate(rows))
    return Section(code, str(part["title"]), lines)


def _number(section: str, at: int, rows: int) -> str:
    """How the paper numbers a row: 1, 2, 3 or (section V) A, B, C; a single row has none."""
    if rows == 1:
        return ""
    return chr(ord("A") + at) if section in _LETTERED else str(at + 1)


def _row_line(row: Mapping[str, Any], contest: str, number: str) -> Line:
    name = str(row["row"])
    if not row["split"]:
        return Line(number, str(row["label"]), (Box(name, label_of(name, contest)),))
    boxes = tuple(Box(f"{name}_{part}", label_of(f"{name}_{part}", contest), part) for part, _ in PARTS)
    return Line(number, str(row["label"]), boxes)


def _choice_line(choice: ChoiceEntry, contest: str) -> Line:
    name = CHOICE + choice.key
    number = choice.key.rpartition(".")[2]
    detail = choice.party if choice.party not in {"", choice.name} else ""
    return Line(number, choice.name or choice.party, (Box(name, label_of(name, contest)),), detail)


def _panels(ballot: Sequence[ChoiceEntry], contest: str) -> tuple[Panel, ...]:
    """One panel a party; none where the ballot has no candidates, then a party is one line."""
    if not CONTESTS[contest].legislative or not any("." in choice.key for choice in ballot):
        return ()
    by_party: dict[str, list[ChoiceEntry]] = {}
    for choice in ballot:
        by_party.setdefault(party_of(choice.key), []).append(choice)
    return tuple(_panel(number, lines, contest) for number, lines in by_party.items())


def _panel(number: str, choices: Sequence[ChoiceEntry], contest: str) -> Panel:
    own = next((choice for choice in choices if choice.key == number), None)
    name = own.name if own else f"Partai {number}"
    lines = []
    if own is not None:
        lines.append(Line("", "Suara partai", (Box(CHOICE + number, label_of(CHOICE + number, contest)),)))
    lines += [_choice_line(choice, contest) for choice in choices if "." in choice.key]
    row = party_sum_row(number)
    total = Line("", "Jumlah suara partai dan calon", (Box(row, label_of(row, contest)),))
    return Panel(number, name, own.party if own else "", tuple(lines), total)


def typed(given: Mapping[str, object], form: Paper, *, strict: bool = True) -> CountForm:
    """The figures in the boxes. A blank box or "-" is absent, never zero.

    Raises BadFigure; not `strict`, what is no figure is left out (a draft is being typed).
    """
    votes: dict[str, int] = {}
    rows: dict[str, int] = {}
    for box in form.boxes:
        text = str(given.get(box.name, "")).strip()
        if text in {"", BLANK}:
            continue
        if not _FIGURE.fullmatch(text):
            if strict:
                raise BadFigure(f"{box.label}: “{text[:20]}” bukan angka. Tulis angka saja, misalnya 123.")
            continue
        figure = int(text.replace(".", ""))
        if box.vote:
            votes[box.name.removeprefix(CHOICE)] = figure
        else:
            rows[box.name] = figure
    return CountForm(rows=rows, votes=votes)


def untouched(given: Mapping[str, object], form: Paper) -> tuple[Box, ...]:
    """Boxes in which nothing stands, not even the "-" that says that the paper is blank there."""
    return tuple(box for box in form.boxes if not str(given.get(box.name, "")).strip())


def boxes_of(figures: CountForm) -> dict[str, int]:
    """Figures by the names of their boxes."""
    return {**figures.rows, **{CHOICE + key: figure for key, figure in figures.votes.items()}}


def kept_text(given: object, names: Iterable[str]) -> dict[str, str]:
    """What of a request may be kept as a draft: known boxes, short digits or "-"."""
    if not isinstance(given, Mapping):
        return {}
    texts = {name: str(given.get(name, "")).strip() for name in names if name in given}
    return {name: text for name, text in texts.items() if text == BLANK or re.fullmatch(r"[0-9]{1,5}", text)}
