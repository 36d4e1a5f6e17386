"""Percentages written beside votes: a share that the figure beside it does not have shows a slip.

Comes in: a proposal, the items it was read from, the normalised text. Goes out: a problem where a
percentage right behind the votes of a choice is neither their share of the valid votes nor of all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deskpemilu.intake.interpret import Problem
from deskpemilu.intake.items import Item
from deskpemilu.intake.othernumbers import PERCENT
from deskpemilu.intake.proposal import Proposal
from deskpemilu.intake.vocabulary import INVALID, TOTAL, VALID

_SHARE = re.compile(r"(\d+)(?:[.,](\d+))?")
_BETWEEN = frozenset(("s", "unit"))
_ROUNDED = 0.6  # of a percent: half a unit of the last figure written, and a little
_WHOLE = 1.1  # people cut off as often as they round


def percents_differ(proposal: Proposal, items: Sequence[Item], text: str) -> list[Problem]:
    """The first percentage that contradicts the votes before it, as a problem; else nothing."""
    votes = sum(proposal.votes.values())
    bases = {
        votes,
        proposal.rows.get(VALID, votes),
        proposal.rows.get(TOTAL, votes + proposal.rows.get(INVALID, 0)),
    }
    figures = {start: role for start, _, role in proposal.spans if role.startswith("choice:")}
    for at, item in enumerate(items):
        if item.kind != "x" or item.value != PERCENT:
            continue
        before = at - 1
        while before >= 0 and items[before].kind in _BETWEEN and items[before].text not in ",;":
            before -= 1
        role = figures.get(items[before].start) if before >= 0 else None
        found = _SHARE.search(text[item.start : item.end])
        if role is None or found is None:
            continue
        share, slack = float(f"{found[1]}.{found[2] or 0}"), _ROUNDED if found[2] else _WHOLE
        figure = proposal.votes.get(role.removeprefix("choice:"), 0)
        if not any(base and abs(100 * figure / base - share) <= slack for base in bases):
            return [Problem("percent_mismatch", (figure, found[0]))]
    return []
