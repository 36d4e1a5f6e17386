"""What people change later: figures corrected and vouched for, TPS moved, merged, closed, added."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.flow import decisions, stations
from deskpemilu.insight import queries, schedule, services
from deskpemilu.insight.material import redrawn
from deskpemilu.insight.models import Run
from deskpemilu.insight.samples.services import draw
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election, Tps, TpsAlias
from deskpemilu.tally import totals
from deskpemilu.verification.services import seen_of
from tests.db.insight.conftest import EVENING, report, stations_of
from tests.people import person

NOW = EVENING + timedelta(hours=3)
SECOND = timedelta(seconds=1)
E, P, A = Run.Kind.ESTIMATE, Run.Kind.PROJECTION, Run.Kind.ANOMALIES
KINDS = (E, P, A)
CHANGED = "berubah_sesudah_verifikasi"


@pytest.fixture
def camat() -> Person:
    """Vouches everywhere."""
    return person(Role.CAMAT, "1607")


@pytest.fixture
def admin() -> Person:
    """Keeps the register."""
    return person(Role.ADMINISTRATOR, "")


def changed(contest: Contest) -> list[str]:
    """TPS of which the findings say that votes were changed after somebody vouched for them."""
    run = services.compute(actor=PROGRAM, contest=contest, kind=A, now=NOW)
    assert services.reproduce(run=run).same
    return [row["tps_code"] for row in run.result["rows"] if row["code"] == CHANGED]


class TestVouchedFor:
    """The version that people vouched for last is the one that the figures are held against."""

    @pytest.fixture
    def count(self, contest: Contest, election: Election) -> Count:
        """One form, accepted by nobody yet; the others are in."""
        made = report(contest, stations_of(election)[:20])
        return Count.objects.get(submission=made[0])

    def accept(self, count: Count, camat: Person, at: int) -> None:
        count.refresh_from_db()
        decisions.accept(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW + at * SECOND)

    def correct(self, count: Count, camat: Person, at: int, votes: dict[str, int]) -> None:
        count.refresh_from_db()
        rows = {
            "suara_sah": sum(votes.values()),
            "suara_tidak_sah": 3,
            "suara_total": sum(votes.values()) + 3,
        }
        decisions.correct(
            actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW + at * SECOND,
            form=CountForm(rows=rows, votes=votes), reason="sesuai C.Hasil", verify=True,
        )  # fmt: skip

    def test_a_correction_that_is_vouched_for_is_no_change_afterwards(
        self, count: Count, contest: Contest, camat: Person
    ) -> None:
        self.accept(count, camat, 0)
        self.correct(count, camat, 1, {"1": 40, "2": 90, "3": 25})
        count.refresh_from_db()
        assert count.state == "verified"
        assert queries.verified_ids(contest) == [count.submission_id]
        assert changed(contest) == []

    def test_a_correction_alone_is_held_against_what_comes_later(
        self, count: Count, contest: Contest, camat: Person
    ) -> None:
        """Nobody pressed accept: the correction that was vouched for is what counts as verified."""
        self.correct(count, camat, 0, {"1": 40, "2": 90, "3": 25})
        later = report(contest, [count.tps], start=NOW + timedelta(hours=1), lead=300)[0]
        Count.objects.filter(pk=count.pk).update(submission=later, state="received")
        assert changed(contest) == [count.tps.code]

    def test_an_undone_correction_leaves_what_was_vouched_for_before(
        self, count: Count, contest: Contest, camat: Person
    ) -> None:
        self.accept(count, camat, 0)
        count.refresh_from_db()
        before = count.submission_id
        self.correct(count, camat, 1, {"1": 40, "2": 90, "3": 25})
        decisions.undo(actor=camat, count_id=count.pk, now=NOW + 2 * SECOND)
        assert queries.verified_ids(contest) == [before]
        assert changed(contest) == []

    def test_a_correction_that_waits_for_somebody_vouches_for_nothing(
        self, count: Count, contest: Contest
    ) -> None:
        form = CountForm(votes={"1": 1, "2": 2, "3": 3}, rows={"suara_sah": 6})
        staff = person(Role.STAF, "")
        decisions.correct(
            actor=staff, count_id=count.pk, seen=seen_of(count), now=NOW, form=form, reason="foto"
        )
        assert queries.verified_ids(contest) == []


class TestRegister:
    """Samples and runs are made again from the register as it was; new ones follow the register as it is."""

    @pytest.fixture
    def runs(self, contest: Contest, election: Election) -> list[Run]:
        """A sample, and one run of each kind before anything is changed."""
        draw(actor=PROGRAM, contest=contest, n=24, design="stratified", seed="benih", now=EVENING)
        report(contest, stations_of(election)[:50])
        totals.bump([election.pk])
        assert schedule.refresh(now=NOW, stopwatch=lambda: 0.0) == 3
        found = [queries.latest_run(contest, kind) for kind in KINDS]
        return [run for run in found if run is not None]

    def holds(self, runs: list[Run], contest: Contest, *, reported: int, size: int) -> Run:
        """Old runs and the sample repeat; new runs repeat; what is kept in memory is what is read anew."""
        sample = queries.latest_sample(contest)
        assert sample is not None
        redrawn(sample, queries.register_in(sample.frame))
        assert schedule.refresh(now=NOW + timedelta(hours=1), stopwatch=lambda: 0.0) >= 1
        followed = queries.latest_run(contest, P)
        asked = services.compute(actor=PROGRAM, contest=contest, kind=P, now=NOW + timedelta(hours=2))
        assert followed is not None
        assert asked.input_hash == followed.input_hash
        estimate = services.compute(actor=PROGRAM, contest=contest, kind=E, now=NOW + timedelta(hours=2))
        for run in (*runs, asked, estimate):
            got = services.reproduce(run=Run.objects.get(pk=run.pk))
            assert got.same, (run.kind, got.differences[:3])
        assert (asked.result["reported"], asked.result["N"]) == (reported, size)
        return estimate

    def test_moved_to_another_kecamatan_and_back_and_on(
        self, runs: list[Run], contest: Contest, election: Election, admin: Person
    ) -> None:
        sample = queries.latest_sample(contest)
        assert sample is not None
        code = sample.members[0][0]
        first = services.compute(actor=PROGRAM, contest=contest, kind=E, now=NOW)
        tps = Tps.objects.get(code=code)
        for step, desa in enumerate(("1607032001", code[:10], "1607042002")):
            stations.move(
                actor=admin, election=election, code=tps.code, desa=desa, number=70 + step, reason="surat",
                now=NOW + step * SECOND,
            )  # fmt: skip
            tps.refresh_from_db()
        assert TpsAlias.objects.filter(tps=tps).count() == 3
        estimate = self.holds(runs, contest, reported=50, size=60)
        assert estimate.result["reported"] == first.result["reported"], "the sample still finds its TPS"
        assert estimate.result["choices"] == first.result["choices"]

    def test_merged_into_its_neighbour(
        self, runs: list[Run], contest: Contest, election: Election, admin: Person
    ) -> None:
        one, two = stations_of(election)[0], stations_of(election)[12]
        assert one.desa_id == two.desa_id
        stations.merge(
            actor=admin, election=election, code=one.code, into=two.code, reason="surat KPU 13", now=NOW
        )
        self.holds(runs, contest, reported=49, size=59)

    def test_closed_and_taken_back(
        self, runs: list[Run], contest: Contest, election: Election, admin: Person
    ) -> None:
        one = stations_of(election)[3]
        change = stations.close(actor=admin, election=election, code=one.code, reason="surat KPU 14", now=NOW)
        self.holds(runs, contest, reported=49, size=59)
        stations.undo(actor=admin, election=election, change_id=change.pk, now=NOW + SECOND)
        schedule.forget()
        self.holds(runs, contest, reported=50, size=60)

    def test_added(self, runs: list[Run], contest: Contest, election: Election, admin: Person) -> None:
        change = stations.add(
            actor=admin, election=election, desa="1607012001", number=90, dpt_l=100, dpt_p=110,
            reason="surat KPU 15", now=NOW,
        )  # fmt: skip
        report(contest, [change.tps], start=NOW)
        totals.bump([election.pk])
        self.holds(runs, contest, reported=51, size=61)

    def test_the_memory_of_a_moved_tps_is_what_is_read_anew(
        self, runs: list[Run], contest: Contest, election: Election, admin: Person
    ) -> None:
        """Both for the register as it is and for that of the sample."""
        one = stations_of(election)[0]
        stations.move(
            actor=admin, election=election, code=one.code, desa="1607032001", number=71, reason="surat",
            now=NOW,
        )  # fmt: skip
        contest.election.refresh_from_db()
        read, sample = queries.read_ids(contest, count="received"), queries.latest_sample(contest)
        for each in (None, sample):
            register, choices = schedule._memory.register(contest, each), queries.choices_of(contest)
            kept = schedule._memory.reports(contest, register, choices, read)
            anew = queries.reports_of(contest, register, choices, read)
            np.testing.assert_array_equal(kept.submission, anew.submission)
            assert kept.reported.sum() == 50
