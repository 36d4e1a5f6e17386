"""A register that changes checks stored forms again: other findings, the same versions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.flow import decisions, imports
from deskpemilu.intake import store
from deskpemilu.intake.models import Count, Recheck, Submission
from deskpemilu.registry.importers.report import Report
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.verification.services import seen_of
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
CODE = "1607012001001"


@pytest.fixture
def election() -> Election:
    """One TPS with 120 + 125 voters in the register."""
    made = make_election(kecamatan=1, desa=1, tps=1)
    totals.rebuild(made)
    return made


@pytest.fixture
def run(tmp_path: Path, election: Election) -> Any:
    """Import a text as a file of TPS."""

    def _run(left: int, right: int) -> Report:
        file = tmp_path / "tps.csv"
        file.write_text(f"kode_tps,dpt_l,dpt_p\n{CODE},{left},{right}\n", encoding="utf-8")
        return imports.carry_out(actor=PROGRAM, kind="tps", path=file, election=election, now=NOW)

    return _run


def enter(election: Election, dpt: int | None = None, voted: int = 227) -> Count:
    """A form that adds up; with the DPT that it states."""
    rows = {"suara_sah": voted - 5, "suara_tidak_sah": 5, "suara_total": voted}
    if dpt is not None:
        rows["pemilih_dpt_j"] = dpt
    stored = store.enter_form(
        actor=person(Role.STAF, ""),
        tps=Tps.objects.get(),
        contest=Contest.objects.select_related("election").get(),
        form=CountForm(rows=rows, votes={"1": 60, "2": 141, "3": voted - 206}),
        origin="entry",
        reason="uji",
        now=NOW,
    )
    totals.resum(stored.touched)
    return Count.objects.get()


def codes(version: Submission) -> set[str]:
    """Codes of what the rules say today."""
    return {finding["code"] for finding in Submission.objects.get(pk=version.pk).findings_now}


def test_a_corrected_dpt_takes_its_finding_away(election: Election, run: Any) -> None:
    """The version keeps what it was stored with."""
    count = enter(election, dpt=250)
    assert count.submission is not None
    stored = list(count.submission.findings)
    assert codes(count.submission) == {"D6"}
    report = run(124, 126)
    assert codes(count.submission) == set()
    assert Submission.objects.get().findings == stored
    assert any("1 laporan yang sudah masuk kini mempunyai temuan lain" in note for note in report.notes)
    assert Record.objects.filter(act="form.recheck").count() == 1
    # And back again: nothing of the check is left beside the version.
    run(120, 125)
    assert codes(count.submission) == {"D6"}
    assert not Recheck.objects.exists()


def test_a_dpt_that_makes_the_figures_impossible_holds_the_form(election: Election, run: Any) -> None:
    """A galat leaves the totals until a person decides or the register is put right."""
    Contest.objects.update(cap=200)
    Tps.objects.update(dpt_l=150, dpt_p=150)
    count = enter(election, voted=227)
    assert count.state == "received"
    report = run(90, 95)
    count.refresh_from_db()
    assert (count.state, count.versions) == ("held", 1)
    assert Submission.objects.get().blocking_now
    assert Total.objects.get(region_id="1607").received["votes"] == {}
    assert "1 ditahan" in report.notes[-1]
    assert totals.compare(election) == []
    run(150, 150)
    count.refresh_from_db()
    assert count.state == "received"
    assert Total.objects.get(region_id="1607").tps_in == 1
    assert totals.compare(election) == []


def test_what_a_person_vouched_for_stays_with_the_finding_shown(election: Election, run: Any) -> None:
    """An import never undoes a camat."""
    Contest.objects.update(cap=200)
    Tps.objects.update(dpt_l=150, dpt_p=150)
    count = enter(election, voted=227)
    decisions.accept(
        actor=person(Role.CAMAT, "160701"), count_id=count.pk, seen=seen_of(count), now=NOW, reason="sesuai"
    )
    run(90, 95)
    count.refresh_from_db()
    assert count.state == "verified"
    assert count.submission is not None
    assert "A12c" in codes(count.submission)


def test_the_same_import_again_checks_nothing_anew(election: Election, run: Any) -> None:
    """Running it twice changes nothing."""
    enter(election, dpt=250)
    run(124, 126)
    at = Recheck.objects.get().at
    report = run(124, 126)
    assert report.notes == ()
    assert Recheck.objects.get().at == at
    assert Record.objects.filter(act="form.recheck").count() == 1


def test_what_the_reader_said_of_a_message_is_kept(election: Election, run: Any) -> None:
    """Only the rules are asked again."""
    count = enter(election, dpt=250)
    said = {"code": "valid_computed", "severity": "info", "text": "Suara sah dihitung dari perolehan."}
    Submission.objects.update(findings=[said, *Submission.objects.get().findings])
    run(124, 126)
    assert count.submission is not None
    assert codes(count.submission) == {"valid_computed"}
