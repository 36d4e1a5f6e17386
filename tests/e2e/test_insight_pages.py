"""Looking into a finding, and checking KPU's copy, as somebody does it on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.insight import services
from deskpemilu.insight.models import ComparedTps, FindingNote, Run, TranscriptionCheck
from deskpemilu.insight.samples import services as samples
from deskpemilu.registry.models import Contest, Dapil, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person

Enter = Callable[[Page, Person], None]


@pytest.fixture
def election() -> Election:
    """Three kecamatan; all have reported, one form contradicts itself; seats for DPRD."""
    made = make_election(kecamatan=3, desa=2, tps=5, contests=("ppwp", "pdprdk"))
    contest, dprd = made.contests.get(code="ppwp"), made.contests.get(code="pdprdk")
    for number, tps in enumerate(Tps.objects.filter(election=made).order_by("code")):
        votes = {"1": 30 + number % 9, "2": 120 - number % 5, "3": 25}
        count = make_submission(tps, contest, votes, invalid=2)
        if number == 0 and count.submission is not None:
            total = count.submission.rows["suara_total"]
            count.submission.rows |= {"suara_tidak_sah": 22, "pengguna_total_j": total}
            count.submission.save()
        make_submission(tps, dprd, {str(p): 5 + (number * p) % 11 for p in range(1, 10)}, invalid=2)
    Dapil.objects.create(contest=dprd, code="UJI 1", areas=["160701", "160702", "160703"], seats=9)
    totals.rebuild(made)
    now = timezone.now()
    for code, kinds in (("ppwp", ("anomalies", "projection", "estimate")), ("pdprdk", ("seats",))):
        row = Contest.objects.select_related("election__area").get(election=made, code=code)
        if code == "ppwp":
            samples.draw(actor=PROGRAM, contest=row, n=12, design="stratified", seed="a", now=now)
        for kind in kinds:
            services.compute(actor=PROGRAM, contest=row, kind=Run.Kind(kind), now=now)
    return made


def kpu_file(election: Election) -> dict[str, object]:
    """KPU's figures, the same as ours."""
    lines = ["kode_tps,suara_01,suara_02,suara_03,suara_tidak_sah,contest"]
    for number, tps in enumerate(Tps.objects.filter(election=election).order_by("code")):
        lines.append(f"{tps.code},{30 + number % 9},{120 - number % 5},25,2,ppwp")
    return {"name": "kpu.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}


@pytest.mark.parametrize("width", [390, 1280])
def test_staff_looks_into_a_finding_and_is_done_with_it(
    page_at: Callable[..., Page],
    enter: Enter,
    axe: Callable[[Page], None],
    election: Election,
    width: int,
) -> None:
    """The form stands beside it with the suspect row marked; the next finding comes up by itself."""
    page = page_at(width)
    enter(page, person(Role.STAF, name="Staf Uji"))
    page.goto("/anomali/ppwp/")
    expect(page.locator(".in-suspect")).to_have_count(1)
    expect(page.locator(".in-suspect")).to_contain_text("22")
    axe(page)
    page.get_by_role("button", name="Saya periksa").click()
    expect(page.locator(".in-items .chip-info")).to_contain_text("Staf Uji")
    page.get_by_label("Apa yang ditemukan").fill("sesuai foto, salah tulis KPPS")
    page.get_by_role("button", name="Selesai", exact=True).click()
    expect(page.locator(".in-item-done")).to_have_count(1)
    assert [note.state for note in FindingNote.objects.order_by("id")] == ["diperiksa", "selesai"]


@pytest.mark.parametrize("width", [390, 1280])
def test_staff_checks_kpus_copy_form_by_form(
    page_at: Callable[..., Page],
    enter: Enter,
    axe: Callable[[Page], None],
    election: Election,
    width: int,
) -> None:
    """From the file to the risk after the first form; a mistake is refused and the form stays."""
    page = page_at(width)
    enter(page, person(Role.STAF))
    page.goto("/hitung-cepat/ppwp/salinan/")
    page.set_input_files("#id_file", kpu_file(election))  # type: ignore[arg-type]
    for number, (name, entry) in enumerate((("Sekda", "4711"), ("Bawaslu", "mawar")), start=1):
        page.fill(f"#id_name{number}", name)
        page.fill(f"#id_entry{number}", entry)
    page.get_by_role("button", name="Undi TPS yang diperiksa").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pemeriksaan salinan")
    axe(page)
    code = page.locator("#bandingkan input[name=tps]").first.get_attribute("value")
    assert code is not None
    number = list(Tps.objects.order_by("code").values_list("code", flat=True)).index(code)
    for key, votes in (("1", "x"), ("2", str(120 - number % 5)), ("3", "25")):
        page.fill(f"#suara-{key}", votes)
    page.get_by_role("button", name="Simpan, dari foto").click()
    expect(page.get_by_text("Isi angka semua pilihan")).to_be_visible()
    expect(page.locator("#bandingkan input[name=tps]").first).to_have_value(code)
    for key, votes in (("1", str(30 + number % 9)), ("2", str(120 - number % 5)), ("3", "25")):
        page.fill(f"#suara-{key}", votes)
    page.get_by_role("button", name="Simpan, dari foto").click()
    expect(page.locator(".in-check .chip-ok").first).to_contain_text("sama")
    assert ComparedTps.objects.get().tps_code == code
    assert TranscriptionCheck.objects.get().seed == "4711-mawar"


def test_the_projection_follows_a_computation_by_itself(page: Page, enter: Enter, election: Election) -> None:
    """The page hears of the run and fetches itself; nobody presses anything."""
    contest = Contest.objects.select_related("election__area").get(election=election, code="ppwp")
    enter(page, person(Role.PIMPINAN))
    with page.expect_response("**/langsung/"):
        page.goto("/proyeksi/ppwp/")
    before = Run.objects.filter(kind="projection").latest("pk").pk
    expect(page.get_by_text(f"nomor {before},")).to_be_visible()
    tps = Tps.objects.filter(election=election).order_by("code").last()
    assert tps is not None
    make_submission(tps, contest, {"1": 90, "2": 20, "3": 25}, invalid=2)
    run = services.compute(actor=PROGRAM, contest=contest, kind=Run.Kind.PROJECTION, now=timezone.now())
    expect(page.get_by_text(f"nomor {run.pk},")).to_be_visible(timeout=10000)
