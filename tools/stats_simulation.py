"""Places we have no counts of: invented kabupaten and large cities, with counts that come in unfairly.

    python tools/stats_simulation.py [--areas 40] [--seed 1]
Prints how often the 95 % intervals of projection and quick count held the result, and how wide they were.
The variance between kecamatan, desa, neighbourhood and TPS is set, so is what arrival goes along with: size
of the desa, share of the leader between desa, between neighbourhoods and between TPS. Nothing is tuned here;
it looks for the place where the intervals are wrong. Figures in docs/statistik.md come from this program.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import stats_experiments as lab
from numpy.typing import NDArray

MOMENTS = (0.1, 0.2, 0.4, 0.6, 0.8)
BLOCK = 12
"""TPS of one neighbourhood: they follow each other in number and lean alike."""


@dataclass(frozen=True)
class Shape:
    """A place. spreads: sd of the logit of a share between kecamatan, desa, neighbourhoods, TPS."""

    name: str
    kecamatan: int
    desa: int
    """Per kecamatan."""
    tps: int
    """Per desa, in the middle; desa differ by a factor of two."""
    spreads: tuple[float, float, float, float]
    share: tuple[float, ...]
    urban: float = 0.15
    """How the logit of the first choice moves with the log of the desa's size."""


RURAL = (0.19, 0.24, 0.0, 0.42)
URBAN = (0.16, 0.18, 0.25, 0.38)
SHAPES = (
    Shape("kabupaten", 16, 14, 7, RURAL, (0.45, 0.35, 0.20)),
    Shape("kabupaten, selisih 1 poin", 16, 14, 7, RURAL, (0.43, 0.42, 0.15)),
    Shape("kabupaten, satu pilihan 1 %", 16, 14, 7, RURAL, (0.62, 0.37, 0.01)),
    Shape("kota besar, kelurahan 100 TPS", 10, 6, 100, URBAN, (0.42, 0.41, 0.17)),
    Shape("kota besar, beragam", 10, 6, 100, (0.3, 0.3, 0.4, 0.6), (0.42, 0.41, 0.17)),
    Shape("kota kecil", 4, 6, 20, URBAN, (0.5, 0.3, 0.2)),
    Shape("delapan belas partai", 14, 12, 8, (0.3, 0.4, 0.0, 0.6), tuple(1 / 18 for _ in range(18))),
)


@dataclass(frozen=True)
class Arrival:
    """What goes along with coming in early, as correlations with the time of arrival."""

    name: str
    size: float = 0.0
    desa: float = 0.0
    block: float = 0.0
    tps: float = 0.0
    clump: float = 0.4
    """Part of the time's variance that is common to a desa, as real photos show it."""


ARRIVALS = (
    Arrival("kebetulan, tidak mengelompok", clump=0.0),
    Arrival("mengelompok menurut desa"),
    Arrival("desa besar lebih dahulu", size=0.3),
    Arrival("desa pemimpin lebih dahulu", desa=0.3),
    Arrival("lingkungan pemimpin lebih dahulu", block=0.15),
    Arrival("TPS pemimpin lebih dahulu, r 0,05", tps=0.05),
    Arrival("TPS pemimpin lebih dahulu, r 0,10", tps=0.10),
)


def standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """With mean 0 and standard deviation 1; zeros where all are equal."""
    spread = float(values.std())
    return np.asarray((values - values.mean()) / spread if spread > 1e-12 else values * 0.0)


