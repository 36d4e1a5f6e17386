"""How many examples a test of random messages takes: as many as it says, or more to look for new ones."""

from __future__ import annotations

import random

from hypothesis import settings

_USUAL = 100  # what hypothesis takes where nobody says another number


def examples(number: int) -> int:
    """So many examples in the steady profile; HYPOTHESIS_PROFILE=explore takes a multiple of them."""
    return number * settings().max_examples // _USUAL


def source(name: str) -> random.Random:
    """The same random source in every steady run, another one in every run that explores."""
    return random.Random(name) if settings().derandomize else random.Random()
