"""The operator's phone without network: it opens, keeps, sends once, and forgets at sign-out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.models import Photo
from deskpemilu.flow.reports import report_form
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.e2e.lines import Line
from tests.people import person, sign_in
from tests.photos import form_jpeg

FORM = "/lapor/1607012001001/ppwp/"
FIGURES = {"choice:1": "20", "choice:2": "100", "choice:3": "30", "suara_tidak_sah": "5"}


@pytest.fixture
def election() -> Election:
    """One ballot, two kecamatan."""
    made = make_election()
    totals.rebuild(made)
    return made


@pytest.fixture
def line(desk_url: str) -> Iterator[Line]:
    """The line between this phone and the desk."""
    found = urlsplit(desk_url)
    made = Line((found.hostname or "127.0.0.1", found.port or 80))
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser, line: Line) -> Iterator[BrowserContext]:
    """A phone of 390 × 844 at the end of the line."""
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{line.port}", viewport={"width": 390, "height": 844}, locale="id-ID"
    )
    yield context
    context.close()


def enter(phone: BrowserContext, who: Person) -> None:
    """Sign in by cookie."""
    cookie = sign_in(Client(), who).cookies[settings.SESSION_COOKIE_NAME]
    phone.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/", "httpOnly": True}]
    )


def prepared(phone: BrowserContext, who: Person) -> Page:
    """A page whose phone is ready for lost networks."""
    enter(phone, who)
    page = phone.new_page()
    page.goto("/lapor/")
    expect(page.locator("[data-ready]")).to_be_visible(timeout=15000)
    return page


def fill(page: Page, figures: dict[str, str] = FIGURES) -> None:
    """Type the figures of a form."""
    for name, figure in figures.items():
        page.locator(f'[name="{name}"]').fill(figure)


def keep_one(page: Page) -> None:
    """Fill in a form without network, and keep it."""
    page.goto(FORM)
    expect(page.locator("#layar h1")).to_contain_text("TPS 001")
    fill(page)
    page.get_by_role("button", name="Periksa").click()
    expect(page.locator(".lp-check")).to_contain_text("155")
    page.get_by_role("button", name="Simpan, kirim begitu ada sinyal").click()
    expect(page.locator("#hp")).to_contain_text("1 kiriman tersimpan di HP")


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait for something that no expectation of the browser can see."""
    for _ in range(150):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come")


@pytest.fixture
def operator(election: Election) -> Person:
    """An operator of desa 16.07.01.2001."""
    return person(Role.OPERATOR, "1607012001", name="Operator Satu")


def test_a_form_typed_without_network_is_sent_once_when_it_is_back(
    phone: BrowserContext, line: Line, operator: Person, axe: Callable[[Page], None]
) -> None:
    """Open, type, keep, and one report when the line is whole again."""
    page = prepared(phone, operator)
    line.cut()
    page.goto("/lapor/")
    expect(page.get_by_role("link", name="TPS 001")).to_be_visible()
    axe(page)
    keep_one(page)
    axe(page)
    expect(page.get_by_role("link", name="TPS 001")).to_contain_text("tersimpan di HP")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not InboxMessage.objects.exists()
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#hp")).to_contain_text("terkirim dan diterima")
    expect(page.get_by_role("link", name="TPS 001")).to_contain_text("diterima")
    message, count = InboxMessage.objects.get(), Count.objects.get()
    assert (message.sender, count.state, count.versions) == (str(operator.pk), "received", 1)
    page.reload()
    expect(page.get_by_role("heading", name="TPS saya")).to_be_visible()
    assert InboxMessage.objects.count() == 1


