"""Sirekap's public JSON as forms: one TPS, or a table of regions. Pure.

Comes in: a document (its path and body) and the ids known. Goes out: forms by code and contest.
Shapes (domain notes, section 4): a TPS has `chart` (votes by id; DPR and DPRD by party with
`jml_suara_partai` and `jml_suara_total`), `caleg` (votes of candidates by party and id), `administrasi`,
`images`, `psu`, `ts`. A region has `table` by code of what lies below (pilkada: inside `tungsura`) and
`progres`. Refused: a place or contest that cannot be told, an id no list explains, a figure that is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from deskpemilu.domain.codes import TPS
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.form import CountForm, party_sum_row
from deskpemilu.domain.states import Generation
from deskpemilu.exchange.choice_ids import IdBook
from deskpemilu.exchange.foreign import Foreign

MOST = 99_999_999  # sums of a province; a single TPS is checked by the rules, not here
_CODE = re.compile(r"(?<!\d)(\d{13}|\d{10}|\d{6}|\d{4}|\d{2})(?!\d)")
_WORD = re.compile(r"[a-z]+")
_BASES = {
    "pemilih_dpt": "pemilih_dpt",
    "pengguna_dpt": "pengguna_dpt",
    "pengguna_dptb": "pengguna_pindahan",
    "pengguna_non_dpt": "pengguna_tambahan",
    "pengguna_total": "pengguna_total",
}
ROWS: Mapping[str, str] = {
    f"{theirs}_{part}": f"{ours}_{part}" for theirs, ours in _BASES.items() for part in "lpj"
} | {row: row for row in ("suara_sah", "suara_tidak_sah", "suara_total")}
_NOT_VOTES = frozenset({"null", "persen", "progres", "psu", "status_progress", "status_adm", "ts"})
_GENERATIONS = {
    "": Generation.REGULER,
    "reguler": Generation.REGULER,
    "psu": Generation.PSU,
    "pemungutan suara ulang": Generation.PSU,
    "psl": Generation.PSL,
    "pemungutan suara lanjutan": Generation.PSL,
    "pss": Generation.PSS,
    "pemungutan suara susulan": Generation.PSS,
    "hsu": Generation.HSU,
    "penghitungan suara ulang": Generation.HSU,
    "penghitungan ulang surat suara": Generation.HSU,
}
Figure = Callable[[str, object], int | None]


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document of a file: its path (KPU's, else the file's), the line it stands on, its body."""

    path: str
    line: int
    body: Any


class DocumentRefused(ValueError):
    """A document that cannot be taken; `column` and `value` say where."""

    def __init__(self, reason: str, *, column: str = "", value: object = "") -> None:
        super().__init__(reason)
        self.column, self.value = column, str(value)


def forms_of(document: Document, ids: IdBook, *, contest: str = "", zone: tzinfo) -> Iterator[Foreign]:
    """Forms in a document. `contest` is used where the path names none; `zone` is that of `ts`.

    Raises DocumentRefused.
    """
    body = document.body
    if not isinstance(body, Mapping):
        raise DocumentRefused("Isi berkas ini bukan data Sirekap: diharapkan satu objek JSON per TPS.")
    inner = body.get("tungsura") if isinstance(body.get("tungsura"), Mapping) else body
    assert isinstance(inner, Mapping)
    if isinstance(inner.get("table"), Mapping):
        yield from _regions(document, inner, ids, contest, zone)
    elif "chart" in inner or "administrasi" in inner:
        yield _tps(document, inner, ids, contest, zone)
    else:
        raise DocumentRefused(
            "Bentuk ini tidak dikenal: tidak ada “chart”, “administrasi”, atau “table” seperti pada Sirekap."
        )


