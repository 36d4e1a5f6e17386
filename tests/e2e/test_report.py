"""An operator files a TPS on a small phone, and presses twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person

Enter = Callable[[Page, Person], None]


@pytest.fixture
def election() -> Election:
    """Two ballots, so that a contest is chosen too."""
    made = make_election(contests=("ppwp", "pdpd"))
    totals.rebuild(made)
    return made


@pytest.mark.parametrize("dark", [False, True])
def test_an_operator_files_a_tps_on_a_phone(
    page_at: Callable[..., Page], enter: Enter, axe: Callable[[Page], None], election: Election, dark: bool
) -> None:
    """TPS, contest, figures with a running sum, check, send."""
    page = page_at(390, dark=dark)
    enter(page, person(Role.OPERATOR, "1607012001", name="Operator Satu"))
    page.goto("/lapor/")
    axe(page)
    page.get_by_role("link", name="TPS 001").click()
    page.get_by_role("link", name="Presiden", exact=False).click()
    axe(page)
    for name, figure in (("choice:1", "20"), ("choice:2", "100"), ("choice:3", "30")):
        page.locator(f'[name="{name}"]').press_sequentially(figure)
        page.keyboard.press("Enter")
    expect(page.locator('[data-sum-for="suara_sah"]')).to_have_text("jumlah perolehan 150")
    expect(page.locator('[name="suara_sah"]')).to_be_focused()
    page.locator('[name="suara_tidak_sah"]').fill("5")
    page.get_by_role("button", name="Periksa").click()
    expect(page.locator(".lp-check")).to_contain_text("155")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Kirim").dblclick()
    expect(page.locator(".say-success")).to_contain_text("terkirim dan diterima")
    expect(page.get_by_role("link", name="TPS 001")).to_contain_text("diterima")
    assert InboxMessage.objects.count() == 1
    assert Count.objects.get().versions == 1


def test_going_back_and_sending_again_is_the_same_report(
    page_at: Callable[..., Page], enter: Enter, election: Election
) -> None:
    """The browser keeps the key of these figures until the desk has answered."""
    page = page_at(390)
    enter(page, person(Role.OPERATOR, "1607012001"))

    def check() -> str:
        page.goto("/lapor/1607012001001/ppwp/")
        for name, figure in (("choice:1", "20"), ("choice:2", "100"), ("choice:3", "30")):
            page.locator(f'[name="{name}"]').fill(figure)
        page.get_by_role("button", name="Periksa").click()
        return page.locator("[data-own-key]").input_value()

    first = check()
    assert check() == first, "the same figures, the same key"
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator(".say-success")).to_be_visible()
    assert check() != first, "the desk has answered: what comes now is another report"
