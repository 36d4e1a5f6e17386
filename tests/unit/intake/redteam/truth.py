"""A known truth before it is put into words: who reports, for which TPS and contest, with which figures."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache

from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry
from tests.unit.intake.redteam.worlds import World, world

LISTS = ("pdpr", "pdprdp", "pdprdk")


@dataclass(frozen=True, slots=True)
class Form:
    """The figures of one TPS and contest. `written` names the figures that the text carries."""

    tps_code: str
    contest: str
    votes: dict[str, int]
    invalid: int
    dpt: int
    extra: dict[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        return sum(self.votes.values())

    @property
    def total(self) -> int:
        return self.valid + self.invalid

    @property
    def desa(self) -> str:
        return self.tps_code[:10]

    @property
    def number(self) -> int:
        return int(self.tps_code[10:])

    def figure(self, name: str) -> int:
        """Figure of a sum row; the voters are the ballots counted."""
        return {"valid": self.valid, "invalid": self.invalid, "total": self.total, "dpt": self.dpt,
                "voters": self.total}[name]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One message with its truth. `written` are figures beside the votes that the text carries.

    `outcomes` are acceptable; `banned` is True where no report may be recorded at all,
    `soft` where a record of exactly the truth is right too.
    """

    style: str
    world: str
    scope: tuple[str, ...]
    default: str | None
    text: str
    forms: tuple[Form, ...]
    written: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("record",)
    trap: bool = False
    note: str = ""

    def but(self, **changes: object) -> Case:
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the sender sits: the desk, their scope and what is unique inside it."""

    world: World
    scope: tuple[str, ...]
    default: str | None

    def name(self, code: str) -> str:
        return self.world.lexicon.regions[code].name

    def contest(self, code: str) -> ContestEntry:
        return self.world.lexicon.contests[code]

    def choices(self, form: Form) -> tuple[ChoiceEntry, ...]:
        return self.contest(form.contest).choices_for(form.tps_code)

    def desas(self) -> list[str]:
        return [d for d in _desas(self.world.name) if any(d.startswith(s[:10]) for s in self.scope)]

    def unique(self, desa: str) -> bool:
        """Whether the name alone, however loosely written, means one desa in the scope."""
        near = _near(self.name(desa))
        return sum(_near(self.name(d)) == near for d in self.desas()) == 1


def _near(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def _desas(name: str) -> tuple[str, ...]:
    return tuple(sorted({code[:10] for code in world(name).lexicon.tps}))


@cache
def _kecamatan(name: str) -> tuple[str, ...]:
    return tuple(sorted({code[:6] for code in world(name).lexicon.tps}))


@cache
def _numbers(name: str, desa: str) -> tuple[int, ...]:
    return tuple(sorted(int(code[10:]) for code in world(name).lexicon.tps if code[:10] == desa))


def numbers_of(w: World, desa: str) -> tuple[int, ...]:
    """TPS numbers of a desa."""
    return _numbers(w.name, desa)


def scene(rng: random.Random, name: str, contest: str | None = None) -> Scene:
    """A sender: mostly of one kecamatan, some of one desa, several kecamatan or the whole area."""
    w = world(name)
    kind = rng.choices(("kecamatan", "desa", "several", "area"), (60, 12, 12, 16))[0]
    if kind == "area":
        scope: tuple[str, ...] = (w.lexicon.area,)
    elif kind == "desa":
        scope = (rng.choice(_desas(name)),)
    else:
        scope = tuple(
            rng.sample(_kecamatan(name), 1 if kind == "kecamatan" else min(3, len(_kecamatan(name))))
        )
    default = contest
    return Scene(w, scope, default)


def votes_for(rng: random.Random, choices: tuple[ChoiceEntry, ...], voters: int) -> dict[str, int]:
    """Votes that add up to at most the voters, skewed as real ones are."""
    weights = [rng.paretovariate(1.1) if len(choices) > 5 else rng.uniform(0.3, 2) for _ in choices]
    if len(choices) > 5:
        weights = [0.0 if rng.random() < 0.12 else w for w in weights]
    whole = sum(weights) or 1.0
    return {c.key: int(voters * w / whole) for c, w in zip(choices, weights, strict=True)}


def form(rng: random.Random, s: Scene, desa: str, number: int, contest: str) -> Form:
    """Figures of one TPS and contest that obey the form's arithmetic."""
    code = f"{desa}{number:03d}"
    known = s.world.lexicon.tps.get(code)
    cap = s.contest(contest).cap
    dpt = known if known is not None else rng.randint(int(cap * 0.45), cap)
    voters = max(12, int(dpt * rng.uniform(0.4, 0.95)))
    choices = tuple(
        c for c in s.contest(contest).choices_for(code) if contest not in LISTS or "." not in c.key
    )
    invalid = (
        rng.choice((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 15, 18))
        if contest != "pdpd"
        else rng.randint(5, 40)
    )
    votes = votes_for(rng, choices, max(8, voters - invalid))
    if not sum(votes.values()):
        votes[choices[0].key] = 7
    return Form(code, contest, votes, invalid, dpt)


def pick_desa(rng: random.Random, s: Scene, *, unique: bool = True, tps: int = 1) -> str | None:
    """A desa of the scope with enough TPS, unique by name when its kecamatan is not to be written."""
    for _ in range(25):
        desa = rng.choice(s.desas())
        if len([n for n in numbers_of(s.world, desa) if n < 900]) >= tps and (not unique or s.unique(desa)):
            return desa
    return None


def repeated(name: str) -> list[list[str]]:
    """Desa of a world whose names are the same, in groups."""
    w = world(name)
    count = Counter(_near(w.lexicon.regions[d].name) for d in _desas(name))
    groups: dict[str, list[str]] = {}
    for d in _desas(name):
        near = _near(w.lexicon.regions[d].name)
        if count[near] > 1:
            groups.setdefault(near, []).append(d)
    return list(groups.values())
