"""Districts into the registry: the areas of a district that the file names become exactly the file's."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from deskpemilu.audit.services import Actor
from deskpemilu.registry.importers import dapil as importer
from deskpemilu.registry.importers.dapil import DapilLine
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.report import Refused
from deskpemilu.registry.models import Contest, Dapil, Election, Region
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, prepared, refused

Key = tuple[str, str]  # contest code, dapil code


def prepare(source: Source, election: Election) -> Prepared:
    """Read a file and compare it with the election's districts. Raises FileRefused."""
    table = read_table(source.path, importer.REQUIRED)
    contests = {contest.code: contest for contest in election.contests.all()}
    parsed = importer.parse(
        table,
        area=election.area_id,
        area_name=election.area.name,
        contests=tuple(contests),
        known=set(Region.objects.values_list("code", flat=True)),
    )
    stored = {(row.contest.code, row.code): row for row in _stored(election)}
    given: dict[Key, list[DapilLine]] = defaultdict(list)
    for line in parsed.rows:
        given[line.contest, line.dapil].append(line)
    refusals = parsed.refused + _taken_elsewhere(given, stored)
    if refusals:
        return refused(importer.KIND, len(table.rows) + len(table.refused), refusals, parsed.notes)
    changes, rows, notes = [], [], list(parsed.notes)
    for key, lines in given.items():
        row, row_changes, removed = _compare(lines, stored.get(key), contests[key[0]])
        changes += row_changes
        rows.append(row)
        if removed:
            notes.append(f"Dapil {key[1]} ({key[0]}): {removed} wilayah yang tidak disebut lagi dikeluarkan.")
    left_out = len(table.rows) - len(changes)
    changes += [Change.UNCHANGED] * left_out

    def write(actor: Actor, now: datetime) -> None:
        for row in rows:
            row.save()

    return prepared(importer.KIND, changes, write, notes=notes)


def _stored(election: Election) -> list[Dapil]:
    return list(Dapil.objects.filter(contest__election=election).select_related("contest"))


def _taken_elsewhere(given: dict[Key, list[DapilLine]], stored: dict[Key, Dapil]) -> list[Refused]:
    """Areas that lie in another stored district which the file does not restate."""
    owners = {
        (contest, area): dapil
        for (contest, dapil), row in stored.items()
        if (contest, dapil) not in given
        for area in row.areas
    }
    return [
        Refused(
            line.line,
            "kode_wilayah",
            line.area,
            f"Wilayah ini masih tercatat pada dapil {owner}. Sertakan dapil itu dalam berkas.",
        )
        for lines in given.values()
        for line in lines
        if (owner := owners.get((line.contest, line.area))) is not None
    ]


def _compare(lines: list[DapilLine], row: Dapil | None, contest: Contest) -> tuple[Dapil, list[Change], int]:
    """The row as it will be, a change a line, and how many areas leave the district."""
    areas = sorted(line.area for line in lines)
    name = next((line.name for line in lines if line.name), "")
    seats = next((line.seats for line in lines if line.seats is not None), None)
    if row is None:
        made = Dapil(contest=contest, code=lines[0].dapil, name=name, areas=areas, seats=seats)
        return made, [Change.NEW] * len(lines), 0
    before = set(row.areas)
    details = (name and name != row.name) or (seats is not None and seats != row.seats)
    changes = [Change.CHANGED if details or line.area not in before else Change.UNCHANGED for line in lines]
    row.areas, row.name = areas, name or row.name
    row.seats = row.seats if seats is None else seats
    return row, changes, len(before.difference(areas))
