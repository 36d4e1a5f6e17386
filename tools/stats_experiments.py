"""Experiments on the shared real counts: how often the intervals are right, in real arrival order.

"Truth" is the sum of the TPS that were published with votes; TPS without votes are no part of an experiment.
Used by ``tools/stats_report.py`` and by ``tests/realdata/insight``. Reads ../shared only, copies nothing.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deskpemilu.insight.allocation import allocate, zones_of_two
from deskpemilu.insight.estimation import estimate_shares
from deskpemilu.insight.forms import Forms
from deskpemilu.insight.projection import project_shares

FILE = "data/provinces/ppwp_sumsel_lampung_with_arrival.csv.gz"
SEVEN_AREAS = (1607, 1871, 1671, 1801, 1805, 1610, 1811)
"""Seven of the 32 kabupaten/kota, cities among them. The published seven need nine provinces."""
FORM_ROWS = {
    "suara_sah": "sah", "suara_tidak_sah": "tsah", "suara_total": "sah_tsah", "pengguna_total_j": "u_tot",
    "pengguna_dpt_j": "u_dpt", "pengguna_dpt_l": "u_dpt_l", "pengguna_dpt_p": "u_dpt_p",
    "pengguna_pindahan_j": "u_dptb", "pengguna_tambahan_j": "u_dpk", "pemilih_dpt_j": "dpt",
}  # fmt: skip


@dataclass(frozen=True)
class Area:
    """One kabupaten/kota in frame order, with the time each C.Hasil photo came in."""

    code: int
    votes: NDArray[np.float64]
    kecamatan: NDArray[np.intp]
    desa: NDArray[np.intp]
    registered: NDArray[np.float64]
    arrival: NDArray[np.float64]

    @property
    def truth(self) -> NDArray[np.float64]:
        return np.asarray(self.votes.sum(axis=0) / self.votes.sum())

    @property
    def sizes(self) -> NDArray[np.intp]:
        return np.bincount(self.kecamatan)


def read_columns(shared: Path) -> dict[str, NDArray[np.float64]]:
    """All columns of figures of the shared file, nan where blank; only TPS with votes."""
    names = ["v1", "v2", "v3", "ts_photo", "kab_id", "kec_id", "desa_id", "tps_id", *FORM_ROWS.values()]
    table: dict[str, list[float]] = {name: [] for name in names}
    with gzip.open(shared / FILE, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["v1"]:
                for name in names:
                    table[name].append(float(row[name]) if row[name] else np.nan)
    return {name: np.array(values) for name, values in table.items()}


def areas_of(columns: dict[str, NDArray[np.float64]]) -> list[Area]:
    """Kabupaten/kota with kecamatan and desa numbered in frame order; unknown DPT takes the area's median."""
    votes = np.column_stack([columns["v1"], columns["v2"], columns["v3"]])
    result = []
    for code in np.unique(columns["kab_id"]):
        rows = np.flatnonzero((columns["kab_id"] == code) & (votes.sum(axis=1) > 0))
        rows = rows[np.argsort(columns["tps_id"][rows], kind="stable")]
        registered = columns["dpt"][rows].copy()
        unknown = ~(registered > 0)
        registered[unknown] = np.median(registered[~unknown])
        kecamatan = np.unique(columns["kec_id"][rows], return_inverse=True)[1]
        desa = np.unique(columns["desa_id"][rows], return_inverse=True)[1]
        result.append(Area(int(code), votes[rows], kecamatan, desa, registered, columns["ts_photo"][rows]))
    return result


def forms_of(columns: dict[str, NDArray[np.float64]]) -> Forms:
    """The whole file as count forms."""
    votes = np.column_stack([columns["v1"], columns["v2"], columns["v3"]])
    return Forms(votes, {row: columns[name] for row, name in FORM_ROWS.items()}, ("1", "2", "3"))


def stratified_rows(rng: np.random.Generator, area: Area, drawn: NDArray[np.int64]) -> NDArray[np.intp]:
    """A simple random sample inside every kecamatan."""
    order = np.lexsort((rng.random(area.kecamatan.size), area.kecamatan))
    first = np.concatenate([[0], np.cumsum(area.sizes)[:-1]])
    rank = np.arange(order.size) - first[area.kecamatan[order]]
    return np.sort(order[rank < drawn[area.kecamatan[order]]])


Reported = Callable[[np.random.Generator, Area, NDArray[np.intp]], NDArray[np.intp]]
"""Which rows of a sample have reported."""


