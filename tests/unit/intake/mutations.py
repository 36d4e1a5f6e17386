"""Damage done to a message that leaves its figures readable to a person, or plainly unreadable."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[str, random.Random], str]


def lines_joined(text: str, rng: random.Random) -> str:
    return text.replace("\n", rng.choice([" ", ", ", "; "]))


def one_line_joined(text: str, rng: random.Random) -> str:
    ends = [at for at, char in enumerate(text) if char == "\n"]
    if not ends:
        return text
    at = rng.choice(ends)
    return text[:at] + rng.choice([" ", ", "]) + text[at + 1 :]


def letters_swapped(text: str, rng: random.Random) -> str:
    pairs = [m.start() for m in re.finditer(r"(?<=[a-z])[a-z]{2}(?=[a-z])", text)]
    if not pairs:
        return text
    at = rng.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def mark_added(text: str, rng: random.Random) -> str:
    at = rng.choice([m.start() for m in re.finditer(r"(?<!\d)\b|\b(?!\d)", text)])
    return text[:at] + rng.choice(".,:;-/|=() ") + text[at:]


def digits_parted(text: str, rng: random.Random) -> str:
    inside = [m.start() + 1 for m in re.finditer(r"(?<=[=:] )\d{2,3}\b", text)]
    if not inside:
        return text
    at = rng.choice(inside)
    return text[:at] + rng.choice([" ", "."]) + text[at:]


def lines_shuffled(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    rng.shuffle(lines)
    return "\n".join(lines)


def line_repeated(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return "\n".join(lines)


def figure_added(text: str, rng: random.Random) -> str:
    at = rng.choice([m.start() for m in re.finditer(r"\b", text)])
    return f"{text[:at]} 377 {text[at:]}"


MUTATIONS: dict[str, Mutation] = {
    f.__name__: f
    for f in (
        lines_joined,
        one_line_joined,
        letters_swapped,
        mark_added,
        digits_parted,
        lines_shuffled,
        line_repeated,
        figure_added,
    )
}
