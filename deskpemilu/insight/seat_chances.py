"""Probability of each number of seats, from shares that are not yet certain.

Votes are drawn from the normal distribution of the shares and allocated again each time; what the desk then
says is "peluang", never a seat.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from deskpemilu.insight.arrays import Bools, Floats, Ints

DRAWS = 2_000
TIE_BREAK = 1e-12
"""Relative noise on every drawn share: equals win equally often instead of by their place on the ballot."""
MORE_FIRST = 1e-9
"""Relative advantage per share: of equal quotients the one of more votes wins (seat_rules.MORE_VOTES)."""


@dataclass(frozen=True)
class SeatChances:
    """(k, seats + 1) probability of 0, 1, ... seats per party; expected seats (k,); seed of the draws."""

    probability: Floats
    expected: Floats
    seed: int
    draws: int


def seat_chances(
    share: ArrayLike,
    covariance: ArrayLike,
    seats: int,
    *,
    seed: int,
    draws: int = DRAWS,
    eligible: Bools | None = None,
) -> SeatChances:
    """Simulate the allocation of one dapil from estimated shares (k,) and their covariance (k, k)."""
    drawn = _drawn(share, covariance, seats, seed, draws)
    if eligible is not None:
        drawn = np.where(eligible, drawn, 0.0)
    return _chances(allocate_many(drawn, seats), seats, seed, draws)


def top_chances(
    share: ArrayLike, covariance: ArrayLike, seats: int, *, seed: int, draws: int = DRAWS
) -> SeatChances:
    """The same for a contest in which those with most votes get one seat each (DPD)."""
    drawn = _drawn(share, covariance, seats, seed, draws)
    order = np.argsort(-drawn, axis=1, kind="stable")[:, :seats]
    won = np.zeros(drawn.shape, dtype=np.int64)
    np.put_along_axis(won, order, 1, axis=1)
    return _chances(np.where(drawn > 0, won, 0), seats, seed, draws)


def _drawn(share: ArrayLike, covariance: ArrayLike, seats: int, seed: int, draws: int) -> Floats:
    """(draws, k) shares from the normal distribution, none below 0."""
    centre, spread = np.asarray(share, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    if spread.shape != (centre.size, centre.size):
        raise ValueError("Kovarians harus berukuran pilihan kali pilihan.")
    if seats < 1 or draws < 1:
        raise ValueError("Jumlah kursi dan jumlah simulasi harus sedikitnya satu.")
    if not (np.isfinite(centre).all() and np.isfinite(spread).all()):
        raise ValueError("Persentase dan kovarians harus berupa bilangan berhingga.")
    rng = np.random.default_rng(seed)
    drawn = rng.multivariate_normal(centre, spread, size=draws, method="eigh")
    drawn = np.maximum(drawn, 0.0)
    return np.asarray(drawn * (1.0 + MORE_FIRST * drawn + TIE_BREAK * rng.standard_normal(drawn.shape)))


def _chances(won: Ints, seats: int, seed: int, draws: int) -> SeatChances:
    probability = (won[:, :, None] == np.arange(seats + 1)).mean(axis=0)
    return SeatChances(probability, won.mean(axis=0), seed, draws)


def allocate_many(votes: Floats, seats: int) -> Ints:
    """Sainte-Laguë seats (m, k) for m sets of votes (m, k); exact ties have probability zero in draws."""
    sets, k = votes.shape
    quotients = votes[:, :, None] / (2 * np.arange(seats) + 1)
    flat = quotients.reshape(sets, k * seats)
    order = np.argsort(-flat, axis=1, kind="stable")[:, :seats]
    positive = np.take_along_axis(flat, order, axis=1) > 0
    party = order // seats
    won = np.zeros((sets, k), dtype=np.int64)
    for seat in range(seats):
        np.add.at(won, (np.arange(sets), party[:, seat]), positive[:, seat])
    return won
