"""Imports of the real files: Banyuasin's TPS, results, outlines, candidates, and a whole province."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.states import CountState
from deskpemilu.flow import imports
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.importers.report import Report
from deskpemilu.registry.models import Boundary, Election, Region, Tps
from deskpemilu.registry.queries import lexicon_of
from deskpemilu.registry.regions import FOLDER
from deskpemilu.registry.services import create_election
from deskpemilu.tally.models import Total
from deskpemilu.tally.totals import compare

NOW = datetime(2024, 3, 1, 3, 0, tzinfo=UTC)
TPS, WITH_VOTES = 2564, 2168
VOTES = {"1": 66_771, "2": 323_074, "3": 53_691}  # Sirekap, March 2024, over the TPS with votes
PROVINCE_TPS = 25_985
KINDS_OF_DAPIL = {"DPR RI": "pdpr", "DPRD PROVINSI": "pdprdp", "DPRD KABUPATEN/KOTA": "pdprdk"}
KINDS_OF_LIST = {"dpr": "pdpr", "dprdprov": "pdprdp", "dprdkk": "pdprdk"}
Run = Callable[[str, Path], Report]

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="daftar kode wilayah belum ada; jalankan make setup"),
]


@pytest.fixture
def election() -> Election:
    """Pemilu 2024 in Banyuasin, from the shipped preset and list of regions."""
    return create_election(actor=PROGRAM, code="pemilu2024", preset="pemilu2024", area="16.07", now=NOW)


@pytest.fixture
def run(election: Election) -> Run:
    """Import a file; nothing of it may be refused."""

    def _run(kind: str, path: Path) -> Report:
        report = imports.carry_out(actor=PROGRAM, kind=kind, path=path, election=election, now=NOW)
        assert report.refused == ()
        return report

    return _run


def _csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def _votes(states: Iterable[CountState]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for votes in Count.objects.filter(state__in=states).values_list("submission__votes", flat=True):
        for key, figure in votes.items():
            sums[key] = sums.get(key, 0) + figure
    return sums


def test_the_regions_of_banyuasin_are_complete(election: Election) -> None:
    """21 kecamatan and 313 desa, as KPU counts them."""
    levels = Region.objects.filter(code__startswith="1607").values_list("level", flat=True)
    assert (list(levels).count("kecamatan"), list(levels).count("desa")) == (21, 313)


def test_every_tps_of_banyuasin_is_taken_twice_without_a_change(shared: Path, run: Run) -> None:
    """No desa is missing from the shipped list."""
    file = shared / "messages" / "tps.csv"
    first = run("tps", file)
    assert (first.new, Tps.objects.count()) == (TPS, TPS)
    assert run("tps", file).unchanged == TPS
    assert Tps.objects.filter(special=True).count() == 7


def test_results_add_up_to_the_known_figures(shared: Path, run: Run, election: Election) -> None:
    """What counts and what is held back make 66,771 / 323,074 / 53,691 over 2,168 TPS."""
    run("tps", shared / "messages" / "tps.csv")
    file = shared / "data" / "banyuasin" / "banyuasin_ppwp_tps.csv"
    report = run("results", file)
    assert (report.read, report.new, report.unchanged) == (TPS, WITH_VOTES, TPS - WITH_VOTES)

    held = {item.tps_code for item in report.held}
    assert held == set(Count.objects.filter(state="held").values_list("tps__code", flat=True))
    assert all(item.codes for item in report.held)
    everything = _votes([CountState.RECEIVED, CountState.HELD])
    assert everything == VOTES

    total = Total.objects.get(contest__code="ppwp", region_id="1607")
    assert total.received["votes"] == _votes([CountState.RECEIVED])
    assert (total.tps_total, total.tps_in, total.tps_held) == (TPS, WITH_VOTES - len(held), len(held))
    assert compare(election) == []

    versions = Submission.objects.count()
    again = run("results", file)
    assert (again.unchanged, len(again.held), Submission.objects.count()) == (TPS, len(held), versions)


def test_the_tps_that_contradict_themselves_are_the_ones_held(shared: Path, run: Run) -> None:
    """Every TPS whose sums were flagged by others is held; nothing is held without a flag."""
    run("tps", shared / "messages" / "tps.csv")
    report = run("results", shared / "data" / "banyuasin" / "banyuasin_ppwp_tps.csv")
    held = {item.tps_code for item in report.held}
    with (shared / "data" / "banyuasin" / "banyuasin_anomali.csv").open(encoding="utf-8") as file:
        flags = {row["kode_tps"]: set(row["flag"].split(";")) for row in csv.DictReader(file)}
    sums = {"JML_PASLON_BEDA_SAH", "SAH_PLUS_TDK_SAH_BEDA_TOTAL", "PENGGUNA_JENIS_BEDA_TOTAL"}
    wrong = {code for code, names in flags.items() if names & sums}
    assert wrong <= held
    assert held <= set(flags)


def test_outlines_of_banyuasin_are_taken(shared: Path, run: Run) -> None:
    """21 kecamatan, and the 305 of 313 desa that the file has."""
    folder = shared / "data" / "banyuasin"
    assert run("boundaries", folder / "kecamatan_16.07_banyuasin.geojson").new == 21
    assert run("boundaries", folder / "desa_16.07_banyuasin.geojson").new == 305
    assert Boundary.objects.count() == 326
    betung = Region.objects.get(code="160705")
    assert (betung.lat, betung.lon) == pytest.approx((-2.81, 104.24), abs=0.15)


def test_kpus_list_of_regions_agrees_with_the_shipped_one(shared: Path, run: Run) -> None:
    """One desa is spelled otherwise; both spellings are known afterwards."""
    report = run("regions", shared / "data" / "codes" / "wilayah_kpu2024_banyuasin.csv")
    assert (report.new, report.changed) == (0, 1)
    assert Region.objects.get(code="1607102020").aliases == ["Sungai Rengit Murni"]


def test_candidates_of_all_districts_are_taken(
    shared: Path, tmp_path: Path, run: Run, election: Election
) -> None:
    """Districts first, then every candidate behind their party."""
    folder = shared / "data" / "candidates"
    with (folder / "dapil_banyuasin.csv").open(encoding="utf-8") as file:
        districts = [
            (KINDS_OF_DAPIL[row["jenis_dapil"]], row["kode_dapil"], row["kode_wilayah"], row["nama_dapil"])
            for row in csv.DictReader(file)
        ]
    run("dapil", _csv(tmp_path / "dapil.csv", ("contest", "dapil", "kode_wilayah", "nama"), districts))
    known = {code for _, code, *_ in districts}
    with (folder / "dct_banyuasin_sumsel.csv").open(encoding="utf-8") as file:
        candidates = [
            (KINDS_OF_LIST[row["jenis"]], row["kode_dapil"], row["nomor_urut"], row["partai"], row["nama"])
            for row in csv.DictReader(file)
            if row["jenis"] in KINDS_OF_LIST and row["kode_dapil"] in known
        ]
    columns = ("contest", "dapil", "number", "party", "name")
    report = run("choices", _csv(tmp_path / "dct.csv", columns, candidates))
    assert report.new == len(candidates) > 800
    ballot = lexicon_of(election).contests["pdprdk"].choices_for("1607031001001")
    assert [choice.key for choice in ballot if "." not in choice.key] == [*map(str, range(1, 18)), "24"]
    in_district = sum(1 for row in candidates if row[:2] == ("pdprdk", "160701"))
    assert sum("." in choice.key for choice in ballot) == in_district > 0


@pytest.mark.parametrize("name", ["choices.csv"])
def test_the_choices_of_the_example_messages_serve_both_elections(shared: Path, run: Run, name: str) -> None:
    """Lines of the other election are counted and left out."""
    report = run("choices", shared / "messages" / name)
    assert (report.read, report.new, report.unchanged) == (13, 8, 5)


@pytest.mark.slow
def test_a_whole_province_is_taken(shared: Path, tmp_path: Path) -> None:
    """25,985 TPS and their results in one go, misread figures and all.

    PostgreSQL has just looked at the tables and found them empty, as on a new desk: it must not plan by that.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    election = create_election(actor=PROGRAM, code="sumsel", preset="pemilu2024", area="16", now=NOW)
    file = tmp_path / "sumsel.csv"
    file.write_bytes(
        gzip.decompress((shared / "data" / "provinces" / "ppwp_tps_16_sumsel.csv.gz").read_bytes())
    )
    for kind in ("tps", "results"):
        report = imports.carry_out(actor=PROGRAM, kind=kind, path=file, election=election, now=NOW)
        assert (report.refused, report.read) == ((), PROVINCE_TPS)
    assert Tps.objects.filter(election=election).count() == PROVINCE_TPS
    assert compare(election) == []
