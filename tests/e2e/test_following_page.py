"""An open page of the statistics follows its own computations, and no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.insight import services
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person

Enter = Callable[[Page, Person], None]
HEAR = """number => new Promise(done => {
  const source = new EventSource("/langsung/");
  source.addEventListener("hitungan", event => {
    if (Number(event.data.split(" ")[0]) >= number) { source.close(); done(event.data); }
  });
})"""


@pytest.fixture
def election() -> Election:
    """Two contests of which some TPS are in."""
    made = make_election(kecamatan=3, desa=2, tps=5, contests=("ppwp", "pdpd"))
    totals.rebuild(made)
    for contest in made.contests.all():
        come_in(contest, 0, 10)
    return made


def come_in(contest: Contest, first: int, last: int) -> None:
    """Reports of some TPS."""
    stations = Tps.objects.filter(election=contest.election_id).order_by("code")
    for number, tps in enumerate(stations[first:last]):
        make_submission(tps, contest, {"1": 30 + number, "2": 120 - number, "3": 25}, invalid=2)


def project(election: Election, code: str) -> Run:
    """A projection of now."""
    contest = Contest.objects.select_related("election__area").get(election=election, code=code)
    return services.compute(actor=PROGRAM, contest=contest, kind=Run.Kind.PROJECTION, now=timezone.now())


def test_a_page_asks_for_itself_when_its_own_contest_was_computed(
    page: Page, enter: Enter, election: Election
) -> None:
    """Not for another contest, and not for the same run twice; the new number is on the screen."""
    first, other = project(election, "ppwp"), project(election, "pdpd")
    enter(page, person(Role.PIMPINAN))
    page.goto("/proyeksi/ppwp/")
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.headers.get("hx-request"):
            asked.append(request.url)

    page.on("request", note)
    part = page.locator("#statistik")
    expect(part).to_have_attribute("data-version", str(first.pk))
    assert f"={other.pk}" in page.evaluate(HEAR, other.pk)
    come_in(Contest.objects.get(election=election, code="pdpd"), 10, 14)
    elsewhere = project(election, "pdpd")
    assert f"={elsewhere.pk}" in page.evaluate(HEAR, elsewhere.pk)
    come_in(Contest.objects.get(election=election, code="ppwp"), 10, 14)
    newest = project(election, "ppwp")
    expect(part).to_have_attribute("data-version", str(newest.pk))
    expect(part).to_contain_text("14 / 30")
    assert len(asked) == 1
