# ruff: noqa: E501, SIM905 - sample wording reads best in long rows
"""Desks of many kinds for attacking the reader: real place names, invented TPS, ballots and DPT.

Place names come from the region list that set-up installs (Kemendagri codes); numbers of TPS,
DPT, pairs and candidates are invented from seeds.
"""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry, Lexicon, RegionEntry

PACKAGE = Path(__file__).resolve().parents[4] / "deskpemilu" / "registry"
DATA = PACKAGE / "data"
PRESET = PACKAGE / "presets" / "pemilu2024.json"

GIVEN = (
    "Rahmat Surya Dewi Hendra Yusuf Marlina Samuel Yohana Ketut Asep Ujang Tgk Maria Bambang Sri Wulan Idris "
    "Halimah Agus Rina Fadli Nurul Petrus Elisabet Darwis Siti Anton Wayan Lukman Ratna"
).split()
FAMILY = (
    "Saputra Wijaya Hasibuan Kelen Tabuni Hidayat Purnama Lestari Siregar Rumambi Sudrajat Ismail Wenda "
    "Prasetyo Manurung Abdullah Natsir Kusnadi Mahendra Pello Gunawan Setiawan Rahayu Fernandes Tambunan"
).split()
SLOGANS = ("BERKAH", "SANTUN", "HADIR", "RAMAH", "BERSATU", "MAJU", "IDAMAN", "SETIA", "AMANAH", "JUARA")


@dataclass(frozen=True, slots=True)
class World:
    """A desk: its lexicon, the words people use for places there and how big its TPS are."""

    name: str
    lexicon: Lexicon
    desa_words: tuple[str, ...]
    kecamatan_words: tuple[str, ...]
    pilkada: bool
    kota: bool = False
    speech: str = "umum"


@dataclass(frozen=True, slots=True)
class Spec:
    """What to build: an area, TPS per desa, pairs, what is known."""

    name: str
    area: str
    tps: tuple[int, int]
    pilkada: bool
    gub: int = 3
    bup: int = 2
    dpt_known: float = 0.0
    senators: int = 20
    candidates: int = 0
    desa: tuple[str, ...] = ("Desa", "Ds", "Ds.", "desa")
    kecamatan: tuple[str, ...] = ("Kec", "Kec.", "Kecamatan", "kec")
    kota: bool = False
    named: bool = True
    speech: str = "umum"
    keep: tuple[str, ...] = ()


_KEL = ("Kel", "Kel.", "Kelurahan", "kel")
_GAMPONG = ("Gampong", "Gp", "Gp.", "Desa")
_DISTRIK = ("Distrik", "Dist.", "distrik", "Kec")
_KAMPUNG = ("Kampung", "Kamp.", "kampung", "Kp")
SPECS = (
    Spec("banyuasin2", "1607", (3, 9), True, 3, 2),
    Spec("banyuasin_pemilu", "1607", (4, 14), False, dpt_known=1.0, senators=8, candidates=4),
    Spec("bandung", "3273", (20, 70), False, dpt_known=1.0, senators=24, candidates=8, desa=_KEL, kota=True,
         speech="sunda"),
    Spec("palembang", "1671", (12, 40), True, 3, 3, 0.6, desa=_KEL, kota=True),
    Spec("pidie", "1107", (1, 4), False, dpt_known=0.5, senators=29, desa=_GAMPONG, speech="aceh"),
    Spec("aceh_tenggara", "1102", (1, 5), True, 3, 4, desa=("Desa", "Kute", "Ds"), speech="aceh"),
    Spec("ngada", "5309", (1, 6), True, 4, 5, 1.0, named=False),
    Spec("mamberamo", "9505", (1, 2), False, dpt_known=0.0, senators=20, desa=_KAMPUNG, kecamatan=_DISTRIK,
         speech="papua"),
    Spec("puncak_jaya", "9402", (1, 3), True, 2, 4, desa=_KAMPUNG, kecamatan=_DISTRIK, speech="papua"),
    Spec("garut", "3205", (5, 30), True, 4, 2, 1.0, speech="sunda"),
    Spec("magelang", "3308", (3, 15), True, 2, 3, 0.0, named=False, speech="jawa"),
    Spec("minahasa_tenggara", "7107", (1, 6), True, 3, 3, 1.0),
    Spec("labuhanbatu", "1210", (2, 12), False, dpt_known=0.0, senators=18, candidates=3, desa=("Desa", "Ds", "Kel")),
    Spec("pesawaran", "1809", (3, 18), True, 2, 2, 1.0, named=False),
    Spec("muaro_jambi", "1505", (2, 10), False, dpt_known=1.0, senators=16),
    Spec("deli_serdang", "1207", (4, 25), True, 2, 3, 0.0, desa=("Desa", "Ds", "Dsn")),
)  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _places() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    regencies = {row["code"].replace(".", ""): row["name"] for row in _rows("regencies.csv")}
    districts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    villages: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows("districts.csv"):
        code = row["code"].replace(".", "")
        districts[code[:4]].append((code, row["name"]))
    for row in _rows("villages.csv"):
        code = row["code"].replace(".", "")
        villages[code[:4]].append((code, row["name"]))
    return regencies, districts, villages


def available() -> bool:
    """Whether set-up has installed the region list."""
    return (DATA / "villages.csv").exists()


def _regions(spec: Spec) -> tuple[dict[str, RegionEntry], dict[str, int | None]]:
    regencies, districts, villages = _places()
    rng = random.Random(f"{spec.name}-tps")
    regions = {spec.area: RegionEntry(spec.area, regencies[spec.area])}
    regions.update({code: RegionEntry(code, name) for code, name in districts[spec.area]})
    tps: dict[str, int | None] = {}
    low, high = (250, 600) if spec.pilkada else (140, 300)
    for place, (code, name) in enumerate(villages[spec.area]):
        regions[code] = RegionEntry(code, name)
        numbers = list(range(1, rng.randint(*spec.tps) + 1)) + ([901] if place % 23 == 5 else [])
        for number in numbers:
            known = rng.random() < spec.dpt_known
            tps[f"{code}{number:03d}"] = rng.randint(low, high) if known else None
    return regions, tps


