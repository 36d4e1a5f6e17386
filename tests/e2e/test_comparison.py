"""A camat finds a misread digit, decides, and takes the letter; on a phone the same list."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.exchange.models import DifferenceNote
from deskpemilu.flow import imports
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person

NOW = datetime(2024, 2, 16, 12, 0, tzinfo=UTC)
SLIPPED, SWAPPED, SAME = "1607012001001", "1607012001002", "1607012001003"
Enter = Callable[[Page, Person], None]


@pytest.fixture
def election(tmp_path: Path) -> Election:
    """Three TPS: 118 read as 718, two pairs exchanged, and one that agrees."""
    made = make_election()
    contest = made.contests.get(code="ppwp")
    for code in (SLIPPED, SWAPPED, SAME):
        make_submission(Tps.objects.get(code=code), contest, {"1": 39, "2": 118, "3": 17})
    totals.rebuild(made)
    charts = {SLIPPED: (39, 718, 17), SWAPPED: (118, 39, 17), SAME: (39, 118, 17)}
    path = tmp_path / "sirekap.jsonl"
    path.write_text(
        "\n".join(
            json.dumps(
                {
                    "path": f"hhcw/ppwp/{code}.json",
                    "body": {
                        "chart": dict(zip(("100025", "100026", "100027"), votes, strict=True)),
                        "psu": None,
                    },
                }
            )
            for code, votes in charts.items()
        ),
        encoding="utf-8",
    )
    assert imports.carry_out(actor=PROGRAM, kind="sirekap", path=path, election=made, now=NOW).written
    return made


def test_a_camat_decides_on_a_digit_and_takes_the_letter(
    page: Page, enter: Enter, axe: Callable[[Page], None], election: Election
) -> None:
    """List, class, TPS, decision, letter as PDF."""
    enter(page, person(Role.CAMAT, "160701"))
    page.goto("/banding/")
    expect(page.locator(".cp-rows tbody tr")).to_have_count(2)
    axe(page)
    page.get_by_label("Golongan", exact=True).select_option("digit_slip")
    expect(page.locator(".cp-rows tbody tr")).to_have_count(1)
    expect(page.locator(".cp-differs").first).to_have_text("1")
    page.get_by_role("link", name="16.07.01.2001.001").click()
    expect(page.get_by_text("Suara nomor 2: berbeda satu digit.")).to_be_visible()
    axe(page)
    page.get_by_label("Kami benar – lapor KPU").check()
    page.get_by_label("Catatan").fill("sesuai foto C.Hasil")
    page.get_by_role("button", name="Catat keputusan").click()
    expect(page.get_by_text("Keputusan dicatat.")).to_be_visible()
    assert DifferenceNote.objects.get().note == "sesuai foto C.Hasil"
    page.goto("/banding/ppwp/160701/")
    page.get_by_text("Unduh", exact=True).click()
    page.get_by_role("link", name="Surat dan daftar").click()
    expect(page.get_by_label("TPS yang diputuskan")).to_be_checked()
    axe(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Buat PDF").click()
    letter = Path(waiting.value.path()).read_bytes()
    assert letter.startswith(b"%PDF-")


@pytest.mark.parametrize("dark", [False, True], ids=["terang", "gelap"])
def test_on_a_phone_the_list_is_cards_and_nothing_sticks_out(
    page_at: Callable[..., Page], enter: Enter, axe: Callable[[Page], None], election: Election, dark: bool
) -> None:
    """390 wide: both lists and the TPS fit, digits stay in their boxes."""
    page = page_at(390, dark=dark)
    enter(page, person(Role.STAF))
    for address in ("/banding/ppwp/1607/", f"/banding/ppwp/tps/{SLIPPED}/", "/banding/ppwp/160701/jumlah/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        axe(page)
    page.goto("/banding/ppwp/1607/")
    box = page.locator(".cp-pair").first.bounding_box()
    assert box is not None
    assert box["width"] < 370
