"""The screen of TPS that change: each kind by its form, refusals at the form, the way back."""

from __future__ import annotations

import pytest
from django.test import Client

from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Election, Tps, TpsChange
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from tests.builders import make_election
from tests.people import person, sign_in

A, B = "1607012001001", "1607012001002"
GIVEN = {
    "tambah": {"desa": "16.07.01.2001", "number": "9", "dpt_l": "100", "dpt_p": "90"},
    "gabung": {"code": "16.07.01.2001.001", "into": B},
    "pindah": {"code": A, "desa": "1607012002", "number": "9"},
    "tutup": {"code": A},
}
EXPECTED = {"tambah": 13, "gabung": 11, "pindah": 12, "tutup": 11}


@pytest.fixture(autouse=True)
def election() -> Election:
    """Twelve TPS."""
    made = make_election()
    totals.rebuild(made)
    return made


def _expected() -> int:
    return Total.objects.get(region_id="1607").tps_total


@pytest.mark.parametrize("kind", GIVEN)
def test_each_kind_is_done_listed_and_taken_back(client: Client, kind: str) -> None:
    """What is expected follows, both ways."""
    sign_in(client, person(Role.ADMINISTRATOR, ""))
    answer = client.post(f"/perubahan-tps/?jenis={kind}", {**GIVEN[kind], "reason": "surat KPU 12"})
    assert (answer.status_code, answer["Location"]) == (302, "/perubahan-tps/")
    change = TpsChange.objects.get()
    page = client.get("/perubahan-tps/").content.decode()
    assert change.text in page
    assert "surat KPU 12" in page
    assert _expected() == EXPECTED[kind]
    client.post(f"/perubahan-tps/batalkan/{change.pk}/")
    assert _expected() == 12
    assert "dibatalkan" in client.get("/perubahan-tps/").content.decode()


def test_a_closed_tps_has_its_page_and_is_opened_again(client: Client) -> None:
    """It says that it is closed; nobody is asked to report it."""
    sign_in(client, person(Role.ADMINISTRATOR, ""))
    client.post("/perubahan-tps/?jenis=tutup", {"code": A, "reason": "banjir"})
    camat = sign_in(Client(), person(Role.CAMAT, "160701"))
    page = camat.get(f"/tps/{A}/").content.decode()
    assert "ditutup" in page
    assert "banjir" in page
    client.post("/perubahan-tps/?jenis=buka", {"code": A, "reason": "surut"})
    assert Tps.objects.filter(code=A).exists()


def test_a_moved_tps_is_found_at_its_old_address(client: Client) -> None:
    """Bookmarks and printed codes go on working, for those who may see the new place."""
    sign_in(client, person(Role.ADMINISTRATOR, ""))
    client.post("/perubahan-tps/?jenis=pindah", {**GIVEN["pindah"], "reason": "batas desa"})
    camat = sign_in(Client(), person(Role.CAMAT, "160701"))
    answer = camat.get(f"/tps/{A}/")
    assert (answer.status_code, answer["Location"]) == (302, "/tps/1607012002009/")
    assert "batas desa" in camat.get("/tps/1607012002009/").content.decode()


def test_a_refusal_stands_at_the_form_with_what_was_entered(client: Client) -> None:
    """And nothing is written."""
    sign_in(client, person(Role.ADMINISTRATOR, ""))
    answer = client.post("/perubahan-tps/?jenis=gabung", {"code": A, "into": A, "reason": "keliru"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tidak dapat digabung dengan dirinya sendiri" in page
    assert f'value="{A}"' in page
    assert not TpsChange.objects.exists()


def test_an_administrator_of_a_kecamatan_sees_and_changes_only_theirs(client: Client) -> None:
    """Neither the others' desa in the list, nor their TPS by its code, nor the way back."""
    sign_in(client, person(Role.ADMINISTRATOR, ""))
    client.post("/perubahan-tps/?jenis=tutup", {"code": "1607022001001", "reason": "banjir"})
    mine = sign_in(Client(), person(Role.ADMINISTRATOR, "160701"))
    page = mine.get("/perubahan-tps/").content.decode()
    assert "16.07.01.2001" in page
    assert "16.07.02.2001" not in page
    assert "banjir" not in page
    assert (
        mine.post("/perubahan-tps/?jenis=tutup", {"code": "1607022001002", "reason": "x"}).status_code == 403
    )
    assert mine.post(f"/perubahan-tps/batalkan/{TpsChange.objects.get().pk}/").status_code == 403
    assert _expected() == 11
