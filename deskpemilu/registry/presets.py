"""An election as a file: contests, ballots, form rows, limits and stages, read and checked.

Comes in: JSON of `presets/<name>.json`, or of a file that a desk wrote itself (docs/imports.md).
Goes out: a `Preset` of plain immutable data. Refuses (PresetError, with a sentence that names the
place in the file) whatever is missing or of the wrong kind. A new election is a file, never code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from deskpemilu.domain.codes import KABUPATEN
from deskpemilu.domain.contests import CONTESTS, choice_order
from deskpemilu.domain.form import SINGLE_ROWS, SPLIT_ROWS

FORMAT = 1
PARTIES = "parties"
_FIRST_KOTA = 71  # kabupaten are numbered from 01, kota from 71 inside their province (Kemendagri)


class PresetError(ValueError):
    """A preset that cannot be used."""


@dataclass(frozen=True, slots=True)
class PresetChoice:
    """A line of a ballot."""

    key: str
    name: str
    party: str = ""
    aliases: tuple[str, ...] = ()
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party; `only_in` are the provinces and `contests` the ballots it stands on, all if empty."""

    number: int
    name: str
    short: str
    aliases: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()
    contests: tuple[str, ...] = ()

    def stands(self, contest: str, area: str) -> bool:
        """Whether the party is on the ballot of a contest in a desk's area."""
        return (not self.contests or contest in self.contests) and (
            not self.only_in or area.startswith(self.only_in)
        )


