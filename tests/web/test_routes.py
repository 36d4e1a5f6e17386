"""Every route of the program, walked by nobody, by those who may and by those who must not.

New routes are covered without a word here: the walk reads the routes and their rules themselves.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, converters, path, resolve

from deskpemilu.accounts.access import RULE, Rule
from deskpemilu.accounts.policy import Right, may
from deskpemilu.config import checks
from deskpemilu.domain.roles import ACTS_OF, Act, Role
from deskpemilu.web import live, navigation
from tests.builders import make_election
from tests.people import person, sign_in

OWN, OTHER = "160701", "160702"
GUARD_SENTENCES = (
    may((Right(Role.OPERATOR, "99", sees_totals=False),), Act.REPORT).reason,
    may((), Act.REPORT).reason.split(".")[0],
)
HTML = {"HTTP_ACCEPT": "text/html"}
# What a view may answer once the guard let somebody in: the thing itself, a redirect inside the desk,
# or that this made-up thing does not exist or needs a form.
LET_IN = {200, 204, 302, 303, 400, 404, 405, 409, 415, 422}


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stream gives back the connection in which this test's transaction lives."""
    monkeypatch.setattr(live, "close_old_connections", lambda: None)


@dataclass(frozen=True)
class Step:
    """One address to walk, its rule, and whether its area is the walker's own."""

    url: str
    rule: Rule
    own_area: bool


def _sample(name: str, converter: object, address: str, kecamatan: str, area: str | None) -> str:
    if isinstance(converter, converters.UUIDConverter):
        return str(uuid.UUID(int=7))
    if isinstance(converter, converters.IntConverter):
        return "1"
    if name == area or "code" in name or "kode" in name:
        return f"{kecamatan}2001001" if "tps" in address else kecamatan
    return {"contest": "ppwp"}.get(name, "contoh")


def _url(address: str, entry: URLPattern, kecamatan: str, area: str | None) -> str:
    """The address with its arguments filled in."""
    out = address
    for name, converter in entry.pattern.converters.items():
        value = _sample(name, converter, address, kecamatan, area)
        kind = next(key for key, made in converters.get_converters().items() if type(made) is type(converter))
        out = out.replace(f"<{kind}:{name}>", value).replace(f"<{name}>", value)
    assert "<" not in out, f"{address}: argumen yang tidak dikenal uji ini"
    return out


def _walk() -> Iterator[Step]:
    for address, entry, rule in checks.routes():
        assert rule is not None, address
        yield Step(_url(address, entry, OWN, rule.area), rule, own_area=True)
        if rule.area:
            yield Step(_url(address, entry, OTHER, rule.area), rule, own_area=False)


def _refused_by_guard(answer: HttpResponse) -> bool:
    """Whether it was the rule that refused, and not a view that says the same of one made-up thing."""
    return answer.status_code == HTTPStatus.FORBIDDEN and any(
        sentence in answer.content.decode() for sentence in GUARD_SENTENCES
    )


def _ask(client: Client, url: str) -> HttpResponse:
    """GET; where only a form is taken, POST."""
    answer = client.get(url, **HTML)
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer = client.post(url, {}, **HTML)
    return answer


def test_every_route_declares_a_rule() -> None:
    """Or the program does not start."""
    assert checks.routes_without_rule() == []
    assert len(list(checks.routes())) > 30
    checks.refuse_unguarded_routes()


def test_every_entry_of_the_navigation_leads_somewhere_with_its_own_right() -> None:
    """No dead entry, and none that shows to somebody whom the page would refuse."""
    for item in navigation.ITEMS:
        rule = getattr(resolve(item.path).func, RULE)
        assert rule.act is None or set(item.acts) <= set(rule.acts), item.path


def _bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("terbuka")


class UrlsWithHole:
    """A URL configuration in which somebody forgot the rule."""

    urlpatterns = (path("lubang/", _bare),)


def test_a_route_without_a_rule_stops_the_start() -> None:
    """By name, in the system check as well as in the function that start-up calls."""
    with override_settings(ROOT_URLCONF=UrlsWithHole):
        assert [error.id for error in checks.every_route_has_a_rule()] == ["desk.E001"]
        with pytest.raises(ImproperlyConfigured, match="/lubang/"):
            checks.refuse_unguarded_routes()


def test_nobody_sees_anything_but_what_is_public() -> None:
    """A page sends to sign-in, a form is 401; neither answers with content."""
    make_election()
    client = Client()
    for step in _walk():
        answer = _ask(client, step.url)
        if step.rule.public:
            assert answer.status_code != HTTPStatus.INTERNAL_SERVER_ERROR, step.url
            continue
        to_sign_in = answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith("/masuk/")
        assert to_sign_in or answer.status_code == HTTPStatus.UNAUTHORIZED, (step.url, answer.status_code)
        assert client.post(step.url, {}).status_code == HTTPStatus.UNAUTHORIZED, step.url


def _may(role: Role, totals: bool, rule: Rule) -> bool:
    if rule.act is None:
        return True
    held = ACTS_OF[role] | ({Act.SEE_TOTALS} if totals else set())
    return any(act in held for act in rule.acts)


@pytest.mark.parametrize("totals", [False, True], ids=["tanpa-jumlah", "dengan-jumlah"])
@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_its_rights_say(role: Role, totals: bool) -> None:
    """Somebody of one kecamatan: in where the act is theirs and the place is, refused elsewhere."""
    make_election()
    who = person(role, OWN, totals=totals)
    client = Client()
    for step in _walk():
        if step.rule.public:
            continue
        sign_in(client, who)
        answer = _ask(client, step.url)
        if _may(role, totals, step.rule) and step.own_area:
            assert not _refused_by_guard(answer), (step.url, step.rule)
            assert answer.status_code in LET_IN or answer.status_code == HTTPStatus.FORBIDDEN, step.url
            assert not answer.headers.get("Location", "").startswith("/masuk/"), step.url
        else:
            assert _refused_by_guard(answer), (step.url, step.rule, answer.status_code)


def test_somebody_without_a_role_is_refused_everywhere() -> None:
    """Only their own account and the manual are open."""
    make_election()
    who, client = person(), Client()
    for step in _walk():
        if step.rule.public or step.rule.act is None:
            continue
        sign_in(client, who)
        assert _ask(client, step.url).status_code == HTTPStatus.FORBIDDEN, step.url


def test_a_deactivated_person_is_out_with_the_next_request() -> None:
    """An open session does not outlive the account."""
    make_election()
    who = person(Role.STAF)
    client = sign_in(Client(), who)
    assert client.get("/bantuan/", **HTML).status_code == HTTPStatus.OK
    who.is_active = False
    who.save()
    answer = client.get("/bantuan/", **HTML)
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].startswith("/masuk/")
