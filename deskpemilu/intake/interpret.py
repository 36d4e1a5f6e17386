"""From the items of one block to exactly one set of figures, or the reason why there is not one.

Comes in: items of one TPS heading, the ballots that may be meant. Goes out: interpretations; each is
consistent with the form's sums and explains every number, or says what it leaves open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deskpemilu.intake.items import Item
from deskpemilu.intake.labelled import Labelled
from deskpemilu.intake.positional import columns, number_label, positional
from deskpemilu.intake.proposal import Ballot, Doubt, Proposal
from deskpemilu.intake.vocabulary import DPT, INVALID, TOTAL, VALID, VOTERS


@dataclass(slots=True)
class Interpretation:
    """One way to read a block: the contest and one proposal for each TPS of its heading."""

    contest: str
    proposals: list[Proposal]
    complete: bool

    @property
    def clean(self) -> bool:
        return all(p.clean for p in self.proposals)

    @property
    def votes(self) -> int:
        return sum(len(p.votes) for p in self.proposals)

    def figures(self) -> tuple[object, ...]:
        return (self.contest, tuple(p.figures() for p in self.proposals))


def interpretations(items: list[Item], ballots: Sequence[Ballot], width: int) -> list[Interpretation]:
    """Every reading of a block by every grammar and ballot; the clean and complete ones first."""
    found: list[Interpretation] = []
    for ballot in ballots:
        for proposals in _proposals(items, ballot, width):
            for proposal in proposals:
                settle_sum(proposal)
                settle_last(proposal, items, ballot)
            complete = all(is_complete(p, ballot) for p in proposals)
            found.append(Interpretation(ballot.contest, proposals, complete))
    return _distinct(found)


def _proposals(items: list[Item], ballot: Ballot, width: int) -> Iterable[list[Proposal]]:
    if width > 1:
        parted = columns(items, ballot, width)
        if parted is not None:
            yield parted
        return
    labelled = Labelled(items, ballot).run()
    yield [labelled]
    settled = labelled.clean and labelled.votes and is_complete(labelled, ballot)
    if settled and not _order_could_say_more(items):
        return
    for other in (positional(items, ballot), number_label(items, ballot)):
        if other is not None:
            yield [other]


def _order_could_say_more(items: list[Item]) -> bool:
    """Whether anything but labels could carry figures: only where numbers stand side by side."""
    return not any(item.kind in ("row", "ch", "intro") for item in items)


def is_complete(proposal: Proposal, ballot: Ballot) -> bool:
    """Whether every choice of the ballot has a figure."""
    if not ballot.order:
        return False
    if ballot.legislative:
        parties = {key.split(".", 1)[0] for key in proposal.votes}
        return parties >= ballot.keys
    return proposal.votes.keys() >= ballot.keys


def settle_sum(proposal: Proposal) -> None:
    """`jumlah` alone is the total, or the valid votes where it equals their sum.

    After *tidak sah* stands the form's last row, valid and invalid together (rule A6). A `jumlah` there
    that equals the votes alone is either row with a slip somewhere: taken as the total, it contradicts
    the invalid votes, and the desk asks.
    """
    figure = proposal.rows.pop("sum", None)
    if figure is None:
        return
    summed = sum(proposal.votes.values())
    valid, invalid = proposal.rows.get(VALID), proposal.rows.get(INVALID)
    if valid is None and invalid != 0 and figure == summed and not (invalid and _closes_the_form(proposal)):
        _set(proposal, VALID, figure)
    else:
        _set(proposal, TOTAL, figure)


def settle_last(proposal: Proposal, items: Sequence[Item], ballot: Ballot) -> None:
    """A bare number alone on the last line with figures is the sum that it equals."""
    if len(proposal.unexplained) != 1 or proposal.doubts or not is_complete(proposal, ballot):
        return
    item = proposal.unexplained[0]
    at = next((i for i, other in enumerate(items) if other is item), -1)
    later = any(other.kind in ("n", "d", "row", "ch") for other in items[at + 1 :])
    alone = at > 0 and items[at - 1].kind == "nl" and (at + 1 == len(items) or items[at + 1].kind == "nl")
    if later or not alone:
        return
    rows, summed = proposal.rows, sum(proposal.votes.values())
    if INVALID in rows and TOTAL not in rows and item.number == rows.get(VALID, summed) + rows[INVALID]:
        row = TOTAL
    elif INVALID not in rows and VALID not in rows and item.number == summed:
        row = VALID
    else:
        return
    proposal.unexplained = []
    proposal.put(f"row:{row}", item.number, item)


def _closes_the_form(proposal: Proposal) -> bool:
    """Whether `jumlah` was written after the invalid votes."""
    at = {role: start for start, _, role in proposal.spans}
    return at.get("row:sum", 0) > at.get(f"row:{INVALID}", 0)


def _set(proposal: Proposal, row: str, figure: int) -> None:
    if proposal.rows.setdefault(row, figure) != figure:
        proposal.doubts.append(Doubt("twice", f"{proposal.rows[row]} dan {figure}"))
    proposal.spans = [(a, b, f"row:{row}" if role == "row:sum" else role) for a, b, role in proposal.spans]


def _distinct(found: list[Interpretation]) -> list[Interpretation]:
    """Best first; of readings with the same figures only the best."""
    if len(found) == 1:
        return found
    ranked = sorted(found, key=lambda i: (not i.clean, not i.complete, -i.votes, _loose_ends(i)))
    seen: set[tuple[object, ...]] = set()
    kept = []
    for interpretation in ranked:
        figures = interpretation.figures()
        if figures not in seen:
            seen.add(figures)
            kept.append(interpretation)
    return kept


def _loose_ends(interpretation: Interpretation) -> int:
    return sum(len(p.unexplained) + len(p.doubts) for p in interpretation.proposals)


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps figures from being recorded: a stable code and the values to show."""

    code: str
    values: tuple[object, ...] = ()


