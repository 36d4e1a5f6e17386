"""Sirekap's JSON and D.Hasil's tables into the rows of `exchange`: beside our figures, never among them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.utils import timezone

from deskpemilu.audit.services import Actor
from deskpemilu.exchange import dhasil, services
from deskpemilu.exchange.foreign import Foreign, Origin
from deskpemilu.exchange.gather import Gathered, gather
from deskpemilu.exchange.grids import read_grids
from deskpemilu.exchange.json_files import documents
from deskpemilu.exchange.queries import ids_of
from deskpemilu.intake.book import Book, book_of
from deskpemilu.registry.importers.report import Refused, Report
from deskpemilu.registry.models import Election
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, refused
from deskpemilu.tally import totals

SIREKAP, DHASIL = "sirekap", "dhasil"


def prepare_sirekap(source: Source, election: Election) -> Prepared:
    """Read files of Sirekap and compare with what is held of them. Raises FileRefused."""
    book = book_of(election)
    found = read_sirekap([source.path], election, names=[source.name])
    if found.refused:
        return refused(SIREKAP, found.read, found.refused, found.notes)
    if not found.forms and not found.ids:
        nothing = Refused(0, "", "", "Tidak ada data untuk pemilihan dan wilayah desk ini di dalam berkas.")
        return refused(SIREKAP, found.read, [nothing], found.notes)
    return _prepared(SIREKAP, Origin.SIREKAP, source, election, book, found)


def prepare_dhasil(source: Source, election: Election) -> Prepared:
    """Read tables of D.Hasil Kecamatan and compare with what is held of them. Raises FileRefused."""
    book = book_of(election)
    found = read_dhasil(source.path, election, name=source.name)
    if found.refused:
        return refused(DHASIL, found.read, found.refused, found.notes)
    if not found.forms:
        nothing = Refused(
            0, "", "", "Tidak ada tabel D.Hasil yang terbaca. Pakai templat dari halaman Banding."
        )
        return refused(DHASIL, 0, [nothing], found.notes)
    return _prepared(DHASIL, Origin.DHASIL, source, election, book, found)


def read_dhasil(path: Path, election: Election, *, contest: str = "", name: str = "") -> Gathered:
    """What tables of D.Hasil hold. Raises FileRefused."""
    lexicon = book_of(election).lexicon
    read = dhasil.parse(read_grids(path, name), lexicon, contest=contest)
    forms = {(form.contest, form.code, form.generation.value): form for form in read.forms}
    return Gathered(
        read=len(forms),
        forms=forms,
        refused=read.refused,
        unknown_tps=sum(1 for form in read.forms if form.of_tps and form.code not in lexicon.tps),
        told=read.notes,
    )


def read_sirekap(
    paths: Sequence[Path], election: Election, *, contest: str = "", names: Sequence[str] = ()
) -> Gathered:
    """What files or folders hold of an election, as `gather` tells it. Raises FileRefused."""
    labels = names or [path.name for path in paths]
    return gather(
        lambda: chain.from_iterable(documents(path, name) for path, name in zip(paths, labels, strict=True)),
        ids_of(election),
        book_of(election).lexicon,
        contest=contest,
        zone=timezone.get_default_timezone(),
    )


def _prepared(
    kind: str, origin: Origin, source: Source, election: Election, book: Book, found: Gathered
) -> Prepared:
    forms = list(found.forms.values())
    planned = services.plan(book.contests, origin, forms)
    report = _report(kind, planned, found)

    def write(actor: Actor, now: datetime) -> None:
        services.learn(election, found.ids)
        services.keep(
            actor=actor,
            election=election,
            source=origin,
            planned=planned,
            contests=book.contests,
            tps=_ids(forms, book),
            name=source.name,
            digest=digest_of(source.path),
            now=now,
        )
        totals.bump([election.pk])

    return Prepared(report, write)


def _ids(forms: Sequence[Foreign], book: Book) -> Mapping[str, int]:
    return {form.code: book.tps[form.code].pk for form in forms if form.code in book.tps}


def _report(kind: str, planned: services.Plan, found: Gathered) -> Report:
    notes = list(found.notes)
    if found.ids:
        notes.append(f"Daftar nomor Sirekap: {len(found.ids)} pilihan dikenali.")
    if planned.older:
        notes.append(
            f"{planned.older} data lebih lama daripada yang tersimpan; yang lebih baru tetap dipakai."
        )
    if planned.emptied:
        notes.append(f"{planned.emptied} TPS yang semula berangka kini kosong pada sumbernya.")
    return Report(
        kind=kind,
        read=found.read,
        new=planned.changes.count(Change.NEW),
        changed=planned.changes.count(Change.CHANGED),
        unchanged=planned.changes.count(Change.UNCHANGED),
        notes=tuple(notes),
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file, or of all files of a folder in the order of their names."""
    if path.is_dir():
        whole = hashlib.sha256()
        for each in sorted(path.rglob("*")):
            if each.is_file():
                whole.update(f"{each.relative_to(path)}\0{digest_of(each)}\n".encode())
        return whole.hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
