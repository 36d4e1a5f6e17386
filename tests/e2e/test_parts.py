"""Staff look at a report that came in parts, and say whose an unknown sender is."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept as take_in
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Count
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
PARTS = ("TPS 3 desa Mekar Sari presiden", "1=50\n2=100\n3=20", "TS 5")
STRANGER = "ID.13491208655302741918"


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True), (3840, False)])
def test_parts_are_marked_each_and_a_sender_is_bound(
    page_at: Callable[..., Page],
    enter: Callable[[Page, Person], None],
    axe: Callable[[Page], None],
    width: int,
    dark: bool,
) -> None:
    """Each message shows what was read in it and leads to the others."""
    totals.rebuild(make_election())
    operator = person(Role.OPERATOR, "160701", name="Operator Satu", phone="62812000101")
    rows = [(text, "62812000101") for text in PARTS] + [
        ("TPS 1 desa Mekar Sari presiden 1=5 2=6 3=7 TS 1", STRANGER)
    ]
    take_in(
        [
            Envelope("whatsapp", f"wamid.{at}", sender, NOW + timedelta(minutes=at), text)
            for at, (text, sender) in enumerate(rows)
        ],
        now=NOW,
    )
    run_batch(worker="uji", clock=lambda: NOW, limit=10)
    votes, stranger = InboxMessage.objects.get(text=PARTS[1]), InboxMessage.objects.get(sender=STRANGER)
    page = page_at(width, dark=dark)
    enter(page, person(Role.STAF))
    page.goto(f"/pesan/{votes.pk}/")
    expect(page.locator(".bubble-in mark.read-c2")).to_contain_text("100")
    expect(page.get_by_text("Dibaca bersama 2 pesan lain")).to_be_visible()
    expect(page.get_by_text("Sudah tersimpan sebagai laporan")).to_be_visible()
    _shot(page, f"parts-{width}")
    axe(page)
    page.goto(f"/pesan/{stranger.pk}/")
    page.get_by_text("Kaitkan pengirim dengan petugas").click()
    _shot(page, f"bind-{width}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Pengirim ini adalah").select_option(str(operator.pk))
    page.get_by_role("button", name="Kaitkan", exact=True).click()
    expect(page.locator("#pemberitahuan")).to_contain_text("Pengirim dikaitkan")
    run_batch(worker="uji", clock=lambda: NOW, limit=10)
    assert Count.objects.filter(submission__reporter=operator).count() == 2


def _shot(page: Page, name: str) -> None:
    """A picture for whoever wants to look at it."""
    if folder := os.environ.get("DESK_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")
