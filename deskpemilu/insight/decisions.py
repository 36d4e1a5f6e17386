"""What may be said: "unggul", "belum dapat disimpulkan", "satu atau dua putaran", with its probability.

In: an estimate or projection, the names, the contest's rule, the guard. Out: ``Decision``. Never a winner:
only the KPU determines one. Nothing beyond "belum dapat disimpulkan" is said when the publication
guard does not hold.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.decision_rules import WinningKind, WinningRule
from deskpemilu.insight.intervals import student_cdf

CALL_AT = 0.99
"""Probability from which the desk says "unggul"; were the two equal, 1 count in 100 would still say so."""
SIMULATIONS = 20_000


class Status(StrEnum):
    """What the sentence says."""

    AHEAD = "unggul"
    OPEN = "belum_dapat_disimpulkan"
    ONE_ROUND = "satu_putaran"
    TWO_ROUNDS = "dua_putaran"


class Shares(Protocol):
    """What ``Estimate`` and ``Projection`` have in common."""

    @property
    def share(self) -> Floats: ...
    @property
    def covariance(self) -> Floats: ...


@dataclass(frozen=True)
class Decision:
    """One sentence, and the probabilities it rests on."""

    status: Status
    sentence: str
    probabilities: dict[str, float]


@dataclass(frozen=True)
class Province:
    """One province of the president's contest: shares (k,), covariance (k, k), expected valid votes."""

    share: Floats
    covariance: Floats
    weight: float


def decide(
    shares: Shares,
    names: list[str],
    rule: WinningRule,
    *,
    callable_: bool,
    degrees: float = float("inf"),
    reason: str = "laporan belum merata di semua kecamatan",
) -> Decision:
    """Decide a contest of one area: plurality, or more than half.

    callable_: the publication guard; degrees: degrees of freedom of the covariance; reason: said when the
    guard fails. A president is decided by ``decide_president``.
    """
    if len(names) != shares.share.size:
        raise ValueError(f"Ada {shares.share.size} pilihan, tetapi {len(names)} nama.")
    if rule.kind is WinningKind.PRESIDENT:
        raise ValueError("Hasil pilpres diputuskan dari semua provinsi, bukan dari satu wilayah.")
    order = np.argsort(-shares.share, kind="stable")
    first = int(order[0])
    lead = _chance_of_lead(shares, order, degrees)
    half = _chance_above(float(shares.share[first]) - 0.5, float(shares.covariance[first, first]), degrees)
    chances = {"unggul": lead, "lebih_dari_separuh": half}
    if not callable_:
        return Decision(Status.OPEN, f"Belum dapat disimpulkan: {reason}.", chances)
    if rule.kind is WinningKind.MAJORITY:
        return _rounds(shares, names, first, half, chances)
    return _plurality(shares, names, order, lead, chances)


def _plurality(
    shares: Shares, names: list[str], order: NDArray[np.intp], lead: float, chances: dict[str, float]
) -> Decision:
    if len(names) == 1:
        return Decision(Status.OPEN, "Hanya satu pilihan: tidak ada selisih untuk disimpulkan.", chances)
    first, second = int(order[0]), int(order[1])
    difference = percent(float(shares.share[first] - shares.share[second]))
    if lead >= CALL_AT:
        sentence = (
            f"{names[first]} unggul {difference} poin atas {names[second]} (keyakinan {chance_words(lead)}); "
            "bukan hasil resmi KPU."
        )
        return Decision(Status.AHEAD, sentence, chances)
    sentence = (
        f"Belum dapat disimpulkan: {names[first]} dan {names[second]} berselisih {difference} poin, "
        f"masih dalam batas galat (peluang {names[first]} di depan {chance_words(lead)})."
    )
    return Decision(Status.OPEN, sentence, chances)


def _rounds(shares: Shares, names: list[str], first: int, half: float, chances: dict[str, float]) -> Decision:
    share = percent(float(shares.share[first]))
    if half >= CALL_AT:
        sentence = (
            f"{names[first]} unggul dengan {share} %; satu putaran (keyakinan {chance_words(half)}); "
            "bukan hasil resmi KPU."
        )
        return Decision(Status.ONE_ROUND, sentence, chances)
    if half <= 1 - CALL_AT:
        sentence = (
            f"Tidak ada yang melewati separuh suara: {names[first]} {share} %; dua putaran "
            f"(keyakinan {chance_words(1 - half)}); bukan hasil resmi KPU."
        )
        return Decision(Status.TWO_ROUNDS, sentence, chances)
    sentence = (
        f"Belum dapat disimpulkan, satu atau dua putaran: {names[first]} {share} % "
        f"(peluang melewati separuh {chance_words(half)})."
    )
    return Decision(Status.OPEN, sentence, chances)


def _chance_of_lead(shares: Shares, order: NDArray[np.intp], degrees: float) -> float:
    if shares.share.size < 2:
        return 1.0
    a, b = int(order[0]), int(order[1])
    c = shares.covariance
    return _chance_above(
        float(shares.share[a] - shares.share[b]), float(c[a, a] + c[b, b] - 2 * c[a, b]), degrees
    )


def _chance_above(distance: float, variance: float, degrees: float) -> float:
    """Probability that a quantity estimated ``distance`` above its border truly lies above it."""
    if variance <= 0:
        return 1.0 if distance > 0 else 0.5 if distance == 0 else 0.0
    z = distance / sqrt(variance)
    return student_cdf(z, degrees)


def decide_president(
    provinces: list[Province],
    names: list[str],
    rule: WinningRule,
    *,
    provinces_total: int,
    callable_: bool,
    seed: int,
) -> Decision:
    """One round needs more than half of all votes and 20 % in more than half of the provinces.

    Provinces are independent; each is drawn from its own normal distribution. With provinces missing nothing
    is said.
    """
    if not provinces or any(p.share.size != len(names) for p in provinces):
        raise ValueError("Setiap provinsi harus memuat persentase semua pasangan calon.")
    if len(provinces) < provinces_total or not callable_:
        missing = provinces_total - len(provinces)
        why = f"{missing} provinsi belum ada" if missing > 0 else "laporan belum merata"
        return Decision(Status.OPEN, f"Belum dapat disimpulkan: {why}.", {})
    rng = np.random.default_rng(seed)
    total = np.zeros((SIMULATIONS, len(names)))
    spread = np.zeros((SIMULATIONS, len(names)))
    for province in provinces:
        drawn = rng.multivariate_normal(province.share, province.covariance, size=SIMULATIONS, method="eigh")
        total += province.weight * drawn
        spread += drawn >= rule.spread_share
    won = (total > total.sum(axis=1, keepdims=True) / 2) & (spread > rule.spread_provinces * provinces_total)
    chance = won.mean(axis=0)
    first = int(total.sum(axis=0).argmax())
    national = total.sum(axis=0) / total.sum()
    return _rounds(_National(national, np.zeros((len(names),) * 2)), names, first, float(chance[first]), {
        name: float(c) for name, c in zip(names, chance, strict=True)
    })  # fmt: skip


@dataclass(frozen=True)
class _National:
    share: Floats
    covariance: Floats


def percent(share: float) -> str:
    """A share as a percentage the Indonesian way: 0.5012 -> "50,12"."""
    return f"{100 * share:.2f}".replace(".", ",")


def chance_words(probability: float) -> str:
    """A probability in words that never claim certainty: "lebih dari 99,9 %"."""
    if probability > 0.999:
        return "lebih dari 99,9 %"
    if probability < 0.001:
        return "kurang dari 0,1 %"
    return f"{100 * probability:.1f} %".replace(".", ",")
