"""Results per TPS: one row a TPS and contest, in the columns of Sirekap's table.

`kode_tps,suara_01,suara_02,…[,contest][,sumber]` and any rows of the form; other columns are ignored.
Figures of two sources (`sumber`: KPU, saksi …) are two reports, of which none corrects the other.
Pure. A row without votes is no report: it is counted, not refused. Without a column `contest` the
ballot numbers of the columns `suara_…` must be those of exactly one contest of the election.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from deskpemilu.domain.codes import TPS
from deskpemilu.domain.contests import choice_order
from deskpemilu.domain.form import ROW_NAMES, CountForm
from deskpemilu.registry.importers.cells import Cells
from deskpemilu.registry.importers.reading_files import Table
from deskpemilu.registry.importers.report import FileRefused, Parsed

KIND = "results"
REQUIRED = ("kode_tps",)
_SOURCE_LENGTH = 60
_VOTES = re.compile(r"suara_0*([1-9]\d{0,2})(?:\.0*([1-9]\d{0,2}))?")
# Sirekap's names of rows that elections call differently (domain.form).
_SIREKAP = {"pengguna_dptb": "pengguna_pindahan", "pengguna_non_dpt": "pengguna_tambahan"}


@dataclass(frozen=True, slots=True)
class ResultLine:
    """The form of a TPS and contest as the file has it; `source` names whose figures they are."""

    line: int
    tps_code: str
    contest: str
    form: CountForm
    source: str = ""


@dataclass(slots=True)
class ParsedResults(Parsed[ResultLine]):
    """Also counts the rows that state no votes."""

    without_votes: int = 0


def parse(table: Table, *, tps: Container[str], ballots: Mapping[str, Sequence[str]]) -> ParsedResults:
    """Forms of the file. `tps`: codes of the election; `ballots`: choice keys by contest.

    Raises FileRefused when the contest cannot be told from the file.
    """
    votes = _vote_columns(table.columns)
    rows = _row_columns(table.columns)
    parsed = ParsedResults(refused=list(table.refused))
    only = "" if "contest" in table.columns else _contest_of(votes, ballots)
    if only:
        parsed.notes.append(f"Berkas tanpa kolom contest; nomor urutnya hanya cocok dengan {only}.")
    seen: dict[tuple[str, str, str], int] = {}
    for row in table.rows:
        cells = Cells(row, parsed.refused)
        code, contest = _code(cells, tps), only or _contest(cells, ballots)
        form = _form(cells, votes, rows)
        if not cells.sound:
            continue
        if not form.votes:
            parsed.without_votes += 1
            continue
        _check_ballot(cells, form, votes, ballots[contest])
        source = cells.text("sumber")[:_SOURCE_LENGTH]
        first = seen.setdefault((code, contest, source), row.line)
        if first != row.line:
            cells.refuse("kode_tps", f"TPS ini sudah ditulis pada baris {first}.")
        if cells.sound:
            parsed.rows.append(ResultLine(row.line, code, contest, form, source))
    return parsed


def _vote_columns(columns: Sequence[str]) -> dict[str, str]:
    """Choice key by column: `suara_01` → "1", `suara_05.3` → "5.3"."""
    found = {}
    for column in columns:
        if match := _VOTES.fullmatch(column):
            found[column] = f"{match[1]}.{match[2]}" if match[2] else match[1]
    if not found:
        raise FileRefused(
            "Kolom suara tidak ada. Judul kolom suara: suara_01, suara_02, … menurut nomor urut.",
            line=1,
            column="suara_01",
        )
    return found


def _row_columns(columns: Sequence[str]) -> dict[str, str]:
    """Row name of the form by column."""
    found: dict[str, str] = {}
    for column in columns:
        stem, _, part = column.rpartition("_")
        name = f"{_SIREKAP.get(stem, stem)}_{part}" if stem else column
        if name in ROW_NAMES and name not in found.values():
            found[column] = name
    return found


def _contest_of(votes: Mapping[str, str], ballots: Mapping[str, Sequence[str]]) -> str:
    keys = set(votes.values())
    fitting = [contest for contest, ballot in ballots.items() if set(ballot) == keys]
    if len(fitting) == 1:
        return fitting[0]
    which = f"cocok dengan {', '.join(fitting)}" if fitting else "tidak cocok dengan satu pun surat suara"
    numbers = ", ".join(sorted(keys, key=choice_order))
    raise FileRefused(
        f"Jenis pemilihan tidak dapat dipastikan: nomor urut {numbers} {which}. Tambahkan kolom contest.",
        line=1,
        column="contest",
    )


def _code(cells: Cells, tps: Container[str]) -> str:
    code = cells.code("kode_tps", (TPS,), "TPS")
    if code and code not in tps:
        cells.refuse("kode_tps", "TPS ini tidak ada dalam daftar TPS pemilihan ini.")
    return code


def _contest(cells: Cells, ballots: Mapping[str, Sequence[str]]) -> str:
    contest = cells.required("contest").lower()
    if contest and contest not in ballots:
        cells.refuse("contest", f"Jenis pemilihan ini tidak ada; yang ada: {', '.join(ballots)}.")
    return contest


def _form(cells: Cells, votes: Mapping[str, str], rows: Mapping[str, str]) -> CountForm:
    counted = {key: cells.count(column) for column, key in votes.items()}
    figures = {name: cells.count(column) for column, name in rows.items()}
    return CountForm(
        rows={name: figure for name, figure in figures.items() if figure is not None},
        votes={key: figure for key, figure in counted.items() if figure is not None},
    )


def _check_ballot(cells: Cells, form: CountForm, votes: Mapping[str, str], ballot: Sequence[str]) -> None:
    for column, key in votes.items():
        if key in form.votes and key not in ballot:
            cells.refuse(
                column, "Nomor urut ini tidak ada pada surat suara. Impor dahulu pilihannya (choices)."
            )
