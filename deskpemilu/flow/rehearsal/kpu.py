"""What KPU is made to show beside the rehearsed night: invented copies of the same papers. Pure, from a seed.

Most are what stands on the paper; a few differ on purpose, each in a way that the comparison must tell:
a digit slip, two pairs swapped, a TPS that KPU does not show, a figure that is simply another one. The
lines are of the shape of Sirekap's files, with KPU's public ids of the presidential pairs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from random import Random

from deskpemilu.flow.rehearsal.plan import Counted

IDS = {"1": "100025", "2": "100026", "3": "100027"}
PUBLISHED = "2024-02-15 09:30:00"
SLIP, SWAP, OTHER, SILENT = 0.02, 0.012, 0.008, 0.03  # shares of the TPS


def sirekap_lines(papers: Iterable[Counted], seed: int) -> Iterator[str]:
    """A line a TPS, as in a file of Sirekap's JSON; those that KPU does not show are left out."""
    for paper in papers:
        chance = Random(f"{seed}:{paper.tps.code}:kpu")
        fate = chance.random()
        if fate < SILENT:
            continue
        votes = shown_votes(paper.votes, fate - SILENT, chance)
        valid = sum(votes.values())
        chart = {IDS[key]: figure for key, figure in votes.items()}
        sums = {"suara_sah": valid, "suara_tidak_sah": paper.invalid, "suara_total": valid + paper.invalid}
        body = {"chart": chart, "administrasi": sums, "ts": PUBLISHED}
        yield json.dumps({"path": f"hhcw/ppwp/{paper.tps.code}.json", "body": body})


def shown_votes(votes: Mapping[str, int], fate: float, chance: Random) -> dict[str, int]:
    """The votes as KPU's copy has them; `fate` below the shares above decides what went wrong."""
    shown = dict(votes)
    if fate < SLIP:
        key = max(shown, key=shown.__getitem__)
        shown[key] = _slipped(shown[key], chance)
    elif fate < SLIP + SWAP:
        one, other = sorted(shown, key=shown.__getitem__)[-2:]
        shown[one], shown[other] = shown[other], shown[one]
    elif fate < SLIP + SWAP + OTHER:
        key = chance.choice(sorted(shown))
        shown[key] += chance.randint(11, 39)
    return shown


def _slipped(figure: int, chance: Random) -> int:
    """One digit read as another one: 1 as 7, 3 as 8."""
    digits = list(str(figure))
    at = chance.randrange(len(digits))
    digits[at] = {"1": "7", "7": "1", "3": "8", "8": "3", "0": "6", "6": "0", "4": "9", "9": "4"}.get(
        digits[at], "1"
    )
    return int("".join(digits))
