"""The operator's screen: my TPS, figures, check, send; once, also when the signal breaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from deskpemilu.accounts.models import Person
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import Count, StoredReading, Submission
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from tests.builders import make_election
from tests.people import person, sign_in

KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"
FORM = "/lapor/1607012001001/ppwp/"
FIGURES = {"choice:1": "20", "choice:2": "100", "choice:3": "30", "suara_tidak_sah": "5"}
SENT = {**FIGURES, "suara_sah": "150", "suara_total": "155", "kunci": KEY, "kirim": "1"}


@pytest.fixture
def election() -> Election:
    """Two kecamatan with totals."""
    made = make_election()
    totals.rebuild(made)
    return made


@pytest.fixture
def operator(election: Election) -> Person:
    """An operator of desa 16.07.01.2001."""
    return person(Role.OPERATOR, "1607012001", name="Operator Satu", phone="62812000101")


@pytest.fixture
def phone(client: Client, operator: Person) -> Client:
    """The operator, signed in."""
    return sign_in(client, operator)


def test_my_tps_stand_as_rows_with_their_state(phone: Client) -> None:
    """Only mine, and what is missing says so."""
    page = phone.get("/lapor/").content.decode()
    assert [f"TPS 00{n}" in page for n in (1, 2, 3)] == [True, True, True]
    assert page.count("lp-tps") == 3
    assert page.count("belum") >= 3


def test_many_tps_are_chosen_by_desa(client: Client) -> None:
    """A kecamatan of 66 TPS is not one long list."""
    make_election(kecamatan=1, desa=6, tps=11)
    page = sign_in(client, person(Role.OPERATOR, "160701")).get("/lapor/").content.decode()
    assert "Pilih desa" in page
    assert page.count("lp-tps") == 6


def test_the_check_shows_the_sums_that_were_left_blank(phone: Client) -> None:
    """Nothing is stored before Kirim."""
    page = phone.post(FORM, {**FIGURES, "periksa": "1"}).content.decode()
    assert re.search(r"Suara sah.*?150", page, re.DOTALL)
    assert re.search(r"Jumlah suara.*?155", page, re.DOTALL)
    assert not InboxMessage.objects.exists()


def test_a_report_goes_from_the_phone_to_the_totals(phone: Client, operator: Person) -> None:
    """Raw first, then a version with its message, then the sums."""
    answer = phone.post(FORM, SENT, follow=True)
    assert "terkirim dan diterima" in answer.content.decode()
    message = InboxMessage.objects.get()
    assert (message.channel, message.state, message.sender) == ("web", "done", str(operator.pk))
    count = Count.objects.get()
    assert count.submission is not None
    assert (count.state, count.submission.message, count.submission.reporter) == (
        "received",
        message,
        operator,
    )
    assert Total.objects.get(region_id="1607").received["votes"] == {"1": 20, "2": 100, "3": 30}


def test_the_figures_are_marked_in_the_stored_text(phone: Client) -> None:
    """The camat sees a message like any other."""
    phone.post(FORM, SENT)
    reading = StoredReading.objects.select_related("message").get()
    read = {span["role"]: reading.message.text[span["start"] : span["end"]] for span in reading.data["spans"]}
    assert read == {
        "choice:1": "20",
        "choice:2": "100",
        "choice:3": "30",
        "row:suara_sah": "150",
        "row:suara_tidak_sah": "5",
        "row:suara_total": "155",
    }


def test_sending_twice_is_one_report(phone: Client) -> None:
    """A lost answer, a second press: the same key and figures are the same report."""
    phone.post(FORM, SENT)
    answer = phone.post(FORM, SENT, follow=True)
    assert "tidak disimpan dua kali" in answer.content.decode()
    assert (InboxMessage.objects.count(), Submission.objects.count()) == (1, 1)


def test_other_figures_under_the_same_key_are_not_lost(phone: Client) -> None:
    """They are a correction of one's own report; the earlier version stays."""
    phone.post(FORM, SENT)
    phone.post(FORM, {**SENT, "choice:1": "25", "suara_sah": "155", "suara_total": "160"})
    count = Count.objects.get()
    assert (count.state, count.versions) == ("received", 2)
    assert count.submission is not None
    assert count.submission.votes["1"] == 25


