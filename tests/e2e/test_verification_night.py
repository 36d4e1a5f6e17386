"""A camat's night and the two people of a recall; a colleague next door finds nothing of it."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.accounts.services import create_api_token
from deskpemilu.audit.services import PROGRAM
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept as take_in
from deskpemilu.domain.codes import dotted
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.models import Act, Recall
from tests.builders import make_election
from tests.people import person, sign_in

NOW = datetime(2024, 2, 14, 14, 0, tzinfo=UTC)
Enter = Callable[[Page, Person], None]
FORMS, CONFLICTS = 20, (4, 9, 15)


@pytest.fixture
def election() -> Election:
    """Two kecamatan; in the first 20 TPS of one desa have reported, three of them twice and differently."""
    made = make_election(kecamatan=2, desa=1, tps=FORMS)
    totals.rebuild(made)
    person(Role.OPERATOR, "160701", name="Operator Satu", phone="62812000101")
    person(Role.OPERATOR, "160701", name="Operator Kedua", phone="62812000102")
    desa = Tps.objects.order_by("code")[0].desa.name
    text = f"Presiden TPS {{}} desa {desa}\n1 = {{}}\n2 = 100\n3 = 30\nTS 5"
    mine = [Envelope("whatsapp", f"w.{n}", "62812000101", NOW, text.format(n, 20 + n)) for n in range(1, 21)]
    others = [Envelope("whatsapp", f"x.{n}", "62812000102", NOW, text.format(n, 60)) for n in CONFLICTS]
    take_in([*mine, *others], now=NOW)
    while len(run_batch(worker="uji", clock=lambda: NOW, limit=50)):
        pass
    states = list(Count.objects.values_list("state", flat=True))
    assert sorted(states) == ["conflict"] * 3 + ["received"] * 17
    return made


def test_a_camat_clears_twenty_forms_by_keyboard(page: Page, enter: Enter, election: Election) -> None:
    """Three conflicts first, each with a choice and a reason; then seventeen with one key each."""
    enter(page, person(Role.CAMAT, "160701", name="Camat Satu"))
    page.goto("/verifikasi/")
    seen = []
    for left in range(FORMS, 0, -1):
        heading = page.locator(".vf-title h2")
        expect(page.locator(".vf-steps .num")).to_have_text(f"1 dari {left}")
        name = heading.inner_text()
        seen.append(name)
        # Keys that follow within half a second are a finger that slipped: this camat looks first.
        page.clock.set_fixed_time(NOW + timedelta(seconds=len(seen)))
        if page.get_by_role("heading", name="Dua laporan berbeda").count():
            page.keyboard.press("2")
            page.keyboard.press("v")
            page.keyboard.type("laporan kedua sesuai foto C.Hasil")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("v")
        if left > 1:
            expect(heading).not_to_have_text(name)
    expect(page.get_by_text("Tidak ada formulir yang menunggu keputusan")).to_be_visible()
    assert len(set(seen)) == FORMS
    assert set(Count.objects.values_list("state", flat=True)) == {"verified"}
    first = {
        int(count.tps.code[10:]): count.submission for count in Count.objects.select_related("submission")
    }
    for number, version in first.items():
        assert version is not None
        assert version.votes["1"] == (60 if number in CONFLICTS else 20 + number), number
    assert Act.objects.filter(act="accept").count() == FORMS
    assert all(act.source.startswith("127.0.0.1") for act in Act.objects.all())
    assert totals.compare(election) == []


def test_a_recall_is_asked_by_one_and_granted_by_another(
    page: Page, page_at: Callable[..., Page], enter: Enter, election: Election
) -> None:
    """The camat asks, cannot decide; staff grant; the figures stay counted all the while."""
    count = Count.objects.get(tps__code__endswith="2001001", tps__code__startswith="160701")
    Count.objects.filter(pk=count.pk).update(state="locked")
    totals.rebuild(election)
    form = f"/verifikasi/{count.tps.code}/ppwp/"
    camat, staff = (
        person(Role.CAMAT, "160701", name="Camat Satu"),
        person(Role.STAF, "", name="Staf Desk Uji"),
    )
    enter(page, camat)
    page.goto(form)
    expect(page.get_by_role("button", name="Verifikasi")).to_have_count(0)
    page.keyboard.press("p")
    page.keyboard.type("berbeda dengan D.Hasil kecamatan")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Menunggu keputusan staf desk lain.")).to_be_visible()
    expect(page.get_by_role("button", name="Kabulkan")).to_have_count(0)
    count.refresh_from_db()
    assert count.state == "locked"

    second = page_at(1280)
    enter(second, staff)
    second.goto("/verifikasi/daftar/?status=recall")
    second.get_by_role("link", name="TPS 001").click()
    expect(second.locator(".vf-recall")).to_contain_text("berbeda dengan D.Hasil kecamatan")
    second.get_by_role("button", name="Kabulkan").click()
    expect(second.locator("#pemberitahuan")).to_contain_text("penarikan dikabulkan")
    count.refresh_from_db()
    assert count.state == "verified"
    row = Recall.objects.get()
    assert (row.asked_by, row.decided_by, row.outcome) == (camat, staff, "granted")
    page.reload()
    expect(page.get_by_text("Penarikan diminta", exact=True)).to_be_visible()
    expect(page.get_by_text("(diminta Camat Satu)")).to_be_visible()
    assert totals.compare(election) == []


PATHS = (
    "/verifikasi/",
    "/verifikasi/daftar/?wilayah={desa}",
    "/verifikasi/daftar/?status=verified&wilayah={desa}",
    "/verifikasi/mutu/",
    "/verifikasi/{tps}/ppwp/",
    "/tps/{tps}/",
    "/tps/{tps}/unduh.csv",
    "/dasbor/ppwp/{desa}/",
    "/dasbor/ppwp/{desa}/unduh.csv",
    "/pesan/?saring=semua",
    "/cari/?q={tps}",
)
API = (
    "/api/v1/submissions?area={desa}",
    "/api/v1/submissions",
    "/api/v1/tally?contest=ppwp&area={desa}&by=tps",
    "/api/v1/tally?contest=ppwp&by=desa",
    "/api/v1/tps?area={desa}",
)
NOTHING_YET = {"/verifikasi/mutu/", "/verifikasi/daftar/?status=verified&wilayah={desa}"}


def _fetch(url: str, headers: dict[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def _signed_in(camat: Person) -> dict[str, str]:
    cookie = sign_in(Client(), camat).cookies[settings.SESSION_COOKIE_NAME]
    return {"Cookie": f"{cookie.key}={cookie.value}", "Accept": "text/html"}


def _with_token(camat: Person) -> dict[str, str]:
    now = timezone.now()
    area = camat.grants.get().area
    link = create_api_token(
        actor=PROGRAM, person=camat, name="uji", area=area, expires_at=now + timedelta(days=1), now=now
    )
    return {"Authorization": f"Bearer {link.token}"}


def test_the_camat_next_door_finds_nothing_of_it(desk_url: str, election: Election) -> None:
    """Not by address, list, export, search or API; whoever is responsible finds it at each of them."""
    tps = Tps.objects.filter(code__startswith="160701").order_by("code")[0]
    given = {"tps": tps.code, "desa": tps.code[:10]}
    # What a page says of the form; an address or filter that the walker typed is no news to them.
    tells = (f"/{tps.code}/", f'"{tps.code}"', f'"{tps.desa_id}"', dotted(tps.code), "Operator Satu", "= 100")
    found: dict[str, set[str]] = {}
    for area in ("160701", "160702"):
        camat = person(Role.CAMAT, area, name=f"Camat {area}")
        roads = [(PATHS, _signed_in(camat)), (API, _with_token(camat))]
        found[area] = set()
        for path, headers in ((path, headers) for paths, headers in roads for path in paths):
            status, body = _fetch(desk_url + path.format(**given), headers)
            assert status < HTTPStatus.INTERNAL_SERVER_ERROR, path
            echoed = re.sub(rf'(value=|wilayah=)"?{tps.desa_id}\w*"?|value="{tps.code}"', "", body)
            echoed = echoed.replace(path.format(**given), "")
            if status == HTTPStatus.OK and any(tell in echoed for tell in tells):
                found[area].add(path)
    assert found["160702"] == set()
    assert {*PATHS, *API} - found["160701"] <= NOTHING_YET


def test_the_live_stream_tells_nobody_what_changed(desk_url: str, election: Election) -> None:
    """It carries the number of the state of the desk and nothing else, to whoever listens."""
    headers = _signed_in(person(Role.CAMAT, "160702"))
    request = urllib.request.Request(
        f"{desk_url}/langsung/", headers={**headers, "Accept": "text/event-stream"}
    )
    with urllib.request.urlopen(request, timeout=10) as stream:
        lines = []
        while not lines or lines[-1]:
            lines.append(stream.readline().decode().strip())
    assert lines[:-1]
    assert all(re.fullmatch(r"(event: \w+|id: \d+|retry: \d+|data: \d+)", line) for line in lines[:-1]), lines