def _tps(document: Document, body: Mapping[str, Any], ids: IdBook, contest: str, zone: tzinfo) -> Foreign:
    code = _place(document, body)
    if len(code) != TPS:
        raise DocumentRefused(
            "Berkas ini jumlah suatu wilayah tanpa tabel di bawahnya. Pakai berkas per TPS, atau berkas "
            "wilayah yang memuat tabelnya.",
            column="kode",
            value=code,
        )
    chart = _mapping(body.get("chart"), "chart")
    found = _contest(document, chart, ids, contest)
    votes, sums = _votes(chart, _mapping(body.get("caleg"), "caleg"), found, ids)
    rows = _rows(_mapping(body.get("administrasi"), "administrasi"))
    return Foreign(
        code=code,
        contest=found,
        form=CountForm({**rows, **sums}, votes),
        generation=_generation(body.get("psu")),
        at=_time(body.get("ts"), zone),
        images=_images(body.get("images")),
        line=document.line,
        name=document.path,
    )


def _regions(
    document: Document, body: Mapping[str, Any], ids: IdBook, contest: str, zone: tzinfo
) -> Iterator[Foreign]:
    """The rows of a region's table: TPS of a desa, or sums of what lies below."""
    table = body["table"]
    at = _time(body.get("ts") or document.body.get("ts"), zone)
    for code, row in table.items():
        if code in _NOT_VOTES or row is None:
            continue
        if not _CODE.fullmatch(str(code)):
            raise DocumentRefused("Tabel Sirekap ini bukan per wilayah.", column="table", value=code)
        cells = _mapping(row, code)
        found = _contest(document, cells, ids, contest)
        votes, sums = _votes(cells, {}, found, ids)
        yield Foreign(
            code=str(code),
            contest=found,
            form=CountForm(sums, votes),
            generation=_generation(cells.get("psu")),
            at=at,
            progress=_progress(cells.get("progres")),
            line=document.line,
            name=document.path,
        )


def _place(document: Document, body: Mapping[str, Any]) -> str:
    for name in ("kode", "kode_tps", "tps_code"):
        if isinstance(code := body.get(name), str | int) and _CODE.fullmatch(str(code)):
            return str(code)
    found = _CODE.findall(document.path)
    if not found:
        raise DocumentRefused(
            "Kode TPS tidak dapat diketahui. Nama berkas atau kunci “path” harus memuatnya, misalnya "
            "1607052005001.json.",
            column="path",
            value=document.path,
        )
    return str(found[-1])


def _contest(document: Document, chart: Mapping[str, Any], ids: IdBook, given: str) -> str:
    words = set(_WORD.findall(document.path.lower()))
    named = [code for code in CONTESTS if code in words]
    if len(named) == 1:
        return named[0]
    if given:
        return given
    found = ids.contests_of(key for key in map(str, chart) if key not in _NOT_VOTES)
    if len(found) == 1 and chart:
        return found.pop()
    raise DocumentRefused(
        "Jenis pemilihan tidak dapat diketahui dari nama berkas atau nomor pilihannya. Simpan dengan "
        "foldernya (…/hhcw/ppwp/16/…), atau sebutkan jenisnya.",
        column="path",
        value=document.path,
    )


def _votes(
    chart: Mapping[str, Any], candidates: Mapping[str, Any], contest: str, ids: IdBook
) -> tuple[dict[str, int], dict[str, int]]:
    """Votes by choice key, and sums of parties as rows."""
    if CONTESTS[contest].legislative:
        return _party_votes(chart, candidates, contest, ids)
    votes = {}
    for foreign_id, figure in chart.items():
        if foreign_id in _NOT_VOTES:
            continue
        key = ids.key_of(contest, str(foreign_id))
        if key is None:
            raise _unknown(contest, foreign_id)
        if (count := whole(f"chart.{foreign_id}", figure)) is not None:
            votes[key] = count
    return votes, {}


