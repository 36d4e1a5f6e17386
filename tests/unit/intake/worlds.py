"""Invented elections for reading tests: places whose names are traps, ballots of several kinds.

No kabupaten, person or number here is real; the parties and presidential pairs are public facts.
"""

from __future__ import annotations

from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry, Lexicon, RegionEntry

PARTIES = (
    (1, "PKB", "Partai Kebangkitan Bangsa"),
    (2, "Gerindra", "Partai Gerakan Indonesia Raya"),
    (3, "PDIP", "Partai Demokrasi Indonesia Perjuangan"),
    (4, "Golkar", "Partai Golongan Karya"),
    (5, "NasDem", "Partai NasDem"),
    (6, "Buruh", "Partai Buruh"),
    (7, "Gelora", "Partai Gelombang Rakyat Indonesia"),
    (8, "PKS", "Partai Keadilan Sejahtera"),
    (9, "PKN", "Partai Kebangkitan Nusantara"),
    (10, "Hanura", "Partai Hati Nurani Rakyat"),
    (11, "Garuda", "Partai Garda Republik Indonesia"),
    (12, "PAN", "Partai Amanat Nasional"),
    (13, "PBB", "Partai Bulan Bintang"),
    (14, "Demokrat", "Partai Demokrat"),
    (15, "PSI", "Partai Solidaritas Indonesia"),
    (16, "Perindo", "Partai Persatuan Indonesia"),
    (17, "PPP", "Partai Persatuan Pembangunan"),
    (18, "PNA", "Partai Nanggroe Aceh"),
    (24, "Ummat", "Partai Ummat"),
)
PAIRS = (
    ChoiceEntry("1", "H. Anies Rasyid Baswedan, Ph.D. - H. Muhaimin Iskandar", "", ("AMIN",)),
    ChoiceEntry("2", "H. Prabowo Subianto - Gibran Rakabuming Raka", "", ("PAGI", "PRAGIB")),
    ChoiceEntry("3", "H. Ganjar Pranowo, S.H. - Prof. Dr. H. M. Mahfud MD", "", ("GAMA", "GM")),
)

# kabupaten → kecamatan → desa (TPS count)
TIRTA = {
    "TIRTARAYA I": {"MELATI": 9, "MELATI ULU": 6, "KEMBANG SARI": 12, "SUKA TANI": 5},
    "TIRTARAYA II": {"SUNGAI PANDAN I": 7, "SUNGAI PANDAN II": 8, "SUNGAI PANDAN III": 4, "PASIR PUTIH": 14},
    "RAWA INDAH": {"RAWA INDAH": 10, "KARANG JATI": 6, "MEKAR WANGI": 5, "KELAPA TIGA": 8, "TANJUNG DUA": 4},
    "MUARA LINTANG": {"KARANG JATI": 7, "MEKAR WANGI": 9, "BARU": 3, "SEDANG": 4, "UPANG JAYA": 11},
    "TALANG BERINGIN": {"TALANG BERINGIN SELATAN": 20, "KARANG JATI": 5, "SRI MULYO 16": 6, "SRI MULYO 20": 6,
                        "MUARA LINTANG": 7, "AIR JERNIH": 31, "AIR JERNIH BARAT": 4},
}  # fmt: skip
NGARAI = {
    "LEMBAH BUPATI": {"GELORA": 8, "DEMOKRAT JAYA": 6, "SIMPANG EMPAT": 9, "SEMBILAN": 4, "NOMOR SATU": 5},
    "KOTA TUA": {"KAMPUNG BARU": 12, "SUKAMAJU": 6, "BATU SEPULUH": 7, "PADANG SAH": 4, "PARTAI PUTIH": 3},
    "PANTAI CERMIN": {"SUKAMAJU": 8, "GARUDA": 5, "AMIN JAYA": 6, "PAGI SORE": 7, "PULAU SERIBU": 4},
}
KOTAWARNA = {
    "WARNA BARAT": {"PASAR LAMA": 40, "PASAR BARU": 35, "KEBON JERUK": 28, "CEMPAKA": 33},
    "WARNA TIMUR": {"KEBON NANAS": 22, "CEMPAKA": 30, "MANGGA DUA": 18, "BUKIT LAMA": 25},
}


def regions_of(
    area: str, name: str, tree: dict[str, dict[str, int]]
) -> tuple[dict[str, RegionEntry], list[str]]:
    """Regions and TPS codes of an invented kabupaten."""
    regions = {area: RegionEntry(area, name)}
    tps = []
    for k, (kecamatan, villages) in enumerate(tree.items(), 1):
        kec = f"{area}{k:02d}"
        regions[kec] = RegionEntry(kec, kecamatan)
        for d, (desa, count) in enumerate(villages.items(), 1):
            code = f"{kec}{2000 + d}"
            regions[code] = RegionEntry(code, desa)
            tps += [f"{code}{n:03d}" for n in range(1, count + 1)]
            if d == 1:
                tps.append(f"{code}901")
    return regions, tps


def numbered(count: int, word: str = "Calon Nomor") -> tuple[ChoiceEntry, ...]:
    """Choices without telling names."""
    return tuple(ChoiceEntry(str(n), f"{word} {n}") for n in range(1, count + 1))


def pilkada(area: str, name: str, tree: dict[str, dict[str, int]], gub: int, bup: int) -> Lexicon:
    """A pilkada with so many pairs for gubernur and bupati."""
    regions, tps = regions_of(area, name, tree)
    contests = {
        "pkwkp": ContestEntry("pkwkp", "Gubernur dan Wakil Gubernur", 600, {"": numbered(gub)}),
        "pkwkk": ContestEntry("pkwkk", "Bupati dan Wakil Bupati", 600, {"": numbered(bup)}),
    }
    return Lexicon("pilkada", area, contests, regions, dict.fromkeys(tps), 0.025)


def pemilu(area: str, name: str, tree: dict[str, dict[str, int]], senators: int = 12) -> Lexicon:
    """A pemilu with its five contests."""
    regions, tps = regions_of(area, name, tree)
    parties = tuple(ChoiceEntry(str(n), full, short, (short,)) for n, short, full in PARTIES)
    lists = {code: ContestEntry(code, name, 300, {"": parties}) for code, name in LEGISLATIVE.items()}
    contests = {
        "ppwp": ContestEntry("ppwp", "Presiden dan Wakil Presiden", 300, {"": PAIRS}),
        "pdpr": lists["pdpr"],
        "pdpd": ContestEntry("pdpd", "DPD RI", 300, {"": numbered(senators)}),
        "pdprdp": lists["pdprdp"],
        "pdprdk": lists["pdprdk"],
    }
    return Lexicon("pemilu", area, contests, regions, dict.fromkeys(tps), 0.02)


LEGISLATIVE = {"pdpr": "DPR RI", "pdprdp": "DPRD Provinsi", "pdprdk": "DPRD Kabupaten/Kota"}
WORLDS: dict[str, Lexicon] = {
    "tirta2": pilkada("1699", "TIRTARAYA", TIRTA, 3, 2),
    "tirta4": pilkada("1699", "TIRTARAYA", TIRTA, 2, 4),
    "ngarai3": pilkada("1399", "NGARAI", NGARAI, 5, 3),
    "warna2": pilkada("3399", "KOTA WARNA", KOTAWARNA, 4, 2),
    "tirta_pemilu": pemilu("1699", "TIRTARAYA", TIRTA),
    "ngarai_pemilu": pemilu("1399", "NGARAI", NGARAI, 9),
}
