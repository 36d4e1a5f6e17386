"""What the import page says about each kind of file: its columns and an example line."""

from __future__ import annotations

from dataclasses import dataclass

from deskpemilu.accounts.access import Access
from deskpemilu.flow.imports import KINDS, Kind


@dataclass(frozen=True, slots=True)
class Shape:
    """Columns and an invented example, as in docs; `accept` is what the file dialog offers."""

    columns: str
    example: str
    accept: str = ".csv,.xlsx"
    table: bool = True  # whether the preview can show its first rows under their columns


SHAPES: dict[str, Shape] = {
    "regions": Shape("kode,nama", "16.07.05.2005,Lubuk Saung"),
    "tps": Shape("kode_tps,dpt_l,dpt_p[,alamat,lat,lon,khusus]", "1607052005003,131,127,SDN 2,-2.9,104.6,"),
    "choices": Shape(
        "contest,dapil,number,party,name[,aliases]", "pkwkk,,1,,Calon Satu dan Wakil,SATU|paslon 1"
    ),
    "dapil": Shape("contest,dapil,kode_wilayah", "pdprdk,Banyuasin 1,16.07.05"),
    "people": Shape(
        "name,phone,role,scope[,nip,bank,account,npwp]", "Petugas Contoh,081200000001,operator,1607052005"
    ),
    "boundaries": Shape(
        "GeoJSON FeatureCollection; properties.kode dan properties.nama", "", ".geojson,.json"
    ),
    "results": Shape("satu baris per TPS dan pemilihan; kolom sesuai format Sirekap", ""),
    "sirekap": Shape(
        "JSON Sirekap per TPS (.json, .jsonl, .gz, .zip), atau daftar nomor pilihan KPU",
        "",
        ".json,.jsonl,.gz,.zip,.csv",
        table=False,
    ),
    "dhasil": Shape(
        "satu lembar per desa, satu kolom per TPS; templat ada di halaman Banding", "", table=False
    ),
    "chat": Shape("ekspor percakapan WhatsApp (_chat.txt atau .zip)", "", ".txt,.zip"),
}


def choices(access: Access) -> list[tuple[Kind, Shape]]:
    """Kinds that a person may import, in the order in which a new desk needs them."""
    return [
        (kind, SHAPES.get(name, Shape("", "")))
        for name, kind in KINDS.items()
        if any(access.anywhere(act) for act in kind.acts)
    ]
