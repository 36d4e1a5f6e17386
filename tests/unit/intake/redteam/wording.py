# ruff: noqa: E501, SIM905 - sample wording reads best in long rows
"""How people write: labels, separators, figures, place lines, greetings, slips of the finger."""

from __future__ import annotations

import random
import re

from deskpemilu.registry.lexicon import ChoiceEntry
from tests.unit.intake.redteam.truth import Form, Scene

ONES = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()
ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V", "6": "VI"}
ARABIC = {roman: arabic for arabic, roman in ROMAN.items()}

VALID = ("Suara sah", "Sah", "Jumlah suara sah", "Jml suara sah", "Total suara sah", "SAH", "suara sah",
         "Jml sah", "S. Sah", "Jumlah Sah", "Total sah", "SUARA SAH", "Suara Syah", "jlh suara sah",
         "Jumlah seluruh suara sah", "Sr sah", "sah", "Jumlah perolehan suara sah")  # fmt: skip
INVALID = ("Suara tidak sah", "Tidak sah", "TS", "T.S", "Tdk sah", "Tdk. Sah", "TDK SAH", "tidak sah", "T. Sah",
           "Suara tdk sah", "Jumlah suara tidak sah", "Tak sah", "Jml tdk sah", "TIDAK SAH", "S. tidak sah",
           "Suara Tidak Sah (TS)", "tdk syah", "Suara tidak syah", "t sah", "ts", "Tidak sah/batal", "Batal",
           "Jml suara tdk sah", "Suara batal", "jlh tidak sah", "SUARA TIDAK SAH", "TdkSah", "T/S")  # fmt: skip
TOTAL = ("Jumlah", "Total", "Jml", "Jumlah suara sah dan tidak sah", "Sah + tidak sah", "TOTAL", "Jumlah total",
         "Jumlah sah dan tidak sah", "Total suara", "Jumlah suara", "Jlh", "Jumlah seluruh", "Jumlah semua",
         "Jml keseluruhan", "Total sah & tidak sah", "Jumlah suara sah + tidak sah", "Jmlh total",
         "Jumlah seluruh suara sah dan suara tidak sah")  # fmt: skip
DPT = ("DPT", "Jumlah DPT", "Jml DPT", "dpt", "DPT L+P", "Jumlah pemilih (DPT)", "Pemilih DPT", "Total DPT",
       "Jumlah pemilih dalam DPT", "Jumlah pemilih tetap", "D P T")  # fmt: skip
VOTERS = ("Pengguna hak pilih", "Hadir", "Jumlah pengguna hak pilih", "Yang hadir", "Pemilih hadir",
          "Jml pengguna hak pilih", "Jumlah pemilih yang hadir", "Pengguna hak pilih (hadir)", "Pemilih yg hadir",
          "Yg menggunakan hak pilih", "Jumlah hadir", "Menggunakan hak pilih", "Jumlah yg memilih",
          "Pemilih yang menggunakan hak pilih", "Yang mencoblos", "Yg nyoblos", "PHP")  # fmt: skip
LABELS = {"valid": VALID, "invalid": INVALID, "total": TOTAL, "dpt": DPT, "voters": VOTERS}
PAIR_LABELS = (
    "{n:02d}", "{n}", "Paslon {n}", "Paslon {n:02d}", "paslon {n:02d}", "Paslon No {n}", "Paslon no. {n:02d}",
    "No urut {n}", "No. Urut {n:02d}", "Nomor urut {n}", "Nomor Urut {n:02d}", "No {n}", "no.{n}", "Calon {n}",
    "Pasangan {n}", "PASLON {n:02d}", "Paslon nomor urut {n}", "Paslon ({n:02d})", "Pasangan calon {n}",
    "Pasangan Calon Nomor Urut {n:02d}", "Kandidat {n}", "P{n}", "Paslon nomer {n}", "Pslon {n:02d}", "Nmr {n}",
    "suara paslon {n:02d}", "Suara {n:02d}", "Perolehan paslon {n}", "Paslon urut {n}", "nomer {n}", "#{n:02d}",
    "Paslon {r}", "({n:02d})", "[{n}]", "No.urut {n:02d}", "Paslon-{n:02d}", "paslon{n:02d}", "*{n:02d}*",
)  # fmt: skip
SEPARATORS = (" : ", ": ", ":", " = ", "=", " - ", " -> ", " → ", " ; ", "\t: ", " .... ", " => ", "  :  ", ". : ",
              "......", " – ", " |", ":  ", " ~ ", " »  ")  # fmt: skip
