"""Choices of ballots: `contest,dapil,number,party,name[,aliases]`, aliases separated by `|`.

Pure. How a row becomes a choice key: `2` is pair, DPD candidate or party no. 2. On the ballots of
DPR and DPRD, `5.3`, or number 3 with a party that is not just repeated as the name, is candidate 3
of that party; `party` there is a ballot number, a name or an abbreviation. Refuses an unknown
contest, dapil or party, a key twice, and a nickname that would point at two choices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from deskpemilu.domain.contests import CONTESTS, party_of
from deskpemilu.registry.importers.cells import Cells
from deskpemilu.registry.importers.reading_files import Table
from deskpemilu.registry.importers.report import Parsed, Refused

KIND = "choices"
REQUIRED = ("contest", "dapil", "number", "name")
_KEY = re.compile(r"0*([1-9]\d{0,2})(?:\.0*([1-9]\d{0,2}))?")
_NUMBERED = re.compile(r"(?:(?:paslon|pasangan|calon|partai|nomor|no|nomer|urut|\.)\s*)*0*(\d{1,3})")
_NAME_LENGTH, _PARTY_LENGTH = 200, 120


@dataclass(frozen=True, slots=True)
class Party:
    """A party's own line: ballot number and name as the election's preset or an earlier import has it."""

    number: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """What is known of a contest: whether it lists parties, its dapil, parties by any of their names
    (`plain`), and the lines that are stored: (dapil, key) → names and nicknames."""

    legislative: bool
    dapils: frozenset[str] = frozenset()
    parties: Mapping[str, Party] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A choice of the file. `aliases` None: the file does not say, keep what is stored."""

    line: int
    contest: str
    dapil: str
    key: str
    name: str
    party: str
    aliases: tuple[str, ...] | None


def plain(name: str) -> str:
    """A name reduced to what makes it different from others."""
    return "".join(char for char in name.casefold() if char.isalnum())


def parse(table: Table, *, ballots: Mapping[str, Ballot]) -> Parsed[ChoiceLine]:
    """Rows of the file. `ballots` by contest code."""
    parsed: Parsed[ChoiceLine] = Parsed(refused=list(table.refused))
    ballots = {contest: _with_own_lines(contest, ballot, table) for contest, ballot in ballots.items()}
    seen: dict[tuple[str, str, str], int] = {}
    elsewhere = 0
    for row in table.rows:
        cells = Cells(row, parsed.refused)
        contest = cells.required("contest").lower()
        if contest and contest not in CONTESTS:
            cells.refuse("contest", f"Jenis pemilihan tidak dikenal. Pilih: {', '.join(CONTESTS)}.")
        if not cells.sound:
            continue
        if (ballot := ballots.get(contest)) is None:
            elsewhere += 1
            continue
        line = _line(cells, contest, ballot)
        if not cells.sound:
            continue
        first = seen.setdefault((contest, line.dapil, line.key), row.line)
        if first != row.line:
            cells.refuse("number", f"Nomor {line.key} sudah ditulis pada baris {first}.")
        else:
            parsed.rows.append(line)
    parsed.refused += _shared_nicknames(parsed.rows, ballots)
    _tell_elsewhere(parsed, elsewhere, ballots)
    return parsed


def _tell_elsewhere(parsed: Parsed[ChoiceLine], elsewhere: int, ballots: Mapping[str, Ballot]) -> None:
    """A file may serve several elections: lines of others are counted, unless none is for this one."""
    if not elsewhere:
        return
    if parsed.rows or parsed.refused:
        parsed.notes.append(f"{elsewhere} baris untuk jenis pemilihan di luar pemilihan ini dilewati.")
    else:
        reason = f"Berkas tidak berisi jenis pemilihan dari pemilihan ini ({', '.join(ballots)})."
        parsed.refused.append(Refused(0, "contest", "", reason))


def _with_own_lines(contest: str, ballot: Ballot, table: Table) -> Ballot:
    """The ballot with the parties whose own lines stand in the file: their candidates may name them."""
    if not ballot.legislative:
        return ballot
    parties = dict(ballot.parties)
    for row in table.rows:
        cell = row.cells
        match = _KEY.fullmatch(cell.get("number", ""))
        name, party = cell.get("name", ""), cell.get("party", "")
        if match is None or match[2] or match[1] in parties or cell.get("contest", "").lower() != contest:
            continue
        if not party or _names_itself(party, name):
            for known_as in (name, match[1]):
                parties.setdefault(plain(known_as), Party(match[1], name, ""))
    return replace(ballot, parties=parties)


