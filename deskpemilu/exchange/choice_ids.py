"""KPU's ids of choices: which number on the ballot an id stands for. Pure.

Sirekap names pairs, DPD candidates and legislative candidates by ids of its own, and publishes lists
that tell their numbers (`ppwp.json`, `paslon/pkwkk.json`, `caleg/dpd/16.json`, `caleg/partai/1601.json`).
Parties bear their ballot number as id unless `partai.json` says otherwise. An id that no list explains
is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deskpemilu.domain.contests import CONTESTS

CANDIDATES = "caleg"  # the pool of all legislative candidates, whose ids are KPU's own across contests
PARTIES = "partai"
PAIRS = ("ppwp", "pkwkp", "pkwkk")
# Pemilu 2024, https://sirekap-obj-data.kpu.go.id/pemilu/ppwp.json (docs/imports.md)
BUILT_IN: Mapping[tuple[str, str], str] = {
    ("ppwp", "100025"): "1",
    ("ppwp", "100026"): "2",
    ("ppwp", "100027"): "3",
}
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class IdLine:
    """One id of a list: its pool (a contest, or CANDIDATES), and the choice key it stands for."""

    pool: str
    foreign_id: str
    key: str
    name: str = ""


class ListUnclear(ValueError):
    """A list whose contest or number cannot be told, with a sentence."""


def pool_of(contest: str) -> str:
    """Pool in which the ids of a contest stand."""
    return CANDIDATES if CONTESTS[contest].legislative else contest


@dataclass(slots=True)
class IdBook:
    """All ids known, built in, stored and of the files at hand."""

    keys: dict[tuple[str, str], str] = field(default_factory=lambda: dict(BUILT_IN))

    def add(self, line: IdLine) -> None:
        """Learn an id. Raises ListUnclear when it already stands for another number."""
        known = self.keys.setdefault((line.pool, line.foreign_id), line.key)
        if known != line.key:
            raise ListUnclear(
                f"Nomor Sirekap {line.foreign_id} berarti pilihan {known}, tetapi daftar ini menyebut "
                f"{line.key}. Periksa daftar mana yang benar."
            )

    def key_of(self, contest: str, foreign_id: str) -> str | None:
        """Choice key of an id, None where no list tells."""
        return self.keys.get((pool_of(contest), foreign_id))

    def party_of(self, foreign_id: str) -> str | None:
        """Ballot number of a party: as a list says, else the id itself, which in 2024 is that number."""
        known = self.keys.get((PARTIES, foreign_id))
        return known or (str(int(foreign_id)) if re.fullmatch(r"0*[1-9]\d?", foreign_id) else None)

    def contests_of(self, foreign_ids: Iterable[str]) -> set[str]:
        """Contests of pairs or DPD whose lists hold all these ids."""
        wanted = set(foreign_ids)
        pools = {pool for pool, foreign_id in self.keys if foreign_id in wanted and pool in CONTESTS}
        return {pool for pool in pools if all((pool, each) in self.keys for each in wanted)}


def is_list(body: object) -> bool:
    """Whether a document is one of KPU's lists: entries with a ballot number, flat or one level down."""
    if not isinstance(body, Mapping) or not body:
        return False
    return all(_is_entry(each) for each in body.values()) or all(
        isinstance(each, Mapping) and each and all(_is_entry(entry) for entry in each.values())
        for each in body.values()
    )


def lines_of(body: Mapping[str, Any], path: str) -> list[IdLine]:
    """Ids of a list; `path` is the file's name with its folders, which tells the contest.

    Raises ListUnclear when the name does not tell or a number is missing.
    """
    words = set(_WORD.findall(path.lower()))
    nested = not all(_is_entry(each) for each in body.values())
    if "partai" in words and not nested:
        return [IdLine(PARTIES, str(each), _number(row, path), _name(row)) for each, row in body.items()]
    contest = next((code for code in (*PAIRS, "pdpd") if code in words), "pdpd" if "dpd" in words else "")
    if contest:
        groups = body.values() if nested else [body]
        return [
            IdLine(contest, str(each), _number(entry, path), _name(entry))
            for group in groups
            for each, entry in group.items()
        ]
    if nested and words & {"caleg", "partai", "dct"}:
        return [
            IdLine(CANDIDATES, str(each), f"{_party(party, path)}.{_number(entry, path)}", _name(entry))
            for party, group in body.items()
            for each, entry in group.items()
        ]
    raise ListUnclear(
        f"Berkas {path or 'ini'} berisi daftar pilihan, tetapi namanya tidak menyebut pemilihannya. "
        "Beri nama seperti asalnya: ppwp.json, paslon_pkwkk.json, caleg_dpd_16.json, caleg_partai_1601.json."
    )


def line_of_cells(cells: Mapping[str, str]) -> IdLine:
    """An id of a mapping file: contest, id, number, and for a candidate the party's number.

    Raises ListUnclear when a cell is missing or no number.
    """
    contest, foreign_id = cells.get("contest", "").strip().lower(), cells.get("id", "").strip()
    number, party = cells.get("number", "").strip(), cells.get("party", "").strip()
    if contest not in CONTESTS:
        raise ListUnclear(f"Jenis pemilihan “{contest}” tidak dikenal.")
    if not foreign_id or not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", number):
        raise ListUnclear("Nomor Sirekap dan nomor urut harus diisi dengan angka.")
    if CONTESTS[contest].legislative and "." not in number:
        if not party.isdigit():
            raise ListUnclear("Caleg memerlukan nomor urut partainya (kolom party), atau nomor seperti 5.3.")
        number = f"{int(party)}.{int(number)}"
    key = ".".join(str(int(part)) for part in number.split("."))
    return IdLine(pool_of(contest), foreign_id, key, cells.get("name", "").strip())


def _is_entry(each: object) -> bool:
    return isinstance(each, Mapping) and "nomor_urut" in each


def _number(entry: Mapping[str, Any], path: str) -> str:
    number = entry.get("nomor_urut")
    if isinstance(number, bool) or not str(number).isdigit() or int(str(number)) < 1:
        raise ListUnclear(f"Daftar {path}: nomor urut “{number}” bukan angka.")
    return str(int(str(number)))


def _party(party: str, path: str) -> str:
    if not party.isdigit():
        raise ListUnclear(f"Daftar {path}: “{party}” bukan nomor urut partai.")
    return str(int(party))


def _name(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry.get("nama") or "").split())[:200]
