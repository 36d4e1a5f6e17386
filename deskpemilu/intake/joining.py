"""Parts of one report that were sent one after the other: pure.

People send the place, then the figures, then what they forgot. Comes in: what a sender said in the last
minutes, in the order of sending. Goes out: the parts that may belong together, their text as one, and
spans mapped back to each message. Whether they are a report is for the reader to say: it reads the
text as one, by the same rules as any message, and only one interpretation is recorded.

Safety lies in what is NOT tried: parts are joined only whole and in the order of sending, never a
choice of some of them; a complete report, a command, or a note about another place ends the run. A place
may get lost on its way: figures are not given to a place that was said after them where they may have had
one of their own (`_may_have_lost_a_place`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from deskpemilu.intake.classify import signals_of
from deskpemilu.intake.items import Item
from deskpemilu.intake.normalise import Normalised, normalise
from deskpemilu.intake.plainwords import unexplained_word
from deskpemilu.intake.read import reader_for
from deskpemilu.intake.reading import Kind, Outcome, Reading, Report, Span
from deskpemilu.intake.runs import Content, Role, Run, Saying, figures_first, votes_at_the_end
from deskpemilu.registry.lexicon import Lexicon

_LONGEST_PART = 4000  # letters
_BETWEEN = frozenset("lanjutan sambungan lanjut terus lagi kurang ketinggalan tambahan tadi".split())  # noqa: SIM905
_NEVER = frozenset(("unknown_sender", "outside_scope", "move_tps"))


def part_of(text: str, reading: Reading, lexicon: Lexicon) -> Content | None:
    """What a message holds if it may be a part of a report, else None.

    Costs nothing for a message that was recorded: no second look is taken at it.
    """
    if not _may_be_part(reading) or not text.strip() or len(text) > _LONGEST_PART:
        return None
    normal, reader = normalise(text), reader_for(lexicon)
    items = reader.items_of(normal.text)
    signals = signals_of(items, normal)
    if signals.gossip or signals.recap:
        return None
    if reading.outcome is Outcome.IGNORE and not _is_piece(items, normal):
        return None
    content = _content(items, correction=reading.kind is Kind.CORRECTION)
    if reading.outcome is Outcome.NOTE and content.place is not (reading.kind is Kind.PHOTO):
        # The caption of a photo says where; voters of a form that go on with it say nothing of a place.
        return None
    told = (content.place, content.contest, content.votes, content.rows, content.doubt)
    return content if any(told) else None


def _may_be_part(reading: Reading) -> bool:
    if reading.outcome is Outcome.ASK:
        return reading.question is None or reading.question.code not in _NEVER
    if reading.outcome is Outcome.NOTE:
        return reading.kind in (Kind.PHOTO, Kind.TURNOUT)
    return reading.outcome is Outcome.IGNORE


def _is_piece(items: Sequence[Item], normal: Normalised) -> bool:
    """Nothing but what reports are made of, or words of doubt: gossip about a place is no part."""
    if any(item.kind == "hedge" for item in items):
        return True
    return unexplained_word(items, normal, _BETWEEN) is None


def _content(items: Sequence[Item], *, correction: bool) -> Content:
    kinds = {item.kind for item in items}
    figures = sum(item.kind in ("n", "d") and not item.hint for item in items)
    rows = "row" in kinds and figures > 0
    labels = sum(item.kind == "row" for item in items)
    votes = "ch" in kinds or figures > (labels if rows else 0)
    placed = bool(kinds & {"tps", "place"})
    doubt = "hedge" in kinds and not correction
    return Content(
        placed, "contest" in kinds, votes, rows, correction, "tps" in kinds, "place" in kinds, doubt
    )


def role_of(reading: Reading, content: Content | None, *, text: str, recorded: bool) -> Role:
    """What a message is to the parts around it."""
    if recorded:
        return Role.REPORT
    if content is not None:
        return Role.PART
    if reading.outcome is Outcome.ACT and reading.kind in (Kind.CONFIRM, Kind.STATUS):
        return Role.ASIDE
    if reading.outcome is Outcome.IGNORE and not _has_figure(text):
        return Role.TALK
    harmless = reading.outcome is Outcome.NOTE and not reading.reports and not _has_figure(text)
    return Role.ASIDE if harmless else Role.BAR


def _has_figure(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


@dataclass(frozen=True, slots=True)
class JoinedText:
    """Texts as one, and where each of them begins."""

    text: str
    starts: tuple[tuple[int, int, int], ...]  # message id, start, end

    def spans_of(self, spans: Iterable[Span], message_id: int) -> tuple[Span, ...]:
        """The spans that lie in one message, by its own characters."""
        start, end = next(((s, e) for pk, s, e in self.starts if pk == message_id), (0, 0))
        return tuple(
            span._replace(start=span.start - start, end=span.end - start)
            for span in spans
            if start <= span.start < span.end <= end
        )


def join(parts: Sequence[Saying]) -> JoinedText:
    """The texts of parts one under the other."""
    starts, at = [], 0
    for part in parts:
        starts.append((part.id, at, at + len(part.text)))
        at += len(part.text) + 1
    return JoinedText("\n".join(part.text for part in parts), tuple(starts))


class Made(StrEnum):
    """What reading parts as one came to."""

    EXTENDED = "extended"  # the report right before says more now
    CONTRADICTED = "contradicted"  # its own sender states a sum that it cannot have
    DOUBTED = "doubted"  # its own sender casts doubt on it
    SETTLED = "settled"  # the parts are a report, or a correction
    REOPENED = "reopened"  # a report joined without the late part is none any more
    ASKED = "asked"  # the parts together make a better question


@dataclass(frozen=True, slots=True)
class Attempt:
    """Parts read as one. `base`: the reading of the report they extend; `every`: all messages read."""

    made: Made
    reading: Reading
    text: JoinedText
    every: tuple[Saying, ...]
    reopened: tuple[int, ...] = ()
    base: Reading | None = None

    @property
    def new_reports(self) -> tuple[Report, ...]:
        """Reports that are not just as the base had them."""
        known = {(r.tps_code, r.contest): r for r in self.base.reports} if self.base is not None else {}
        return tuple(r for r in self.reading.reports if known.get((r.tps_code, r.contest)) != r)

    @property
    def recomputes(self) -> bool:
        """Whether a sum that the base did not state, and the desk computed, is another one now."""
        held = {(report.tps_code, report.contest): report for report in self.reading.reports}
        return self.base is not None and any(
            not _within(figures_of(report), figures_of(held[report.tps_code, report.contest]))
            for report in self.base.reports
        )


def attempt(run: Run, read: Callable[[str], Reading], *, edit: bool = False) -> Attempt | None:
    """Read the parts of a run as one text, by `read`; None where that settles and asks nothing."""
    if _may_extend(run.base, run.parts) and (extended := _extension(run, read)) is not None:
        return extended
    if figures_first(run.base) and figures_first(run.parts):
        run = Run(run.base + run.parts, (), tuple(saying.id for saying in run.base))
    if sum(saying.role is Role.PART for saying in run.parts) < 2 and not run.reopened:
        return None
    text = join(run.parts)
    reading = read(text.text)
    settled = _is_settled(reading) and not _mixes_places(reading, run.parts)
    settled = settled and not _may_have_lost_a_place(run, reading)
    made = Made.SETTLED if settled else _open(reading, reopened=bool(run.reopened), edit=edit)
    return Attempt(made, reading, text, run.parts, run.reopened) if made is not None else None


def _may_have_lost_a_place(run: Run, reading: Reading) -> bool:
    """Whether the first figures may belong to a place that never arrived: `01 = 5 …`, then `TPS 3`.

    They may, where their sender says the place first at other times, and where as many figures follow the
    places as go before them.
    """
    if not figures_first(run.parts):
        return False
    several = len({report.tps_code for report in reading.reports}) > 1
    return several or votes_at_the_end(run.parts) or bool(run.latest and not figures_first(run.latest))


def _mixes_places(reading: Reading, parts: Sequence[Saying]) -> bool:
    """Whether one message's desa may be lent to the TPS of another: `TPS 3 …`, `TPS 2 …`, `desa Melati`.

    Several TPS in one text are several reports; across messages each must name its own place.
    """
    if len(reading.reports) < 2 or len({report.tps_code for report in reading.reports}) < 2:
        several = sum(report.tps_code is None for report in reading.reports) > 1
    else:
        several = True
    contents = [part.content for part in parts if part.content is not None]
    return several and any(content.tps and not content.named for content in contents)


def _open(reading: Reading, *, reopened: bool, edit: bool) -> Made | None:
    if edit:
        return None  # whether a report must go with such an edit is for a person to say
    if reopened:
        return Made.REOPENED
    return Made.ASKED if _says_more(reading) else None


def _extension(run: Run, read: Callable[[str], Reading]) -> Attempt | None:
    base = read(join(run.base).text)
    if not base.reports:
        return None
    every = (*run.base, *run.parts)
    text = join(every)
    reading = read(text.text)
    if reading.outcome is Outcome.RECORD and _extends(base, reading):
        return Attempt(Made.EXTENDED, reading, text, every, base=base)
    contents = [part.content for part in run.parts if part.content is not None]
    said = all(content.only_rows or (content.doubt and not content.votes) for content in contents)
    if said and reading.question is not None and not reading.question.confirmable:
        made = Made.CONTRADICTED if _same_votes(base, reading) else Made.DOUBTED
        return Attempt(made, reading, text, every, base=base)
    return None


def _is_settled(reading: Reading) -> bool:
    """Whether a joined text is a report (or a correction) without any doubt left."""
    if reading.outcome is Outcome.RECORD:
        return True
    corrects = reading.outcome is Outcome.ACT and reading.kind is Kind.CORRECTION
    return corrects and any(report.votes or figures_of(report) for report in reading.reports)


def _says_more(joined: Reading) -> bool:
    """Whether the parts together, one report, make a better question than the last of them alone."""
    if joined.outcome is not Outcome.ASK or joined.question is None or len(joined.reports) > 1:
        return False
    placed = any(report.votes and (report.tps_code or report.candidates) for report in joined.reports)
    return placed or bool(joined.question.options)


def _may_extend(base: Sequence[Saying], parts: Sequence[Saying]) -> bool:
    """Whether parts may say more about the report right before them.

    Figures without a place may (`tidak sah 11`, the last candidates of a list), if they leave all that
    was said as it was: see `_extends`. Another ballot of the same TPS may where the TPS was named in a
    message of its own, over all that follows: `TPS 3 Lubuk Karet`, `GUBERNUR …`, `BUPATI …`.
    """
    contents = [part.content for part in parts if part.content is not None]
    if not base or not contents:
        return False
    if not any(content.place or content.contest for content in contents):
        return True
    heading = base[0].content
    headed = len(base) > 1 and heading is not None and heading.place and not heading.votes
    return headed and contents[0].contest and not any(content.place for content in contents)


def _extends(base: Reading, joined: Reading) -> bool:
    """Whether a joined reading says all that the base said, and more: nothing else may change."""
    held = {(report.tps_code, report.contest): report for report in joined.reports}
    places = {report.tps_code for report in base.reports}
    for report in base.reports:
        now = held.get((report.tps_code, report.contest))
        if now is None or not _within(report.votes, now.votes):
            return False
        if not _within(_written_figures(report), figures_of(now)):
            return False
    return all(report.tps_code in places for report in joined.reports)


def _same_votes(base: Reading, joined: Reading) -> bool:
    """Whether both are one and the same form with the same votes, so that only a sum is in question."""
    if len(base.reports) != 1 or len(joined.reports) != 1:
        return False
    before, now = base.reports[0], joined.reports[0]
    same_form = (before.tps_code, before.contest) == (now.tps_code, now.contest)
    return same_form and dict(before.votes) == dict(now.votes)


def figures_of(report: Report) -> dict[str, int]:
    """The figures of a report beside its votes, by name."""
    named = {name: getattr(report, name) for name in ("valid", "invalid", "total", "dpt", "voters")}
    return {name: figure for name, figure in named.items() if figure is not None} | dict(report.rows)


def _written_figures(report: Report) -> dict[str, int]:
    """`figures_of` without those that the desk computed."""
    computed = {finding.code.removesuffix("_computed") for finding in report.findings}
    return {name: figure for name, figure in figures_of(report).items() if name not in computed}


def _within(some: Mapping[str, int], others: Mapping[str, int]) -> bool:
    return all(others.get(name) == figure for name, figure in some.items())
