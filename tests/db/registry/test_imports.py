"""Imports write all or nothing, the same file again changes nothing, and each is recorded."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM, verify
from deskpemilu.domain.roles import Role
from deskpemilu.flow import imports
from deskpemilu.registry.importers.report import Report
from deskpemilu.registry.models import Boundary, Choice, Dapil, Election, ImportRun, Region, Tps
from deskpemilu.registry.queries import lexicon_of, the_election
from deskpemilu.registry.writers import tps as tps_writer
from deskpemilu.tally.models import Total
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 1, 20, 3, 0, tzinfo=UTC)
SQUARE = [[[104.0, -3.0], [104.2, -3.0], [104.2, -2.8], [104.0, -2.8], [104.0, -3.0]]]


@pytest.fixture
def election() -> Election:
    """Two kecamatan of one desa with two TPS each, no DPT yet."""
    made = make_election(kecamatan=2, desa=1, tps=2, contests=("ppwp", "pdprdk", "pkwkk"))
    Tps.objects.update(dpt_l=None, dpt_p=None)
    return made


@pytest.fixture
def run(tmp_path: Path, election: Election) -> Any:
    """Import a text as a file of a kind."""

    def _run(kind: str, text: str, **options: Any) -> Report:
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        options.setdefault("actor", PROGRAM)
        return imports.carry_out(kind=kind, path=file, election=election, now=NOW, **options)

    return _run


TPS_FILE = "kode_tps,dpt_l,dpt_p,alamat\n1607012001001,120,125,Balai\n1607012001003,90,95,\n"
SAMPLES = {
    "tps": (TPS_FILE, (1, 1, 0)),
    "regions": ("kode,nama\n16.07.01.2001,Nama Baru\n16.07.01.2009,Tambahan\n", (1, 1, 0)),
    "dapil": ("contest,dapil,kode_wilayah\npdprdk,UJI 1,160701\npdprdk,UJI 2,160702\n", (2, 0, 0)),
    "choices": (
        "contest,dapil,number,party,name,aliases\nppwp,,1,,Pasangan Satu,Satu|Uno\npkwkk,,3,,Calon Tiga,\n",
        (1, 1, 0),
    ),
    "people": (
        "name,phone,role,scope\nBudi Uji,081200012345,operator,160701\nSiti Uji,081200012346,staf,\n",
        (2, 0, 0),
    ),
}


def _figures(report: Report) -> tuple[int, int, int]:
    return report.new, report.changed, report.unchanged


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_same_file_again_changes_nothing(run: Any, kind: str) -> None:
    """First what the file says, then all of it unchanged; both runs are in the audit log."""
    text, figures = SAMPLES[kind]
    first, second = run(kind, text), run(kind, text)
    assert (first.refused, first.written, _figures(first)) == ((), True, figures)
    assert (second.refused, _figures(second)) == ((), (0, 0, first.read))
    assert Record.objects.filter(act="registry.import").count() == 2
    assert [run_.kind for run_ in ImportRun.objects.all()] == [kind, kind]
    assert verify() is None


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_preview_writes_nothing(tmp_path: Path, election: Election, kind: str) -> None:
    """Neither rows nor a run nor a record."""
    text, figures = SAMPLES[kind]
    file = tmp_path / "berkas.csv"
    file.write_text(text, encoding="utf-8")
    report = imports.preview(kind, file, election)
    assert (_figures(report), report.written) == (figures, False)
    assert ImportRun.objects.count() == Record.objects.count() == Person.objects.count() == 0
    assert Tps.objects.count() == 4
    assert Region.objects.count() == 6


def test_one_refused_line_refuses_the_file(run: Any) -> None:
    """The sound lines beside it are not written either."""
    report = run("tps", TPS_FILE + "1607012001004,-5,1,\n1607992001001,1,1,\n")
    assert [(item.line, item.column, item.value) for item in report.refused] == [
        (4, "dpt_l", "-5"),
        (5, "kode_tps", "1607992001001"),
    ]
    assert (report.written, report.read, report.new) == (False, 4, 0)
    assert Tps.objects.count() == 4
    assert ImportRun.objects.count() == Record.objects.count() == 0


def test_wrong_columns_refuse_the_file(run: Any) -> None:
    """Naming the column that is missing."""
    (refused,) = run("tps", "kode_tps,laki,perempuan\n1607012001001,1,2\n").refused
    assert (refused.line, refused.column) == (1, "dpt_l")


def test_a_failure_halfway_leaves_nothing_behind(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The TPS were written, then the totals failed: all of it is undone."""

    def fail(election: Election) -> None:
        raise IntegrityError("bentrok")

    monkeypatch.setattr(imports.totals, "rebuild", fail)
    report = run("tps", TPS_FILE)
    assert (report.written, len(report.refused)) == (False, 1)
    assert Tps.objects.count() == 4
    assert ImportRun.objects.count() == Record.objects.count() == 0


