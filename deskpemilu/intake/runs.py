"""What a sender said in the last minutes as a run of parts that may belong together: pure.

Comes in: the messages of one talk, each with its role. Goes out: the parts around one of them, in the order
of sending, and the report that they follow (joining.py reads them as one).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MOST_PARTS = 12
LONGEST = 3  # a run lasts at most so many windows


@dataclass(frozen=True, slots=True)
class Content:
    """What a part holds."""

    place: bool
    contest: bool
    votes: bool
    rows: bool
    correction: bool = False
    tps: bool = False
    named: bool = False  # a desa or kecamatan is named, not only a TPS
    doubt: bool = False  # `belum final`, `itu betul kah?`: no figures, but they cast doubt on some

    @property
    def is_worth_asking(self) -> bool:
        """Whether a sender who sends nothing more should hear that it is not stored."""
        return self.votes or self.rows or self.tps

    @property
    def only_rows(self) -> bool:
        """`tidak sah 11`: figures beside the votes, and nothing that says whose they are."""
        return self.rows and not (self.votes or self.place or self.contest)


class Role(StrEnum):
    """What a message is to the parts around it."""

    PART = "part"
    REPORT = "report"  # was recorded: what follows is about something else, or completes it
    BAR = "bar"  # ends a run: a command, a note about a place
    TALK = "talk"  # small talk: read along where it stands before or between parts
    ASIDE = "aside"  # BENAR, STATUS, a photo without words: no part of what is said


@dataclass(frozen=True, slots=True)
class Saying:
    """One message of a sender. `group`: ids of the messages that were recorded together with it."""

    id: int
    sent_at: datetime
    text: str
    role: Role
    content: Content | None = None
    group: tuple[int, ...] = ()

    @property
    def place_in_talk(self) -> tuple[datetime, int]:
        """Messages are joined in the order in which they were sent."""
        return self.sent_at, self.id


@dataclass(frozen=True, slots=True)
class Run:
    """Parts around one message. `base`: the messages of the report right before them; `reopened`: ids of
    a joined report in the midst of which, or right before which, the message was sent; `latest`: the
    messages of the sender's latest report before them, however long ago, as far as it is known."""

    parts: tuple[Saying, ...]
    base: tuple[Saying, ...] = ()
    reopened: tuple[int, ...] = ()
    latest: tuple[Saying, ...] = ()


def run_around(talk: Sequence[Saying], message_id: int, window: timedelta) -> Run:
    """The parts that were sent around a message, in order, it among them."""
    ordered = sorted(talk, key=lambda saying: saying.place_in_talk)
    at = next(index for index, saying in enumerate(ordered) if saying.id == message_id)
    before, left = _collect(ordered[:at][::-1], ordered[at], window)
    after, right = _collect(ordered[at + 1 :], ordered[at], window)
    known = {saying.id: saying for saying in ordered}
    base = _group(left, known)
    reopened: tuple[int, ...] = ()
    parts = [*reversed(before), ordered[at], *after]
    if right is not None and len(right.group) > 1:
        # It was sent before the end of a report that was joined without it: join anew.
        reopened = right.group
        parts += [known[pk] for pk in right.group if pk in known]
        base = () if left is not None and left.id in reopened else base
    ordered_parts = sorted({part.id: part for part in parts}.values(), key=lambda part: part.place_in_talk)
    told = [saying for saying in ordered[:at] if saying.role is Role.REPORT and saying.id not in reopened]
    return Run(tuple(ordered_parts), base, reopened, _group(told[-1] if told else None, known))


def _collect(
    others: Iterable[Saying], start: Saying, window: timedelta
) -> tuple[list[Saying], Saying | None]:
    """Parts next to a message on one side, and the report that ends them (None: something else does)."""
    found: list[Saying] = []
    last = start
    for other in others:
        apart, lasts = abs(other.sent_at - last.sent_at), abs(other.sent_at - start.sent_at)
        if apart > window or lasts > LONGEST * window:
            return found, None
        if other.role is Role.REPORT:
            return found, other
        if other.role is Role.BAR or len(found) >= MOST_PARTS:
            return found, None
        if other.role is not Role.ASIDE:
            found.append(other)
        if other.role is Role.PART:
            last = other
    return found, None


def _group(report: Saying | None, known: Mapping[int, Saying]) -> tuple[Saying, ...]:
    if report is None:
        return ()
    members = [known[pk] for pk in report.group if pk in known] or [report]
    return tuple(sorted(members, key=lambda saying: saying.place_in_talk))


def figures_first(parts: Sequence[Saying]) -> bool:
    """Whether votes are said in a message before the first that names a place."""
    for part in parts:
        if part.content is None and part.role is Role.REPORT:
            return False  # a whole report in one message
        if part.content is not None and (part.content.place or part.content.votes):
            return part.content.votes and not part.content.place
    return False


def votes_at_the_end(parts: Sequence[Saying]) -> bool:
    """Whether votes are said in a message after the last that names a place."""
    contents = [part.content for part in parts if part.content is not None]
    places = [at for at, content in enumerate(contents) if content.place]
    return bool(places) and any(content.votes for content in contents[places[-1] + 1 :])
