# ruff: noqa: E501 - sample wording reads best in long rows
"""More honest layouts: label above figure, pairs of figures, rows with desa, contests as columns, CSV."""

from __future__ import annotations

import random

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_odd import opened
from tests.unit.intake.redteam.styles_pairs import Style, begin, case, title
from tests.unit.intake.redteam.truth import Case, Form, form, numbers_of


def label_above(rng: random.Random) -> Case | None:
    """The label on one line, its figure on the next."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    label = rng.choice(("Paslon {n}", "Paslon {n:02d}", "Nomor urut {n}", "Paslon No. {n}", "Calon {n}"))
    rows = []
    for k, v in f.votes.items():
        rows += [label.format(n=int(k)) + rng.choice((" :", ":", "")), f"{v}{rng.choice(('', ' suara'))}"]
    rows += [rng.choice(("Suara tidak sah", "Tidak sah")) + rng.choice((" :", "")), str(f.invalid)]
    return case("", s, "\n".join([top, *rows]), [f], ("invalid",))


def joined(rng: random.Random) -> Case | None:
    """Labels joined and figures joined: 01/02 = 212/147."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    sep = rng.choice(("/", "-", " : ", " - ", ", "))
    left = sep.join(f"{int(k):02d}" for k in f.votes)
    right = sep.join(str(v) for v in f.votes.values())
    text = f"{top}\n{left} = {right}\nTS = {f.invalid}"
    return case("", s, text, [f], ("invalid",)).but(outcomes=("record", "ask"))


def desa_rows(rng: random.Random) -> Case | None:
    """A row per TPS with its desa: Desa | TPS | 01 | 02 | TS."""
    if not (got := begin(rng)):
        return None
    s, (first,), _, contest = got
    names = [d for d in rng.sample(s.desas(), min(5, len(s.desas()))) if s.unique(d)][:3]
    if not names:
        return None
    forms = [form(rng, s, d, n, first.contest) for d in names for n in numbers_of(s.world, d)[:2] if n < 900]
    sep = rng.choice((" | ", ",", ";", "\t"))
    heads = [
        rng.choice(("Desa", "Desa/Kel", "Nama Desa")),
        "TPS",
        *(f"{int(k):02d}" for k in first.votes),
        "TS",
    ]
    no = rng.random() < 0.3
    rows = [sep.join(["No", *heads] if no else heads)]
    for i, f in enumerate(forms, 1):
        cells = [s.name(f.desa), str(f.number), *map(str, f.votes.values()), str(f.invalid)]
        rows.append(sep.join([str(i), *cells] if no else cells))
    lead = title(rng, s, first.contest) + "\n" if contest else ""
    return case("", s, lead + "\n".join(rows), forms, ("invalid",)).but(note=f"no={no} sep={sep!r}")


def contests_beside(rng: random.Random) -> Case | None:
    """A line per contest: GUB 45/88/102 ts 3."""
    if not (got := begin(rng)):
        return None
    s, (one,), kecamatan, _ = got
    if not s.world.pilkada:
        return None
    forms = [form(rng, s, one.desa, one.number, c) for c in ("pkwkp", "pkwkk")]
    rows = []
    style = rng.randrange(3)
    for f in forms:
        word = w.contest_word(rng, s, f.contest)
        if style == 0:
            items = "/".join(map(str, f.votes.values())) + f" TS {f.invalid}"
        elif style == 1:
            items = ", ".join(f"{int(k):02d}={v}" for k, v in f.votes.items()) + f", TS={f.invalid}"
        else:
            items = " ".join(f"{int(k)}. {v}" for k, v in f.votes.items()) + f" Tdk sah {f.invalid}"
        rows.append(f"{word}{rng.choice((' : ', ': ', ' ', ' = '))}{items}")
    body = "\n".join([w.place_inline(rng, s, one, kecamatan=kecamatan), *rows])
    return case("", s, body, forms, ("invalid",)).but(
        note=f"style {style}", outcomes=("record", "ask") if style == 0 else ("record",)
    )


def behind(rng: random.Random) -> Case | None:
    """The figure before its number in brackets or after: 212 (01), 147 (02)."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    pattern = rng.choice(
        (
            "{v} ({k:02d})",
            "{v} suara (paslon {k})",
            "{v} suara - paslon {k:02d}",
            "{v} suara untuk nomor urut {k}",
        )
    )
    rows = [pattern.format(v=v, k=int(k)) for k, v in f.votes.items()] + [f"{f.invalid} suara tidak sah"]
    return case("", s, f"{top}\n" + rng.choice(("\n", ", ")).join(rows), [f], ("invalid",)).but(
        outcomes=("record", "ask")
    )


def with_share(rng: random.Random) -> Case | None:
    """Figures with their share in brackets."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    rows = []
    for k, v in f.votes.items():
        share = f"{100 * v / max(1, f.valid):.{rng.choice((0, 1, 2))}f}".replace(".", ",")
        rows.append(f"Paslon {int(k):02d} : {v} suara ({share}%)")
    rows += [f"Sah : {f.valid}", f"Tidak sah : {f.invalid}"]
    return case("", s, "\n".join([top, *rows]), [f], ("valid", "invalid")).but(outcomes=("record", "ask"))