def test_tps_update_and_what_is_blank_stays(run: Any, election: Election) -> None:
    """A later file without DPT does not erase it; TPS that a file leaves out stay."""
    run("tps", TPS_FILE)
    report = run("tps", "kode_tps,dpt_l,dpt_p\n1607012001001,,\n")
    assert _figures(report) == (0, 0, 1)
    assert "4 TPS yang sudah ada tidak disebut" in report.notes[-1]
    row = Tps.objects.get(code="1607012001001")
    assert (row.dpt, row.address) == (245, "Balai")


def test_tps_show_in_totals_and_in_the_lexicon_at_once(run: Any, election: Election) -> None:
    """A worker that has the lexicon in memory sees the new TPS with its next message."""
    assert "1607012001003" not in lexicon_of(election).tps
    run("tps", TPS_FILE)
    assert lexicon_of(election).tps["1607012001003"] == 185
    total = Total.objects.get(contest__code="ppwp", region_id="160701")
    assert (total.tps_total, total.dpt) == (3, 430)


def test_a_special_tps_is_one_by_its_number(run: Any) -> None:
    """Numbers from 901, unless the file says otherwise."""
    run("tps", "kode_tps,dpt_l,dpt_p,khusus\n1607012001901,,,\n1607012001902,,,0\n1607012001003,,,1\n")
    special = dict(
        Tps.objects.filter(code__in=["1607012001901", "1607012001902", "1607012001003"]).values_list(
            "code", "special"
        )
    )
    assert special == {"1607012001901": True, "1607012001902": False, "1607012001003": True}


def test_a_large_tps_file_is_written_in_bulk(run: Any, django_assert_max_num_queries: Any) -> None:
    """Not a statement a line."""
    rows = "".join(f"1607012001{n:03d},100,100\n" for n in range(1, 900))
    with django_assert_max_num_queries(60):
        assert run("tps", "kode_tps,dpt_l,dpt_p\n" + rows).new == 897


def test_a_renamed_region_is_still_known_by_its_old_name(run: Any, election: Election) -> None:
    """Reading knows both."""
    run("regions", SAMPLES["regions"][0])
    entry = lexicon_of(election).regions["1607012001"]
    assert (entry.name, entry.aliases) == ("Nama Baru", ("Mekar Sari",))
    assert Region.objects.get(code="1607012009").parent_id == "160701"
    assert Total.objects.filter(region_id="1607012009", contest__code="ppwp").exists()


def test_choices_keep_nicknames_that_a_file_does_not_mention(run: Any, election: Election) -> None:
    """A blank cell is no statement."""
    run("choices", "contest,dapil,number,party,name,aliases\nppwp,,1,,Nama Lengkap,\n")
    row = Choice.objects.get(contest__election=election, contest__code="ppwp", key="1")
    assert (row.name, row.aliases) == ("Nama Lengkap", ["AMIN"])


