# ruff: noqa: E501 - sample wording reads best in long rows
"""Names that end in a number: desa X beside desa X I, X Satu, X 16; the number may be a TPS or a part of the name."""

from __future__ import annotations

import random
import re
from functools import cache

from tests.unit.intake.redteam.styles_pairs import Style
from tests.unit.intake.redteam.traps_base import NOT_RECORD, lines
from tests.unit.intake.redteam.truth import Case, Scene, form, numbers_of
from tests.unit.intake.redteam.worlds import NAMES, world

NUMBERED = re.compile(r"^(.+?) (I|II|III|IV|V|VI|Satu|Dua|Tiga|Empat|\d+)$")
AS_DIGIT = {
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
    "V": "5",
    "VI": "6",
    "Satu": "1",
    "Dua": "2",
    "Tiga": "3",
    "Empat": "4",
}


@cache
def families(name: str) -> tuple[tuple[str, str, str], ...]:
    """Of a world: (base or numbered desa, its base name, its number) within one kecamatan."""
    regions = world(name).lexicon.regions
    desas = {c: r.name for c, r in regions.items() if len(c) == 10 and numbers_of(world(name), c)}
    found = []
    for code, title in desas.items():
        if match := NUMBERED.match(title):
            base, tail = match.groups()
            kin = [
                c
                for c, n in desas.items()
                if c[:6] == code[:6] and c != code and (n == base or n.startswith(base + " "))
            ]
            if kin:
                found.append((code, base, AS_DIGIT.get(tail, tail)))
    return tuple(found)


def roman(rng: random.Random) -> Case | None:
    """A numbered desa or its base, its TPS written in many ways: the truth or a question."""
    name = rng.choice([n for n in NAMES if families(n)])
    code, base, digit = rng.choice(families(name))
    place = world(name)
    s = Scene(
        place,
        rng.choice(((code[:6],), (place.lexicon.area,), (code[:6],))),
        "pkwkk" if place.pilkada else "ppwp",
    )
    regions = place.lexicon.regions
    bases = [
        c
        for c, r in regions.items()
        if c[:6] == code[:6] and len(c) == 10 and r.name == base and numbers_of(place, c)
    ]
    desa = bases[0] if bases and rng.random() < 0.5 else code
    number = rng.choice(numbers_of(place, desa))
    f = form(rng, s, desa, number, s.default or "")
    written = (
        base
        if desa != code
        else rng.choice(
            (regions[code].name, f"{base} {digit}", f"{base} {digit}", f"{base}{digit}", f"{base}-{digit}")
        )
    )
    pattern = rng.choice(("{d} {n}", "{d} TPS {n}", "TPS {n} {d}", "{d}/{n}", "{d} T{n}", "{d}, {n}", "{d} 0{n}", "{d} TPS.0{n}", "TPS {n}, {d}", "{d} - {n}",
                          "{d}\nTPS {n}", "{d}: TPS {n}", "{d} (TPS {n})", "TPS {d} {n}", "{d} no {n}", "{d} tps{n}", "TPS {n} DESA {d}", "{n} {d}"))  # fmt: skip
    cased = rng.choice((str, str.upper, str.lower))
    text = cased(pattern.format(d=written, n=number)) + "\n" + "\n".join(lines(rng, s, f))
    if rng.random() < 0.35:
        sep = rng.choice((" | ", ",", ";", "\t"))
        head = sep.join(["Desa", "TPS", *(f"{int(k):02d}" for k in f.votes), "TS"])
        text = head + "\n" + sep.join([written, str(number), *map(str, f.votes.values()), str(f.invalid)])
        pattern = "table"
        if rng.random() < 0.5:
            rows = text.split("\n")
            text, pattern = f"No{sep}{rows[0]}\n1{sep}{rows[1]}", "numbered table"
    return Case(
        "",
        name,
        s.scope,
        s.default,
        text,
        (f,),
        (),
        ("record", *NOT_RECORD),
        trap=True,
        note=f"{pattern} {'base' if desa != code else 'numbered'}",
    )


STYLES: dict[str, Style] = {"roman": roman}
