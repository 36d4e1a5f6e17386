"""The night as a list of messages in the order of the story's clock. Pure, from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from deskpemilu.flow.rehearsal import styles
from deskpemilu.flow.rehearsal.plan import Ballots, Counted, TpsPlan
from deskpemilu.flow.rehearsal.styles import Place

FIRST_COUNT = timedelta(hours=14, minutes=20)  # after midnight, local time
PER_CONTEST = timedelta(minutes=75)  # a TPS counts one ballot after the other


@dataclass(frozen=True, slots=True)
class Told:
    """One message of the story."""

    at: datetime
    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Who reports for which TPS, and what places are called."""

    sender_of: Callable[[str], str]
    names: Mapping[str, str]
    contests: Sequence[str]


def write_script(tps: Sequence[TpsPlan], ballots: Ballots, cast: Cast, midnight: datetime, seed: int) -> list[Told]:
    """All messages of the night; `midnight` begins the voting day (aware)."""
    told: list[Told] = []
    for plan in tps:
        chance = Random(f"{seed}:{plan.code}:told")
        # Most TPS count through the evening; a tail far from any signal reports the next morning.
        late = timedelta(hours=chance.gammavariate(2.2, 1.1))
        if chance.random() < 0.06:
            late += timedelta(hours=chance.uniform(6, 11))
        for order, contest in enumerate(cast.contests):
            at = midnight + FIRST_COUNT + late + order * PER_CONTEST * chance.uniform(0.8, 1.3)
            told += _messages(ballots.count(plan, contest), at, cast, chance)
    told.sort(key=lambda message: message.at)
    return told


def _messages(paper: Counted, at: datetime, cast: Cast, chance: Random) -> list[Told]:
    code = paper.tps.code
    sender, place = cast.sender_of(code), _place(code, cast)
    style = chance.choice(styles.STYLES)
    dice = chance.random()
    first = Told(at, sender, style(paper, place, chance))
    soon = at + timedelta(minutes=chance.uniform(2, 9))
    if dice < 0.015:
        good = Told(soon, sender, f"RALAT\n{styles.sums(paper, place, chance)}")
        return [Told(at, sender, styles.wrong_sum(paper, place, chance)), good]
    if dice < 0.025:
        slipped = _slip(paper, chance)
        return [Told(at, sender, style(slipped, place, chance)), Told(soon, sender, first.text)]
    if dice < 0.035:
        return [first, Told(soon, sender, first.text)]
    if dice < 0.06:
        return [first, Told(soon, sender, "BENAR")]
    if dice < 0.075:
        return [first, Told(soon, sender, chance.choice(styles.CHATTER))]
    if dice < 0.08:
        text = chance.choice(styles.INCIDENTS).format(tps=place.tps, desa=place.desa)
        return [Told(at - timedelta(minutes=20), sender, text), first]
    if dice < 0.085:
        return [Told(at, sender, styles.without_place(paper, place, chance)), Told(soon, sender, first.text)]
    return [first]


def _slip(paper: Counted, chance: Random) -> Counted:
    """One vote wrong, as a tired person writes it."""
    key = chance.choice(list(paper.votes))
    return replace(paper, votes={**paper.votes, key: max(0, paper.votes[key] + chance.choice((-10, -9, 9, 10)))})


def _place(code: str, cast: Cast) -> Place:
    return Place(cast.names[code[:6]], cast.names[code[:10]], int(code[10:]))
