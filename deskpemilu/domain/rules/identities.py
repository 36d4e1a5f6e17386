"""The form's identities: which row must be the sum of which others.

An identity is data. All of A1–A8 are of one kind, `row = row + row + …`, so one function
evaluates them, and the broken ones together tell which figure most likely is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deskpemilu.domain.contests import CONTESTS, party_of
from deskpemilu.domain.form import SPLIT_ROWS, CountForm, party_of_sum_row
from deskpemilu.domain.rules.facts import TpsFacts
from deskpemilu.domain.rules.labels import CHOICE, VOTES
from deskpemilu.domain.rules.slips import Suspect, likely_slip


@dataclass(frozen=True, slots=True)
class Identity:
    """`left` must equal the sum of `right`; VOTES stands for the sum of section IV."""

    code: str
    left: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity that does not hold: the figure written and the one computed."""

    identity: Identity
    written: int
    computed: int


_USERS = ("pengguna_dpt", "pengguna_pindahan", "pengguna_tambahan")
FIXED: tuple[Identity, ...] = (
    *(Identity("A1", f"{row}_j", (f"{row}_l", f"{row}_p")) for row in SPLIT_ROWS),
    *(Identity("A2", f"pengguna_total_{p}", tuple(f"{row}_{p}" for row in _USERS)) for p in "lpj"),
    Identity("A3", "surat_diterima", ("surat_digunakan", "surat_dikembalikan", "surat_tidak_digunakan")),
    Identity("A4", "surat_digunakan", ("pengguna_total_j",)),
    Identity("A5", "suara_sah", (VOTES,)),
    Identity("A6", "suara_total", ("suara_sah", "suara_tidak_sah")),
    Identity("A7", "suara_total", ("pengguna_total_j",)),
    Identity("A7", "suara_total", ("surat_digunakan",)),
)


def is_legislative(contest: str) -> bool:
    """Whether the contest's ballot lists parties with candidates."""
    info = CONTESTS.get(contest)
    return info is not None and info.legislative


def missing_choices(form: CountForm, facts: TpsFacts) -> tuple[str, ...]:
    """Choices of the ballot that have no figure.

    In a legislative contest a report by party only (no candidate anywhere) needs the parties only,
    and a party whose sum is written needs nothing more.
    """
    expected: Iterable[str] = facts.choices
    votes = form.votes
    if is_legislative(facts.contest):
        by_candidate = any("." in key for key in votes)
        summed = {party_of_sum_row(row) for row in form.rows}
        expected = (
            key
            for key in facts.choices
            if key not in votes and (by_candidate or "." not in key) and party_of(key) not in summed
        )
    return tuple(key for key in expected if key not in votes)


def vote_rows(form: CountForm) -> tuple[str, ...]:
    """Rows that section IV adds up: party sums where they are written, else the single choices."""
    sums = tuple(row for row in form.rows if party_of_sum_row(row) is not None)
    summed = {party_of_sum_row(row) for row in sums}
    return (*sums, *(CHOICE + key for key in form.votes if not summed or party_of(key) not in summed))


def party_identities(form: CountForm, facts: TpsFacts) -> tuple[Identity, ...]:
    """A8: per party whose sum is written, party line and candidates must give it."""
    known = facts.choices or tuple(form.votes)
    found = []
    for row in form.rows:
        party = party_of_sum_row(row)
        lines = tuple(CHOICE + key for key in known if party is not None and party_of(key) == party)
        if lines:
            found.append(Identity("A8", row, lines))
    return tuple(found)


class Ledger:
    """All identities of one form, evaluated once: those that hold and those that are broken."""

    __slots__ = ("_form", "_inside", "broken", "complete", "holding", "parts", "votes")

    def __init__(self, form: CountForm, facts: TpsFacts) -> None:
        self._form = form
        self.parts = vote_rows(form)
        self._inside = frozenset(self.parts)
        # Sum of the votes that are written; `complete` says whether no choice is blank.
        self.votes = sum(self.figure(row) or 0 for row in self.parts)
        self.complete = bool(self.parts) and not missing_choices(form, facts)
        self.broken: list[Broken] = []
        self.holding: list[Identity] = []
        for identity in FIXED:
            if identity.left in form.rows:  # most forms that come as a message state two or three rows
                self._weigh(identity)
        for identity in party_identities(form, facts):
            self._weigh(identity)

    def figure(self, row: str) -> int | None:
        """The figure of a row, of VOTES or of one choice; None where it is blank."""
        if row == VOTES:
            return self.votes if self.complete else None
        if row.startswith(CHOICE):
            return self._form.votes.get(row.removeprefix(CHOICE))
        return self._form.rows.get(row)

    def _weigh(self, identity: Identity) -> None:
        written = self.figure(identity.left)
        if written is None:
            return
        computed = 0
        for row in identity.right:
            figure = self.figure(row)
            if figure is None:
                return
            computed += figure
        if written == computed:
            self.holding.append(identity)
        else:
            self.broken.append(Broken(identity, written, computed))

    def holds(self, code: str, left: str) -> bool:
        """Whether the identity `code` of row `left` was evaluated and holds."""
        return any(identity.code == code and identity.left == left for identity in self.holding)

    def suspect(self, broken: Broken) -> Suspect | None:
        """The one figure whose change alone would mend this identity and every other it stands in.

        A figure is a candidate when the change mends two broken identities at once, or when it is
        an ordinary slip of the pen. Two equally good candidates: None (look at the photo).
        Read from the residuals as a syndrome (statistics of 125,591 forms: 43 % are one field).
        """
        gap = broken.computed - broken.written
        best: list[Suspect] = []
        score = 0
        for row, change in self._changes(broken.identity, gap):
            candidate, weight = self._candidate(row, change)
            if candidate is None or weight < score:
                continue
            best = [*best, candidate] if weight == score else [candidate]
            score = weight
        return best[0] if len(best) == 1 else None

    def _changes(self, identity: Identity, gap: int) -> Iterable[tuple[str, int]]:
        yield identity.left, gap
        for row in identity.right:
            if row == VOTES:
                yield from ((part, -gap) for part in self.parts)
            else:
                yield row, -gap

    def _candidate(self, row: str, change: int) -> tuple[Suspect | None, int]:
        figure = self.figure(row)
        if figure is None or figure + change < 0:
            return None, 0
        mended = 0
        for other in self.broken:
            sign = self._sign(row, other.identity)
            if sign == 0:
                continue
            if other.computed - other.written != sign * change:
                return None, 0
            mended += 1
        if any(self._sign(row, identity) for identity in self.holding):
            return None, 0
        slip = likely_slip(figure, figure + change) is not None
        if mended < 2 and not slip:
            return None, 0
        return Suspect(row, figure, figure + change), 2 * mended + slip

    def _sign(self, row: str, identity: Identity) -> int:
        """+1 where the row is the written side, -1 where it is part of the sum, 0 elsewhere."""
        if row == identity.left:
            return 1
        return -1 if row in identity.right or (VOTES in identity.right and row in self._inside) else 0
