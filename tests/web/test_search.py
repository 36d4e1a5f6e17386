"""The search field finds what the searcher may see, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from deskpemilu.domain.roles import Role
from tests.builders import make_election
from tests.people import person, sign_in


def _found(client: Client, words: str) -> tuple[list[str], list[str], list[str]]:
    found = client.get("/cari/", {"q": words}).context["found"]
    return (
        [row.code for row in found.tps],
        [row.code for row in found.regions],
        [row.name for row in found.people],
    )


@pytest.mark.parametrize(
    "words", ["tps 3 mekar sari", "Mekar Sari TPS 03", "1607012001003", "16.07.01.2001.003"]
)
def test_a_tps_is_found_as_people_name_it(words: str) -> None:
    """By number and desa in any order, or by code."""
    make_election()
    client = sign_in(Client(), person(Role.STAF, "160701"))
    assert _found(client, words)[0] == ["1607012001003"]


def test_what_lies_outside_the_area_is_not_found() -> None:
    """Neither its TPS nor its name."""
    make_election()
    client = sign_in(Client(), person(Role.CAMAT, "160702"))
    tps, regions, people = _found(client, "mekar sari")
    assert regions == ["1607022001"]
    assert (tps, people) == ([], [])
    assert _found(client, "1607012001003")[0] == []


def test_people_are_found_by_those_who_manage_them() -> None:
    """And by nobody else."""
    make_election()
    person(Role.OPERATOR, "1607012001", name="Dicari Uji")
    assert _found(sign_in(Client(), person(Role.ADMINISTRATOR)), "dicari")[2] == ["Dicari Uji"]
    assert _found(sign_in(Client(), person(Role.STAF)), "dicari")[2] == []


@pytest.mark.parametrize("words", ["", "a", "%", "_", "tps", "99999999999999999999", "' OR 1=1 --"])
def test_strange_words_find_nothing_and_break_nothing(words: str) -> None:
    """A page that says so."""
    make_election()
    client = sign_in(Client(), person(Role.ADMINISTRATOR))
    assert client.get("/cari/", {"q": words}).status_code == 200
