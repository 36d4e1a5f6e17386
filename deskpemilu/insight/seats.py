"""Seats from votes in whole numbers: Sainte-Laguë, the first four of the DPD, candidates inside a party.

Quotients are compared by cross-multiplication, a * (2 s_b + 1) > b * (2 s_a + 1), never as fractions of
floats. A tie that changes who gets a seat is listed with the rule that decides it; where the desk cannot
apply the rule the seat stays open. Source: UU 7/2017 Pasal 414, 415, 420, 423; PKPU 6/2024.
"""

from dataclasses import dataclass
from fractions import Fraction

from deskpemilu.insight.seat_rules import CANDIDATE_SPREAD, DPD_SPREAD, LIST_ORDER, PARTY_TIES, TieRule


@dataclass(frozen=True)
class Tie:
    """Equals at a seat: who they are, the seats they share, and what decides."""

    contenders: tuple[int, ...]
    seats: int
    rule: TieRule
    decided: tuple[int, ...]
    """Those whom the rule gave a seat; empty where the seat stays open."""


@dataclass(frozen=True)
class Allocation:
    """Seats per party and what was not decided."""

    seats: tuple[int, ...]
    open_seats: int
    ties: tuple[Tie, ...]
    order: tuple[int, ...]
    """Party of each seat in the order they were won."""


def sainte_lague(
    votes: list[int],
    seats: int,
    *,
    eligible: list[bool] | None = None,
    rules: tuple[TieRule, ...] = PARTY_TIES,
) -> Allocation:
    """Allocate the seats of one dapil. votes: whole numbers >= 0; eligible: parties above the threshold."""
    _refuse(votes, seats)
    allowed = [True] * len(votes) if eligible is None else list(eligible)
    if len(allowed) != len(votes):
        raise ValueError("Keterangan ambang batas harus satu untuk setiap partai.")
    won, order, ties = [0] * len(votes), list[int](), list[Tie]()
    remaining = seats
    parties = [p for p, v in enumerate(votes) if v > 0 and allowed[p]]
    while remaining and parties:
        best = _largest(votes, won, parties)
        winners = best
        if len(best) > remaining:
            tie = _by_votes(votes, best, remaining, rules)
            ties.append(tie)
            winners = list(tie.decided)
        for party in winners:
            won[party] += 1
            order.append(party)
        remaining -= len(winners)
        if len(best) > len(winners):
            break
    return Allocation(tuple(won), remaining, tuple(ties), tuple(order))


def _refuse(votes: list[int], seats: int) -> None:
    if seats < 0:
        raise ValueError("Jumlah kursi tidak boleh negatif.")
    if not votes:
        raise ValueError("Belum ada partai yang dapat diberi kursi.")
    if any(v < 0 or v != int(v) for v in votes):
        raise ValueError("Suara harus berupa bilangan bulat nol atau lebih.")


def _largest(votes: list[int], won: list[int], parties: list[int]) -> list[int]:
    """All parties with the largest quotient votes / (2 won + 1)."""
    best = [parties[0]]
    for party in parties[1:]:
        ours = votes[party] * (2 * won[best[0]] + 1)
        theirs = votes[best[0]] * (2 * won[party] + 1)
        if ours > theirs:
            best = [party]
        elif ours == theirs:
            best.append(party)
    return best


def _by_votes(votes: list[int], tied: list[int], remaining: int, rules: tuple[TieRule, ...]) -> Tie:
    """More valid votes first where the rules say so; equals beyond that leave the rest of the seats open."""
    if not rules or rules[0].code != "suara_sah_terbanyak":
        return Tie(tuple(tied), remaining, rules[0] if rules else PARTY_TIES[-1], ())
    ranked = sorted(tied, key=lambda party: -votes[party])
    limit = votes[ranked[remaining]]
    decided = tuple(party for party in ranked[:remaining] if votes[party] > limit)
    rule = rules[0] if len(decided) == remaining or len(rules) == 1 else rules[1]
    return Tie(tuple(tied), remaining, rule, decided)


