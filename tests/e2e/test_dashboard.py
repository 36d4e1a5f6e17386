"""The dashboard in a browser: drilling down, figures that arrive by themselves, and nothing that jumps."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from deskpemilu.accounts.models import Person
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Election, Region, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person

Enter = Callable[[Page, Person], None]
VOTES = {"1": 70, "2": 120, "3": 30}


@pytest.fixture
def election() -> Election:
    """Two kecamatan with centres, one form verified, one held."""
    made = make_election(contests=("ppwp", "pdpr"))
    Region.objects.filter(code="160701").update(lat=-2.9, lon=104.9)
    Region.objects.filter(code="160702").update(lat=-2.5, lon=104.5)
    stations = list(Tps.objects.filter(election=made))
    contest = made.contests.get(code="ppwp")
    make_submission(stations[0], contest, VOTES, state="verified", invalid=4)
    findings = [{"code": "A5", "severity": "galat", "text": "Jumlah tidak sama dengan suara sah."}]
    make_submission(stations[1], contest, VOTES, state="held", findings=findings)
    totals.rebuild(made)
    totals.bump([made.pk])
    return made


def _report(election: Election, at: int, votes: dict[str, int]) -> None:
    """One more form, as the worker stores it: count, totals, version."""
    contest = election.contests.get(code="ppwp")
    make_submission(Tps.objects.filter(election=election)[at], contest, votes)
    totals.rebuild(election)
    totals.bump([election.pk])


@pytest.mark.parametrize("width", [390, 1280])
def test_the_leader_drills_down_from_the_kabupaten_to_the_version(
    page_at: Callable[..., Page],
    enter: Enter,
    axe: Callable[[Page], None],
    election: Election,
    width: int,
) -> None:
    """Every level by a link, every page without a serious finding."""
    page = page_at(width)
    enter(page, person(Role.PIMPINAN))
    page.goto("/")
    expect(page.get_by_role("heading", name="Kabupaten Uji")).to_be_visible()
    expect(page.locator("[data-figure='suara-2']")).to_have_text("120")
    expect(page.get_by_text("peta skematis")).to_be_visible()
    axe(page)
    page.get_by_role("rowheader", name="Sukamaju").get_by_role("link").click()
    page.get_by_role("rowheader", name="Mekar Sari").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Mekar Sari")).to_be_visible()
    axe(page)
    page.get_by_role("rowheader", name="TPS 001").get_by_role("link").click()
    expect(page.get_by_role("heading", name="TPS 001 Mekar Sari")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="versi 1").first.click()
    expect(page.get_by_role("heading", name="Presiden, versi 1")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_new_report_shows_by_itself_and_flashes_once(page: Page, enter: Enter, election: Election) -> None:
    """Within two seconds; the row keeps its place, the focus stays, the page does not scroll."""
    enter(page, person(Role.PIMPINAN))
    with page.expect_response("**/langsung/"):
        page.goto("/dasbor/ppwp/")
    link = page.get_by_role("rowheader", name="Muara Jernih").get_by_role("link")
    link.focus()
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(300)
    before = page.evaluate("[scrollY, document.activeElement.textContent]")
    began = time.monotonic()
    _report(election, 6, {"1": 1, "2": 2, "3": 3})
    expect(page.locator("[data-figure='suara-2']")).to_have_text("122", timeout=5000)
    assert time.monotonic() - began < 2
    expect(page.locator("[data-figure='suara-2']")).to_have_class("db-votes num flash")
    assert page.evaluate("[scrollY, document.activeElement.textContent]") == before
    assert "flash" not in (page.locator("[data-figure='janggal']").get_attribute("class") or "")


def test_what_changed_between_drawing_and_listening_is_not_missed(
    page: Page, enter: Enter, election: Election
) -> None:
    """The page says which version it shows; the first event tells a newer one."""
    enter(page, person(Role.PIMPINAN))

    def late(route: Route) -> None:
        _report(election, 6, {"1": 1, "2": 2, "3": 3})
        route.continue_()

    page.route("**/langsung/", late, times=1)
    page.goto("/dasbor/ppwp/")
    expect(page.locator("[data-figure='suara-2']")).to_have_text("122", timeout=5000)


def test_a_lost_connection_is_told_and_made_good(page: Page, enter: Enter, election: Election) -> None:
    """While away the page says that its figures are old; afterwards it has the new ones."""
    enter(page, person(Role.PIMPINAN))
    page.route("**/langsung/", lambda route: route.abort(), times=2)
    page.goto("/dasbor/ppwp/")
    expect(page.get_by_text("terputus, angka belum diperbarui")).to_be_visible()
    _report(election, 6, {"1": 1, "2": 2, "3": 3})
    expect(page.locator("[data-figure='suara-2']")).to_have_text("122", timeout=20000)
    expect(page.get_by_text("terputus, angka belum diperbarui")).to_be_hidden()


def test_words_in_the_filter_are_not_taken_away_by_an_update(
    page: Page, enter: Enter, election: Election
) -> None:
    """The update waits until they were sent."""
    enter(page, person(Role.PIMPINAN))
    page.goto("/dasbor/ppwp/")
    field = page.get_by_label("Saring menurut nama")
    field.press_sequentially("mua")
    _report(election, 6, {"1": 1, "2": 2, "3": 3})
    page.wait_for_timeout(2500)
    expect(field).to_have_value("mua")
    field.press("Enter")
    expect(page.get_by_role("rowheader", name="Muara Jernih")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Sukamaju")).to_be_hidden()
    expect(page.locator("[data-figure='suara-2']")).to_have_text("122")


def test_the_map_is_walked_by_keyboard(page: Page, enter: Enter, election: Election) -> None:
    """Each part is a link that says its figure."""
    enter(page, person(Role.PIMPINAN))
    page.goto("/dasbor/ppwp/")
    part = page.get_by_role("link", name="Sukamaju: 1 dari 6 TPS masuk")
    part.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sukamaju")).to_be_visible()


def test_totals_are_blanked_at_once(page: Page, enter: Enter, election: Election) -> None:
    """Shift+Esc, also for figures that arrive afterwards."""
    enter(page, person(Role.PIMPINAN))
    page.goto("/dasbor/ppwp/")
    figure = page.locator("[data-figure='suara-2']")
    expect(figure).to_be_visible()
    page.keyboard.press("Shift+Escape")
    expect(figure).to_be_hidden()
    _report(election, 6, {"1": 1, "2": 2, "3": 3})
    expect(page.locator("[data-figure='masuk']")).to_have_text("2", timeout=5000)
    expect(figure).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_somebody_without_the_right_sees_progress_and_no_votes(
    page_at: Callable[..., Page],
    enter: Enter,
    axe: Callable[[Page], None],
    election: Election,
    width: int,
) -> None:
    """The middle is the progress of the kecamatan, not a lock."""
    page = page_at(width)
    enter(page, person(Role.STAF, totals=False))
    page.goto("/dasbor/ppwp/")
    expect(page.get_by_role("heading", name="Kemajuan per kecamatan")).to_be_visible()
    expect(page.get_by_role("link", name="unggul")).to_have_count(0)
    assert "120" not in page.locator("main").inner_text()
    axe(page)


def test_the_wall_in_the_dark(
    page_at: Callable[..., Page], enter: Enter, axe: Callable[[Page], None]
) -> None:
    """3840 px, dark, real outlines: nothing overflows, contrast holds."""
    election = make_election(contests=("ppwp",))
    totals.rebuild(election)
    page = page_at(3840, dark=True)
    enter(page, person(Role.PIMPINAN))
    page.goto("/dasbor/ppwp/?peta=partisipasi")
    expect(page.get_by_text("Belum ada formulir yang masuk.")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 3840
    first = page.evaluate("JSON.stringify(performance.getEntriesByName('first-contentful-paint'))")
    assert json.loads(first)[0]["startTime"] < 3000


def test_a_table_is_taken_out_by_the_menu(page: Page, enter: Enter, election: Election) -> None:
    """One click, one file with a telling name."""
    enter(page, person(Role.PIMPINAN))
    page.goto("/dasbor/ppwp/?hitung=verifikasi")
    page.get_by_text("Unduh").click()
    with page.expect_download() as told:
        page.get_by_role("link", name="Tabel ini (XLSX)").click()
    assert told.value.suggested_filename.startswith("desk-pemilu_pemilu2024_ppwp_1607_diverifikasi_")
