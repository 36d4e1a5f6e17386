"""Reading a message: text → `Reading`. Pure: no Django, no clock, no input or output.

Comes in: text, the lexicon of the election, the sender. Goes out: a `Reading` with its reply. Refuses
nothing: what it cannot read becomes a question or is left alone. Steps: normalise, tokens, items,
segments, interpretations, then `record` only for exactly one consistent interpretation in which
every number is explained.
"""

from __future__ import annotations

from deskpemilu.intake import replies
from deskpemilu.intake.classify import Signals, classify_without_figures, signals_of
from deskpemilu.intake.coded import decode
from deskpemilu.intake.commands import command_of
from deskpemilu.intake.items import Item, Typist
from deskpemilu.intake.labelled import merge_totals
from deskpemilu.intake.match import Matcher
from deskpemilu.intake.normalise import Normalised, normalise
from deskpemilu.intake.phrases import PhraseTable
from deskpemilu.intake.places import PlaceIndex
from deskpemilu.intake.reading import Kind, Outcome, Reading
from deskpemilu.intake.results import ResultReader
from deskpemilu.intake.tokens import tokenise
from deskpemilu.registry.lexicon import Lexicon, Sender

MAX_LENGTH = 10_000


class Reader:
    """A reader for one lexicon; build it once and read every message of that election with it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.places = PlaceIndex(lexicon.regions)
        self.phrases = PhraseTable(lexicon)
        self.typist = Typist(self.phrases, self.places, lexicon.area)
        self.matcher = Matcher(lexicon, self.places)
        self.results = ResultReader(lexicon, self.places, self.matcher)

    def items_of(self, normal: Normalised) -> list[Item]:
        """Typed items of a normalised text."""
        return decode(merge_totals(self.typist.items(tokenise(normal.text))))

    def read(self, text: str, sender: Sender) -> Reading:
        """The reading of one message, with the reply for it standing alone."""
        if len(text) > MAX_LENGTH:
            return _ignored()
        normal = normalise(text)
        items = self.items_of(normal)
        signals = signals_of(items, normal, text)
        reading = command_of(self, normal, items, signals, sender)
        if reading is None and signals.may_be_result:
            reading = self.results.read(normal, items, signals, sender)
        if reading is None:
            reading = classify_without_figures(self, normal, items, signals, sender)
        return replies.with_reply(reading, self.lexicon)


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