def above_threshold(votes: list[int], threshold: Fraction) -> list[bool]:
    """Parties with at least the threshold's share of all valid votes, in whole numbers."""
    total = sum(votes)
    return [v * threshold.denominator >= threshold.numerator * total for v in votes]


def most_votes(votes: list[int], seats: int, rule: TieRule) -> Allocation:
    """One seat each for those with most votes (DPD: four); a tie for the last seats stays open."""
    _refuse(votes, seats)
    ranked = sorted((p for p, v in enumerate(votes) if v > 0), key=lambda p: (-votes[p], p))
    ties: tuple[Tie, ...] = ()
    if len(ranked) <= seats:
        clear = ranked
    else:
        limit = votes[ranked[seats]]
        clear = [p for p in ranked[:seats] if votes[p] > limit]
        tied = tuple(p for p in ranked if votes[p] == limit)
        ties = (Tie(tied, seats - len(clear), rule, ()),) if len(clear) < seats else ()
    won = tuple(int(p in clear) for p in range(len(votes)))
    return Allocation(won, seats - len(clear), ties, tuple(clear))


def candidates_of_party(votes: list[int], seats: int) -> Allocation:
    """Who of a party's list fills its seats: by votes; those without any by list order, after all others."""
    _refuse(votes, seats)
    silent = [c for c, v in enumerate(votes) if not v]
    left = seats - (len(votes) - len(silent))
    if left <= 0:
        return most_votes(votes, seats, CANDIDATE_SPREAD)
    ranked = sorted((c for c, v in enumerate(votes) if v), key=lambda c: (-votes[c], c))
    chosen = tuple(silent[:left])
    ties = (Tie(tuple(silent), left, LIST_ORDER, chosen),) if len(silent) > left else ()
    order = (*ranked, *chosen)
    return Allocation(tuple(int(c in order) for c in range(len(votes))), seats - len(order), ties, order)


def votes_to_next_seat(
    votes: list[int], seats: int, *, eligible: list[bool] | None = None
) -> list[int | None]:
    """Fewest further votes with which each party takes one seat more; None where no rival holds one.

    A seat that is open between equals goes to whoever comes past them. A party below the threshold (eligible
    False) takes none with any number.
    """
    result = sainte_lague(votes, seats, eligible=eligible)
    allowed = [True] * len(votes) if eligible is None else eligible
    return [_missing(votes, result, party) if allowed[party] else None for party in range(len(votes))]


def votes_to_the_top(votes: list[int], seats: int) -> list[int | None]:
    """Fewest further votes with which each candidate is among the first; None for those who are."""
    ranked = sorted(votes, reverse=True)
    if len(ranked) <= seats:
        return [None if v > 0 else 1 for v in votes]
    inside = most_votes(votes, seats, DPD_SPREAD).seats
    limit = ranked[seats - 1]
    return [None if won else max(limit - v + 1, 1) for v, won in zip(votes, inside, strict=True)]


def _missing(votes: list[int], result: Allocation, party: int) -> int | None:
    """Smallest x with (v + x)(2 s_b - 1) > v_b (2 s + 1) for the rival b whose last seat is weakest.

    Of the contenders for an open seat their next quotient stands in: v_b / (2 s_b + 1).
    """
    won = result.seats
    rivals = [(votes[b], 2 * won[b] - 1) for b in range(len(votes)) if b != party and won[b]]
    if result.open_seats:
        open_to = {c for tie in result.ties for c in tie.contenders if c not in tie.decided}
        rivals += [(votes[c], 2 * won[c] + 1) for c in open_to if c != party]
        rivals += [] if open_to else [(0, 1)]
    if not rivals:
        return None
    need = [held * (2 * won[party] + 1) // divisor + 1 - votes[party] for held, divisor in rivals]
    return max(min(need), 0)
