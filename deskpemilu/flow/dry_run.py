"""The main road without writing: text to reading, for `desk read` and for previews."""

from __future__ import annotations

from typing import Any

from deskpemilu.channels.owners import owners_of_senders
from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.flow.gather import sender_of
from deskpemilu.flow.lines import BadLine, Line, parse_line
from deskpemilu.intake.book import Book, book_of
from deskpemilu.intake.read import read
from deskpemilu.intake.reading import Kind, Outcome, Reading
from deskpemilu.registry.lexicon import Sender
from deskpemilu.registry.queries import current_elections, election_by_code


class UnknownElection(ValueError):
    """There is no such election, or none at all."""


class DryRun:
    """Reads lines with the register of this desk. Elections are loaded once."""

    def __init__(self, *, default_election: str = "") -> None:
        elections = current_elections()
        if not elections:
            raise UnknownElection("Belum ada pemilihan. Buat dahulu dengan: desk election create")
        if default_election:
            chosen = election_by_code(default_election)
            if chosen is None:
                known = ", ".join(election.code for election in elections)
                raise UnknownElection(f"Pemilihan “{default_election}” tidak ada; yang ada: {known}.")
            self.default: str | None = chosen.code
        else:
            self.default = elections[0].code if len(elections) == 1 else None
        self._books: dict[str, Book] = {}

    def read_line(self, text: str, number: int) -> dict[str, Any]:
        """One line in, one JSON-ready object out; never an exception for what stands in the line."""
        line = parse_line(text, number)
        if isinstance(line, BadLine):
            return self._bad(line.id, f"Baris {line.number}: {line.reason}.")
        book = self._book(line.election or self.default)
        if book is None:
            wanted = line.election or "(tidak disebut)"
            return self._bad(line.id, f"Baris {number}: pemilihan {wanted} tidak ada pada desk ini.")
        return {"id": line.id, **read(line.text, book.lexicon, self._sender(line, book)).as_json()}

    def _book(self, code: str | None) -> Book | None:
        if code is None:
            return None
        if code not in self._books:
            election = election_by_code(code)
            if election is None:
                return None
            self._books[code] = book_of(election)
        return self._books[code]

    def _sender(self, line: Line, book: Book) -> Sender:
        if line.scope is not None:
            contest = line.default_contest
            if contest is None and len(book.contests) == 1:
                contest = next(iter(book.contests))
            return Sender(scope=line.scope, default_contest=contest)
        known = sender_of(owners_of_senders([line.sender]).get(line.sender), book)
        return Sender(known.scope, line.default_contest or known.default_contest, known.known)

    def _bad(self, line_id: str | None, reason: str) -> dict[str, Any]:
        finding = Finding("bad_input", Severity.GALAT, reason)
        return {"id": line_id, **Reading(Kind.OTHER, Outcome.IGNORE, findings=(finding,)).as_json()}
