"""What a run may say: one decision sentence, and warnings with names instead of numbers.

Pure. Comes in: shares, the question's names, the guard. Nobody is named beyond the guard
(`decisions.decide`). A contest that is wider than the desk's area is spoken of as "di wilayah ini" only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deskpemilu.domain.codes import KABUPATEN, PROVINSI
from deskpemilu.insight.decision_rules import JAKARTA, JAKARTA_REGION, PLURALITY, PRESIDENT, WinningRule
from deskpemilu.insight.decisions import Decision, Shares, decide, decide_top, spread_sentence
from deskpemilu.insight.inputs import Choices
from deskpemilu.insight.seat_rules import SEAT_RULES

SHOWN_NAMES = 5
TOP_SEED = 4
"""Of the draws behind "empat teratas": any number, but always the same, so that a run repeats."""
OPEN_WORDS = "Belum dapat disimpulkan"
# Length of the region code in which a contest is decided; the others are decided in districts or the country.
_DECIDED_IN = {"pkwkp": PROVINSI, "pkwkk": KABUPATEN, "pdpd": PROVINSI}
_NUMBERS = re.compile(r"\(nomor ([\d, ]+?)( dan lainnya| dan \d+ lainnya)?\)")
_COLUMNS = re.compile(r"Pilihan pada kolom ([\d, ]+?)( dan \d+ lainnya)? belum")


def rule_of(contest: str, area: str) -> WinningRule:
    """The rule by which the leader of this area is told.

    Jakarta's governor needs more than half, which only the whole province can show; everywhere else, and in
    a part of a larger contest, only who is ahead in the area is said.
    """
    if contest == "pkwkp" and area == JAKARTA_REGION:
        return JAKARTA
    return PLURALITY


def is_wider(contest: str, area: str) -> bool:
    """Whether the contest is decided over more (or in other parts) than the desk's area."""
    return _DECIDED_IN.get(contest) != len(area)


def say(
    shares: Shares,
    choices: Choices,
    *,
    contest: str,
    area: str,
    place: str,
    allowed: bool,
    degrees: float,
    reason: str,
) -> Decision:
    """The decision with its sentence; `allowed`: the guard holds, `reason`: why it does not."""
    names = [f"nomor {key} {name}" for key, name in zip(choices.keys, choices.names, strict=True)]
    known = max(degrees, 1.0)
    seats = SEAT_RULES[contest].seats if contest in SEAT_RULES else None
    if seats is not None:
        made = decide_top(
            shares, names, seats, callable_=allowed, degrees=known, reason=reason, seed=TOP_SEED
        )
    else:
        made = decide(shares, names, rule_of(contest, area), callable_=allowed, degrees=known, reason=reason)
    sentence = made.sentence[0].upper() + made.sentence[1:]
    if is_wider(contest, area):
        sentence = _of_place(made.sentence, place)
    if contest == "ppwp" and len(area) == PROVINSI and allowed:
        sentence += f" {spread_sentence(shares, names, PRESIDENT, degrees=known)}"
    return Decision(made.status, sentence, made.probabilities)


def _of_place(sentence: str, place: str) -> str:
    """The sentence with the area it is about: nothing is said of the contest beyond it."""
    if sentence.startswith(OPEN_WORDS):
        return f"{OPEN_WORDS} di {place}{sentence.removeprefix(OPEN_WORDS)}"
    return f"Di {place}: {sentence[0].lower()}{sentence[1:]}"


def with_names(warnings: Sequence[str], strata: Sequence[str], choices: Choices) -> list[str]:
    """Warnings in which strata and columns have their names."""

    def named_strata(found: re.Match[str]) -> str:
        rest = f", {found[2].strip()}" if found[2] else ""
        return f"({', '.join(strata[int(n)] for n in found[1].split(','))}{rest})"

    def named_choices(found: re.Match[str]) -> str:
        keys = ", ".join(choices.keys[int(n) - 1] for n in found[1].split(","))
        return f"Pilihan nomor {keys}{found[2] or ''} belum"

    return [_COLUMNS.sub(named_choices, _NUMBERS.sub(named_strata, text)) for text in warnings]


def listed(names: Sequence[str], shown: int = SHOWN_NAMES) -> str:
    """Names in a row, the rest as a number: "Betung, Rambutan, dan 3 lainnya"."""
    if len(names) > shown:
        return f"{', '.join(names[:shown])}, dan {len(names) - shown} lainnya"
    return " dan ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])}, dan {names[-1]}"