def _pairs(count: int, named: bool, seed: str) -> tuple[ChoiceEntry, ...]:
    rng = random.Random(seed)
    if not named:
        return tuple(ChoiceEntry(str(n), f"Calon Nomor {n}") for n in range(1, count + 1))
    people, family = rng.sample(GIVEN, 2 * count), rng.sample(FAMILY, 2 * count)
    slogans = rng.sample(SLOGANS, count)
    pairs = []
    for n in range(count):
        first, second = f"{people[2 * n]} {family[2 * n]}", f"{people[2 * n + 1]} {family[2 * n + 1]}"
        nick = f"{people[2 * n]}-{people[2 * n + 1]}"
        aliases = (nick, slogans[n]) if n % 2 == 0 else (nick,)
        pairs.append(ChoiceEntry(str(n + 1), f"{first} - {second}", "", aliases))
    return tuple(pairs)


def _parties(area: str, contest: str, preset: dict[str, list[dict[str, object]]]) -> list[ChoiceEntry]:
    found = []
    for party in preset["parties"]:
        only = party.get("only_in")
        if only and (area[:2] not in only or contest not in party["contests"]):  # type: ignore[operator]
            continue
        short, aliases = str(party["short"]), party.get("aliases") or []
        spoken = tuple(dict.fromkeys((short, *map(str, aliases))))  # type: ignore[call-overload]
        found.append(ChoiceEntry(str(party["number"]), str(party["name"]), short, spoken))
    return found


def _with_candidates(parties: list[ChoiceEntry], count: int, rng: random.Random) -> tuple[ChoiceEntry, ...]:
    lines = []
    for party in parties:
        lines.append(party)
        for n in range(1, count + 1):
            name = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
            lines.append(ChoiceEntry(f"{party.key}.{n}", name, party.party))
    return tuple(lines)


def _legislative(spec: Spec, code: str, name: str, aliases: tuple[str, ...]) -> ContestEntry:
    preset = json.loads(PRESET.read_text(encoding="utf-8"))
    parties = _parties(spec.area, code, preset)
    if not spec.candidates or code != "pdprdk":
        return ContestEntry(code, name, 300, {"": tuple(parties)}, {}, aliases)
    rng = random.Random(spec.name)
    districts = [district for district, _ in _places()[1][spec.area]]
    dapils = {d: f"{name} {1 + place % 3}" for place, d in enumerate(districts)}
    choices = {
        dapil: _with_candidates(parties, spec.candidates, rng) for dapil in sorted(set(dapils.values()))
    }
    return ContestEntry(code, name, 300, {"": tuple(parties), **choices}, dapils, aliases)


def _contests(spec: Spec) -> dict[str, ContestEntry]:
    if spec.pilkada:
        head = ("Wali Kota", "Wali Kota") if spec.kota else ("Bupati", "Bupati")
        local = f"{head[0]} dan Wakil {head[0]}"
        return {
            "pkwkp": ContestEntry("pkwkp", "Gubernur dan Wakil Gubernur", 600,
                                  {"": _pairs(spec.gub, spec.named, spec.name + "g")}, {}, ("Gubernur",)),
            "pkwkk": ContestEntry("pkwkk", local, 600, {"": _pairs(spec.bup, spec.named, spec.name + "b")}, {},
                                  (head[1],)),
        }  # fmt: skip
    aceh = spec.area.startswith("11")
    preset = json.loads(PRESET.read_text(encoding="utf-8"))
    pairs = tuple(
        ChoiceEntry(c["key"], c["name"], "", tuple(c["aliases"])) for c in preset["contests"][0]["choices"]
    )
    rng = random.Random(spec.name + "dpd")
    senators = tuple(
        ChoiceEntry(str(n), f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}") for n in range(1, spec.senators + 1)
    )
    prov = ("DPR Aceh", ("DPRA", "DPR Aceh")) if aceh else ("DPRD Provinsi", ("DPRD Prov",))
    kab = (
        ("DPR Kabupaten/Kota", ("DPRK",))
        if aceh
        else (("DPRD Kota",) * 2 if spec.kota else ("DPRD Kabupaten",) * 2)
    )
    kab_aliases = kab[1] if isinstance(kab[1], tuple) else (kab[1],)
    return {
        "ppwp": ContestEntry("ppwp", "Presiden dan Wakil Presiden", 300, {"": pairs}, {}, ("Presiden",)),
        "pdpr": _legislative(spec, "pdpr", "DPR RI", ("DPR",)),
        "pdpd": ContestEntry("pdpd", "DPD RI", 300, {"": senators}, {}, ("DPD",)),
        "pdprdp": _legislative(spec, "pdprdp", prov[0], prov[1]),
        "pdprdk": _legislative(spec, "pdprdk", kab[0], kab_aliases),
    }


@cache
def world(name: str) -> World:
    """The desk of that name."""
    spec = next(item for item in SPECS if item.name == name)
    regions, tps = _regions(spec)
    reserve = 0.025 if spec.pilkada else 0.02
    lexicon = Lexicon(
        "pilkada2024" if spec.pilkada else "pemilu2024", spec.area, _contests(spec), regions, tps, reserve
    )
    return World(name, lexicon, spec.desa, spec.kecamatan, spec.pilkada, spec.kota, spec.speech)


NAMES = tuple(spec.name for spec in SPECS)
