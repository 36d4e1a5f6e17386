# ruff: noqa: E501, SIM905, RET504 - sample wording reads best in long rows
"""Honest messages with several TPS or several contests: lists, tables, columns, blocks."""

from __future__ import annotations

import random

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_pairs import Style, begin, case, choice_lines, dress, sum_lines, title
from tests.unit.intake.redteam.truth import Case, Form, Scene, form


def desa_head(rng: random.Random, s: Scene, f: Form, *, kecamatan: bool, contest: bool) -> str:
    name = w.loose_name(rng, s.name(f.desa))
    head = f"{rng.choice(s.world.desa_words)} {name}"
    if kecamatan:
        head += f" {rng.choice(s.world.kecamatan_words)} {w.loose_name(rng, s.name(f.desa[:6]))}"
    if contest:
        head = rng.choice((f"{w.contest_word(rng, s, f.contest)} {head}", f"{head}\n{title(rng, s, f.contest)}",
                           f"{title(rng, s, f.contest)}\n{head}"))  # fmt: skip
    return rng.choice(("{}", "*{}*", "REKAP {}", "Hasil {}", "{} :")).format(head)


def several(rng: random.Random) -> tuple[Scene, list[Form], str] | None:
    got = begin(rng, tps=rng.choice((2, 2, 3, 4, 5)))
    if not got:
        return None
    s, forms, kecamatan, contest = got
    return s, forms, desa_head(rng, s, forms[0], kecamatan=kecamatan, contest=contest)


def tps_lines(rng: random.Random) -> Case | None:
    """One TPS a line with labels."""
    if not (got := several(rng)):
        return None
    s, forms, head = got
    label = rng.choice(
        ("{n:02d}={v}", "{n}={v}", "{n:02d} = {v}", "{n:02d}:{v}", "paslon {n}: {v}", "{n}) {v}", "P{n} {v}")
    )
    tps = rng.choice(
        (
            "TPS {n} : ",
            "TPS {n:02d}: ",
            "TPS {n:03d} = ",
            "T{n} ",
            "TPS {n} ",
            "- TPS {n:02d} -> ",
            "tps{n} : ",
        )
    )
    ts = rng.choice(("TS={v}", "ts {v}", "tdk sah {v}", "TS: {v}", "tidak sah = {v}"))
    joint = rng.choice((" ", ", ", "; ", " | "))
    rows = []
    for f in forms:
        items = [label.format(n=int(k), v=v) for k, v in f.votes.items()] + [ts.format(v=f.invalid)]
        rows.append(tps.format(n=f.number) + joint.join(items))
    return case("tps_lines", s, dress(rng, s, "\n".join([head, *rows])), forms, ("invalid",))


def tps_positional(rng: random.Random) -> Case | None:
    """One TPS a line, bare figures, suara tidak sah last."""
    if not (got := several(rng)):
        return None
    s, forms, head = got
    tps = rng.choice(("TPS {n} : ", "TPS {n:02d}: ", "TPS {n:03d} = ", "T{n} ", "TPS {n} - ", "tps {n} = "))
    sep = rng.choice(("/", " / ", ", ", "-", " | "))
    if "-" in tps:
        sep = "/"
    rows = [tps.format(n=f.number) + sep.join(map(str, (*f.votes.values(), f.invalid))) for f in forms]
    out = case("tps_positional", s, "\n".join([head, *rows]), forms, ("invalid",))
    return out


