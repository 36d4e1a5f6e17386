# ruff: noqa: E501 - sample wording reads best in long rows
"""Traps on known reports: a figure, a place or a contest that must not leave as a record.

Each trap takes an honest report and spoils it in one way. `banned` cases have no forms: no
record at all is right. Others keep the truth: a record of exactly that is right too.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_pairs import Style, begin, dress
from tests.unit.intake.redteam.traps_base import NOT_RECORD, banned, head, lines, start
from tests.unit.intake.redteam.traps_shape import (
    bad_anchor,
    contest_misfit,
    contest_unknown,
    contradiction,
    elsewhere,
    ghost_choice,
    glued,
    other_contest_said,
    percent,
    recap,
    twice_same,
    two_anchors,
)
from tests.unit.intake.redteam.truth import Case, Form, Scene, form, numbers_of, repeated, scene
from tests.unit.intake.redteam.worlds import NAMES, world


def around(before: tuple[str, ...] = (), after: tuple[str, ...] = (), *, inline: bool = False) -> Style:
    """A trap made by words around an otherwise perfect report."""

    def made(rng: random.Random) -> Case | None:
        if not (got := start(rng)):
            return None
        s, f, top = got
        body = [top, *lines(rng, s, f, rng.choice((("invalid",), ("valid", "invalid"))))]
        glue = rng.choice(("\n", "\n", ", " if inline else "\n"))
        first, last = (rng.choice(before) if before else ""), (rng.choice(after) if after else "")
        text = "\n".join(x for x in (first, glue.join(body), last) if x)
        if before and inline and rng.random() < 0.4:
            text = first + " " + glue.join(body) + (" " + last if last else "")
        return banned("", s, text, (first or last)[:40])

    return made


HEARSAY = ("Katanya", "katanya sih", "Kata tetangga", "dengar2", "Kabarnya", "Info dari grup sebelah, belum pasti",
           "menurut kabar", "Dapat info dari warga", "Ada yang bilang hasilnya", "kata orang", "Isunya", "konon",
           "denger denger", "Saya dengar dari warung", "info A1 blm valid", "jarene", "ceuk batur mah", "katong dengar")  # fmt: skip
PREDICT = ("Prediksi saya", "Perkiraan", "Perkiraan hasil", "Quick count", "Hasil quick count", "Hasil survei",
           "Exit poll", "Hitung cepat lembaga", "Target suara kita", "TARGET", "Estimasi", "Simulasi", "Ramalan saya",
           "Kira-kira", "kira2", "Proyeksi", "hasil polling", "Hasil quickcount LSI", "QC sementara", "Survey internal")  # fmt: skip
PARTIAL = ("Sementara, masih dihitung", "masih penghitungan", "Baru separuh dihitung", "belum selesai dihitung",
           "Baru 50 lembar dihitung", "masih proses hitung", "Penghitungan masih berlangsung", "blm selesai ngitung",
           "Belum final", "hitungan blm kelar", "masih lanjut menghitung", "sisa 1 kotak belum dihitung", "baru setengah",
           "perhitungan belum rampung", "on progress", "lagi dihitung", "baru 100 surat suara", "sisanya menyusul")  # fmt: skip
SAMPLE = ("Contoh:", "Contoh format laporan:", "Format laporan:", "Contoh pengisian", "Format pengiriman sbb", "CONTOH SMS",
          "Mohon laporan sesuai contoh berikut", "Simulasi pengiriman", "Ini cuma tes", "Tes kirim", "uji coba sistem",
          "TES TES", "Latihan", "Gladi bersih", "cth:", "misal", "Misalnya", "Seperti ini formatnya", "Testing")  # fmt: skip
PAST = ("Hasil pemilu 2019", "Data pilkada 2020", "tahun lalu", "Pemilu lalu", "Hasil pilkada kemarin 2018", "periode lalu",
        "Data lama 2019:", "Pilkada sebelumnya", "5 tahun lalu", "Perbandingan 2019", "Pemilu 2019 dulu")  # fmt: skip
QUESTION = ("Apakah benar hasilnya begini?", "betul gak pak?", "apa sudah masuk?", "ini benar?", "kok segini ya pak?",
            "mohon dicek apakah sudah benar?", "bener ga nih?", "apakah data ini sudah sama?", "Leres henteu pa?",
            "Bener mboten pak?", "itu betul kah?", "sudah sesuai belum?", "kok beda dengan saya?")  # fmt: skip
DENY = ("Hoax ya jangan percaya", "Data di atas salah", "Jangan dicatat", "ini bukan hasil resmi, abaikan",
        "abaikan pesan ini", "Maaf salah kirim", "salah kamar pak maaf", "yang di atas jangan dipakai",
        "ini salah ya, nanti saya kirim ulang", "ini data TPS lain", "ga jadi", "batalkan yang ini", "maaf keliru",
        "angka di atas tidak benar", "ini palsu", "bercanda pak 😂", "becanda hehe", "prank 🤣")  # fmt: skip
DOUBT = ("angkanya belum pasti", "kayaknya", "kalau tidak salah", "kurang jelas tulisannya", "semoga benar", "mungkin",
         "belum yakin", "tulisan plano kabur", "nanti saya cek lagi", "kurang lebih", "agak ragu", "sepertinya",
         "klo gak salah", "kalo ndak keliru", "masih mau dicek")  # fmt: skip


def swapped(rng: random.Random) -> Case | None:
    """Two digits of one figure swapped while the sums are written."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    names = rng.choice((("valid", "invalid"), ("valid", "invalid", "total"), ("invalid", "total")))
    key = rng.choice([*f.votes, *(n for n in names if n != "invalid" or "total" in names)])
    figure = str(f.votes[key] if key in f.votes else f.figure(key))
    if len(figure) < 2 or len(set(figure)) < 2:
        return None
    i = rng.choice([i for i in range(len(figure) - 1) if figure[i] != figure[i + 1]])
    bad = figure[:i] + figure[i + 1] + figure[i] + figure[i + 2 :]
    shown = {f"v{key}" if key in f.votes else key: bad}
    return banned(
        "", s, dress(rng, s, "\n".join([top, *lines(rng, s, f, names, **shown)])), f"{key} {figure}->{bad}"
    )


