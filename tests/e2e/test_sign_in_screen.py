"""Signing in, as somebody at a desk does it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from deskpemilu.domain.roles import Role
from tests.people import PASSWORD, person


@pytest.mark.parametrize("width", [390, 1280])
def test_a_person_signs_in_and_out(
    page_at: Callable[..., Page], axe: Callable[[Page], None], width: int
) -> None:
    """Name and password lead into the desk; leaving leads back."""
    person(Role.ADMINISTRATOR, username="kepala.it", name="Rahma Uji")
    page = page_at(width)
    page.goto("/bantuan/")
    expect(page.get_by_role("heading", name="Masuk ke desk")).to_be_visible()
    expect(page.get_by_text("BUKAN HASIL RESMI KPU").first).to_be_visible()
    axe(page)
    page.get_by_label("Nama pengguna").fill("kepala.it")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Bantuan", exact=True)).to_be_visible()
    axe(page)
    page.locator(".top-user").click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk ke desk")).to_be_visible()
