"""Quick count and projection in one line each on the dashboard: for whom, and never beyond the guard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.insight import services
from deskpemilu.insight.models import Run
from deskpemilu.insight.samples import services as samples
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.web.pages.dashboard import shown
from tests.builders import make_election, make_submission
from tests.people import person, sign_in

LINE = 'id="perkiraan"'
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _forget() -> None:
    """No drawing of another test's dashboard."""
    shown._kept.clear()


@pytest.fixture
def election() -> Election:
    """Three kecamatan, nothing in yet."""
    made = make_election(kecamatan=3, desa=2, tps=5)
    totals.rebuild(made)
    return made


@pytest.fixture
def contest(election: Election) -> Contest:
    """President."""
    return election.contests.select_related("election__area").get(code="ppwp")


def report(contest: Contest, *, but: str = "-") -> None:
    """Every TPS reports, except those whose code begins with `but`; the second is far ahead."""
    for number, tps in enumerate(Tps.objects.filter(election=contest.election)):
        if not tps.code.startswith(but):
            make_submission(tps, contest, {"1": 30 + number % 5, "2": 120, "3": 20}, invalid=2)
    totals.rebuild(contest.election)


def compute(contest: Contest) -> None:
    """Both runs of now."""
    now = timezone.now()
    samples.draw(actor=PROGRAM, contest=contest, n=12, design="stratified", seed="a", now=now)
    for kind in (Run.Kind.ESTIMATE, Run.Kind.PROJECTION):
        services.compute(actor=PROGRAM, contest=contest, kind=kind, now=now)


def page(client: Client, path: str = "/dasbor/ppwp/") -> str:
    """The text of a page."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_both_lines_name_the_leader_with_margin_where_the_guard_holds(
    client: Client, contest: Contest
) -> None:
    """As the drawing of the wall has them."""
    report(contest)
    compute(contest)
    share = Run.objects.get(kind="estimate").result["choices"]["2"]["share"]
    text = page(sign_in(client, person(Role.PIMPINAN)))
    assert "Hitung cepat 12 TPS" in text
    assert f"{100 * share:.1f}".replace(".", ",") + f"{NBSP}%</b>" in text
    assert "±" in text
    assert text.count(">unggul<") == 2


def test_nobody_is_singled_out_while_a_kecamatan_lags(client: Client, contest: Contest) -> None:
    """Only that nothing can be concluded yet."""
    report(contest, but="160703")
    compute(contest)
    text = page(sign_in(client, person(Role.PIMPINAN)))
    assert text.count("belum dapat disimpulkan") == 2
    assert "in-glance-key" not in text
    assert "unggul</span>" not in text
    assert "Hitung cepat 8/12 TPS" in text


def test_only_who_sees_the_totals_of_the_whole_desk_gets_the_lines(client: Client, contest: Contest) -> None:
    """Not a camat, not staff without the right; neither on the page nor by address."""
    report(contest)
    compute(contest)
    for who, path in (
        (person(Role.STAF, totals=False), "/dasbor/ppwp/"),
        (person(Role.CAMAT, "160701"), "/dasbor/ppwp/160701/"),
    ):
        assert LINE not in page(sign_in(client, who), path)
        assert client.get("/hitung-cepat/ppwp/ringkas/").status_code == 403
    sign_in(client, person(Role.PIMPINAN))
    assert LINE in page(client)
    assert LINE in page(client, "/hitung-cepat/ppwp/ringkas/")
    assert LINE not in page(client, "/dasbor/ppwp/160701/")
    assert LINE not in page(client, "/dasbor/ppwp/?hitung=verifikasi")


def test_a_run_that_more_has_come_in_since_says_its_time(client: Client, contest: Contest) -> None:
    """A run of an hour ago is old only where the count went on."""
    report(contest, but="160703")
    compute(contest)
    Run.objects.update(at=timezone.now() - timedelta(hours=1))
    sign_in(client, person(Role.PIMPINAN))
    assert "masih dari" not in page(client, "/hitung-cepat/ppwp/ringkas/")
    report(contest)
    assert page(client, "/hitung-cepat/ppwp/ringkas/").count("masih dari") == 2


def test_without_a_run_there_is_no_line(client: Client, contest: Contest) -> None:
    """And the small part is empty, not an error."""
    sign_in(client, person(Role.PIMPINAN))
    assert LINE not in page(client)
    assert "<li>" not in page(client, "/hitung-cepat/ppwp/ringkas/")