def choose(found: list[Interpretation], stated: bool) -> tuple[Interpretation, list[Problem]]:
    """The reading to go on with, and what is wrong if there is not exactly one good one."""
    good = [i for i in found if i.clean and i.complete]
    if len(good) == 1:
        return good[0], []
    if len(good) > 1:
        contests = {i.contest for i in good}
        if len(contests) > 1:
            return good[0], [Problem("which_contest", tuple(sorted(contests)))]
        return good[0], [Problem("two_readings")]
    best = found[0]
    problems: list[Problem] = []
    if not stated and len({i.contest for i in found if i.votes}) > 1:
        problems.append(Problem("which_contest"))
    return best, problems


def contradictions(proposal: Proposal, *, cap: int, dpt_known: int | None, reserve: float) -> list[Problem]:
    """What the form's arithmetic, the cap and the DPT say against these figures."""
    rows, votes = proposal.rows, proposal.votes
    summed = sum(votes.values())
    valid, invalid = rows.get(VALID), rows.get(INVALID)
    total, voters = rows.get(TOTAL), rows.get(VOTERS)
    problems: list[Problem] = []
    if votes and valid is not None and valid != summed:
        problems.append(Problem("sum_mismatch", (tuple(votes.values()), summed, valid)))
    if valid is None and invalid is not None and invalid == summed > 0:
        # exactly as many invalid votes as valid ones: a torn `suara sah` before the sum
        problems.append(Problem("label_unclear", ("tidak sah",)))
    base = valid if valid is not None else summed
    full = total if total is not None else base + (invalid or 0)
    if total is not None and invalid is not None and votes and total != base + invalid:
        problems.append(Problem("total_mismatch", (base, invalid, base + invalid, total)))
    if total is not None and invalid is None and votes and total < base:
        problems.append(Problem("total_mismatch", (base, 0, base, total)))
    if voters is not None and votes and _voters_differ(voters, full, invalid, total):
        problems.append(Problem("voters_mismatch", (full, voters)))
    if votes and full == 0:
        problems.append(Problem("all_zero"))
    problems += _over_limits(proposal, full, cap, dpt_known, reserve)
    problems += _parts_differ(rows)
    problems += _parties_differ(proposal)
    return problems


def _voters_differ(voters: int, full: int, invalid: int | None, total: int | None) -> bool:
    if invalid is None and total is None:
        return voters < full
    return voters != full


def _over_limits(
    proposal: Proposal, full: int, cap: int, dpt_known: int | None, reserve: float
) -> list[Problem]:
    rows = proposal.rows
    ballots = cap + int(cap * reserve) + 1
    problems: list[Problem] = []
    figures = [*proposal.votes.values(), full, *(v for k, v in rows.items() if not k.startswith("surat"))]
    if any(figure > ballots for figure in figures):
        problems.append(Problem("over_cap", (max(figures), cap)))
        return problems
    dpt = rows.get(DPT)
    if dpt is not None and dpt > cap:
        problems.append(Problem("over_cap", (dpt, cap)))
    if dpt is not None and dpt_known is not None and dpt != dpt_known:
        problems.append(Problem("dpt_differs", (dpt, dpt_known)))
    known = dpt if dpt is not None else dpt_known
    if known is not None:
        others = rows.get("pengguna_pindahan_j", 0) + rows.get("pengguna_tambahan_j", 0)
        if max(full, rows.get(VOTERS, 0)) > known + others:
            problems.append(Problem("over_dpt", (max(full, rows.get(VOTERS, 0)), known)))
    return problems


def _parts_differ(rows: dict[str, int]) -> list[Problem]:
    """L + P = J wherever both parts were written."""
    problems = []
    for name, figure in rows.items():
        if name.endswith("_j"):
            left, right = rows.get(f"{name[:-2]}_l"), rows.get(f"{name[:-2]}_p")
            if left is not None and right is not None and left + right != figure:
                problems.append(Problem("parts_mismatch", (left, right, figure)))
    return problems


def _parties_differ(proposal: Proposal) -> list[Problem]:
    """A party's own votes and its candidates' make the sum written for it (rule A8)."""
    problems = []
    for name, figure in proposal.rows.items():
        if name.startswith("party_sum."):
            party = name.split(".", 1)[1]
            summed = sum(v for key, v in proposal.votes.items() if key.split(".", 1)[0] == party)
            if summed != figure:
                problems.append(Problem("party_sum_mismatch", (party, summed, figure)))
    return problems
