"""Findings across forms: found when both are there, gone when one changes, never in the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from deskpemilu.accounts.models import Person
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.flow import decisions, revotes, stations
from deskpemilu.flow.revotes import Decree
from deskpemilu.intake import store
from deskpemilu.intake.cross import cross_findings
from deskpemilu.intake.models import Count, CrossFinding
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.services import seen_of
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def election() -> Election:
    """Two kecamatan of two desa with seven TPS; president and DPD."""
    made = make_election(tps=7, contests=("ppwp", "pdpd"))
    totals.rebuild(made)
    return made


@pytest.fixture
def clerk(election: Election) -> Person:
    """Types forms."""
    return person(Role.STAF, "")


def form(*votes: int, invalid: int = 5, **rows: int) -> CountForm:
    """A form that adds up."""
    valid = sum(votes)
    sums = {"suara_sah": valid, "suara_tidak_sah": invalid, "suara_total": valid + invalid}
    return CountForm(rows={**sums, **rows}, votes={str(n): v for n, v in enumerate(votes, 1)})


def enter(clerk: Person, code: str, figures: CountForm, contest: str = "ppwp", **more: Any) -> Count:
    """Store a form and sum again, as every writer does."""
    ballot = Contest.objects.select_related("election").get(code=contest)
    with transaction.atomic():
        totals.lock(ballot.election_id)
        stored = store.enter_form(
            actor=clerk,
            tps=Tps.objects.get(code=code),
            contest=ballot,
            form=figures,
            origin=more.pop("origin", "entry"),
            reason="uji",
            now=more.pop("now", NOW),
            **more,
        )
        totals.resum(stored.touched)
    return stored.count


def kept() -> dict[str, list[str]]:
    """Codes of the findings by TPS and contest."""
    found: dict[str, list[str]] = {}
    for row in CrossFinding.objects.select_related("count__tps", "count__contest").order_by("code"):
        found.setdefault(f"{row.count.tps.code[4:]} {row.count.contest.code}", []).append(row.code)
    return found


A, B, C = "1607012001001", "1607012001002", "1607022002001"  # two of a desa, one of another kecamatan


def test_two_tps_of_a_desa_with_the_same_figures_name_each_other(clerk: Person) -> None:
    """And correcting one frees both."""
    enter(clerk, A, form(60, 141, 21))
    assert kept() == {}
    enter(clerk, B, form(60, 141, 21), now=NOW + timedelta(hours=1))
    assert kept() == {"012001001 ppwp": ["D10"], "012001002 ppwp": ["D10"]}
    row = CrossFinding.objects.filter(count__tps__code=A).get()
    assert (row.values["tps"], row.severity, row.since) == ([B], "periksa", NOW + timedelta(hours=1))
    assert Count.objects.filter(state="received").count() == 2
    enter(clerk, B, form(61, 141, 21), origin="correction")
    assert kept() == {}


def test_the_same_form_in_another_desa_is_found_and_forgotten(clerk: Person) -> None:
    """Whichever of the two changes."""
    enter(clerk, A, form(60, 141, 21))
    enter(clerk, C, form(60, 141, 21))
    assert kept() == {"012001001 ppwp": ["D10b"], "022002001 ppwp": ["D10b"]}
    enter(clerk, "1607012002001", form(60, 141, 21))
    assert len(kept()) == 3
    enter(clerk, C, form(62, 141, 21), origin="correction")
    assert kept() == {"012001001 ppwp": ["D10b"], "012002001 ppwp": ["D10b"]}
    assert CrossFinding.objects.get(count__tps__code=A).values["tps"] == ["1607012002001"]
    enter(clerk, A, form(63, 141, 21), origin="correction")
    assert kept() == {}


def test_a_form_with_two_figures_proves_no_twin(clerk: Person) -> None:
    """Little is often alike."""
    enter(clerk, A, form(10, 12, 0))
    enter(clerk, B, form(10, 12, 0))
    enter(clerk, C, form(10, 12, 0))
    assert kept() == {}


def test_contests_of_one_tps_that_are_far_apart(clerk: Person) -> None:
    """A13 stands at the contest that is odd; the other one's correction takes it away."""
    enter(clerk, A, form(60, 141, 21))
    enter(clerk, A, form(20, 20, 20, 20, 20), contest="pdpd")
    assert kept() == {"012001001 pdpd": ["A13"]}
    row = CrossFinding.objects.get()
    assert row.severity == "peringatan"
    assert "105, sedangkan Presiden 227" in row.text
    enter(clerk, A, form(60, 40, 0), origin="correction")
    assert kept() == {}


def test_a_new_tps_does_not_disturb_what_was_found_of_others(clerk: Person) -> None:
    """The pipeline judges only the TPS that changed."""
    enter(clerk, A, form(60, 141, 21))
    enter(clerk, A, form(20, 20, 20, 20, 20), contest="pdpd")
    before = CrossFinding.objects.get()
    count = enter(clerk, B, form(50, 120, 33))
    totals.resum({(count.contest_id, count.desa_code)}, tps_ids={count.tps_id})
    assert CrossFinding.objects.get().pk == before.pk


