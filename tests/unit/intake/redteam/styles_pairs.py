# ruff: noqa: E501, RET504 - sample wording reads best in long rows
"""Honest messages about pairs (presiden, gubernur, bupati): one TPS or several, in many styles."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.truth import Case, Form, Scene, form, numbers_of, pick_desa, scene
from tests.unit.intake.redteam.worlds import NAMES, World, world

Style = Callable[[random.Random], Case | None]


def pair_contests(place: World) -> list[str]:
    return ["pkwkp", "pkwkk", "pkwkk"] if place.pilkada else ["ppwp"]


def begin(rng: random.Random, *, tps: int = 1) -> tuple[Scene, list[Form], bool, bool] | None:
    """Scene, forms of one desa, whether the kecamatan and the contest must be written."""
    place = world(rng.choice(NAMES))
    contest = rng.choice(pair_contests(place))
    s = scene(rng, place.name, contest if rng.random() < 0.65 else None)
    kecamatan = rng.random() < 0.4
    desa = pick_desa(rng, s, unique=not kecamatan, tps=tps)
    if desa is None:
        return None
    if kecamatan:
        name = "".join(s.name(desa).lower().split())
        if sum("".join(s.name(d).lower().split()) == name for d in s.desas() if d[:6] == desa[:6]) > 1:
            return None
    numbers = rng.sample([n for n in numbers_of(place, desa) if n < 900], tps)
    if tps == 1 and 901 in numbers_of(place, desa) and rng.random() < 0.2:
        numbers = [901]
    forms = [form(rng, s, desa, n, contest) for n in sorted(numbers)]
    return s, forms, kecamatan, s.default is None


def case(style: str, s: Scene, text: str, forms: list[Form], written: tuple[str, ...]) -> Case:
    # A desa that bears its kecamatan's name may be asked for where neither is called desa or kecamatan.
    twin = any(s.name(f.desa).lower() == s.name(f.desa[:6]).lower() for f in forms)
    outcomes = ("record", "ask") if twin else ("record",)
    return Case(style, s.world.name, s.scope, s.default, text, tuple(forms), written, outcomes)


def dress(rng: random.Random, s: Scene, body: str) -> str:
    """Greeting, date, closing and signature around a report."""
    parts = []
    if rng.random() < 0.35:
        parts.append(w.greeting(rng, s))
    if rng.random() < 0.2:
        parts.append(w.date(rng, s))
    parts.append(body)
    if rng.random() < 0.3:
        parts.append(rng.choice(w.CLOSING))
    if rng.random() < 0.12:
        parts.append(rng.choice(w.SIGNATURES))
    return rng.choice(("\n", "\n", "\n\n")).join(parts)


def title(rng: random.Random, s: Scene, contest: str) -> str:
    word = w.contest_word(rng, s, contest)
    return rng.choice(("Hasil {}", "{}", "HASIL PEROLEHAN SUARA {}", "*{}*", "Hasil penghitungan suara {}", "Laporan {}",
                       "Pemilihan: {}", "Jenis pemilihan : {}", "Hsl {}", "Perolehan suara {}")).format(word)  # fmt: skip


def label_pattern(rng: random.Random, s: Scene, f: Form) -> Callable[[int], str]:
    """A way to name choices that is used for the whole message."""
    choices = s.choices(f)
    pattern = rng.choice(w.PAIR_LABELS)
    how = rng.random()
    if how > 0.8 and all(w.named(c) for c in choices):
        names = [w.name_of_choice(rng, c) for c in choices]
        with_number = rng.choice(("{n:02d} {name}", "{n}. {name}", "{name} ({n:02d})", "Paslon {n} ({name})", "{name}",
                                  "{n:02d}. {name}", "No. Urut {n} {name}"))  # fmt: skip
        return lambda n: with_number.format(n=n, name=names[n - 1])
    return lambda n: w.pair_label(rng, pattern, n)


def choice_lines(rng: random.Random, s: Scene, f: Form) -> tuple[list[str], str]:
    label = label_pattern(rng, s, f)
    probe = label(1)
    bag = w.SEPARATORS if probe[-1].isdigit() or probe[-1] in ")]*" else w.SEPARATORS[:12]
    # Under a title such as "paslon 01" a bare blank is fine too; "01 212" reads as one line.
    sep = rng.choice((*bag, *w.LABEL_ONLY))
    unit = rng.choice(("", "", "", rng.choice(w.UNITS)))
    bullet = rng.choice(("", "", "", "", "- ", "• ", "* ", "▪️ ", "✅ ", "➡️ ", "> "[:0]))
    as_words = rng.random() < 0.08
    lines = []
    for c in s.choices(f):
        n = f.votes[c.key]
        figure = f"{n}{unit}" + (f" ({w.words(n)})" if as_words else "")
        lines.append(f"{bullet}{label(int(c.key))}{sep}{figure}")
    return lines, sep


def sum_lines(rng: random.Random, f: Form, names: tuple[str, ...], sep: str) -> list[str]:
    unit = rng.choice(("", "", "", "", " suara"))
    lines = []
    for name in names:
        label = rng.choice(w.LABELS[name])
        joint = sep if sep.strip() in (":", "=", "-", "->", "→", "=>", "") else ": "
        lines.append(f"{label}{joint}{f.figure(name)}{unit if name in ('valid', 'invalid', 'total') else ''}")
    return lines


def sums(rng: random.Random) -> tuple[str, ...]:
    """Which sums people write; suara tidak sah nearly always."""
    return rng.choice((("invalid",), ("invalid",), ("valid", "invalid"), ("valid", "invalid", "total"),
                       ("invalid", "total"), ("valid", "invalid", "total", "dpt"), ("valid", "invalid", "dpt", "voters"),
                       ("invalid", "dpt"), ("dpt", "voters", "valid", "invalid", "total")))  # fmt: skip


def labelled(rng: random.Random) -> Case | None:
    """A block of labelled lines: place, choices, sums."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    head = (
        w.place_lines(rng, s, f, kecamatan=kecamatan)
        if rng.random() < 0.5
        else [w.place_inline(rng, s, f, kecamatan=kecamatan)]
    )
    if contest or rng.random() < 0.3:
        head.insert(rng.choice((0, 0, len(head))), title(rng, s, f.contest))
    lines, sep = choice_lines(rng, s, f)
    names = sums(rng)
    before = [n for n in names if n in ("dpt", "voters")] if rng.random() < 0.6 else []
    after = [n for n in names if n not in before]
    rows = [*sum_lines(rng, f, tuple(before), sep), *lines, *sum_lines(rng, f, tuple(after), sep)]
    gap = rng.choice(("", "", "\n"))
    body = "\n".join([*head, *rows]) if rng.random() < 0.85 or gap else "\n".join([*rows, *head])
    if gap:
        body = "\n".join(head) + "\n\n" + "\n".join(rows)
    return case("labelled", s, dress(rng, s, body), [f], names)


