"""Seats per district from the count so far, with the chance of each: as pages show and runs store it.

Pure. A district is answered only where it lies wholly inside the desk's area and its number of seats is
known; the others are listed with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskpemilu.domain.codes import PROVINSI, within
from deskpemilu.insight.answers import Question
from deskpemilu.insight.inputs import known_dpt
from deskpemilu.insight.projection import project_shares
from deskpemilu.insight.seat_chances import seat_chances, top_chances
from deskpemilu.insight.seat_rules import SEAT_RULES, SeatRule
from deskpemilu.insight.seats import (
    Allocation,
    candidates_of_party,
    most_votes,
    sainte_lague,
    votes_to_next_seat,
    votes_to_the_top,
)

LIKELY = 0.95
SELDOM = 0.005


@dataclass(frozen=True)
class District:
    """A district as the registry has it; `seats` None where nobody said."""

    code: str
    name: str
    areas: tuple[str, ...]
    seats: int | None


@dataclass(frozen=True, slots=True)
class _Terms:
    """By what a contest's seats are filled, and what is known beside the votes of the choices."""

    rule: SeatRule
    lines: Mapping[str, Mapping[str, int]]
    passed: Sequence[str]

    def eligible(self, keys: Sequence[str]) -> list[bool] | None:
        """Who is above the threshold; None where nobody said, or where there is none."""
        return [key in self.passed for key in keys] if self.passed and self.rule.threshold else None


def seat_answer(
    question: Question,
    districts: Sequence[District],
    *,
    seed: int,
    lines: Mapping[str, Mapping[str, int]] | None = None,
    passed: Sequence[str] = (),
) -> dict[str, Any]:
    """Seats of every district of a contest. Raises ValueError for a contest without seats.

    lines: votes of candidates by district and key; passed: parties above a national threshold, () unknown.
    """
    rule = SEAT_RULES.get(question.contest)
    if rule is None:
        raise ValueError("Pemilihan ini tidak membagi kursi.")
    if rule.seats is not None:
        area = question.register.area
        districts = [District(area, question.register.name(area), (area,), rule.seats)]
    if not districts:
        raise ValueError("Dapil pemilihan ini belum ada. Impor dapil beserta kolom kursi dahulu.")
    terms = _Terms(rule, lines or {}, tuple(passed))
    answered = [_district(question, d, terms, seed=seed + number) for number, d in enumerate(districts)]
    total: dict[str, int] = dict.fromkeys(question.choices.keys, 0)
    for row in answered:
        for key, party in row.get("parties", {}).items():
            total[key] += party["seats"]
    return {
        "contest": question.contest,
        "at": question.at,
        "method": rule.method,
        "threshold": float(rule.threshold),
        "passed": list(terms.passed),
        "reported": int(question.reports.reported.sum()),
        "N": len(question.register.codes),
        "seed": seed,
        "names": dict(zip(question.choices.keys, question.choices.names, strict=True)),
        "districts": answered,
        "total": total,
    }


def _district(question: Question, district: District, terms: _Terms, *, seed: int) -> dict[str, Any]:
    head: dict[str, Any] = {"code": district.code, "name": district.name, "seats": district.seats}
    rows = np.array(
        [
            i
            for i, code in enumerate(question.register.codes)
            if any(within(code, area) for area in district.areas)
        ],
        dtype=np.intp,
    )
    reason = _refusal(question, district, terms.rule, rows)
    if reason:
        return head | {"reason": reason, "tps": int(rows.size)}
    assert district.seats is not None
    sums = [int(v) for v in np.nansum(question.reports.votes[rows], axis=0)]
    got, missing, chances = _filled(question, rows, sums, district.seats, terms, seed)
    lines = terms.lines.get(district.code, {})
    return head | {
        "tps": int(rows.size),
        "reported": int(question.reports.reported[rows].sum()),
        "open_seats": got.open_seats,
        "ties": _ties(question.choices.keys, got),
        "parties": {
            key: {
                "votes": sums[j],
                "seats": got.seats[j],
                "to_next": missing[j],
                **_chance(chances[j], got.seats[j]),
                **_people(key, got.seats[j], lines),
            }
            for j, key in enumerate(question.choices.keys)
        },
    }


def _filled(
    question: Question, rows: NDArray[np.intp], sums: list[int], seats: int, terms: _Terms, seed: int
) -> tuple[Allocation, list[int | None], NDArray[np.float64]]:
    """Seats now, votes to the next one, and the chances of each number."""
    share = _projected(question, rows)
    blank = np.full((len(sums), seats + 1), np.nan)
    if terms.rule.method == "most_votes":
        got = most_votes(sums, seats, terms.rule.ties[0])
        chances = blank if share is None else top_chances(*share, seats, seed=seed).probability
        return got, votes_to_the_top(sums, seats), chances
    eligible = terms.eligible(question.choices.keys)
    got = sainte_lague(sums, seats, eligible=eligible, rules=terms.rule.ties)
    mask = None if eligible is None else np.array(eligible)
    chances = blank if share is None else seat_chances(*share, seats, seed=seed, eligible=mask).probability
    return got, votes_to_next_seat(sums, seats, eligible=eligible), chances


def _people(party: str, seats: int, lines: Mapping[str, int]) -> dict[str, Any]:
    """Who of the list fills the seats, with ties; nothing where no candidate's votes are known."""
    listed = sorted(
        (key for key in lines if key.startswith(f"{party}.")), key=lambda key: int(key.split(".")[1])
    )
    if not seats or not listed:
        return {}
    got = candidates_of_party([lines[key] for key in listed], seats)
    elected = sorted((j for j, won in enumerate(got.seats) if won), key=lambda j: (-lines[listed[j]], j))
    return {
        "elected": [{"key": listed[j], "votes": lines[listed[j]]} for j in elected],
        "people_open": got.open_seats,
        "people_ties": _ties(listed, got),
    }


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


def _projected(
    question: Question, rows: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Shares and covariance of the district's own projection; None where it has none."""
    register, reports = question.register, question.reports
    dpt = known_dpt(register, reports)[rows]
    if not dpt.any() or reports.reported[rows].sum() < 2:
        return None
    stratum = np.unique(register.stratum[rows], return_inverse=True)[1]
    cluster = np.unique(register.cluster[rows], return_inverse=True)[1]
    got = project_shares(reports.votes[rows], dpt, stratum, cluster=cluster)
    return got.share, got.covariance


def _chance(row: NDArray[np.float64], seats: int) -> dict[str, Any]:
    """Probability of the seats held now, the likely range (95 % of the draws), and of each seat."""
    if np.isnan(row).any():
        return {"chance": None, "low": None, "high": None, "at_least": []}
    reached = np.cumsum(row)
    tail = (1 - LIKELY) / 2
    at_least = [float(v) for v in 1 - reached[:-1]]
    while at_least and at_least[-1] < SELDOM and len(at_least) > seats:
        at_least.pop()
    return {
        "chance": float(row[seats]),
        "low": int(np.searchsorted(reached, tail, side="right")),
        "high": min(int(np.searchsorted(reached, 1 - tail)), row.size - 1),
        "at_least": [min(max(v, 0.0), 1.0) for v in at_least],
    }


def _ties(keys: Sequence[str], got: Allocation) -> list[dict[str, Any]]:
    return [
        {"contenders": [keys[p] for p in tie.contenders], "seats": tie.seats, "rule": tie.rule.text,
         "source": tie.rule.source, "decided": [keys[p] for p in tie.decided]}
        for tie in got.ties
    ]  # fmt: skip
