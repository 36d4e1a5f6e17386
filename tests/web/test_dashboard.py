"""The dashboard: drill-down, the two totals, and no vote figure for somebody without the right."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from deskpemilu.audit.models import Record
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person, sign_in

# Figures that stand nowhere else on a page.
VOTES = {"1": 11171, "2": 22272, "3": 33373}
SHOWN = ("11.171", "22.272", "33.373", "66.816")
SHARE = "49,9\N{NO-BREAK SPACE}%"


@pytest.fixture(autouse=True)
def election() -> Election:
    """One verified and one held form in the first kecamatan."""
    made = make_election(contests=("ppwp", "pdpd"))
    contest = made.contests.get(code="ppwp")
    stations = list(Tps.objects.filter(election=made))
    make_submission(stations[0], contest, VOTES, state="verified")
    make_submission(stations[1], contest, {"1": 1, "2": 1, "3": 1}, state="held")
    totals.rebuild(made)
    return made


def _page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_the_leader_sees_votes_shares_and_what_waits(client: Client) -> None:
    """At the level of the kabupaten."""
    sign_in(client, person(Role.PIMPINAN))
    page = _page(client, "/dasbor/ppwp/")
    for figure in (*SHOWN, SHARE, "DATA INTERNAL – BUKAN HASIL RESMI KPU", "angka tidak cocok"):
        assert figure in page


@pytest.mark.parametrize(
    "path", ["/dasbor/ppwp/", "/dasbor/ppwp/160701/", "/dasbor/ppwp/1607012001/", "/dasbor/ppwp/?peta=unggul"]
)
def test_without_the_right_to_totals_no_vote_figure_is_in_the_page(client: Client, path: str) -> None:
    """At no level and in no mode of the map."""
    sign_in(client, person(Role.STAF, totals=False))
    page = _page(client, path)
    for figure in (*SHOWN, "11171", "22272", "33373", SHARE, "unggul nomor"):
        assert figure not in page
    assert "Kemajuan per" in page


def test_one_drills_down_to_the_tps(client: Client) -> None:
    """Each level links to the next."""
    sign_in(client, person(Role.PIMPINAN))
    assert "/dasbor/ppwp/160701/" in _page(client, "/dasbor/ppwp/")
    assert "/dasbor/ppwp/1607012001/" in _page(client, "/dasbor/ppwp/160701/")
    assert "/tps/1607012001001/" in _page(client, "/dasbor/ppwp/1607012001/")
    assert "11.171" in _page(client, "/tps/1607012001001/")


def test_a_camat_begins_in_their_kecamatan_and_stays_there(client: Client) -> None:
    """Also by address."""
    sign_in(client, person(Role.CAMAT, "160702"))
    answer = client.get("/dasbor/ppwp/")
    assert answer.headers["Location"] == "/dasbor/ppwp/160702/"
    for path in (
        "/dasbor/ppwp/160701/",
        "/dasbor/ppwp/1607/",
        "/dasbor/ppwp/1607012001/",
        "/tps/1607012001001/",
    ):
        assert client.get(path).status_code == 403
    assert "11.171" not in _page(client, "/dasbor/ppwp/160702/")


def test_verified_and_received_are_two_totals(client: Client, election: Election) -> None:
    """The address says which one is shown."""
    contest = election.contests.get(code="ppwp")
    make_submission(Tps.objects.filter(election=election)[5], contest, {"1": 5, "2": 0, "3": 0})
    totals.rebuild(election)
    sign_in(client, person(Role.PIMPINAN))
    assert "11.176" in _page(client, "/dasbor/ppwp/")
    assert "11.171" in _page(client, "/dasbor/ppwp/?hitung=verifikasi")


def test_the_table_sorts_and_filters_by_the_address(client: Client) -> None:
    """Names that do not match are left out."""
    sign_in(client, person(Role.PIMPINAN))
    page = _page(client, "/dasbor/ppwp/?urut=masuk&arah=turun&saring=muara")
    assert "Muara Jernih" in page.split("<tbody>")[-1]
    assert "Sukamaju" not in page.split("<tbody>")[-1]


def test_looking_at_totals_is_recorded_once_in_a_while(client: Client) -> None:
    """A wall that refreshes does not flood the log."""
    sign_in(client, person(Role.PIMPINAN))
    for _ in range(3):
        _page(client, "/dasbor/ppwp/")
    assert Record.objects.filter(act="look_totals").count() == 1


def test_a_part_that_would_be_the_same_is_not_sent_again(client: Client, election: Election) -> None:
    """Fifty walls are cheap; a change makes it new."""
    sign_in(client, person(Role.PIMPINAN))
    headers = {"HX-Request": "true"}
    first = client.get("/dasbor/ppwp/", headers=headers)
    again = {**headers, "If-None-Match": first.headers["ETag"]}
    assert client.get("/dasbor/ppwp/", headers=again).status_code == 304
    totals.bump([election.pk])
    assert client.get("/dasbor/ppwp/", headers=again).status_code == 200


def test_the_page_takes_few_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Whatever the number of regions."""
    sign_in(client, person(Role.PIMPINAN))
    _page(client, "/dasbor/ppwp/")
    with django_assert_max_num_queries(22):
        _page(client, "/dasbor/ppwp/")


