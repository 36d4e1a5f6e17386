# ruff: noqa: E501 - sample wording reads best in long rows
"""Honest messages dressed strangely: emoji, bold letters, whole forms, codes, quotes, slips of the finger."""

from __future__ import annotations

import random

from deskpemilu.domain.codes import dotted
from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_pairs import (
    Style,
    begin,
    case,
    choice_lines,
    dress,
    sum_lines,
    sums,
    title,
)
from tests.unit.intake.redteam.traps_base import lines
from tests.unit.intake.redteam.truth import Case, Form, Scene

KEYCAPS = {str(d): f"{d}\ufe0f\u20e3" for d in range(10)}


def opened(rng: random.Random) -> tuple[Scene, Form, str] | None:
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    place = w.place_inline(rng, s, f, kecamatan=kecamatan)
    return s, f, f"{title(rng, s, f.contest)}\n{place}" if contest else place


def bold(text: str) -> str:
    out = []
    for ch in text:
        if "A" <= ch <= "Z":
            out.append(chr(0x1D5D4 + ord(ch) - 65))
        elif "a" <= ch <= "z":
            out.append(chr(0x1D5EE + ord(ch) - 97))
        elif "0" <= ch <= "9":
            out.append(chr(0x1D7EC + ord(ch) - 48))
        else:
            out.append(ch)
    return "".join(out)


