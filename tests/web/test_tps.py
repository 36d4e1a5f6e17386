"""Everything about one TPS, and the way from a number back to its message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.flow import revotes
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.flow.revotes import Decree
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person, sign_in

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
FIRST = "Presiden Mekar Sari TPS 1\n01: 51\n02: 117\n03: 31\nSah 199\nTidak sah 3\nJumlah 202"
SECOND = "RALAT Presiden Mekar Sari TPS 1\n01: 53\n02: 117\n03: 31\nSah 201\nTidak sah 3\nJumlah 204"
PAGE = "/tps/1607012001001/"


@pytest.fixture(autouse=True)
def election() -> Election:
    """An operator reported a TPS by message, and corrected it."""
    made = make_election(contests=("ppwp", "pdpd"))
    totals.rebuild(made)
    person(Role.OPERATOR, "160701", name="Operator Satu", phone="62812000101")
    for at, text in enumerate((FIRST, SECOND)):
        sent = NOW + timedelta(minutes=at)
        accept([Envelope("whatsapp", f"wamid.{at}", "62812000101", sent, text)], now=sent)
        run_batch(worker="uji", clock=lambda sent=sent: sent, limit=10)
    assert Count.objects.get().versions == 2
    return made


def _page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_the_page_tells_place_figures_state_and_history(client: Client) -> None:
    """Also of a contest from which nothing came."""
    sign_in(client, person(Role.CAMAT, "160701"))
    page = _page(client, PAGE)
    for words in ("16.07.01.2001.001", "TPS 001 Mekar Sari", "L 120 · P 125", "diterima", "201"):
        assert words in page
    assert "Operator Satu" in page
    assert "meralat Presiden, versi 2" in page
    assert "melaporkan Presiden, versi 1" in page
    assert "Belum ada laporan." in page


def test_a_version_stands_beside_the_one_before_it(client: Client) -> None:
    """Changed figures with what they were, struck out."""
    sign_in(client, person(Role.CAMAT, "160701"))
    second = Submission.objects.get(version=2)
    page = _page(client, f"{PAGE}versi/{second.pk}/")
    assert "<del>51</del>" in page
    assert "<del>117</del>" not in page


def test_the_message_is_shown_with_what_was_read_in_it(client: Client) -> None:
    """For those who may read messages."""
    sign_in(client, person(Role.CAMAT, "160701"))
    first = Submission.objects.get(version=1)
    page = _page(client, f"{PAGE}versi/{first.pk}/")
    assert "<mark" in page
    assert "buka pesan" in page


def test_an_operator_sees_the_figures_but_not_the_message(client: Client) -> None:
    """SEE_TPS is not READ_INBOX."""
    sign_in(client, person(Role.OPERATOR, "160701"))
    first = Submission.objects.get(version=1)
    page = _page(client, f"{PAGE}versi/{first.pk}/")
    assert "117" in page
    assert "Isi pesan hanya untuk staf desk dan camat." in page
    assert "<mark" not in page
    assert "buka pesan" not in page


@pytest.mark.parametrize("role", [Role.CAMAT, Role.OPERATOR])
def test_somebody_of_another_kecamatan_sees_nothing(client: Client, role: Role) -> None:
    """Neither page nor version."""
    sign_in(client, person(role, "160702"))
    first = Submission.objects.get(version=1)
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}versi/{first.pk}/").status_code == 403
    # The address of one's own TPS with the version of another one's.
    assert client.get(f"/tps/1607022001001/versi/{first.pk}/").status_code == 404


def test_the_page_takes_few_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """However many versions there are."""
    sign_in(client, person(Role.CAMAT, "160701"))
    _page(client, PAGE)
    with django_assert_max_num_queries(17):
        _page(client, PAGE)


def _decide(codes: list[str]) -> None:
    made = Election.objects.get()
    decree = Decree(Generation.PSU, "12 Tahun 2024", NOW.date(), "pemilih tanpa KTP-el")
    staff = person(Role.STAF, "", name="Staf Pencatat")
    revotes.decide(actor=staff, election=made, codes=codes, contests=["ppwp"], decree=decree, now=NOW)


def test_after_a_revote_the_regular_form_is_shown_as_history(client: Client) -> None:
    """Its figures stay, it says that it counts no more, and by which decision."""
    _decide(["1607012001001"])
    sign_in(client, person(Role.CAMAT, "160701"))
    page = _page(client, PAGE)
    assert "Presiden (PSU)" in page
    assert "Presiden (Reguler)" in page
    assert page.count("Riwayat; tidak dijumlahkan.") == 1
    assert "keputusan 12 Tahun 2024" in page
    assert "Staf Pencatat" in page
    assert ">201<" in page
    assert page.count("/verifikasi/1607012001001/ppwp") == 0, "nothing to verify in either"


def test_findings_beside_other_forms_are_shown_with_the_form(client: Client) -> None:
    """A twin in the desa."""
    text = SECOND.removeprefix("RALAT ").replace("TPS 1", "TPS 2")
    accept([Envelope("whatsapp", "wamid.9", "62812000101", NOW, text)], now=NOW)
    run_batch(worker="uji", clock=lambda: NOW, limit=10)
    sign_in(client, person(Role.CAMAT, "160701"))
    assert "sama persis dengan TPS 002" in _page(client, PAGE)


def test_only_those_who_may_are_offered_to_change_the_tps(client: Client) -> None:
    """Staff register a revote, an administrator changes the TPS itself; a camat neither."""
    sign_in(client, person(Role.CAMAT, "160701"))
    page = _page(client, PAGE)
    assert "Catat PSU" not in page
    assert "Ubah TPS" not in page
    sign_in(client, person(Role.STAF, ""))
    page = _page(client, PAGE)
    assert "/ulang/baru/?tps=1607012001001" in page
    assert "Ubah TPS" not in page
    assert "1607012001001" in _page(client, "/ulang/baru/?tps=1607012001001")
