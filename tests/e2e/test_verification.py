"""A camat clears the queue without touching the mouse; a colleague next door sees none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept as take_in
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
Enter = Callable[[Page, Person], None]
# What makes the page wider than the screen, named; closed <details> do not count.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((part) => !part.closest("details:not([open])") && part.getBoundingClientRect().right > innerWidth)
    .map((part) => `${part.tagName}.${part.className}`).concat(document.documentElement.scrollWidth)"""
GALAT = {
    "code": "A5",
    "severity": "galat",
    "text": "Suara sah tertulis 160, perolehan berjumlah 150.",
    "values": {"rows": ["suara_sah", "votes"]},
}


@pytest.fixture
def election() -> Election:
    """Two kecamatan; in the first two plain reports by WhatsApp, a conflict and a held form."""
    made = make_election()
    totals.rebuild(made)
    person(Role.OPERATOR, "160701", name="Operator Satu", phone="62812000101")
    person(Role.OPERATOR, "160701", name="Operator Kedua", phone="62812000102")
    send(
        ("62812000101", "Presiden TPS 1 desa Mekar Sari\n1 = 20\n2 = 100\n3 = 30\nTS 5"),
        ("62812000101", "Presiden TPS 2 desa Mekar Sari\n1 = 21\n2 = 101\n3 = 31\nTS 5"),
        ("62812000101", "Presiden TPS 3 desa Mekar Sari\n1 = 22\n2 = 102\n3 = 32\nTS 5"),
        ("62812000102", "Presiden TPS 3 desa Mekar Sari\n1 = 32\n2 = 102\n3 = 22\nTS 5"),
    )
    held = Tps.objects.get(code="1607012002001")
    make_submission(held, Contest.objects.get(), {"1": 20, "2": 100, "3": 30}, state="held", findings=[GALAT])
    Submission.objects.filter(tps=held).update(blocking=True)
    return made


def send(*messages: tuple[str, str], first: int = 0) -> None:
    """WhatsApp messages, taken down the road."""
    envelopes = [
        Envelope("whatsapp", f"wamid.{at}", sender, NOW, text)
        for at, (sender, text) in enumerate(messages, start=first)
    ]
    take_in(envelopes, now=NOW)
    while len(run_batch(worker="uji", clock=lambda: NOW, limit=10)):
        pass


def title(page: Page, words: str) -> None:
    """Wait until the form of that TPS is shown."""
    expect(page.locator(".vf-title h2")).to_contain_text(words)


