"""Desks for the messages of tests/corpus/reading/fresh3.jsonl: real places, invented people and TPS.

A desa has 8 TPS (30 in Sleman), a kelurahan 20; ballots as in the presets.
"""

from __future__ import annotations

import json
from functools import cache

from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry, Lexicon, RegionEntry
from deskpemilu.registry.regions import around
from tests.unit.intake.redteam.worlds import PRESET

Pair = tuple[str, ...]  # name, aliases
PILKADA: dict[str, tuple[str, tuple[Pair, ...], tuple[Pair, ...]]] = {
    "sumedang": (
        "3211",
        (
            ("Ahmad Suryana - Gita Kania", "ASGI", "Ahmad"),
            ("Bambang Wijaya - Lilis Suryani", "BALI"),
            ("Jajang Nurjaman - Rohendi Surapraja", "JARO", "Jajang"),
            ("Dedi Setiawan - Erwan Gunawan", "DERWAN", "Dedi"),
        ),
        (
            ("Dadang Rukmana - Euis Komalasari", "DAEU", "Dadang"),
            ("Yayat Hidayat - Asep Sutisna", "YASE", "Yayat"),
            ("Tatang Permana - Rina Marlina", "TARI", "Tatang"),
        ),
    ),
    "bone": (
        "7308",
        (("Andi Pangerang - Syahrul Gani", "PASTI"), ("Muh. Ramdan - Fatma Azis", "RAFA")),
        (
            ("Andi Makmur - Baso Rahman", "MABAR"),
            ("Andi Tenri - Ambo Upe", "ANDAL"),
            ("Daeng Mallawa - Sitti Aminah", "DAMAI"),
        ),
    ),
    "jayawijaya": (
        "9501",
        (("Yohanis Tabuni - Nataniel Pahabo",), ("Bepa Kogoya - Onas Yikwa", "BEPA")),
        (("Yulius Wetipo - Markus Asso", "YUMA"), ("Kolom Kosong", "Kotak Kosong", "Koko")),
    ),
    "buleleng": (
        "5108",
        (("Wayan Kosada - Giri Putra", "KOGI"), ("Made Muliarta - Nyoman Agus", "MULIA")),
        (("I Gede Suardana - Ni Luh Ariani", "SUAR"), ("I Made Wirawan - I Ketut Sudarma", "WIDAR")),
    ),
    "lamteng": (
        "1802",
        (("Aminal Fikri - Suyono Hadi",), ("Rahman Mirza - Jihanah Nuri",)),
        (("Suparman - Joko Triono", "PARJO"), ("Hj. Nurhayati - Edy Santoso", "NURED")),
    ),
    "banjar": (
        "6303",
        (("H. Muhyidin Noor - Hasnan Salman",), ("Hj. Raudhiah - Akhmad Rosadi",)),
        (("Saidin Mansur - Idris Habsi", "MANIS"), ("Saipullah - Fahruni", "SYAF")),
    ),
    "deli": (
        "1207",
        (("Bonar Siregar - Sulaiman", "BONSUL"), ("Edi Rahmat - Husin Bakri", "EDHUS")),
        (
            ("Asri Tarigan - Loman Suwito", "ASLOM"),
            ("Safwan Lubis - Jumadi Parinduri",),
            ("Alwi Yunus - Banyu Sumarno", "ALBAN"),
        ),
    ),
    "makassar": (
        "7371",
        (("Rusdin Azhari - Amran Arif", "DIA"), ("Andi Sulham - Fatma Wahab", "ANDALAN")),
        (
            ("Munawir - Alimah", "MULIA"),
            ("Setyo Gading - Resky", "SEHATI"),
            ("Indriani Yunus - Ilyas", "INIMI"),
            ("Amran Arsil - Abd Rauf", "AMAN"),
        ),
    ),
}
SENATORS = {
    "agam": (
        "1306",
        "Abdul Azwar Malin;Busran Datuak;Cerita Irdawati;Desra Efendi;Elma Yohanis;Hendri Irwanto;"
        "Irsal Guswandi;Jelita Dona;Leonard Hasan;Muslih Yatin;Nurkholis Dt Bijo;Yongki Hendra;Yurnida Hadis;"
        "Zulfikar Panjang;Aliman Sari",
    ),
    "pidie": (
        "1107",
        "Abdul Pasi;Azwar Cage;Darmawati Gani;Fakhri Razi;Surya Haji Umar;Teuku Muchsin",
    ),
    "sumenep": (
        "3529",
        "Ahmad Nawawi;Adila Aziz;Bambang Santosa;Catur Rudiyanto;Emilia Kontesa;Kondang Kusuma",
    ),
    "sleman": (
        "3404",
        "Hilman Mahmudi;Ahmad Syaukani;Sri Hartini;Kholid Mahfudz;Yasinta Sekarwati;Bima Ajisaka;"
        "Titin Lestari;Rohmat Qomarudin;Umar Abdillah;Wahyu Sarwono",
    ),
    "mataram": (
        "5271",
        "Ahmad Sukardi;Anak Agung Bagas;Baiq Isnaini;Evi Aprilia;Ibnu Hamid;Lalu Gede Syukri;"
        "Mirah Midasari;TGH Imran",
    ),
}
CANDIDATES = 8  # of every party for the DPRD of the kabupaten, where any were imported
_LISTS = frozenset(("sumenep", "mataram"))


