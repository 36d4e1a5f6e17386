"""A form that breaks each rule of one form: (code, form, facts, weight, words of the sentence)."""

from __future__ import annotations

from deskpemilu.domain.findings import Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import TpsFacts
from tests.unit.domain.forms import COUNCIL, PRESIDENT, council_form, president_form

G, W, P = Severity.GALAT, Severity.PERINGATAN, Severity.PERIKSA
BASE = president_form()
KNOWN = TpsFacts("ppwp", ("1", "2", "3"), 300, 0.02, 120, 125)


def with_rows(**rows: int) -> CountForm:
    """The consistent presidential form with some rows replaced."""
    return CountForm({**BASE.rows, **rows}, BASE.votes)


def message(votes: dict[str, int], **rows: int) -> CountForm:
    """What a short message holds: votes and a few rows."""
    return CountForm(rows, votes)


# code, form, facts, weight, what the sentence must say
CASES = [
    ("A1", with_rows(pemilih_dpt_j=254), PRESIDENT, G, "Pemilih DPT (I.A) tertulis 254"),
    ("A1", with_rows(pengguna_dpt_l=93), PRESIDENT, W, "berjumlah 195"),
    ("A2", with_rows(pengguna_tambahan_j=30), PRESIDENT, G, "berjumlah 227"),
    ("A2", with_rows(pengguna_tambahan_l=30), PRESIDENT, W, "(I.B.4) L tertulis 97"),
    ("A3", with_rows(surat_tidak_digunakan=94), PRESIDENT, G, "Surat suara diterima (II.1) tertulis 250"),
    ("A4", with_rows(surat_digunakan=202), PRESIDENT, G, "202, sedangkan Jumlah pengguna (I.B.4) 200"),
    (
        "A5",
        message({"1": 57, "2": 181, "3": 19}, suara_sah=194),
        PRESIDENT,
        G,
        "Suara nomor 2 181, semestinya 118",
    ),
    ("A5", message({"1": 57, "2": 118}, suara_sah=150), PRESIDENT, G, "berjumlah 175"),
    (
        "A6",
        with_rows(suara_tidak_sah=60),
        PRESIDENT,
        G,
        "Kemungkinan salah tulis: Suara tidak sah (V.B) 60, semestinya 6",
    ),
    (
        "A6",
        message({"1": 57, "2": 118, "3": 19}, suara_sah=194, suara_tidak_sah=194, pengguna_total_j=200),
        PRESIDENT,
        G,
        "V.C) kosong",
    ),
    ("A7", with_rows(suara_total=220), PRESIDENT, G, "220, sedangkan Jumlah pengguna (I.B.4) 200"),
    (
        "A7",
        message({"1": 57, "2": 118, "3": 19}, suara_sah=194, suara_tidak_sah=194, pengguna_total_j=200),
        PRESIDENT,
        G,
        "berjumlah 388",
    ),
    (
        "A8",
        CountForm({**council_form().rows, "jumlah_partai_5": 90}, council_form().votes),
        COUNCIL,
        G,
        "Jumlah suara partai 5 (IV) tertulis 90",
    ),
    ("A9", with_rows(pengguna_dpt_j=246), PRESIDENT, G, "246 lebih besar daripada Pemilih DPT (I.A) 245"),
    ("A9", with_rows(pengguna_dpt_l=121), PRESIDENT, W, "(I.B.1) L 121"),
    ("A9", with_rows(disabilitas_j=201), PRESIDENT, G, "Pemilih disabilitas (III) 201"),
    ("A10", with_rows(surat_diterima=260), PRESIDENT, W, "DPT 245 ditambah cadangan 2 % menjadi 250"),
    (
        "A11",
        with_rows(pengguna_total_j=251),
        PRESIDENT,
        G,
        "251 lebih besar daripada Surat suara diterima (II.1) 250",
    ),
    ("A11", message({"1": 57, "2": 118, "3": 77}, suara_total=252), KNOWN, W, "DPT 245 dan cadangannya, 250"),
    ("A12a", with_rows(pemilih_dpt_j=301), PRESIDENT, W, "301 melebihi batas 300"),
    ("A12b", message({"1": 102, "2": 104, "3": 100}), PRESIDENT, W, "306 melebihi batas 300"),
    ("A12c", message({"1": 103, "2": 104, "3": 100}), PRESIDENT, G, "307 tidak mungkin"),
    ("A12c", message({"1": 1, "2": 1, "3": 1}, suara_total=658), PRESIDENT, G, "paling banyak 306"),
    ("A12d", message({"1": 57, "2": 118, "3": 75}), KNOWN, W, "250, sedangkan DPT 245"),
    ("A14a", with_rows(pengguna_total_j=250), PRESIDENT, G, "DPT + DPTb + DPK, 249"),
    (
        "A14b",
        message({"1": 100, "2": 100, "3": 33}, suara_total=233),
        KNOWN,
        P,
        "233 dari 245 pemilih (95,1 %)",
    ),
    ("A14c", message({"1": 2, "2": 196, "3": 1}), PRESIDENT, P, "Suara nomor 2 196 dari 199 suara (98,5 %)"),
    ("A14d", message({"1": 0, "2": 0, "3": 0}), PRESIDENT, G, "tertulis 0"),
    ("D1", message({"1": 57, "2": 118}), PRESIDENT, G, "terisi 2 dari 3, belum ada suara nomor 3"),
    ("D1", message({"1": 57, "2": 118}, suara_sah=175), PRESIDENT, W, "belum ada suara nomor 3"),
    ("D2", message({}, suara_total=205), PRESIDENT, W, "jumlah suara 205"),
    ("D3", message({"1": 57, "2": 118, "3": 1, "4": 5}), PRESIDENT, G, "Nomor 4 (5 suara)"),
    ("D4", message({"1": -57, "2": 118, "3": 1}), PRESIDENT, G, "Suara nomor 1 berisi -57"),
    (
        "D5",
        message({"1": 57, "2": 118, "3": 1}, pemilih_dpt_j=0, suara_total=180),
        PRESIDENT,
        W,
        "180 pengguna",
    ),
    (
        "D6",
        message({"1": 57, "2": 118, "3": 1}, pemilih_dpt_j=254),
        KNOWN,
        W,
        "254, sedangkan data induk 245",
    ),
    (
        "D7",
        message({"1": 57, "2": 118, "3": 19}, pengguna_total_j=184),
        PRESIDENT,
        G,
        "194, lebih besar daripada Jumlah pengguna (I.B.4) 184",
    ),
    ("D7", message({"1": 57, "2": 118, "3": 19}, suara_total=184), PRESIDENT, G, "Jumlah suara (V.C) 184"),
    ("D8", message({"1": 57, "2": 60, "3": 19}, suara_tidak_sah=60, suara_total=196), PRESIDENT, P, "30,6 %"),
    ("D9", message({"1": 57, "2": 60, "3": 19}, surat_rusak=3), PRESIDENT, G, "surat_rusak"),
]