def table(rng: random.Random) -> Case | None:
    """A table with a header row: TPS 01 02 TS."""
    if not (got := several(rng)):
        return None
    s, forms, head = got
    sep = rng.choice((" | ", "\t", "  ", " ; ", ";", " ", ",", "   "))
    pad = rng.choice(("{:02d}", "{}", "Paslon {}", "{:02d}"))
    if sep == " ":
        pad = "{:02d}"
    names = rng.choice(
        (
            ("invalid",),
            ("invalid",),
            ("valid", "invalid"),
            ("invalid", "total"),
            ("valid", "invalid", "total"),
        )
    )
    heads = {
        "invalid": ("TS", "Tdk Sah", "T.Sah"),
        "valid": ("Sah", "SAH"),
        "total": ("Jml", "Total", "Jumlah"),
    }
    header = [rng.choice(("TPS", "TPS", "No TPS"))] + [pad.format(int(k)) for k in forms[0].votes]
    header += [rng.choice(heads[n]) for n in names]
    if sep in (" ", "  ", "   "):
        header = ["".join(h.split()) for h in header]
    number = rng.choice(("{}", "{:02d}", "{:03d}"))
    rows = [
        sep.join([number.format(f.number), *map(str, f.votes.values()), *(str(f.figure(n)) for n in names)])
        for f in forms
    ]
    edge = sep == " | " and rng.random() < 0.5
    lines = [sep.join(header), *rows]
    if edge:
        lines = [f"| {line} |" for line in lines]
        lines.insert(1, "|" + "---|" * len(header))
    return case("table", s, dress(rng, s, "\n".join([head, *lines])), forms, names)


def columns(rng: random.Random) -> Case | None:
    """A column per TPS."""
    if not (got := several(rng)):
        return None
    s, forms, head = got
    sep = rng.choice((" | ", "\t", ", ", "  "))
    first = rng.choice(("TPS", "No TPS", "TPS :"))
    head_row = [first, *(f"{f.number:02d}" for f in forms)]
    joint = " " if sep == ", " else sep
    rows = [head_row[0] + joint + sep.join(head_row[1:])]
    for k in forms[0].votes:
        rows.append(f"Paslon {int(k):02d}{joint}" + sep.join(str(f.votes[k]) for f in forms))
    rows.append(
        f"{rng.choice(('Tdk sah', 'TS', 'Tidak sah'))}{joint}" + sep.join(str(f.invalid) for f in forms)
    )
    return case("columns", s, "\n".join([head, *rows]), forms, ("invalid",))


def blocks(rng: random.Random) -> Case | None:
    """A block of lines per TPS under one heading of the desa."""
    if not (got := several(rng)):
        return None
    s, forms, head = got
    names = rng.choice(
        (("invalid",), ("valid", "invalid"), ("valid", "invalid", "total"), ("invalid", "total"))
    )
    tps = rng.choice(
        ("TPS {n}", "TPS {n:02d}", "*TPS {n:03d}*", "TPS {n} :", "== TPS {n} ==", "TPS {n:02d}.")
    )
    lead = rng.choice(("", "", "{i}. ", "{a}. ", "{i}) "))
    state = rng.getstate()
    parts = []
    for i, f in enumerate(forms):
        rng.setstate(state)
        lines, sep = choice_lines(rng, s, f)
        start = lead.format(i=i + 1, a="abcdefgh"[i])
        parts.append("\n".join([start + tps.format(n=f.number), *lines, *sum_lines(rng, f, names, sep)]))
    glue = rng.choice(("\n\n", "\n", "\n\n", "\n------\n"))
    return case("blocks", s, dress(rng, s, head + "\n" + glue.join(parts)), forms, names)


def two_contests(rng: random.Random) -> Case | None:
    """Gubernur and bupati of one TPS in one message."""
    if not (got := begin(rng)):
        return None
    s, (one,), kecamatan, _ = got
    if not s.world.pilkada:
        return None
    forms = [form(rng, s, one.desa, one.number, c) for c in ("pkwkp", "pkwkk")]
    if rng.random() < 0.4:
        forms.reverse()
    names = rng.choice((("invalid",), ("valid", "invalid"), ("valid", "invalid", "total")))
    head = w.place_inline(rng, s, one, kecamatan=kecamatan)
    lead = rng.choice(("", "", "{i}. ", "{a}. ", "{r}. "))
    pattern = rng.choice(("{n:02d}{sep}{v}", "Paslon {n}{sep}{v}", "{n}{sep}{v}", "No {n}{sep}{v}"))
    sep = rng.choice((" : ", " = ", ": ", "="))
    parts = []
    for i, f in enumerate(forms):
        head_line = lead.format(i=i + 1, a="ab"[i], r="I II".split()[i]) + title(rng, s, f.contest)
        lines = [pattern.format(n=int(k), sep=sep, v=v) for k, v in f.votes.items()]
        parts.append("\n".join([head_line, *lines, *sum_lines(rng, f, names, sep)]))
    glue = rng.choice(("\n\n", "\n"))
    return case("two_contests", s, dress(rng, s, head + "\n" + glue.join(parts)), forms, names)