def test_unknown_contests_and_regions_are_refused(client: Client) -> None:
    """With a page that says so."""
    sign_in(client, person(Role.PIMPINAN))
    for path in ("/dasbor/pkwkk/", "/dasbor/xyz/", "/dasbor/ppwp/160799/", "/tps/1607012001999/"):
        assert client.get(path).status_code == 404


def test_home_leads_everybody_to_their_work(client: Client) -> None:
    """The leader to the dashboard, the operator to the report form."""
    assert sign_in(Client(), person(Role.PIMPINAN)).get("/").headers["Location"] == "/dasbor/ppwp/"
    assert sign_in(Client(), person(Role.OPERATOR, "160701")).get("/").headers["Location"] == "/lapor/"
    assert client.get("/", headers={"Accept": "text/html"}).headers["Location"].startswith("/masuk/")


def test_a_version_shows_its_message_only_to_readers_of_messages(client: Client) -> None:
    """An operator sees the figures."""
    sign_in(client, person(Role.OPERATOR, "160701"))
    assert "11.171" in _page(client, "/tps/1607012001001/")


def test_what_waits_leads_to_where_it_is_done(client: Client) -> None:
    """Narrowed to the contest, the region and the state; without a link for who may not go there."""
    link = "/verifikasi/daftar/?jenis=ppwp&amp;wilayah=160701&amp;status=held"
    sign_in(client, person(Role.CAMAT, "160701"))
    assert link in _page(client, "/dasbor/ppwp/160701/")
    assert client.get(link.replace("&amp;", "&")).status_code == 200
    other = sign_in(Client(), person(Role.PIMPINAN))
    page = _page(other, "/dasbor/ppwp/160701/")
    assert "angka tidak cocok" in page
    assert "/verifikasi/daftar/" not in page


def test_each_persons_look_is_recorded_though_the_page_is_drawn_once(client: Client) -> None:
    """Two walls with the same rights share the drawing, not the record."""
    for _ in range(2):
        _page(sign_in(Client(), person(Role.PIMPINAN)), "/dasbor/ppwp/")
    assert Record.objects.filter(act="look_totals").count() == 2


def test_a_drawing_is_never_shown_to_somebody_with_other_rights(client: Client) -> None:
    """The key of what is kept holds the rights."""
    assert "11.171" in _page(sign_in(Client(), person(Role.PIMPINAN)), "/dasbor/ppwp/")
    assert "11.171" not in _page(sign_in(Client(), person(Role.PIMPINAN, totals=False)), "/dasbor/ppwp/")
