"""The program's own runs: soon after new data, never too often, and each of them can be repeated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from deskpemilu.audit.services import PROGRAM, Entry, record
from deskpemilu.insight import queries, schedule, services
from deskpemilu.insight.memory import FRESH_EVERY, Memory
from deskpemilu.insight.models import Run
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.registry.services import touch
from deskpemilu.tally.totals import bump, rebuild
from tests.builders import make_election
from tests.db.insight.conftest import EVENING, come_in, draw, look, report, shown, stations_of

NOW = EVENING + timedelta(hours=3)
E, P, A = Run.Kind.ESTIMATE, Run.Kind.PROJECTION, Run.Kind.ANOMALIES
SECOND = timedelta(seconds=1)


class TestSoon:
    def test_a_report_is_in_quick_count_and_projection_at_the_next_look(
        self, contest: Contest, election: Election
    ) -> None:
        draw(contest)
        stations = stations_of(election)
        come_in(contest, stations[:30])
        assert look(NOW) == 3
        for number, tps in enumerate(stations[30:36], start=1):
            come_in(contest, [tps], start=NOW + number * SECOND)
            assert look(NOW + number * SECOND) == 2
            assert (shown(contest, E), shown(contest)) == (30 + number, 30 + number)

    def test_not_twice_in_a_quarter_of_a_second_and_what_waited_is_made_up_for(
        self, contest: Contest, election: Election
    ) -> None:
        stations = stations_of(election)
        come_in(contest, stations[:30])
        look(NOW)
        come_in(contest, stations[30:31], start=NOW)
        assert look(NOW + 0.24 * SECOND) == 0
        assert schedule.next_due() == NOW + 0.25 * SECOND
        assert look(NOW + 0.25 * SECOND) == 1
        assert shown(contest) == 31

    def test_where_nothing_changed_nothing_but_three_small_questions_is_asked(
        self, contest: Contest, election: Election, django_assert_num_queries: object
    ) -> None:
        come_in(contest, stations_of(election)[:30])
        look(NOW)
        with django_assert_num_queries(3):  # type: ignore[operator]
            assert look(NOW + SECOND) == 0

    def test_the_first_report_of_a_contest_is_not_waited_for(
        self, contest: Contest, election: Election
    ) -> None:
        bump([election.pk])
        assert look(NOW) == 0
        come_in(contest, stations_of(election)[:3])
        assert look(NOW + SECOND) >= 1
        assert shown(contest) == 3

    def test_a_sample_drawn_in_the_middle_of_the_night_is_counted_at_once(
        self, contest: Contest, election: Election
    ) -> None:
        come_in(contest, stations_of(election)[:30])
        look(NOW)
        draw(contest)
        assert look(NOW + SECOND) == 1
        assert shown(contest, E) == 30

    def test_the_same_input_is_not_stored_again(self, contest: Contest, election: Election) -> None:
        come_in(contest, stations_of(election)[:30])
        assert look(NOW) == 2
        bump([election.pk])
        schedule.forget()  # another process
        assert look(NOW + timedelta(hours=1)) == 0

    def test_another_process_that_was_quicker_is_respected(
        self, contest: Contest, election: Election
    ) -> None:
        come_in(contest, stations_of(election)[:30])
        assert look(NOW) == 2
        schedule.forget()
        come_in(contest, stations_of(election)[30:], start=NOW)
        assert look(NOW + 0.2 * SECOND) == 0
        assert look(NOW + 0.25 * SECOND) == 1

    def test_what_follows_comes_first_and_of_the_others_one_at_a_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A new report does not wait until the findings of every contest were looked for."""
        election = make_election(kecamatan=4, desa=3, tps=5, contests=("ppwp", "pdpd", "pdpr"), code="tiga")
        rebuild(election)
        stations = stations_of(election)
        for each in election.contests.select_related("election__area"):
            come_in(each, stations[:30])
        order: list[str] = []
        plain = services.compute_if_new

        def noted(contest: Contest, kind: Run.Kind, last: Run | None, **more: Any) -> bool:
            order.append(f"{contest.code} {kind.value}")
            return plain(contest, kind, last, **more)

        monkeypatch.setattr(services, "compute_if_new", noted)
        look(NOW)
        assert order == ["ppwp projection", "pdpd projection", "pdpr projection", "ppwp anomalies"]
        come_in(Contest.objects.select_related("election__area").get(election=election, code="pdpr"),
                stations[30:31], start=NOW)  # fmt: skip
        order.clear()
        look(NOW + SECOND)
        assert order == ["pdpr projection", "pdpd anomalies"]
        for _ in range(4):
            look(NOW + 2 * SECOND)
        assert order[2:] == ["pdpr anomalies", "pdpr seats"]

    def test_anomalies_keep_to_five_minutes(self, contest: Contest, election: Election) -> None:
        come_in(contest, stations_of(election)[:30])
        look(NOW)
        come_in(contest, stations_of(election)[30:40], start=NOW)
        assert look(NOW + timedelta(minutes=4)) == 1
        assert look(NOW + timedelta(minutes=5)) == 1
        run = queries.latest_run(contest, A)
        assert run is not None
        assert run.made_at == NOW + timedelta(minutes=5)

    def test_what_was_missing_is_looked_for_again_soon(self, contest: Contest) -> None:
        Tps.objects.filter(election=contest.election).update(dpt_l=None, dpt_p=None)
        come_in(contest, stations_of(contest.election)[:30])
        assert look(NOW) == 1  # anomalies need no DPT
        Tps.objects.filter(election=contest.election).update(dpt_l=100, dpt_p=100)
        touch(contest.election)
        assert look(NOW + SECOND) == 1

    def test_a_slow_computation_rests_longer(self, contest: Contest, election: Election) -> None:
        """Two seconds of computing are followed by eight of rest: a fifth of one processor at most."""
        stations = stations_of(election)
        come_in(contest, stations[:20])
        ticks = iter(range(0, 1000, 2))
        assert schedule.refresh(now=NOW, stopwatch=lambda: next(ticks)) == 2
        come_in(contest, stations[20:22])
        assert look(NOW + 9 * SECOND) == 0
        assert look(NOW + 10 * SECOND) == 1