def off_by(rng: random.Random) -> Case | None:
    """A sum that is not the sum."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    names = rng.choice(
        (
            ("valid", "invalid"),
            ("valid", "invalid", "total"),
            ("invalid", "total"),
            ("valid", "total", "invalid"),
        )
    )
    key = rng.choice([n for n in names if n != "invalid" or len(names) == 3])
    bad = f.figure(key) + rng.choice((-20, -10, -2, -1, 1, 2, 3, 9, 10, 100))
    if bad < 0:
        return None
    if key == "total" and "valid" not in names and bad in (f.valid, f.total):
        return None
    return banned("", s, "\n".join([top, *lines(rng, s, f, names, **{key: str(bad)})]), f"{key} {bad}")


def no_such_tps(rng: random.Random) -> Case | None:
    """A TPS number that the desa does not have."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    top = max(n for n in numbers_of(s.world, f.desa) if n < 900)
    ghost = Form(f"{f.desa}{top + rng.choice((1, 2, 5, 20, 100)):03d}", f.contest, f.votes, f.invalid, f.dpt)
    return banned(
        "", s, "\n".join([head(rng, s, ghost, kecamatan=kecamatan, contest=contest), *lines(rng, s, f)])
    )


def outside(rng: random.Random) -> Case | None:
    """A desa of the desk that the sender does not report for, and whose name is not in the scope."""
    place = world(rng.choice(NAMES))
    s = scene(rng, place.name, "pkwkk" if place.pilkada else "ppwp")
    if place.lexicon.area in s.scope:
        return None
    inside = {"".join(s.name(d).lower().split()) for d in s.desas()}
    foreign = [c for c, r in place.lexicon.regions.items() if len(c) == 10 and not c.startswith(s.scope)
               and "".join(r.name.lower().split()) not in inside and numbers_of(place, c)]  # fmt: skip
    if not foreign:
        return None
    f = form(rng, s, rng.choice(foreign), 1, s.default or "pkwkk")
    return banned(
        "", s, "\n".join([head(rng, s, f, kecamatan=rng.random() < 0.5, contest=False), *lines(rng, s, f)])
    )


def two_desa(rng: random.Random) -> Case | None:
    """A desa name that several desa of the scope bear, without the kecamatan."""
    place = world(rng.choice(NAMES))
    groups = repeated(place.name)
    if not groups:
        return None
    group = rng.choice(groups)
    both = [d for d in group if 1 in numbers_of(place, d)]
    if len(both) < 2:
        return None
    kecs = tuple(sorted({d[:6] for d in both}))
    scope = (place.lexicon.area,) if rng.random() < 0.5 or len(kecs) < 2 else kecs
    s = Scene(place, scope, "pkwkk" if place.pilkada else "ppwp")
    f = form(rng, s, both[0], 1, s.default or "")
    if any(s.name(k).lower() == s.name(f.desa).lower() for k in kecs):
        return None
    return banned("", s, "\n".join([w.place_inline(rng, s, f, kecamatan=False), *lines(rng, s, f)]))


