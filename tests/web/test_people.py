"""The people pages: what a manager sees, sets, and is refused."""

from __future__ import annotations

import re

from django.test import Client

from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.domain.roles import Role
from tests.builders import make_election
from tests.people import person, sign_in

NEW = {
    "name": "Siti Uji",
    "username": "siti.uji",
    "phone": "0812-0000-4321",
    "role": "camat",
    "area": "16.07.01 Sukamaju",
    "sees_totals": "on",
}


def _manager(area: str = "") -> Client:
    make_election()
    return sign_in(Client(), person(Role.ADMINISTRATOR, area))


def test_a_camat_is_added_with_region_phone_and_the_right_to_totals() -> None:
    """The region as picked from the list; one grant, one phone."""
    client = _manager()
    assert client.post("/petugas/baru/", NEW).status_code == 302
    made = Person.objects.get(username="siti.uji")
    row = Grant.objects.get(person=made)
    assert (row.role, row.area, row.sees_totals) == ("camat", "160701", True)
    assert Phone.objects.get(person=made).number == "6281200004321"


def test_totals_are_not_given_without_the_tick() -> None:
    """Even to a role that usually has them."""
    client = _manager()
    client.post("/petugas/baru/", {key: value for key, value in NEW.items() if key != "sees_totals"})
    assert not Grant.objects.get(person__username="siti.uji").sees_totals


def test_the_whole_desk_must_be_written_out() -> None:
    """An empty region is a mistake, not everything."""
    client = _manager()
    assert client.post("/petugas/baru/", {**NEW, "area": ""}).status_code == 200
    assert not Person.objects.filter(username="siti.uji").exists()
    client.post("/petugas/baru/", {**NEW, "area": "semua", "role": "pimpinan"})
    assert Grant.objects.get(person__username="siti.uji").area == ""


def test_a_name_that_several_regions_carry_is_not_guessed() -> None:
    """The codes are listed; nothing is made."""
    client = _manager()
    page = client.post("/petugas/baru/", {**NEW, "area": "Mekar Sari"}).content.decode()
    assert "16.07.01.2001, 16.07.02.2001" in page
    assert not Person.objects.filter(username="siti.uji").exists()
    client.post("/petugas/baru/", {**NEW, "area": "sukamaju"})
    assert Grant.objects.get(person__username="siti.uji").area == "160701"


def test_an_unknown_code_is_refused() -> None:
    """A typing error must not become a right over a place that does not exist."""
    page = _manager().post("/petugas/baru/", {**NEW, "area": "16.99.01"}).content.decode()
    assert "tidak ada dalam daftar wilayah desk" in page


def test_the_list_shows_only_people_of_the_managers_area() -> None:
    """Neither those elsewhere nor those above."""
    client = _manager("160701")
    person(Role.OPERATOR, "1607012001", name="Di Sini Uji")
    person(Role.OPERATOR, "1607022001", name="Di Sana Uji")
    person(Role.PIMPINAN, "", name="Di Atas Uji")
    page = client.get("/petugas/").content.decode()
    assert "Di Sini Uji" in page
    assert "Di Sana Uji" not in page
    assert "Di Atas Uji" not in page


def test_somebody_of_another_area_can_neither_be_opened_nor_changed() -> None:
    """By address or by form."""
    client, other = _manager("160701"), person(Role.OPERATOR, "1607022001")
    assert client.get(f"/petugas/{other.pk}/").status_code == 403
    for act in ("peran", "telepon", "data", "tautan", "status"):
        assert client.post(f"/petugas/{other.pk}/{act}/", {}).status_code == 403, act
    other.refresh_from_db()
    assert other.is_active


def test_a_role_beyond_the_managers_area_is_refused() -> None:
    """Through the page as through the service."""
    client, who = _manager("160701"), person(Role.OPERATOR, "1607012001")
    form = {"role": "camat", "area": "16.07.02"}
    assert client.post(f"/petugas/{who.pk}/peran/", form).status_code == 403
    assert Grant.objects.filter(person=who).count() == 1


def test_the_one_time_link_is_shown_once_and_works() -> None:
    """In the answer to the button, and on no page after it."""
    client, who = _manager(), person(Role.STAF, name="Dewi Uji")
    page = client.post(f"/petugas/{who.pk}/tautan/").content.decode()
    found = re.search(r"http://testserver(/undangan/[^/]+/)", page)
    assert found is not None
    assert "/undangan/" not in client.get(f"/petugas/{who.pk}/").content.decode()
    fresh = Client()
    new = {"password": "sandi-panjang-sekali-9", "again": "sandi-panjang-sekali-9"}
    assert fresh.post(found[1], new).status_code == 302
    assert fresh.session["_auth_user_id"] == str(who.pk)


def test_search_finds_by_name_user_name_and_number() -> None:
    """A number as people type it, with its zero."""
    client = _manager()
    person(Role.OPERATOR, "1607012001", name="Dicari Uji", username="dicari", phone="6281200009876")
    person(Role.OPERATOR, "1607012001", name="Lain Uji")
    for words in ("dicari", "Dicari U", "0812-0000-9876"):
        page = client.get("/petugas/", {"q": words}).content.decode()
        assert "Dicari Uji" in page, words
        assert "Lain Uji" not in page, words


def test_the_region_picker_suggests_within_the_area_only() -> None:
    """And the whole desk only to those who have it."""
    desk, local = _manager(), sign_in(Client(), person(Role.ADMINISTRATOR, "160701"))
    assert "SEMUA" in desk.get("/petugas/wilayah/", {"area": "mekar"}).content.decode()
    page = local.get("/petugas/wilayah/", {"area": "mekar"}).content.decode()
    assert "16.07.01.2001" in page
    assert "16.07.02.2001" not in page
    assert "SEMUA" not in page
