"""Ways in which people write one report, as generators: a form in, a text out.

Each style takes a `Case` and a random source and returns text, or None where it does not suit the case.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.unit.intake.cases import BYE, CONTEST_WORDS, HELLO, INVALID_LABELS, Case, head, place, tps, words

Style = Callable[[Case, random.Random], "str | None"]


def invalid_line(case: Case, rng: random.Random, sep: str) -> str:
    return f"{rng.choice(INVALID_LABELS)}{sep}{case.invalid}"


def labelled_lines(case: Case, rng: random.Random) -> str:
    sep = rng.choice([" = ", "=", " : ", ": ", " - ", ":", " ", ". "])
    label = rng.choice(
        [
            "{:02d}",
            "{:d}",
            "Paslon {:02d}",
            "Paslon {:d}",
            "No {:d}",
            "No. {:02d}",
            "Paslon no {:d}",
            "nomor urut {:d}",
        ]
    )
    if sep == " " and label in ("{:d}",):
        label = "{:02d}"
    lines = [label.format(int(k)) + sep + str(v) for k, v in case.votes.items()]
    extra = []
    rows_sep = sep if sep != ". " else " = "
    if rng.random() < 0.5:
        extra.append(f"{rng.choice(['Sah', 'Suara sah', 'SAH', 'Jumlah suara sah'])}{rows_sep}{case.valid}")
    if rng.random() < 0.9:
        extra.append(invalid_line(case, rng, rows_sep))
    if rng.random() < 0.3 and len(extra) == 2:
        extra.append(
            rng.choice(["Jumlah", "Total", "JML", "Jumlah sah dan tidak sah"])
            + f"{rows_sep}{case.valid + case.invalid}"
        )
    joint = rng.choice(["\n", "\n", "\n", ", ", "; "]) if sep != ". " else "\n"
    return f"{head(case, rng)}\n" + joint.join(lines + extra)


def figures_first(case: Case, rng: random.Random) -> str:
    lines = [f"{int(k):02d}. {v}" for k, v in case.votes.items()] + [f"TS {case.invalid}"]
    contest = f"{rng.choice(CONTEST_WORDS[case.contest])}\n" if case.contest != case.default else ""
    return contest + "\n".join(lines) + f"\n{tps(case, rng)} {place(case, rng)}"


def terse(case: Case, rng: random.Random) -> str | None:
    if next(iter(case.votes.values())) == 1:
        return None
    sep = rng.choice(["/", "-", " / ", ", ", " - "])
    figures = sep.join(str(v) for v in [*case.votes.values(), case.invalid])
    word = f"{rng.choice(CONTEST_WORDS[case.contest])} " if case.contest != case.default else ""
    return f"{word}{place(case, rng)} {tps(case, rng)} {rng.choice(['= ', ': ', ''])}{figures}"


def prose(case: Case, rng: random.Random) -> str:
    verb = rng.choice(["memperoleh", "mendapat", "meraih", "dapat", "sebanyak"])
    unit = rng.choice([" suara", " suara sah", ""]) if verb != "sebanyak" else " suara"
    unit = " suara" if unit == " suara sah" else unit
    label = rng.choice(["Nomor urut {}", "paslon {}", "Paslon nomor urut {}", "pasangan calon nomor {}"])
    parts = [f"{label.format(int(k))} {verb} {v}{unit}" for k, v in case.votes.items()]
    parts.append(
        f"suara tidak sah {rng.choice(['sebanyak ', 'ada ', ''])}{case.invalid}{rng.choice([' suara', ''])}"
    )
    return f"{head(case, rng)} dengan rincian:\n" + rng.choice([", ", "\n", ";\n"]).join(parts)


def reversed_order(case: Case, rng: random.Random) -> str:
    parts = [
        f"{v} {rng.choice(['suara ', ''])}untuk {rng.choice(['', 'paslon '])}{int(k):02d}"
        for k, v in case.votes.items()
    ]
    return f"{head(case, rng)}\n" + ", ".join(parts) + f", tidak sah {case.invalid}"


def figures_and_words(case: Case, rng: random.Random) -> str:
    lines = [f"PASLON {k} = {v} ({words(v)})" for k, v in case.votes.items()]
    lines.append(f"TDK SAH = {case.invalid} ({words(case.invalid)})")
    return f"{head(case, rng)}\n" + "\n".join(lines)


def only_words(case: Case, rng: random.Random) -> str:
    lines = [f"{int(k):02d} : {words(v)}" for k, v in case.votes.items()]
    return f"{head(case, rng)}\n" + "\n".join(lines) + f"\ntidak sah : {words(case.invalid)}"


def official(case: Case, rng: random.Random) -> str:
    total = case.valid + case.invalid
    lines = [
        f"Kecamatan : {case.kecamatan.title()}",
        f"Desa/Kel : {case.desa.title()}",
        f"TPS : {case.number:03d}",
        f"Pemilihan : {rng.choice(CONTEST_WORDS[case.contest])}",
        f"DPT : {min(total + rng.randint(0, 40), 300)}" if total <= 300 else f"DPT : {min(total + 9, 600)}",
        f"Pengguna hak pilih : {total}",
        *(f"Paslon {int(k):02d} : {v}" for k, v in case.votes.items()),
        f"Suara sah : {case.valid}",
        f"Suara tidak sah : {case.invalid}",
        f"Jumlah : {total}",
    ]
    if rng.random() < 0.5:
        lines = [f"{n}. {line}" for n, line in enumerate(lines, 1)]
    return "\n".join(lines)


def coded(case: Case, rng: random.Random) -> str | None:
    if case.contest != case.default:
        return None
    kec, desa = case.kecamatan, case.desa
    if rng.random() < 0.5:
        kec, desa = kec.replace(" ", ""), desa.replace(" ", "")
    figures = "#".join(
        str(v) for v in [*case.votes.values(), case.invalid, min(case.valid + case.invalid + 7, 300)]
    )
    return f"SUARA#{kec}#{desa}#{case.number}#{figures}" if case.valid + case.invalid < 290 else None


KEYCAP = {str(d): f"{d}\ufe0f\u20e3" for d in range(10)}


def keycaps(case: Case, rng: random.Random) -> str | None:
    if len(case.votes) > 9:
        return None
    lines = [f"{KEYCAP[k]} {v}" for k, v in case.votes.items()]
    return f"{head(case, rng)}\n" + "\n".join(lines) + f"\nTS {case.invalid}"


def odd_digits(case: Case, rng: random.Random) -> str:
    text = labelled_lines(case, rng)
    base = rng.choice([0xFF10, 0x0660, 0x1D7CE, 0x1D7EC, 0x06F0])
    text = "".join(chr(base + int(c)) if c.isdigit() and c.isascii() else c for c in text)
    marks = ["\u200b", "\u200e", "\u200f", "\u2060"]
    return "".join(c + (rng.choice(marks) if rng.random() < 0.05 else "") for c in text)


def bold(case: Case, rng: random.Random) -> str:
    lines = [f"*{int(k):02d}* = *{v}*" for k, v in case.votes.items()]
    return f"*{head(case, rng)}*\n" + "\n".join(lines) + f"\n_Tidak sah_ = *{case.invalid}*"


def forwarded(case: Case, rng: random.Random) -> str:
    stamp = rng.choice(
        [
            "[14/2 15.20] Pak Budi: ",
            "14/02/24 15.20 - Ibu Ani: ",
            "[14/02/24, 15.20.11] ~Operator: ",
            "[15.20, 14/2/2024] +62 812-0000-1111: ",
        ]
    )
    return stamp + labelled_lines(case, rng)


def named(case: Case, rng: random.Random) -> str | None:
    if case.contest != "ppwp":
        return None
    names = rng.choice(
        [
            ("AMIN", "PAGI", "GAMA"),
            ("Anies", "Prabowo", "Ganjar"),
            ("Anies-Muhaimin", "Prabowo-Gibran", "Ganjar-Mahfud"),
        ]
    )
    sep = rng.choice([" = ", " : ", " ", ": "])
    lines = [f"{name}{sep}{v}" for name, v in zip(names, case.votes.values(), strict=True)]
    return (
        f"{place(case, rng)} {tps(case, rng)}\n"
        + rng.choice(["\n", ", "]).join(lines)
        + f"\nTS{sep}{case.invalid}"
    )


def number_then_name(case: Case, rng: random.Random) -> str | None:
    if case.contest != "ppwp":
        return None
    lines = [f"{v} {name}" for name, v in zip(("AMIN", "PAGI", "GAMA"), case.votes.values(), strict=True)]
    return f"{place(case, rng)} {tps(case, rng)}: " + ", ".join(lines) + f", {case.invalid} tidak sah"


def heading_row(case: Case, rng: random.Random) -> str:
    labels = "/".join([*(f"{int(k):02d}" for k in case.votes), "TS"])
    figures = "/".join(str(v) for v in [*case.votes.values(), case.invalid])
    return f"{head(case, rng)}\n{labels} = {figures}"


def table(case: Case, rng: random.Random) -> str:
    sep = rng.choice([" | ", "\t", "   "])
    labels = sep.join(["TPS", *(f"{int(k):02d}" for k in case.votes), "TS"])
    figures = sep.join(str(v) for v in [case.number, *case.votes.values(), case.invalid])
    contest = f"{rng.choice(CONTEST_WORDS[case.contest])}\n" if case.contest != case.default else ""
    return f"{contest}{place(case, rng)}\n{labels}\n{figures}"


def parties(case: Case, rng: random.Random) -> str | None:
    if case.contest not in ("pdpr", "pdprdp", "pdprdk"):
        return None
    choices = {c.key: c.party for c in case.lexicon.contests[case.contest].choices[""]}
    label = rng.choice(["{k}. {p}", "{p}", "{k} {p}", "{k:0>2} {p}"])
    sep = rng.choice([" = ", " : ", ": ", " "])
    if sep == " " and label[-3:] == "{p}":
        sep = ": "
    lines = [label.format(k=k, p=choices[k]) + sep + str(v) for k, v in case.votes.items()]
    return f"{head(case, rng)}\n" + "\n".join(lines) + f"\nTidak sah{sep}{case.invalid}"


STYLES: dict[str, Style] = {
    f.__name__: f
    for f in (
        labelled_lines,
        figures_first,
        terse,
        prose,
        reversed_order,
        figures_and_words,
        only_words,
        official,
        coded,
        keycaps,
        odd_digits,
        bold,
        forwarded,
        named,
        number_then_name,
        heading_row,
        table,
        parties,
    )
}


def honest_message(case: Case, style: Style, rng: random.Random) -> str | None:
    """The case in a style, with a greeting and an end."""
    text = style(case, rng)
    if text is None or style in (coded, forwarded):
        return text
    return rng.choice(HELLO) + text + rng.choice(BYE)
