"""Words that every desk shares: what labels, contests and places are called, as phrase patterns.

A pattern such as `{jumlah|jml|} suara {tidak|tdk} sah` stands for each of its phrases; a phrase is a
tuple of words as `tokens.py` cuts them (`t.sah` is `t`, `sah`). Nothing here belongs to one election
or one kabupaten: names come from the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

Phrase = tuple[str, ...]
_CHOICE = re.compile(r"\{([^}]*)\}")

VALID, INVALID, TOTAL, SUM = "suara_sah", "suara_tidak_sah", "suara_total", "sum"
DPT, VOTERS, MOVED, ADDED = "pemilih_dpt_j", "pengguna_total_j", "pengguna_pindahan_j", "pengguna_tambahan_j"

# Spellings of one word: labels are written with the first, people write any of them.
_SPELLINGS = {
    "jumlah": "jml jmlh jlh jum juml jumlh jlm jmla jumla jumlahnya",
    "total": "tot ttl totl totalnya",
    "suara": "sura suaara suuara sr suar suarah swara",
    "tidak": "tdk tak td tidk tida tdak tiidak tidaak gak ga nggak ngga tak non bkn teu henteu hente ora "
    "mboten boten kada indak ndak nda dak idak tra seng ndang",
    "sah": "sh syah sha saah shah sahh sahnya shnya",
    "yang": "yg",
    "dpt": "dppt dpptt dptt",
    "dan": "dn n",
    "pemilih": "pmlh pemlih pemilh",
    "pengguna": "penguna pgn penggunaan pngguna",
    "menggunakan": "gunakan memakai mnggunakan mengunakan",
    "hadir": "hdr kehadiran datang",
    "memilih": "mencoblos nyoblos coblos milih",
    "seluruh": "slruh seluruhnya semua semuanya keseluruhan",
    "digunakan": "terpakai dipakai dgunakan",
    "diterima": "dtrima",
    "sedang": "sdg sdang tengah",
    "selesai": "selsai slesai sls slese",
    "masih": "msh msih masi",
    "belum": "blm blom belom blum",
    "nomor": "no nmr nmor nomer num",
    "paslon": "palon pslon pasln capaslon psl paslo paslun paslonn",
    "calon": "clon kandidat cal clg",
    "provinsi": "prov propinsi prop",
    "kabupaten": "kab kabkota kbpaten",
    "tingkat": "tk tkt tngkt",
    "perolehan": "prolehan peroleh perolehn",
    "laki": "lk lki pria",
    "perempuan": "pr prp wanita",
}
CANON = {spelling: word for word, spellings in _SPELLINGS.items() for spelling in spellings.split()}

_VOTE = "{suara|surat suara|ss|}"
_COUNT = "{jumlah|total|banyaknya|}"

ROW_PATTERNS: dict[str, tuple[str, ...]] = {
    INVALID: (
        f"{_COUNT} {{seluruh|}} {_VOTE} {{tidak|t}} sah",
        f"{_COUNT} {_VOTE} {{tidaksah|tdksah|taksah|tsah|tsh|ts|tdksh|tds|nonsah|batal|bukan sah}}",
        "{invalid|t s|s t s|sts}",
    ),
    VALID: (
        f"{_COUNT} {{perolehan|}} {{seluruh|}} {_VOTE} sah {{paslon|calon|partai|seluruh|}}",
        "{jumlahsah|suarasah|valid}",
    ),
    TOTAL: (
        "{jumlah|total} {suara|} {seluruh|masuk}",
        "{jumlah|total} seluruh suara",
        "{grand total|seluruh suara|suara masuk}",
    ),
    SUM: (
        "{jumlah|total|sum}",
        "{jumlah|total} {suara|perolehan suara}",
        "{jumlah total|total jumlah} {suara|}",
    ),
    VOTERS: (
        f"{_COUNT} {{pemilih|pengguna|orang|yang|pemilih yang|}} hadir",
        f"{_COUNT} {{pemilih|pengguna|orang|yang|pemilih yang}} memilih",
        f"{_COUNT} {{pemilih|}} pengguna {{hak pilih|hakpilih|hak suara|}}",
        f"{_COUNT} {{pemilih|orang|}} {{yang|}} menggunakan hak {{pilih|pilihnya|suara|suaranya}}",
        "{php|partisipasi pemilih|daftar hadir|tingkat hadir}",
    ),
    DPT: (
        f"{_COUNT} {{pemilih|}} {{dalam|di|}} {{dpt|dptnya|d p t}}",
        f"{_COUNT} {{daftar pemilih tetap|pemilih tetap|pemilih terdaftar|mata pilih|wajib pilih}}",
        "{jumlah|total} {pemilih|hak pilih}",
    ),
    MOVED: (
        f"{_COUNT} {{pemilih|pengguna|pengguna hak pilih|}} "
        f"{{dptb|dpph|d p t b|pindahan|dpt b|dpt tambahan}}",
        "{daftar pemilih tambahan|daftar pemilih pindahan|pemilih tambahan}",
    ),
    ADDED: (
        f"{_COUNT} {{pemilih|pengguna|pengguna hak pilih|}} {{dpk|dpktb|d p k|ktp|ktpel|ktp el}}",
        "{daftar pemilih khusus|pemilih khusus}",
    ),
    "pengguna_dpt_j": (f"{_COUNT} {{pengguna|pengguna hak pilih|hadir|pemilih hadir}} {{dalam|}} dpt",),
    "surat_diterima": (f"{_COUNT} {{surat suara|ss|susu}} {{yang|}} diterima", "diterima"),
    "surat_digunakan": (f"{_COUNT} {{surat suara|ss|susu}} {{yang|}} digunakan", "digunakan"),
    "surat_dikembalikan": (
        f"{_COUNT} {{surat suara|ss|susu|suara|}} {{yang|}} "
        "{rusak|keliru coblos|rusak keliru coblos|dikembalikan|salah coblos}",
    ),
    "surat_tidak_digunakan": (
        f"{_COUNT} {{surat suara|ss|susu}} {{yang|}} {{sisa|tidak digunakan|tersisa}}",
        "sisa {surat suara|ss|susu}",
        "{sisa|tidak digunakan}",
    ),
    # those who stayed away: explained, and no row of the form
    "ignored": (
        f"{_COUNT} {{pemilih|orang|}} {{yang|}} tidak {{hadir|memilih|menggunakan hak pilih|datang}}",
        "{golput|abstain|sisa dpt}",
    ),
    "disabilitas_j": (f"{_COUNT} {{pemilih|}} {{disabilitas|difabel|disable}}",),
    "part_l": ("{pemilih|} {l|laki|laki laki}",),
    "part_j": ("j",),
    "part_p": ("{pemilih|} {p|perempuan}",),
}

CONTEST_PATTERNS: dict[str, tuple[str, ...]] = {
    "ppwp": (
        "{pilpres|ppwp|pwp|capres|presiden|pres|pilihan presiden|pemilihan presiden|suara presiden}",
        "{presiden|capres} {dan|&|} {wakil presiden|wapres|cawapres|wakil}",
        "pemilu presiden",
    ),
    "pdpr": ("{dpr ri|dprri|pdpr|dpr pusat|dpr|pileg dpr ri|caleg dpr ri|pileg ri}",),
    "pdpd": ("{dpd|dpd ri|pdpd|dpdri|senator}",),
    "pdprdp": (
        "{dprd|dpr d|dpr} {provinsi|tingkat i|p}",
        "{dprd|dpr d} i",
        "{dprdp|dprdprov|pdprdp|pileg provinsi|dprdi}",
    ),
    "pdprdk": (
        "{dprd|dpr d|dpr} {kabupaten|kota|kabupaten kota|tingkat ii|k}",
        "{dprd|dpr d} ii",
        "{dprdk|dprdkab|pdprdk|pileg kabupaten|pileg kota|dprdii}",
    ),
    "pkwkp": (
        "{pilgub|gubernur|gub|cagub|pgwg|pkwkp|pilgubsu|kwk gubernur|kwk gub|gubwagub}",
        "{gubernur|gub} {dan|&|} {wakil gubernur|wagub|wakil}",
        "{pemilihan|pilkada|calon|suara|pilihan} {gubernur|gub}",
    ),
    "pkwkk": (
        "{pilbup|bupati|bup|cabup|pbwb|pkwkk|kwk bupati|pilwako|pilwali|pilwalkot|walikota|wali kota|walkot}",
        "{cawako|cawali|pwww|kwk walikota|pilwalikota|calon walikota|wako}",
        "{bupati|bup} {dan|&|} {wakil bupati|wabup|wakil}",
        "{walikota|wali kota} {dan|&|} {wakil walikota|wakil wali kota|wakil}",
        "{pemilihan|pilkada|calon|suara|pilihan} {bupati|bup|walikota|wali kota}",
    ),
    "dprd?": ("{dprd|pileg dprd|legislatif daerah}",),
    "leg?": ("{pileg|legislatif}",),
    # *DPR II* is the DPRD in daily speech, and a slip of *DPR RI*: never guessed
    "?": ("dpr {i|ii}",),
}

MARK_PATTERNS: dict[str, tuple[str, ...]] = {
    "desa": (
        "{desa|ds|dsa|kelurahan|kel|klurahan|kalurahan|gampong|gp|gmp|gpg|nagari|nagori|pekon|kelrhn}",
        "{desa kelurahan|kampung}",
        "{kampong|kp|kmp|kamp|kpg|kute|tiyuh|lembang|negeri|ohoi|wanua|banua|finua|desa adat|kelurahan desa}",
        "{desa|ds} {kelurahan|kel}",
    ),
    "kecamatan": ("{kecamatan|kec|kcmtn|kecmtn|distrik|dist|kapanewon|kemantren|kecmatan|kecamtan}",),
    "kabupaten": ("{kabupaten|kabupaten kota|kota}",),
    "provinsi": ("provinsi",),
}

CONNECTORS = frozenset(["untuk", "utk", "u", "buat", "bagi", "ke", "milik", "kepada", "pada"])
INTRO_PATTERNS = (
    "{perolehan suara|suara|perolehan|} {paslon|pasangan calon|pasangan|calon}",
    "{perolehan suara|suara|perolehan|} {paslon|pasangan calon|pasangan|calon} nomor {urut|}",
    "{perolehan suara|suara|perolehan|} nomor {urut|paslon|urut paslon|urut calon|calon|}",
    "{urut|nourut|nu}",
)
PARTY_INTRO_PATTERNS = ("{suara|} {partai|parpol} {nomor|} {urut|}",)
CANDIDATE_INTRO_PATTERNS = ("{suara|} {caleg|calon legislatif} {nomor|} {urut|}",)
UNITS = frozenset(
    ["suara", "orang", "org", "lembar", "lbr", "pemilih", "jiwa", "sr", "suaranya", "suara2", "surat"]
)


def expand(pattern: str) -> list[Phrase]:
    """Every phrase of a pattern, as tuples of words."""
    pieces = _CHOICE.split(pattern)
    options = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    return list({tuple("".join(chosen).split()) for chosen in product(*options)} - {()})


def expand_all(patterns: Iterable[str]) -> list[Phrase]:
    """Every phrase of several patterns."""
    return [phrase for pattern in patterns for phrase in expand(pattern)]


def expand_list(patterns: str) -> list[Phrase]:
    """Every phrase of patterns joined by `|` outside braces."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(patterns):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if char == "|" and depth == 0:
            parts.append(patterns[start:at])
            start = at + 1
    return expand_all([*parts, patterns[start:]])