def one_line(rng: random.Random) -> Case | None:
    """Everything in one line, labels and figures joined."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    place = w.place_inline(rng, s, f, kecamatan=kecamatan)
    pattern = rng.choice(("{n:02d}", "{n}", "paslon {n}", "Paslon {n:02d}", "no {n}", "No.{n:02d}"))
    sep = rng.choice(("=", ":", " = ", ": ", " : ", "-", " "))
    joint = (
        rng.choice((" ", ", ", "; ", " / ", " | ", "  ", ". "))
        if sep != " "
        else rng.choice((", ", "; ", " | ", ". "))
    )
    names = rng.choice(
        (("invalid",), ("invalid",), ("valid", "invalid"), ("invalid", "total"), ("invalid", "dpt"))
    )
    items = [f"{w.pair_label(rng, pattern, int(k))}{sep}{v}" for k, v in f.votes.items()]
    items += [f"{rng.choice(w.LABELS[n])}{sep if sep != '-' else ' '}{f.figure(n)}" for n in names]
    lead = f"{w.contest_word(rng, s, f.contest)} " if contest else ""
    body = f"{lead}{place}{rng.choice((' ', ', ', ': ', ' - ', ' => ', chr(10)))}{joint.join(items)}"
    return case("one_line", s, body, [f], names)


def no_marks(rng: random.Random) -> Case | None:
    """One line of words and figures without any sign between them."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    place = w.place_inline(rng, s, f, kecamatan=kecamatan)
    names = rng.choice((("invalid",), ("valid", "invalid"), ("valid", "invalid", "total")))
    word = rng.choice(
        ("paslon {n}", "paslon {n:02d}", "nomor urut {n}", "{n:02d}", "calon nomor {n}", "no urut {n:02d}")
    )
    items = [f"{w.pair_label(rng, word, int(k))} {v}" for k, v in f.votes.items()]
    items += [f"{rng.choice(w.LABELS[n])} {f.figure(n)}" for n in names]
    lead = f"{w.contest_word(rng, s, f.contest)} " if contest else ""
    return case("no_marks", s, f"{lead}{place} {' '.join(items)}", [f], names)


