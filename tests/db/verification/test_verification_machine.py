"""Whatever reporters, camat and staff do, in whatever order: nothing is lost, nothing is verified
twice, and the totals equal a rebuild."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.flow import decisions, entry
from deskpemilu.intake import store
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.verification.models import Act, Recall
from deskpemilu.verification.services import seen_of
from deskpemilu.verification.workflow import Refused
from tests.builders import make_election
from tests.people import person

START = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
# Two forms that add up, and one that contradicts itself.
FORMS = (
    CountForm(
        rows={"suara_sah": 150, "suara_tidak_sah": 5, "suara_total": 155}, votes={"1": 20, "2": 100, "3": 30}
    ),
    CountForm(
        rows={"suara_sah": 150, "suara_tidak_sah": 5, "suara_total": 155}, votes={"1": 30, "2": 100, "3": 20}
    ),
    CountForm(rows={"suara_sah": 155}, votes={"1": 20, "2": 100, "3": 30}),
)
REASONS = st.sampled_from(["", "sesuai foto"])
STEPS = st.one_of(
    st.tuples(st.just("report"), st.integers(0, 1), st.integers(0, 2), st.booleans()),
    # Twice, so that half of the steps are what a night mostly is.
    st.tuples(st.just("accept"), st.sampled_from(["", "current", "requested", "first"]), REASONS),
    st.tuples(st.just("accept"), st.sampled_from(["", "current"]), st.just("sesuai foto")),
    st.tuples(st.just("return"), REASONS),
    st.tuples(st.just("correct"), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("lock")),
    st.tuples(st.just("reopen"), REASONS),
    st.tuples(st.just("dispute"), REASONS),
    st.tuples(st.just("reject"), REASONS),
    st.tuples(st.just("ask_recall"), st.booleans(), REASONS),
    st.tuples(st.just("grant_recall"), st.booleans()),
    st.tuples(st.just("decline_recall"), REASONS),
    st.tuples(st.just("undo")),
    st.tuples(st.just("type"), st.integers(0, 1), st.integers(0, 2)),
    st.tuples(st.just("withdraw"), st.integers(0, 1), st.booleans(), REASONS),
    st.tuples(st.just("wait"), st.sampled_from([1, 40, 90])),
)
# Half of the nights begin with a locked form: by chance alone few would get there.
LOCKED = (("accept", "", ""), ("lock",))


@dataclass
class Desk:
    """One TPS, two reporters, a camat and staff."""

    now: datetime = START

    def __post_init__(self) -> None:
        self.election = make_election(kecamatan=1, desa=1, tps=2)
        totals.rebuild(self.election)
        self.tps, self.contest = Tps.objects.order_by("code")[0], Contest.objects.get()
        self.reporters = [person(Role.OPERATOR, "160701"), person(Role.OPERATOR, "160701")]
        self.camat, self.staff = person(Role.CAMAT, "160701"), person(Role.STAF, "")
        self.chief = person(Role.STAF, "")
        self.written: dict[int, tuple[int, dict[str, int]]] = {}

    def step(self, name: str, *arguments: Any) -> None:
        """One act; a refusal is an answer too."""
        self.now += timedelta(seconds=1)
        with suppress(Refused):
            getattr(self, f"do_{name}")(*arguments)

    def count(self) -> Count | None:
        return Count.objects.filter(tps=self.tps).first()

    def do_wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def do_report(self, who: int, form: int, correction: bool) -> None:
        before = self.count()
        with transaction.atomic():
            totals.lock(self.election.pk)
            stored = store.enter_form(
                actor=self.reporters[who],
                tps=self.tps,
                contest=self.contest,
                form=FORMS[form],
                origin="correction" if correction else "report",
                reason="",
                now=self.now,
            )
            totals.resum(stored.touched)
        after = self.count()
        if before is not None and before.state in {"verified", "locked"}:
            assert after is not None
            assert (after.state, after.submission_id) == (before.state, before.submission_id)

    def do_accept(self, which: str, reason: str) -> None:
        if (count := self.count()) is None:
            return
        first = Submission.objects.filter(tps=self.tps).order_by("version").first()
        chosen = {
            "": None,
            "current": count.submission_id,
            "requested": count.requested_id,
            "first": first.pk if first else None,
        }[which]
        decisions.accept(actor=self.camat, chosen=chosen, reason=reason, **self._on(count))

    def do_return(self, reason: str) -> None:
        if (count := self.count()) is not None:
            decisions.send_back(actor=self.camat, reason=reason, **self._on(count))

    def do_correct(self, form: int, verify: bool) -> None:
        if (count := self.count()) is not None:
            decisions.correct(
                actor=self.camat, form=FORMS[form], reason="foto", verify=verify, **self._on(count)
            )

    def do_lock(self) -> None:
        if (count := self.count()) is not None:
            decisions.lock(actor=self.staff, **self._on(count))

    def do_reopen(self, reason: str) -> None:
        if (count := self.count()) is not None:
            decisions.reopen(actor=self.staff, reason=reason, **self._on(count))

    def do_dispute(self, reason: str) -> None:
        if (count := self.count()) is not None:
            decisions.dispute(actor=self.camat, reason=reason, **self._on(count))

    def do_reject(self, reason: str) -> None:
        if (count := self.count()) is not None:
            decisions.reject(actor=self.camat, reason=reason, **self._on(count))

    def do_ask_recall(self, by_staff: bool, reason: str) -> None:
        if (count := self.count()) is not None:
            actor = self.staff if by_staff else self.camat
            decisions.ask_recall(actor=actor, reason=reason, **self._on(count))

    def do_grant_recall(self, same: bool) -> None:
        if (count := self.count()) is None:
            return
        asked = Recall.objects.filter(count=count, decided_at=None).first()
        actor = self.staff if same else self.chief
        decisions.grant_recall(actor=actor, count_id=count.pk, now=self.now)
        assert asked is not None
        assert asked.asked_by_id != actor.pk, "granted by whoever asked"

    def do_decline_recall(self, reason: str) -> None:
        if (count := self.count()) is not None:
            decisions.decline_recall(actor=self.chief, count_id=count.pk, now=self.now, reason=reason)

    def do_undo(self) -> None:
        if (count := self.count()) is not None:
            last = Act.objects.filter(count=count).order_by("-pk").first()
            who = last.person if last is not None else self.camat
            decisions.undo(actor=who, count_id=count.pk, now=self.now)

    def do_type(self, who: int, form: int) -> None:
        entry.send(
            actor=self.reporters[who],
            tps=self.tps,
            contest=self.contest,
            generation=Generation.REGULER,
            form=FORMS[form],
            words={},
            key=uuid4(),
            now=self.now,
        )

    def do_withdraw(self, who: int, helped: bool, reason: str) -> None:
        if (count := self.count()) is None:
            return
        owner = self.reporters[who]
        actor, more = (self.camat, {"owner_id": owner.pk}) if helped else (owner, {})
        decisions.withdraw_entry(actor=actor, reason=reason, **more, **self._on(count))
        after = self.count()
        assert after is not None
        if count.state in {"verified", "locked", "disputed"}:
            assert (after.state, after.submission_id) == (count.state, count.submission_id)
        left = {after.submission_id, after.requested_id} - {None}
        given = Submission.objects.filter(pk__in=left, reporter=owner)
        assert not [row for row in given if row.pk != count.submission_id], "a withdrawn version stands"
        others = {count.submission_id, count.requested_id} - {None}
        for row in Submission.objects.filter(pk__in=others).exclude(reporter=owner):
            assert row.pk in left, "the report of somebody else was lost"

    def _on(self, count: Count) -> dict[str, Any]:
        return {"count_id": count.pk, "seen": seen_of(count), "now": self.now}

    def check(self) -> None:
        """What must hold after every step."""
        versions = list(Submission.objects.filter(tps=self.tps).order_by("version"))
        assert [version.version for version in versions] == list(range(1, len(versions) + 1))
        kept = {version.pk: (version.version, version.votes) for version in versions}
        assert {pk: kept[pk] for pk in self.written} == self.written, "a version was lost or changed"
        self.written = kept
        count = self.count()
        if count is None:
            return
        assert count.versions == len(versions)
        assert {count.submission_id, count.requested_id} <= {None, *kept}
        assert (count.state == "missing") == (count.submission_id is None)
        twice = Act.objects.filter(act="accept", state_before="verified", requested_before=None)
        assert not twice.exists(), "verified twice"
        # What only waited beside a locked form may be taken back: the form stays locked.
        opened = Act.objects.filter(state_before="locked").exclude(state_after="locked")
        opened = opened.exclude(act__in=["recall", "undo"])
        assert not opened.exists(), "a locked form was opened by one person"
        assert totals.compare(self.election) == []


def figures() -> list[tuple[Any, ...]]:
    """All totals."""
    fields = ("contest_id", "region_id", "tps_total", "dpt", "tps_in", "tps_verified", "tps_held")
    return sorted(
        (*(getattr(total, name) for name in fields), str(total.received or ""), str(total.verified or ""))
        for total in Total.objects.all()
        if total.tps_in or total.tps_held or total.tps_verified
    )


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class AnyOrder(TestCase):
    """Hypothesis makes the night."""

    @pytest.mark.slow
    @settings(max_examples=30, deadline=None)
    @given(st.sampled_from([(), LOCKED]), st.lists(STEPS, min_size=2, max_size=12))
    def test_no_sequence_of_acts_loses_a_version_or_bends_the_totals(
        self, first: tuple[Any, ...], steps: list[Any]
    ) -> None:
        """Checked after every step, and against a full rebuild at the end."""
        desk = Desk()
        for step in [("report", 0, 0, False), *first, *steps]:
            desk.step(*step)
            desk.check()
        summed = figures()
        totals.rebuild(desk.election)
        assert figures() == summed
