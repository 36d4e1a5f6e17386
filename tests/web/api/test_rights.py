"""Who may use which operation: every one of them with nobody, too little right, elsewhere, and over."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.utils import timezone

from deskpemilu.accounts.models import ApiToken, Grant, Person
from deskpemilu.accounts.policy import Right, may
from deskpemilu.accounts.services import digest, revoke_api_token
from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Act, Role
from deskpemilu.registry.models import Election
from deskpemilu.web.api.desk import api
from deskpemilu.web.api.tokens import Token, narrowed
from tests.people import person, sign_in
from tests.web.api.conftest import OTHER, OWN, Api, token_of

# Each operation: how it is asked for, a role (and right to totals) that may, one that may not, and the
# query that names the area of another kecamatan ("" where an operation has none).
LINE = {"id": "a1", "sender": "+6281200000009", "text": "halo", "sent_at": "2024-02-14T15:20:00+07:00"}
OPERATIONS: dict[str, tuple[str, dict[str, str], tuple[Role, bool], tuple[Role, bool] | None, str]] = {
    "elections": ("elections", {}, (Role.OPERATOR, False), None, ""),
    "elections/{code}/contests": ("elections/pemilu2024/contests", {}, (Role.OPERATOR, False), None, ""),
    "regions": ("regions", {"parent": OWN}, (Role.OPERATOR, False), None, "parent"),
    "tps": ("tps", {}, (Role.OPERATOR, False), None, "area"),
    "submissions": ("submissions", {}, (Role.OPERATOR, False), (Role.ADMINISTRATOR, False), "area"),
    "tally": (
        "tally",
        {"contest": "ppwp", "by": "desa"},
        (Role.CAMAT, True),
        (Role.CAMAT, False),
        "area",
    ),
    "progress": ("progress", {"contest": "ppwp"}, (Role.OPERATOR, False), None, "area"),
    "missing": ("missing", {}, (Role.OPERATOR, False), None, "area"),
    "messages": ("messages", {}, (Role.STAF, False), (Role.CAMAT, True), ""),
    "estimates": ("estimates", {"contest": "ppwp"}, (Role.PIMPINAN, True), (Role.PIMPINAN, False), ""),
    "estimates/runs": ("estimates/runs", {}, (Role.PIMPINAN, True), (Role.PIMPINAN, False), ""),
    "estimates/runs/{number}": (
        "estimates/runs/1",
        {},
        (Role.PIMPINAN, True),
        (Role.PIMPINAN, False),
        "",
    ),
}
# These speak of the whole desk: a token of one kecamatan is told so (test_estimates.py).
WHOLE = {name: "1607" for name in OPERATIONS if name.startswith("estimates")}
pytestmark = pytest.mark.usefixtures("run")


def _ask(name: str, given: Api, **more: str) -> tuple[int, dict[str, object]]:
    path, query, *_ = OPERATIONS[name]
    answer = given.post(path, [LINE]) if name == "messages" else given.get(path, **{**query, **more})
    assert answer["Content-Type"].startswith("application/json")
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()


def _area(name: str) -> str:
    return WHOLE.get(name, OWN)


def _somebody(role: Role, totals: bool, area: str = OWN) -> Person:
    who = person(role, area, totals=totals)
    # The sender of LINE reports for the same kecamatan.
    person(Role.OPERATOR, OWN, phone="6281200000009")
    return who


def _may(name: str) -> Person:
    return _somebody(*OPERATIONS[name][2], _area(name))


def test_every_operation_declares_its_act_and_is_tested_here() -> None:
    """None is open to whoever has just any token, but for its own description."""
    found = {}
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                (guard,) = operation.auth_callbacks
                assert isinstance(guard, Token), path
                assert guard.acts, path
                found[path.strip("/")] = operation
    assert set(found) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_nobody_is_told_how_to_come_in(name: str) -> None:
    """401 without a token, with a wrong one, and with a signed-in browser alone."""
    for given in (Api(), Api("bukan-token")):
        status, said = _ask(name, given)
        assert (status, "Token" in str(said["pesan"])) == (HTTPStatus.UNAUTHORIZED, True)


def test_a_session_is_no_token(client: object) -> None:
    """A page that somebody is led to cannot use the API in their name."""
    from django.test import Client  # noqa: PLC0415

    browser = sign_in(Client(), person(Role.STAF))
    answer = browser.get("/api/v1/elections")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("name", OPERATIONS)
def test_who_may_gets_an_answer(name: str) -> None:
    """With the least right that is enough."""
    status, said = _ask(name, token_of(_may(name), _area(name)))
    assert status == HTTPStatus.OK, said


@pytest.mark.parametrize("name", [name for name, row in OPERATIONS.items() if row[3]])
def test_too_little_right_is_told_why(name: str) -> None:
    """403 with the sentence of the policy; nothing stored."""
    role = OPERATIONS[name][3]
    assert role is not None
    status, said = _ask(name, token_of(_somebody(*role, _area(name))))
    assert status == HTTPStatus.FORBIDDEN
    assert said == {"pesan": may((), Act.SEE_TPS).reason}


@pytest.mark.parametrize("name", OPERATIONS)
def test_somebody_without_a_role_gets_nothing(name: str) -> None:
    """A token outlives a role, its rights do not."""
    who = _may(name)
    given = token_of(who)
    Grant.objects.filter(person=who).update(revoked_at=timezone.now())
    assert _ask(name, given)[0] == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("name", [name for name, row in OPERATIONS.items() if row[4]])
def test_another_kecamatan_is_out_of_reach(name: str) -> None:
    """Also for a token of a person of the whole desk that was bound to one kecamatan."""
    role, totals = OPERATIONS[name][2]
    for who in (person(role, OWN, totals=totals), person(role, "", totals=totals)):
        given = token_of(who, OWN)
        status, said = _ask(name, given, **{OPERATIONS[name][4]: OTHER})
        assert (status, said) == (HTTPStatus.FORBIDDEN, {"pesan": "Wilayah ini di luar wilayah tugas Anda."})
        assert OTHER not in str(_ask(name, given)[1])


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_token_ends(name: str) -> None:
    """Revoked, over, or its person inactive: 401 with the next request."""
    who = _may(name)
    revoked, over, inactive = (token_of(who, _area(name)) for _ in range(3))
    assert _ask(name, revoked)[0] == HTTPStatus.OK
    row = ApiToken.objects.get(token_hash=digest(revoked.token))
    revoke_api_token(actor=PROGRAM, token=row, now=timezone.now())
    assert _ask(name, revoked)[0] == HTTPStatus.UNAUTHORIZED
    late = ApiToken.objects.filter(token_hash=digest(over.token))
    late.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert _ask(name, over)[0] == HTTPStatus.UNAUTHORIZED
    Person.objects.filter(pk=who.pk).update(is_active=False)
    assert _ask(name, inactive)[0] == HTTPStatus.UNAUTHORIZED
    assert Record.objects.filter(act="person.token_revoked").count() == 1


def test_the_description_needs_a_token_and_names_it() -> None:
    """OpenAPI 3; nobody reads it unasked."""
    assert Api().get("openapi.json").status_code == HTTPStatus.UNAUTHORIZED
    described = token_of(person(Role.OPERATOR, OWN)).get("openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert len(described["paths"]) == len(OPERATIONS)
    assert described["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}
    assert Api().get("").status_code == HTTPStatus.UNAUTHORIZED
    assert Api().get("docs").status_code == HTTPStatus.NOT_FOUND


def test_a_token_narrows_rights_and_never_widens_them() -> None:
    """Rights inside stay, rights above shrink, rights beside are gone."""
    wide = Right(Role.PIMPINAN, "", sees_totals=True)
    inside = Right(Role.OPERATOR, f"{OWN}2001", sees_totals=False)
    beside = Right(Role.CAMAT, OTHER, sees_totals=True)
    assert set(narrowed((wide, inside, beside), OWN)) == {Right(Role.PIMPINAN, OWN, sees_totals=True), inside}
    assert narrowed((wide, inside, beside), "") == (wide, inside, beside)
    assert narrowed((beside,), OWN) == ()


def test_a_token_of_a_tps_reads_that_tps_only(election: Election) -> None:
    """The smallest area there is."""
    given = token_of(person(Role.PIMPINAN, ""), f"{OWN}2001001")
    assert [row["tps_code"] for row in given.get("submissions").json()["rows"]] == [f"{OWN}2001001"]
    assert [row["code"] for row in given.get("tps").json()["rows"]] == [f"{OWN}2001001"]
    tally = given.get("tally", contest="ppwp", by="tps").json()
    assert [row["code"] for row in tally["rows"]] == [f"{OWN}2001001"]
