"""Honest reports in many styles are read back exactly or asked about, and never recorded wrongly."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Outcome, Reading
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.cases import Case, any_case
from tests.unit.intake.depth import examples, source
from tests.unit.intake.mutations import MUTATIONS
from tests.unit.intake.styles import STYLES, honest_message
from tests.unit.intake.worlds import WORLDS


@cache
def reader(world: str) -> Reader:
    return Reader(WORLDS[world])


def is_right(reading: Reading, case: Case) -> bool:
    if len(reading.reports) != 1:
        return False
    report = reading.reports[0]
    return (
        report.tps_code == case.tps
        and report.contest == case.contest
        and dict(report.votes) == case.votes
        and report.invalid in (case.invalid, None)
    )


@pytest.mark.parametrize("style", sorted(STYLES))
def test_style_is_read_back_or_asked_about(style: str) -> None:
    rng = source(f"{style}-2024")
    seen: Counter[str] = Counter()
    for _ in range(examples(150)):
        world = rng.choice(sorted(WORLDS))
        case = any_case(WORLDS[world], rng)
        text = honest_message(case, STYLES[style], rng)
        if text is None:
            continue
        reading = reader(world).read(text, Sender(case.scope, case.default))
        if reading.outcome is Outcome.RECORD:
            assert is_right(reading, case), (text, reading.reports)
        seen[reading.outcome.value] += 1
    assert seen["record"] >= 0.85 * seen.total(), seen


@settings(max_examples=examples(300), deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**9), style=st.sampled_from(sorted(STYLES)))
def test_no_honest_report_is_recorded_wrongly(seed: int, style: str) -> None:
    rng = random.Random(seed)
    world = rng.choice(sorted(WORLDS))
    case = any_case(WORLDS[world], rng)
    text = honest_message(case, STYLES[style], rng)
    if text is None:
        return
    reading = reader(world).read(text, Sender(case.scope, case.default))
    assert reading.outcome is not Outcome.RECORD or is_right(reading, case), text


@settings(max_examples=examples(400), deadline=None)
@given(
    seed=st.integers(min_value=0, max_value=10**9),
    style=st.sampled_from(sorted(set(STYLES) - {"only_words"})),
    mutation=st.sampled_from(sorted(MUTATIONS)),
)
def test_no_damaged_report_is_recorded_wrongly(seed: int, style: str, mutation: str) -> None:
    """Damage that leaves the figures on the page must not change what is recorded."""
    rng = random.Random(seed)
    world = rng.choice(sorted(WORLDS))
    case = any_case(WORLDS[world], rng)
    text = honest_message(case, STYLES[style], rng)
    if text is None:
        return
    damaged = MUTATIONS[mutation](text, rng)
    reading = reader(world).read(damaged, Sender(case.scope, case.default))
    assert reading.outcome is not Outcome.RECORD or is_right(reading, case), damaged


@settings(max_examples=examples(300), deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_read_without_error_and_never_recorded_from_nothing(text: str) -> None:
    reading = reader("tirta2").read(text, Sender(("169903",), "pkwkk"))
    assert reading.outcome is not Outcome.RECORD
    assert len(reading.reply.split("\n")) <= 6