@cache
def fresh_world(name: str) -> Lexicon:
    """The desk of that name."""
    area = PILKADA[name][0] if name in PILKADA else SENATORS[name][0]
    regions = {r.code: RegionEntry(r.code, r.name) for r in around(area) if r.code.startswith(area)}
    villages = 30 if name == "sleman" else 8
    tps: dict[str, int | None] = {
        f"{code}{number:03d}": None
        for code in regions
        if len(code) == 10
        for number in range(1, (20 if code[6] == "1" else villages) + 1)
    }
    if name in PILKADA:
        _, gub, bup = PILKADA[name]
        contests = {
            "pkwkp": ContestEntry("pkwkp", "Gubernur dan Wakil Gubernur", 600, {"": _pairs(gub)}),
            "pkwkk": ContestEntry("pkwkk", "Bupati dan Wakil Bupati", 600, {"": _pairs(bup)}),
        }
        return Lexicon("pilkada2024", area, contests, regions, tps, 0.025)
    return Lexicon("pemilu2024", area, _pemilu(name), regions, tps, 0.02)


def _pairs(pairs: tuple[Pair, ...]) -> tuple[ChoiceEntry, ...]:
    return tuple(ChoiceEntry(str(n), pair[0], "", pair[1:]) for n, pair in enumerate(pairs, 1))


def _parties(*, local: bool, candidates: int = 0) -> tuple[ChoiceEntry, ...]:
    found = []
    for party in json.loads(PRESET.read_text(encoding="utf-8"))["parties"]:
        number, short = party["number"], party["short"]
        if not local and 18 <= number <= 23:
            continue
        aliases = tuple(dict.fromkeys((short, *party["aliases"])))
        found.append(ChoiceEntry(str(number), party["name"], short, aliases))
        found += [ChoiceEntry(f"{number}.{n}", f"Caleg {short} {n}", short) for n in range(1, candidates + 1)]
    return tuple(found)


def _pemilu(name: str) -> dict[str, ContestEntry]:
    aceh = name == "pidie"
    preset = json.loads(PRESET.read_text(encoding="utf-8"))["contests"][0]["choices"]
    pairs = tuple(ChoiceEntry(c["key"], c["name"], "", tuple(c["aliases"])) for c in preset)
    senators = tuple(ChoiceEntry(str(n), who) for n, who in enumerate(SENATORS[name][1].split(";"), 1))
    lists = _parties(local=aceh)
    own = _parties(local=aceh, candidates=CANDIDATES if name in _LISTS else 0)
    upper = ("DPR Aceh", ("DPRA", "DPR Aceh")) if aceh else ("DPRD Provinsi", ())
    lower = ("DPR Kabupaten/Kota", ("DPRK",)) if aceh else ("DPRD Kabupaten", ("DPRD Kab",))
    return {
        "ppwp": ContestEntry("ppwp", "Presiden dan Wakil Presiden", 300, {"": pairs}),
        "pdpr": ContestEntry("pdpr", "DPR RI", 300, {"": _parties(local=False)}),
        "pdpd": ContestEntry("pdpd", "DPD RI", 300, {"": senators}),
        "pdprdp": ContestEntry("pdprdp", upper[0], 300, {"": lists}, {}, upper[1]),
        "pdprdk": ContestEntry("pdprdk", lower[0], 300, {"": own}, {}, lower[1]),
    }
