"""Finding a form to type: by code, by name, by desa."""

from __future__ import annotations

import pytest
from django.test import Client

from deskpemilu.accounts.models import Person
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.entry_scenes import GOOD, NEXT, send
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


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("1607012001002", "/isi/1607012001002/ppwp/"),
        ("16.07.01.2001.002", "/isi/1607012001002/ppwp/"),
        ("mekar sari 2", "/isi/1607012001002/ppwp/"),
        ("Karang Anyar tps 3", "/isi/1607012002003/ppwp/"),
    ],
)
def test_a_code_or_a_name_leads_straight_to_the_form(colleague: Person, asked: str, leads: str) -> None:
    """Typed and Enter."""
    answer = sign_in(Client(), colleague).get("/isi/", {"cari": asked})
    assert (answer.status_code, answer["Location"]) == (302, leads)


def test_what_is_not_ones_own_is_not_found(colleague: Person) -> None:
    """Neither by code nor by address."""
    client = sign_in(Client(), colleague)
    assert "tidak ditemukan" in client.get("/isi/", {"cari": "1607022001001"}).content.decode()
    assert "160702" not in client.get("/isi/", {"wilayah": "160702"}).content.decode()


def test_the_desa_shows_what_is_still_to_be_typed(clerk: Person) -> None:
    """Typed, only reported by message, and not at all."""
    make_submission(Tps.objects.get(code=NEXT), Contest.objects.get(code="ppwp"), {"1": 1, "2": 2, "3": 3})
    send(clerk, GOOD)
    page = sign_in(Client(), clerk).get("/isi/?wilayah=1607012001").content.decode()
    assert "baru laporan pesan" in page
    assert "belum diisi" in page
    assert '<b class="num">2</b> formulir belum diisi' in page


def test_a_name_that_several_desa_bear_is_asked_for(election: Election) -> None:
    """The same desa names stand in both kecamatan."""
    page = sign_in(Client(), person(Role.STAF)).get("/isi/", {"cari": "mekar sari 1"}).content.decode()
    assert "2 tempat cocok" in page