@dataclass(frozen=True, slots=True)
class PresetContest:
    """One ballot as it is called in one area."""

    code: str
    name: str
    short: str
    cap: int
    aliases: tuple[str, ...]
    choices: tuple[PresetChoice, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """An election for one area. `settings` is what the election's row keeps of it, as JSON."""

    code: str
    name: str
    date: date | None
    contests: tuple[PresetContest, ...]
    settings: Mapping[str, Any]


def names() -> list[str]:
    """Presets that come with the program."""
    folder = resources.files(__package__) / "presets"
    return sorted(item.name.removesuffix(".json") for item in folder.iterdir() if item.name.endswith(".json"))


def load(name: str, area: str) -> Preset:
    """The preset of that name, or in that file, for an area. Raises PresetError."""
    return parse(_text_of(name), area)


def _text_of(name: str) -> str:
    if name in names():
        return (resources.files(__package__) / "presets" / f"{name}.json").read_text(encoding="utf-8")
    path = Path(name)
    if not path.is_file():
        known = ", ".join(names())
        raise PresetError(
            f"Preset “{name}” tidak ada. Pilih {known}, atau tulis letak berkas preset (.json) sendiri."
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PresetError(f"Berkas preset “{path.name}” tidak dapat dibaca sebagai teks UTF-8.") from error


def parse(text: str, area: str) -> Preset:
    """A preset from JSON text, for an area. Raises PresetError."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise PresetError(f"Preset bukan JSON yang sah (baris {error.lineno}): {error.msg}.") from error
    root = _Node(data, "preset")
    if root.number("format") != FORMAT:
        raise PresetError(f"Preset: “format” harus {FORMAT}.")
    cap, reserve = root.whole("cap"), root.number("reserve")
    if cap < 1 or not 0 <= reserve < 1:
        raise PresetError("Preset: “cap” harus lebih dari 0 dan “reserve” antara 0 dan 1, misalnya 0.02.")
    parties = tuple(_party(node) for node in root.nodes("parties", optional=True))
    form = [_section(node) for node in root.nodes("form")]
    settings = {
        "cap": cap,
        "reserve": reserve,
        "row_labels": _row_labels(form),
        "form": form,
        "stages": [_stage(node) for node in root.nodes("stages", optional=True)],
        "parties": [_party_json(party) for party in parties],
        "sources": list(root.texts("sources")),
    }
    contests = tuple(
        _contest(node, area, cap, parties) for node in root.nodes("contests") if not _left_out(node, area)
    )
    _no_repeats("contests", [contest.code for contest in contests])
    if not contests:
        raise PresetError(f"Preset: tidak ada jenis pemilihan untuk wilayah {area}.")
    return Preset(root.text("code"), root.text("name"), root.day("date"), contests, settings)


def kind_of_area(area: str) -> str:
    """“kota” or “kabupaten” for an area inside one of them, “” for a province."""
    if len(area) < KABUPATEN:
        return ""
    return "kota" if int(area[2:KABUPATEN]) >= _FIRST_KOTA else "kabupaten"


def _left_out(node: _Node, area: str) -> bool:
    return area.startswith(tuple(node.texts("not_in")) or ("-",))


def _contest(node: _Node, area: str, cap: int, parties: Sequence[Party]) -> PresetContest:
    code = node.text("code")
    if code not in CONTESTS:
        raise PresetError(f"{node.where}: kode “{code}” tidak dikenal. Pilih: {', '.join(CONTESTS)}.")
    called = _local(node, area)
    if node.get("choices") == PARTIES:
        choices = tuple(_party_line(party) for party in parties if party.stands(code, area))
    else:
        choices = tuple(_choice(child) for child in node.nodes("choices", optional=True))
    _no_repeats(f"{node.where}: choices", [choice.key for choice in choices])
    return PresetContest(
        code=code,
        name=called.text("name"),
        short=called.text("short"),
        cap=node.whole("cap") if node.get("cap") is not None else cap,
        aliases=(*node.texts("aliases"), *(called.texts("aliases") if called is not node else ())),
        choices=choices,
    )


def _local(node: _Node, area: str) -> _Node:
    """What the contest is called here: the first entry of `local` that fits, else the general name."""
    for child in node.nodes("local", optional=True):
        where = child.text("area")
        if where == kind_of_area(area) or (where.isdigit() and area.startswith(where)):
            return child
    return node


def _choice(node: _Node) -> PresetChoice:
    key = node.text("key")
    try:
        choice_order(key)
    except ValueError as error:
        raise PresetError(f'{node.where}: key “{key}” harus nomor urut, misalnya "2" atau "5.3".') from error
    return PresetChoice(
        key=key,
        name=node.text("name"),
        party=node.text("party", optional=True),
        aliases=node.texts("aliases"),
        colour=node.text("colour", optional=True),
    )


def _party(node: _Node) -> Party:
    return Party(
        number=node.whole("number"),
        name=node.text("name"),
        short=node.text("short"),
        aliases=node.texts("aliases"),
        only_in=node.texts("only_in"),
        contests=node.texts("contests"),
    )


def _party_line(party: Party) -> PresetChoice:
    return PresetChoice(
        key=str(party.number),
        name=party.name,
        party=party.short,
        aliases=tuple(dict.fromkeys((party.short, *party.aliases))),
    )


def _party_json(party: Party) -> dict[str, Any]:
    return {
        "number": party.number,
        "name": party.name,
        "short": party.short,
        "aliases": list(party.aliases),
    }


def _section(node: _Node) -> dict[str, Any]:
    rows = [_row(child) for child in node.nodes("rows", optional=True)]
    return {"section": node.text("section"), "title": node.text("title"), "rows": rows}


def _row(node: _Node) -> dict[str, Any]:
    name, split = node.text("row"), bool(node.get("split"))
    if name not in (SPLIT_ROWS if split else SINGLE_ROWS):
        raise PresetError(f"{node.where}: baris formulir “{name}” tidak dikenal untuk split = {split}.")
    return {
        "row": name,
        "label": node.text("label"),
        "short": node.text("short"),
        "split": split,
        "words": list(node.texts("words")),
    }


def _row_labels(form: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Words people use for a row, by its name in domain.form (the sum L+P where the row is split)."""
    return {
        f"{row['row']}_j" if row["split"] else row["row"]: row["words"]
        for section in form
        for row in section["rows"]
        if row["words"]
    }


def _stage(node: _Node) -> dict[str, str | None]:
    start, end = node.day("start"), node.day("end")
    if start and end and end < start:
        raise PresetError(f"{node.where}: tahapan berakhir sebelum dimulai.")
    return {
        "name": node.text("name"),
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
    }


def _no_repeats(where: str, values: Sequence[str]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise PresetError(f"{where}: “{value}” ditulis lebih dari sekali.")


class _Node:
    """A JSON object that knows where in the file it stands."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, dict):
            raise PresetError(f"{where}: harus berupa objek {{…}}.")
        self._data: dict[str, Any] = data
        self.where = where

    def get(self, key: str) -> object:
        return self._data.get(key)

    def text(self, key: str, *, optional: bool = False) -> str:
        value = self._data.get(key, "")
        if not isinstance(value, str) or not (value.strip() or optional):
            raise PresetError(f"{self.where}: “{key}” harus berupa teks.")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise PresetError(f"{self.where}: “{key}” harus berupa daftar teks.")
        return tuple(value)

    def number(self, key: str) -> float:
        value = self._data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise PresetError(f"{self.where}: “{key}” harus berupa angka.")
        return value

    def whole(self, key: str) -> int:
        value = self.number(key)
        if value != int(value) or value < 0:
            raise PresetError(f"{self.where}: “{key}” harus berupa bilangan bulat.")
        return int(value)

    def day(self, key: str) -> date | None:
        value = self._data.get(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError as error:
            raise PresetError(f"{self.where}: tanggal “{key}” ditulis seperti 2024-02-14.") from error

    def nodes(self, key: str, *, optional: bool = False) -> list[_Node]:
        value = self._data.get(key, [] if optional else None)
        if not isinstance(value, list):
            raise PresetError(f"{self.where}: “{key}” harus berupa daftar.")
        return [_Node(item, f"{self.where}.{key}[{at}]") for at, item in enumerate(value, start=1)]
