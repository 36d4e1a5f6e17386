"""Typing C.Hasil: the page, its drafts, sending, where to begin."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.flow import revotes
from deskpemilu.flow.revotes import Decree
from deskpemilu.intake.entry_models import EntryDraft, FormEntry
from deskpemilu.intake.models import Confirmation, Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import NOW, make_election, make_submission
from tests.entry_scenes import GOOD, NEXT, OTHER, TPS, URL, save, send, sent
from tests.full_ballot import add_candidates, full_form
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


# --- the page


def test_the_page_is_the_paper_with_the_register_beside_it(clerk: Person) -> None:
    """Sections in order, boxes of every row, the place in the head."""
    page = sign_in(Client(), clerk).get(URL).content.decode()
    order = [
        page.index(f'name="{name}"')
        for name in ("pemilih_dpt_l", "surat_diterima", "choice:1", "suara_total")
    ]
    assert order == sorted(order)
    assert "SUKAMAJU" in page
    assert "DPT data induk" in page
    assert "DATA INTERNAL" in page


def test_a_full_dprd_form_has_a_panel_a_party(election: Election, clerk: Person) -> None:
    """18 panels, 277 boxes."""
    add_candidates(election)
    page = sign_in(Client(), clerk).get(f"/isi/{TPS}/pdprdk/").content.decode()
    assert page.count("data-box") == 277
    assert 'data-group="24"' in page


def test_another_kecamatan_is_closed(clerk: Person) -> None:
    """Page, draft and sending alike."""
    client = sign_in(Client(), clerk)
    other = "/isi/1607022001001/ppwp/"
    assert client.get(other).status_code == 403
    assert client.post(f"{other}simpan/", "{}", content_type="application/json").status_code == 403
    assert client.post(f"{other}kirim/", GOOD).status_code == 403
    assert Submission.objects.count() == EntryDraft.objects.count() == 0


def test_a_tps_that_does_not_exist_is_not_found(clerk: Person) -> None:
    """No form can be typed for it."""
    assert sign_in(Client(), clerk).get("/isi/1607012001099/ppwp/").status_code == 404


# --- drafts


def test_what_is_typed_is_kept_and_goes_on(clerk: Person) -> None:
    """And counts nowhere."""
    answer = save(clerk, {"choice:1": "50", "choice:2": "-", "bukan": "1"})
    assert (answer.status_code, answer.json()["kept"]) == (200, "saved")
    page = sign_in(Client(), clerk).get(URL).content.decode()
    assert 'name="choice:1" value="50"' in page
    assert 'name="choice:2" value="-"' in page
    assert "Buang draf" in page
    assert Count.objects.count() == 0


def test_a_late_save_never_overwrites_a_newer_one(clerk: Person) -> None:
    """Of the same page: the number decides, not the time of arrival."""
    key = str(uuid4())
    save(clerk, {"choice:1": "50"}, key=key, seq=5)
    late = save(clerk, {"choice:1": "5"}, key=key, seq=4)
    assert late.json()["kept"] == "late"
    assert EntryDraft.objects.get().boxes == {"choice:1": "50"}
    again = save(clerk, {"choice:1": "51"}, key=key, seq=6)
    assert again.json()["kept"] == "saved", "an answer that was lost does not stop the page"


def test_two_pages_of_one_person_do_not_overwrite_each_other(clerk: Person) -> None:
    """The second is told what is there; it may go on from it."""
    edit = save(clerk, {"choice:1": "50"}).json()["edit"]
    there = save(clerk, {"choice:1": "7"}, tab="b" * 24, after=0)
    assert there.status_code == 409
    assert there.json()["boxes"] == {"choice:1": "50"}
    assert save(clerk, {"choice:1": "7"}, tab="b" * 24, seq=2, after=edit).json()["kept"] == "saved"
    assert EntryDraft.objects.get().boxes == {"choice:1": "7"}


def test_two_people_on_one_form_are_told_of_each_other(clerk: Person, colleague: Person) -> None:
    """By name, never by figures."""
    save(clerk, {"choice:1": "50"})
    answer = save(colleague, {"choice:1": "51"})
    assert [other["name"] for other in answer.json()["others"]] == ["Petugas Satu"]
    page = sign_in(Client(), colleague).get(URL).content.decode()
    assert "Petugas Satu juga sedang mengisi" in page
    assert 'value="50"' not in page


def test_a_draft_is_told_what_the_rules_find_so_far(clerk: Person) -> None:
    """But not that it is incomplete: it is being typed."""
    answer = save(
        clerk, {"pemilih_dpt_l": "120", "pemilih_dpt_p": "125", "pemilih_dpt_j": "254", "choice:1": "1"}
    )
    found = answer.json()["findings"]
    assert [each["code"] for each in found if each["severity"] == "galat"] == ["A1"]
    assert found[0]["rows"][0] == "pemilih_dpt_j"
    assert "D1" not in {each["code"] for each in found}


@pytest.mark.parametrize("body", ["", "[]", '{"key": 1}', '{"key":"x","tab":"","seq":0,"after":0}', "\x00"])
def test_a_broken_save_is_refused_in_words(clerk: Person, body: str) -> None:
    """And stores nothing."""
    answer = sign_in(Client(), clerk).post(f"{URL}simpan/", body, content_type="application/json")
    assert answer.status_code == 400
    assert EntryDraft.objects.count() == 0


def test_a_sent_form_takes_no_late_draft(clerk: Person) -> None:
    """The browser's last save may arrive after the form itself."""
    key = str(uuid4())
    send(clerk, GOOD, key=key)
    assert save(clerk, {"choice:1": "1"}, key=key, seq=9).status_code == 410
    assert EntryDraft.objects.count() == 0