def invent(shape: Shape, arrival: Arrival, seed: int) -> lab.Area:
    """One place with its votes and the time each TPS comes in."""
    rng = np.random.default_rng([seed, sum(map(ord, shape.name)), sum(map(ord, arrival.name))])
    count = shape.kecamatan * shape.desa
    tps = np.maximum(np.rint(shape.tps * 2 ** rng.uniform(-1, 1, count)), 1).astype(int)
    desa = np.repeat(np.arange(count), tps)
    kecamatan = desa // shape.desa
    block = np.unique(desa * 100_000 + _within(desa) // BLOCK, return_inverse=True)[1]
    parts = [
        shape.spreads[0] * rng.normal(size=(shape.kecamatan, len(shape.share)))[kecamatan],
        shape.spreads[1] * rng.normal(size=(count, len(shape.share)))[desa],
        shape.spreads[2] * rng.normal(size=(block.max() + 1, len(shape.share)))[block],
        shape.spreads[3] * rng.normal(size=(desa.size, len(shape.share))),
    ]
    size = standard(np.log(tps.astype(float)))[desa]
    logit = np.log(shape.share) + np.sum(parts, axis=0)
    logit[:, 0] += shape.urban * size
    chance = np.exp(logit) / np.exp(logit).sum(axis=1, keepdims=True)
    registered = rng.integers(120, 300, desa.size).astype(float)
    turnout = np.clip(0.81 + 0.04 * rng.normal(size=count)[desa] + 0.05 * rng.normal(size=desa.size), 0.3, 1)
    votes = rng.multinomial(np.rint(registered * turnout).astype(int), chance).astype(float)
    when = _times(arrival, size, [part[:, 0] for part in parts], desa, rng)
    return lab.Area(seed, votes, kecamatan, desa, registered, when)


def _within(desa: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number of every TPS inside its desa, from 0."""
    first = np.searchsorted(desa, desa)
    return np.asarray(np.arange(desa.size) - first)


def _times(
    arrival: Arrival,
    size: NDArray[np.float64],
    leans: list[NDArray[np.float64]],
    desa: NDArray[np.intp],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """(N,) time of arrival: the wanted correlations, the rest by chance, part of it common to the desa."""
    pairs = ((arrival.size, size), *zip((arrival.desa, arrival.block, arrival.tps), leans[1:], strict=True))
    drawn = sum((-weight * standard(values) for weight, values in pairs), np.zeros(desa.size))
    left = max(1 - sum(weight**2 for weight, _ in pairs), 0.0)
    common = rng.normal(size=int(desa.max()) + 1)[desa]
    chance = np.sqrt(arrival.clump) * common + np.sqrt(1 - arrival.clump) * rng.normal(size=desa.size)
    return np.asarray(drawn + np.sqrt(left) * chance)


@dataclass(frozen=True)
class Outcome:
    """Percent covered, points of error and half width, of shares of 5 % and more and of the smaller ones."""

    covered: float
    small: float
    error: float
    half_width: float
    wrong: int
    calls: int


def outcome(areas: Iterable[lab.Area], moment: float) -> Outcome:
    """Project the areas at one moment."""
    places = list(areas)
    rows = lab.project_areas(places, (moment,))
    truth = np.stack([area.truth for area in places])
    held, error = np.stack([r.covered for r in rows]), np.stack([r.error for r in rows])
    width, large = np.stack([r.half_width for r in rows]), truth >= 0.05
    certain = lab.project_areas(places, (moment,), level=0.98)  # one-sided 99 %, as the sentence is called
    small = 100 * float(held[~large].mean()) if (~large).any() else float("nan")
    return Outcome(
        100 * float(held[large].mean()), small, 100 * float(error.mean()), 100 * float(width.mean()),
        sum(r.wrong_call for r in certain), sum(r.called for r in certain),
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--areas", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("cakupan % / galat / setengah lebar (poin) pada " + ", ".join(f"{100 * m:.0f} %" for m in MOMENTS))
    for shape in SHAPES:
        print(f"\n{shape.name}")
        for arrival in ARRIVALS:
            areas = [invent(shape, arrival, options.seed * 1000 + i) for i in range(options.areas)]
            got = [outcome(areas, moment) for moment in MOMENTS]
            text = "  ".join(f"{o.covered:5.1f}/{o.error:.2f}/{o.half_width:.2f}" for o in got)
            small = "" if np.isnan(got[0].small) else f"  kecil {np.mean([o.small for o in got]):.1f}"
            calls = f"{sum(o.wrong for o in got)} dari {sum(o.calls for o in got)} sebutan keliru"
            print(f"  {arrival.name:<34} {text}{small}  {calls}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
