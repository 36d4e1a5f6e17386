"""Reading a message: text → `Reading`. Pure: no Django, no clock, no input or output.

Comes in: text, the lexicon of the election, the sender. Goes out: a `Reading` with its reply. Refuses
nothing: what it cannot read becomes a question or is left alone. Steps: normalise, tokens, items,
segments, interpretations, then `record` only for exactly one consistent interpretation in which
every number is explained.
"""

from __future__ import annotations

import re
from dataclasses import replace

from deskpemilu.intake import replies
from deskpemilu.intake.classify import Signals, classify_without_figures, signals_of
from deskpemilu.intake.coded import decode
from deskpemilu.intake.commands import command_of
from deskpemilu.intake.headings import with_headings
from deskpemilu.intake.interpret import Problem
from deskpemilu.intake.items import Item
from deskpemilu.intake.labeljoins import merge_totals
from deskpemilu.intake.match import Matcher
from deskpemilu.intake.moved import at_present, with_former
from deskpemilu.intake.normalise import Normalised, normalise
from deskpemilu.intake.pasted import authors_apart
from deskpemilu.intake.phrases import PhraseTable
from deskpemilu.intake.places import PlaceIndex
from deskpemilu.intake.reading import Kind, Outcome, Reading, Report, Span
from deskpemilu.intake.results import ResultReader
from deskpemilu.intake.tables import rewrite
from deskpemilu.intake.typist import Typist
from deskpemilu.intake.wording import question_of
from deskpemilu.registry.lexicon import Lexicon, Sender

MAX_LENGTH = 10_000
MOST_NUMBERS = 600  # without a TPS; a whole DPR ballot with every candidate numbered has fewer
# `(B.1 + B.2 + B.3)`, `(2+3+4)`: the form's own words, not figures
_FORMULA = re.compile(r"\((?:\s*[iv]{0,3}[ab]?\.?\s*\d\s*\+)+\s*[iv]{0,3}[ab]?\.?\s*\d\s*\)")


class Reader:
    """A reader for one lexicon; build it once and read every message of that election with it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        lexicon = with_former(lexicon)
        self.places = PlaceIndex(lexicon.regions)
        self.phrases = PhraseTable(lexicon)
        self.typist = Typist(self.phrases, self.places, lexicon.area)
        self.matcher = Matcher(lexicon, self.places)
        self.results = ResultReader(lexicon, self.places, self.matcher)

    def items_of(self, text: str) -> list[Item]:
        """Typed items of a normalised text."""
        if "+" in text:
            text = _FORMULA.sub(lambda found: " " * len(found.group()), text)
        return rewrite(decode(merge_totals(self.typist.items(text))))

    def read(self, text: str, sender: Sender) -> Reading:
        """The reading of one message, with the reply for it standing alone."""
        if len(text) > MAX_LENGTH:
            return _ignored()
        normal = normalise(text)
        texts = authors_apart(normal)
        if len(texts) == 1:
            normal.text = texts[0]
            reading, _ = self._read(normal, sender)
        else:
            parts = (replace(normal, text=t) for t in texts)
            reading = joined([self._read(part, sender) for part in parts], self.lexicon)
        return replies.with_reply(at_present(reading, self.lexicon), self.lexicon)

    def _read(self, normal: Normalised, sender: Sender) -> tuple[Reading, bool]:
        """The reading of one author's words, and whether it leaves figures or a denial aside."""
        items = self.items_of(normal.text)
        signals = signals_of(items, normal)
        if signals.numbers > MOST_NUMBERS and "tps" not in normal.text:
            question = question_of(Problem("not_a_report"), self.lexicon)
            return Reading(Kind.OTHER, Outcome.ASK, question=question), True
        reading = command_of(self, normal, items, signals, sender)
        if reading is None and signals.may_be_result:
            reading = self.results.read(normal, items, signals, sender)
        reading = reading or classify_without_figures(self, normal, items, signals, sender)
        if not reading.spans and reading.outcome is not Outcome.IGNORE:
            reading = with_headings(reading, items, normal)
        return reading, reading.kind is Kind.OTHER and (signals.numbers > 0 or _denies(items))


def _denies(items: list[Item]) -> bool:
    return any(item.kind == "hedge" and item.value == "denied" for item in items)


def joined(read: list[tuple[Reading, bool]], lexicon: Lexicon) -> Reading:
    """Readings of several quoted authors as one: recorded only when none leaves a doubt."""
    readings = [reading for reading, _ in read]
    doubtful = any(doubt for _, doubt in read)
    telling = [r for r in readings if r.outcome is not Outcome.IGNORE and r.kind is not Kind.CONFIRM]
    if len(telling) <= 1 and not (doubtful and telling and telling[0].reports):
        return replace(telling[0], forwarded=True) if telling else readings[0]
    open_questions = [r for r in telling if r.question is not None]
    reports = tuple(report for r in telling for report in r.reports)
    findings = tuple(finding for r in telling for finding in r.findings)
    spans = _numbered_on(telling)
    records = [r for r in telling if r.outcome is Outcome.RECORD]
    acts = any(r.outcome is Outcome.ACT for r in telling)
    if records and not (open_questions or acts or doubtful or _twice(reports)):
        return Reading(Kind.RESULT, Outcome.RECORD, reports, findings, spans=spans, forwarded=True)
    if not reports:
        return replace(telling[0], forwarded=True)
    question = open_questions[0].question if open_questions else question_of(Problem("two_authors"), lexicon)
    return Reading(Kind.RESULT, Outcome.ASK, reports, findings, question, spans=spans, forwarded=True)


def _numbered_on(readings: list[Reading]) -> tuple[Span, ...]:
    """Spans of several readings, their reports counted on from one to the next."""
    found: list[Span] = []
    earlier = 0
    for reading in readings:
        found += [s if s.report is None else s._replace(report=s.report + earlier) for s in reading.spans]
        earlier += len(reading.reports)
    return tuple(found)


def _twice(reports: tuple[Report, ...]) -> bool:
    keys = [(report.tps_code, report.contest) for report in reports]
    return len(set(keys)) < len(keys)


def _ignored() -> Reading:
    return Reading(Kind.OTHER, Outcome.IGNORE)


_READERS: dict[int, Reader] = {}


def reader_for(lexicon: Lexicon) -> Reader:
    """The reader of a lexicon, built once while that lexicon lives (at most eight are kept)."""
    reader = _READERS.get(id(lexicon))
    if reader is None or reader.lexicon is not lexicon:
        if len(_READERS) >= 8:
            _READERS.pop(next(iter(_READERS)))
        reader = _READERS[id(lexicon)] = Reader(lexicon)
    return reader


def read(text: str, lexicon: Lexicon, sender: Sender) -> Reading:
    """The reading of one message by the (remembered) reader of its lexicon."""
    return reader_for(lexicon).read(text, sender)


__all__ = ["Reader", "Signals", "read", "reader_for"]