def _line(cells: Cells, contest: str, ballot: Ballot) -> ChoiceLine:
    dapil = cells.text("dapil")
    if dapil and dapil not in ballot.dapils:
        cells.refuse("dapil", "Dapil ini belum dikenal. Impor dahulu daftar dapil, atau periksa ejaannya.")
    name, party = cells.text("name"), cells.text("party")
    key = _key(cells, ballot, name, party)
    owner = ballot.parties.get(plain(party_of(key))) if ballot.legislative and key else None
    if owner is not None:
        party = owner.short or owner.name
        name = name or (owner.name if key == owner.number else "")
    if not name:
        cells.refuse("name", "Nama harus diisi.")
    if len(name) > _NAME_LENGTH or len(party) > _PARTY_LENGTH:
        cells.refuse("name", f"Nama paling panjang {_NAME_LENGTH} huruf, partai {_PARTY_LENGTH}.")
    return ChoiceLine(cells.line, contest, dapil, key, name, party, _aliases(cells, key))


def _key(cells: Cells, ballot: Ballot, name: str, party: str) -> str:
    """The choice key of a row, "" when refused."""
    match = _KEY.fullmatch(cells.text("number").removesuffix(".0"))
    if match is None:
        cells.refuse(
            "number", "Nomor urut harus angka, misalnya 2; untuk caleg 5.3 atau nomor dengan partainya."
        )
        return ""
    number, candidate = match[1], match[2]
    if not ballot.legislative:
        if candidate:
            cells.refuse("number", "Nomor seperti 5.3 hanya untuk DPR dan DPRD.")
        return number
    owner = ballot.parties.get(plain(party))
    if party and owner is None and candidate is None and not _names_itself(party, name):
        cells.refuse("party", "Partai ini tidak dikenal. Tulis nomor urut, nama, atau singkatannya.")
        return ""
    if candidate:
        if owner is not None and owner.number != number:
            cells.refuse("party", f"Nomor {number}.{candidate} bukan nomor partai ini ({owner.number}).")
        return f"{number}.{candidate}"
    if not party and name and (known := ballot.parties.get(number)) and not _is_called(ballot, name, known):
        cells.refuse("party", f"Nomor {number} adalah {known.name}. Untuk caleg, isi partainya.")
    if owner is None or not name or _is_called(ballot, name, owner):
        if owner is not None and owner.number != number:
            cells.refuse("number", f"Nomor urut partai ini {owner.number}.")
        return number
    return f"{owner.number}.{number}"


def _names_itself(party: str, name: str) -> bool:
    return plain(party) == plain(name)


def _is_called(ballot: Ballot, name: str, party: Party) -> bool:
    found = ballot.parties.get(plain(name))
    return found is not None and found.number == party.number


def _aliases(cells: Cells, key: str) -> tuple[str, ...] | None:
    if not cells.text("aliases"):
        return None
    aliases = tuple(alias for alias in cells.listing("aliases") if plain(alias))
    for alias in aliases:
        numbered = _NUMBERED.fullmatch(alias.casefold())
        if key and numbered and numbered[1].lstrip("0") != key.rpartition(".")[2]:
            cells.refuse("aliases", f"Sebutan “{alias}” menunjuk nomor urut lain, bukan {key}.")
    return aliases


def _shared_nicknames(rows: list[ChoiceLine], ballots: Mapping[str, Ballot]) -> list[Refused]:
    """Refusals of nicknames that another line of the same ballot goes by: nobody could tell them apart."""
    refused = []
    called = _names_in_use(rows, ballots)
    for row in rows:
        for alias in row.aliases or ():
            owners = called[row.contest, row.dapil].get(plain(alias), set()) - {row.key}
            if owners:
                reason = f"Sebutan “{alias}” juga dipakai nomor {min(owners)} pada surat suara yang sama."
                refused.append(Refused(row.line, "aliases", alias, reason))
    return refused


def _names_in_use(
    rows: list[ChoiceLine], ballots: Mapping[str, Ballot]
) -> dict[tuple[str, str], dict[str, set[str]]]:
    """Per ballot (contest, dapil): keys by plain name or nickname, as they will be after the import."""
    called: dict[tuple[str, str], dict[str, set[str]]] = {}
    given = {(row.contest, row.dapil, row.key): row for row in rows}
    for contest, ballot in ballots.items():
        for (dapil, key), names in ballot.lines.items():
            row = given.get((contest, dapil, key))
            kept = names[1:] if row is not None and row.aliases is None else () if row else names
            _note(called.setdefault((contest, dapil), {}), key, kept)
    for row in rows:
        _note(called.setdefault((row.contest, row.dapil), {}), row.key, (row.name, *(row.aliases or ())))
    return called


def _note(called: dict[str, set[str]], key: str, names: tuple[str, ...]) -> None:
    for name in names:
        called.setdefault(plain(name), set()).add(key)
