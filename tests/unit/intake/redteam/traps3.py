# ruff: noqa: E501 - sample wording reads best in long rows
"""Traps in reports of many TPS or contests: cells too few or too many, anchors lost, rows that are sums."""

from __future__ import annotations

import random

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_many import desa_head
from tests.unit.intake.redteam.styles_pairs import Style, begin, title
from tests.unit.intake.redteam.traps_base import NOT_RECORD, banned, lines
from tests.unit.intake.redteam.truth import Case, Form, Scene, form


def many(rng: random.Random, n: int = 0) -> tuple[Scene, list[Form], str] | None:
    got = begin(rng, tps=n or rng.choice((2, 3, 4)))
    if not got:
        return None
    s, forms, kecamatan, contest = got
    return s, forms, desa_head(rng, s, forms[0], kecamatan=kecamatan, contest=contest)


def truth_or_not(s: Scene, text: str, forms: list[Form], note: str) -> Case:
    return Case(
        "",
        s.world.name,
        s.scope,
        s.default,
        text,
        tuple(forms),
        (),
        ("record", *NOT_RECORD),
        trap=True,
        note=note,
    )


def cells(forms: list[Form]) -> list[list[str]]:
    return [[str(f.number), *map(str, f.votes.values()), str(f.invalid)] for f in forms]


def ragged(rng: random.Random) -> Case | None:
    """A table of which one row has a cell too few or too many."""
    if not (got := many(rng)):
        return None
    s, forms, head = got
    sep = rng.choice((" | ", "\t", "  ", ";", ",", " "))
    rows = cells(forms)
    row = rng.choice(rows)
    if rng.random() < 0.6:
        del row[rng.randrange(1, len(row))]
    else:
        row.insert(rng.randrange(1, len(row)), str(rng.randint(1, 200)))
    header = sep.join(["TPS", *(f"{int(k):02d}" for k in forms[0].votes), "TS"])
    bad = rows.index(row)
    good = [f for i, f in enumerate(forms) if i != bad]
    return truth_or_not(s, "\n".join([head, header, *(sep.join(r) for r in rows)]), good, f"ragged {sep!r}")


def blank_cell(rng: random.Random) -> Case | None:
    """A table with an empty cell, a dash or a word where a figure should be."""
    if not (got := many(rng)):
        return None
    s, forms, head = got
    sep = rng.choice((" | ", "\t", ";", ","))
    rows = cells(forms)
    bad = rng.randrange(len(rows))
    rows[bad][rng.randrange(1, len(rows[bad]) - 1)] = rng.choice(("", "-", "?", "belum", "x", "nihil", "..."))
    header = sep.join(["TPS", *(f"{int(k):02d}" for k in forms[0].votes), "TS"])
    good = [f for i, f in enumerate(forms) if i != bad]
    return truth_or_not(s, "\n".join([head, header, *(sep.join(r) for r in rows)]), good, f"blank {sep!r}")


def sum_row(rng: random.Random) -> Case | None:
    """A table that ends with a row of sums, or begins with it."""
    if not (got := many(rng)):
        return None
    s, forms, head = got
    sep = rng.choice((" | ", "\t", "  ", ";"))
    rows = cells(forms)
    total = [
        rng.choice(("JML", "Jumlah", "TOTAL", "Total", "JUMLAH")),
        *(str(sum(int(r[i]) for r in rows)) for i in range(1, len(rows[0]))),
    ]
    header = sep.join(["TPS", *(f"{int(k):02d}" for k in forms[0].votes), "TS"])
    return truth_or_not(
        s, "\n".join([head, header, *(sep.join(r) for r in [*rows, total])]), forms, f"sum row {sep!r}"
    )


def columns_short(rng: random.Random) -> Case | None:
    """Columns per TPS with a figure too few in one row."""
    if not (got := many(rng, 3)):
        return None
    s, forms, head = got
    sep = rng.choice((", ", " / ", "  ", "\t"))
    rows = [["TPS", [str(f.number) for f in forms]]]
    rows += [[f"{int(k):02d}", [str(f.votes[k]) for f in forms]] for k in forms[0].votes]
    rows.append(["TS", [str(f.invalid) for f in forms]])
    hurt = rng.choice(rows)[1]
    del hurt[rng.randrange(len(hurt))]  # type: ignore[arg-type]
    text = "\n".join([head, *(f"{name} = {sep.join(values)}" for name, values in rows)])
    return banned("", s, text, f"columns {sep!r}")


def anchor_lost(rng: random.Random) -> Case | None:
    """Two blocks, the second without its TPS."""
    if not (got := many(rng, 2)):
        return None
    s, (a, b), head = got
    joint = rng.choice(("\n\n", "\n", "\n---\n"))
    text = f"{head}\nTPS {a.number}\n" + "\n".join(lines(rng, s, a)) + joint + "\n".join(lines(rng, s, b))
    return banned("", s, text, "second block without TPS")


def same_number(rng: random.Random) -> Case | None:
    """Two blocks with the same TPS number and different figures."""
    if not (got := many(rng, 2)):
        return None
    s, (a, b), head = got
    text = (
        f"{head}\nTPS {a.number}\n"
        + "\n".join(lines(rng, s, a))
        + f"\n\nTPS {a.number}\n"
        + "\n".join(lines(rng, s, b))
    )
    return banned("", s, text, "same TPS twice")


