"""Cells of tables and paired lists under their labels.

Comes in: labels and figures in the same order. Goes out: items that read `label = figure`, and whether
numbers can be the ballot numbers of a heading at all.
"""

from __future__ import annotations

from itertools import pairwise

from deskpemilu.intake.items import Item

_SURE = 8  # so many labels in order show a long ballot, which may leave numbers out


def labelled(labels: list[Item], cells: list[Item]) -> list[Item]:
    """`label = figure` for each pair."""
    out: list[Item] = []
    for label, cell in zip(labels, cells, strict=True):
        if label.kind == "n":
            out.append(label.like("intro", "choice", "no"))
        out += [label, cell.like("s", None, "="), cell, cell.like("s", None, ",")]
    return out


def is_sequence(labels: list[Item]) -> bool:
    """Numeric labels count up from 1; ballots may leave numbers out."""
    numbers = [item.number for item in labels if item.kind == "n"]
    if numbers == list(range(1, len(numbers) + 1)):
        return True
    rising = all(a < b for a, b in pairwise(numbers))
    return rising and numbers[:_SURE] == list(range(1, _SURE + 1))
