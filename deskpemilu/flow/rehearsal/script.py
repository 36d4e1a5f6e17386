"""The night as a list of messages in the order of the story's clock. Pure, from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from deskpemilu.flow.rehearsal import styles
from deskpemilu.flow.rehearsal.camera import Camera
from deskpemilu.flow.rehearsal.plan import Ballots, Counted, TpsPlan
from deskpemilu.flow.rehearsal.styles import Place

FIRST_COUNT = timedelta(hours=14, minutes=20)  # after midnight, local time
PER_CONTEST = timedelta(minutes=75)  # a TPS counts one ballot after the other


@dataclass(frozen=True, slots=True)
class Told:
    """One message of the story; `photo` names the one it carries (camera.py)."""

    at: datetime
    sender: str
    text: str
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who reports for which TPS, and what places are called."""

    sender_of: Callable[[str], str]
    names: Mapping[str, str]
    contests: Sequence[str]

    def place(self, code: str) -> Place:
        """Names of a TPS's place."""
        return Place(self.names[code[:6]], self.names[code[:10]], int(code[10:]))


def write_script(
    tps: Sequence[TpsPlan], ballots: Ballots, cast: Cast, midnight: datetime, seed: int
) -> list[Told]:
    """All messages of the night; `midnight` begins the voting day (aware)."""
    told: list[Told] = []
    camera = Camera(seed)
    for plan in tps:
        chance = Random(f"{seed}:{plan.code}:told")
        # Most TPS count through the evening; a tail far from any signal reports the next morning.
        late = timedelta(hours=chance.gammavariate(2.2, 1.1))
        if chance.random() < 0.06:
            late += timedelta(hours=chance.uniform(6, 11))
        for order, contest in enumerate(cast.contests):
            at = midnight + FIRST_COUNT + late + order * PER_CONTEST * chance.uniform(0.8, 1.3)
            told += _messages(ballots.count(plan, contest), at, cast, camera, chance)
    told.sort(key=lambda message: message.at)
    return told


def _messages(paper: Counted, at: datetime, cast: Cast, camera: Camera, chance: Random) -> list[Told]:
    code = paper.tps.code
    place = cast.place(code)
    style = chance.choice(styles.STYLES)
    scene = chance.choices([scene for scene, _ in _SCENES], [weight for _, weight in _SCENES])[0]
    texts = scene(paper, place, style, chance)
    soon = timedelta(minutes=chance.uniform(2, 9))
    sender, (photo, wordless) = cast.sender_of(code), camera.shoot(paper, place, texts)
    told = [Told(at + number * soon, sender, text) for number, text in enumerate(texts)]
    if photo and wordless:
        return [*told, Told(at + timedelta(seconds=50), sender, "", photo)]
    return [replace(told[0], photo=photo), *told[1:]] if photo else told


Scene = Callable[[Counted, Place, styles.Style, Random], list[str]]


def _plain(paper: Counted, place: Place, style: styles.Style, chance: Random) -> list[str]:
    return [style(paper, place, chance)]


def _wrong_sum(paper: Counted, place: Place, style: styles.Style, chance: Random) -> list[str]:
    return [styles.wrong_sum(paper, place, chance), f"RALAT\n{styles.sums(paper, place, chance)}"]


def _two_versions(paper: Counted, place: Place, style: styles.Style, chance: Random) -> list[str]:
    return [style(_slip(paper, chance), place, chance), style(paper, place, chance)]


def _twice(paper: Counted, place: Place, style: styles.Style, chance: Random) -> list[str]:
    return [style(paper, place, chance)] * 2


def _confirmed(paper: Counted, place: Place, style: styles.Style, chance: Random) -> list[str]:
    return [style(paper, place, chance), "BENAR"]


def _chatting(paper: Counted, place: Place, style: styles.Style, chance: Random) -> list[str]:
    return [style(paper, place, chance), chance.choice(styles.CHATTER)]


def _incident(paper: Counted, place: Place, style: styles.Style, chance: Random) -> list[str]:
    told = chance.choice(styles.INCIDENTS).format(tps=place.tps, desa=place.desa)
    return [told, style(paper, place, chance)]


def _forgotten_place(paper: Counted, place: Place, style: styles.Style, chance: Random) -> list[str]:
    return [styles.without_place(paper, place, chance), style(paper, place, chance)]


_SCENES: tuple[tuple[Scene, float], ...] = (
    (_plain, 91.5),
    (_wrong_sum, 1.5),
    (_two_versions, 1.0),
    (_twice, 1.0),
    (_confirmed, 2.5),
    (_chatting, 1.5),
    (_incident, 0.5),
    (_forgotten_place, 0.5),
)


def _slip(paper: Counted, chance: Random) -> Counted:
    """One vote wrong, as a tired person writes it."""
    key = chance.choice(list(paper.votes))
    figure = max(0, paper.votes[key] + chance.choice((-10, -9, 9, 10)))
    return replace(paper, votes={**paper.votes, key: figure})
