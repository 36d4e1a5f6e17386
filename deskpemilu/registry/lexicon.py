"""What reading and matching need to know of an election, in memory and without a database.

Comes in: rows of the registry (`registry/queries.py` builds it). Goes out: plain immutable
data for the pure steps of `intake`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ChoiceEntry:
    """One line of a ballot. `key` as in docs/contracts: "2", "5" (party), "5.3" (candidate)."""

    key: str
    name: str
    party: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContestEntry:
    """One contest. `choices` by dapil code ("" where the whole area votes on one list),
    each tuple in ballot order; `dapil_of` maps region codes (kabupaten, kecamatan or desa)
    to the dapil that holds them. `cap` is the greatest number of voters a TPS may have."""

    code: str
    name: str
    cap: int
    choices: Mapping[str, tuple[ChoiceEntry, ...]]
    dapil_of: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    def dapil_for(self, code: str) -> str:
        """Dapil of a region or TPS code, "" where the contest has none there."""
        for length in (10, 6, 4, 2):
            if (dapil := self.dapil_of.get(code[:length])) is not None:
                return dapil
        return ""

    def choices_for(self, code: str) -> tuple[ChoiceEntry, ...]:
        """The ballot of a region or TPS, in ballot order; empty where none was imported."""
        return self.choices.get(self.dapil_for(code)) or self.choices.get("", ())


@dataclass(frozen=True, slots=True)
class RegionEntry:
    """A region: code of 4, 6 or 10 digits, its official name, other spellings."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the pure steps need of one election.

    `area` is the desk's own region; `contests` by code in ballot order; `regions` from the
    desk's area down to desa; `tps` maps every TPS code to its DPT (None where unknown).
    `reserve` is the share of reserve ballots (0.02). `row_labels` adds, per row name of
    `domain.form`, words that this election uses for it (DPTb, DPPh …). `moved` gives the present code
    of a TPS by a code that it had before; such a code is not in `tps`.
    """

    election: str
    area: str
    contests: Mapping[str, ContestEntry]
    regions: Mapping[str, RegionEntry]
    tps: Mapping[str, int | None]
    reserve: float = 0.02
    row_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote: region codes they report for, and the contest they report unless they say another.

    `known` is False for a number that is not in the register: nothing of theirs is recorded
    without a person.
    """

    scope: tuple[str, ...] = ()
    default_contest: str | None = None
    known: bool = True
