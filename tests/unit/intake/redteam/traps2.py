# ruff: noqa: E501 - sample wording reads best in long rows
"""Traps of talk: doubt, hearsay, counting not done, in many tongues; and lists of figures that are no votes."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_pairs import Style, begin, title
from tests.unit.intake.redteam.traps_base import banned, lines, start
from tests.unit.intake.redteam.truth import Case

UNFINISHED = (
    "{st} {count}", "{count} {st2}", "{not_} {done} {count}", "{count} {not_} {done}", "{not_} {done}", "{half} {count}",
    "{not_} {done} pak", "{count}nya {not_} {done}", "ini {not_} {done} ya", "{half}", "{st} berlangsung", "{rest}",
)  # fmt: skip
WORDS = {
    "st": ("masih", "lagi", "sedang", "msh", "masi", "sdg", "isih", "eta keur", "masih tahap", "dalam proses", "masih proses"),
    "st2": ("masih berlangsung", "masih jalan", "masih berjalan", "terus berjalan", "sedang berjalan", "msh brlangsung"),
    "count": ("dihitung", "penghitungan", "perhitungan", "hitung", "ngitung", "menghitung", "penghitungan suara", "hitungan"),
    "not_": ("belum", "blm", "blum", "belom", "durung", "acan", "tacan", "bolom", "balum"),
    "done": ("selesai", "selsai", "rampung", "beres", "kelar", "final", "tuntas", "tamat", "fix", "lengkap", "semua", "komplit",
             "slesai", "finish", "rengse"),
    "half": ("baru separuh", "baru setengah", "baru sebagian", "sebagian dulu", "baru sebagian kotak", "baru 80 lembar",
             "baru seratus surat suara", "setengah jalan", "baru 60%", "separo",
             "hasil sementara, lanjut nanti", "per jam 3 sore", "posisi jam 16.00 masih berubah"),
    "rest": ("sisanya nanti", "sisa nya menyusul", "lanjutan menyusul", "nanti disambung", "bersambung", "sisa 40 lembar lagi",
             "tinggal 20 surat suara lagi", "masih ada sisa surat suara", "kurang 30 lembar lagi", "masih ada 1 kotak"),
}  # fmt: skip
RUMOUR = (
    "kata pak RT", "kata orang2", "kata saksi sebelah", "menurut warga", "menurut grup WA", "info dari teman", "info warung kopi",
    "dapat kabar", "denger2 sih", "dengar-dengar", "dari grup tetangga", "beredar kabar", "beredar di medsos", "viral di fb",
    "screenshot dari tiktok", "lihat di facebook", "kabar burung", "gosipnya", "rumornya", "isu yang beredar", "katanya saksi",
    "katanya mah", "jare wong2", "jare tonggo", "saur batur", "ceunah", "ceuk tatangga", "bocoran", "bocoran dari dalam",
    "kabarnya pak", "konon katanya", "ktnya", "kt org", "sa dengar dari orang", "dong bilang", "orang bilang", "haba gob",
    "nyang deungo", "belum tentu benar", "blm tentu bener", "tidak tahu benar tidaknya", "sumber tidak jelas", "hoaks?",
)  # fmt: skip
GUESS = (
    "perkiraan saya", "kira kira", "prakiraan", "feeling saya", "menurut hitungan tim sukses", "hitungan timses", "versi timses",
    "quick qount", "quickcount", "hitung cepat", "hasil survey", "survei terakhir", "elektabilitas", "jajak pendapat", "exitpoll",
    "target kita", "target suara", "target perolehan", "proyeksi suara", "prediksi", "prediksi menang", "estimasi saya", "taksiran",
    "simulasi", "skenario", "andai", "seandainya", "kalau", "jika", "misalkan", "umpama", "umpamane", "semisal", "bayangkan",
    "harapan kita", "rencana", "asumsi", "hitungan kasar", "hitung kasar", "kasarnya", "ramalan", "mimpi saya", "taruhan",
)  # fmt: skip
EXAMPLE = (
    "contoh", "contoh saja", "contoh laporan", "contohnya begini", "format", "formatnya", "format WA", "template", "templat",
    "bentuk laporan", "cara lapor", "cara kirim", "tata cara pelaporan", "juknis", "panduan", "petunjuk pengiriman", "bimtek",
    "simulasi laporan", "latihan", "latihan kirim", "tes", "test", "testing", "coba", "coba kirim", "percobaan", "ujicoba",
    "uji coba", "trial", "geladi", "gladi", "dummy", "data dummy", "abaikan tes", "cek sinyal", "conto", "tuladha", "cth",
)  # fmt: skip
OLD = (
    "hasil 2019", "pemilu 2019", "pileg 2019", "pilpres 2019", "pilkada 2018", "pilkada 2020", "data 2014", "tahun 2019",
    "5 tahun yang lalu", "lima tahun lalu", "tahun kemarin", "pemilu kemarin", "pemilu yang lalu", "pemilihan lalu", "periode sebelumnya",
    "pilkada periode lalu", "arsip lama", "data lama", "data terdahulu", "hasil terdahulu", "sebagai perbandingan",
    "bandingkan dengan", "dibanding dulu", "biyen", "baheula", "kapungkur", "pilkades", "hasil pilkades kemarin", "pemilihan kades",
    "pemilihan RT", "pemilihan ketua OSIS", "pemilihan ketua karang taruna", "arisan",
)  # fmt: skip
DENIED = (
    "salah", "keliru", "ini salah", "data salah", "salah input", "salah ketik", "jangan dipakai", "jangan dimasukkan", "jangan diinput",
    "tidak usah dicatat", "ga usah direkap", "abaikan", "abaikan saja", "batal", "dibatalkan", "tidak jadi", "gak jadi", "hapus",
    "tolong hapus", "tarik", "tidak benar", "gak bener", "tidak valid", "tdk valid", "belum valid", "bukan data resmi", "bukan hasil final",
    "bukan yang ini", "bukan TPS ini", "bohong", "hoax", "hoaks", "fitnah", "palsu", "editan", "rekayasa", "guyon", "bercyanda",
    "canda", "wkwk becanda", "ngapusi", "heureuy", "lupakan", "skip", "ralat menyusul", "nanti diralat", "akan dikoreksi",
    "masih dikoreksi", "masih dipersoalkan saksi", "sedang digugat", "akan dihitung ulang", "menunggu hitung ulang",
    "akan PSU", "ditunda", "dihentikan sementara",
)  # fmt: skip
UNSURE = (
    "ragu", "agak ragu", "masih ragu", "kurang yakin", "tidak yakin", "ga yakin", "gak yakin", "nggak yakin", "belum yakin",
    "belum pasti", "blm pasti", "belum tentu", "kayanya", "kyknya", "kayaknya", "sepertinya", "sprtinya", "rasanya", "kalo ga salah",
    "klo g salah", "kalau tidak keliru", "seingat saya", "seinget saya", "lupa lupa ingat", "agak lupa", "kira2", "kurleb", "kurang lebih",
    "sekitaran", "mungkin", "mgkn", "maybe", "boleh jadi", "bisa jadi", "semoga ga salah", "semoga benar", "mudah2an benar",
    "tulisan tidak jelas", "tulisannya kabur", "fotonya blur", "buram", "susah dibaca", "tidak terbaca", "kurang terbaca",
    "perlu dicek", "perlu dicek lagi", "tolong cek lagi", "mau dicek ulang", "nanti dicek", "masih dicocokkan", "lagi dicocokkan",
    "belum dicek", "blm dicocokan", "belum cocok", "tidak cocok", "ada selisih", "selisih 3 suara", "masih selisih", "beda dengan saksi",
    "belum ditandatangani", "mbok menawa", "koyone", "ketoke", "sigana", "jigana", "duka leres", "kuduna", "saya rasa", "menurut saya",
)  # fmt: skip
ASKS = (
    "benar?", "bener ga?", "betulkah?", "iya kah?", "apa iya?", "masa sih?", "sudah benar kah pak", "apakah sudah benar", "betul ndak?",
    "kok bisa begini?", "serius?", "leres teu?",
    "leres nopo mboten?", "betul ka?", "cocok gak sama punya bapak?", "sama tidak?", "ini TPS berapa?", "ini desa mana?", "masuk mana?",
    "untuk bupati atau gubernur?", "ini siapa yg kirim?",
)  # fmt: skip


def unfinished(rng: random.Random) -> str:
    text = rng.choice(UNFINISHED)
    return text.format(**{k: rng.choice(v) for k, v in WORDS.items()})


def spoken(bag: Callable[[random.Random], str]) -> Style:
    """A perfect report with such words before, after, in brackets or in the title."""

    def made(rng: random.Random) -> Case | None:
        if not (got := start(rng)):
            return None
        s, f, top = got
        words = bag(rng)
        note = words
        if rng.random() < 0.25:
            words = words.upper() if rng.random() < 0.4 else words.capitalize()
        body = "\n".join([top, *lines(rng, s, f, rng.choice((("invalid",), ("valid", "invalid"))))])
        where = rng.choice(("before", "before", "after", "after", "brackets", "colon", "tail"))
        text = {
            "before": f"{words}\n{body}",
            "after": f"{body}\n{words}",
            "brackets": body.replace("\n", f" ({words})\n", 1),
            "colon": f"{words}: {body}",
            "tail": f"{body} ({words})",
        }[where]
        return banned("", s, text, note)

    return made


def said(bag: tuple[str, ...]) -> Callable[[random.Random], str]:
    return lambda rng: rng.choice(bag)


LISTS = (
    "{d}\nTPS {n}\nL : {a}\nP : {b}",
    "{d} TPS {n}\nL {a}\nP {b}\nJumlah {ab}",
    "DPT {d}\nTPS 1 : {a}\nTPS 2 : {b}",
    "DPT TPS {n} {d} = {a}",
    "Jumlah pemilih {d} TPS {n}: L {a} P {b} total {ab}",
    "Kehadiran pemilih TPS {n} {d} jam 10.00 : {a} orang dari {ab}",
    "TPS {n} {d} sudah hadir {a}, belum hadir {b}",
    "TPS {n} {d}\n1. Kotak suara {x}\n2. Bilik {y}\n3. Tinta {x}",
    "TPS {n} {d}\n1. Kotak : {x}\n2. Bilik : {y}",
    "Logistik TPS {n} {d}\nSurat suara gubernur {a}\nSurat suara bupati {b}",
    "Surat suara diterima TPS {n} {d}\n1. Gubernur = {a}\n2. Bupati = {b}",
    "TPS {n} {d}\nSaksi 01 = {x}\nSaksi 02 = {y}",
    "Petugas TPS {n} {d}\n1. Ketua 1\n2. Anggota 6\n3. Linmas 2",
    "Honor KPPS TPS {n} {d}\n1. Ketua 900\n2. Anggota 850",
    "TPS {n} {d}\n01 hadir, 02 tidak hadir, TS",
    "Jadwal {d} TPS {n}\n1. 07.00 buka\n2. 13.00 tutup",
    "TPS {n} {d} unggul 01 dengan selisih {x} suara dari 02",
    "TPS {n} {d} menang 02, selisih {a}",
    "TPS {n} {d}, 01 unggul {x} suara",
    "Partisipasi TPS {n} {d}\nDPT {ab}\nHadir {a}\nTidak hadir {b}",
    "TPS {n} {d}\nGubernur : {a}\nBupati : {b}",
    "TPS {n} {d} pilgub {a} pilbup {b}",
    "Pengguna hak pilih TPS {n} {d}\n1. DPT {a}\n2. DPTb {x}\n3. DPK {y}",
    "TPS {n} {d}\nlaki-laki {a}\nperempuan {b}\ndisabilitas {x}",
    "Rp 1.{a}.000 dan Rp 2.{b}.000 untuk TPS {n} {d}",
    "No rekening ketua TPS {n} {d} 0123 {a} {b}",
    "TPS {n} {d} RT {x} RW {y}",
    "Undangan C.Pemberitahuan TPS {n} {d}\ntersampaikan {a}\ntidak tersampaikan {b}",
    "TPS {n} {d}\nPemilih pemula {a}\nLansia {b}",
    "TPS {n} {d} cuaca hujan, pemilih baru {a} dari {ab}",
    "Skor bola TPS {n} vs TPS {x} {d}: 3-2",
    "TPS {n} {d}\nfoto 1\nfoto 2\nfoto 3",
    "TPS {n} {d}, 1 orang pingsan, 2 saksi ribut",
    "TPS {n} {d}, suara tidak sah {x}",
    "TPS {n} {d} suara sah {a}",
    "TPS {n} {d} total {ab} suara",
    "Daftar TPS {d}: 1, 2, 3",
    "Jarak TPS {n} {d} ke kecamatan {x} km, {y} menit, 2 jam",
    "TPS {n} {d} DPT {ab} L {a} P {b} surat suara {ab} + cadangan {x}",
    "TPS {n} {d}\n1 {x}\n2 {y}\n3 {x}\n4 {y}\n5 {x}\n6 {y}\n7 {x}\n8 {y}\n9 {x}\n10 {x}\n11 {y}\n12 {x}\n13 {y}",
    "{d} TPS {n} besok jam 7 harus siap. 1. kotak 2. bilik 3. tinta 4. paku",
    "Anggaran TPS {n} {d}\n01 {a}\n02 {b}\nJumlah Rp {ab}",
)  # fmt: skip


def no_votes(rng: random.Random) -> Case | None:
    """Figures of a TPS that are no votes."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    pattern = rng.choice(LISTS)
    if contest and rng.random() < 0.3:
        pattern = f"{title(rng, s, f.contest)}\n{pattern}"
    desa = f"{rng.choice(s.world.desa_words)} {w.loose_name(rng, s.name(f.desa))}"
    if kecamatan:
        desa += f" {rng.choice(s.world.kecamatan_words)} {s.name(f.desa[:6])}"
    a, b = rng.randint(80, 140), rng.randint(80, 140)
    text = pattern.format(d=desa, n=f.number, a=a, b=b, ab=a + b, x=rng.randint(1, 9), y=rng.randint(1, 9))
    return banned("", s, text, pattern[:60])


MADE: dict[str, Style] = {
    "unfinished": spoken(unfinished),
    "rumour": spoken(said(RUMOUR)),
    "guess": spoken(said(GUESS)),
    "example": spoken(said(EXAMPLE)),
    "old": spoken(said(OLD)),
    "denied": spoken(said(DENIED)),
    "unsure": spoken(said(UNSURE)),
    "asks": spoken(said(ASKS)),
    "no_votes": no_votes,
}
STYLES: dict[str, Style] = {f"talk_{name}": style for name, style in MADE.items()}
