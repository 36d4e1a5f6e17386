"""Invented populations of TPS for the tests: kecamatan, desa and TPS differ as real ones do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Population:
    votes: NDArray[np.int64]
    kecamatan: NDArray[np.intp]
    desa: NDArray[np.intp]
    registered: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.intp]:
        return np.bincount(self.kecamatan)

    @property
    def truth(self) -> NDArray[np.float64]:
        return np.asarray(self.votes.sum(axis=0) / self.votes.sum())


def population(
    seed: int, *, kecamatan: int = 12, desa: int = 8, tps: int = 8, k: int = 3, spread: float = 1.0
) -> Population:
    """A kabupaten with variance shared by kecamatan, desa and TPS about as 15:23:62."""
    rng = np.random.default_rng(seed)
    desa_of = np.repeat(np.arange(kecamatan * desa), tps)
    kec_of = desa_of // desa
    level = np.linspace(0.8, -0.8, k)
    logit = (
        level
        + spread * rng.normal(0, 0.20, (kecamatan, k))[kec_of]
        + spread * rng.normal(0, 0.25, (kecamatan * desa, k))[desa_of]
        + spread * rng.normal(0, 0.40, (desa_of.size, k))
    )
    chance = np.exp(logit) / np.exp(logit).sum(axis=1, keepdims=True)
    registered = rng.integers(150, 300, desa_of.size)
    turnout = np.clip(0.8 + rng.normal(0, 0.05, desa_of.size), 0.4, 1)
    votes = np.stack([rng.multinomial(int(n), p) for n, p in zip(registered * turnout, chance, strict=True)])
    return Population(votes, kec_of, desa_of, registered)


def stratified_rows(
    rng: np.random.Generator, stratum: NDArray[np.intp], drawn: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Rows of a simple random sample inside every stratum."""
    order = np.lexsort((rng.random(stratum.size), stratum))
    sizes = np.bincount(stratum)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.arange(stratum.size) - first[stratum[order]]
    return np.sort(order[rank < drawn[stratum[order]]])