def unicode_text(rng: random.Random) -> Case | None:
    """Bold mathematical letters, keycaps, marks, zero-width and non-breaking blanks, full-width digits."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    body = "\n".join([top, *lines(rng, s, f, rng.choice((("invalid",), ("valid", "invalid"))))])
    how = rng.randrange(7)
    if how == 0:
        body = bold(body)
    elif how == 1:
        rows = [f"{KEYCAPS[k]} {v}" for k, v in f.votes.items() if k in KEYCAPS]
        body = "\n".join([top, *rows, f"TS : {f.invalid}"])
        return case("", s, body, [f], ("invalid",))
    elif how == 2:
        body = "\n".join(f"*{line}*" for line in body.split("\n"))
    elif how == 3:
        body = body.replace(" ", "\u00a0").replace("\n", "\u200b\n\u200e")
    elif how == 4:
        body = body.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    elif how == 5:
        marks = ("🗳️", "📌", "✅", "👉", "🔴", "📊", "▶️", "☑️")
        body = "\n".join(f"{rng.choice(marks)} {line}" for line in body.split("\n"))
    else:
        body = "\r\n".join(f"_{line}_ " for line in body.split("\n"))
    written = (
        ("valid", "invalid")
        if len(body.splitlines()) - len(f.votes) - len(top.splitlines()) == 2
        else ("invalid",)
    )
    return case("", s, body, [f], written)


def whole_form(rng: random.Random) -> Case | None:
    """The rows of C.Hasil with L, P and J."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    left = f.dpt // 2 + rng.randint(-9, 9)
    men = min(left, f.total * left // f.dpt)
    moved, added = rng.choice((0, 0, 1, 2)), rng.choice((0, 1, 3))
    if moved + added > f.total // 2:
        moved = added = 0
    inside = f.total - moved - added
    sep = rng.choice((" : ", " = ", ": "))
    split = rng.choice(
        (
            "L {l}, P {p}, J {j}",
            "{j} (L={l}, P={p})",
            "L={l} P={p} Jml={j}",
            "L: {l} P: {p} Jumlah: {j}",
            "{j}",
        )
    )
    ballots = f.dpt + -(-f.dpt // 50)
    back = rng.choice((0, 0, 1, 2))
    extra: dict[str, int] = {}
    rows = [f"DPT{sep}{split.format(l=left, p=f.dpt - left, j=f.dpt)}"]
    if rng.random() < 0.5:
        rows += [f"Pengguna hak pilih DPT{sep}{inside}", f"DPTb{sep}{moved}", f"DPK{sep}{added}"]
        extra = {"voters_dptb": moved, "voters_dpk": added}
    rows.append(f"{rng.choice(w.VOTERS[:6])}{sep}{split.format(l=men, p=f.total - men, j=f.total)}")
    if rng.random() < 0.6:
        used = [f"Surat suara diterima{sep}{ballots}", f"Surat suara digunakan{sep}{f.total}",
                f"Surat suara {rng.choice(('rusak/keliru coblos', 'dikembalikan', 'rusak', 'keliru coblos'))}{sep}{back}",
                f"Surat suara {rng.choice(('tidak digunakan', 'tidak terpakai', 'sisa', 'tidak terpakai termasuk cadangan'))}{sep}{ballots - f.total - back}"]  # fmt: skip
        rows += used
    if rng.random() < 0.4:
        rows.append(f"{rng.choice(('Pemilih disabilitas', 'Disabilitas'))}{sep}{rng.choice((0, 1, 2))}")
    votes = [f"{int(k):02d}{sep}{v}" for k, v in f.votes.items()]
    tail = sum_lines(rng, f, ("valid", "invalid", "total"), sep)
    truth = Form(f.tps_code, f.contest, f.votes, f.invalid, f.dpt, extra)
    return case(
        "",
        s,
        dress(rng, s, "\n".join([top, *rows, *votes, *tail])),
        [truth],
        ("dpt", "voters", "valid", "invalid", "total"),
    )


def verbatim(rng: random.Random) -> Case | None:
    """The form's own sentences as labels."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    n = rng.choice((("I. ", "A. "), ("", "")))
    rows = [
        f"{n[0]}DATA PEMILIH DAN PENGGUNA HAK PILIH",
        f"Jumlah pemilih dalam DPT : {f.dpt}",
        f"Jumlah pengguna hak pilih (B.1 + B.2 + B.3) : {f.total}",
        *([f"Jumlah surat suara yang digunakan : {f.total}"] if rng.random() < 0.5 else []),
        "IV. DATA PEROLEHAN SUARA PASANGAN CALON",
        *(f"{k}. {c.name} : {f.votes[k]}" if w.named(c) else f"Nomor urut {k} : {f.votes[k]}"
          for k, c in ((c.key, c) for c in s.choices(f))),
        "V. DATA SUARA SAH DAN TIDAK SAH",
        f"A. JUMLAH SELURUH SUARA SAH : {f.valid}",
        f"B. JUMLAH SUARA TIDAK SAH : {f.invalid}",
        f"C. JUMLAH SELURUH SUARA SAH DAN SUARA TIDAK SAH (A + B) : {f.total}",
    ]  # fmt: skip
    return case("", s, "\n".join([top, *rows]), [f], ("dpt", "voters", "valid", "invalid", "total"))


def by_code(rng: random.Random) -> Case | None:
    """The TPS by its 13-digit code."""
    if not (got := begin(rng)):
        return None
    s, (f,), _, contest = got
    code = rng.choice((f.tps_code, f"{dotted(f.desa)}.{f.number:03d}", f"{dotted(f.desa)} TPS {f.number}"))
    top = rng.choice(("Kode TPS {}", "{}", "Kode : {}", "TPS kode {}")).format(code)
    if contest:
        top = f"{title(rng, s, f.contest)}\n{top}"
    return case("", s, "\n".join([top, *lines(rng, s, f)]), [f], ("invalid",))


def figures_first(rng: random.Random) -> Case | None:
    """The place after the figures."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    body = "\n".join([*lines(rng, s, f), w.place_inline(rng, s, f, kecamatan=kecamatan)])
    return case("", s, (title(rng, s, f.contest) + "\n" if contest else "") + body, [f], ("invalid",))


def in_words(rng: random.Random) -> Case | None:
    """Figures in words, in figures and words, or with the label's number in words."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    how = rng.randrange(4)
    sep = rng.choice((" : ", " = ", ": "))
    if how == 0:
        rows = [f"Paslon {int(k):02d}{sep}{w.words(v)}" for k, v in f.votes.items()] + [
            f"Tidak sah{sep}{w.words(f.invalid)}"
        ]
    elif how == 1:
        rows = [f"{int(k):02d}{sep}{v} ({w.words(v)})" for k, v in f.votes.items()] + [
            f"TS{sep}{f.invalid} ({w.words(f.invalid)})"
        ]
    elif how == 2:
        rows = [f"Nomor {k} ({w.words(int(k))}) dapat {v} suara" for k, v in f.votes.items()] + [
            f"Tidak sah {f.invalid} suara"
        ]
    else:
        rows = [f"Paslon {w.words(int(k))}{sep}{v}" for k, v in f.votes.items()] + [
            f"Tidak sah{sep}{f.invalid}"
        ]
    out = case("", s, "\n".join([top, *rows]), [f], ("invalid",)).but(note=f"words {how}")
    return out.but(outcomes=("record", "ask")) if how == 0 else out


def slips(rng: random.Random) -> Case | None:
    """One slip of the finger in a label or in a place name."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    names = sums(rng)
    rows, sep = choice_lines(rng, s, f)
    tail = sum_lines(rng, f, names, sep)
    top = w.place_inline(rng, s, f, kecamatan=kecamatan)
    where = rng.choice(("place", "label", "label"))
    if where == "place":
        top = " ".join(w.slip(rng, x) if rng.random() < 0.5 else x for x in top.split(" "))
    else:
        i = rng.randrange(len(tail))
        tail[i] = " ".join(w.slip(rng, x) for x in tail[i].split(" "))
    if contest:
        top = f"{title(rng, s, f.contest)}\n{top}"
    out = case("", s, "\n".join([top, *rows, *tail]), [f], names).but(note=where)
    # A slip in a place may make it unclear; a clerk would ask sometimes.
    return out.but(outcomes=("record", "ask")) if where == "place" else out


def reply_below(rng: random.Random) -> Case | None:
    """A reply under the quoted question of the desk."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    quoted = rng.choice(("> Mohon kirim hasil TPS masing-masing pak", "> Bapak ibu operator, yang belum lapor segera kirim",
                         "> Laporan TPS belum masuk", "\"Tolong segera kirim hasilnya\""))  # fmt: skip
    return case(
        "",
        s,
        "\n".join([quoted, rng.choice(("Siap pak", "Baik pak", "Ini pak", "Siap")), top, *lines(rng, s, f)]),
        [f],
        ("invalid",),
    )


def chatter(rng: random.Random) -> Case | None:
    """Harmless talk around the report."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    before = rng.choice(("Alhamdulillah selesai pak, ini hasil akhirnya", "Maaf pak baru sempat kirim, sinyal susah",
                         "Maaf terlambat, tadi hujan deras", "Pak ini dari TPS saya ya", "Penghitungan sudah selesai jam 16.30",
                         "Sudah selesai dihitung semua pak", "Ijin kirim hasil final", "Update pak", "Akhirnya beres juga 😅",
                         "Lancar pak alhamdulillah, saksi hadir semua", "Hasil akhir",
                         "Puji Tuhan sudah selesai", "Sesuai C.Hasil Salinan", "Berdasarkan C1 plano", "Hasil resmi KPPS",
                         "Nembe bade laporan pa, punten telat"))  # fmt: skip
    after = rng.choice(("", "", "Semua saksi tanda tangan", "Saksi 01 dan 02 ttd", "Tidak ada keberatan saksi", "PTPS hadir",
                        "Tdk ada kejadian khusus", "Sirekap sudah dikirim", "Kejadian menonjol nihil", "Besok kotak dibawa ke PPK",
                        "Foto plano sdh di grup", "Jam 17.20 kotak suara geser ke kantor desa", "cuaca cerah 🌤️", "Selamat istirahat pak"))  # fmt: skip
    body = "\n".join(
        x
        for x in (before, top, *lines(rng, s, f, rng.choice((("invalid",), ("valid", "invalid")))), after)
        if x
    )
    return case("", s, body, [f], ("invalid",)).but(note=f"{before} | {after}")


STYLES: dict[str, Style] = {
    "unicode_text": unicode_text,
    "whole_form": whole_form,
    "verbatim": verbatim,
    "by_code": by_code,
    "figures_first": figures_first,
    "in_words": in_words,
    "slips": slips,
    "reply_below": reply_below,
    "chatter": chatter,
}