def test_a_draft_can_be_thrown_away(clerk: Person) -> None:
    """One's own only."""
    save(clerk, {"choice:1": "50"})
    sign_in(Client(), clerk).post(f"{URL}buang/")
    assert EntryDraft.objects.count() == 0


def test_a_save_costs_few_statements(clerk: Person, django_assert_max_num_queries: Any) -> None:
    """It comes after every pause of every clerk."""
    client = sign_in(Client(), clerk)
    save(clerk, {"choice:1": "5"})
    body = json.dumps(
        {"key": str(uuid4()), "tab": "a" * 24, "seq": 2, "after": 1, "boxes": {"choice:1": "50"}}
    )
    with django_assert_max_num_queries(22):
        answer = client.post(f"{URL}simpan/", body, content_type="application/json")
    assert answer.status_code == 200


# --- sending


def test_a_clean_form_is_stored_counted_and_audited(clerk: Person, election: Election) -> None:
    """And the clerk stands before the next TPS of the desa."""
    save(clerk, {"choice:1": "50"})
    answer = send(clerk, GOOD)
    assert answer.status_code == 303
    assert answer["Location"] == f"/isi/?wilayah=1607012001&kontes=ppwp&sesudah={TPS}"
    count = Count.objects.select_related("submission").get()
    assert count.state == "received"
    assert count.submission.origin == "entry"
    assert count.submission.rows["surat_tidak_digunakan"] == 16
    assert EntryDraft.objects.count() == 0
    assert totals.compare(election) == []
    assert Record.objects.filter(act="form.entry", region=TPS).exists()
    page = sign_in(Client(), clerk).get(answer["Location"]).content.decode()
    assert f'href="/isi/{NEXT}/ppwp/" data-pick autofocus' in page


def test_sending_twice_is_one_form(clerk: Person) -> None:
    """A lost answer, a nervous Enter."""
    key = str(uuid4())
    send(clerk, GOOD, key=key)
    assert "tidak disimpan dua kali" in sent(clerk, GOOD, key=key)
    assert Submission.objects.count() == FormEntry.objects.count() == 1
    assert Confirmation.objects.count() == 0


def test_a_key_of_somebody_else_is_no_way_in(clerk: Person, colleague: Person) -> None:
    """The answer tells nothing of the other's form."""
    key = str(uuid4())
    send(clerk, GOOD, key=key)
    answer = send(colleague, OTHER, key=key)
    assert answer.status_code == 422
    assert "milik orang lain" in answer.content.decode()


