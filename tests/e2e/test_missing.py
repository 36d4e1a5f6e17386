"""A member of staff works down the list of those who have not reported, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.coordination import services
from deskpemilu.coordination.models import Call
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person


@pytest.fixture
def election() -> Election:
    """12 forms in two kecamatan; the count began two hours ago."""
    made = make_election()
    tps, contest = Tps.objects.get(code="1607012001001"), Contest.objects.get(election=made)
    make_submission(tps, contest, {"1": 1}, at=timezone.now() - timedelta(hours=2))
    totals.rebuild(made)
    return made


@pytest.fixture
def operators(election: Election) -> list[Person]:
    """One of each kecamatan: the second owes more."""
    return [
        person(Role.OPERATOR, "160702", phone="6281200000402", name="Petugas Satu"),
        person(Role.OPERATOR, "160701", phone="6281200000401", name="Petugas Dua"),
    ]


def test_staff_call_down_the_list_by_keyboard(
    page: Page, enter: Callable[[Page, Person], None], axe: Callable[[Page], None], operators: list[Person]
) -> None:
    """j, c, a promise with its time, j, no answer, undo; each is stored under the caller's name."""
    staf = person(Role.STAF, "", name="Staf Malam")
    enter(page, staf)
    page.goto("/belum/?saring=diam")
    panel = page.locator("#rinci")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Petugas Satu")
    axe(page)
    page.keyboard.press("c")
    expect(panel.get_by_text("Anda tercatat sedang menghubungi")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_label("Akan kirim pukul", exact=True)).to_be_focused()
    page.keyboard.type("30 menit")
    page.keyboard.press("Enter")
    expect(panel.get_by_text("Hasil panggilan dicatat.")).to_be_visible()
    page.keyboard.press("j")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Petugas Dua")
    page.keyboard.press("o")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(panel.get_by_text("Tercatat: tidak dijawab")).to_be_visible()
    page.keyboard.press("u")
    expect(panel.get_by_text("Catatan panggilan diurungkan.")).to_be_visible()
    axe(page)
    calls = list(
        Call.objects.exclude(outcome="").order_by("pk").values_list("person__name", "outcome", "caller__name")
    )
    assert calls == [("Petugas Satu", "promised", "Staf Malam"), ("Petugas Dua", "no_answer", "Staf Malam")]
    assert Call.objects.get(outcome="no_answer").undone_at is not None


def test_a_second_caller_sees_who_is_calling(
    page: Page, enter: Callable[[Page, Person], None], election: Election, operators: list[Person]
) -> None:
    """And is refused with the colleague's name, not with a page of its own."""
    first, second = person(Role.STAF, "", name="Staf Pertama"), person(Role.STAF, "", name="Staf Kedua")
    enter(page, second)
    page.goto("/belum/")
    panel = page.locator("#rinci")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Petugas Satu")
    services.begin_call(actor=first, person=operators[0], election=election, now=timezone.now())
    page.keyboard.press("c")
    expect(panel.get_by_role("alert")).to_contain_text("sedang dihubungi oleh Staf Pertama")
    expect(page.locator(".ms-row").first).to_contain_text("sedang dihubungi Staf Pertama")
    assert Call.objects.count() == 1


def test_a_phone_shows_one_person_a_page(
    page_at: Callable[..., Page],
    enter: Callable[[Page, Person], None],
    axe: Callable[[Page], None],
    operators: list[Person],
) -> None:
    """At 390 px nothing runs out of the screen; call and chat are links."""
    page = page_at(390)
    enter(page, person(Role.CAMAT, "160701"))
    page.goto("/belum/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Petugas Dua").click()
    expect(page).to_have_url(re.compile("/belum/petugas/"))
    expect(page.locator('a[href="tel:+6281200000401"]')).to_be_visible()
    expect(page.locator('a[href^="https://wa.me/6281200000401?text="]')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)
    Count.objects.update(state="received")
    for tps in Tps.objects.exclude(counts__isnull=False):
        make_submission(tps, Contest.objects.get(), {"1": 1})
    page.reload()
    expect(page.get_by_text("semua formulirnya sudah masuk")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
