"""Staff give a message that was asked about its place; the desk counts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept as take_in
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Count, StoredReading
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
Enter = Callable[[Page, Person], None]


@pytest.fixture
def election() -> Election:
    """An operator whose messages lack the desa."""
    made = make_election()
    totals.rebuild(made)
    person(Role.OPERATOR, "160701", name="Operator Satu", phone="62812000101")
    texts = ("TPS 3 presiden 1=50 2=100 3=20 TS 5", "TPS 2 presiden 1=40 2=90 3=10 TS 2")
    take_in(
        [Envelope("whatsapp", f"wamid.{at}", "62812000101", NOW, text) for at, text in enumerate(texts)],
        now=NOW,
    )
    while len(run_batch(worker="uji", clock=lambda: NOW, limit=10)):
        pass
    return made


def test_staff_resolve_an_asked_message_by_keyboard(page: Page, enter: Enter, election: Election) -> None:
    """`t`, the desa, the TPS, Enter: stored, counted, and the next message opens."""
    enter(page, person(Role.STAF))
    page.goto("/pesan/")
    expect(page.locator(".ib-item")).to_have_count(2)
    expect(page.locator(".bubble-in mark.read-c2")).to_have_text("90 (Suara nomor 2)")
    page.keyboard.press("t")
    page.keyboard.type("Mekar Sari, Kec. Sukamaju")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("#pemberitahuan")).to_contain_text("Tersimpan: 1 laporan TPS")
    expect(page.locator(".ib-item")).to_have_count(1)
    assert Count.objects.get().tps.code == "1607012001002"
    assert Total.objects.get(region_id="1607").tps_in == 1


def test_what_is_no_report_leaves_with_one_key(page: Page, enter: Enter, election: Election) -> None:
    """`x`, and `q` opens the question with the cursor in it."""
    enter(page, person(Role.STAF))
    page.goto("/pesan/")
    page.keyboard.press("q")
    expect(page.locator("#pertanyaan")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator("#pemberitahuan")).to_contain_text("bukan laporan")
    assert StoredReading.objects.filter(handled_at__isnull=False).count() == 1
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Buka lagi")).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_a_reader_with_any_screen_can_use_it(
    page_at: Callable[..., Page],
    enter: Enter,
    axe: Callable[[Page], None],
    election: Election,
    width: int,
    dark: bool,
) -> None:
    """axe has nothing serious; on a phone the list and the message are pages of their own."""
    page = page_at(width, dark=dark)
    enter(page, person(Role.STAF))
    first = StoredReading.objects.order_by("message_id")[0].message_id
    for path in ("/pesan/", f"/pesan/{first}/", "/pesan/telepon/62812000101/", "/tempel/"):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto("/pesan/")
    assert page.locator("#bacaan").is_visible() is (width > 1000)
    page.locator(".ib-item").first.click()
    expect(page.locator("#bacaan")).to_be_visible()


def test_a_second_tap_does_not_decide_on_the_next_message(
    page: Page, enter: Enter, election: Election
) -> None:
    """The next message stands there before the finger is up: it waits to be seen."""
    enter(page, person(Role.STAF))
    page.clock.set_fixed_time(NOW)
    page.goto("/pesan/")
    with page.expect_navigation():
        page.keyboard.press("x")
    page.keyboard.press("x")
    page.wait_for_timeout(800)
    assert StoredReading.objects.filter(handled_at__isnull=False).count() == 1
    page.clock.set_fixed_time(NOW + timedelta(seconds=1))
    page.keyboard.press("x")
    expect(page.locator(".ib-item")).to_have_count(0)
