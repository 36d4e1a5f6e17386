"""Figures of Sirekap and D.Hasil in the database: versions, never totals; decisions on differences."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM, verify
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.exchange import dhasil_template, queries, services
from deskpemilu.exchange.beside import Row, lay_beside, summarise
from deskpemilu.exchange.compare import Kind
from deskpemilu.exchange.foreign import Origin
from deskpemilu.exchange.models import DifferenceNote, ForeignChoice, ForeignFigures, ForeignFile, Verdict
from deskpemilu.exchange.sums import compare_regions
from deskpemilu.flow import imports
from deskpemilu.intake.book import book_of
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.importers.report import Report
from deskpemilu.registry.models import Choice, Contest, Dapil, Election, Tps, TpsAlias
from deskpemilu.registry.services import touch
from deskpemilu.tally.models import LiveVersion, Total
from deskpemilu.tally.totals import compare, rebuild
from tests.builders import NOW, make_election, make_submission
from tests.people import person

pytestmark = pytest.mark.django_db
TPS = "1607012001001"
VOTES = {"100025": 39, "100026": 118, "100027": 17}
Write = Callable[..., Path]


@pytest.fixture
def election() -> Election:
    """Two kecamatan of two desa of three TPS; one form held by us."""
    made = make_election(contests=("ppwp", "pkwkk"))
    make_submission(Tps.objects.get(code=TPS), made.contests.get(code="ppwp"), {"1": 39, "2": 118, "3": 17})
    rebuild(made)
    return made


@pytest.fixture
def contest(election: Election) -> Contest:
    """The presidential one."""
    return Contest.objects.select_related("election").get(election=election, code="ppwp")


@pytest.fixture
def sirekap(tmp_path: Path) -> Write:
    """A file of Sirekap's lines: {TPS code: chart}."""

    def write(
        charts: dict[str, Any], *, ts: str = "2024-02-15 21:00:00", contest: str = "ppwp", **more: Any
    ) -> Path:
        path = tmp_path / "sirekap.jsonl"
        rows = [
            {
                "path": f"pemilu/hhcw/{contest}/16/{code}.json",
                "body": {"chart": chart, "ts": ts, "psu": None, **more},
            }
            for code, chart in charts.items()
        ]
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return path

    return write


def run(election: Election, path: Path, kind: str = "sirekap", days: int = 0) -> Report:
    now = NOW + timedelta(days=days)
    return imports.carry_out(actor=PROGRAM, kind=kind, path=path, election=election, now=now)


def row_of(contest: Contest, code: str = TPS, source: Origin = Origin.SIREKAP) -> Row:
    mine = queries.ours_of(contest)
    theirs = queries.fitting(mine, queries.theirs_of(contest, source))
    return next(row for row in lay_beside(mine, theirs) if row.tps_code == code)


def test_their_figures_never_enter_ours(election: Election, contest: Contest, sirekap: Write) -> None:
    """Not a version, not a count, not a total; only pages are told that something changed."""
    before = (Submission.objects.count(), Count.objects.count(), list(Total.objects.values_list("received")))
    live = LiveVersion.objects.get(election=election).number
    report = run(election, sirekap({TPS: VOTES, "1607012001002": VOTES}))
    assert (report.new, report.written) == (2, True)
    after = (Submission.objects.count(), Count.objects.count(), list(Total.objects.values_list("received")))
    assert after == before
    assert compare(election) == []
    assert LiveVersion.objects.get(election=election).number > live
    assert row_of(contest).kind is Kind.EQUAL
    assert row_of(contest, "1607012001002").kind is Kind.MISSING_HERE


def test_a_tps_that_was_moved_here_is_found_by_kpus_code(
    election: Election, contest: Contest, sirekap: Write
) -> None:
    """Whichever of its codes they use, it is one TPS; narrowed to its new desa as well."""
    run(election, sirekap({TPS: VOTES}))
    moved = Tps.objects.get(code=TPS)
    Tps.objects.filter(pk=moved.pk).update(code="1607012002009", desa_id="1607012002")
    TpsAlias.objects.create(election=election, code=TPS, tps=moved, since=NOW)
    assert row_of(contest, "1607012002009").kind is Kind.EQUAL
    assert list(queries.theirs_of(contest, Origin.SIREKAP, area="1607012002")) == ["1607012002009"]
    assert queries.theirs_of(contest, Origin.SIREKAP, area="1607012001") == {}


