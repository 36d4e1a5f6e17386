"""Staff register a revote by pasting codes; the old form leaves the totals and comes back afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from tests.builders import make_election, make_submission
from tests.people import person

Enter = Callable[[Page, Person], None]
FIRST, SECOND = "1607012001001", "1607012001002"


@pytest.fixture
def election() -> Election:
    """A verified form in the first TPS."""
    made = make_election(contests=("ppwp", "pdpd"))
    contest = Contest.objects.get(code="ppwp")
    make_submission(Tps.objects.get(code=FIRST), contest, {"1": 51, "2": 117, "3": 31}, state="verified")
    totals.rebuild(made)
    return made


def verified() -> int:
    """TPS in the verified total of the kabupaten."""
    return Total.objects.get(contest__code="ppwp", region_id="1607").tps_verified


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_staff_register_a_revote_and_withdraw_it(
    page_at: Callable[..., Page],
    enter: Enter,
    axe: Callable[[Page], None],
    election: Election,
    width: int,
    dark: bool,
) -> None:
    """Codes pasted out of a letter, a look, the list, the TPS page, and the way back."""
    page = page_at(width, dark=dark)
    enter(page, person(Role.STAF, "", name="Staf Satu"))
    page.goto("/ulang/")
    expect(page.get_by_text("Tidak ada keputusan di sini")).to_be_visible()
    page.get_by_role("link", name="Catat keputusan").click()
    axe(page)
    page.get_by_label("Nomor keputusan KPU").fill("15 Tahun 2024")
    page.get_by_label("Tanggal keputusan").fill("2024-02-18")
    page.get_by_label("Alasan").fill("pemilih tanpa KTP-el")
    page.get_by_label("Presiden dan Wakil Presiden").check()
    page.get_by_label("Kode TPS").first.fill("1) 16.07.01.2001.001\n2) 16.07.01.2001.002")
    page.get_by_role("button", name="Periksa").click()
    expect(page.locator(".notice-warning")).to_contain_text("Pada 1 TPS sudah ada formulir yang diverifikasi")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert verified() == 1
    page.get_by_role("button", name="Catat keputusan").click()
    expect(page.get_by_text("2 menunggu hasil")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert verified() == 0
    page.get_by_role("link", name="Mekar Sari TPS 001").click()
    expect(page.get_by_text("Riwayat; tidak dijumlahkan.")).to_be_visible()
    axe(page)
    page.goto("/ulang/")
    page.get_by_role("checkbox", name="Mekar Sari TPS 001", exact=False).check()
    page.get_by_label("Alasan mencabut").fill("salah TPS")
    page.get_by_text("Cabut yang dipilih").click()
    page.get_by_role("button", name="Ya, cabut").click()
    expect(page.get_by_text("1 keputusan dicabut")).to_be_visible()
    assert verified() == 1


def test_an_administrator_merges_two_tps(
    page_at: Callable[..., Page], enter: Enter, axe: Callable[[Page], None], election: Election
) -> None:
    """By their codes; the change is listed and taken back."""
    page = page_at(390)
    enter(page, person(Role.ADMINISTRATOR, ""))
    page.goto("/perubahan-tps/?jenis=gabung")
    axe(page)
    page.get_by_label("TPS yang digabung").fill("16.07.01.2001.001")
    page.get_by_label("Menjadi satu dengan TPS").fill(SECOND)
    page.get_by_label("Alasan").fill("surat KPU 12")
    page.get_by_role("button", name="Simpan perubahan").click()
    expect(page.get_by_role("link", name="TPS 001 digabung ke TPS 002")).to_be_visible()
    assert not Tps.objects.filter(code=FIRST).exists()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_text("Batalkan", exact=True).click()
    page.get_by_role("button", name="Ya, batalkan").click()
    expect(page.get_by_text("Dibatalkan: TPS 001")).to_be_visible()
    assert Tps.objects.filter(code=FIRST).exists()
