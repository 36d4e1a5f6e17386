"""Where KPU's figures of a check come from: what was imported beside ours, or a file in `results` columns."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from deskpemilu.domain.form import CountForm
from deskpemilu.exchange import queries as foreign
from deskpemilu.exchange.foreign import ORIGIN_NAMES, Origin
from deskpemilu.insight.queries import choices_of
from deskpemilu.insight.transcripts.plan import Figures
from deskpemilu.intake.book import Book, book_of
from deskpemilu.registry.importers import results
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.report import FileRefused
from deskpemilu.registry.models import Contest

LARGEST_FILE = 64 * 1024 * 1024
SHOWN = 3
_BALLOTS = ("suara_total", "surat_digunakan")


class _Every:
    """Any TPS code: a file of a whole province is no mistake here, what is not ours is left out."""

    def __contains__(self, code: object) -> bool:
        return True


def sources_of(contest: Contest) -> list[tuple[str, str]]:
    """Stored sources that have figures of this contest: (value, label)."""
    found = []
    for origin in foreign.sources_of(contest):
        file = foreign.newest_file(contest, origin)
        name = ORIGIN_NAMES[origin.value]
        found.append((origin.value, f"{name} yang sudah diimpor ({file.name})" if file else name))
    return found


def stored_figures(contest: Contest, source: str) -> Figures:
    """Figures that were imported. Raises ValueError with a sentence."""
    theirs = foreign.fitting(foreign.ours_of(contest), foreign.theirs_of(contest, Origin(source)))
    codes = set(book_of(contest.election).tps)
    return _figures(contest, {code: row.form for code, row in theirs.items() if code in codes})


def figures_in(contest: Contest, file: UploadedFile[Any]) -> Figures:
    """Figures of an uploaded CSV or XLSX. Raises ValueError with a sentence that names line and column."""
    if (file.size or 0) > LARGEST_FILE:
        raise ValueError("Berkas lebih besar dari 64 MB. Pilih berkas satu kabupaten/kota.")
    book = book_of(contest.election)
    ballots = {
        code: tuple(
            {choice.key: None for ballot in book.lexicon.contests[code].choices.values() for choice in ballot}
        )
        for code in book.contests
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "angka-kpu"
        path.write_bytes(file.read())
        try:
            parsed = results.parse(read_table(path, results.REQUIRED), tps=_Every(), ballots=ballots)
        except FileRefused as error:
            raise ValueError(str(error)) from error
    if parsed.refused:
        said = "; ".join(f"baris {r.line}, kolom {r.column}: {r.reason}" for r in parsed.refused[:SHOWN])
        raise ValueError(f"{len(parsed.refused)} angka ditolak: {said}")
    mine = (row for row in parsed.rows if row.contest == contest.code and row.tps_code in book.tps)
    return _figures(contest, {row.tps_code: row.form for row in mine})


def _keys(book: Book, contest: str) -> tuple[str, ...]:
    every = book.lexicon.contests[contest].choices.values()
    return tuple({choice.key: None for ballot in every for choice in ballot})


def _figures(contest: Contest, forms: Mapping[str, CountForm]) -> Figures:
    choices = choices_of(contest)
    rows = {code: (dict(form.votes), _used(form)) for code, form in forms.items()}
    return Figures.of(choices.keys, choices.names, rows)


def _used(form: CountForm) -> int:
    """Ballots used as the source states them, at least those it counts."""
    stated = [form.rows.get(name, 0) for name in _BALLOTS]
    return max(*stated, form.votes_sum + form.rows.get("suara_tidak_sah", 0))
