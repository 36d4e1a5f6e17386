"""The letter to KPU or Bawaslu as PDF: a covering page with blanks, and the list of differences.

Comes in: plain data. Goes out: bytes of PDF with its fonts inside (typst's own, no font of the machine).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).with_name("letter.typ")
MOST_ROWS = 3000  # TPS in one letter; more is no letter any more but a table


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the covering page; "" leaves a blank to be filled in by hand."""

    to: str
    to_place: str = ""
    number: str = ""
    place: str = ""
    date: str = ""
    office: str = ""
    signatory: str = ""
    nip: str = ""
    copies: Sequence[str] = ()


def paragraphs(
    *,
    election: str,
    contest: str,
    region: str,
    source: str,
    per: str,
    differing: str,
    compared: str,
    listed: str,
    checked: bool,
) -> list[str]:
    """The letter's text; figures as they are to be printed.

    `per`: when the source's data were published, "" where unknown; `listed`: TPS in the list;
    `checked`: a person looked at the form of every TPS in the list.
    """
    told = f" per {per}" if per else ""
    which = (
        "yang telah kami periksa kembali terhadap C.Hasil"
        if checked
        else "yang sebagian belum kami periksa kembali terhadap C.Hasil"
    )
    return [
        f"Dalam rangka pemantauan pelaksanaan {election}, Desk menghimpun salinan angka C.Hasil dari petugas "
        "di TPS untuk kebutuhan internal pemerintah daerah. Angka tersebut bukan hasil resmi; hasil resmi "
        "hanya yang ditetapkan KPU.",
        f"Pada pembandingan perolehan suara {contest} di {region} dengan data {source}{told}, dari "
        f"{compared} TPS yang ada pada kedua pihak terdapat {differing} TPS dengan angka yang berbeda. "
        f"Lampiran memuat {listed} TPS "
        f"{which}.",
        "Kami mohon kiranya angka TPS tersebut dapat dicocokkan dengan C.Hasil asli, dan bila memang keliru "
        "diperbaiki sesuai ketentuan. Foto C.Hasil yang kami terima dapat kami sampaikan bila diperlukan.",
        "Demikian disampaikan. Atas perhatian dan kerja samanya diucapkan terima kasih.",
    ]


def as_pdf(data: Mapping[str, Any]) -> bytes:
    """Render the letter. `data` as letter.typ reads it. Raises ValueError for too many rows."""
    import typst  # noqa: PLC0415 (heavy)

    if len(data["rows"]) > MOST_ROWS:
        raise ValueError(
            f"Lampiran surat paling banyak {MOST_ROWS} TPS; pilihan ini memuat {len(data['rows'])}. "
            "Pilih satu kecamatan, satu golongan, atau unduh tabel XLSX."
        )
    compiled: bytes = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
    )
    return compiled
