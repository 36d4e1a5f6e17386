# ruff: noqa: E501 - sample wording reads best in long rows
"""Honest messages of the pemilu: presidential names, party lists, candidates, DPD lists, several contests."""

from __future__ import annotations

import random

from deskpemilu.registry.lexicon import ChoiceEntry
from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_pairs import Style, case, dress, sum_lines, title
from tests.unit.intake.redteam.truth import Case, Form, Scene, form, numbers_of, pick_desa, scene
from tests.unit.intake.redteam.worlds import NAMES, world

PEMILU = [name for name in NAMES if not world(name).pilkada]
CASING = (str, str.upper, str.lower, str)


def begin(
    rng: random.Random, contest: str, *, default: bool = False, name: str = ""
) -> tuple[Scene, Form, bool] | None:
    s = scene(rng, name or rng.choice(PEMILU), contest if default else None)
    kecamatan = rng.random() < 0.3
    desa = pick_desa(rng, s)
    if desa is None:
        return None
    number = rng.choice([n for n in numbers_of(s.world, desa) if n < 900])
    return s, form(rng, s, desa, number, contest), kecamatan


def sums(rng: random.Random) -> tuple[str, ...]:
    return rng.choice(
        (("valid", "invalid"), ("valid", "invalid", "total"), ("valid", "invalid"), ("invalid",))
    )


def head(rng: random.Random, s: Scene, f: Form, *, kecamatan: bool) -> str:
    place = w.place_inline(rng, s, f, kecamatan=kecamatan)
    top = title(rng, s, f.contest)
    return rng.choice((f"{top}\n{place}", f"{place}\n{top}", f"{place} {w.contest_word(rng, s, f.contest)}"))


def president(rng: random.Random) -> Case | None:
    """Pairs by name or nickname; the contest need not be said."""
    got = begin(rng, "ppwp", default=rng.random() < 0.5)
    if not got:
        return None
    s, f, kecamatan = got
    sep = rng.choice((" : ", " = ", ": ", "=", " - ", " "))
    cased = rng.choice(CASING)
    number = rng.choice(("", "{k:02d} ", "{k}. ", "{k}) "))
    names = [cased(rng.choice(c.aliases)) for c in s.choices(f)]
    rows = [f"{number.format(k=int(k))}{n}{sep}{v}" for (k, v), n in zip(f.votes.items(), names, strict=True)]
    if rng.random() < 0.2:
        rng.shuffle(rows)
    named = sums(rng)
    top = w.place_inline(rng, s, f, kecamatan=kecamatan)
    if rng.random() < 0.5:
        top = head(rng, s, f, kecamatan=kecamatan)
    glue = rng.choice(("\n", "\n", "\n", ", "))
    body = top + "\n" + glue.join([*rows, *sum_lines(rng, f, named, sep if sep.strip() else ": ")])
    return case("president", s, dress(rng, s, body), [f], named)


def party_lines(rng: random.Random, s: Scene, f: Form, sep: str) -> list[str]:
    cased = rng.choice(CASING)
    pattern = rng.choice(("{k}. {p}{sep}{v}", "{p}{sep}{v}", "{k:02d}. {p}{sep}{v}", "{k} {p}{sep}{v}", "{p} ({k}){sep}{v}",
                          "{k}{sep}{v}", "Partai {p}{sep}{v}", "{k}) {p}{sep}{v}", "No {k} {p}{sep}{v}", "{k:02d}{sep}{v}",
                          "{k}. {full}{sep}{v}", "- {p}{sep}{v} suara"))  # fmt: skip
    if "{p}" not in pattern and "{full}" not in pattern and not sep.strip(" .-"):
        sep = " = "
    rows = []
    for c in parties(s, f):
        short = c.party if rng.random() < 0.75 else rng.choice(c.aliases)
        full = c.name if c.name.startswith("Partai") else f"Partai {c.name}"
        rows.append(
            pattern.format(
                k=int(c.key), p=cased(short).removeprefix("Partai "), full=full, sep=sep, v=f.votes[c.key]
            )
        )
    return rows


def parties(s: Scene, f: Form) -> list[ChoiceEntry]:
    return [c for c in s.choices(f) if "." not in c.key]