def missing_choice(rng: random.Random) -> Case | None:
    """One pair without a figure, or written as a dash or blank."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    gone = rng.choice(list(f.votes))
    if rng.random() < 0.5:
        rest = Form(f.tps_code, f.contest, {k: v for k, v in f.votes.items() if k != gone}, f.invalid, f.dpt)
        return banned("", s, "\n".join([top, *lines(rng, s, rest)]), f"{gone} left out")
    blank = rng.choice(
        (
            "-",
            "",
            "...",
            "?",
            "nihil",
            "kosong",
            "belum",
            "xx",
            "___",
            "n/a",
            "menyusul",
            "tidak terbaca",
            "??",
        )
    )
    return banned("", s, "\n".join([top, *lines(rng, s, f, **{f"v{gone}": blank})]), f"{gone} is {blank}")


def odd_figure(rng: random.Random) -> Case | None:
    """A figure that is not plainly one number."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    gone = rng.choice(list(f.votes))
    v = f.votes[gone]
    bad = rng.choice((f"{v}-{v + 10}", f"{v},5", f"{v}%", f"±{v}", f"{v} atau {v + 1}", f"~{v}~ ", f"{v}?", f"-{v}",
                      f"{v}/{v + 3}", f"<{v}", f">{v}", f"sekitar {v}", f"{v}an", f"kurang dari {v}", f"lebih {v}",
                      f"{v} (?)", f"{v}.5", f"{v}x", f"{v} bukan {v + 5}", f"bukan {v}", f"{str(v)[0]}O{str(v)[1:]}",
                      f"{v}K", f"{v} ribu", f"Rp {v}.000", f"{v}+{v // 2}", f"{v} lebih", f"l{v}", f"{v}..{v + 9}",
                      f"{v} {v + 4}", f"{v} s/d {v + 9}", f"hampir {v}", f"minimal {v}", f"{v} ({v + 2})",
                      f"{v} ({w.words(v + 1)})"))  # fmt: skip
    shown = {f"v{gone}": bad}
    text = "\n".join([top, *lines(rng, s, f, **shown)])
    if bad.startswith("~"):
        text = "\n".join([top, *(f"~{x}~" if x.endswith(str(v)) and i == int(gone) - 1 else x
                                 for i, x in enumerate(lines(rng, s, f)))])  # fmt: skip
    return banned("", s, text, bad)


def over_cap(rng: random.Random) -> Case | None:
    """More votes than voters can be."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    big = rng.choice(list(f.votes))
    limit = s.world.lexicon.tps.get(f.tps_code) or s.contest(f.contest).cap
    votes = {**f.votes, big: int(limit * rng.choice((1.3, 1.6, 3))) + 10}
    bad = Form(f.tps_code, f.contest, votes, f.invalid, f.dpt)
    return banned(
        "",
        s,
        "\n".join([top, *lines(rng, s, bad, rng.choice((("invalid",), ("valid", "invalid"))))]),
        f"{votes}",
    )


def over_dpt_written(rng: random.Random) -> Case | None:
    """More votes than the DPT that the message itself writes, far beyond additional voters."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    small = max(10, f.total // 2)
    return banned(
        "", s, "\n".join([top, *lines(rng, s, f, ("invalid", "dpt"), dpt=str(small))]), f"dpt {small}"
    )


def broken(rng: random.Random) -> Case | None:
    """Rusak is not tidak sah: its figure must never become suara tidak sah."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    label = rng.choice(("rusak", "Surat suara rusak", "SS rusak", "Rusak", "Surat suara keliru coblos", "dikembalikan",
                        "Sisa surat suara", "Surat suara tidak terpakai", "tidak digunakan", "Golput", "tidak hadir",
                        "tidak memilih", "Tidak datang", "sisa"))  # fmt: skip
    body = lines(rng, s, f, ())
    quiet = Form(f.tps_code, f.contest, f.votes, 999_999, f.dpt)
    text = "\n".join([top, *body, f"{label} = {f.invalid + 3}"])
    return Case(
        "",
        s.world.name,
        s.scope,
        s.default,
        text,
        (quiet,),
        (),
        ("record", *NOT_RECORD),
        trap=True,
        note=label,
    )


MADE: dict[str, Callable[[random.Random], Case | None]] = {
    "hearsay": around(HEARSAY, inline=True),
    "predict": around(PREDICT, inline=True),
    "partial": around(PARTIAL, inline=True),
    "partial_after": around((), PARTIAL),
    "sample": around(SAMPLE, inline=True),
    "past": around(PAST, inline=True),
    "question": around((), QUESTION),
    "deny": around((), DENY),
    "doubt": around((), DOUBT),
    "doubt_before": around(DOUBT, inline=True),
    "swapped": swapped,
    "off_by": off_by,
    "no_such_tps": no_such_tps,
    "outside": outside,
    "two_desa": two_desa,
    "missing_choice": missing_choice,
    "odd_figure": odd_figure,
    "over_cap": over_cap,
    "over_dpt_written": over_dpt_written,
    "contest_unknown": contest_unknown,
    "contest_misfit": contest_misfit,
    "other_contest_said": other_contest_said,
    "two_anchors": two_anchors,
    "bad_anchor": bad_anchor,
    "recap": recap,
    "percent": percent,
    "contradiction": contradiction,
    "glued": glued,
    "elsewhere": elsewhere,
    "ghost_choice": ghost_choice,
    "twice_same": twice_same,
    "broken": broken,
}
STYLES: dict[str, Style] = {f"trap_{name}": style for name, style in MADE.items()}