def test_a_tps_far_from_its_desa(clerk: Person) -> None:
    """Turnout, invalid votes, share of the leader: each by its own code; the others are not named."""
    for n in range(1, 7):
        enter(clerk, f"160701200100{n}", form(60 + n, 140 - n, 20, invalid=5))
    assert kept() == {}
    enter(clerk, "1607012001007", form(10, 20, 10, invalid=60))
    assert kept() == {"012001007 ppwp": ["D11", "D12"]}
    enter(clerk, "1607012001007", form(215, 4, 1, invalid=5), origin="correction")
    assert kept() == {"012001007 ppwp": ["D13"]}
    assert "TPS lain di desa ini sekitar" in CrossFinding.objects.get().text


def test_returned_and_withdrawn_forms_are_compared_with_nothing(clerk: Person) -> None:
    """Neither as the one nor as the other."""
    enter(clerk, A, form(60, 141, 21))
    count = enter(clerk, B, form(60, 141, 21))
    camat = person(Role.CAMAT, "160701")
    decisions.send_back(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="foto buram")
    assert kept() == {}


def test_a_revote_takes_the_regular_form_out_of_every_comparison(clerk: Person, election: Election) -> None:
    """What no longer counts is compared with nothing."""
    enter(clerk, A, form(60, 141, 21))
    enter(clerk, B, form(60, 141, 21))
    decree = Decree(Generation.PSU, "1", NOW.date(), "uji")
    revotes.decide(
        actor=clerk, election=election, codes=[B], contests=["ppwp", "pdpd"], decree=decree, now=NOW
    )
    assert kept() == {}
    enter(clerk, B, form(60, 141, 21))
    assert set(kept()) == {"012001001 ppwp", "012001002 ppwp"}


def test_a_rebuild_finds_the_same(clerk: Person, election: Election) -> None:
    """Whatever way the findings came about."""
    for code in (A, B, C):
        enter(clerk, code, form(60, 141, 21))
    enter(clerk, A, form(20, 20, 20, 20, 20), contest="pdpd")
    found = kept()
    assert found == {
        "012001001 pdpd": ["A13"],
        "012001001 ppwp": ["D10", "D10b"],
        "012001002 ppwp": ["D10", "D10b"],
        "022002001 ppwp": ["D10b"],
    }
    CrossFinding.objects.all().delete()
    totals.rebuild(election)
    assert kept() == found


def test_they_are_read_with_one_statement(clerk: Person) -> None:
    """As a version keeps its own findings."""
    enter(clerk, A, form(60, 141, 21))
    count = enter(clerk, B, form(60, 141, 21))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = cross_findings([count.pk, count.pk + 1000])
    assert len(asked) == 1
    assert list(found) == [count.pk]
    assert found[count.pk][0]["code"] == "D10"
    assert found[count.pk][0]["values"]["tps"] == [A]


def test_a_batch_needs_few_statements_for_them(clerk: Person, election: Election) -> None:
    """Whatever its size."""
    for n in range(1, 8):
        enter(clerk, f"160701200100{n}", form(60, 141, 21))
    contest = Contest.objects.get(code="ppwp")
    every = {(contest.pk, code) for code in ("1607012001", "1607012002", "1607022001")}
    stations = set(Tps.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as asked:
        totals.resum(every, tps_ids=stations)
    about = [query["sql"] for query in asked if "crossfinding" in query["sql"] or "figures" in query["sql"]]
    assert len(about) <= 4


@pytest.mark.parametrize("change", ["psu", "closed"])
def test_a_twin_that_counts_no_more_is_not_held_against_the_other(
    clerk: Person, election: Election, change: str
) -> None:
    """Once KPU has A vote again, or A is closed, nothing is said of C any more."""
    for code in (A, C):
        enter(clerk, code, form(61, 141, 21))
    assert kept() == {f"{A[4:]} ppwp": ["D10b"], f"{C[4:]} ppwp": ["D10b"]}
    _leave(clerk, election, change)
    assert kept() == {}


def test_a_contest_that_counts_no_more_is_not_held_against_another(clerk: Person, election: Election) -> None:
    """A13 stands on one of the two contests; it goes when the other one is voted again."""
    enter(clerk, A, form(61, 141, 21, pengguna_total_j=228))
    enter(clerk, A, form(61, 141, 21, invalid=50, pengguna_total_j=273), "pdpd")
    standing = CrossFinding.objects.get(code="A13").count.contest.code
    _leave(clerk, election, "psu", "pdpd" if standing == "ppwp" else "ppwp")
    assert kept() == {}


def _leave(clerk: Person, election: Election, change: str, contest: str = "ppwp") -> None:
    """A's form of a contest counts no more."""
    later = NOW + timedelta(hours=1)
    if change == "closed":
        admin = person(Role.ADMINISTRATOR, "")
        stations.close(actor=admin, election=election, code=A, reason="tidak jadi", now=later)
        return
    decree = Decree(Generation.PSU, "12", NOW.date(), "uji")
    revotes.decide(actor=clerk, election=election, codes=[A], contests=[contest], decree=decree, now=later)