def test_an_answer_that_is_lost_makes_no_second_report(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """The desk had stored it; the phone does not know, sends again, and hears so."""
    page = prepared(phone, operator)
    line.cut()
    keep_one(page)
    line.mend()
    line.deaf()
    page.get_by_role("button", name="Kirim sekarang").click()
    until(page, InboxMessage.objects.exists)
    assert InboxMessage.objects.count() == 1, "it has arrived"
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#hp")).to_contain_text("tidak disimpan dua kali", timeout=15000)
    assert (InboxMessage.objects.count(), Submission.objects.count()) == (1, 1)


def test_figures_that_were_replaced_while_another_form_is_sent_never_leave(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """Two forms wait; while the first is on its way, the second is typed anew."""
    page = prepared(phone, operator)
    put = """([code, votes, id]) => DeskQueue.put({ id, form: `${DeskStore.now().election}/${code}/ppwp`,
        election: DeskStore.now().election, code, contest: "ppwp", label: code, figures: { "choice:1": votes,
        "choice:2": "100", "choice:3": "30" }, basis: "0.0", typed: new Date().toISOString() })"""
    first, second = "1607012001001", "1607012001002"
    page.evaluate(put, [first, "20", "a"])
    page.evaluate(put, [second, "21", "b"])
    page.evaluate(
        """(first) => {
          const real = window.fetch, gate = new Promise((open) => { window.letGo = open; });
          window.fetch = async (url, ...more) => {
            if (String(url).includes(first)) { window.held = true; await gate; }
            return real(url, ...more);
          };
          DeskQueue.sendAll();
        }""",
        first,
    )
    until(page, lambda: bool(page.evaluate("window.held")))
    page.evaluate(put, [second, "22", "c"])
    page.evaluate("window.letGo()")
    until(page, lambda: not page.evaluate("DeskQueue.busy()"))
    page.evaluate("DeskQueue.sendAll()")
    assert sorted(row.votes["1"] for row in Submission.objects.all()) == [20, 22]
    assert set(Count.objects.values_list("state", flat=True)) == {"received"}


def test_another_sign_in_on_another_page_sends_nothing_of_the_first(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """The open page finds it out by itself, and hides what it kept."""
    page = prepared(phone, operator)
    line.cut()
    keep_one(page)
    phone.clear_cookies()
    enter(phone, person(Role.CAMAT, "160701", name="Camat Uji"))
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, lambda: bool(page.evaluate("DeskStore.now().locked")))
    page.evaluate("DeskQueue.supplies('').catch(() => 0)")
    assert page.evaluate("DeskStore.now().id") == str(operator.pk)
    assert not InboxMessage.objects.exists()


def test_what_was_typed_survives_a_closed_page(phone: BrowserContext, line: Line, operator: Person) -> None:
    """Nobody types twice because a phone went dark."""
    page = prepared(phone, operator)
    page.goto(FORM)
    page.locator('[name="choice:2"]').press_sequentially("137")
    page.wait_for_timeout(600)
    page.close()
    line.cut()
    page = phone.new_page()
    page.goto(FORM)
    expect(page.locator('[name="choice:2"]')).to_have_value("137")
    expect(page.locator("#layar")).to_contain_text("dipasang kembali")


def test_signing_out_clears_the_phone(phone: BrowserContext, line: Line, operator: Person) -> None:
    """Nothing of the person is left; without network the phone shows nothing of anybody."""
    page = prepared(phone, operator)
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(re.compile("/(masuk|keluar)/"))
    left = page.evaluate(
        "async () => [(await indexedDB.databases()).length, localStorage.getItem('desk-lapor-kini')]"
    )
    assert left == [0, None]
    line.cut()
    page.goto("/lapor/")
    expect(page.locator("#layar")).to_contain_text("belum dapat dihubungi")
    assert "TPS 001" not in page.content()


@pytest.mark.parametrize("known", [True, False])
def test_signing_out_without_network_is_made_up_for(
    phone: BrowserContext, line: Line, operator: Person, known: bool
) -> None:
    """Whether or not the phone knows that it has no network: whoever opens it next must sign in."""
    page = prepared(phone, operator)
    phone.set_offline(known)
    line.cut()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_timeout(1000)
    phone.set_offline(False)
    line.mend()
    for _ in range(2):
        page.goto("/lapor/")
        page.wait_for_url(re.compile("/masuk/"))


def test_signing_out_with_something_unsent_asks_first(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """The desk refuses it: the person sees why, and that leaving would delete it."""
    page = prepared(phone, operator)
    line.cut()
    keep_one(page)
    # Returned meanwhile: what was typed before must not pass for an answer to that.
    line.mend()
    report_form(
        actor=person(Role.OPERATOR, "160701"),
        tps=Tps.objects.select_related("desa__parent").get(code="1607012001001"),
        contest=Contest.objects.select_related("election").get(code="ppwp"),
        form=CountForm(votes={"1": 21, "2": 100, "3": 30}),
        key="0f8fad5b-d9cb-469f-a165-70867728950e",
        now=timezone.now(),
    )
    Count.objects.update(state="returned", reason="foto terpotong")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#hp")).to_contain_text("foto terpotong")
    page.goto("/lapor/")
    page.get_by_role("button", name="Keluar", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("1 kiriman belum sampai di desk")
    page.get_by_role("button", name="Tetap masuk").click()
    page.get_by_role("button", name="Buka dan perbaiki").click()
    expect(page.locator('[name="choice:1"]')).to_have_value("20")


def test_another_person_on_the_same_phone_sees_nothing_of_the_first(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """What the first could not send waits for them alone."""
    page = prepared(phone, operator)
    line.cut()
    keep_one(page)
    line.mend()
    phone.clear_cookies()
    enter(phone, person(Role.OPERATOR, "1607022001", name="Operator Dua"))
    page.goto("/lapor/")
    expect(page.locator("[data-ready]")).to_be_visible(timeout=15000)
    assert "1607012001" not in page.content()
    assert "kiriman" not in page.locator("#hp").inner_text()
    line.cut()
    page.goto("/lapor/")
    expect(page.get_by_role("link", name="TPS 001")).to_be_visible()
    assert page.locator('a[href*="1607012001"]').count() == 0
    assert not InboxMessage.objects.exists()
    line.mend()
    phone.clear_cookies()
    enter(phone, operator)
    page.goto("/lapor/")
    expect(page.locator("#hp")).to_contain_text("terkirim dan diterima", timeout=15000)
    assert InboxMessage.objects.get().sender == str(operator.pk)


def test_a_session_that_ended_hides_the_list(phone: BrowserContext, line: Line, operator: Person) -> None:
    """Whoever was signed out by the clock is signed out without network too."""
    page = prepared(phone, operator)
    phone.clear_cookies()
    page.goto("/lapor/")
    page.wait_for_url(re.compile("/masuk/"))
    line.cut()
    page.goto("/lapor/")
    expect(page.locator("#layar")).to_contain_text("belum dapat dihubungi")
    assert "TPS 001" not in page.content()


def test_a_photo_waits_for_the_network_too(phone: BrowserContext, line: Line, operator: Person) -> None:
    """Kept on the phone, stored once."""
    page = prepared(phone, operator)
    line.cut()
    page.goto("/lapor/1607012001001/?foto=1")
    page.set_input_files(
        "input[type=file]", {"name": "c1.jpg", "mimeType": "image/jpeg", "buffer": form_jpeg()}
    )
    page.get_by_role("button", name="Simpan foto di HP").click()
    expect(page.locator("#hp")).to_contain_text("1 kiriman tersimpan di HP")
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#hp")).to_contain_text("1 foto C.Hasil", timeout=15000)
    assert Photo.objects.count() == 1


def test_signing_out_on_another_page_clears_the_phone_too(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """The menu of the desk's other pages leads through the same door."""
    page = prepared(phone, operator)
    page.goto("/belum/")
    page.locator("summary.top-user").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(re.compile("/masuk/"))
    assert page.evaluate("localStorage.getItem('desk-lapor-kini')") is None
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_figures_changed_before_they_were_sent_go_as_one_report(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """What waits on the phone is what was meant last; the form opens with it."""
    page = prepared(phone, operator)
    line.cut()
    keep_one(page)
    page.goto(FORM)
    expect(page.locator('[name="choice:2"]')).to_have_value("100")
    fill(page, {"choice:2": "101", "suara_sah": "", "suara_total": ""})
    page.get_by_role("button", name="Periksa").click()
    page.get_by_role("button", name="Simpan, kirim begitu ada sinyal").click()
    expect(page.locator("#hp")).to_contain_text("1 kiriman tersimpan di HP")
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#hp")).to_contain_text("terkirim dan diterima")
    version = Submission.objects.get()
    assert version.votes["2"] == 101
    assert Count.objects.get().state == "received"


def test_a_sum_that_does_not_fit_is_said_without_the_desk(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """The phone knows the arithmetic of the form; what is no figure does not pass."""
    page = prepared(phone, operator)
    line.cut()
    page.goto(FORM)
    expect(page.locator("#layar h1")).to_contain_text("TPS 001")
    fill(page, {**FIGURES, "suara_sah": "dua"})
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_role("alert")).to_contain_text("bukan angka")
    fill(page, {"suara_sah": "160"})
    expect(page.locator('[data-sum-for="suara_sah"]')).to_have_text("≠ jumlah perolehan 150")
    page.get_by_role("button", name="Periksa").click()
    expect(page.locator("#layar")).to_contain_text("Perolehan berjumlah 150, tetapi suara sah tertulis 160")
    page.get_by_role("button", name="Ubah angka").click()
    expect(page.locator('[name="suara_sah"]')).to_have_value("160")


def test_pages_with_totals_never_come_from_the_phone(
    phone: BrowserContext, line: Line, operator: Person
) -> None:
    """The phone's program sees nothing above /lapor/, and keeps no page with anybody's figures."""
    page = prepared(phone, operator)
    page.goto(FORM)
    page.goto("/lapor/")
    kept = page.evaluate(
        """async () => {
          const names = await caches.keys();
          const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())));
          return all.flat().map((request) => new URL(request.url).pathname);
        }"""
    )
    assert sorted(path for path in kept if not path.startswith("/static/")) == ["/lapor/luring/"]
    line.cut()
    with pytest.raises(Error, match="ERR_"):
        page.goto("/")
