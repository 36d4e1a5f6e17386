"""A clerk types C.Hasil without a mouse: a full DPRD form, a presidential one on a phone, without network."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.domain.rules import CHOICE, VOTES, TpsFacts
from deskpemilu.domain.rules.identities import Ledger
from deskpemilu.intake.entry_models import EntryDraft, EntryPlan, FormEntry
from deskpemilu.intake.entry_queries import paper_of
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election
from deskpemilu.tally import totals
from tests.builders import NOW, make_election
from tests.entry_scenes import GOOD, OTHER
from tests.full_ballot import add_candidates, full_form
from tests.people import person

Enter = Callable[[Page, Person], None]
TPS = "1607012001001"
SAVED = re.compile(r"^Tersimpan \d\d\.\d\d")
PPWP = f"/isi/{TPS}/ppwp/"
DPRD = f"/isi/{TPS}/pdprdk/"


@pytest.fixture
def election() -> Election:
    """A presidential ballot and a DPRD ballot of 18 parties with 12 candidates each."""
    made = make_election(contests=("ppwp", "pdprdk"))
    add_candidates(made)
    totals.rebuild(made)
    return made


@pytest.fixture
def clerk(election: Election) -> Person:
    """A clerk of the desa."""
    return person(Role.OPERATOR, "1607012001", name="Petugas Satu")


def _names(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("[data-box]", "boxes => boxes.map(box => box.name)")
    return found


def _type(page: Page, figures: Mapping[str, object]) -> int:
    """Type a form as a clerk does: digits, Enter, in the order of the paper. How many keys it took."""
    keys = 0
    for name in _names(page):
        text = str(figures[name])
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        keys += len(text) + 1
    return keys


def test_a_clerk_types_a_dprd_form_by_keyboard_alone(
    page: Page, enter: Enter, axe: Callable[[Page], None], clerk: Person
) -> None:
    """From the list to the next TPS: digits, one Enter a box, Enter to send, and nothing else."""
    figures = full_form()
    enter(page, clerk)
    page.goto("/isi/?kontes=pdprdk")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DPRD}")
    expect(page.locator('[name="pemilih_dpt_l"]')).to_be_focused()
    begun = time.monotonic()
    keys = _type(page, figures)
    took = time.monotonic() - begun
    expect(page.locator("[data-send]")).to_be_focused()
    digits = sum(len(str(figure)) for figure in figures.values())
    assert keys == digits + 277, "a box costs its digits and one Enter"
    expect(page.locator('[data-part-of="24"]')).to_have_attribute("data-state", "done")
    expect(page.locator("[data-say]")).to_be_hidden()
    expect(page.locator("[data-state]").last).to_contain_text("Tersimpan")
    axe(page)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("sesudah="))
    expect(page.locator("#pemberitahuan")).to_contain_text("tersimpan. Menunggu verifikasi camat")
    count = Count.objects.select_related("submission").get()
    assert count.state == "received"
    assert {**count.submission.rows, **{CHOICE + k: n for k, n in count.submission.votes.items()}} == figures
    expect(page.locator(":focus")).to_contain_text("TPS 002")
    page.keyboard.press("Enter")
    page.wait_for_url("**/isi/1607012001002/pdprdk/")
    print(f"DPRD: {keys} tombol untuk 277 kotak ({digits} angka), mesin {took:.1f} s")  # noqa: T201


def test_a_presidential_form_is_typed_on_a_phone(
    page_at: Callable[..., Page], enter: Enter, axe: Callable[[Page], None], clerk: Person
) -> None:
    """No sideways scrolling, boxes for a thumb, the send button always in sight."""
    page = page_at(390)
    enter(page, clerk)
    page.goto(PPWP)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator('[name="pemilih_dpt_l"]').click()
    keys = _type(page, GOOD)
    assert keys == sum(len(figure) for figure in GOOD.values()) + 28
    expect(page.locator('[data-sum="suara_sah"]')).to_have_text("= 220 ✓")
    expect(page.locator("[data-send]")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("[data-send]").click()
    expect(page.locator("#pemberitahuan")).to_contain_text("tersimpan")
    assert Count.objects.get().state == "received"


def test_a_broken_identity_is_red_with_one_sentence(page: Page, enter: Enter, clerk: Person) -> None:
    """When the box is left, not while it is typed; mended, it goes. Jumping, blanks and words by key."""
    enter(page, clerk)
    page.goto(PPWP)
    for text in ("120", "125", "254"):
        page.keyboard.type(text)
        if text != "254":
            page.keyboard.press("Enter")
    wrong = page.locator('[name="pemilih_dpt_j"]')
    expect(page.locator('[data-sum="pemilih_dpt_j"]')).to_have_text("≠ 245")
    expect(wrong).to_have_attribute("data-mark", "")
    page.keyboard.press("Enter")
    expect(wrong).to_have_attribute("data-mark", "broken")
    expect(page.locator('[name="pemilih_dpt_l"]')).to_have_attribute("data-mark", re.compile("broken|beside"))
    expect(page.locator("[data-say]")).to_contain_text("Pemilih DPT (I.A) tertulis 254, sedangkan")
    expect(page.locator('[data-part-of="i.a"]')).to_have_attribute("data-state", "broken")
    page.keyboard.press("Backspace")
    expect(wrong).to_be_focused()
    page.keyboard.type("245")
    page.keyboard.press("Enter")
    expect(wrong).to_have_attribute("data-mark", "")
    expect(page.locator("[data-say]")).to_be_hidden()
    page.keyboard.type("/iv")
    page.keyboard.press("Enter")
    expect(page.locator('[name="choice:1"]')).to_be_focused()
    page.keyboard.type("50x")
    expect(page.locator('[name="choice:1"]')).to_have_value("50")
    page.keyboard.press("h")
    page.keyboard.type("51")
    page.keyboard.press("Enter")
    expect(page.locator("[data-say]")).to_contain_text("angka 50, sedangkan hurufnya 51")
    page.keyboard.type("-")
    page.keyboard.press("ArrowUp")
    expect(page.locator('[name="choice:1"]')).to_be_focused()
    expect(page.locator('[name="choice:2"]')).to_have_value("-")


def test_a_party_is_reached_by_its_number(page: Page, enter: Enter, clerk: Person) -> None:
    """`/` and the number, or Alt and the figures."""
    enter(page, clerk)
    page.goto(DPRD)
    page.keyboard.type("/24")
    page.keyboard.press("Enter")
    expect(page.locator('[name="choice:24"]')).to_be_focused()
    page.keyboard.press("Alt+Digit1")
    page.keyboard.press("Alt+Digit2")
    expect(page.locator('[name="choice:12"]')).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.keyboard.type("/12")
    page.keyboard.press("Enter")
    expect(page.locator('[name="choice:12.1"]')).to_be_focused()


def test_held_only_when_the_second_button_is_pressed(page: Page, enter: Enter, clerk: Person) -> None:
    """The strip leads to the box; the second button stores the form as it is."""
    enter(page, clerk)
    page.goto(PPWP)
    _type(page, {**GOOD, "suara_sah": "202"})
    page.keyboard.press("Enter")
    strip = page.locator("[data-look]")
    expect(strip).to_contain_text("Suara sah (V.A) tertulis 202")
    assert Count.objects.count() == 0
    page.keyboard.press("Enter")
    expect(page.locator('[name="suara_sah"]')).to_be_focused()
    page.locator("[data-as-it-is]").press("Enter")
    expect(page.locator("#pemberitahuan")).to_contain_text("ditahan")
    assert Count.objects.get().state == "held"


def test_without_network_the_form_stays_in_the_browser(page: Page, enter: Enter, clerk: Person) -> None:
    """Also when the page is closed; with the network back it goes on and reaches the desk."""
    enter(page, clerk)
    page.goto(PPWP)
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    state = page.locator("[data-state]").last
    expect(state).to_contain_text("Tersimpan")
    page.context.set_offline(True)
    page.keyboard.type("125")
    page.keyboard.press("Enter")
    expect(state).to_have_text("Tersimpan di perangkat ini, menunggu jaringan")
    page.locator("[data-send]").click()
    expect(state).to_contain_text("Belum terkirim")
    assert EntryDraft.objects.get().boxes == {"pemilih_dpt_l": "120"}
    page.context.set_offline(False)
    page.goto("/isi/")
    page.goto(PPWP)
    expect(page.locator('[name="pemilih_dpt_p"]')).to_have_value("125")
    expect(state).to_contain_text("Tersimpan")
    expect(page.locator('[name="pemilih_dpt_j"]')).to_be_focused()
    for _ in range(50):
        if EntryDraft.objects.get().boxes.get("pemilih_dpt_p") == "125":
            break
        time.sleep(0.1)
    assert EntryDraft.objects.get().boxes == {"pemilih_dpt_l": "120", "pemilih_dpt_p": "125"}


def test_a_full_disk_and_a_second_tab_lose_nothing(page: Page, enter: Enter, clerk: Person) -> None:
    """The desk cannot save: the browser keeps it. Another tab has saved meanwhile: the clerk chooses."""
    enter(page, clerk)
    page.goto(PPWP)
    state = page.locator("[data-state]").last
    page.route("**/simpan/", lambda route: route.fulfill(status=500, body="penuh"))
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    expect(state).to_have_text("Tersimpan di perangkat ini; desk belum dapat menyimpan")
    page.unroute("**/simpan/")
    expect(state).to_have_text(SAVED, timeout=10_000)
    other = page.context.new_page()
    other.goto(PPWP)
    expect(other.locator('[name="pemilih_dpt_l"]')).to_have_value("120")
    other.locator('[name="pemilih_dpt_p"]').fill("125")
    expect(other.locator("[data-state]").last).to_have_text("Mengetik…")
    expect(other.locator("[data-state]").last).to_have_text(SAVED)
    page.locator('[name="pemilih_dpt_p"]').fill("126")
    expect(page.locator("[data-clash]")).to_be_visible()
    assert EntryDraft.objects.get().boxes["pemilih_dpt_p"] == "125"
    page.locator("[data-clash-there]").click()
    expect(page.locator('[name="pemilih_dpt_p"]')).to_have_value("125")
    page.locator('[name="pemilih_dpt_j"]').fill("245")
    expect(state).to_have_text(SAVED)
    assert EntryDraft.objects.get().boxes == {
        "pemilih_dpt_l": "120",
        "pemilih_dpt_p": "125",
        "pemilih_dpt_j": "245",
    }


def test_an_expired_session_loses_nothing(page: Page, enter: Enter, clerk: Person) -> None:
    """Signed in again in another tab, the page goes on with the token of the new session."""
    enter(page, clerk)
    page.goto(PPWP)
    page.context.clear_cookies()
    page.keyboard.type("120")
    state = page.locator("[data-state]").last
    expect(state).to_contain_text("Masuk kembali di tab lain")
    enter(page, clerk)
    expect(state).to_have_text(SAVED, timeout=20_000)
    assert EntryDraft.objects.get().boxes == {"pemilih_dpt_l": "120"}


@pytest.mark.parametrize(
    ("second", "said"), [(GOOD, "sama dengan isian pertama"), (OTHER, "berbeda pada 2 kotak")]
)
def test_a_second_clerk_types_without_seeing_the_first(
    page_at: Callable[..., Page],
    enter: Enter,
    clerk: Person,
    election: Election,
    second: dict[str, str],
    said: str,
) -> None:
    """From the work list; equal settles it, different is a conflict."""
    EntryPlan.objects.create(
        election=election, contests=["ppwp"], reason="uji", made_by=person(Role.STAF), made_at=NOW
    )
    for who, figures in ((clerk, GOOD), (person(Role.OPERATOR, "160701"), second)):
        page = page_at()
        enter(page, who)
        page.goto(PPWP if who is clerk else "/isi/kedua/")
        if who is not clerk:
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{PPWP}")
            expect(page.get_by_text("sengaja tidak ditampilkan")).to_be_visible()
        _type(page, figures)
        page.keyboard.press("Enter")
        expect(page.locator("#pemberitahuan")).to_contain_text("tersimpan" if who is clerk else said)
    assert Count.objects.get().state == ("received" if second is GOOD else "conflict")
    assert FormEntry.objects.filter(first__isnull=False).count() == 1


@pytest.mark.parametrize("contest", ["ppwp", "pdprdk"])
def test_the_pages_sums_are_those_of_the_rules(
    page: Page, enter: Enter, clerk: Person, election: Election, contest: str
) -> None:
    """The script's arithmetic and domain.rules on 300 random forms, whole, torn and wrong."""
    enter(page, clerk)
    page.goto(f"/isi/{TPS}/{contest}/")
    sheet = paper_of(Contest.objects.select_related("election").get(election=election, code=contest), TPS)
    choices = tuple(box.name.removeprefix(CHOICE) for box in sheet.boxes if box.vote)
    facts = TpsFacts(contest=contest, choices=choices)
    chance = random.Random(20240214)
    whole = full_form() if contest == "pdprdk" else {name: int(text) for name, text in GOOD.items()}
    forms = [_torn(whole, chance) for _ in range(300)]
    found = page.evaluate(
        """forms => {
          const plan = JSON.parse(document.getElementById("en-sums").textContent);
          return forms.map(form => {
            const state = DeskSums.evaluate(form, plan);
            const broken = state.broken.map(b => [b.code, b.left, b.right.join("+"), b.written, b.computed]);
            return [state.votes, state.complete, broken];
          });
        }""",
        forms,
    )
    broken_somewhere = 0
    for form, (votes, complete, broken) in zip(forms, found, strict=True):
        rows = {name: n for name, n in form.items() if not name.startswith(CHOICE)}
        marks = {name.removeprefix(CHOICE): n for name, n in form.items() if name.startswith(CHOICE)}
        ledger = Ledger(CountForm(rows=rows, votes=marks), facts)
        expected = [
            [
                each.identity.code,
                each.identity.left,
                "+".join(each.identity.right),
                each.written,
                each.computed,
            ]
            for each in ledger.broken
        ]
        assert (votes, complete) == (ledger.votes, ledger.complete)
        assert sorted(broken) == sorted(expected)
        broken_somewhere += bool(expected)
    assert 50 < broken_somewhere < 300, "the random forms prove something"
    assert page.evaluate("DeskSums.VOTES") == VOTES


def _torn(whole: Mapping[str, int], chance: random.Random) -> dict[str, int]:
    """A form with some figures missing and some changed."""
    keep, change = chance.choice(((1.0, 0.0), (1.0, 0.02), (0.98, 0.02), (0.7, 0.05), (0.3, 0.0)))
    form = {name: figure for name, figure in whole.items() if chance.random() <= keep}
    return {name: chance.randrange(400) if chance.random() < change else n for name, n in form.items()}
