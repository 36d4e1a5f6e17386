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
from deskpemilu.insight.intervals import normal_quantile, student_cdf, t_quantile
from deskpemilu.insight.seat_chances import top_chances

CALL_AT = 0.99
"""Probability from which the desk says "unggul"; were the two equal, 1 count in 100 would still say so."""
SIMULATIONS = 20_000
SHOWN = 5
ONLY_ONE = (
    "Belum dapat disimpulkan: hanya satu pilihan terdaftar. Bila calonnya tunggal, daftarkan juga kolom "
    "kosong."
)


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
    ahead = _chances_ahead(shares, first, degrees)
    half = _chance_above(
        float(shares.share[first]) - 0.5, float(shares.covariance[first, first]), degrees, level=0.0
    )
    chances = {"unggul": float(ahead.min()), "lebih_dari_separuh": half}
    if not callable_:
        return Decision(Status.OPEN, f"Belum dapat disimpulkan: {reason}.", chances)
    if rule.kind is WinningKind.MAJORITY and (len(names) > 2 or half >= CALL_AT):
        # of two pairs one has more than half: a second round is no question then
        return _rounds(shares, names, first, half, chances)
    return _plurality(shares, names, order, ahead, chances)


def _plurality(
    shares: Shares, names: list[str], order: NDArray[np.intp], ahead: Floats, chances: dict[str, float]
) -> Decision:
    """Named only where all rivals together come before the leader in fewer than 1 of 100 cases."""
    if len(names) == 1:
        return Decision(Status.OPEN, ONLY_ONE, chances)
    first, lead = int(order[0]), float(ahead.min())
    sure = 1.0 - float((1.0 - ahead).sum()) >= CALL_AT
    second = int(order[1]) if sure else int(ahead.argmin())
    difference = percent(float(shares.share[first] - shares.share[second]))
    if sure:
        sentence = (
            f"{names[first]} unggul {difference} poin atas {names[second]} (keyakinan {chance_words(lead)}); "
            "bukan hasil resmi KPU."
        )
        return Decision(Status.AHEAD, sentence, chances)
    if shares.share[first] == shares.share[second] and shares.covariance[first, first] <= 0:
        sentence = f"{names[first]} dan {names[second]} memperoleh suara sama; yang memutuskan KPU."
        return Decision(Status.OPEN, f"Belum dapat disimpulkan: {sentence}", chances)
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


def _chances_ahead(shares: Shares, first: int, degrees: float) -> Floats:
    """(k,) probability that ``first`` is before each other choice; 1 at its own place."""
    c, chances = shares.covariance, np.ones(shares.share.size)
    for j in range(shares.share.size):
        if j != first:
            variance = float(c[first, first] + c[j, j] - 2 * c[first, j])
            chances[j] = _chance_above(float(shares.share[first] - shares.share[j]), variance, degrees)
    return chances


def _chance_above(distance: float, variance: float, degrees: float, *, level: float = 0.5) -> float:
    """Probability that a quantity estimated ``distance`` above its border truly lies above it.

    level: the probability where it lies on the border for certain; 0 where the border itself is not enough.
    """
    if variance <= 0:
        return 1.0 if distance > 0 else level if distance == 0 else 0.0
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
    half = total > total.sum(axis=1, keepdims=True) / 2
    wide = spread > rule.spread_provinces * provinces_total
    chance = (half & wide).mean(axis=0)
    first = int(total.sum(axis=0).argmax())
    national = _National(total.sum(axis=0) / total.sum(), np.zeros((len(names),) * 2))
    chances = {name: float(c) for name, c in zip(names, chance, strict=True)}
    if chance[first] <= 1 - CALL_AT and half[:, first].mean() >= CALL_AT:
        return Decision(Status.TWO_ROUNDS, _not_wide_enough(national, names[first], rule), chances)
    return _rounds(national, names, first, float(chance[first]), chances)


@dataclass(frozen=True)
class _National:
    share: Floats
    covariance: Floats


def _not_wide_enough(national: _National, name: str, rule: WinningRule) -> str:
    return (
        f"{name} melewati separuh suara ({percent(float(national.share.max()))} %), tetapi belum memperoleh "
        f"{100 * rule.spread_share:.0f} % di lebih dari separuh provinsi; dua putaran (keyakinan sedikitnya "
        "99 %); bukan hasil resmi KPU."
    )


def spread_sentence(shares: Shares, names: list[str], rule: WinningRule, *, degrees: float) -> str:
    """Who has the share that a president needs in this province; "" where the rule asks for none.

    One province says nothing of the others: only of its own part of the rule.
    """
    if rule.spread_share <= 0:
        return ""
    reached, unclear = [], []
    for j, name in enumerate(names):
        distance = float(shares.share[j]) - rule.spread_share
        chance = _chance_above(distance, float(shares.covariance[j, j]), degrees, level=1.0)
        if chance >= CALL_AT:
            reached.append(name)
        elif chance > 1 - CALL_AT:
            unclear.append(name)
    text = f"Syarat {100 * rule.spread_share:.0f} % di provinsi ini: "
    text += f"tercapai oleh {' dan '.join(reached)}" if reached else "belum tercapai oleh siapa pun"
    return text + (f"; belum dapat disimpulkan untuk {' dan '.join(unclear)}." if unclear else ".")


def decide_top(
    shares: Shares, names: list[str], seats: int, *, callable_: bool, degrees: float, reason: str, seed: int
) -> Decision:
    """Who is among the first ``seats`` (DPD: four), each for himself; the four only where all are certain."""
    if not callable_ or len(names) <= seats:
        why = reason if not callable_ else f"pilihan tidak lebih banyak daripada kursinya ({seats})"
        return Decision(Status.OPEN, f"Belum dapat disimpulkan: {why}.", {})
    wider = (t_quantile(CALL_AT, degrees) / normal_quantile(CALL_AT)) ** 2
    drawn = top_chances(shares.share, shares.covariance * wider, seats, seed=seed, draws=SIMULATIONS)
    chance = drawn.probability[:, 1]
    order = np.argsort(-shares.share, kind="stable")
    chances = {names[j]: float(chance[j]) for j in order[: seats + 1]}
    certain = [names[j] for j in order[:seats] if chance[j] >= CALL_AT]
    if len(certain) == seats:
        text = f"{seats} teratas {', '.join(certain)} (masing-masing dengan keyakinan sedikitnya 99 %)"
        return Decision(Status.AHEAD, f"{text}; bukan hasil resmi KPU.", chances)
    unsure = [f"{names[j]} ({chance_words(float(chance[j]))})" for j in order if 0.01 < chance[j] < CALL_AT]
    text = f"peluang masuk {seats} teratas {', '.join(unsure[:SHOWN])}"
    if certain:
        text = f"{', '.join(certain)} masuk {seats} teratas (keyakinan sedikitnya 99 %); {text}"
    return Decision(Status.OPEN, f"Belum dapat disimpulkan seluruhnya: {text}.", chances)


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