def _party_votes(
    chart: Mapping[str, Any], candidates: Mapping[str, Any], contest: str, ids: IdBook
) -> tuple[dict[str, int], dict[str, int]]:
    votes: dict[str, int] = {}
    sums: dict[str, int] = {}
    for foreign_id, cells in chart.items():
        if foreign_id in _NOT_VOTES or cells is None:
            continue
        if (party := ids.party_of(str(foreign_id))) is None:
            raise _unknown(contest, foreign_id)
        split = cells if isinstance(cells, Mapping) else {"jml_suara_total": cells}
        _put(sums, party_sum_row(party), f"chart.{foreign_id}.jml_suara_total", split.get("jml_suara_total"))
        _put(votes, party, f"chart.{foreign_id}.jml_suara_partai", split.get("jml_suara_partai"))
    for party_id, group in candidates.items():
        votes.update(
            _candidate_votes(_mapping(group, f"caleg.{party_id}"), f"caleg.{party_id}", contest, ids)
        )
    return votes, sums


def _candidate_votes(group: Mapping[str, Any], column: str, contest: str, ids: IdBook) -> dict[str, int]:
    votes: dict[str, int] = {}
    for foreign_id, figure in group.items():
        if foreign_id in _NOT_VOTES or foreign_id.startswith("jml_"):
            continue
        if (key := ids.key_of(contest, str(foreign_id))) is None:
            raise _unknown(contest, foreign_id, candidate=True)
        _put(votes, key, f"{column}.{foreign_id}", figure)
    return votes


def _put(into: dict[str, int], key: str, column: str, figure: object) -> None:
    if (count := whole(column, figure)) is not None:
        into[key] = count


def _unknown(contest: str, foreign_id: object, *, candidate: bool = False) -> DocumentRefused:
    files = "caleg_partai_<dapil>.json" if candidate else f"{contest}.json atau paslon_{contest}.json"
    if contest == "pdpd":
        files = "caleg_dpd_<provinsi>.json"
    return DocumentRefused(
        f"Nomor Sirekap {foreign_id} belum dikenal untuk {CONTESTS[contest].name}. Impor dahulu daftar KPU "
        f"({files}) atau berkas pemetaan (kolom contest,id,number).",
        column="chart",
        value=foreign_id,
    )


def _rows(administrasi: Mapping[str, Any]) -> dict[str, int]:
    rows = {}
    for theirs, ours in ROWS.items():
        if (count := whole(f"administrasi.{theirs}", administrasi.get(theirs))) is not None:
            rows[ours] = count
    return rows


def whole(column: str, figure: object) -> int | None:
    """A count of people or votes, None where blank. Raises DocumentRefused for anything else."""
    if figure is None or figure == "":
        return None
    if isinstance(figure, str) and figure.isascii() and figure.isdigit():
        figure = int(figure)
    if isinstance(figure, float) and figure.is_integer():
        figure = int(figure)
    if isinstance(figure, bool) or not isinstance(figure, int) or not 0 <= figure <= MOST:
        raise DocumentRefused("Angka harus bilangan bulat yang tidak negatif.", column=column, value=figure)
    return figure


def _mapping(cells: object, column: str) -> Mapping[str, Any]:
    if cells is None:
        return {}
    if not isinstance(cells, Mapping):
        raise DocumentRefused(f"Bagian “{column}” bukan seperti pada Sirekap.", column=column, value=cells)
    return cells


def _generation(psu: object) -> Generation:
    words = " ".join(str(psu or "").lower().split())
    if words not in _GENERATIONS:
        raise DocumentRefused(
            "Jenis pemungutan suara tidak dikenal; yang dikenal Reguler, PSU, PSL, PSS, HSU.",
            column="psu",
            value=psu,
        )
    return _GENERATIONS[words]


def _time(text: object, zone: tzinfo) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise DocumentRefused("Waktu “ts” tidak terbaca.", column="ts", value=text) from error
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _images(images: object) -> tuple[str, ...]:
    if not isinstance(images, list):
        return ()
    return tuple(str(each)[:500] for each in images if isinstance(each, str) and each)


def _progress(progres: object) -> tuple[int, int] | None:
    if not isinstance(progres, Mapping):
        return None
    done, total = (
        whole("progres.progres", progres.get("progres")),
        whole("progres.total", progres.get("total")),
    )
    return None if done is None or total is None else (done, total)
