"""The table that a desk fills in from D.Hasil Kecamatan: a sheet a desa, a column a TPS.

Comes in: kecamatan, contest, TPS. Goes out: bytes of XLSX or CSV, in the shape that dhasil.py reads.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from deskpemilu.domain.codes import dotted, tps_number
from deskpemilu.domain.contests import CONTESTS, party_of
from deskpemilu.domain.form import ROW_NAMES, party_sum_row
from deskpemilu.domain.rules.labels import label_of
from deskpemilu.exchange.wording import figure_label
from deskpemilu.registry.lexicon import ContestEntry, Lexicon

INTERNAL = "DATA INTERNAL – BUKAN HASIL RESMI KPU"
HOW = "Salin angka dari Model D.HASIL KECAMATAN. Kosongkan yang tidak ada; JUMLAH ditulis seperti di kertas."
Block = list[list[str]]


def blocks(lexicon: Lexicon, contest: str, kecamatan: str) -> Mapping[str, Block]:
    """A block of lines for each desa that has TPS, by its name. Raises ValueError without TPS."""
    entry, made = lexicon.contests[contest], {}
    for code, region in lexicon.regions.items():
        tps = sorted(each for each in lexicon.tps if each.startswith(code))
        if len(code) == 10 and code.startswith(kecamatan) and tps:
            made[f"{region.name} {code[6:]}"] = _block(lexicon, entry, code, tps)
    if not made:
        raise ValueError("Wilayah ini belum mempunyai TPS. Impor daftar TPS dahulu.")
    return made


def _block(lexicon: Lexicon, entry: ContestEntry, desa: str, tps: Sequence[str]) -> Block:
    name, kecamatan = lexicon.regions[desa].name, lexicon.regions[desa[:6]].name
    columns = [f"TPS {tps_number(code):03d}" for code in tps]
    head = [
        [INTERNAL],
        [HOW],
        ["Jenis pemilihan", entry.code, CONTESTS[entry.code].name],
        ["Kecamatan", dotted(desa[:6]), kecamatan],
        ["Kode desa", dotted(desa), name],
        ["baris", "uraian", *columns, "JUMLAH"],
    ]
    return head + [[row, label, *[""] * (len(columns) + 1)] for row, label in _lines(entry, desa)]


def _lines(entry: ContestEntry, desa: str) -> list[tuple[str, str]]:
    voters = [row for row in ROW_NAMES if not row.startswith("suara_")]
    totals = [row for row in ROW_NAMES if row.startswith("suara_")]
    ballot = entry.choices_for(desa)
    lines = [(row, _label(row, entry.code)) for row in voters]
    for at, choice in enumerate(ballot):
        lines.append((choice.key, f"{figure_label(choice.key, entry.code)} {choice.name}".strip()))
        last = at + 1 == len(ballot) or party_of(ballot[at + 1].key) != party_of(choice.key)
        if CONTESTS[entry.code].legislative and last:
            row = party_sum_row(party_of(choice.key))
            lines.append((row, label_of(row, entry.code)))
    return lines + [(row, label_of(row, entry.code)) for row in totals]


def _label(row: str, contest: str) -> str:
    return label_of(row, contest) + (" jumlah" if row.endswith("_j") else "")


def as_csv(made: Mapping[str, Block]) -> bytes:
    """All blocks under each other."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for block in made.values():
        writer.writerows(block)
        writer.writerow([])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(made: Mapping[str, Block]) -> bytes:
    """A sheet a desa; the figures' cells are whole numbers of at most six digits."""
    import xlsxwriter  # noqa: PLC0415 (heavy)

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, quiet = book.add_format({"bold": True}), book.add_format({"font_color": "#5A6B77"})
        for name, block in made.items():
            sheet = book.add_worksheet(_sheet_name(name))
            for at, line in enumerate(block):
                style = bold if at in {0, 5} else quiet if at < 5 else None
                for column, cell in enumerate(line):
                    if cell:
                        sheet.write_string(at, column, cell, style)
            sheet.set_column(0, 0, 24)
            sheet.set_column(1, 1, 46)
            sheet.set_column(2, len(block[5]) - 1, 9)
            sheet.freeze_panes(6, 2)
            sheet.data_validation(
                6, 2, len(block) - 1, len(block[5]) - 1,
                {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 999999,
                 "error_title": "Bukan angka", "error_message": "Isi bilangan bulat tanpa titik."},
            )  # fmt: skip
            sheet.set_landscape()
            sheet.repeat_rows(5)
            sheet.set_header(f"&L{INTERNAL}")
    return out.getvalue()


def _sheet_name(name: str) -> str:
    """Excel takes 31 letters and none of these signs."""
    return "".join(letter for letter in name if letter not in "[]:*?/\\")[-31:]