def test_candidates_need_their_district_first(run: Any, election: Election) -> None:
    """Then they stand on the ballot of that district."""
    text = "contest,dapil,number,party,name\npdprdk,UJI 1,3,Partai 5,Caleg Uji\n"
    assert [item.column for item in run("choices", text).refused] == ["dapil"]
    run("dapil", SAMPLES["dapil"][0])
    assert run("choices", text).new == 1
    entry = lexicon_of(election).contests["pdprdk"]
    assert "5.3" in [choice.key for choice in entry.choices_for("1607012001001")]
    assert "5.3" not in [choice.key for choice in entry.choices_for("1607022001001")]


def test_a_region_moves_between_districts_only_when_both_are_stated(run: Any) -> None:
    """Otherwise it would be in two."""
    run("dapil", SAMPLES["dapil"][0])
    assert len(run("dapil", "contest,dapil,kode_wilayah\npdprdk,UJI 2,160701\n").refused) == 1
    report = run("dapil", "contest,dapil,kode_wilayah\npdprdk,UJI 2,160701\npdprdk,UJI 1,160702\n")
    assert report.changed == 2
    assert {row.code: row.areas for row in Dapil.objects.all()} == {"UJI 1": ["160702"], "UJI 2": ["160701"]}


def test_outlines_are_stored_with_a_centre(tmp_path: Path, election: Election) -> None:
    """And replaced by a later file."""

    def feature(kode: str) -> dict[str, Any]:
        return {
            "type": "Feature",
            "properties": {"kode": kode, "nama": "Sukamaju"},
            "geometry": {"type": "Polygon", "coordinates": SQUARE},
        }

    file = tmp_path / "batas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature("16.07.01")]}))
    for figures in ((1, 0, 0), (0, 0, 1)):
        report = imports.carry_out(actor=PROGRAM, kind="boundaries", path=file, now=NOW)
        assert (report.refused, _figures(report)) == ((), figures)
    place = Region.objects.get(code="160701")
    assert (place.lat, place.lon) == pytest.approx((-2.9, 104.1))
    assert Boundary.objects.get().geometry["coordinates"] == SQUARE


def test_people_get_phone_role_and_the_usual_right_to_totals(run: Any) -> None:
    """And no password: they may report by phone, not sign in."""
    run("people", SAMPLES["people"][0])
    budi = Phone.objects.get(number="6281200012345").person
    assert (budi.name, budi.has_usable_password(), budi.username) == ("Budi Uji", False, "budi.uji")
    rights = {(g.person.name, g.role, g.area): g.sees_totals for g in Grant.objects.all()}
    assert rights == {("Budi Uji", "operator", "160701"): False, ("Siti Uji", "staf", ""): True}


def test_a_moved_operator_leaves_the_old_kecamatan(run: Any) -> None:
    """The file states the areas of a role; other roles stay."""
    run("people", SAMPLES["people"][0])
    budi = Person.objects.get(name="Budi Uji")
    Grant.objects.create(person=budi, role="auditor", area="")
    moved = "name,phone,role,scope,nip\nBudi Uji,+62 812-0001-2345,operator,160702,1234\n"
    report = run("people", moved)
    assert report.changed == 1
    assert report.notes == ("1 penugasan lama yang tidak disebut lagi akan dicabut.",)
    living = set(Grant.objects.filter(person=budi, revoked_at=None).values_list("role", "area"))
    assert living == {("operator", "160702"), ("auditor", "")}
    budi.refresh_from_db()
    assert budi.nip == "1234"
    assert _figures(run("people", moved)) == (0, 0, 1)


def test_a_number_of_somebody_else_is_refused(run: Any) -> None:
    """A new name on an old number would rewrite whose reports those were."""
    run("people", SAMPLES["people"][0])
    report = run("people", "name,phone,role,scope\nWahyu Lain,081200012345,operator,160701\n")
    assert [(item.line, item.column) for item in report.refused] == [(2, "phone")]
    assert Person.objects.count() == 2


