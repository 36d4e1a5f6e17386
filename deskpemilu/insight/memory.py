"""What the program has read already for its own runs, so that a new report costs one report's reading.

The register, the ballot and the versions of a contest stay in memory as long as the register's revision is
the same. Which versions count is asked of the database each time; only those that are new are read. Now and
then everything is forgotten and read anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from deskpemilu.insight import queries
from deskpemilu.insight.inputs import Choices, Register, Reports
from deskpemilu.insight.models import Sample
from deskpemilu.insight.sheet import Sheet
from deskpemilu.registry.models import Contest

FRESH_EVERY = timedelta(minutes=10)


class Memory:
    """The readings of one process. Not to be shared between threads."""

    def __init__(self) -> None:
        self.read_versions = 0
        self._registers: dict[int, tuple[int, Register]] = {}
        self._frames: dict[int, Register] = {}
        self._choices: dict[int, tuple[int, Choices]] = {}
        self._sheets: dict[tuple[int, str], tuple[int, Sheet]] = {}
        self._since: datetime | None = None

    def forget(self) -> None:
        """Begin with nothing."""
        for kept in (self._registers, self._frames, self._choices, self._sheets):
            kept.clear()
        self._since = None

    def freshen(self, now: datetime) -> bool:
        """Forget everything where it has been kept long; whether that was so."""
        if self._since is not None and timedelta(0) <= now - self._since < FRESH_EVERY:
            return False
        self.forget()
        self._since = now
        return True

    def register(self, contest: Contest, sample: Sample | None) -> Register:
        """The register now, or that of a sample. Raises ValueError where there is none."""
        if sample is not None:
            if sample.frame_id not in self._frames:
                self._frames[sample.frame_id] = queries.register_in(sample.frame)
            return self._frames[sample.frame_id]
        election = contest.election
        kept = self._registers.get(election.pk)
        if kept is None or kept[0] != election.revision:
            kept = self._registers[election.pk] = election.revision, queries.register_of(election)
        return kept[1]

    def choices(self, contest: Contest) -> Choices:
        """What is compared. Raises ValueError."""
        kept, revision = self._choices.get(contest.pk), contest.election.revision
        if kept is None or kept[0] != revision:
            kept = self._choices[contest.pk] = revision, queries.choices_of(contest)
        return kept[1]

    def reports(self, contest: Contest, register: Register, choices: Choices, read: Sequence[int]) -> Reports:
        """The same as `queries.reports_of`, of which only what is new is read."""
        key, revision = (contest.pk, register.digest), contest.election.revision
        then, sheet = self._sheets.get(key, (None, None))
        if sheet is None or then != revision or sheet.crowded:
            sheet = Sheet(register, choices, queries.ROWS)
        known, wanted = sheet.read, set(read)
        sheet.drop(known - wanted)
        new = sorted(wanted - known)
        self.read_versions += len(new)
        sheet.put(queries.versions_of(contest, register, choices, new))
        self._sheets[key] = revision, sheet
        # A row that two versions wanted holds the newest only where all were put in the order of their ids.
        return queries.reports_of(contest, register, choices, read) if sheet.crowded else sheet.reports()
