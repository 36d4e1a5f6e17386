"""A camat reads a photographed form beside its figures; an operator brings one from a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.lookout import Lookout
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.services import upload
from deskpemilu.evidence.stores import the_spool, the_store
from deskpemilu.evidence.taking import Tools, take_due
from deskpemilu.flow.media import fetchers
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person
from tests.photos import form_jpeg, pdf

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
HERE, BESIDE = "1607012001001", "1607012001002"
Enter = Callable[[Page, Person], None]


class Nobody:
    """A desk without an account at Meta."""

    ready = False


@pytest.fixture(scope="module")
def lookout() -> Iterator[Lookout]:
    """One process that opens files."""
    with Lookout() as one:
        yield one


def take(lookout: Lookout) -> None:
    """What the collector does beside the worker."""
    tools = Tools(fetchers(None, Nobody()), the_store(), lookout)  # type: ignore[arg-type]
    assert take_due(tools, now=datetime(2100, 1, 1, tzinfo=UTC)).kept


@pytest.fixture
def election(lookout: Lookout) -> Election:
    """A form with two photos, the second a scan of two pages; another TPS has the first one too."""
    made = make_election()
    totals.rebuild(made)
    operator = person(Role.OPERATOR, "160701", name="Operator Satu")
    make_submission(Tps.objects.get(code=HERE), Contest.objects.get(), {"1": 118, "2": 74, "3": 9})
    scan = pdf(form_jpeg("2"), form_jpeg("3"))
    for code, data in ((HERE, form_jpeg()), (HERE, scan), (BESIDE, form_jpeg())):
        upload(
            actor=operator,
            tps=Tps.objects.get(code=code),
            contest=Contest.objects.get(),
            file_name="C Hasil.jpg",
            data=data,
            key=str(uuid4()),
            spool=the_spool(),
            now=NOW,
        )
    take(lookout)
    return made


def shown(page: Page) -> dict[str, str]:
    """Zoom and turn of the viewer."""
    return page.locator("[data-viewer]").first.evaluate("root => ({...root.dataset})")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_form_is_read_beside_its_figures(
    page_at: Callable[..., Page],
    enter: Enter,
    election: Election,
    axe: Callable[[Page], None],
    width: int,
) -> None:
    """Zoom, drag, turn, light and pages, by buttons, wheel and keys; on a phone as on a desk."""
    page = page_at(width)
    enter(page, person(Role.CAMAT, "160701"))
    page.goto(f"/verifikasi/{HERE}/ppwp/")
    viewer, image = page.locator("[data-viewer]"), page.locator("[data-ev-image]")
    expect(image).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-ev-image]').naturalWidth > 0")
    expect(page.locator("[data-ev-where]")).to_have_text("1 dari 3")
    expect(viewer).to_contain_text("Foto yang sama persis juga terpasang pada TPS 002")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    axe(page)

    page.get_by_role("button", name="Perbesar").click()
    assert float(shown(page)["zoom"]) == pytest.approx(1.3)
    stage = page.locator("[data-ev-stage]")
    stage.scroll_into_view_if_needed()
    stage.hover(position={"x": 100, "y": 100})
    page.mouse.wheel(0, -300)
    page.wait_for_function("() => Number(document.querySelector('[data-viewer]').dataset.zoom) > 1.6")
    before = image.evaluate("image => image.style.transform")
    page.mouse.down()
    page.mouse.move(*centre(page), steps=4)
    page.mouse.up()
    assert image.evaluate("image => image.style.transform") != before
    page.get_by_role("button", name="Putar").click()
    assert shown(page)["turn"] == "90"
    page.keyboard.press("0")
    assert shown(page)["zoom"] == "1.00"
    for key, zoom in (("+", "1.30"), ("-", "1.00")):
        page.keyboard.press(key)
        assert shown(page)["zoom"] == zoom
    page.keyboard.press("*")
    assert "invert(1)" in image.evaluate("image => image.style.filter")

    page.keyboard.press("]")
    expect(page.locator("[data-ev-where]")).to_have_text("2 dari 3")
    page.wait_for_function("() => document.querySelector('[data-viewer]').dataset.turn === '0'")
    page.keyboard.press("]")
    expect(page.get_by_role("button", name="Halaman berikutnya")).to_be_disabled()
    page.keyboard.press("[")
    page.keyboard.press("[")
    # As it was left.
    page.wait_for_function("() => document.querySelector('[data-viewer]').dataset.turn === '90'")


def centre(page: Page) -> tuple[float, float]:
    """The middle of the stage."""
    box = page.locator("[data-ev-stage]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_keys_typed_into_a_box_belong_to_the_box(page: Page, enter: Enter, election: Election) -> None:
    """A reason may hold any sign."""
    enter(page, person(Role.CAMAT, "160701"))
    page.goto(f"/verifikasi/{HERE}/ppwp/")
    page.wait_for_function("() => document.querySelector('[data-ev-image]').naturalWidth > 0")
    page.keyboard.press("r")
    box = page.get_by_label("Keterangan tambahan")
    box.fill("")
    box.press_sequentially("[+0.]")
    assert box.input_value() == "[+0.]"
    assert shown(page)["zoom"] == "1.00"


def test_an_operator_brings_a_photo_from_a_phone(
    page_at: Callable[..., Page], enter: Enter, election: Election, lookout: Lookout, tmp_path: Path
) -> None:
    """And sees it on the page of the TPS, with nothing cut off."""
    page = page_at(390, dark=True)
    enter(page, person(Role.OPERATOR, "160701"))
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(form_jpeg("8"))
    page.goto(f"/lapor/{BESIDE}/?foto=1")
    page.get_by_label("Foto C.Hasil").set_input_files(picture)
    page.get_by_role("button", name="Kirim foto").click()
    expect(page.get_by_role("status")).to_contain_text("1 foto C.Hasil TPS 002 diterima")
    take(lookout)
    assert Photo.objects.filter(tps__code=BESIDE, state="kept").count() == 2
    page.goto(f"/tps/{BESIDE}/")
    page.wait_for_function("() => document.querySelector('[data-ev-image]').naturalWidth > 0")
    expect(page.locator("[data-ev-frame]")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