def turnout_too(rng: random.Random) -> Case | None:
    """Voters of the lists before the votes, in one of many orders."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    moved = rng.choice((0, 1, 2))
    inside = f.total - moved
    sep = rng.choice((" : ", " = ", ": "))
    rows = [
        f"DPT{sep}{f.dpt}",
        f"{rng.choice(('Hadir', 'Pengguna hak pilih', 'Jumlah hadir'))}{sep}{f.total}",
    ]
    rows.append(f"{rng.choice(('DPTb', 'DPK'))}{sep}{moved}")
    name = "voters_dptb" if rows[-1].startswith("DPTb") else "voters_dpk"
    if rng.random() < 0.4:
        rows.insert(1, f"Pengguna DPT{sep}{inside}")
    if rng.random() < 0.5:
        rows.insert(1, f"Tidak hadir{sep}{f.dpt - inside}")
    if rng.random() < 0.4:
        rows.append(f"Partisipasi{sep}{round(100 * f.total / f.dpt)} %")
    truth = Form(f.tps_code, f.contest, f.votes, f.invalid, f.dpt, {name: moved})
    body = [
        top,
        *rows,
        *(f"{int(k):02d}{sep}{v}" for k, v in f.votes.items()),
        f"Sah{sep}{f.valid}",
        f"Tidak sah{sep}{f.invalid}",
    ]
    return case("", s, "\n".join(body), [truth], ("dpt", "voters", "valid", "invalid"))


def tps_first(rng: random.Random) -> Case | None:
    """Many TPS, label lines without blank lines, desa only in the title, numbered lists."""
    if not (got := begin(rng, tps=rng.choice((2, 3)))):
        return None
    s, forms, kecamatan, contest = got
    head = f"{rng.choice(s.world.desa_words)} {s.name(forms[0].desa)}"
    if kecamatan:
        head += f", {rng.choice(s.world.kecamatan_words)} {s.name(forms[0].desa[:6])}"
    rows = [title(rng, s, forms[0].contest)] if contest else []
    rows.append(head)
    kind = rng.randrange(4)
    for i, f in enumerate(forms, 1):
        items = [f"{int(k)}. {v}" for k, v in f.votes.items()]
        if kind == 0:
            rows += [
                f"{i}. TPS {f.number:03d}",
                *(f"   - Paslon {int(k)} : {v}" for k, v in f.votes.items()),
                f"   - TS : {f.invalid}",
            ]
        elif kind == 1:
            rows += [f"TPS {f.number}", *items, f"TS. {f.invalid}"]
        elif kind == 2:
            rows += [
                f"*TPS {f.number:02d}*",
                " ".join(f"({k}) {v}" for k, v in f.votes.items()) + f" (TS) {f.invalid}",
            ]
        else:
            rows += [f"{chr(96 + i)}) TPS {f.number}: " + "; ".join(f"paslon {k} {v} suara" for k, v in f.votes.items())
                     + f"; tidak sah {f.invalid} suara"]  # fmt: skip
    return case("", s, "\n".join(rows), forms, ("invalid",)).but(note=f"kind {kind}")


def headings(rng: random.Random) -> Case | None:
    """Kecamatan, desa, TPS as nested headings with dashes and stars."""
    if not (got := begin(rng)):
        return None
    s, (f,), _, contest = got
    stars = rng.choice(("*{}*", "== {} ==", "# {}", "【{}】", "<< {} >>", "~ {} ~"[:0] or "[{}]"))
    rows = [stars.format(f"{rng.choice(s.world.kecamatan_words)} {s.name(f.desa[:6])}".upper()),
            stars.format(f"{rng.choice(s.world.desa_words)} {s.name(f.desa)}"), stars.format(f"TPS {f.number}")]  # fmt: skip
    if contest:
        rows.insert(0, title(rng, s, f.contest))
    rows += [f"{int(k):02d} ➡ {v}" for k, v in f.votes.items()] + [f"Sah ➡ {f.valid}", f"T.Sah ➡ {f.invalid}"]
    return case("", s, "\n".join(rows), [f], ("valid", "invalid"))


STYLES: dict[str, Style] = {
    "label_above": label_above,
    "joined": joined,
    "desa_rows": desa_rows,
    "contests_beside": contests_beside,
    "behind": behind,
    "with_share": with_share,
    "turnout_too": turnout_too,
    "tps_first": tps_first,
    "headings": headings,
}