LABEL_ONLY = (" ", " = ", ": ", " dapat ", " memperoleh ", " mendapat ", " sebanyak ", " meraih ", ", ", "  ")
UNITS = (" suara", " Suara", " sr", " suara sah", " swara", " org", " pemilih")
GREET = {
    "umum": ("Assalamualaikum wr wb", "Selamat malam pak", "Selamat sore Bapak/Ibu", "Mohon izin melaporkan",
             "Ijin lapor pimpinan", "Ass. wr. wb., mohon ijin melaporkan hasil penghitungan suara",
             "Selamat malam komandan, ijin melaporkan", "Mlm pak, ini datanya", "Lapor ndan", "Permisi pak",
             "Salam sejahtera, berikut kami sampaikan hasil perhitungan suara", "Yth. Bapak Camat, izin lapor",
             "Siap pak, ini hasilnya ya", "Slmt mlm bpk ibu smua"),
    "sunda": ("Wilujeng wengi pa, ieu hasilna", "Punten pak bade lapor", "Sampurasun, ieu laporan ti TPS abdi",
              "Pa ieu hasil ti lembur abdi nya"),
    "jawa": ("Nuwun sewu pak, niki hasile", "Sugeng dalu pak, badhe lapor", "Pak niki laporan saking TPS kulo",
             "Ngapunten pak nembe saged lapor"),
    "aceh": ("Assalamualaikum pak geuchik, nyoe hase", "Neupeumeuah pak, lapor hasil"),
    "papua": ("Selamat malam bapa, ini sa lapor hasil", "Mama bapa dorang, ini hasil dari sa pu TPS",
              "Shalom bapa, ijin lapor hasil"),
}  # fmt: skip
CLOSING = ("Terima kasih", "Terima kasih 🙏", "Demikian dilaporkan", "DUMP", "Tks pak", "Makasih 🙏🙏", "Matur nuwun",
           "Hatur nuhun", "Demikian laporan kami, atas perhatiannya kami ucapkan terima kasih", "Trims",
           "Wassalamualaikum wr wb", "Sekian dan terima kasih", "Mohon petunjuk", "Mantap 👍",
           "Dokumentasi menyusul", "Foto C Hasil menyusul pak", "Situasi aman dan kondusif",
           "Saksi lengkap semua tanda tangan", "C.Hasil sudah difoto")  # fmt: skip
SIGNATURES = ("Pelapor: Rini\nHP 0812-0000-1122", "Operator Kecamatan\nAsep S.\nNIP. 19780203 200501 1 004",
              "Hormat kami,\nBambang (PPK)\nHP: 081200003344", "ttd Saksi 1 dan saksi 2", "- Yuni, operator desa -",
              "Babinsa: Serda Anton, NRP 31970456780575", "Pengirim : Maria (+62812 0000 7788)",
              "Dilaporkan oleh PTPS Sdr. Idris", "Ketua KPPS : Darwis")  # fmt: skip
DATES = {
    True: ("Rabu, 27 November 2024", "27/11/2024", "Tgl 27-11-2024 pukul 15.30 WIB", "Hari Rabu tgl 27 Nop 2024",
           "27 Nov 2024 jam 16:05", "Pkl 14.45 WIB", "Rabu 27-11-24"),
    False: ("Rabu, 14 Februari 2024", "14/02/2024", "Tgl 14-2-2024 pukul 18.30 WIB", "Hari Rabu tgl 14 Pebruari 2024",
            "14 Feb 2024 jam 20:05", "Pkl 21.15 WIB", "Rabu 14-02-24"),
}  # fmt: skip
CONTEST_WORDS = {
    "pkwkp": ("Gubernur", "Pilgub", "GUB", "Pemilihan Gubernur", "PILGUB 2024", "Gub dan Wagub", "pilihan gubernur"),
    "pkwkk": ("Bupati", "Pilbup", "BUP", "Pemilihan Bupati", "PILBUP 2024", "Bup/Wabup", "pilihan bupati"),
    "kota": ("Wali Kota", "Pilwalkot", "Walikota", "Pemilihan Wali Kota", "PILWALI", "Pilwako"),
    "ppwp": ("Presiden", "PPWP", "Pilpres", "PILPRES", "Presiden dan Wakil Presiden", "Capres"),
    "pdpr": ("DPR RI", "DPR-RI", "DPRRI", "Pileg DPR RI", "Suara DPR RI"),
    "pdpd": ("DPD", "DPD RI", "Suara DPD", "Calon DPD"),
    "pdprdp": ("DPRD Provinsi", "DPRD Prov", "DPRD PROV.", "DPRD Propinsi", "DPRD Tk I"),
    "pdprdk": ("DPRD Kabupaten", "DPRD Kab", "DPRD KAB.", "DPRD II", "DPRD Kab/Kota"),
    "pdprdk_kota": ("DPRD Kota", "DPRD KOTA", "DPRD Kab/Kota"),
    "pdprdp_aceh": ("DPRA", "DPR Aceh", "DPRA (Provinsi)"),
    "pdprdk_aceh": ("DPRK", "DPRK Kabupaten", "DPR Kabupaten"),
}  # fmt: skip