def number_first(rng: random.Random) -> Case | None:
    """The figure before its label: 123 suara untuk paslon 01."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    joint = rng.choice((" suara untuk paslon {n:02d}", " suara utk no {n}", " untuk paslon {n}", " suara paslon {n:02d}",
                        " utk {n:02d}", " suara buat nomor {n}", " : paslon {n}", " = paslon {n:02d}"))  # fmt: skip
    items = [f"{v}{joint.format(n=int(k))}" for k, v in f.votes.items()]
    items.append(
        f"{f.invalid} {rng.choice(('tidak sah', 'suara tidak sah', 'tdk sah', 'TS', 'suara batal'))}"
    )
    lead = [title(rng, s, f.contest)] if contest else []
    glue = rng.choice(("\n", "\n", ", "))
    body = "\n".join([*lead, w.place_inline(rng, s, f, kecamatan=kecamatan), glue.join(items)])
    return case("number_first", s, dress(rng, s, body), [f], ("invalid",))


def positional(rng: random.Random) -> Case | None:
    """Bare figures in ballot order with suara tidak sah last; the count of figures fits only one way."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    sep = rng.choice(("/", "-", " / ", " - ", ", ", "|", ";", " : "))
    figures = sep.join(str(v) for v in (*f.votes.values(), f.invalid))
    place = w.place_inline(rng, s, f, kecamatan=kecamatan)
    lead = f"{w.contest_word(rng, s, f.contest)} " if contest else ""
    body = f"{lead}{place}{rng.choice((' = ', ' : ', chr(10), ': '))}{figures}"
    out = case("positional", s, body, [f], ("invalid",))
    return out


def sms(rng: random.Random) -> Case | None:
    """Hash-separated fields as old SMS gateways took them."""
    if not (got := begin(rng)):
        return None
    s, (f,), _, contest = got
    sep = rng.choice(("#", "#", "*", "#"))
    squeeze = rng.random() < 0.5

    def field(name: str) -> str:
        return "".join(name.split()).upper() if squeeze else name.upper()

    figures = [str(v) for v in (*f.votes.values(), f.invalid)]
    written: tuple[str, ...] = ("invalid",)
    fields = [field(s.name(f.desa[:6])), field(s.name(f.desa)), str(f.number), *figures]
    if rng.random() < 0.3:
        fields.append(str(f.dpt))
        written = ("invalid", "dpt")
    word = (
        w.contest_word(rng, s, f.contest).split()[0].upper()
        if contest
        else rng.choice(("SUARA", "LAPOR", "HASIL"))
    )
    out = case("sms", s, sep.join([word, *fields]), [f], written)
    return out if sep == "#" else out.but(outcomes=("record", "ask"))


def sentence(rng: random.Random) -> Case | None:
    """Full sentences."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    verb = rng.choice(
        ("memperoleh", "mendapat", "mendapatkan", "meraih", "dapat", "dpt", "memperoleh suara sebanyak")
    )
    if verb == "dpt":
        verb = "dapat"
    who = rng.choice(("paslon nomor urut {n}", "pasangan calon no {n}", "paslon {n:02d}", "calon nomor {n}", "nomor {n}",
                      "pasangan nomor urut {n:02d}"))  # fmt: skip
    bits = [f"{who.format(n=int(k))} {verb} {v} suara" for k, v in f.votes.items()]
    bad = rng.choice(("suara tidak sah {n}", "suara tidak sah sebanyak {n}", "sedangkan suara tidak sah {n} suara",
                      "yang tidak sah ada {n}", "tidak sahnya {n}", "dan tidak sah {n}"))  # fmt: skip
    head = w.place_inline(rng, s, f, kecamatan=kecamatan)
    lead = (
        f"hasil {w.contest_word(rng, s, f.contest)} "
        if contest
        else rng.choice(("hasil di ", "di ", "untuk ", ""))
    )
    opener = rng.choice(("Izin melaporkan ", "Mohon izin, ", "", "Lapor pak, ", "Berikut "))
    body = f"{opener}{lead}{head}, {rng.choice((', ', ' dan ', '. ', '; ')).join(bits)}, {bad.format(n=f.invalid)}"
    return case("sentence", s, body + rng.choice(("", ".", ". Terima kasih")), [f], ("invalid",))


STYLES: dict[str, Style] = {
    "labelled": labelled,
    "one_line": one_line,
    "no_marks": no_marks,
    "number_first": number_first,
    "positional": positional,
    "sms": sms,
    "sentence": sentence,
}
