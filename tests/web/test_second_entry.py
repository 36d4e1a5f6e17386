"""Blind second entry: by another person, without seeing the first; the plan; how typing held."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.flow import decisions
from deskpemilu.intake.entry_models import EntryPlan, FormEntry
from deskpemilu.intake.entry_queries import entry_errors, missing_second, second_entry_missing
from deskpemilu.intake.models import Confirmation, Count
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.services import seen_of
from tests.builders import NOW, make_election, make_submission
from tests.entry_scenes import GOOD, OTHER, TPS, URL, send, sent
from tests.people import person, sign_in


@pytest.fixture
def election() -> Election:
    """Two kecamatan, with totals."""
    made = make_election(contests=("ppwp", "pdprdk"))
    totals.rebuild(made)
    return made


@pytest.fixture
def clerk(election: Election) -> Person:
    """A clerk of the first desa."""
    return person(Role.OPERATOR, "1607012001", name="Petugas Satu")


@pytest.fixture
def colleague(election: Election) -> Person:
    """Another clerk of the same kecamatan."""
    return person(Role.OPERATOR, "160701", name="Petugas Dua")


# --- second entry


@pytest.fixture
def plan(election: Election) -> EntryPlan:
    """Every presidential form needs a second entry."""
    return EntryPlan.objects.create(
        election=election, contests=["ppwp"], reason="uji", made_by=person(Role.STAF), made_at=NOW
    )


@pytest.mark.usefixtures("plan")
def test_the_second_clerk_sees_nothing_of_the_first(clerk: Person, colleague: Person) -> None:
    """Neither figures nor their difference; not by asking for them either."""
    send(clerk, GOOD)
    client = sign_in(Client(), colleague)
    for url in (URL, f"{URL}?isi=laporan"):
        page = client.get(url).content.decode()
        assert "Entri kedua" in page
        assert 'value="120"' not in page
    said = sent(colleague, OTHER)
    assert "berbeda pada 2 kotak" in said
    assert "120" not in said
    assert "Anda 51" not in said


@pytest.mark.usefixtures("plan")
def test_an_equal_second_entry_settles_the_plan(clerk: Person, colleague: Person) -> None:
    """Recorded with both people."""
    send(clerk, GOOD)
    count = Count.objects.select_related("tps", "contest").get()
    assert second_entry_missing(count)
    assert "sama dengan isian pertama" in sent(colleague, GOOD)
    assert not second_entry_missing(count)
    assert Record.objects.get(act="entry.second").data["equal"] is True
    assert Confirmation.objects.get().reporter == colleague


@pytest.mark.usefixtures("plan")
def test_a_different_second_entry_is_a_conflict_of_two_versions(clerk: Person, colleague: Person) -> None:
    """Then a person decides: neither version waits for a third entry."""
    send(clerk, GOOD)
    send(colleague, OTHER)
    count = Count.objects.select_related("tps", "contest").get()
    assert count.state == "conflict"
    assert not second_entry_missing(count)
    assert missing_second([count], chosen={count.pk: count.requested_id}) == set()
    entry = FormEntry.objects.get(person=colleague)
    assert entry.equal is False
    assert sorted(entry.differing) == [["choice:1", 50, 51], ["choice:2", 120, 119]]


@pytest.mark.usefixtures("plan")
def test_the_same_person_cannot_be_their_own_second(clerk: Person) -> None:
    """Typing it again is no check."""
    send(clerk, GOOD)
    send(clerk, GOOD)
    assert second_entry_missing(Count.objects.select_related("tps", "contest").get())
    assert "Entri kedua dilakukan orang lain" in sign_in(Client(), clerk).get(URL).content.decode()


@pytest.mark.usefixtures("plan")
def test_a_blank_where_the_first_has_a_figure_is_a_difference(clerk: Person, colleague: Person) -> None:
    """A blank agrees with anything in a message; in a blind second entry it does not."""
    send(clerk, GOOD)
    said = sent(colleague, {**GOOD, "disabilitas_l": "-", "disabilitas_p": "-", "disabilitas_j": "-"})
    assert "berbeda pada 3 kotak" in said
    count = Count.objects.select_related("tps", "contest").get()
    assert second_entry_missing(count), "nothing else stands that a person could choose"


@pytest.mark.usefixtures("plan")
def test_a_third_person_settles_what_two_entries_left_open(clerk: Person, colleague: Person) -> None:
    """The camat types the form after the two had differed; the first clerk's own correction does not do."""
    send(clerk, GOOD)
    send(colleague, {**GOOD, "disabilitas_l": "-", "disabilitas_p": "-", "disabilitas_j": "-"})
    send(clerk, OTHER)
    count = Count.objects.select_related("tps", "contest").get()
    assert second_entry_missing(count)
    votes = {"1": 52, "2": 118, "3": 50}
    decisions.correct(
        actor=person(Role.CAMAT, "160701"),
        count_id=count.pk,
        seen=seen_of(count),
        form=CountForm(rows=count.submission.rows if count.submission else {}, votes=votes),
        reason="Dicocokkan dengan foto",
        now=timezone.now(),
    )
    count = Count.objects.select_related("tps", "contest").get()
    chosen = count.requested_id or count.submission_id
    assert chosen is not None
    assert missing_second([count], chosen={count.pk: chosen}) == set()


@pytest.mark.usefixtures("plan")
def test_a_short_report_is_not_checked_by_a_longer_entry(
    clerk: Person, colleague: Person, election: Election
) -> None:
    """What only one person typed was typed once: the form still waits for a second one."""
    tps, contest = Tps.objects.get(code=TPS), Contest.objects.get(code="ppwp")
    make_submission(tps, contest, {"1": 50, "2": 120, "3": 50}, invalid=12)
    send(clerk, GOOD)
    count = Count.objects.select_related("tps", "contest").get()
    assert second_entry_missing(count)
    send(colleague, GOOD)
    assert not second_entry_missing(count)


