"""Reports, decisions of people, decisions of KPU and changes of TPS in any order: nothing is lost, one
generation counts, and the totals equal a rebuild."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.flow import decisions, revotes, stations
from deskpemilu.flow.revotes import Decree
from deskpemilu.intake import store
from deskpemilu.intake.book import book_of
from deskpemilu.intake.models import Count, CrossFinding, Submission
from deskpemilu.intake.store import Ledger, NewVersion
from deskpemilu.registry.models import Contest, Revote, Tps, TpsChange
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.verification.models import Act
from deskpemilu.verification.services import seen_of
from deskpemilu.verification.workflow import Refused
from tests.builders import make_election
from tests.people import person

START = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
FORMS = (
    CountForm(
        rows={"suara_sah": 150, "suara_tidak_sah": 5, "suara_total": 155}, votes={"1": 20, "2": 100, "3": 30}
    ),
    CountForm(
        rows={"suara_sah": 150, "suara_tidak_sah": 5, "suara_total": 155}, votes={"1": 30, "2": 100, "3": 20}
    ),
    CountForm(rows={"suara_sah": 155}, votes={"1": 20, "2": 100, "3": 30}),
)
TPS = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("report"), TPS, st.integers(0, 1), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("message"), TPS, st.integers(0, 2), st.integers(0, 12)),
    st.tuples(st.just("accept"), TPS),
    st.tuples(st.just("accept"), TPS),
    st.tuples(st.just("return"), TPS),
    st.tuples(st.just("lock"), TPS),
    st.tuples(st.just("reopen"), TPS),
    st.tuples(st.just("undo"), TPS),
    st.tuples(st.just("revote"), TPS, st.sampled_from(["psu", "hsu"]), st.integers(15, 17)),
    st.tuples(st.just("revote"), TPS, st.just("psu"), st.just(16)),
    st.tuples(st.just("withdraw"), st.integers(0, 2)),
    st.tuples(st.just("close"), TPS),
    st.tuples(st.just("open"), TPS),
    st.tuples(st.just("merge"), TPS),
    st.tuples(st.just("move"), TPS),
    st.tuples(st.just("take_back")),
)


@dataclass
class Desk:
    """Two TPS of one desa, two reporters, a camat, staff and an administrator."""

    now: datetime = START

    def __post_init__(self) -> None:
        self.election = make_election(kecamatan=1, desa=2, tps=2)
        totals.rebuild(self.election)
        self.tps = list(Tps.objects.filter(desa_id="1607012001").order_by("code"))
        self.contest = Contest.objects.select_related("election").get()
        self.reporters = [person(Role.OPERATOR, "160701"), person(Role.OPERATOR, "160701")]
        self.camat, self.staff = person(Role.CAMAT, "160701"), person(Role.STAF, "")
        self.admin = person(Role.ADMINISTRATOR, "")
        self.written: dict[int, tuple[Any, ...]] = {}

    def step(self, name: str, *arguments: Any) -> None:
        """One act; a refusal is an answer too, and changes nothing."""
        self.now += timedelta(seconds=1)
        with suppress(Refused), transaction.atomic():
            getattr(self, f"do_{name}")(*arguments)

    def at(self, which: int) -> Tps:
        return Tps.every.get(pk=self.tps[which].pk)

    def count(self, which: int) -> Count | None:
        return Count.objects.filter(tps=self.tps[which], counts=True).first()

    def do_report(self, which: int, who: int, form: int, correction: bool) -> None:
        """Typed by a person, for the generation that counts."""
        totals.lock(self.election.pk)
        stored = store.enter_form(
            actor=self.reporters[who],
            tps=self.at(which),
            contest=self.contest,
            form=FORMS[form],
            origin="correction" if correction else "report",
            reason="",
            now=self.now,
        )
        totals.resum(stored.touched)

    def do_message(self, which: int, form: int, day: int) -> None:
        """A message of some day after the vote, as the main road stores it."""
        totals.lock(self.election.pk)
        station, book = self.at(which), book_of(self.election)
        ledger = Ledger(now=self.now)
        ledger.load([(station.pk, self.contest.pk)])
        ledger.put(
            NewVersion(
                tps_id=station.pk,
                tps_code=station.code,
                contest_id=self.contest.pk,
                form=FORMS[form],
                findings=book.check(station.code, "ppwp", FORMS[form]) if station.code in book.tps else (),
                origin="report",
                reporter="62812",
                at=self.now,
                sent_at=START + timedelta(days=day),
            )
        )
        totals.resum(ledger.write(), tps_ids=ledger.written)

    def do_accept(self, which: int) -> None:
        if (count := self.count(which)) is not None:
            chosen = count.requested_id or count.submission_id
            decisions.accept(actor=self.camat, chosen=chosen, reason="foto", **self._on(count))

    def do_return(self, which: int) -> None:
        if (count := self.count(which)) is not None:
            decisions.send_back(actor=self.camat, reason="buram", **self._on(count))

    def do_lock(self, which: int) -> None:
        if (count := self.count(which)) is not None:
            decisions.lock(actor=self.staff, **self._on(count))

    def do_reopen(self, which: int) -> None:
        if (count := self.count(which)) is not None:
            decisions.reopen(actor=self.staff, reason="periksa", **self._on(count))

    def do_undo(self, which: int) -> None:
        if (count := self.count(which)) is not None:
            decisions.undo(actor=self.camat, count_id=count.pk, now=self.now)

    def do_revote(self, which: int, generation: str, day: int) -> None:
        revotes.decide(
            actor=self.staff,
            election=self.election,
            codes=[self.at(which).code],
            contests=["ppwp"],
            decree=Decree(
                Generation(generation),
                str(day),
                date(2024, 2, day),
                "uji",
                "",
                date(2024, 2, day + 3),
                again=True,
            ),
            now=START + timedelta(days=10),
        )

    def do_withdraw(self, which: int) -> None:
        ids = list(Revote.objects.filter(withdrawn_at=None).order_by("pk").values_list("pk", flat=True))
        if ids:
            revotes.withdraw(
                actor=self.staff,
                election=self.election,
                revote_ids=[ids[which % len(ids)]],
                reason="keliru",
                now=self.now,
            )

    def do_close(self, which: int) -> None:
        stations.close(code=self.at(which).code, **self._why())

    def do_open(self, which: int) -> None:
        stations.reopen(code=self.at(which).code, **self._why())

    def do_merge(self, which: int) -> None:
        stations.merge(code=self.at(which).code, into=self.at(1 - which).code, **self._why())

    def do_move(self, which: int) -> None:
        station = self.at(which)
        desa = "1607012002" if station.desa_id == "1607012001" else "1607012001"
        stations.move(code=station.code, desa=desa, number=7 + which, **self._why())

    def do_take_back(self) -> None:
        change = TpsChange.objects.filter(undone_at=None).order_by("-pk").first()
        if change is not None:
            stations.undo(actor=self.admin, election=self.election, change_id=change.pk, now=self.now)

    def _why(self) -> dict[str, Any]:
        return {"actor": self.admin, "election": self.election, "reason": "surat", "now": self.now}

    def _on(self, count: Count) -> dict[str, Any]:
        return {"count_id": count.pk, "seen": seen_of(count), "now": self.now}

    def check(self) -> None:
        """What must hold after every step."""
        versions = list(Submission.objects.order_by("pk"))
        kept = {row.pk: (row.generation, row.version, row.votes, row.findings) for row in versions}
        assert {pk: kept[pk] for pk in self.written} == self.written, "a version was lost or changed"
        self.written = kept
        for station in Tps.every.filter(pk__in=[row.pk for row in self.tps]):
            self._check_station(station)
        twice = Act.objects.filter(act="accept", state_before="verified", requested_before=None)
        assert not twice.exists(), "verified twice"
        assert totals.compare(self.election) == []

    def _check_station(self, station: Tps) -> None:
        counts = list(Count.objects.filter(tps=station))
        for count in counts:
            mine = Submission.objects.filter(tps=station, generation=count.generation)
            assert list(mine.order_by("version").values_list("version", flat=True)) == list(
                range(1, count.versions + 1)
            )
            assert {count.submission_id, count.requested_id} <= {None, *mine.values_list("pk", flat=True)}
            assert count.desa_code == station.desa_id
        counting = [count.generation for count in counts if count.counts]
        held = Revote.objects.filter(tps=station, withdrawn_at=None).order_by("date", "pk").last()
        if station.closed_at is not None:
            assert counting == [], "a closed TPS counts"
        elif held is not None:
            assert counting == [held.generation]
        else:
            assert counting in ([], ["reguler"])
            assert bool(counting) == any(count.generation == "reguler" for count in counts)


def figures() -> list[tuple[Any, ...]]:
    """All totals, and the findings across forms."""
    fields = ("contest_id", "region_id", "tps_total", "dpt", "tps_in", "tps_verified", "tps_held")
    sums = sorted(
        (*(getattr(total, name) for name in fields), str(total.received or ""), str(total.verified or ""))
        for total in Total.objects.all()
        if total.tps_in or total.tps_held or total.tps_verified
    )
    return [*sums, *sorted(CrossFinding.objects.values_list("count_id", "code", "text"))]


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class AnyOrder(TestCase):
    """Hypothesis makes the weeks after the vote."""

    @pytest.mark.slow
    @settings(max_examples=40, deadline=None)
    @given(st.lists(STEPS, min_size=2, max_size=12))
    def test_no_sequence_loses_a_version_or_bends_the_totals(self, steps: list[Any]) -> None:
        """Checked after every step, and against a full rebuild at the end."""
        desk = Desk()
        for step in [("report", 0, 0, 0, False), *steps]:
            desk.step(*step)
            desk.check()
        summed = figures()
        totals.rebuild(desk.election)
        assert figures() == summed
