"""One report to be put into words: what is reported, who reports it, and how they name place and TPS."""

from __future__ import annotations

import random
from dataclasses import dataclass

from deskpemilu.registry.lexicon import Lexicon

ONES = [
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
]
HELLO = (
    "",
    "",
    "",
    "Assalamualaikum wr wb\n",
    "Selamat malam pak, izin lapor.\n",
    "Yth. Bapak Camat\nMohon izin melaporkan\n",
    "Lapor komandan,\n",
    "*LAPORAN HASIL*\n",
    "Malam min 🙏\n",
    "Izin melaporkan hasil penghitungan suara:\n",
)
BYE = (
    "",
    "",
    "",
    "\nTerima kasih 🙏",
    "\nDemikian dilaporkan, dump.",
    "\nWassalam",
    "\nMohon maaf baru kirim",
    "\nSaksi lengkap, situasi aman dan kondusif",
    "\npukul 15.30 WIB",
    "\nHP 081200001111",
    "\nfoto menyusul",
    "\n14/02/2024",
    "\nPartisipasi 82,5%",
    "\nSaksi 01 & 02 ttd",
)
CONTEST_WORDS = {
    "ppwp": ("PILPRES", "Presiden", "PPWP"),
    "pdpd": ("DPD", "DPD RI"),
    "pdpr": ("DPR RI", "DPR-RI"),
    "pdprdp": ("DPRD Provinsi", "DPRD PROV", "DPRD I"),
    "pdprdk": ("DPRD Kabupaten", "DPRD KAB", "DPRD II"),
    "pkwkp": ("PILGUB", "Gubernur", "Pemilihan Gubernur"),
    "pkwkk": ("PILBUP", "Bupati", "Pemilihan Bupati"),
}
INVALID_LABELS = (
    "TS",
    "Tidak Sah",
    "tdk sah",
    "T.Sah",
    "suara tidak sah",
    "TSH",
    "Suara Tdk Sah",
    "tidak sah",
)


@dataclass(frozen=True)
class Case:
    """What is reported, and who reports it."""

    lexicon: Lexicon
    tps: str
    contest: str
    votes: dict[str, int]
    invalid: int
    scope: tuple[str, ...]
    default: str | None

    @property
    def valid(self) -> int:
        return sum(self.votes.values())

    @property
    def number(self) -> int:
        return int(self.tps[10:])

    @property
    def desa(self) -> str:
        return self.lexicon.regions[self.tps[:10]].name

    @property
    def kecamatan(self) -> str:
        return self.lexicon.regions[self.tps[:6]].name


def words(n: int) -> str:
    """A figure in Indonesian words."""
    if n < 12:
        return ONES[n]
    if n < 20:
        return f"{ONES[n - 10]} belas"
    if n < 100:
        return f"{ONES[n // 10]} puluh" + (f" {ONES[n % 10]}" if n % 10 else "")
    head = "seratus" if n < 200 else f"{ONES[n // 100]} ratus"
    return head + (f" {words(n % 100)}" if n % 100 else "")


def place(case: Case, rng: random.Random) -> str:
    """The desa, with or without marks and kecamatan."""
    desa = rng.choice([case.desa, case.desa.title(), case.desa.lower()])
    kec = rng.choice([case.kecamatan, case.kecamatan.title(), case.kecamatan.lower()])
    return rng.choice(
        [
            f"Desa {desa}",
            f"ds {desa}",
            f"Ds. {desa} Kec. {kec}",
            f"Desa {desa} Kecamatan {kec}",
            f"Kel. {desa}, Kec. {kec}",
            f"Kec {kec} Desa {desa}",
            f"desa {desa} kec {kec}",
        ]
    )


def tps(case: Case, rng: random.Random) -> str:
    n = case.number
    return rng.choice(
        [
            f"TPS {n}",
            f"TPS {n:02d}",
            f"TPS {n:03d}",
            f"tps {n}",
            f"TPS.{n}",
            f"TPS: {n:03d}",
            f"TPS No. {n}",
            f"TPS-{n}",
        ]
    )


def head(case: Case, rng: random.Random) -> str:
    """Place and TPS in some order, the contest where it is not the sender's own."""
    p, t = place(case, rng), tps(case, rng)
    text = rng.choice([f"{t} {p}", f"{p} {t}", f"{p}\n{t}", f"{t}\n{p}", f"{p}, {t}", f"{t} - {p}"])
    if case.contest != case.default or rng.random() < 0.3:
        word = rng.choice(CONTEST_WORDS[case.contest])
        text = rng.choice([f"{word}\n{text}", f"{text}\n{word}", f"Hasil {word} {text}"])
    return text


def any_case(lexicon: Lexicon, rng: random.Random) -> Case:
    """A random honest report of a random sender."""
    code = rng.choice([t for t in lexicon.tps if not t.endswith("901") or rng.random() < 0.3])
    contest = rng.choice(list(lexicon.contests))
    local = not lexicon.area.startswith("11")
    keys = [c.key for c in lexicon.contests[contest].choices[""] if not (local and c.key == "18")]
    cap = lexicon.contests[contest].cap
    total = rng.randint(len(keys), cap - 20)
    cuts = sorted(rng.randint(0, total) for _ in range(len(keys) - 1))
    votes = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
    invalid = rng.randint(0, 19)
    scope = rng.choice([code[:6], code[:6], code[:10], code[:4]])
    default = rng.choice([contest, contest, None, rng.choice(list(lexicon.contests))])
    return Case(lexicon, code, contest, dict(zip(keys, votes, strict=True)), invalid, (scope,), default)