def test_one_person_on_two_lines_is_one_person(run: Any) -> None:
    """With both roles, and with two numbers where the desk knows both."""
    two = "name,phone,role,scope\nBudi Uji,081200012345,operator,160701\nBudi Uji,081200012345,staf,\n"
    run("people", two)
    budi = Person.objects.get()
    Phone.objects.create(person=budi, number="6281200012399")
    both = two + "Budi Uji,081200012399,operator,160702\n"
    assert run("people", both).refused == ()
    assert set(budi.grants.values_list("role", "area")) == {
        ("operator", "160701"),
        ("operator", "160702"),
        ("staf", ""),
    }
    assert _figures(run("people", both)) == (0, 0, 3)


def test_same_names_get_user_names_of_their_own(run: Any) -> None:
    """Two people may be called alike."""
    run(
        "people",
        "name,phone,role,scope\nBudi,081200012345,staf,\nBudi,081200012346,staf,\nÜ,081200012347,staf,\n",
    )
    assert set(Person.objects.values_list("username", flat=True)) == {"budi", "budi2", "petugas"}


def test_the_last_administrator_cannot_be_lost_by_a_file(run: Any) -> None:
    """The refusal comes from the accounts, and nothing of the file is kept."""
    run("people", "name,phone,role,scope\nAni Uji,081200012345,administrator,\n")
    report = run(
        "people",
        "name,phone,role,scope\nCici Uji,081200012347,staf,\nAni Uji,081200012345,administrator,1607\n",
    )
    assert (report.written, len(report.refused)) == (False, 1)
    assert Person.objects.count() == 1


def test_rights_are_asked_for_each_kind(run: Any) -> None:
    """Staff may import nothing; an administrator everything."""
    for kind in ("tps", "people"):
        with pytest.raises(PermissionDenied):
            run(kind, SAMPLES[kind][0], actor=person(Role.STAF))
        assert run(kind, SAMPLES[kind][0], actor=person(Role.ADMINISTRATOR)).written


def test_an_administrator_of_the_kabupaten_is_enough(run: Any) -> None:
    """The right must reach over the election's area, and over every area that a person is given."""
    here, elsewhere = person(Role.ADMINISTRATOR, "1607"), person(Role.ADMINISTRATOR, "160701")
    for kind in ("tps", "regions"):
        assert run(kind, SAMPLES[kind][0], actor=here).written
        with pytest.raises(PermissionDenied):
            run(kind, SAMPLES[kind][0], actor=elsewhere)
    assert run("people", "name,phone,role,scope\nA Uji,081200012345,operator,160701\n", actor=here).written
    with pytest.raises(PermissionDenied):
        run("people", "name,phone,role,scope\nB Uji,081200012346,staf,\n", actor=here)


def test_each_new_person_is_in_the_audit_log(run: Any) -> None:
    """As if they had been made one by one; numbers only by their last digits."""
    run("people", SAMPLES["people"][0])
    budi = Person.objects.get(name="Budi Uji")
    acts = list(Record.objects.filter(subject=f"person:{budi.pk}").values_list("act", "region"))
    assert acts == [("person.created", "160701"), ("person.granted", "160701"), ("person.phone_added", "")]
    assert "6281200012345" not in json.dumps(list(Record.objects.values_list("data", flat=True)))
    assert verify() is None


def test_kinds_that_do_not_exist_yet_are_refused(election: Election) -> None:
    """With a sentence, not a stub."""
    for kind in ("logistics", "risks", "apa"):
        with pytest.raises(imports.ImportRefused):
            imports.preview(kind, Path("x"), election)
    with pytest.raises(imports.ImportRefused, match="memerlukan pemilihan"):
        imports.preview("tps", Path("x"))


def test_which_election_a_command_means(election: Election) -> None:
    """The only one, or the one named; never one of two by chance."""
    assert the_election(None) == election
    make_election(kecamatan=1, desa=1, tps=1, code="lain")
    assert the_election("LAIN").code == "lain"
    for code in (None, "tidak-ada"):
        with pytest.raises(LookupError, match="lain, pemilu2024"):
            the_election(code)


def test_reading_happens_before_writing(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is refused does not reach the writer."""
    monkeypatch.setattr(tps_writer.Tps.objects, "bulk_create", None)
    assert len(run("tps", "kode_tps,dpt_l,dpt_p\nx,1,1\n").refused) == 1