def sample_as_is(rng: np.random.Generator, area: Area, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The whole sample has reported."""
    return rows


def first_to_report(fraction: float) -> Reported:
    """The first part of the sample in the order in which its photos really came in."""

    def reported(rng: np.random.Generator, area: Area, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        order = rows[np.argsort(area.arrival[rows], kind="stable")]
        return order[: round(fraction * rows.size)]

    return reported


def one_stratum_missing(rng: np.random.Generator, area: Area, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """One kecamatan, any, has not reported at all."""
    return rows[area.kecamatan[rows] != rng.integers(area.sizes.size)]


def three_single_strata(rng: np.random.Generator, area: Area, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Three kecamatan have one report each."""
    keep = np.ones(rows.size, dtype=bool)
    for kecamatan in rng.choice(area.sizes.size, 3, replace=False):
        members = np.flatnonzero(area.kecamatan[rows] == kecamatan)
        keep[rng.permutation(members)[1:]] = False
    return rows[keep]


def in_zones(area: Area, n: int) -> Area:
    """The same area with zones of n / 2 in frame order in place of kecamatan; two TPS are drawn of each."""
    return replace(area, kecamatan=zones_of_two(area.kecamatan.size, n))


@dataclass(frozen=True)
class Accuracy:
    """Coverage of cells with a share of 5 % and more, mean absolute error, half width; percent (points)."""

    coverage: float
    worst: float
    error: float
    half_width: float


def sample_accuracy(
    areas: Iterable[Area],
    n: int,
    draws: int,
    *,
    arrives: Reported = sample_as_is,
    seed: int = 1,
) -> Accuracy:
    """Estimate ``draws`` stratified samples of n in every area and compare with the truth."""
    cells, errors, widths = [], [], []
    for area in areas:
        rng = np.random.default_rng([seed, area.code, n])
        drawn = allocate(area.sizes, n)
        hits = np.zeros(area.truth.size)
        for _ in range(draws):
            rows = arrives(rng, area, stratified_rows(rng, area, drawn))
            got = estimate_shares(area.votes[rows], area.kecamatan[rows], area.sizes)
            hits += (got.low <= area.truth) & (area.truth <= got.high)
            errors.append(np.abs(got.share - area.truth).mean())
            widths.append((got.high - got.low).mean() / 2)
        cells += list(hits[area.truth >= 0.05] / draws)
    figures = (np.mean(cells), np.min(cells), np.mean(errors), np.mean(widths))
    return Accuracy(*(100 * float(v) for v in figures))


@dataclass(frozen=True)
class Projected:
    """One projection of one area at one moment, beside the truth."""

    area: int
    fraction: float
    error: NDArray[np.float64]
    naive_error: NDArray[np.float64]
    covered: NDArray[np.bool_]
    half_width: NDArray[np.float64]
    callable: bool
    wrong_leader: bool
    called: bool
    """The guard holds and the interval of the lead lies above zero."""
    wrong_call: bool


def project_areas(
    areas: Iterable[Area],
    fractions: Iterable[float],
    *,
    order: Callable[[Area], NDArray[np.intp]] | None = None,
    level: float = 0.95,
) -> list[Projected]:
    """Project every area from its first TPS, in real arrival order or in that of ``order(area)``."""
    moments = tuple(fractions)
    result = []
    for area in areas:
        sequence = np.argsort(area.arrival, kind="stable") if order is None else order(area)
        for fraction in moments:
            result.append(
                _project(area, sequence[: max(2, round(fraction * sequence.size))], fraction, level)
            )
    return result


def _project(area: Area, rows: NDArray[np.intp], fraction: float, level: float) -> Projected:
    votes = np.full(area.votes.shape, np.nan)
    votes[rows] = area.votes[rows]
    got = project_shares(votes, area.registered, area.kecamatan, cluster=area.desa, level=level)
    lead = got.lead
    wrong = lead is not None and int(area.truth.argmax()) != lead.first
    called = got.callable and lead is not None and lead.low > 0
    return Projected(
        area=area.code,
        fraction=fraction,
        error=np.abs(got.share - area.truth),
        naive_error=np.abs(got.reported_share - area.truth),
        covered=(got.low <= area.truth) & (area.truth <= got.high),
        half_width=(got.high - got.low) / 2,
        callable=got.callable,
        wrong_leader=wrong and got.callable,
        called=called,
        wrong_call=wrong and called,
    )


def hostile_kecamatan_first(area: Area) -> NDArray[np.intp]:
    """Kecamatan one after another, those hostile to the leader first, so that the loser looks strong."""
    return _blocks(area, area.kecamatan)


def hostile_desa_first(area: Area) -> NDArray[np.intp]:
    """Desa one after another, those hostile to the leader first."""
    return _blocks(area, area.desa)


def _blocks(area: Area, group: NDArray[np.intp]) -> NDArray[np.intp]:
    leader = area.votes[:, int(area.truth.argmax())]
    share = np.bincount(group, weights=leader) / np.bincount(group, weights=area.votes.sum(axis=1))
    return np.lexsort((group, share[group]))


def closer_race(area: Area, lead: float) -> Area:
    """The same area with the leader's votes thinned so that the first two lie ``lead`` apart.

    The two shared provinces have no close race; hostile orders can only be tested on one.
    """
    order = np.argsort(-area.truth)
    first, second = (area.votes.sum(axis=0)[order[i]] for i in range(2))
    others = area.votes.sum() - first
    factor = (second + lead * others) / ((1 - lead) * first)
    votes = area.votes.copy()
    votes[:, order[0]] = np.rint(votes[:, order[0]] * factor)
    return Area(area.code, votes, area.kecamatan, area.desa, area.registered, area.arrival)