def test_somebody_elses_figures_make_a_conflict(phone: Client, election: Election) -> None:
    """A colleague does not overwrite."""
    phone.post(FORM, SENT)
    other = sign_in(Client(), person(Role.OPERATOR, "160701"))
    answer = other.post(
        FORM, {**SENT, "kunci": KEY.replace("0f", "1f"), "choice:1": "26", "suara_sah": "156"}, follow=True
    )
    assert Count.objects.get().state in {"conflict", "held"}
    assert "Camat akan" in answer.content.decode()


def test_a_form_that_does_not_add_up_is_warned_about_and_held(phone: Client) -> None:
    """The operator may send what the paper says; nobody counts it before the camat looked."""
    wrong = {**SENT, "suara_sah": "160", "suara_total": "165"}
    page = phone.post(FORM, {key: value for key, value in wrong.items() if key != "kirim"}).content.decode()
    assert "berjumlah 150" in page
    assert "memang demikian" in page
    answer = phone.post(FORM, wrong, follow=True)
    assert "hitungannya tidak cocok" in answer.content.decode()
    assert Count.objects.get().state == "held"
    assert Total.objects.get(region_id="1607").tps_in == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"choice:1": "dua puluh"}, "bukan angka"),
        ({"choice:1": "-5"}, "bukan angka"),
        ({"choice:1": "1234567"}, "bukan angka"),
        ({"choice:1": "", "choice:2": "", "choice:3": "-"}, "belum diisi"),
        ({"kunci": "pendek"}, "Muat ulang halaman"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(
    phone: Client, changed: dict[str, str], words: str
) -> None:
    """Nobody types a form twice because of one box."""
    answer = phone.post(FORM, {**SENT, **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    if "kunci" in changed or changed["choice:1"] == "dua puluh":
        assert 'value="150"' in page
    assert not InboxMessage.objects.exists()


def test_an_operator_reports_only_their_own_area(phone: Client) -> None:
    """Not by address, not by a form sent by hand."""
    elsewhere = "/lapor/1607012002001/ppwp/"
    assert phone.get(elsewhere).status_code == 403
    assert phone.post(elsewhere, SENT).status_code == 403
    assert phone.get("/lapor/1607012002001/").status_code == 403
    assert "1607012002" not in phone.get("/lapor/?wilayah=1607012002").content.decode()
    assert not InboxMessage.objects.exists()


def test_a_returned_form_says_why(phone: Client) -> None:
    """The reason stands on the row and on the form; a new report takes its place."""
    phone.post(FORM, SENT)
    Count.objects.update(state="returned", reason="beda dengan foto")
    for path in ("/lapor/", FORM):
        assert "beda dengan foto" in phone.get(path).content.decode()
    phone.post(FORM, {**SENT, "choice:1": "21", "suara_sah": "151", "suara_total": "156"})
    assert Count.objects.get().state == "received"


def test_the_page_comes_through_one_bar_of_signal(phone: Client) -> None:
    """HTML with all its styles and scripts stays below 60 kB, and loads no font."""
    assets = Path(django_settings.STATICFILES_DIRS[0])
    for path in ("/lapor/", FORM):
        html = phone.get(path).content
        linked = re.findall(rb'(?:href|src)="/static/([^"#?]+)', html)
        weight = len(html) + sum((assets / name.decode()).stat().st_size for name in set(linked))
        assert weight < 60_000, path
        assert not any(name.endswith(b".woff2") for name in linked)
        assert b"DATA INTERNAL" in html


def test_only_ones_own_figures_stand_in_the_boxes_already(phone: Client) -> None:
    """Another's are typed anew from the paper: a confirmation must not be one press on what is there."""
    other = sign_in(Client(), person(Role.OPERATOR, "160701"))
    other.post(FORM, {**SENT, "choice:1": "27", "suara_sah": "157", "suara_total": "162"})
    page = phone.get(FORM).content.decode()
    assert 'value="27"' not in page
    assert 'value="157"' not in page
    assert "Orang lain sudah melaporkan" in page
    assert 'value="27"' in other.get(FORM).content.decode()
    assert "Anda sudah melaporkan" in other.get(FORM).content.decode()