class TestHistory:
    def test_a_busy_hour_leaves_few_runs_and_each_can_be_repeated(
        self, contest: Contest, election: Election
    ) -> None:
        """One report a second for forty seconds: the history is thinned, the newest run always stays."""
        draw(contest)
        stations = stations_of(election)
        come_in(contest, stations[:20])
        look(NOW)
        for second in range(1, 41):
            come_in(contest, [stations[19 + second]], start=NOW)
            assert look(NOW + second * SECOND) == 2
        for kind in (E, P):
            runs = list(queries.runs_of(contest, kind))
            seconds = [(run.made_at - NOW) / SECOND for run in runs]
            assert seconds == [0, 14, 28, 40]
            assert [run.result["reported"] for run in runs] == [20, 34, 48, 60]
            for run in runs:
                again = services.reproduce(run=run)
                assert again.same, again.differences

    def test_the_last_of_a_burst_stays(self, contest: Contest, election: Election) -> None:
        stations = stations_of(election)
        for second in range(4):
            come_in(contest, stations[second * 5 : second * 5 + 5], start=NOW)
            look(NOW + second * SECOND)
        come_in(contest, stations[30:], start=NOW)
        look(NOW + timedelta(minutes=20))
        seconds = [(run.made_at - NOW) / SECOND for run in queries.runs_of(contest, P)]
        assert seconds == [0, 3, 1200]

    def test_what_somebody_asked_for_or_took_as_a_file_stays(
        self, contest: Contest, election: Election
    ) -> None:
        stations = stations_of(election)
        for second in range(3):
            come_in(contest, stations[second * 5 : second * 5 + 5], start=NOW)
            look(NOW + second * SECOND)
        taken = queries.latest_run(contest, P)
        assert taken is not None
        data = {"run": taken.pk}
        record(
            actor=PROGRAM, entries=[Entry("export_insight", "contest:1", "1607", data)], now=NOW + 2 * SECOND
        )
        come_in(contest, stations[15:20], start=NOW)
        asked = services.compute(actor=PROGRAM, contest=contest, kind=P, now=NOW + 2.5 * SECOND)
        for second in range(4, 8):
            come_in(contest, stations[second * 5 : second * 5 + 5], start=NOW)
            look(NOW + second * SECOND)
        kept = set(queries.runs_of(contest, P).values_list("pk", flat=True))
        assert {taken.pk, asked.pk} <= kept
        assert len(kept) == 4


class TestMemory:
    def same(self, memory: Memory, contest: Contest) -> None:
        """What the memory gives is what is read anew."""
        read = queries.read_ids(contest, count="received")
        register, choices = memory.register(contest, None), memory.choices(contest)
        kept = memory.reports(contest, register, choices, read)
        anew = queries.reports_of(contest, register, choices, read)
        digests = [each.digest(frame="f", choices=choices, further={}) for each in (kept, anew)]
        assert digests[0] == digests[1]
        np.testing.assert_array_equal(kept.submission, anew.submission)

    def test_it_gives_what_is_read_anew_whatever_comes_changes_and_goes(
        self, contest: Contest, election: Election
    ) -> None:
        memory, stations = Memory(), stations_of(election)
        rng = np.random.default_rng(4)
        report(contest, stations[:20])
        self.same(memory, contest)
        for turn in range(12):
            some = [stations[int(i)] for i in rng.choice(60, 3, replace=False)]
            report(contest, some, start=NOW + turn * timedelta(minutes=10), lead=turn)
            held = rng.choice(list(Count.objects.filter(contest=contest).values_list("pk", flat=True)), 2)
            Count.objects.filter(pk__in=[int(pk) for pk in held]).update(
                state="held" if turn % 3 else "received"
            )
            self.same(memory, contest)

    def test_a_version_is_read_once(self, contest: Contest, election: Election) -> None:
        draw(contest)
        stations = stations_of(election)
        come_in(contest, stations[:30])
        look(NOW)
        before = schedule._memory.read_versions
        come_in(contest, stations[30:32], start=NOW)
        look(NOW + SECOND)
        assert schedule._memory.read_versions == before + 2

    def test_a_changed_register_is_read_anew(self, contest: Contest, election: Election) -> None:
        memory = Memory()
        report(contest, stations_of(election)[:20])
        self.same(memory, contest)
        Tps.objects.filter(election=election).update(dpt_l=77)
        touch(election)
        contest.election.refresh_from_db()
        assert memory.register(contest, None).dpt[0] == queries.register_of(election).dpt[0]
        self.same(memory, contest)

    def test_now_and_then_everything_is_read_anew(self, contest: Contest, election: Election) -> None:
        """So that what somebody changed outside the program does not stay wrong for ever."""
        come_in(contest, stations_of(election)[:30])
        look(NOW)
        Submission.objects.filter(contest=contest).update(votes={"1": 5, "2": 5, "3": 90})
        come_in(contest, stations_of(election)[30:31], start=NOW)
        look(NOW + FRESH_EVERY)
        run = queries.latest_run(contest, P)
        assert run is not None
        assert services.reproduce(run=run).same
