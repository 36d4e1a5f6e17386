"""Seats per district from the count so far, with the chance of each: as pages show and runs store it.

Pure. A district is answered only where it lies wholly inside the desk's area and its number of seats is
known; the others are listed with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskpemilu.domain.codes import PROVINSI, within
from deskpemilu.insight.answers import Question
from deskpemilu.insight.inputs import known_dpt
from deskpemilu.insight.projection import project_shares
from deskpemilu.insight.seat_chances import seat_chances
from deskpemilu.insight.seat_rules import SEAT_RULES, SeatRule
from deskpemilu.insight.seats import Allocation, most_votes, sainte_lague, votes_to_next_seat

LIKELY = 0.95


@dataclass(frozen=True)
class District:
    """A district as the registry has it; `seats` None where nobody said."""

    code: str
    name: str
    areas: tuple[str, ...]
    seats: int | None


def seat_answer(question: Question, districts: Sequence[District], *, seed: int) -> dict[str, Any]:
    """Seats of every district of a contest. Raises ValueError for a contest without seats."""
    rule = SEAT_RULES.get(question.contest)
    if rule is None:
        raise ValueError("Pemilihan ini tidak membagi kursi.")
    if rule.seats is not None:
        area = question.register.area
        districts = [District(area, question.register.name(area), (area,), rule.seats)]
    if not districts:
        raise ValueError("Dapil pemilihan ini belum ada. Impor dapil beserta kolom kursi dahulu.")
    answered = [
        _district(question, district, rule, seed=seed + number) for number, district in enumerate(districts)
    ]
    total: dict[str, int] = dict.fromkeys(question.choices.keys, 0)
    for row in answered:
        for key, party in row.get("parties", {}).items():
            total[key] += party["seats"]
    return {
        "contest": question.contest,
        "at": question.at,
        "method": rule.method,
        "threshold": float(rule.threshold),
        "reported": int(question.reports.reported.sum()),
        "N": len(question.register.codes),
        "seed": seed,
        "names": dict(zip(question.choices.keys, question.choices.names, strict=True)),
        "districts": answered,
        "total": total,
    }


def _district(question: Question, district: District, rule: SeatRule, *, seed: int) -> dict[str, Any]:
    head: dict[str, Any] = {"code": district.code, "name": district.name, "seats": district.seats}
    register = question.register
    rows = np.array(
        [i for i, code in enumerate(register.codes) if any(within(code, area) for area in district.areas)],
        dtype=np.intp,
    )
    reason = _refusal(question, district, rule, rows)
    if reason:
        return head | {"reason": reason, "tps": int(rows.size)}
    assert district.seats is not None
    votes = question.reports.votes[rows]
    sums = [int(v) for v in np.nansum(votes, axis=0)]
    missing: list[int | None] = [None] * len(sums)
    if rule.method == "most_votes":
        got = most_votes(sums, district.seats, rule.ties[0])
        chances = np.full((len(sums), district.seats + 1), np.nan)
    else:
        got = sainte_lague(sums, district.seats, rules=rule.ties)
        missing = votes_to_next_seat(sums, district.seats)
        chances = _chances(question, rows, district.seats, seed)
    return head | {
        "tps": int(rows.size),
        "reported": int(question.reports.reported[rows].sum()),
        "open_seats": got.open_seats,
        "ties": _ties(question, got),
        "parties": {
            key: {
                "votes": sums[j],
                "seats": got.seats[j],
                "to_next": missing[j],
                **_chance(chances[j], got.seats[j]),
            }
            for j, key in enumerate(question.choices.keys)
        },
    }  # fmt: skip


def _refusal(question: Question, district: District, rule: SeatRule, rows: NDArray[np.intp]) -> str:
    """Why a district cannot be answered, "" where it can."""
    area = question.register.area
    if rule.seats is not None and len(area) != PROVINSI:
        return "Kursi DPD dibagi atas suara satu provinsi; desk ini hanya memegang sebagian wilayahnya."
    if not all(within(place, area) for place in district.areas):
        return "Dapil ini juga mencakup wilayah di luar desk; kursinya tidak dapat dihitung dari sini."
    if not district.seats:
        return "Jumlah kursi dapil ini belum diisi. Impor dapil dengan kolom kursi."
    if not rows.size:
        return "Dapil ini belum mempunyai TPS dalam daftar TPS."
    if not np.nansum(question.reports.votes[rows]) > 0:
        return "Belum ada suara sah yang masuk dari dapil ini."
    return ""


def _chances(question: Question, rows: NDArray[np.intp], seats: int, seed: int) -> NDArray[np.float64]:
    """(k, seats + 1) probabilities from the district's own projection; all nan where it has none."""
    register, reports = question.register, question.reports
    dpt = known_dpt(register, reports)[rows]
    if not dpt.any() or reports.reported[rows].sum() < 2:
        return np.full((len(question.choices.keys), seats + 1), np.nan)
    stratum = np.unique(register.stratum[rows], return_inverse=True)[1]
    cluster = np.unique(register.cluster[rows], return_inverse=True)[1]
    got = project_shares(reports.votes[rows], dpt, stratum, cluster=cluster)
    return np.asarray(seat_chances(got.share, got.covariance, seats, seed=seed).probability)


def _chance(row: NDArray[np.float64], seats: int) -> dict[str, Any]:
    """Probability of the seats held now, and the likely range (95 % of the draws)."""
    if np.isnan(row).any():
        return {"chance": None, "low": None, "high": None}
    reached = np.cumsum(row)
    tail = (1 - LIKELY) / 2
    return {
        "chance": float(row[seats]),
        "low": int(np.searchsorted(reached, tail, side="right")),
        "high": min(int(np.searchsorted(reached, 1 - tail)), row.size - 1),
    }


def _ties(question: Question, got: Allocation) -> list[dict[str, Any]]:
    keys = question.choices.keys
    return [
        {"contenders": [keys[p] for p in tie.contenders], "seats": tie.seats, "rule": tie.rule.text,
         "source": tie.rule.source, "decided": [keys[p] for p in tie.decided]}
        for tie in got.ties
    ]  # fmt: skip