def test_the_same_again_changes_nothing_and_newer_makes_a_version(election: Election, sirekap: Write) -> None:
    """The earlier one stays; an older file found later does not replace it."""
    file = sirekap({TPS: VOTES})
    assert run(election, file).new == 1
    again = run(election, file, days=1)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert ForeignFile.objects.count() == 1
    newer = run(election, sirekap({TPS: {**VOTES, "100026": 718}}, ts="2024-02-16 08:00:00"), days=1)
    assert (newer.changed, newer.unchanged) == (1, 0)
    older = run(election, sirekap({TPS: VOTES}, ts="2024-02-14 20:00:00"), days=2)
    assert (older.changed, older.unchanged) == (0, 1)
    assert any("lebih lama" in note for note in older.notes)
    rows = ForeignFigures.objects.order_by("version")
    assert [(row.version, row.current, row.votes["2"]) for row in rows] == [(1, False, 118), (2, True, 718)]
    assert ForeignFigures.objects.filter(tps__code=TPS).count() == 2


def test_figures_that_were_withdrawn_are_a_version_too(
    election: Election, contest: Contest, sirekap: Write
) -> None:
    """KPU took charts off its pages in March 2024: what stood there stays readable."""
    run(election, sirekap({TPS: VOTES}))
    gone = run(election, sirekap({TPS: None}, ts="2024-03-05 20:50:00"), days=1)
    assert gone.changed == 1
    assert any("kini kosong" in note for note in gone.notes)
    assert row_of(contest).kind is Kind.MISSING_THERE
    assert ForeignFigures.objects.get(version=1).votes == {"1": 39, "2": 118, "3": 17}


def test_a_tps_without_figures_yet_is_nothing(election: Election, sirekap: Write) -> None:
    """Thousands of empty TPS on the night itself are no versions."""
    report = run(election, sirekap({TPS: None}))
    assert (report.read, report.new, report.unchanged) == (1, 0, 1)
    assert ForeignFigures.objects.count() == 0


def test_one_refusal_and_nothing_is_kept(election: Election, sirekap: Write) -> None:
    """All or nothing, as for every import."""
    report = run(election, sirekap({TPS: VOTES, "1607012001002": {"100099": 5}}))
    assert not report.written
    assert [(each.line, each.value) for each in report.refused] == [(2, "100099")]
    assert (ForeignFigures.objects.count(), ForeignFile.objects.count()) == (0, 0)


def test_ids_imported_once_serve_later_files(election: Election, tmp_path: Path, sirekap: Write) -> None:
    """Pairs of a pilkada: first the list, then figures without it."""
    figures = {TPS: {"1000418": 5, "1000419": 9}}
    assert "belum dikenal" in run(election, sirekap(figures, contest="pkwkk")).refused[0].reason
    ids = tmp_path / "paslon_pkwkk.json"
    ids.write_text(json.dumps({"1607": {"1000418": {"nomor_urut": 1}, "1000419": {"nomor_urut": 2}}}))
    assert run(election, ids).written
    assert run(election, ids).written  # the same list again
    assert ForeignChoice.objects.count() == 2
    assert run(election, sirekap(figures, contest="pkwkk")).new == 1
    assert ForeignFigures.objects.get().votes == {"1": 5, "2": 9}


def test_our_generation_is_laid_beside_theirs(election: Election, contest: Contest, sirekap: Write) -> None:
    """Both of theirs are kept; ours is held against its own kind of voting, else the newest."""
    run(
        election,
        sirekap({TPS: {**VOTES, "100025": 1}}, ts="2024-02-24 10:00:00", psu="Pemungutan Suara Ulang"),
    )
    assert row_of(contest).other_generation
    run(election, sirekap({TPS: VOTES}, ts="2024-02-15 10:00:00"))
    assert ForeignFigures.objects.filter(current=True).count() == 2
    assert row_of(contest).kind is Kind.EQUAL
    assert not row_of(contest).other_generation
    Count.objects.filter(tps__code=TPS).update(generation=Generation.PSU.value)
    psu = row_of(contest)
    assert (psu.kind, psu.judgement.difference) == (Kind.OTHER, {"1": -38})


@pytest.mark.parametrize(
    ("state", "received", "verified"),
    [
        ("received", Kind.EQUAL, Kind.MISSING_HERE),
        ("held", Kind.EQUAL, Kind.MISSING_HERE),
        ("conflict", Kind.EQUAL, Kind.MISSING_HERE),
        ("verified", Kind.EQUAL, Kind.EQUAL),
        ("locked", Kind.EQUAL, Kind.EQUAL),
        ("returned", Kind.MISSING_HERE, Kind.MISSING_HERE),
        ("rejected", Kind.MISSING_HERE, Kind.MISSING_HERE),
    ],
)
def test_which_of_ours_is_compared(
    election: Election, contest: Contest, sirekap: Write, state: str, received: Kind, verified: Kind
) -> None:
    """What is held back is compared as well, what was sent back is not there."""
    run(election, sirekap({TPS: VOTES}))
    Count.objects.filter(tps__code=TPS).update(state=state)
    theirs = queries.theirs_of(contest, Origin.SIREKAP)
    for count, kind in ((queries.RECEIVED, received), (queries.VERIFIED, verified)):
        mine = queries.ours_of(contest, count=count)
        assert [row.kind for row in lay_beside(mine, queries.fitting(mine, theirs))] == [kind]


