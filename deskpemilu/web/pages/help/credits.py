"""Whose work the program stands on: name, use, licence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credit:
    """One library or file."""

    name: str
    use: str
    licence: str


CREDITS = (
    Credit("Django", "kerangka web", "BSD-3-Clause"),
    Credit("django-allauth, django-axes, django-csp", "masuk, penguncian, kebijakan konten", "MIT, MIT, BSD"),
    Credit("django-ninja, django-tasks", "API, pekerjaan latar", "MIT, BSD-3-Clause"),
    Credit("uvicorn, servestatic", "server", "BSD-3-Clause, MIT"),
    Credit("psycopg", "PostgreSQL", "LGPL-3.0"),
    Credit("NumPy, SciPy", "hitungan statistik", "BSD-3-Clause"),
    Credit("RapidFuzz, phonenumbers", "nama wilayah, nomor telepon", "MIT, Apache-2.0"),
    Credit("Typst", "laporan PDF", "Apache-2.0"),
    Credit("XlsxWriter, openpyxl", "berkas XLSX", "BSD-2-Clause, MIT"),
    Credit("Pillow, pi-heif", "foto", "MIT-CMU, BSD-3-Clause (libheif: LGPL-3.0)"),
    Credit("pypdfium2", "halaman PDF", "Apache-2.0, BSD-3-Clause (PDFium)"),
    Credit("boto3", "penyimpanan S3", "Apache-2.0"),
    Credit("htmx", "bagian halaman", "0BSD"),
    Credit("Alpine.js", "keadaan halaman", "MIT"),
    Credit("Bootstrap", "gaya dasar", "MIT"),
    Credit("Tabler Icons", "ikon", "MIT"),
    Credit("Inter", "huruf", "OFL-1.1"),
    Credit("Apache ECharts", "grafik", "Apache-2.0"),
    Credit("idb", "penyimpanan di peramban", "ISC"),
)