def test_a_camat_clears_the_queue_by_keyboard(page: Page, enter: Enter, election: Election) -> None:
    """Held with a reason, a conflict with a choice, one accepted, one returned, one undone."""
    enter(page, person(Role.CAMAT, "160701", name="Camat Satu"))
    page.goto("/verifikasi/")
    page.evaluate("window.sameDocument = true")
    title(page, "TPS 001 Karang Anyar")
    expect(page.locator(".vf-broken")).to_have_count(4)
    page.keyboard.press("v")
    expect(page.locator("#alasan-terima")).to_be_focused()
    page.keyboard.type("sesuai foto C.Hasil")
    page.keyboard.press("Enter")

    title(page, "TPS 003 Mekar Sari")
    expect(page.get_by_role("heading", name="Dua laporan berbeda")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("v")
    page.keyboard.type("laporan kedua sesuai foto")
    page.keyboard.press("Enter")

    title(page, "TPS 001 Mekar Sari")
    page.keyboard.press("j")
    title(page, "TPS 002 Mekar Sari")
    page.keyboard.press("k")
    title(page, "TPS 001 Mekar Sari")
    page.keyboard.press("v")

    title(page, "TPS 002 Mekar Sari")
    page.keyboard.press("r")
    page.keyboard.press("Space")
    expect(page.locator("[data-reason-preview]")).to_have_text("Angka berbeda dengan foto C.Hasil")
    page.get_by_label("Keterangan tambahan").focus()
    page.keyboard.type("baris 2")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Tidak ada formulir yang menunggu keputusan")).to_be_visible()
    states = dict(Count.objects.values_list("tps__code", "state"))
    assert states == {
        "1607012001001": "verified",
        "1607012001002": "returned",
        "1607012001003": "verified",
        "1607012002001": "verified",
    }
    chosen = Count.objects.get(tps__code="1607012001003").submission
    assert chosen is not None
    assert chosen.votes["1"] == 32
    assert "foto C.Hasil. baris 2" in OutboxMessage.objects.get(text__contains="DIKEMBALIKAN").text
    page.keyboard.press("u")
    title(page, "TPS 002 Mekar Sari")
    assert page.evaluate("window.sameDocument") is True, "no page load in between"
    assert Count.objects.get(tps__code="1607012001002").state == "received"
    assert totals.compare(election) == []


def test_a_corrected_version_shows_its_sums_while_it_is_typed(
    page: Page, enter: Enter, election: Election
) -> None:
    """`e`, a figure, the running sum turns wrong, the right one, Enter to the next box."""
    enter(page, person(Role.CAMAT, "160701"))
    page.goto("/verifikasi/1607012001001/ppwp/")
    page.keyboard.press("e")
    first = page.locator('.vf-sheet-form [name="choice:1"]')
    expect(first).to_be_focused()
    first.fill("25")
    wrong = page.locator('[data-sum-for="suara_sah"]')
    expect(wrong).to_have_text("≠ jumlah perolehan 155")
    page.keyboard.press("Enter")
    expect(page.locator('.vf-sheet-form [name="choice:2"]')).to_be_focused()
    page.locator('.vf-sheet-form [name="suara_sah"]').fill("155")
    expect(wrong).to_have_text("jumlah perolehan 155")
    page.locator('.vf-sheet-form [name="suara_total"]').fill("160")
    page.locator("#alasan-perbaiki").fill("sesuai foto")
    page.keyboard.press("Enter")
    expect(page.locator("#pemberitahuan")).to_contain_text("TPS 001 Mekar Sari: diperbaiki")
    count = Count.objects.get(tps__code="1607012001001")
    assert count.submission is not None
    assert (count.state, count.versions, count.submission.votes["1"]) == ("verified", 2, 25)


def test_a_report_that_comes_in_is_announced_and_moves_nothing(
    page: Page, enter: Enter, election: Election
) -> None:
    """The form stays as it is; a line says that there is something newer."""
    enter(page, person(Role.CAMAT, "160701"))
    page.goto("/verifikasi/1607012001001/ppwp/")
    title(page, "TPS 001 Mekar Sari")
    expect(page.locator("[data-newer]")).to_be_hidden()
    send(("62812000102", "Presiden TPS 1 desa Mekar Sari\n1 = 99\n2 = 100\n3 = 30\nTS 5"), first=10)
    expect(page.locator("[data-newer]")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-role-row='choice:1'] .vf-figure")).to_have_text("20")
    page.get_by_role("link", name="Muat yang terbaru").click()
    expect(page.get_by_role("heading", name="Dua laporan berbeda")).to_be_visible()


def test_it_works_without_script(page: Page, enter: Enter, election: Election) -> None:
    """Plain forms: accept, and the next form comes."""
    assert page.context.browser is not None
    context = page.context.browser.new_context(java_script_enabled=False, base_url=page.url or None)
    plain = context.new_page()
    enter(plain, person(Role.CAMAT, "160701"))
    enter(page, person(Role.CAMAT, "160701"))
    page.goto("/verifikasi/1607012001001/ppwp/")
    plain.goto(page.url)
    plain.get_by_role("button", name="Verifikasi").click()
    expect(plain.locator("#pemberitahuan")).to_contain_text("diverifikasi")
    assert Count.objects.get(tps__code="1607012001001").state == "verified"
    context.close()


def test_another_kecamatans_camat_sees_nothing(page: Page, enter: Enter, election: Election) -> None:
    """Not in the queue, the list or the inbox, and not by typing the address."""
    enter(page, person(Role.CAMAT, "160702"))
    page.goto("/verifikasi/")
    expect(page.get_by_text("Tidak ada formulir yang menunggu keputusan")).to_be_visible()
    for path in ("/verifikasi/daftar/", "/verifikasi/daftar/?wilayah=160701", "/pesan/?saring=semua"):
        page.goto(path)
        expect(page.get_by_text("TPS 00")).to_have_count(0)
    answer = page.goto("/verifikasi/1607012001001/ppwp/")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1280, False), (1280, True)])
def test_a_reader_with_any_screen_can_use_it(
    page_at: Callable[..., Page],
    enter: Enter,
    axe: Callable[[Page], None],
    election: Election,
    width: int,
    dark: bool,
) -> None:
    """axe has nothing serious; nothing is wider than the screen; both buttons are at the thumb."""
    page = page_at(width, dark=dark)
    enter(page, person(Role.CAMAT, "160701"))
    paths = ("/verifikasi/", "/verifikasi/1607012001003/ppwp/", "/verifikasi/daftar/?wilayah=1607012001")
    for path in paths:
        page.goto(path)
        axe(page)
        assert page.evaluate(TOO_WIDE) == [], path
    page.goto("/verifikasi/1607012001001/ppwp/")
    for name in ("Verifikasi", "Kembalikan"):
        box = page.locator(".vf-bar").get_by_text(name, exact=False).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= (844 if width == 390 else 800)
    page.keyboard.press("r")
    axe(page)
