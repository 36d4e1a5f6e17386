"""All TPS of a contest, our side beside theirs, and what it adds up to. Pure.

Comes in: forms by TPS code. Goes out: a row for every TPS of which either side has votes, and totals:
TPS per class, votes that stand otherwise, the net effect per choice (theirs minus ours).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deskpemilu.domain.contests import choice_order, party_of
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import GENERATION_NAMES, CountState, Generation
from deskpemilu.exchange.compare import DIFFERING, Judgement, Kind, figures, judge


@dataclass(frozen=True, slots=True)
class Mine:
    """The version of ours that is compared, and where its count stands."""

    form: CountForm
    state: CountState = CountState.RECEIVED
    generation: Generation = Generation.REGULER
    submission_id: int | None = None


@dataclass(frozen=True, slots=True)
class Theirs:
    """What the source says of a TPS. `foreign_id` is 0 for a file that is compared without being kept.

    `generation` None: the source does not tell which voting it is about (D.Hasil holds what counts).
    """

    form: CountForm
    generation: Generation | None = Generation.REGULER
    published_at: datetime | None = None
    images: Sequence[str] = ()
    foreign_id: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One TPS: both sides and how they stand to each other."""

    tps_code: str
    judgement: Judgement
    mine: Mine | None
    theirs: Theirs | None

    @property
    def kind(self) -> Kind:
        """The class."""
        return self.judgement.kind

    @property
    def other_generation(self) -> bool:
        """Whether the two sides speak of another voting (regular beside PSU)."""
        if self.mine is None or self.theirs is None or self.theirs.generation is None:
            return False
        return self.mine.generation is not self.theirs.generation

    @property
    def votes_told_apart(self) -> tuple[str, str]:
        """Which voting each side speaks of, in words: `PSU ke-2`, `PSU`."""
        ours = self.mine.generation if self.mine else None
        theirs = self.theirs.generation if self.theirs else None
        return GENERATION_NAMES[ours] if ours else "", GENERATION_NAMES[theirs] if theirs else ""

    def as_json(self) -> dict[str, Any]:
        """As `desk compare sirekap` prints it."""
        return {
            "tps_code": self.tps_code,
            "class": self.kind.value,
            "ours": figures(self.mine.form) if self.mine else None,
            "theirs": figures(self.theirs.form) if self.theirs else None,
            "difference": dict(self.judgement.difference),
            "detail": dict(self.judgement.detail),
            "state": self.mine.state.value if self.mine else CountState.MISSING.value,
            **({"other_generation": True} if self.other_generation else {}),
        }


@dataclass(frozen=True, slots=True)
class Effect:
    """One choice over the TPS that both sides have: its votes here and there."""

    key: str
    ours: int
    theirs: int
    ours_all: int
    theirs_all: int

    @property
    def net(self) -> int:
        """Votes more (or fewer) there."""
        return self.theirs - self.ours

    @property
    def ours_share(self) -> float:
        """Share of ours, 0 to 1."""
        return self.ours / self.ours_all if self.ours_all else 0.0

    @property
    def theirs_share(self) -> float:
        """Share of theirs."""
        return self.theirs / self.theirs_all if self.theirs_all else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a comparison adds up to. `votes_moved`: sum of all differences of votes without their sign."""

    totals: Mapping[Kind, int] = field(default_factory=dict)
    effects: Sequence[Effect] = ()
    votes_moved: int = 0

    @property
    def compared(self) -> int:
        """TPS that both sides have."""
        return self.totals[Kind.EQUAL] + self.differing

    @property
    def differing(self) -> int:
        """TPS that both have with other figures."""
        return sum(self.totals[kind] for kind in DIFFERING)

    @property
    def differing_share(self) -> float:
        """Their share of the TPS that both have."""
        return self.differing / self.compared if self.compared else 0.0

    def as_json(self) -> dict[str, Any]:
        """Keys beside the contract's `totals`."""
        return {
            "totals": {kind.value: number for kind, number in self.totals.items()},
            "compared": self.compared,
            "votes_moved": self.votes_moved,
            "net": {
                each.key: {
                    "ours": each.ours,
                    "theirs": each.theirs,
                    "net": each.net,
                    "ours_share": round(each.ours_share, 6),
                    "theirs_share": round(each.theirs_share, 6),
                }
                for each in self.effects
            },
        }


def lay_beside(mine: Mapping[str, Mine], theirs: Mapping[str, Theirs]) -> list[Row]:
    """A row for each TPS of which either side has votes, in the order of codes."""
    rows = []
    for code in sorted({*mine, *theirs}):
        here, there = mine.get(code), theirs.get(code)
        judgement = judge(here.form if here else None, there.form if there else None)
        if judgement is not None:
            rows.append(Row(code, judgement, here, there))
    return rows


def summarise(rows: Iterable[Row], *, parties_only: bool = False) -> Summary:
    """Totals of rows. `parties_only`: add candidates to their party, where districts are mixed.

    Two different votings (regular beside PSU) are no difference of votes: they stay out of the effects.
    """
    totals = dict.fromkeys(Kind, 0)
    ours: dict[str, int] = {}
    theirs: dict[str, int] = {}
    moved = 0
    for row in rows:
        totals[row.kind] += 1
        if row.other_generation or row.kind in {Kind.MISSING_HERE, Kind.MISSING_THERE}:
            continue
        if not row.mine or not row.theirs:
            continue
        _add(ours, row.mine.form.votes, parties_only)
        _add(theirs, row.theirs.form.votes, parties_only)
        moved += sum(abs(each) for key, each in row.judgement.difference.items() if key[0].isdigit())
    all_ours, all_theirs = sum(ours.values()), sum(theirs.values())
    effects = [
        Effect(key, ours.get(key, 0), theirs.get(key, 0), all_ours, all_theirs)
        for key in sorted({*ours, *theirs}, key=choice_order)
    ]
    return Summary(totals, effects, moved)


def _add(sums: dict[str, int], votes: Mapping[str, int], parties_only: bool) -> None:
    for key, figure in votes.items():
        name = party_of(key) if parties_only else key
        sums[name] = sums.get(name, 0) + figure
