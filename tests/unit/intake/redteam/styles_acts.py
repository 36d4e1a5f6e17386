# ruff: noqa: E501 - sample wording reads best in long rows
"""Corrections and withdrawals with a known truth: what is changed must be exactly what was written."""

from __future__ import annotations

import random

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_pairs import Style, begin, case, title
from tests.unit.intake.redteam.traps_base import lines
from tests.unit.intake.redteam.truth import Case

RALAT = ("RALAT", "Ralat", "ralat pak", "KOREKSI", "Koreksi data", "Revisi", "PERBAIKAN", "Perbaikan data", "Pembetulan", "RALAT LAPORAN",
         "Mohon maaf ralat", "Ijin ralat", "Izin koreksi pak", "*RALAT*", "Ralat hasil", "ralat ya", "Revisi laporan sebelumnya")  # fmt: skip


def whole(rng: random.Random) -> Case | None:
    """A whole report again under RALAT."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    names = rng.choice((("invalid",), ("valid", "invalid"), ("valid", "invalid", "total")))
    top = w.place_inline(rng, s, f, kecamatan=kecamatan)
    if contest:
        top = f"{title(rng, s, f.contest)}\n{top}"
    word = rng.choice(RALAT)
    text = "\n".join([top, *lines(rng, s, f, names)])
    text = (
        f"{text}\n({word})"
        if rng.random() < 0.1
        else f"{word}{rng.choice((chr(10), ' : ', ' ', chr(10)))}{text}"
    )
    return case("", s, text, [f], names).but(outcomes=("act", "ask"), note=word)


def one_figure(rng: random.Random) -> Case | None:
    """One figure corrected."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    place = w.place_inline(rng, s, f, kecamatan=kecamatan)
    if contest:
        place = f"{w.contest_word(rng, s, f.contest)} {place}"
    key = rng.choice([*f.votes, "invalid"])
    old = f.figure("invalid") + 3 if key == "invalid" else f.votes[key] + rng.choice((9, 10, 90))
    new = f.invalid if key == "invalid" else f.votes[key]
    name = (
        "tidak sah"
        if key == "invalid"
        else rng.choice(("paslon {k}", "nomor {k}", "{k:02d}", "no urut {k}", "paslon {k:02d}")).format(
            k=int(key)
        )
    )
    change = rng.choice(("{n} {v}", "{n} = {v}", "{n} yang benar {v}", "{n} seharusnya {v} bukan {o}", "{n} bukan {o} tapi {v}",
                         "{n} dari {o} menjadi {v}", "{n} harusnya {v}", "{n} salah, yang betul {v}", "{n} tertulis {o} yang benar {v}",
                         "{n}: {o} -> {v}", "{n} jadi {v}"))  # fmt: skip
    word = rng.choice(RALAT)
    text = f"{word}\n{place}\n{change.format(n=name, v=new, o=old)}"
    if rng.random() < 0.4:
        text = f"{word} {place} {change.format(n=name, v=new, o=old)}"
    return case("", s, text, [f], ()).but(outcomes=("act", "ask"), note=change)


def withdrawn(rng: random.Random) -> Case | None:
    """A withdrawal, alone or above the report it takes back."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, _ = got
    place = w.place_inline(rng, s, f, kecamatan=kecamatan)
    pattern = rng.choice(("BATAL {p}", "batalkan laporan {p}", "BATALKAN {p}", "hapus laporan {p}", "mohon hapus data {p}", "tarik laporan {p}",
                          "BATAL\n{p}", "{p} BATAL", "laporan {p} dibatalkan", "cabut laporan {p}"))  # fmt: skip
    text = pattern.format(p=place)
    if rng.random() < 0.25:
        text += "\n" + "\n".join(lines(rng, s, f))
    return case("", s, text, [f], ()).but(outcomes=("act", "ask"), note=pattern)


STYLES: dict[str, Style] = {"act_whole": whole, "act_one": one_figure, "act_withdrawn": withdrawn}