def test_a_form_that_contradicts_itself_is_asked_for_first(clerk: Person) -> None:
    """A strip with the sentence and the second button; stored and held only when that is pressed."""
    wrong = {**GOOD, "suara_sah": "202"}
    answer = send(clerk, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Simpan apa adanya, ditahan" in page
    assert "Suara sah (V.A) tertulis 202" in page
    assert 'name="choice:1" value="50"' in page, "what was typed stays"
    assert Submission.objects.count() == 0
    assert "ditahan" in sent(clerk, wrong, apa_adanya="1")
    assert Count.objects.get().state == "held"


def test_script_gets_only_the_strip(clerk: Person) -> None:
    """The page with its 26 boxes stays as it is."""
    client = sign_in(Client(), clerk)
    data = {**GOOD, "suara_sah": "202", "kunci": str(uuid4()), "generasi": "reguler"}
    answer = client.post(f"{URL}kirim/", data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<form" not in answer.content.decode()
    assert 'data-go="suara_sah"' in answer.content.decode()
    done = client.post(f"{URL}kirim/", {**data, **GOOD}, headers={"HX-Request": "true"})
    assert done["HX-Redirect"].startswith("/isi/?wilayah=1607012001")


def test_empty_boxes_are_asked_for_once(clerk: Person) -> None:
    """A "-" says that the paper is blank there; an empty box may have been skipped."""
    skipped = {**GOOD, "disabilitas_l": "", "disabilitas_p": "", "disabilitas_j": ""}
    answer = send(clerk, skipped)
    assert answer.status_code == 422
    assert "3 kotak kosong: Pemilih disabilitas (III) L" in answer.content.decode()
    marked = {**skipped, "disabilitas_l": "-", "disabilitas_p": "-", "disabilitas_j": "-"}
    assert send(clerk, marked).status_code == 303


def test_an_empty_form_is_refused(clerk: Person) -> None:
    """Also as it is."""
    answer = send(clerk, {}, apa_adanya="1")
    assert answer.status_code == 422
    assert "Belum ada angka" in answer.content.decode()


def test_a_figure_that_is_none_names_its_row(clerk: Person) -> None:
    """Without script anything may arrive."""
    answer = send(clerk, {**GOOD, "choice:2": "12o"})
    assert "Suara nomor 2: “12o” bukan angka" in answer.content.decode()


def test_the_same_figures_again_are_a_confirmation(clerk: Person, colleague: Person) -> None:
    """From the paper, by somebody else, without any plan."""
    send(clerk, GOOD)
    assert "penegasan" in sent(colleague, GOOD)
    assert Submission.objects.count() == 1
    assert Confirmation.objects.get().reporter == colleague
    assert FormEntry.objects.get(person=colleague).equal is True


def test_other_figures_are_a_conflict_told_side_by_side(clerk: Person, colleague: Person) -> None:
    """Both figures of each differing box."""
    send(clerk, GOOD)
    said = sent(colleague, OTHER)
    assert "berbeda dari laporan lain pada 2 kotak" in said
    assert "Suara nomor 1: Anda 51, laporan itu 50" in said
    assert Count.objects.get().state == "conflict"


def test_ones_own_other_figures_are_a_correction(clerk: Person) -> None:
    """The old version stays."""
    send(clerk, GOOD)
    page = sign_in(Client(), clerk).get(URL).content.decode()
    assert 'name="choice:1" value="50"' in page
    assert "diralat" in sent(clerk, OTHER)
    count = Count.objects.get()
    assert (count.state, count.versions) == ("received", 2)


def test_a_report_by_message_is_completed_by_the_whole_form(clerk: Person, election: Election) -> None:
    """Votes came by WhatsApp; the clerk types the form and fills the rest."""
    tps, contest = Tps.objects.get(code=TPS), Contest.objects.get(code="ppwp")
    make_submission(tps, contest, {"1": 50, "2": 120, "3": 50}, invalid=12)
    plain = sign_in(Client(), clerk).get(URL).content.decode()
    assert "Sudah ada laporan" in plain
    assert 'value="120"' not in plain, "typed from the paper, not from the report"
    assert (
        'name="choice:2" value="120"' in sign_in(Client(), clerk).get(f"{URL}?isi=laporan").content.decode()
    )
    assert "melengkapi" in sent(clerk, GOOD)
    assert Count.objects.get().submission.rows["surat_diterima"] == 250


def test_words_that_say_another_figure_are_a_finding(clerk: Person) -> None:
    """A15: digits 50, words say fifty-one."""
    answer = send(clerk, GOOD, **{"huruf:choice:1": "51"})
    assert answer.status_code == 422
    assert "angka 50, sedangkan hurufnya 51" in answer.content.decode()
    send(clerk, GOOD, apa_adanya="1", **{"huruf:choice:1": "51"})
    version = Submission.objects.get()
    assert "A15" in {finding["code"] for finding in version.findings}
    assert Count.objects.get().state == "held"


def test_a_verified_form_is_not_changed_by_typing(clerk: Person) -> None:
    """It becomes a request."""
    tps, contest = Tps.objects.get(code=TPS), Contest.objects.get(code="ppwp")
    make_submission(tps, contest, {"1": 1, "2": 2, "3": 3}, state="verified")
    said = sent(clerk, GOOD, apa_adanya="1")
    assert "permintaan perubahan" in said
    count = Count.objects.get()
    assert (count.state, count.submission.votes) == ("verified", {"1": 1, "2": 2, "3": 3})


def test_a_dprd_form_is_stored_with_its_party_sums(clerk: Person, election: Election) -> None:
    """277 figures in one version, clean."""
    add_candidates(election)
    figures = {name: str(figure) for name, figure in full_form().items()}
    assert "tersimpan" in sent(clerk, figures, url=f"/isi/{TPS}/pdprdk/", apa_adanya="1")
    version = Submission.objects.get()
    assert len(version.votes) == 18 * 13
    assert version.rows["jumlah_partai_24"] == sum(
        n for k, n in version.votes.items() if k.split(".")[0] == "24"
    )
    assert not version.blocking


def test_a_revote_decided_meanwhile_stops_the_old_form(clerk: Person, election: Election) -> None:
    """What was typed of the regular form is not stored as the revote's; the draft stays."""
    save(clerk, {"choice:1": "50"})
    decree = Decree(Generation.PSU, "12/2024", date(2024, 2, 14), "Kotak dibuka")
    revotes.decide(
        actor=person(Role.STAF), election=election, codes=[TPS], contests=["ppwp"], decree=decree, now=NOW
    )
    answer = send(clerk, GOOD)
    assert answer.status_code == 422
    assert "yang dihitung di TPS ini adalah PSU" in answer.content.decode()
    assert Submission.objects.count() == 0
    page = sign_in(Client(), clerk).get(URL).content.decode()
    assert "· PSU" in page
    assert 'value="50"' not in page
    client = sign_in(Client(), clerk)
    client.post(f"{URL}kirim/", {**GOOD, "kunci": str(uuid4()), "generasi": "psu"})
    assert Submission.objects.get().generation == "psu"
    assert Count.objects.get(generation="psu").state == "received"


def test_a_closed_tps_takes_no_form(clerk: Person) -> None:
    """Neither drafts nor the form; its draft is not offered any more."""
    save(clerk, {"choice:1": "50"})
    Tps.objects.filter(code=TPS).update(closed_at=NOW)
    Election.objects.update(revision=F("revision") + 1)
    assert send(clerk, GOOD).status_code == 404
    assert save(clerk, {"choice:1": "51"}, seq=2).status_code == 404
    assert URL not in sign_in(Client(), clerk).get("/isi/").content.decode()


# --- where to begin


def test_figures_that_were_copied_from_a_report_confirm_nothing(clerk: Person) -> None:
    """One press on what stands there is no second witness; rows that are added are, of the rest."""
    other = person(Role.OPERATOR, "160701")
    send(other, GOOD)
    client = sign_in(Client(), clerk)
    client.get(f"{URL}?isi=laporan")
    data = {**GOOD, "generasi": "reguler"}
    answer = client.post(f"{URL}kirim/", {**data, "kunci": str(uuid4())})
    assert answer.status_code == 422
    assert "bukan penegasan" in answer.content.decode()
    assert not Confirmation.objects.exists()
    client.post(f"{URL}buang/")
    assert client.post(f"{URL}kirim/", {**data, "kunci": str(uuid4())}).status_code == 303
    assert Confirmation.objects.get().reporter == clerk
