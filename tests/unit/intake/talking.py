"""A sender's talk without a database: messages in, and what the joining of parts would record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from deskpemilu.intake.joining import Made, attempt, part_of, role_of
from deskpemilu.intake.read import read
from deskpemilu.intake.reading import Outcome, Reading, Report
from deskpemilu.intake.runs import Role, Saying, run_around
from deskpemilu.registry.lexicon import Lexicon, Sender

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=5)


@dataclass
class Listener:
    """What a desk makes of one sender. `alone` are reports of single messages, `joined` of several."""

    lexicon: Lexicon
    sender: Sender
    sayings: dict[int, Saying] = field(default_factory=dict)
    alone: list[Report] = field(default_factory=list)
    joined: list[tuple[Report, tuple[int, ...]]] = field(default_factory=list)
    # TPS whose sender cast doubt on them or contradicted them: a person looks before they count for much
    taken_out: set[str | None] = field(default_factory=set)

    def hear(self, number: int, text: str, at: datetime) -> Reading:
        """One message; the reading it has by itself."""
        reading = read(text, self.lexicon, self.sender)
        content = part_of(text, reading, self.lexicon)
        recorded = reading.outcome is Outcome.RECORD
        role = role_of(reading, content, text=text, recorded=recorded)
        group = (number,) if recorded else ()
        self.sayings[number] = Saying(number, at, text, role, content, group)
        if recorded:
            self.alone += reading.reports
        elif content is not None:
            self._join(number)
        return reading

    def _join(self, number: int) -> None:
        run = run_around(list(self.sayings.values()), number, WINDOW)
        tried = attempt(run, lambda text: read(text, self.lexicon, self.sender))
        if tried is None or tried.made is Made.ASKED:
            return
        if tried.reopened:
            self.joined = [(report, ids) for report, ids in self.joined if ids != tried.reopened]
            for pk in tried.reopened:
                self.sayings[pk] = replace(self.sayings[pk], role=Role.PART, group=())
        if tried.made in (Made.CONTRADICTED, Made.DOUBTED):
            self.taken_out |= {report.tps_code for report in tried.reading.reports}
        if tried.made in (Made.EXTENDED, Made.SETTLED):
            ids = tuple(saying.id for saying in tried.every)
            held = {(report.tps_code, report.contest): report.votes for report, _ in self.joined}
            for report in tried.new_reports:
                before = held.get((report.tps_code, report.contest), report.votes)
                if any(report.votes.get(key) != figure for key, figure in before.items()):
                    self.taken_out.add(report.tps_code)  # a difference waits for a person, see decide.py
            self.joined += [(report, ids) for report in tried.new_reports]
            for pk in ids:
                self.sayings[pk] = replace(self.sayings[pk], role=Role.REPORT, group=ids)


def listen(
    lexicon: Lexicon,
    sender: Sender,
    pieces: Iterable[tuple[int, str]],
    gap: timedelta = timedelta(seconds=40),
) -> Listener:
    """A desk that heard pieces (place in the order of sending, text) in the order given."""
    listener = Listener(lexicon, sender)
    for number, text in pieces:
        listener.hear(number, text, NOW + number * gap)
    return listener
