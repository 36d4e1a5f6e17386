"""Words that place names are made of, their abbreviations, and the provinces.

Public geography only: which kabupaten a desk works for comes from the lexicon.
"""

from __future__ import annotations

ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18,
    "xix": 19, "xx": 20,
}  # fmt: skip
ROMAN_OF = {value: roman for roman, value in ROMAN.items()}
NUMBER_WORD = {
    1: "satu", 2: "dua", 3: "tiga", 4: "empat", 5: "lima", 6: "enam", 7: "tujuh", 8: "delapan", 9: "sembilan",
    10: "sepuluh",
}  # fmt: skip
NUMBER_OF_WORD = {word: value for value, word in NUMBER_WORD.items()}

ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "muara": ("ma", "mr", "mra", "ms"),
    "talang": ("tl", "tlg", "tal", "tg"),
    "sungai": ("sei", "sg", "sn", "sung", "s", "sngai", "ei"),
    "sei": ("sungai", "sg"),
    "tanjung": ("tj", "tjg", "tanj", "tg", "tjng", "tjung"),
    "tanjong": ("tj", "tjg", "tanjung"),
    "karang": ("kr", "krg", "krang", "kar"),
    "pulau": ("p", "pl", "plu", "pula", "pu"),
    "sumber": ("sbr", "sumb", "smbr", "sb"),
    "lubuk": ("lb", "lbk", "lub", "lubuak"),
    "lubuak": ("lb", "lbk", "lubuk"),
    "bukit": ("bkt", "bt"),
    "gunung": ("gn", "gng", "gnung", "g"),
    "tebing": ("tb", "tbg", "teb"),
    "pangkalan": ("pkl", "pangk", "pkln", "pk"),
    "simpang": ("sp", "spg", "simp", "smpg", "sim"),
    "padang": ("pdg", "pd", "pad"),
    "kampung": ("kp", "kpg", "kmp", "kamp", "kampong"),
    "kampong": ("kp", "kpg", "kmp", "kampung"),
    "kelapa": ("klp", "klpa"),
    "rantau": ("rt", "rtu", "rnt"),
    "ulak": ("ul",),
    "bandar": ("bdr", "bd", "bandr"),
    "batu": ("bt",),
    "teluk": ("tl", "tlk", "tk"),
    "tanah": ("tn", "tnh"),
    "kota": ("kt",),
    "desa": ("ds",),
    "baru": ("br", "bru"),
    "lama": ("lm",),
    "jaya": ("jy", "jya"),
    "makmur": ("mkr", "mkmur", "makmr"),
    "mulya": ("mly", "mulia"),
    "mulia": ("mly", "mulya"),
    "mulyo": ("mulio",),
    "timur": ("tmr", "tim"),
    "barat": ("brt", "bar"),
    "utara": ("utr", "ut"),
    "selatan": ("sel", "slt", "sltn"),
    "tengah": ("tgh", "teng"),
    "hulu": ("ulu", "hl"),
    "hilir": ("ilir", "hlr"),
    "ilir": ("hilir", "ilr"),
    "ulu": ("hulu",),
    "agung": ("agg", "agng"),
    "suka": ("sk",),
    "mekar": ("mkr",),
    "makarti": ("mkt", "mkrt"),
    "marga": ("mrg",),
    "tanjungan": ("tj",),
    "kuala": ("kl", "kla"),
    "labuhan": ("lab", "lbh"),
    "banjar": ("bjr",),
    "cinta": ("ct",),
    "nusa": ("ns",),
}

QUALIFIERS = frozenset(
    """
    ilir ulu hulu hilir timur barat utara selatan tengah baru lama jaya makmur indah permai raya asri
    dalam luar besar kecil tua muda atas bawah darat laut pantai pesisir agung mulya mulia mulyo sari
    mukti maju harapan damai rejo rejeki asih kidul lor wetan kulon tonga jae julu godang toruan pusat
    sejahtera bersatu sakti kencana abadi lestari subur karya bakti dua tiga empat lima satu a b c d i
    ii iii iv v vi vii viii ix x
    """.split()  # noqa: SIM905
)
PREFIXES = frozenset(
    """
    suka karang tanjung lubuk muara sungai sei talang pulau sumber bukit gunung tebing pangkalan simpang
    padang kampung rantau bandar batu teluk tanah kota mekar makarti marga kuala labuhan banjar cinta
    nusa air ujung pematang sido sri mulya mulia mukti jaya margo rimba ulak pagar pulo aek way kali
    kebun kebon desa dusun taman telaga tirta wono purwo bumi argo dana daya panca taja rawa parit jalur
    upang telang saleh
    """.split()  # noqa: SIM905
)
ORDINARY_PLACE_WORDS = QUALIFIERS | PREFIXES

PROVINCES: dict[str, tuple[str, ...]] = {
    "11": ("aceh", "nad", "nanggroe aceh darussalam"),
    "12": ("sumatera utara", "sumatra utara", "sumut"),
    "13": ("sumatera barat", "sumatra barat", "sumbar"),
    "14": ("riau",),
    "15": ("jambi",),
    "16": ("sumatera selatan", "sumatra selatan", "sumsel"),
    "17": ("bengkulu",),
    "18": ("lampung",),
    "19": ("kepulauan bangka belitung", "bangka belitung", "babel"),
    "21": ("kepulauan riau", "kepri"),
    "31": ("dki jakarta", "jakarta", "dki"),
    "32": ("jawa barat", "jabar"),
    "33": ("jawa tengah", "jateng"),
    "34": ("daerah istimewa yogyakarta", "di yogyakarta", "diy", "yogyakarta"),
    "35": ("jawa timur", "jatim"),
    "36": ("banten",),
    "51": ("bali",),
    "52": ("nusa tenggara barat", "ntb"),
    "53": ("nusa tenggara timur", "ntt"),
    "61": ("kalimantan barat", "kalbar"),
    "62": ("kalimantan tengah", "kalteng"),
    "63": ("kalimantan selatan", "kalsel"),
    "64": ("kalimantan timur", "kaltim"),
    "65": ("kalimantan utara", "kaltara"),
    "71": ("sulawesi utara", "sulut"),
    "72": ("sulawesi tengah", "sulteng"),
    "73": ("sulawesi selatan", "sulsel"),
    "74": ("sulawesi tenggara", "sultra"),
    "75": ("gorontalo",),
    "76": ("sulawesi barat", "sulbar"),
    "81": ("maluku",),
    "82": ("maluku utara", "malut"),
    "91": ("papua",),
    "92": ("papua barat",),
    "93": ("papua selatan",),
    "94": ("papua tengah",),
    "95": ("papua pegunungan",),
    "96": ("papua barat daya",),
}
