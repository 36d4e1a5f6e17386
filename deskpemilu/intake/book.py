"""An election as the steps of intake need it: the lexicon, and ids of its TPS and contests.

Read once per state of the registry: `registry.queries.lexicon_of` hands out the same object until
something was imported, and the book is kept beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from deskpemilu.domain.codes import DESA, KECAMATAN
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import TpsFacts, check
from deskpemilu.registry.lexicon import Lexicon
from deskpemilu.registry.models import Election, Tps
from deskpemilu.registry.queries import build_lexicon, lexicon_of


@dataclass(frozen=True, slots=True)
class TpsRow:
    """A TPS by id, with its registered voters (None where unknown)."""

    pk: int
    dpt_l: int | None
    dpt_p: int | None


@dataclass(frozen=True)
class Book:
    """An election in memory. `tps` by TPS code, `contests` id by contest code, and both backwards."""

    election_id: int
    lexicon: Lexicon
    tps: dict[str, TpsRow]
    contests: dict[str, int]
    tps_codes: dict[int, str]
    contest_codes: dict[int, str]

    def facts(self, tps_code: str, contest: str) -> TpsFacts:
        """What the rules need to know of a TPS and contest."""
        entry = self.lexicon.contests[contest]
        # A TPS that was closed or moved a moment ago: its form is kept, the register says nothing of it.
        row = self.tps.get(tps_code, TpsRow(0, None, None))
        return TpsFacts(
            contest=contest,
            choices=tuple(choice.key for choice in entry.choices_for(tps_code)),
            cap=entry.cap,
            reserve=self.lexicon.reserve,
            dpt_l=row.dpt_l,
            dpt_p=row.dpt_p,
        )

    def check(self, tps_code: str, contest: str, form: CountForm) -> tuple[Finding, ...]:
        """Findings of all rules that the form's figures can decide."""
        return check(form, self.facts(tps_code, contest))

    def place(self, code: str) -> str:
        """`Kec Betung · Ds Lubuk Karet · TPS 003`, as far down as the code goes."""
        regions = self.lexicon.regions
        parts = []
        if len(code) >= KECAMATAN and (kecamatan := regions.get(code[:KECAMATAN])):
            parts.append(f"Kec {kecamatan.name}")
        if len(code) >= DESA and (desa := regions.get(code[:DESA])):
            parts.append(f"Ds {desa.name}")
        if len(code) > DESA:
            parts.append(f"TPS {code[DESA:]}")
        return " · ".join(parts)

    def contest_name(self, contest: str) -> str:
        """Short name of a contest: `Bupati`."""
        return CONTESTS[contest].short


_kept: dict[int, tuple[Lexicon, Book]] = {}


def book_of(election: Election) -> Book:
    """The election's book; the same object until the registry changes."""
    lexicon = lexicon_of(election)
    kept = _kept.get(election.pk)
    if kept is not None and kept[0] is lexicon:
        return kept[1]
    book = _book(election, lexicon)
    _kept[election.pk] = (lexicon, book)
    return book


def fresh_book(election: Election) -> Book:
    """The book as the registry is now, not kept: inside a transaction that changes the registry."""
    return _book(election, build_lexicon(election))


def _book(election: Election, lexicon: Lexicon) -> Book:
    rows = Tps.objects.filter(election=election).values_list("code", "pk", "dpt_l", "dpt_p")
    tps = {code: TpsRow(pk, dpt_l, dpt_p) for code, pk, dpt_l, dpt_p in rows.iterator(chunk_size=5000)}
    contests = dict(election.contests.values_list("code", "pk"))
    return Book(
        election_id=election.pk,
        lexicon=lexicon,
        tps=tps,
        contests=contests,
        tps_codes={row.pk: code for code, row in tps.items()},
        contest_codes={pk: code for code, pk in contests.items()},
    )
