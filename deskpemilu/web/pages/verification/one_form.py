"""One form in full: its versions with their messages, what people decided, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from deskpemilu.accounts.models import Person
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import TRANSITIONS, CountAct, CountState
from deskpemilu.intake.cross import cross_findings
from deskpemilu.intake.entry_queries import second_entry_missing
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.lexicon import ChoiceEntry
from deskpemilu.verification import queries, services, withdrawals, withdrawing, workflow
from deskpemilu.verification.models import Recall
from deskpemilu.verification.notices import REJECT_REASONS, RETURN_REASONS, returned
from deskpemilu.web.pages.inbox.bubble import Piece, pieces
from deskpemilu.web.pages.report.entry import Box, boxes, values_of
from deskpemilu.web.pages.verification.board import Board
from deskpemilu.web.pages.verification.sheet import Row, Sheet, sheet


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the form with the message it came from."""

    row: Submission
    sheet: Sheet
    bubble: tuple[Piece, ...]
    current: bool
    requested: bool

    @property
    def letter(self) -> str:
        """How a page calls it beside its rival: A is the one held, B the one that waits."""
        return "B" if self.requested else "A"

    @property
    def changes(self) -> tuple[Row, ...]:
        """Rows whose figure is another than in the version before."""
        return tuple(row for row in self.sheet.rows if row.changed)