def decide(who: Any, contest: Contest, **change: Any) -> DifferenceNote:
    row = row_of(contest)
    given = {"seen": services.ids_in(row), "verdict": "ours", "note": "sesuai foto", **change}
    return services.decide(actor=who, contest=contest, source=Origin.SIREKAP, row=row, now=NOW, **given)


def test_a_decision_is_kept_with_who_and_when_and_in_the_log(
    election: Election, contest: Contest, sirekap: Write
) -> None:
    """Later ones stand beside it; the figures stay as they are."""
    run(election, sirekap({TPS: {**VOTES, "100026": 718}}))
    camat = person(Role.CAMAT, "160701")
    decide(camat, contest)
    decide(camat, contest, verdict="noted", note="menunggu PPK")
    notes = queries.notes_of(contest, Origin.SIREKAP)
    assert (notes[TPS].verdict, notes[TPS].person, notes[TPS].kind) == (Verdict.NOTED, camat, "digit_slip")
    assert DifferenceNote.objects.count() == 2
    logged = Record.objects.filter(act="difference.decide", region=TPS).values_list("data", flat=True)
    assert [each["verdict"] for each in logged] == ["ours", "noted"]
    assert logged[0]["difference"] == {"2": 600}
    assert verify() is None
    assert Submission.objects.get().votes["2"] == 118


def test_a_decision_is_refused_to_others_and_for_figures_that_changed(
    election: Election, contest: Contest, sirekap: Write
) -> None:
    """A camat elsewhere, an operator, a stale page, an empty note, an unknown word."""
    run(election, sirekap({TPS: {**VOTES, "100026": 718}}))
    for stranger in (person(Role.CAMAT, "160702"), person(Role.OPERATOR, "160701"), person(Role.PIMPINAN)):
        with pytest.raises(PermissionDenied):
            decide(stranger, contest)
    staff = person(Role.STAF)
    with pytest.raises(services.NoteRefused, match="berubah sejak"):
        decide(staff, contest, seen=(0, 0))
    with pytest.raises(services.NoteRefused, match="catatannya"):
        decide(staff, contest, verdict="noted", note="  ")
    with pytest.raises(services.NoteRefused, match="Pilih salah satu"):
        decide(staff, contest, verdict="entah")
    assert DifferenceNote.objects.count() == 0


def test_a_decision_may_be_made_where_they_have_nothing(
    election: Election, contest: Contest, sirekap: Write
) -> None:
    """The TPS that KPU has not shown yet is worth a letter as well."""
    run(election, sirekap({"1607012001002": VOTES}))
    kept = decide(person(Role.STAF), contest)
    assert (kept.kind, kept.theirs_id) == ("missing_there", None)


def fill(election: Election, path: Path, change: dict[str, str]) -> Path:
    """D.Hasil of kecamatan 160701, 10, 20, 30 votes a TPS; `change`: sums by choice in the first desa."""
    made = dhasil_template.blocks(book_of(election).lexicon, "ppwp", "160701")
    for number, block in enumerate(made.values()):
        for line in block[6:]:
            if line[0] in {"1", "2", "3"}:
                line[2:5] = [str(10 * int(line[0]))] * 3
                line[5] = str(30 * int(line[0]))
                if number == 0:
                    line[5] = change.get(line[0], line[5])
    path.write_bytes(dhasil_template.as_xlsx(made))
    return path


