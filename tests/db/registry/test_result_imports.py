"""Results of a file become versions by the same rules as messages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import CountState, Generation
from deskpemilu.flow import imports, revotes, table_sizes
from deskpemilu.flow.revotes import Decree
from deskpemilu.intake.models import Confirmation, Count, Submission
from deskpemilu.registry.importers.report import Report
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally.models import LiveVersion, Total
from deskpemilu.tally.totals import compare, rebuild
from tests.builders import make_election, make_submission
from tests.people import person

NOW = datetime(2024, 2, 15, 3, 0, tzinfo=UTC)
HEAD = "kode_tps,suara_01,suara_02,suara_03,suara_sah,suara_tidak_sah,suara_total\n"
GOOD = "1607012001001,50,100,30,180,5,185\n"
BAD = "1607012001002,50,100,30,190,5,195\n"
EMPTY = "1607012001003,,,,,,\n"


@pytest.fixture
def election() -> Election:
    """One desa with three TPS and its totals."""
    made = make_election(kecamatan=1, desa=1, tps=3)
    rebuild(made)
    return made


@pytest.fixture
def run(tmp_path: Path, election: Election) -> Any:
    """Import results from text."""

    def _run(rows: str) -> Report:
        file = tmp_path / "hasil.csv"
        file.write_text(HEAD + rows, encoding="utf-8")
        return imports.carry_out(actor=PROGRAM, kind="results", path=file, election=election, now=NOW)

    return _run


def _count(number: int) -> Count:
    return Count.objects.get(tps__code=f"160701200100{number}")


def _total(election: Election) -> Total:
    return Total.objects.get(contest__election=election, region_id="1607")


def test_votes_become_versions_and_totals(run: Any, election: Election) -> None:
    """A sound form counts, one that contradicts itself is held and named, one without votes is skipped."""
    before = LiveVersion.objects.get(election=election).number
    report = run(GOOD + BAD + EMPTY)
    assert (report.read, report.new, report.unchanged, report.refused) == (3, 2, 1, ())
    assert [(held.tps_code, held.contest) for held in report.held] == [("1607012001002", "ppwp")]
    assert report.held[0].codes
    assert _count(1).state == CountState.RECEIVED
    assert _count(2).state == CountState.HELD
    total = _total(election)
    assert total.received["votes"] == {"1": 50, "2": 100, "3": 30}
    assert (total.tps_in, total.tps_held) == (1, 1)
    assert compare(election) == []
    assert LiveVersion.objects.get(election=election).number > before


def test_a_version_says_where_it_came_from(run: Any) -> None:
    """Origin and file, without a message or a person."""
    run(GOOD)
    version = Submission.objects.get()
    assert (version.origin, version.reporter_label) == ("import", "Impor hasil")
    assert version.created_at == NOW
    assert "hasil.csv" in version.reason


def test_the_same_results_again_change_nothing(run: Any) -> None:
    """No version, no confirmation; what is held is still named."""
    run(GOOD + BAD)
    report = run(GOOD + BAD)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert len(report.held) == 1
    assert (Submission.objects.count(), Confirmation.objects.count()) == (2, 0)


def test_a_newer_file_corrects_an_older_one(run: Any, election: Election) -> None:
    """Both versions stay; the newer counts."""
    run(GOOD)
    report = run("1607012001001,51,100,30,181,5,186\n")
    assert report.changed == 1
    assert _count(1).state == CountState.RECEIVED
    assert _total(election).received["votes"]["1"] == 51
    assert Submission.objects.count() == 2


def test_a_persons_report_is_not_overwritten(run: Any, election: Election) -> None:
    """Different figures wait for a person and are named; vouched ones stay in both totals."""
    contest = election.contests.get()
    first, second = Tps.objects.order_by("code")[:2]
    make_submission(first, contest, {"1": 49, "2": 100, "3": 30}, invalid=5)
    make_submission(second, contest, {"1": 50, "2": 100, "3": 30}, state="verified", invalid=5)
    rebuild(election)
    report = run(GOOD + "1607012001002,51,100,30,181,5,186\n")
    assert [(held.tps_code, held.codes) for held in report.held] == [
        ("1607012001001", ("angka_berbeda",)),
        ("1607012001002", ("angka_berbeda",)),
    ]
    assert _count(1).state == CountState.CONFLICT
    assert _count(2).state == CountState.VERIFIED
    assert _count(2).requested is not None
    assert _total(election).verified["votes"]["1"] == 50


def test_what_a_camat_returned_does_not_come_back_with_the_same_file(run: Any) -> None:
    """Only other figures do."""
    run(GOOD)
    Count.objects.update(state="returned")
    assert run(GOOD).unchanged == 1
    assert _count(1).state == CountState.RETURNED


def test_a_preview_of_results_writes_nothing(tmp_path: Path, election: Election) -> None:
    """But names what would be held."""
    file = tmp_path / "hasil.csv"
    file.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    report = imports.preview("results", file, election)
    assert (report.new, len(report.held), report.written) == (2, 1, False)
    assert Count.objects.count() == Submission.objects.count() == 0


def test_one_unknown_tps_refuses_all_results(run: Any) -> None:
    """All or nothing."""
    report = run(GOOD + "1607012001999,1,1,1,3,0,3\n")
    assert [(item.line, item.column) for item in report.refused] == [(3, "kode_tps")]
    assert Submission.objects.count() == 0


def test_two_sources_are_two_reporters(tmp_path: Path, election: Election) -> None:
    """What differs stands side by side, also where both break a rule; the same source corrects itself."""

    def bring(rows: str) -> Report:
        file = tmp_path / "hasil.csv"
        file.write_text(HEAD.strip() + ",sumber\n" + rows, encoding="utf-8")
        return imports.carry_out(actor=PROGRAM, kind="results", path=file, election=election, now=NOW)

    bring(
        GOOD.strip() + ",KPU\n" + BAD.strip() + ",KPU\n" + GOOD.replace("001,", "003,", 1).strip() + ",KPU\n"
    )
    assert [_count(n).state for n in (1, 2, 3)] == ["received", "held", "received"]
    bring(
        GOOD.strip()
        + ",Saksi\n1607012001002,51,100,30,190,5,195,Saksi\n1607012001003,51,100,30,181,5,186,Saksi\n"
    )
    assert [_count(n).state for n in (1, 2, 3)] == ["received", "conflict", "conflict"]
    assert compare(election) == []
    bring("1607012001001,52,100,30,182,5,187,KPU\n")
    assert (_count(1).state, _count(1).versions) == ("received", 2)
    bring("1607012001001,53,100,30,183,5,188,\n")
    assert _count(1).state == "conflict", "a file without a source is another source"


def test_a_file_of_the_first_vote_is_no_result_of_the_second(run: Any, election: Election) -> None:
    """KPU's file of the night, brought once more after a PSU was decided, and again on its day; figures
    that are new belong to the earlier vote before that day, and to the PSU from then on."""
    other = GOOD.replace("50,100,30,180,5,185", "51,100,30,181,5,186")
    run(GOOD)
    for code, voted in (("1607012001001", NOW.date()), ("1607012001002", date(2024, 2, 24))):
        revotes.decide(
            actor=person(Role.STAF, ""),
            election=election,
            codes=[code],
            contests=["ppwp"],
            decree=Decree(Generation.PSU, "12", NOW.date(), "uji", voting_date=voted),
            now=NOW,
        )
    assert run(GOOD).unchanged == 1
    assert _total(election).received["votes"] == {}
    run(GOOD.replace("001,", "002,", 1))
    assert _total(election).received["votes"] == {}
    assert Submission.objects.get(tps__code="1607012001002").generation == "reguler"
    run(other)
    assert _total(election).received["votes"] == {"1": 51, "2": 100, "3": 30}
    assert compare(election) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite memilih rencana tanpa ukuran tabel")
def test_a_large_import_tells_postgresql_how_large_the_tables_are(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A join over tables that were empty a moment ago is not planned as if they still were."""
    monkeypatch.setattr(table_sizes, "MANY", 2)

    def known() -> tuple[int, ...]:
        with connection.cursor() as cursor:
            names = (Tps._meta.db_table, Submission._meta.db_table, Count._meta.db_table)
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE oid = ANY(%s::regclass[]) ORDER BY relname",
                [list(names)],
            )
            return tuple(int(row[0]) for row in cursor.fetchall())

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert known() == (0, 0, 3)
    run(GOOD + BAD)
    assert known() == (2, 2, 3)