@dataclass
class Form:
    """One form in full: versions, acts, what may be done with it and by whom."""

    board: Board
    count: Count

    @cached_property
    def ballot(self) -> Sequence[ChoiceEntry]:
        """The lines of the ballot here."""
        contest = self.board.lexicon.contests[self.count.contest.code]
        return contest.choices_for(self.count.tps.code)

    @cached_property
    def versions(self) -> list[Version]:
        """All versions, the newest first, each compared with the one before it."""
        rows = queries.versions(self.count)
        return [self._version(row, older) for row, older in pairwise([*rows, None]) if row]

    def _version(self, row: Submission, older: Submission | None) -> Version:
        contest = self.count.contest.code
        before = CountForm(rows=older.rows, votes=older.votes) if older else None
        shown = sheet(
            CountForm(rows=row.rows, votes=row.votes), self.ballot, contest, row.findings_now, before=before
        )
        bubble = tuple(bubble_of(row, self.count.tps.code, contest))
        return Version(
            row, shown, bubble, row.pk == self.count.submission_id, row.pk == self.count.requested_id
        )

    @cached_property
    def current(self) -> Version | None:
        """The version that is shown and, if the state allows, counted."""
        return next((version for version in self.versions if version.current), None)

    @cached_property
    def rivals(self) -> list[Version]:
        """The versions between which somebody must choose: the current one and the one that waits."""
        if self.count.requested_id is None:
            return []
        return [version for version in reversed(self.versions) if version.current or version.requested]

    @cached_property
    def comparison(self) -> list[tuple[Any, ...]]:
        """Rows of both rivals side by side: (row, figures, whether they differ)."""
        if len(self.rivals) != 2:
            return []
        left, right = (rival.sheet.rows for rival in self.rivals)
        other = {row.name: row for row in right}
        names = [row.name for row in left] + [
            row.name for row in right if row.name not in {r.name for r in left}
        ]
        mine = {row.name: row for row in left}
        pairs = [(mine.get(name), other.get(name)) for name in names]
        return [(a or b, a.figure if a else None, b.figure if b else None, _differ(a, b)) for a, b in pairs]

    @cached_property
    def across(self) -> list[dict[str, Any]]:
        """What other forms say against this one: other contests of the TPS, other TPS, its desa."""
        return cross_findings([self.count.pk]).get(self.count.pk, [])

    @cached_property
    def second_entry_missing(self) -> bool:
        """Whether this form must be typed a second time before anybody may vouch for it."""
        return second_entry_missing(self.count)

    @cached_property
    def acts(self) -> list[dict[str, Any]]:
        """What people decided, the newest first, in words."""
        return [{"row": act, "name": workflow.ACT_NAMES[act.act]} for act in queries.acts(self.count)]

    @cached_property
    def seen(self) -> str:
        """The mark of the form as this page shows it."""
        return services.seen_of(self.count)

    @property
    def standing(self) -> workflow.Standing:
        """The form as the workflow sees it."""
        return services.standing_of(self.count)

    @cached_property
    def needs_reason(self) -> bool:
        """Whether vouching for it takes a written reason."""
        return self.count.submission_id is not None and workflow.accept_needs_reason(
            self.standing, self.count.submission_id
        )

    @cached_property
    def typists(self) -> list[Person]:
        """Who typed a version that stands or waits here and can be taken back."""
        rows = (self.count.submission, self.count.requested)
        found = {
            row.reporter_id: row.reporter for row in rows if row is not None and row.reporter is not None
        }
        return [who for who in found.values() if withdrawals.withdrawable(self.count, who.pk)]

    @cached_property
    def can(self) -> dict[str, bool]:
        """What this person may do with it now."""
        state, access = CountState(self.count.state), self.board.request.access
        code, waits = self.count.tps.code, self.count.requested_id is not None
        verify = bool(access.may(Act.VERIFY, code))
        lock = bool(access.may(Act.LOCK, code))
        open_now = state in workflow.OPEN_STATES or state in (CountState.RETURNED, CountState.REJECTED)
        correct = bool(access.may(Act.CORRECT, code))
        return {
            "accept": verify and (open_now or (state is CountState.VERIFIED and waits)),
            "return": verify and (state in workflow.OPEN_STATES or state is CountState.VERIFIED),
            "correct": correct and state is not CountState.LOCKED,
            "dispute": correct and (state, CountAct.DISPUTE) in TRANSITIONS,
            "reject": correct and (state, CountAct.REJECT) in TRANSITIONS,
            "withdraw": correct and state not in withdrawing.DECIDED_STATES and bool(self.typists),
            "verify": verify,
            "lock": lock and state is CountState.VERIFIED and not waits,
            "reopen": lock and state is CountState.VERIFIED,
            **self._recall_acts(correct=correct, lock=lock, locked=state is CountState.LOCKED),
        }

    def _recall_acts(self, *, correct: bool, lock: bool, locked: bool) -> dict[str, bool]:
        mine = self.recall is not None and self.recall.asked_by_id == self.board.request.user.pk
        return {
            "ask_recall": correct and locked and self.recall is None,
            "decide_recall": lock and self.recall is not None and not mine,
            "withdraw_recall": mine,
        }

    @cached_property
    def recalls(self) -> list[Recall]:
        """Requests to open this form while it was locked."""
        return queries.recalls(self.count)

    @property
    def recall(self) -> Recall | None:
        """The request that waits for a decision."""
        return next((row for row in self.recalls if row.decided_at is None), None)

    @cached_property
    def boxes(self) -> list[Box]:
        """Boxes of the corrected version, with the current figures in them."""
        if self.current is None:
            return boxes(self.ballot, self.count.contest.code)
        row = self.current.row
        extra = [
            r.name for r in self.current.sheet.rows if r.name.startswith(("pemilih", "pengguna", "surat"))
        ]
        values = values_of(CountForm(rows=row.rows, votes=row.votes))
        return boxes(self.ballot, self.count.contest.code, values, extra_rows=extra)

    @cached_property
    def return_preview(self) -> tuple[str, str]:
        """The message of a return before and after its reason."""
        row = self.current.row if self.current else None
        mark = "\0"
        text = returned(
            services.place_of(self.count), row.votes if row else {}, row.rows if row else {}, mark
        )
        before, _, after = text.partition(mark)
        return before, after

    @property
    def reject_reasons(self) -> tuple[str, ...]:
        """Reasons for a rejection, as chips."""
        return REJECT_REASONS

    @property
    def return_reasons(self) -> tuple[str, ...]:
        """Reasons offered as chips."""
        return RETURN_REASONS


def _differ(left: Any, right: Any) -> bool:
    return (left.figure if left else None) != (right.figure if right else None)


def bubble_of(version: Submission, tps_code: str, contest: str) -> list[Piece]:
    """The message of a version, with the spans of this form's report in front."""
    message = version.message
    if message is None:
        return []
    reading = getattr(message, "reading", None)
    data = reading.data if reading else {}
    reports = data.get("reports", [])
    mine = next(
        (
            at
            for at, report in enumerate(reports)
            if report.get("tps_code") == tps_code and report.get("contest") == contest
        ),
        None,
    )
    contests = {at: report.get("contest") or contest for at, report in enumerate(reports)}
    return pieces(message.text, data.get("spans", []), contests=contests, report=mine)
