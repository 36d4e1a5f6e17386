"""Choices into the registry. A choice that the file does not name stays: import never removes one."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from deskpemilu.audit.services import Actor
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.registry.importers import choices as importer
from deskpemilu.registry.importers.choices import Ballot, ChoiceLine, Party, plain
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.models import Choice, Contest, Dapil, Election
from deskpemilu.registry.services import ballot_order
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, prepared, refused

_BATCH = 500
_FIELDS = ("name", "party", "aliases")


def prepare(source: Source, election: Election) -> Prepared:
    """Read a file and compare it with the election's ballots. Raises FileRefused."""
    table = read_table(source.path, importer.REQUIRED)
    contests = {contest.code: contest for contest in election.contests.all()}
    stored: dict[str, list[Choice]] = defaultdict(list)
    for choice in Choice.objects.filter(contest__election=election).select_related("contest"):
        stored[choice.contest.code].append(choice)
    ballots = {code: _ballot(contest, stored[code], election.settings) for code, contest in contests.items()}
    parsed = importer.parse(table, ballots=ballots)
    if parsed.refused:
        return refused(importer.KIND, len(table.rows) + len(table.refused), parsed.refused)
    by_key = {(code, row.dapil, row.key): row for code, rows in stored.items() for row in rows}
    changes, new, changed = [], [], []
    for line in parsed.rows:
        row = by_key.get((line.contest, line.dapil, line.key))
        if row is None:
            new.append(_new(line, contests[line.contest]))
            changes.append(Change.NEW)
        elif _update(row, line):
            changed.append(row)
            changes.append(Change.CHANGED)
        else:
            changes.append(Change.UNCHANGED)
    changes += [Change.UNCHANGED] * (len(table.rows) - len(changes))  # lines of other elections

    def write(actor: Actor, now: datetime) -> None:
        Choice.objects.bulk_create(new, batch_size=_BATCH)
        Choice.objects.bulk_update(changed, _FIELDS, batch_size=_BATCH)

    return prepared(importer.KIND, changes, write, notes=parsed.notes)


def _ballot(contest: Contest, choices: list[Choice], settings: dict[str, Any]) -> Ballot:
    legislative = CONTESTS[contest.code].legislative
    return Ballot(
        legislative=legislative,
        dapils=frozenset(Dapil.objects.filter(contest=contest).values_list("code", flat=True)),
        parties=_parties(choices, settings) if legislative else {},
        lines={(row.dapil, row.key): (row.name, *row.aliases) for row in choices},
    )


def _parties(choices: list[Choice], settings: dict[str, Any]) -> dict[str, Party]:
    """Parties by number, name and every nickname: those of the preset, then those on the ballot."""
    found: dict[str, Party] = {}
    for item in settings.get("parties", []):
        party = Party(str(item["number"]), item["name"], item["short"])
        for name in (party.number, party.name, party.short, *item["aliases"]):
            found.setdefault(plain(name), party)
    for row in choices:
        if "." not in row.key:
            party = Party(row.key, row.name, row.party)
            for name in (row.key, row.name, *row.aliases):
                found.setdefault(plain(name), party)
    return found


def _new(line: ChoiceLine, contest: Contest) -> Choice:
    return Choice(
        contest=contest,
        dapil=line.dapil,
        key=line.key,
        order=ballot_order(line.key),
        name=line.name,
        party=line.party,
        aliases=list(line.aliases or ()),
    )


def _update(row: Choice, line: ChoiceLine) -> bool:
    """Put the file's words on a row; whether anything changed."""
    before = [getattr(row, name) for name in _FIELDS]
    row.name, row.party = line.name, line.party or row.party
    if line.aliases is not None:
        row.aliases = list(line.aliases)
    return before != [getattr(row, name) for name in _FIELDS]
