"""Too many round percentages in an area, and last digits that are not evenly spread.

Integer percentages (Kobak, Shpilkin & Pshenichnikov, Annals of Applied Statistics 10, 2016): where figures
were written to fit a wished percentage, more TPS than chance allows hold the very number that a whole percent
asks for. Chance is simulated: every TPS draws its figure again from a binomial with its own denominator and
its own rate, so that natural pile-ups of small denominators (1/2, 3/4, 100 %) are in the comparison. Only for
areas (kabupaten/kota or larger), never for a TPS; p-values of all areas and tests together go through
Benjamini-Hochberg.

The second-digit Benford test is not offered: it rejects 100 % of simulated clean areas here, because a TPS
holds at most some hundred voters (Deckert, Myagkov & Ordeshook, Political Analysis 19, 2011).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.arrays import Bools, Floats
from deskpemilu.insight.forms import CHECK

HALF_A_VOTE = 0.5
"""A TPS of 200 voters moves in steps of half a percent: a wished percentage shows as the nearest whole vote,
not within the 0.05 points used where polling stations have thousands of voters."""
SMALLEST_AREA = 50
SIMULATIONS = 399
SECOND_LOOK = 9_600
SECOND_LOOK_BELOW = 0.01
DIGITS = 10


@dataclass(frozen=True)
class AreaTest:
    """One test of one area, before and after it is seen among all the others."""

    area: int
    test: str
    tps: int
    observed: int
    expected: float
    p_value: float
    flagged: bool
    text: str


def round_percentages(
    part: ArrayLike,
    whole: ArrayLike,
    area: ArrayLike,
    *,
    test: str,
    seed: int,
    simulations: int = SIMULATIONS,
) -> list[AreaTest]:
    """Test every area of at least 50 usable TPS; ``false_discoveries`` then judges all tests together.

    part, whole (n,): for example users and DPT, or votes of the leader and valid votes; area (n,) index.
    """
    numerator, denominator = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    places = np.asarray(area)
    if not numerator.shape == denominator.shape == places.shape:
        raise ValueError("Pembilang, penyebut dan wilayah harus sama banyak.")
    usable = (denominator > 0) & (numerator >= 0) & (numerator <= denominator)
    results = []
    for place in np.unique(places[usable]):
        rows = usable & (places == place)
        if rows.sum() >= SMALLEST_AREA:
            rng = np.random.default_rng([seed, int(place)])
            judge = _AreaDraw(int(place), test, rng, simulations)
            results.append(_test_area(numerator[rows], denominator[rows], judge))
    return results


@dataclass(frozen=True)
class _AreaDraw:
    place: int
    test: str
    rng: np.random.Generator
    simulations: int


def _test_area(part: Floats, whole: Floats, draw: _AreaDraw) -> AreaTest:
    """Simulate; where few draws reach the observed number simulate many more, for the FDR to tell apart."""
    observed = int(near_integer(part, whole).sum())
    drawn = _simulated(part, whole, draw, draw.simulations)
    if (drawn >= observed).sum() < SECOND_LOOK_BELOW * draw.simulations:
        drawn = np.concatenate([drawn, _simulated(part, whole, draw, SECOND_LOOK)])
    p_value = (1 + int((drawn >= observed).sum())) / (drawn.size + 1)
    return AreaTest(
        area=draw.place, test=draw.test, tps=int(part.size), observed=observed, expected=float(drawn.mean()),
        p_value=p_value, flagged=False, text="",
    )  # fmt: skip


def _simulated(part: Floats, whole: Floats, draw: _AreaDraw, times: int) -> Floats:
    rate, size = part / whole, whole.astype(np.int64)
    sums = [near_integer(draw.rng.binomial(size, rate), whole).sum() for _ in range(times)]
    return np.array(sums, dtype=np.float64)


def near_integer(part: ArrayLike, whole: ArrayLike) -> Bools:
    """Whether the figure is the one that comes nearest to a whole percent; 0 and 100 % do not count."""
    figure, size = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    percent = np.rint(100 * figure / size)
    inside = (percent > 0) & (percent < 100)
    return np.asarray(inside & (np.abs(figure - percent * size / 100) <= HALF_A_VOTE))


def last_digits(
    figures: ArrayLike, area: ArrayLike, *, seed: int, simulations: int = SIMULATIONS
) -> list[AreaTest]:
    """Uniform last digits of figures of 100 and more per area: a hint about copying, no more.

    Chi-square with a simulated reference, so that small areas are treated fairly.
    """
    values, places = np.asarray(figures, dtype=np.float64), np.asarray(area)
    if values.shape != places.shape:
        raise ValueError("Angka dan wilayah harus sama banyak.")
    usable = values >= 100
    results = []
    for place in np.unique(places[usable]):
        digits = (values[usable & (places == place)] % DIGITS).astype(np.intp)
        if digits.size < SMALLEST_AREA:
            continue
        rng = np.random.default_rng([seed, int(place)])
        even = digits.size / DIGITS
        reference = ((rng.multinomial(digits.size, [1 / DIGITS] * DIGITS, size=simulations) - even) ** 2).sum(
            axis=1
        )
        counts = np.bincount(digits, minlength=DIGITS)
        observed = float(((counts - even) ** 2).sum())
        p_value = (1 + int((reference >= observed).sum())) / (simulations + 1)
        results.append(
            AreaTest(
                area=int(place), test="angka_terakhir", tps=int(digits.size), observed=int(counts.max()),
                expected=even, p_value=p_value, flagged=False, text="",
            )
        )  # fmt: skip
    return results


def false_discoveries(tests: list[AreaTest], *, rate: float = 0.05) -> list[AreaTest]:
    """All tests of one run together under Benjamini-Hochberg; the flagged ones carry their sentence."""
    if not tests:
        return []
    p_values = np.array([t.p_value for t in tests])
    passed = benjamini_hochberg(p_values, rate)
    return [_judged(t, bool(hit), len(tests)) for t, hit in zip(tests, passed, strict=True)]


def benjamini_hochberg(p_values: Floats, rate: float) -> NDArray[np.bool_]:
    """Which hypotheses are rejected at the false discovery rate (Benjamini & Hochberg 1995)."""
    order = np.argsort(p_values, kind="stable")
    limits = rate * np.arange(1, p_values.size + 1) / p_values.size
    below = np.flatnonzero(p_values[order] <= limits)
    passed = np.zeros(p_values.size, dtype=bool)
    if below.size:
        passed[order[: below[-1] + 1]] = True
    return passed


def _judged(test: AreaTest, flagged: bool, number: int) -> AreaTest:
    text = ""
    if flagged:
        text = (
            f"Wilayah {test.area}, uji {test.test.replace('_', ' ')}: {test.observed} dari {test.tps} TPS, "
            f"sewajarnya sekitar {test.expected:.0f} (p = {test.p_value:.3f}, {number} uji sekaligus); "
            f"{CHECK}."
        )
    return AreaTest(
        area=test.area, test=test.test, tps=test.tps, observed=test.observed, expected=test.expected,
        p_value=test.p_value, flagged=flagged, text=text,
    )  # fmt: skip