def words(n: int) -> str:
    """An Indonesian number in words, 0..999."""
    if n < 12:
        return ONES[n]
    if n < 20:
        return f"{ONES[n - 10]} belas"
    if n < 100:
        return f"{ONES[n // 10]} puluh" + (f" {ONES[n % 10]}" if n % 10 else "")
    head = "seratus" if n < 200 else f"{ONES[n // 100]} ratus"
    return head + (f" {words(n % 100)}" if n % 100 else "")


def contest_word(rng: random.Random, s: Scene, contest: str) -> str:
    """A word for a contest as people say it in that place."""
    key = contest
    if contest == "pkwkk" and s.world.kota:
        key = "kota"
    elif contest in ("pdprdp", "pdprdk") and s.world.lexicon.area.startswith("11"):
        key = f"{contest}_aceh"
    elif contest == "pdprdk" and s.world.kota:
        key = "pdprdk_kota"
    return rng.choice(CONTEST_WORDS[key])


def name_of_choice(rng: random.Random, choice: ChoiceEntry) -> str:
    """A name or nickname of a choice."""
    bag = [choice.name.split(" - ")[0].split(" – ")[0], choice.name, *choice.aliases]
    return rng.choice(bag)


def named(choice: ChoiceEntry) -> bool:
    """Whether the choice has a name that tells more than its number."""
    return not choice.name.startswith("Calon Nomor")


def pair_label(rng: random.Random, pattern: str, n: int) -> str:
    return pattern.format(n=n, r=ROMAN.get(str(n), str(n)))


def loose_name(rng: random.Random, name: str) -> str:
    """A place name as people write it: case, roman or arabic, run together, apostrophes lost."""
    roll = rng.random()
    if roll < 0.3:
        name = name.upper()
    elif roll < 0.5:
        name = name.lower()
    if rng.random() < 0.25:
        name = re.sub(r"\b(I|II|III|IV|V)$", lambda m: ARABIC[m.group()], name)
    return name


def slip(rng: random.Random, word: str) -> str:
    """One slip of the finger inside a word of five letters or more, never its first letter or a digit."""
    spots = [i for i in range(1, len(word) - 1) if word[i].isalpha() and word[i + 1].isalpha()]
    if len(word) < 6 or not spots:
        return word
    i = rng.choice(spots)
    how = rng.randrange(3)
    if how == 0:
        return word[:i] + word[i + 1 :]
    if how == 1:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    return word[:i] + word[i] + word[i:]


def greeting(rng: random.Random, s: Scene) -> str:
    bag = GREET["umum"] + GREET.get(s.world.speech, ()) * 3
    return rng.choice(bag)


def date(rng: random.Random, s: Scene) -> str:
    return rng.choice(DATES[s.world.pilkada])


def place_inline(rng: random.Random, s: Scene, f: Form, *, kecamatan: bool) -> str:
    """Place in one phrase: TPS 3 Desa X Kec Y in one of many orders."""
    tps = tps_word(rng, f.number)
    name = loose_name(rng, s.name(f.desa))
    desa = f"{rng.choice(s.world.desa_words)} {name}" if rng.random() < 0.55 else name
    joint = rng.choice((" ", " ", " ", ", ", " - ", " / "))
    parts = [tps, desa] if rng.random() < 0.7 else [desa, tps]
    if kecamatan:
        parts.append(f"{rng.choice(s.world.kecamatan_words)} {loose_name(rng, s.name(f.desa[:6]))}")
    return joint.join(parts)


def tps_word(rng: random.Random, number: int) -> str:
    return rng.choice(
        (f"TPS {number}", f"TPS {number:02d}", f"TPS {number:03d}", f"tps {number}", f"TPS.{number}", f"Tps {number:02d}",
         f"TPS{number:02d}", f"TPS : {number:02d}", f"TPS No {number}", f"TPS-{number:02d}", f"TPS no. {number:02d}",
         f"TPS nomor {number}")
    )  # fmt: skip


def place_lines(rng: random.Random, s: Scene, f: Form, *, kecamatan: bool) -> list[str]:
    """Place as a block of labelled lines."""
    sep = rng.choice((" : ", ": ", " = ", " ", "\t: ", " :", ":"))
    desa_label = {"Kel": "Kelurahan", "Gam": "Gampong", "Kam": "Kampung"}.get(
        s.world.desa_words[0][:3], "Desa"
    )
    desa_label = rng.choice((desa_label, f"{desa_label}/Kel" if desa_label == "Desa" else desa_label,
                             *s.world.desa_words[:2], "Desa/Kelurahan"))  # fmt: skip
    lines = []
    if kecamatan:
        lines.append(f"{rng.choice(s.world.kecamatan_words)}{sep}{loose_name(rng, s.name(f.desa[:6]))}")
    lines.append(f"{desa_label}{sep}{loose_name(rng, s.name(f.desa))}")
    number = rng.choice((f"{f.number}", f"{f.number:02d}", f"{f.number:03d}"))
    lines.insert(
        rng.choice((len(lines), len(lines), 0)),
        f"{rng.choice(('TPS', 'TPS', 'No TPS', 'Nomor TPS'))}{sep}{number}",
    )
    return lines
