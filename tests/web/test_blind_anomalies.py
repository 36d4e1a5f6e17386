"""A finding tells figures of a form: it too waits until the planned second entry is typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.insight import services
from deskpemilu.insight.models import Run
from deskpemilu.intake.entry_models import EntryPlan
from deskpemilu.registry.models import Contest, Election
from deskpemilu.tally import totals
from tests.builders import NOW, make_election, make_submission
from tests.entry_scenes import GOOD, NEXT, TPS, send
from tests.people import person, sign_in
from tests.web.api.conftest import token_of

QUEUE, FILE = "/anomali/ppwp/", "/statistik/anomali/ppwp/unduh.csv"
TOLD = "Suara nomor 2 tertulis 116"


def finding(tps_code: str, text: str) -> dict[str, object]:
    return {
        "tps_code": tps_code, "code": "beda_dari_desa", "severity": "periksa", "values": {"skor": 4.2},
        "text": text, "suspect_field": "2", "base_rate": 0.008, "rank": 3.0,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def run() -> Run:
    """The stored queue holds one finding of a form that waits for its second entry, and one of another."""
    election: Election = make_election(contests=("ppwp",))
    contest = Contest.objects.get(code="ppwp")
    other = contest.election.tps.get(code=NEXT)
    make_submission(other, contest, {"1": 101, "2": 13, "3": 24}, state="verified")
    totals.rebuild(election)
    EntryPlan.objects.create(
        election=election,
        contests=["ppwp"],
        areas=[TPS],
        reason="uji",
        made_by=person(Role.STAF),
        made_at=NOW,
    )
    send(person(Role.OPERATOR, "1607012001", name="Petugas Satu"), GOOD)
    made = services.compute(actor=PROGRAM, contest=contest, kind=Run.Kind.ANOMALIES, now=timezone.now())
    rows = [finding(TPS, TOLD), finding(NEXT, "Suara nomor 1 73,2 %")]
    made.result = {**made.result, "rows": rows, "rates": {"beda_dari_desa": 2}}
    made.save(update_fields=["result"])
    return made


def test_who_may_type_the_second_entry_sees_neither_finding_nor_file_of_it() -> None:
    client = sign_in(Client(), person(Role.STAF, totals=True))
    text = client.get(QUEUE).content.decode()
    assert TOLD not in text
    assert "73,2 %" in text
    assert "1 temuan belum ditampilkan" in text
    file = client.get(FILE).content.decode("utf-8-sig")
    assert TOLD not in file
    assert "73,2 %" in file
    assert client.get(f"{QUEUE}?pilih={TPS}-beda_dari_desa").content.decode().count(TOLD) == 0


def test_who_only_reads_sees_everything() -> None:
    client = sign_in(Client(), person(Role.AUDITOR, totals=True))
    text = client.get(QUEUE).content.decode()
    assert TOLD in text
    assert "belum ditampilkan" not in text


def test_nor_does_a_program_with_their_token(run: Run) -> None:
    """The latest answer and the stored run; who only reads gets both."""
    asked: tuple[tuple[str, dict[str, str]], ...] = (
        ("estimates", {"contest": "ppwp"}),
        (f"estimates/runs/{run.pk}", {}),
    )
    for role, tells in ((Role.STAF, False), (Role.AUDITOR, True)):
        api = token_of(person(role, totals=True))
        for path, query in asked:
            text = api.get(path, **query).content.decode()
            assert (TOLD in text, "73,2 %" in text) == (tells, True), (role, path)
