"""Rows of the shared CSV files (columns of Sirekap's published forms) as forms."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import TpsFacts

PRESIDENT = TpsFacts(contest="ppwp", choices=("1", "2", "3"), cap=300, reserve=0.02)
_USERS = {
    "pengguna_dpt": "pengguna_dpt",
    "pengguna_dptb": "pengguna_pindahan",
    "pengguna_non_dpt": "pengguna_tambahan",
    "pengguna_total": "pengguna_total",
    "pemilih_dpt": "pemilih_dpt",
}
_ROWS = {f"{theirs}_{part}": f"{ours}_{part}" for theirs, ours in _USERS.items() for part in "lpj"} | {
    row: row for row in ("suara_sah", "suara_tidak_sah", "suara_total")
}
_VOTES = {f"suara_0{n}": str(n) for n in (1, 2, 3)}


_ARRIVAL_ROWS = {"sah": "suara_sah", "tsah": "suara_tidak_sah", "sah_tsah": "suara_total"} | {
    f"{theirs}{suffix}": f"{ours}_{part}"
    for theirs, ours in {
        "dpt": "pemilih_dpt",
        "u_dpt": "pengguna_dpt",
        "u_dptb": "pengguna_pindahan",
        "u_dpk": "pengguna_tambahan",
        "u_tot": "pengguna_total",
    }.items()
    for suffix, part in (("_l", "l"), ("_p", "p"), ("", "j"))
}
_ARRIVAL_VOTES = {f"v{n}": str(n) for n in (1, 2, 3)}


def read_arrival_forms(path: Path) -> Iterator[tuple[str, CountForm]]:
    """The same from the file of two provinces with arrival times, which has shorter names."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            form = CountForm(_figures(line, _ARRIVAL_ROWS), _figures(line, _ARRIVAL_VOTES))
            if form.rows or form.votes:
                yield line["code"], form


def read_forms(path: Path) -> Iterator[tuple[str, CountForm]]:
    """(TPS code, form) of each row that has any figure; blanks stay blank."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            form = CountForm(_figures(line, _ROWS), _figures(line, _VOTES))
            if form.rows or form.votes:
                yield line["kode_tps"], form


def _figures(line: dict[str, str], names: dict[str, str]) -> dict[str, int]:
    return {ours: int(float(line[theirs])) for theirs, ours in names.items() if line[theirs] != ""}