def full_places(rng: random.Random) -> Case | None:
    """Blocks that each name their place, of different desa."""
    from_scene = begin(rng)
    if not from_scene:
        return None
    s, (first,), kecamatan, contest = from_scene
    others = [d for d in rng.sample(s.desas(), min(6, len(s.desas()))) if s.unique(d) and d != first.desa][:2]
    if not others or not s.unique(first.desa):
        return None
    forms = [first] + [form(rng, s, d, 1, first.contest) for d in others]
    state = rng.getstate()
    parts = []
    for f in forms:
        rng.setstate(state)
        lines, sep = choice_lines(rng, s, f)
        parts.append(
            "\n".join(
                [
                    w.place_inline(rng, s, f, kecamatan=kecamatan),
                    *lines,
                    *sum_lines(rng, f, ("invalid",), sep),
                ]
            )
        )
    lead = title(rng, s, first.contest) + "\n" if contest else ""
    return case("full_places", s, lead + "\n\n".join(parts), forms, ("invalid",))


def desa_lists(rng: random.Random) -> Case | None:
    """Headings of desa, under each one TPS lines."""
    if not (got := begin(rng)):
        return None
    s, (first,), _, contest = got
    others = [d for d in rng.sample(s.desas(), min(6, len(s.desas()))) if s.unique(d) and d != first.desa][:1]
    if not others or not s.unique(first.desa) or first.number > 900:
        return None
    word, row = (
        rng.choice(s.world.desa_words),
        rng.choice(("TPS {n}: {v}", "TPS {n:02d} = {v}", "{n}. {v}"[:0] or "T{n} {v}")),
    )
    forms, lines = [], [title(rng, s, first.contest)] if contest else []
    for desa in (first.desa, *others):
        lines.append(f"{word} {w.loose_name(rng, s.name(desa))}")
        for n in (1, 2):
            if f"{desa}{n:03d}" not in s.world.lexicon.tps:
                continue
            f = form(rng, s, desa, n, first.contest)
            forms.append(f)
            items = " ".join(f"{int(k):02d}={v}" for k, v in f.votes.items()) + f" TS={f.invalid}"
            lines.append(row.format(n=n, v=items))
    return case("desa_lists", s, "\n".join(lines), forms, ("invalid",))


def pasted(rng: random.Random) -> Case | None:
    """Lines pasted from a chat with its headers."""
    if not (got := begin(rng, tps=2)):
        return None
    s, forms, kecamatan, contest = got
    day = "27/11/24" if s.world.pilkada else "14/02/24"
    style = rng.choice(
        ("[{d} {h}.{m}] {n}: ", "{d} {h}.{m} - {n}: ", "[{h}:{m}, {d}] {n}: ", "[{d}, {h}.{m}.09] {n}: ")
    )
    lines = []
    for i, f in enumerate(forms):
        stamp = style.format(d=day, h=rng.randint(13, 22), m=rng.randint(10, 59),
                             n=rng.choice(("Budi TPS", "+62 812-0000-3344", "Ibu Rina", "Pak RT 05", "Opr Desa 2")))  # fmt: skip
        text = w.place_inline(rng, s, f, kecamatan=kecamatan)
        if contest:
            text += f"\n{title(rng, s, f.contest)}"
        text += "\n" + "\n".join(f"{int(k):02d} = {v}" for k, v in f.votes.items()) + f"\nTS = {f.invalid}"
        lines.append(stamp + text if i or rng.random() < 0.8 else "Diteruskan\n" + stamp + text)
    return case("pasted", s, "\n".join(lines), forms, ("invalid",))


STYLES: dict[str, Style] = {
    "tps_lines": tps_lines,
    "tps_positional": tps_positional,
    "table": table,
    "columns": columns,
    "blocks": blocks,
    "two_contests": two_contests,
    "full_places": full_places,
    "desa_lists": desa_lists,
    "pasted": pasted,
}
