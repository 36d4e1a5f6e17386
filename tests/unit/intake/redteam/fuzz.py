# ruff: noqa: E501 - sample wording reads best in long rows
"""Honest messages damaged at random: what is still recorded must be the truth."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.unit.intake.redteam import styles_lists, styles_many, styles_odd, styles_pairs
from tests.unit.intake.redteam.styles_pairs import Style
from tests.unit.intake.redteam.traps_base import NOT_RECORD
from tests.unit.intake.redteam.truth import Case

HONEST: dict[str, Style] = {
    **styles_pairs.STYLES,
    **styles_many.STYLES,
    **{k: v for k, v in styles_lists.STYLES.items() if k != "caleg"},
    **styles_odd.STYLES,
}
NOISE = ("123", "45", "jam 15.30", "7 orang sakit", "2 saksi", "Rp 50.000", "081200001234", "sekitar 30 menit", "RT 05 RW 02",
         "ada 3 orang belum datang", "jarak 12 km", "honor 300 ribu", "umur 45", "anggota KPPS 7 orang", "3 dari 5",
         "97 %", "TPS sebelah 120", "kotak suara 2", "5 hari lagi", "saksi 01, 02")  # fmt: skip
SEPS = (":", "=", " ", "-", ".", ",", "/", "|", ";", "  ", "\t", "\n", " : ", "")


MANY = (
    "desa_lists",
    "full_places",
    "tps_lines",
    "blocks",
    "two_contests",
    "five_contests",
    "pasted",
    "tps_positional",
)
# Where the harmed text plainly says something else than the truth did.
MOVED: dict[str, tuple[str, ...]] = {
    "swap_lines": MANY,
    "shuffle_lines": MANY,
    "drop_line": ("desa_lists",),
    "drop_word": ("in_words",),
    "lose_letter": ("in_words",),
    "change_letter": ("in_words",),
    "tail_off": ("in_words",),
}


def drop_line(rng: random.Random, text: str) -> str:
    rows = text.split("\n")
    del rows[rng.randrange(len(rows))]
    return "\n".join(rows)


def swap_lines(rng: random.Random, text: str) -> str:
    rows = text.split("\n")
    if len(rows) > 1:
        i = rng.randrange(len(rows) - 1)
        rows[i], rows[i + 1] = rows[i + 1], rows[i]
    return "\n".join(rows)


def shuffle_lines(rng: random.Random, text: str) -> str:
    rows = text.split("\n")
    rng.shuffle(rows)
    return "\n".join(rows)


def double_line(rng: random.Random, text: str) -> str:
    rows = text.split("\n")
    rows.insert(rng.randrange(len(rows) + 1), rng.choice(rows))
    return "\n".join(rows)


def one_row(rng: random.Random, text: str) -> str:
    return text.replace("\n", rng.choice((" ", "  ", ", ", " / ", ". ")))


def glue(rng: random.Random, text: str) -> str:
    spots = [m.start() for m in re.finditer(r"(?<=\S)[ \t\n](?=\S)", text)]
    for i in sorted(rng.sample(spots, min(len(spots), rng.randint(1, 3))), reverse=True):
        text = text[:i] + text[i + 1 :]
    return text


def other_separators(rng: random.Random, text: str) -> str:
    old = rng.choice([s for s in (":", "=", "-", " / ", ", ", " ", "|") if s in text] or [" "])
    return text.replace(old, rng.choice(SEPS))


def tail_off(rng: random.Random, text: str) -> str:
    spots = [m.start() for m in re.finditer(r"\s", text)]
    return text[: rng.choice(spots)] if spots else text


def head_off(rng: random.Random, text: str) -> str:
    spots = [m.start() for m in re.finditer(r"\s", text)]
    return text[rng.choice(spots) :] if spots else text


def lose_letter(rng: random.Random, text: str) -> str:
    for _ in range(rng.randint(1, 4)):
        spots = [i for i, ch in enumerate(text) if not ch.isdigit() and not ch.isspace()]
        if spots:
            i = rng.choice(spots)
            text = text[:i] + text[i + 1 :]
    return text


def change_letter(rng: random.Random, text: str) -> str:
    for _ in range(rng.randint(1, 4)):
        spots = [i for i, ch in enumerate(text) if ch.isalpha()]
        if spots:
            i = rng.choice(spots)
            text = text[:i] + rng.choice("abcdeghijklmnoprstuwy") + text[i + 1 :]
    return text


def noise(rng: random.Random, text: str) -> str:
    rows = text.split("\n")
    rows.insert(rng.randrange(len(rows) + 1), rng.choice(NOISE))
    return "\n".join(rows)


def no_tps(rng: random.Random, text: str) -> str:
    return re.sub(r"(?i)\btps\b[ .:-]*", rng.choice(("", "no ", "T")), text)


def drop_word(rng: random.Random, text: str) -> str:
    words = re.split(r"(\s+)", text)
    spots = [i for i, x in enumerate(words) if x.strip() and not any(ch.isdigit() for ch in x)]
    if spots:
        words[rng.choice(spots)] = ""
    return "".join(words)


def add_word(rng: random.Random, text: str) -> str:
    rows = text.split("\n")
    i = rng.randrange(len(rows))
    word = rng.choice(("tidak", "bukan", "belum", "sah", "total", "rusak", "jumlah", "TPS", "paslon", "dan", "baru", "kurang",
                       "gubernur", "bupati", "desa", "kecamatan", "DPT", "01", "2", "TS"))  # fmt: skip
    words = rows[i].split(" ")
    words.insert(rng.randrange(len(words) + 1), word)
    rows[i] = " ".join(words)
    return "\n".join(rows)


HARMS: dict[str, Callable[[random.Random, str], str]] = {
    f.__name__: f
    for f in (drop_line, swap_lines, shuffle_lines, double_line, one_row, glue, other_separators, tail_off, head_off, lose_letter,
              change_letter, noise, no_tps, drop_word, add_word)
}  # fmt: skip


def harmed(name: str) -> Style:
    """A style of messages harmed in that way."""

    def made(rng: random.Random) -> Case | None:
        style = rng.choice([h for h in HONEST if h not in MOVED.get(name, ())])
        case = HONEST[style](rng)
        if case is None:
            return None
        text = HARMS[name](rng, case.text)
        return case.but(
            text=text, outcomes=("record", *NOT_RECORD), trap=True, note=f"{name} on {style}", written=()
        )

    return made


STYLES: dict[str, Style] = {f"fuzz_{name}": harmed(name) for name in HARMS}
