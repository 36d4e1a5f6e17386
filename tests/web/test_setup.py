"""The first run: from an empty desk to one that can take reports."""

from __future__ import annotations

import pytest
from django.test import Client

from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Election, Tps
from tests.builders import make_election
from tests.people import person, sign_in


def _states(client: Client) -> dict[str, str]:
    return {step.key: step.state for step in client.get("/mulai/").context["steps"]}


def _administrator() -> Client:
    return sign_in(Client(), person(Role.ADMINISTRATOR))


def test_an_empty_desk_asks_for_its_election_first() -> None:
    """And shows what does not depend on it."""
    assert _states(_administrator()) == {"election": "todo", "whatsapp": "todo", "worker": "todo"}


def test_the_region_field_suggests_kabupaten_by_name_and_code() -> None:
    """From the shipped list, before anything is in the database."""
    client = _administrator()
    for words in ("banyuasin", "16.07"):
        assert "16.07 " in client.get("/mulai/wilayah/", {"area": words}).content.decode()


def test_the_election_is_made_with_its_regions_and_the_steps_follow() -> None:
    """Region as picked from the list; afterwards TPS are what is missing."""
    client = _administrator()
    form = {"area": "16.07 KABUPATEN BANYUASIN", "preset": "pemilu2024", "date": ""}
    assert client.post("/mulai/pemilihan/", form).status_code == 302
    assert Election.objects.get().area_id == "1607"
    states = _states(client)
    assert states["election"] == "ready"
    assert states["tps"] == "todo"
    assert states["boundaries"] == "optional"


def test_the_front_page_leads_back_here_until_there_are_tps() -> None:
    """Without TPS there is nothing a dashboard could show."""
    client = _administrator()
    client.post("/mulai/pemilihan/", {"area": "16.07", "preset": "pemilu2024", "date": ""})
    assert client.get("/").headers["Location"] == "/mulai/"
    assert sign_in(Client(), person(Role.STAF)).get("/").status_code == 200


@pytest.mark.parametrize("area", ["", "Banyuasin", "99.99", "16.07.1"])
def test_a_region_that_is_not_one_is_refused_and_nothing_is_made(area: str) -> None:
    """With the form and a sentence."""
    answer = _administrator().post("/mulai/pemilihan/", {"area": area, "preset": "pemilu2024"})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode() or "notice-error" in answer.content.decode()
    assert not Election.objects.exists()


def test_each_step_says_what_is_missing() -> None:
    """Desa without TPS, kecamatan without camat, no phones."""
    election = make_election()
    Tps.objects.filter(code__startswith="1607012001").delete()
    person(Role.CAMAT, "160701")
    client = _administrator()
    page = client.get("/mulai/").content.decode()
    assert "1 desa belum mempunyai TPS" in page
    assert "1 kecamatan belum mempunyai camat" in page
    assert "belum ada nomor telepon" in page
    assert election.name in page


def test_whatsapp_keys_are_never_shown(settings: object) -> None:
    """Only whether they are there."""
    for name in ("PHONE_ID", "TOKEN", "APP_SECRET", "VERIFY_TOKEN"):
        setattr(settings, f"WHATSAPP_{name}", f"rahasia-{name}")
    page = _administrator().get("/mulai/").content.decode()
    assert "rahasia-" not in page
    assert "Semua kunci terisi." in page
    assert "http://testserver/hooks/whatsapp" in page
