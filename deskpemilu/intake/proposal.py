"""What a grammar proposes for one block: figures by label, and what it could not explain.

Also the ballot as grammars see it: which keys exist in a contest, and which a name stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from deskpemilu.domain.contests import CONTESTS, choice_order, party_of
from deskpemilu.intake.items import Item
from deskpemilu.intake.phrases import ChoiceName
from deskpemilu.registry.lexicon import ChoiceEntry


class Ballot:
    """The choices of one contest at one place."""

    __slots__ = ("candidates", "contest", "keys", "legislative", "order")

    def __init__(self, contest: str, choices: tuple[ChoiceEntry, ...]) -> None:
        self.contest = contest
        self.legislative = contest in CONTESTS and CONTESTS[contest].legislative
        self.order = tuple(sorted((c.key for c in choices if "." not in c.key), key=choice_order))
        self.keys = frozenset(self.order)
        self.candidates = frozenset(c.key for c in choices if "." in c.key)

    def key_of(self, name: object) -> str | None:
        """Key in this contest of a name, None when it names nobody here."""
        if not isinstance(name, ChoiceName):
            return None
        key = name.key_in(self.contest)
        return key if key in self.keys or key in self.candidates else None

    def candidate_of(self, name: object, party: str | None, number: str) -> str | None:
        """Key of a candidate's name: on this party's list, and with this number if one stands before."""
        if not isinstance(name, ChoiceName) or party is None:
            return None
        own = {k for c, k in name.keys if c == self.contest and k in self.candidates and party_of(k) == party}
        if number:
            own &= {f"{party}.{number}"}
        return next(iter(own)) if len(own) == 1 else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that makes the figures uncertain: a stable code and the words it speaks of."""

    code: str
    text: str = ""


@dataclass(slots=True)
class Proposal:
    """Figures of one TPS and contest as one grammar reads them."""

    style: str
    votes: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    unexplained: list[Item] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)
    labels: int = 0

    def put(self, label: str, value: int, item: Item) -> None:
        """Assign a figure to `choice:<key>` or `row:<name>`; twice with two values is a doubt."""
        kind, _, key = label.partition(":")
        if key == "ignored":
            self.spans.append((item.start, item.end, "number:other"))
            return
        target = self.votes if kind == "choice" else self.rows
        if key in target and target[key] != value:
            self.doubts.append(Doubt("twice", f"{target[key]} dan {value}"))
        target[key] = value
        self.spans.append((item.start, item.end, label))

    @property
    def clean(self) -> bool:
        """Whether every number is explained without a doubt."""
        return not self.unexplained and not self.doubts

    def figures(self) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """Votes and rows, for comparing two proposals."""
        return tuple(sorted(self.votes.items())), tuple(sorted(self.rows.items()))
