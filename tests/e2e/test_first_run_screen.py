"""From an empty desk to one with TPS and people, as an IT officer does it in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Grant, Person
from deskpemilu.accounts.services import first_administrator_link
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Election, Tps
from tests.builders import make_election
from tests.people import PASSWORD, person

GOOD = "sandi-panjang-sekali-9"
TPS_FILE = "kode_tps,dpt_l,dpt_p\n1607052005001,131,127\n1607052005002,120,118\n"
Enter = Callable[[Page, Person], None]
Axe = Callable[[Page], None]


def _code(secret: str) -> str:
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"


def test_the_first_administrator_prepares_the_desk(page: Page, axe: Axe, tmp_path: Path) -> None:
    """The one-time link, the election, the TPS file with its preview, a camat whose region is typed."""
    link = first_administrator_link(now=timezone.now())
    assert link is not None
    page.goto(f"/undangan/{link.token}/")
    axe(page)
    page.get_by_label("Nama lengkap").fill("Rahma Uji")
    page.get_by_label("Nama pengguna").fill("rahma.it")
    page.get_by_label("Kata sandi", exact=True).fill(GOOD)
    page.get_by_label("Ulangi kata sandi").fill(GOOD)
    page.get_by_role("button", name="Buat akun administrator").click()
    expect(page.get_by_role("heading", name="Penyiapan desk")).to_be_visible()
    axe(page)

    page.get_by_label("Wilayah desk").press_sequentially("Banyuasin")
    expect(page.locator("#wilayah-desk option[value^='16.07 ']")).to_have_count(1)
    page.get_by_label("Wilayah desk").fill("16.07 KABUPATEN BANYUASIN")
    page.get_by_role("button", name="Buat pemilihan").click()
    expect(page.get_by_text("Lanjutkan dengan daftar TPS")).to_be_visible(timeout=20_000)
    assert Election.objects.get().area_id == "1607"

    file = tmp_path / "tps.csv"
    file.write_text(TPS_FILE, encoding="utf-8")
    page.get_by_role("link", name="Impor berkas TPS").click()
    axe(page)
    page.get_by_label("Berkas (CSV UTF-8 atau XLSX)").set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text("Belum ada yang disimpan.")).to_be_visible()
    axe(page)
    assert not Tps.objects.exists()
    page.get_by_role("button", name="Jalankan impor").click()
    expect(page.get_by_text("Impor selesai: 2 baru")).to_be_visible()
    axe(page)

    page.goto("/petugas/baru/")
    page.get_by_label("Nama lengkap").fill("Ahmad Uji")
    page.get_by_label("Nama pengguna").fill("camat.betung")
    page.get_by_label("Peran").select_option("camat")
    expect(page.get_by_label("Boleh melihat jumlah perolehan suara")).to_be_checked()
    page.get_by_label("Wilayah tugas").press_sequentially("betung")
    expect(page.locator("#wilayah option[value^='16.07.05 ']")).to_have_count(1)
    page.get_by_label("Wilayah tugas").fill("16.07.05 Betung")
    axe(page)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", name="Ahmad Uji")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Buat tautan masuk").click()
    expect(page.get_by_label("Tautan masuk", exact=True)).to_have_value(re.compile("/undangan/"))
    assert Grant.objects.get(person__username="camat.betung").area == "160705"


def test_an_authenticator_is_switched_on_and_asked_for(page_at: Callable[..., Page], axe: Axe) -> None:
    """Switching on shows recovery codes; the next sign-in asks for a code; a recovery code also opens."""
    person(Role.ADMINISTRATOR, username="rahma")
    page = page_at(390)
    page.goto("/akun/keamanan/aktifkan/")
    page.get_by_label("Nama pengguna").fill("rahma")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Pastikan ini Anda")).to_be_visible()
    axe(page)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_role("heading", name="Aktifkan kode autentikator")).to_be_visible()
    axe(page)
    secret = page.locator(".secret code").inner_text()
    page.get_by_label("Kode 6 angka").fill(_code(secret))
    page.get_by_role("button", name="Aktifkan").click()
    expect(page.get_by_role("heading", name="Kode pemulihan")).to_be_visible()
    axe(page)
    recovery = page.locator(".codes code").first.inner_text()
    page.goto("/akun/keamanan/")
    expect(page.get_by_text("aktif", exact=True)).to_be_visible()

    other = page_at(1280)
    other.goto("/bantuan/")
    other.get_by_label("Nama pengguna").fill("rahma")
    other.get_by_label("Kata sandi").fill(PASSWORD)
    other.get_by_role("button", name="Masuk").click()
    expect(other.get_by_role("heading", name="Langkah kedua")).to_be_visible()
    axe(other)
    other.get_by_label("Kode", exact=True).fill(recovery)
    other.get_by_role("button", name="Masuk").click()
    expect(other.get_by_role("heading", name="Bantuan", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1280, False), (1280, True)])
def test_the_managing_screens_have_no_serious_barrier(
    page_at: Callable[..., Page], enter: Enter, axe: Axe, width: int, dark: bool
) -> None:
    """Light and dark, phone and desk; and nothing is wider than the screen."""
    make_election()
    who = person(Role.ADMINISTRATOR, name="Rahma Uji")
    other = person(Role.CAMAT, "160701", phone="6281200000001")
    page = page_at(width, dark=dark)
    enter(page, who)
    paths = ("/mulai/", "/impor/", "/petugas/", "/petugas/baru/", f"/petugas/{other.pk}/", "/kotak-keluar/")
    for path in (
        *paths,
        "/audit/",
        "/bantuan/",
        "/tentang/",
        "/cari/?q=mekar",
        "/akun/keamanan/",
        "/tidak-ada/",
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_the_frame_answers_to_the_keyboard(page: Page, enter: Enter) -> None:
    """Search by /, the list of keys by ?, blanking by Shift+Esc remembered on the next page."""
    make_election()
    enter(page, person(Role.ADMINISTRATOR))
    page.goto("/bantuan/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#isi").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Tombol cepat").last).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Escape")
    expect(page.locator("html.totals-hidden")).to_have_count(1)
    page.goto("/tentang/")
    expect(page.locator("html.totals-hidden")).to_have_count(1)
    expect(page.locator("[data-blank-totals]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-blank-totals]").click()
    expect(page.locator("html.totals-hidden")).to_have_count(0)


def test_the_theme_follows_the_person_and_is_remembered(page_at: Callable[..., Page], enter: Enter) -> None:
    """First the system's, then the chosen one, also on the next page."""
    page = page_at(1280, dark=True)
    enter(page, person(Role.ADMINISTRATOR))
    page.goto("/bantuan/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator("[data-theme-toggle]").click()
    page.goto("/tentang/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