def like_above(rng: random.Random) -> Case | None:
    """The second TPS 'the same as above'."""
    if not (got := many(rng, 2)):
        return None
    s, (a, b), head = got
    word = rng.choice(("sama", "idem", "sda", "sama seperti di atas", "sama dgn TPS {a}", "podo", "sami"))
    text = (
        f"{head}\nTPS {a.number}\n"
        + "\n".join(lines(rng, s, a))
        + f"\nTPS {b.number} {word.format(a=a.number)}"
    )
    return truth_or_not(s, text, [a], word)


def contest_lost(rng: random.Random) -> Case | None:
    """Two contests of one TPS, only the second named, or none."""
    if not (got := begin(rng)):
        return None
    s, (one,), kecamatan, _ = got
    if not s.world.pilkada:
        return None
    a, b = (form(rng, s, one.desa, one.number, c) for c in rng.sample(("pkwkp", "pkwkk"), 2))
    if len(a.votes) != len(b.votes):
        return None
    head = w.place_inline(rng, s, one, kecamatan=kecamatan)
    name = f"{title(rng, s, b.contest)}\n" if rng.random() < 0.6 else ""
    text = head + "\n" + "\n".join(lines(rng, s, a)) + "\n\n" + name + "\n".join(lines(rng, s, b))
    return banned("", s, text, "contest of a block not said").but(default=None)


def ghost_row(rng: random.Random) -> Case | None:
    """A list of TPS of which one does not exist."""
    if not (got := many(rng)):
        return None
    s, forms, head = got
    ghost = Form(
        f"{forms[0].desa}{rng.choice((88, 97, 150))}", forms[0].contest, forms[0].votes, forms[0].invalid, 1
    )
    rows = [
        f"TPS {f.number} : " + " ".join(f"{int(k):02d}={v}" for k, v in f.votes.items()) + f" TS={f.invalid}"
        for f in [*forms, ghost]
    ]
    rng.shuffle(rows)
    return truth_or_not(s, "\n".join([head, *rows]), forms, "one TPS does not exist")


def contests_mixed(rng: random.Random) -> Case | None:
    """Names of one contest under the title of the other."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, _ = got
    other = {"pkwkp": "pkwkk", "pkwkk": "pkwkp"}.get(f.contest)
    choices = s.choices(f)
    if other is None or not all(w.named(c) for c in choices):
        return None
    head = f"{title(rng, s, other)}\n{w.place_inline(rng, s, f, kecamatan=kecamatan)}"
    rows = [f"{c.name} : {f.votes[c.key]}" for c in choices]
    return banned("", s, "\n".join([head, *rows, f"TS : {f.invalid}"]), "names of the other contest")


def names_crossed(rng: random.Random) -> Case | None:
    """Ballot numbers with the names of other pairs."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    choices = s.choices(f)
    if not all(w.named(c) for c in choices):
        return None
    names = [c.name for c in choices]
    crossed = names[1:] + names[:1]
    head = (title(rng, s, f.contest) + "\n" if contest else "") + w.place_inline(
        rng, s, f, kecamatan=kecamatan
    )
    pattern = rng.choice(
        ("{k:02d}. {n} : {v}", "Paslon {k} {n} = {v}", "{k} ({n}) : {v}", "{n} ({k:02d}) : {v}")
    )
    rows = [
        pattern.format(k=int(c.key), n=n, v=f.votes[c.key]) for c, n in zip(choices, crossed, strict=True)
    ]
    return banned("", s, "\n".join([head, *rows, f"TS : {f.invalid}"]), pattern)


def edited(rng: random.Random) -> Case | None:
    """A correction inside the message: which figure holds is a question or the corrected truth."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    key = rng.choice(list(f.votes))
    head = (title(rng, s, f.contest) + "\n" if contest else "") + w.place_inline(
        rng, s, f, kecamatan=kecamatan
    )
    wrong = f.votes[key] + rng.choice((-9, 9, 10, 90))
    if wrong < 0:
        return None
    body = lines(rng, s, Form(f.tps_code, f.contest, {**f.votes, key: wrong}, f.invalid, f.dpt))
    fix = rng.choice(("ralat paslon {k} {v}", "eh salah, {k} harusnya {v}", "*{k:02d} = {v}", "maaf yang {k} {v}", "koreksi {k} = {v}",
                      "yg benar no {k} {v}", "{k:02d} bukan {w} tapi {v}", "revisi no {k}: {v}"))  # fmt: skip
    text = "\n".join([head, *body, fix.format(k=int(key), v=f.votes[key], w=wrong)])
    return truth_or_not(s, text, [f], fix)


MADE: dict[str, Style] = {
    "ragged": ragged, "blank_cell": blank_cell, "sum_row": sum_row, "columns_short": columns_short, "anchor_lost": anchor_lost,
    "same_number": same_number, "like_above": like_above, "contest_lost": contest_lost, "ghost_row": ghost_row,
    "contests_mixed": contests_mixed, "names_crossed": names_crossed, "edited": edited,
}  # fmt: skip
STYLES: dict[str, Style] = {f"many_{name}": style for name, style in MADE.items()}