@pytest.mark.usefixtures("plan")
def test_a_correction_after_the_second_entry_needs_another(clerk: Person, colleague: Person) -> None:
    """The new figures were typed by one person only."""
    send(clerk, GOOD)
    send(colleague, GOOD)
    send(clerk, OTHER)
    assert second_entry_missing(Count.objects.select_related("tps", "contest").get())


@pytest.mark.usefixtures("plan")
def test_the_work_list_is_of_ones_own_area_and_by_others(clerk: Person, colleague: Person) -> None:
    """Not one's own forms, not those of another kecamatan."""
    send(clerk, GOOD)
    stranger = person(Role.OPERATOR, "160702")
    assert URL in sign_in(Client(), colleague).get("/isi/kedua/").content.decode()
    assert URL not in sign_in(Client(), clerk).get("/isi/kedua/").content.decode()
    assert URL not in sign_in(Client(), stranger).get("/isi/kedua/").content.decode()
    send(colleague, GOOD)
    third = person(Role.OPERATOR, "160701")
    assert URL not in sign_in(Client(), third).get("/isi/kedua/").content.decode()


def test_forms_outside_the_plan_need_one_entry(clerk: Person) -> None:
    """No plan, no second entry."""
    send(clerk, GOOD)
    assert not second_entry_missing(Count.objects.select_related("tps", "contest").get())


# --- the plan


def test_staff_make_and_end_a_plan(election: Election) -> None:
    """Audited both times."""
    client = sign_in(Client(), person(Role.STAF))
    data = {"kontes": ["pdprdk"], "wilayah": "16.07.01, 1607022001001", "persen": "50", "alasan": "Uji mutu"}
    assert client.post("/isi/rencana/", data).status_code == 302
    row = EntryPlan.objects.get()
    assert (row.contests, row.areas, row.percent) == (["pdprdk"], ["160701", "1607022001001"], 50)
    assert row.seed
    assert "Uji mutu" in client.get("/isi/rencana/").content.decode()
    client.post(reverse("entry-plan-end", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_at is not None
    assert list(Record.objects.filter(act__startswith="entry.").values_list("act", flat=True)) == [
        "entry.plan",
        "entry.plan-end",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"alasan": " "}, "Alasan belum diisi"),
        ({"persen": "0"}, "1 sampai 100"),
        ({"persen": "1000"}, "1 sampai 100"),
        ({"wilayah": "Betung"}, "bukan kode wilayah"),
        ({"kontes": ["xxx"]}, "tidak ada pada pemilihan ini"),
    ],
)
@pytest.mark.usefixtures("election")
def test_a_plan_that_cannot_be_is_refused_in_words(change: dict[str, Any], sentence: str) -> None:
    """And what was filled in stays."""
    client = sign_in(Client(), person(Role.STAF))
    answer = client.post("/isi/rencana/", {"kontes": ["ppwp"], "persen": "100", "alasan": "uji", **change})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert EntryPlan.objects.count() == 0


@pytest.mark.usefixtures("election")
def test_staff_of_one_kecamatan_plan_there_only() -> None:
    """Nothing for the whole desk, nothing for a neighbour."""
    client = sign_in(Client(), person(Role.STAF, "160701"))
    for area in ("", "160702"):
        assert client.post("/isi/rencana/", {"wilayah": area, "alasan": "uji"}).status_code == 403
    assert client.post("/isi/rencana/", {"wilayah": "160701", "alasan": "uji"}).status_code == 302


def test_staff_of_one_kecamatan_see_the_plan_of_theirs(election: Election) -> None:
    """Neither the neighbour's lines and their reasons, nor forms there, nor a button that would refuse."""
    about = {"election": election, "contests": ["ppwp"], "made_by": person(Role.STAF), "made_at": NOW}
    EntryPlan.objects.create(areas=["160702"], reason="rahasia tetangga", **about)
    EntryPlan.objects.create(areas=["160701", "160702"], reason="keduanya", **about)
    EntryPlan.objects.create(areas=["1607012001"], reason="desa sendiri", **about)
    page = sign_in(Client(), person(Role.STAF, "160701")).get("/isi/rencana/").content.decode()
    assert "rahasia tetangga" not in page
    assert "Muara Jernih" not in page
    assert "dan 1 wilayah lain" in page
    assert page.count("/henti/") == 1
    assert [int(figure) for figure in re.findall(r'<td class="num">(\d+)</td>', page)] == [3, 0, 0, 6, 0, 0]
    page = sign_in(Client(), person(Role.STAF)).get("/isi/rencana/").content.decode()
    assert "rahasia tetangga" in page
    assert page.count("/henti/") == 3


# --- how typing held


@pytest.mark.usefixtures("plan")
def test_errors_of_a_clerk_are_boxes_that_did_not_stand(clerk: Person, colleague: Person) -> None:
    """Counted once the form is verified."""
    send(clerk, GOOD)
    send(colleague, OTHER)
    count = Count.objects.get()
    election = Election.objects.get()
    assert {each.checked for each in entry_errors(election)} == {0}
    Count.objects.filter(pk=count.pk).update(state="verified", submission=count.requested_id, requested=None)
    first, second = {each.name: each for each in entry_errors(election)}.values()
    assert (second.name, second.wrong, second.checked) == ("Petugas Satu", 2, 28)
    assert (first.name, first.wrong, first.seconds_made, first.seconds_equal) == ("Petugas Dua", 0, 1, 0)
    assert second.rate == pytest.approx(2 / 28)
    assert entry_errors(election, ("160702",)) == []
