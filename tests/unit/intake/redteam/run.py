# ruff: noqa: E501 - sample wording reads best in long rows
"""Attack the reader with generated messages: `python -m tests.unit.intake.redteam.run --n 3000 --seed 1`."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict

from tests.unit.intake.redteam import (
    fuzz,
    styles_acts,
    styles_lists,
    styles_many,
    styles_more,
    styles_odd,
    styles_pairs,
    styles_talk,
    traps,
    traps2,
    traps3,
    traps4,
)
from tests.unit.intake.redteam.judge import SLOW, Verdict, judge
from tests.unit.intake.redteam.truth import Case
from tests.unit.intake.redteam.worlds import NAMES, world

HONEST = {
    **styles_pairs.STYLES,
    **styles_many.STYLES,
    **styles_lists.STYLES,
    **styles_odd.STYLES,
    **styles_more.STYLES,
    **styles_talk.STYLES,
    **styles_acts.STYLES,
}
TRAPS = {**traps.STYLES, **traps2.STYLES, **traps3.STYLES, **traps4.STYLES, **fuzz.STYLES}
STYLES = {**HONEST, **TRAPS}


def generate(style: str, number: int, seed: int) -> Case | None:
    """Case `number` of a style; None where the dice gave nothing sensible."""
    case = STYLES[style](random.Random(f"{style}-{seed}-{number}"))
    return case and case.but(style=style)


def show(case: Case, verdict: Verdict) -> str:
    forms = "; ".join(
        f"{f.tps_code} {f.contest} {f.votes} ts={f.invalid} total={f.total} dpt={f.dpt}"
        for f in case.forms[:4]
    )
    got = [
        {
            k: v
            for k, v in r.items()
            if k in ("tps_code", "contest", "votes", "valid", "invalid", "total", "dpt", "voters")
        }
        for r in verdict.reading.get("reports", [])[:4]
    ]
    return (
        f"--- {verdict.word.upper()} {case.style} {case.note} | {verdict.detail}\n{case.world} scope={case.scope} default={case.default}\n"
        f"<<<\n{case.text}\n>>>\ntruth: {forms}\n got: {verdict.reading.get('kind')}/{verdict.reading.get('outcome')} {got}\n"
    )


def main() -> int:
    """Print a line per style and the failures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--style", default="")
    parser.add_argument("--show", type=int, default=2, help="failures shown per style and kind")
    parser.add_argument("--kind", choices=("honest", "traps", "all"), default="all")
    parser.add_argument("--only", default="", help="show only this kind: wrong, asked, short, other, crash")
    options = parser.parse_args()
    for name in NAMES:
        world(name)
    bag = {"honest": HONEST, "traps": TRAPS, "all": STYLES}[options.kind]
    chosen = [name for name in bag if not options.style or name in options.style.split(",")]
    each = max(1, options.n // len(chosen))
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    slow: list[tuple[float, str, str]] = []
    shown: list[str] = []
    for style in chosen:
        seen: Counter[str] = Counter()
        for number in range(each):
            case = generate(style, number, options.seed)
            if case is None:
                continue
            verdict = judge(case)
            tally[style][verdict.word] += 1
            if verdict.seconds > SLOW:
                slow.append((verdict.seconds, style, case.text))
            if verdict.word != "right" and (not options.only or verdict.word in options.only.split(",")):
                seen[verdict.word] += 1
                limit = options.show * 4 if verdict.word in ("wrong", "crash") else options.show
                if seen[verdict.word] <= limit:
                    shown.append(show(case, verdict))
    out = sys.stdout.write
    out("\n".join(shown) + "\n")
    out(f"{'style':24}{'n':>6}{'right%':>8}{'WRONG':>7}{'short':>7}{'asked':>7}{'other':>7}{'crash':>7}\n")
    total: Counter[str] = Counter()
    for style, count in tally.items():
        n = count.total()
        total += count
        out(f"{style:24}{n:6}{100 * count['right'] / n:8.1f}{count['wrong']:7}{count['short']:7}{count['asked']:7}"
            f"{count['other']:7}{count['crash']:7}\n")  # fmt: skip
    out(f"{'all':24}{total.total():6}{100 * total['right'] / max(1, total.total()):8.1f}{total['wrong']:7}{total['short']:7}"
        f"{total['asked']:7}{total['other']:7}{total['crash']:7}\n")  # fmt: skip
    out(f"slow (> {SLOW * 1000:.0f} ms): {len(slow)}; slowest {max(slow)[0] * 1000 if slow else 0:.0f} ms\n")
    for seconds, style, text in sorted(slow, reverse=True)[:2]:
        out(f"  {seconds * 1000:.0f} ms {style}: {text[:150]!r}\n")
    return 1 if total["wrong"] or total["crash"] else 0


if __name__ == "__main__":
    sys.exit(main())
