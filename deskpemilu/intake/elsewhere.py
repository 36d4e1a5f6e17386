"""Reading in a process of its own: pure, so that it starts without Django or a database."""

from __future__ import annotations

from collections.abc import Sequence

from deskpemilu.intake.generationwords import named_generation, without_generation
from deskpemilu.intake.read import read
from deskpemilu.intake.reading import Outcome, Reading
from deskpemilu.registry.lexicon import Lexicon, Sender

Read = Reading | str
_lexicons: dict[int, Lexicon] = {}


def read_one(text: str, lexicon: Lexicon, sender: Sender) -> Read:
    """The reading of a text, or a sentence on what is wrong with it."""
    try:
        reading = read(text, lexicon, sender)
        if reading.outcome is Outcome.ASK and named_generation(text) is not None:
            # `PSU TPS 3 …`: only that word is in the way; whose figures they are is decided in acts.
            reading = _recorded(read(without_generation(text), lexicon, sender)) or reading
        return reading
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _recorded(reading: Reading) -> Reading | None:
    return reading if reading.outcome is Outcome.RECORD else None


def learn(key: int, lexicon: Lexicon) -> None:
    """Keep a lexicon for the texts that follow."""
    _lexicons[key] = lexicon


def read_texts(texts: Sequence[tuple[int, str, Sender]]) -> list[Read]:
    """Read (key of the lexicon, text, sender)."""
    return [read_one(text, _lexicons[key], sender) for key, text, sender in texts]
