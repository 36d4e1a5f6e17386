"""A contest of which the same versions count as before is passed over, and nothing is missed by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deskpemilu.insight import queries, schedule, services
from deskpemilu.insight.memory import Memory
from deskpemilu.insight.models import Run
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election
from deskpemilu.tally.totals import bump, rebuild
from tests.builders import make_election
from tests.db.insight.conftest import EVENING, come_in, look, report, shown, stations_of

NOW = EVENING + timedelta(hours=3)
E, P, A = Run.Kind.ESTIMATE, Run.Kind.PROJECTION, Run.Kind.ANOMALIES
SECOND = timedelta(seconds=1)


class TestPassingOver:
    """A contest of which the same versions count as before costs one statement for all, and nothing more."""

    def computed(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
        """Contests and kinds that are gathered from here on."""
        asked: list[tuple[str, str]] = []
        plain = services.compute_if_new

        def noted(contest: Contest, kind: Run.Kind, last: Run | None, **more: Any) -> bool:
            asked.append((contest.code, kind.value))
            return plain(contest, kind, last, **more)

        monkeypatch.setattr(services, "compute_if_new", noted)
        return asked

    def test_only_the_contest_with_a_new_report_is_computed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        election = make_election(kecamatan=4, desa=3, tps=5, contests=("ppwp", "pdpd"), code="dua")
        rebuild(election)
        one, other = election.contests.select_related("election__area").order_by("order")
        stations = stations_of(election)
        come_in(one, stations[:30])
        come_in(other, stations[:30])
        assert look(NOW) == 3
        assert look(NOW + SECOND) == 1
        asked = self.computed(monkeypatch)
        come_in(other, stations[30:31], start=NOW)
        assert look(NOW + 2 * SECOND) == 1
        assert asked == [("pdpd", "projection")]
        assert (shown(other), shown(one)) == (31, 30)

    def test_a_form_that_is_held_back_is_seen_though_nothing_new_came(
        self, contest: Contest, election: Election
    ) -> None:
        come_in(contest, stations_of(election)[:30])
        look(NOW)
        count = Count.objects.filter(contest=contest).first()
        assert count is not None
        Count.objects.filter(pk=count.pk).update(state="held")
        bump([election.pk])
        assert look(NOW + SECOND) == 1
        assert shown(contest) == 29
        Count.objects.filter(pk=count.pk).update(state="received")
        bump([election.pk])
        assert look(NOW + 2 * SECOND) == 1
        assert shown(contest) == 30

    def test_what_another_process_stored_meanwhile_is_not_taken_for_ones_own(
        self, contest: Contest, election: Election
    ) -> None:
        """This process saw 30, another saw 31 and died, now there are 30 again: the screen must say 30."""
        stations = stations_of(election)
        come_in(contest, stations[:30])
        look(NOW)
        come_in(contest, stations[30:31], start=NOW)
        services.compute_if_new(
            contest, P, None, now=NOW + SECOND, count="received", level=0.95, memory=Memory()
        )
        assert shown(contest) == 31
        Count.objects.filter(contest=contest, tps=stations[30]).update(state="held")
        bump([election.pk])
        assert look(NOW + 2 * SECOND) == 1
        assert shown(contest) == 30

    def test_what_another_process_computed_is_asked_for_once(
        self, contest: Contest, election: Election, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Findings wait five minutes; meanwhile a process that began later asks once when they were made."""
        stations = stations_of(election)
        come_in(contest, stations[:30])
        look(NOW)
        schedule.forget()
        asked: list[str] = []
        plain = queries.latest_mark

        def noted(contest: Contest, kind: Run.Kind) -> Run | None:
            asked.append(kind.value)
            return plain(contest, kind)

        monkeypatch.setattr(queries, "latest_mark", noted)
        for second in range(1, 5):
            come_in(contest, stations[30 + second : 31 + second], start=NOW)
            assert look(NOW + second * SECOND) == 1
        assert asked.count("anomalies") == 1
        assert look(NOW + timedelta(minutes=5)) == 1
        assert shown(contest, A) == 34

    def test_what_is_asked_for_all_is_what_is_asked_for_each(
        self, contest: Contest, election: Election
    ) -> None:
        report(contest, stations_of(election)[:30])
        some = list(Count.objects.filter(contest=contest).values_list("pk", flat=True)[:9])
        Count.objects.filter(pk__in=some[:3]).update(state="held")
        Count.objects.filter(pk__in=some[3:6]).update(state="verified")
        Count.objects.filter(pk__in=some[6:]).update(counts=False)
        every = list(election.contests.all())
        assert queries.received_ids(every) == {
            each.pk: queries.read_ids(each, count="received") for each in every
        }
        assert len(queries.received_ids(every)[contest.pk]) == 24

    def test_a_clock_that_is_set_back_does_not_stop_the_following(
        self, contest: Contest, election: Election
    ) -> None:
        come_in(contest, stations_of(election)[:30])
        look(NOW)
        come_in(contest, stations_of(election)[30:31], start=NOW)
        assert look(NOW - timedelta(hours=1)) >= 1
        assert shown(contest) == 31
