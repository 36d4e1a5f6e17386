"""Afterwards: every run of the night beside the count as it is now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.exchange.models import ForeignFigures, ForeignFile
from deskpemilu.insight import services
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.web.pages.insight.afterwards import afterwards
from tests.builders import make_election, make_submission
from tests.people import person, sign_in

URL = "/tinjauan/proyeksi/ppwp/"


@pytest.fixture
def contest() -> Contest:
    """Two runs: the first with half the TPS, the second with all; the second half votes otherwise."""
    election = make_election(kecamatan=3, desa=2, tps=6)
    contest: Contest = election.contests.select_related("election__area").get(code="ppwp")
    stations = sorted(Tps.objects.filter(election=election), key=lambda tps: (tps.number, tps.code))
    for half, leader in ((stations[:18], 120), (stations[18:], 60)):
        for number, tps in enumerate(half):
            make_submission(tps, contest, {"1": 50 + number % 5, "2": leader, "3": 20}, invalid=1)
        compute(contest)
    first = Run.objects.order_by("id")[0]
    Run.objects.filter(pk=first.pk).update(at=first.at - timedelta(hours=2))
    totals.rebuild(election)
    return contest


def compute(contest: Contest, kind: Run.Kind = Run.Kind.PROJECTION) -> Run:
    return services.compute(actor=PROGRAM, contest=contest, kind=kind, now=timezone.now())


def test_each_run_is_held_against_the_newest_count(contest: Contest) -> None:
    """The early one was off by what came later; the complete one is the count itself."""
    seen = afterwards(contest, Run.Kind.PROJECTION)
    assert seen is not None
    early, last = seen.lines
    truth = seen.reference.shares
    assert seen.reference.complete
    error = abs(early.shares["2"]["share"] - truth["2"])
    assert early.verdict.largest_error == pytest.approx(error)
    assert error > 0.05
    assert early.verdict.covered < 3
    assert last.verdict.largest_error == pytest.approx(0, abs=1e-9)
    assert last.verdict.covered == 3
    assert seen.summary.coverage == pytest.approx((early.verdict.covered + 3) / 6)


def test_a_named_leader_who_fell_back_is_shown_as_wrong(contest: Contest, client: Client) -> None:
    """In words and in the summary; and so in the file."""
    run = Run.objects.order_by("id")[0]
    result = run.result | {"callable": True, "status": "unggul"}
    result["choices"] = dict(result["choices"]) | {"1": {**result["choices"]["1"], "share": 0.9}}
    Run.objects.filter(pk=run.pk).update(result=result)
    text = sign_in(client, person(Role.PIMPINAN)).get(URL).content.decode()
    assert "nomor 1, keliru" in text
    file = client.get(f"{URL}unduh.csv").content.decode("utf-8-sig")
    assert ",1,tidak" in file
    assert "36 dari 36 TPS" in file


def kpu(contest: Contest, source: str, rows: dict[str, dict[str, int]]) -> None:
    """Figures of KPU by code, as an import leaves them."""
    now = timezone.now()
    file = ForeignFile.objects.create(
        election=contest.election,
        source=source,
        name="kpu.xlsx",
        digest="0" * 64,
        stored_at=now,
        stored_by="uji",
    )
    for code, votes in rows.items():
        ForeignFigures.objects.create(
            file=file, source=source, contest=contest, code=code, version=1, votes=votes, rows={},
            fingerprint=code, stored_at=now,
        )  # fmt: skip


def test_a_complete_dhasil_is_what_statements_are_held_against(contest: Contest, client: Client) -> None:
    """Its sums, not the desk's; the desk's own count stays one click away, and in the file the same."""
    places = sorted({tps.code[:6] for tps in Tps.objects.filter(election=contest.election)})
    kpu(contest, "dhasil", {code: {"1": 300, "2": 600, "3": 100} for code in places})
    seen = afterwards(contest, Run.Kind.PROJECTION)
    assert seen is not None
    assert seen.reference.source == "dhasil"
    assert seen.reference.shares == {"1": 0.3, "2": 0.6, "3": 0.1}
    assert (seen.reference.reported, seen.reference.places, seen.reference.unit) == (3, 3, "kecamatan")
    last = seen.lines[-1]
    assert last.verdict.largest_error == pytest.approx(
        max(abs(last.shares[key]["share"] - seen.reference.shares[key]) for key in "123")
    )
    own = afterwards(contest, Run.Kind.PROJECTION, "desk")
    assert own is not None
    assert own.lines[-1].verdict.largest_error == pytest.approx(0, abs=1e-9)
    text = sign_in(client, person(Role.PIMPINAN)).get(URL).content.decode()
    assert "Dibandingkan dengan D.Hasil Kecamatan" in text
    assert "3 dari 3 kecamatan" in text
    assert 'href="?acuan=desk"' in text
    file = client.get(f"{URL}unduh.csv?acuan=desk").content.decode("utf-8-sig")
    assert "hitungan masuk desk" in file


def test_a_part_of_kpus_figures_does_not_take_the_desks_place(contest: Contest) -> None:
    """Two of three kecamatan, some of the TPS, a TPS of elsewhere: offered, and called provisional."""
    code = Tps.objects.filter(election=contest.election).first().code  # type: ignore[union-attr]
    kpu(contest, "dhasil", {code[:6]: {"1": 1, "2": 1, "3": 1}, "990101": {"1": 9, "2": 0, "3": 0}})
    kpu(contest, "sirekap", {code: {"1": 30, "2": 60, "3": 10}, "9901012001001": {"1": 9, "2": 0, "3": 0}})
    seen = afterwards(contest, Run.Kind.PROJECTION)
    assert seen is not None
    assert seen.reference.source == "desk"
    assert [each.source for each in seen.choice] == ["desk", "dhasil", "sirekap"]
    asked = afterwards(contest, Run.Kind.PROJECTION, "sirekap")
    assert asked is not None
    assert asked.reference.shares == {"1": 0.3, "2": 0.6, "3": 0.1}
    assert (asked.reference.reported, asked.reference.complete) == (1, False)


def test_an_unfinished_count_makes_the_judgement_provisional(contest: Contest, client: Client) -> None:
    """It says so."""
    tps = Tps.objects.filter(election=contest.election).first()
    assert tps is not None
    for number in range(50, 60):
        Tps.objects.create(
            election=contest.election, code=f"{tps.desa_id}{number:03d}", desa=tps.desa, dpt_l=9, dpt_p=9
        )
    compute(contest)
    text = sign_in(client, person(Role.PIMPINAN)).get(URL).content.decode()
    assert "penilaian ini sementara" in text
    assert text.count("<polyline") == 2


def test_without_a_run_there_is_nothing_to_judge(client: Client) -> None:
    """An empty page, no error; other kinds have no such page."""
    election: Election = make_election()
    totals.rebuild(election)
    sign_in(client, person(Role.PIMPINAN))
    assert "Belum ada yang dapat ditinjau" in client.get(URL).content.decode()
    assert client.get(f"{URL}unduh.csv").status_code == 404
    assert client.get("/tinjauan/kursi/ppwp/").status_code == 404


@pytest.mark.parametrize("path", [URL, f"{URL}unduh.csv"])
def test_only_the_totals_of_the_whole_desk_open_it(client: Client, contest: Contest, path: str) -> None:
    """Not a camat, not staff without the right."""
    for who in (person(Role.CAMAT, "160701"), person(Role.STAF, totals=False)):
        assert sign_in(client, who).get(path).status_code == 403
