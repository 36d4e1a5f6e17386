"""What traps are made of: a report in plain lines, and a case that must not be recorded."""

from __future__ import annotations

import random

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_pairs import begin, title
from tests.unit.intake.redteam.truth import Case, Form, Scene

NOT_RECORD = ("ask", "note", "ignore", "act")


def banned(style: str, s: Scene, text: str, note: str = "") -> Case:
    return Case(
        style, s.world.name, s.scope, s.default, text, (), (), NOT_RECORD, trap=True, note=note or style
    )


def lines(
    rng: random.Random, s: Scene, f: Form, names: tuple[str, ...] = ("invalid",), **shown: object
) -> list[str]:
    """Plain lines of a report; `shown` replaces figures by other text: v1=…, invalid=…."""
    sep = rng.choice((" = ", ": ", " : ", "="))
    label = rng.choice(("{n:02d}", "Paslon {n}", "Paslon {n:02d}", "No {n}", "{n}"))
    out = [f"{label.format(n=int(k))}{sep}{shown.get('v' + k, v)}" for k, v in f.votes.items()]
    return out + [f"{rng.choice(w.LABELS[n][:6])}{sep}{shown.get(n, f.figure(n))}" for n in names]


def head(rng: random.Random, s: Scene, f: Form, *, kecamatan: bool, contest: bool) -> str:
    place = w.place_inline(rng, s, f, kecamatan=kecamatan)
    return f"{title(rng, s, f.contest)}\n{place}" if contest else place


def start(rng: random.Random) -> tuple[Scene, Form, str] | None:
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    return s, f, head(rng, s, f, kecamatan=kecamatan, contest=contest or rng.random() < 0.3)
