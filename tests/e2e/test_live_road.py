"""The whole road on one screen: a WhatsApp message becomes a figure that changes before one's eyes."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person

Enter = Callable[[Page, Person], None]
OPERATOR = "628120000077"
_ids = count(1)


def _send(text: str) -> None:
    """Accept one message of the operator and take it down the road, as the worker does."""
    now = timezone.now()
    inbox.accept([Envelope("whatsapp", f"jalan-{next(_ids)}", OPERATOR, now, text)], now=now)
    assert len(run_batch(worker="uji", clock=timezone.now, limit=10)) == 1


@pytest.fixture(autouse=True)
def _desk() -> None:
    """Two kecamatan; the operator reports for the first one."""
    totals.rebuild(make_election())
    person(Role.OPERATOR, "160701", phone=OPERATOR)


def test_a_message_becomes_a_figure_on_the_screen(page: Page, enter: Enter) -> None:
    """Seconds after it was accepted, without loading the page anew; the figure flashes."""
    enter(page, person(Role.PIMPINAN))
    _send("PILPRES\nDesa Mekar Sari TPS 1\n01 = 60\n02 = 141\n03 = 21\nTidak sah = 5")
    with page.expect_response("**/langsung/"):
        page.goto("/dasbor/ppwp/160701/")
    figure = page.locator("[data-figure='suara-2']")
    expect(figure).to_have_text("141")
    page.evaluate("window.notLoadedAnew = true")
    began = time.monotonic()
    _send("PILPRES\nDesa Mekar Sari TPS 2\n01 = 50\n02 = 100\n03 = 30\nTidak sah = 2")
    expect(figure).to_have_text("241", timeout=8000)
    assert time.monotonic() - began < 4
    expect(page.locator(".flash[data-figure='suara-2']")).to_be_visible()
    expect(page.locator("[data-figure='masuk']")).to_have_text("2")
    expect(page.get_by_text("Mekar Sari · TPS 2")).to_be_visible()
    assert page.evaluate("window.notLoadedAnew") is True


def test_a_second_report_that_differs_is_told_as_waiting(page: Page, enter: Enter) -> None:
    """It leaves the sums and stands under what needs attention."""
    enter(page, person(Role.PIMPINAN))
    _send("PILPRES\nDesa Mekar Sari TPS 1\n01 = 60\n02 = 141\n03 = 21\nTidak sah = 5")
    with page.expect_response("**/langsung/"):
        page.goto("/dasbor/ppwp/160701/")
    person(Role.OPERATOR, "160701", phone="628120000078")
    now = timezone.now()
    other = "PILPRES\nDesa Mekar Sari TPS 1\n01 = 61\n02 = 140\n03 = 21\nTidak sah = 5"
    inbox.accept([Envelope("whatsapp", "lain-1", "628120000078", now, other)], now=now)
    run_batch(worker="uji", clock=timezone.now, limit=10)
    expect(page.get_by_text("dua laporan berbeda")).to_be_visible(timeout=8000)
    expect(page.locator("[data-figure='janggal']")).to_have_text("1")
    expect(page.locator("[data-figure='suara-2']")).to_have_text("0")


def test_a_part_that_is_swapped_keeps_no_style_of_the_old_one(page: Page, enter: Enter) -> None:
    """The policy allows no inline style; one that a script or an extension set must not be copied."""
    enter(page, person(Role.PIMPINAN))
    with page.expect_response("**/langsung/"):
        page.goto("/dasbor/ppwp/160701/")
    page.evaluate("document.getElementById('db-saring').style.caretColor = 'transparent'")
    _send("PILPRES\nDesa Mekar Sari TPS 1\n01 = 60\n02 = 141\n03 = 21\nTidak sah = 5")
    expect(page.locator("[data-figure='suara-2']")).to_have_text("141", timeout=8000)
    # A violation would stand on the console and fail the test at its end.
    assert page.locator("#db-saring").get_attribute("style") is None