def party_list(rng: random.Random) -> Case | None:
    """All parties with their abbreviations, numbers or both."""
    contest = rng.choice(("pdpr", "pdprdp", "pdprdk"))
    got = begin(
        rng,
        contest,
        name=rng.choice(
            [n for n in PEMILU if contest != "pdprdk" or not world(n).lexicon.contests["pdprdk"].dapil_of]
        ),
    )
    if not got:
        return None
    s, f, kecamatan = got
    sep = rng.choice((" : ", " = ", ": ", "=", " - ", " "))
    glue = rng.choice(("\n", "\n", "\n", ", ", "; "))
    named = sums(rng)
    rows = [*party_lines(rng, s, f, sep), *sum_lines(rng, f, named, sep if sep.strip(" -") else ": ")]
    body = head(rng, s, f, kecamatan=kecamatan) + "\n" + glue.join(rows)
    return case("party_list", s, dress(rng, s, body), [f], named)


def dpd(rng: random.Random) -> Case | None:
    """DPD candidates by number (and name)."""
    got = begin(rng, "pdpd")
    if not got:
        return None
    s, f, kecamatan = got
    sep = rng.choice((" = ", ": ", "=", " : "))
    pattern = rng.choice(
        (
            "{k}{sep}{v}",
            "{k:02d}{sep}{v}",
            "No {k}{sep}{v}",
            "{k}. {n}{sep}{v}",
            "no.{k}{sep}{v}",
            "Calon {k}{sep}{v}",
        )
    )
    rows = [pattern.format(k=int(c.key), sep=sep, v=f.votes[c.key], n=c.name) for c in s.choices(f)]
    named = sums(rng)
    glue = rng.choice(("\n", "\n", ", ", " ")) if "{n}" not in pattern else "\n"
    body = head(rng, s, f, kecamatan=kecamatan) + "\n" + glue.join([*rows, *sum_lines(rng, f, named, sep)])
    return case("dpd", s, dress(rng, s, body), [f], named)


def caleg(rng: random.Random) -> Case | None:
    """Party lines with their candidates below."""
    name = rng.choice([n for n in PEMILU if world(n).lexicon.contests["pdprdk"].dapil_of])
    got = begin(rng, "pdprdk", name=name)
    if not got:
        return None
    s, f, kecamatan = got
    everything = s.choices(f)
    votes: dict[str, int] = {}
    left = 200
    for c in everything:
        n = rng.choice((0, 0, 0, 1, 2, 3, 5, 8)) if left > 10 else 0
        votes[c.key] = min(n, left)
        left -= votes[c.key]
    limit = s.world.lexicon.tps.get(f.tps_code) or 300
    if sum(votes.values()) + f.invalid > limit:
        return None
    f = Form(f.tps_code, f.contest, votes, f.invalid, limit)
    sep = rng.choice((" : ", " = ", ": ", "="))
    style = rng.randrange(4)
    rows = []
    for c in everything:
        party, _, n = c.key.partition(".")
        if not n:
            rows.append(
                rng.choice((f"{party}. {c.party}{sep}{votes[c.key]}",))
                if style < 3
                else f"{party}{sep}{votes[c.key]}"
            )
        elif style == 0:
            rows.append(f"{party}.{n}{sep}{votes[c.key]}")
        elif style == 1:
            rows.append(f"{n}. {c.name}{sep}{votes[c.key]}")
        elif style == 2:
            rows.append(f"- {n}{sep}{votes[c.key]}")
        else:
            rows.append(f"{party}.{n}{sep}{votes[c.key]}")
    body = "\n".join(
        [head(rng, s, f, kecamatan=kecamatan), *rows, *sum_lines(rng, f, ("valid", "invalid"), sep)]
    )
    return case("caleg", s, body, [f], ("valid", "invalid")).but(note=f"style {style}")


def five_contests(rng: random.Random) -> Case | None:
    """Presiden and the lists of one TPS in one message."""
    got = begin(
        rng, "ppwp", name=rng.choice([n for n in PEMILU if not world(n).lexicon.contests["pdprdk"].dapil_of])
    )
    if not got:
        return None
    s, one, kecamatan = got
    contests = rng.choice(
        (("ppwp", "pdpr"), ("ppwp", "pdpd"), ("ppwp", "pdpr", "pdpd", "pdprdp", "pdprdk"), ("pdpr", "pdprdk"))
    )
    forms, parts = [], []
    for c in contests:
        f = form(rng, s, one.desa, one.number, c)
        forms.append(f)
        rows = [f"{int(k)} = {v}" for k, v in f.votes.items()]
        parts.append("\n".join([title(rng, s, c), *rows, f"Sah = {f.valid}", f"Tidak sah = {f.invalid}"]))
    body = w.place_inline(rng, s, one, kecamatan=kecamatan) + "\n" + rng.choice(("\n\n", "\n")).join(parts)
    return case("five_contests", s, body, forms, ("valid", "invalid"))


STYLES: dict[str, Style] = {
    "president": president,
    "party_list": party_list,
    "dpd": dpd,
    "caleg": caleg,
    "five_contests": five_contests,
}