def test_dhasil_is_kept_by_tps_and_by_desa_and_sums_are_compared(
    election: Election, contest: Contest, tmp_path: Path
) -> None:
    """A16: 10 votes vanish between our TPS and the desa's sum; the sheet's own columns say so too."""
    for tps in Tps.objects.filter(code__startswith="160701", election=election).exclude(code=TPS):
        make_submission(tps, contest, {"1": 10, "2": 20, "3": 30})
    report = run(election, fill(election, tmp_path / "dhasil.xlsx", {"2": "50"}), kind="dhasil")
    assert (report.new, report.refused) == (8, ())
    assert [note.split(":")[0] for note in report.notes] == ["Mekar Sari 2001!F30"]
    mine = queries.ours_of(contest, area="160701")
    theirs = queries.fitting(mine, queries.theirs_of(contest, Origin.DHASIL, area="160701"))
    sums = queries.sums_of(contest, Origin.DHASIL, area="160701")
    codes = list(Tps.objects.filter(election=election).values_list("code", flat=True))
    first, second = compare_regions("ppwp", sums, mine, theirs, codes)
    assert (first.code, first.here, first.tps, first.complete) == ("1607012001", 3, 3, True)
    told = {
        each.values["rows"][0]: (each.values["computed"], each.values["written"]) for each in first.findings
    }
    assert told == {"choice:1": (59, 30), "choice:2": (158, 50), "choice:3": (77, 90)}
    assert [each.code for each in first.findings] == ["A16"] * 3
    assert [(each.values["computed"], each.values["written"]) for each in first.within] == [(60, 50)]
    assert (second.findings, second.within, second.complete) == ((), (), True)
    assert row_of(contest, source=Origin.DHASIL).kind is Kind.OTHER
    again = run(election, tmp_path / "dhasil.xlsx", kind="dhasil", days=1)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 8)


def test_a_region_that_is_not_complete_here_says_so(
    election: Election, contest: Contest, tmp_path: Path
) -> None:
    """A difference before all TPS are in proves nothing."""
    run(election, fill(election, tmp_path / "dhasil.xlsx", {}), kind="dhasil")
    mine = queries.ours_of(contest, area="160701")
    sums = queries.sums_of(contest, Origin.DHASIL, area="160701")
    codes = list(Tps.objects.filter(election=election).values_list("code", flat=True))
    rows = compare_regions("ppwp", sums, mine, {}, codes)
    assert [(row.here, row.tps, row.complete) for row in rows] == [(1, 3, False), (0, 3, False)]


def test_dhasil_holds_whatever_voting_counts(election: Election, contest: Contest, tmp_path: Path) -> None:
    """After a PSU its table is held against the PSU, without a word about another voting."""
    run(election, fill(election, tmp_path / "dhasil.xlsx", {}), kind="dhasil")
    Count.objects.filter(tps__code=TPS).update(generation=Generation.PSU.value)
    assert not row_of(contest, source=Origin.DHASIL).other_generation


def test_dpr_is_compared_by_party_and_candidate(tmp_path: Path) -> None:
    """KPU's list and figures in one ZIP; 7 read as 1 for a candidate, whose party's sum follows."""
    made = make_election(contests=("pdpr",), kecamatan=1, desa=1, tps=2)
    pdpr = Contest.objects.select_related("election").get(election=made, code="pdpr")
    Dapil.objects.create(contest=pdpr, code="1601", areas=["1607"])
    Choice.objects.bulk_create(
        Choice(contest=pdpr, dapil="1601", key=f"5.{n}", order=5000 + n, name=f"Caleg {n}") for n in (1, 2)
    )
    touch(made)
    make_submission(Tps.objects.get(code=TPS, election=made), pdpr, {"1": 50, "5": 10, "5.1": 71, "5.2": 3})
    body = {
        "chart": {
            "1": {"jml_suara_total": 50, "jml_suara_partai": 50},
            "5": {"jml_suara_total": 24, "jml_suara_partai": 10},
        },
        "caleg": {"5": {"9001": 11, "9002": 3}},
        "administrasi": None,
        "psu": "Reguler",
        "ts": "2024-02-16 10:00:00",
    }
    path = tmp_path / "dpr.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(f"pemilu/hhcw/pdpr/16/1607/{TPS}.json", json.dumps(body))
        candidates = {"5": {"9001": {"nomor_urut": 1}, "9002": {"nomor_urut": 2}}}
        out.writestr("pemilu/caleg/partai/1601.json", json.dumps(candidates))
    assert run(made, path).new == 1
    row = row_of(pdpr)
    assert (row.kind, row.judgement.difference, row.judgement.detail["figure"]) == (
        Kind.DIGIT_SLIP,
        {"5.1": -60},
        "5.1",
    )
    by_party = summarise([row], parties_only=True)
    assert {each.key: (each.ours, each.theirs) for each in by_party.effects} == {"1": (50, 50), "5": (84, 24)}


def test_a_folder_is_imported_as_it_lies(election: Election, tmp_path: Path) -> None:
    """One file a TPS, as they were fetched; the import notes the digest of all of them."""
    for number in (1, 2):
        code = f"160701200100{number}"
        file = tmp_path / "unduhan" / "hhcw" / "ppwp" / "160701" / f"{code}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"chart": VOTES, "ts": "2024-02-16 10:00:00"}, indent=1), encoding="utf-8")
    assert run(election, tmp_path / "unduhan").new == 2
    assert len(ForeignFile.objects.get().digest) == 64
