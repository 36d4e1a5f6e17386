"""Where the grammar of labels stands while it reads a block.

Holds the items, the label that waits for its figure, the party whose candidates are being told, and the
proposal so far; reads the plainest entries at once, and brackets, which only repeat or comment.
"""

from __future__ import annotations

from deskpemilu.intake.items import Item
from deskpemilu.intake.proposal import Ballot, Doubt, Proposal

_LONGEST_BRACKET = 40


class Pending:
    """A label that waits for its figure."""

    __slots__ = ("binder", "by_name", "early", "item", "label", "named", "slash", "words")

    def __init__(self, label: str, item: Item, named: bool) -> None:
        self.label = label
        self.item = item
        self.binder = ""
        self.early = False
        self.slash = False  # a `/` stands between it and its figure
        self.by_name = False
        self.named = named
        self.words = 0


class LabelState:
    """The state of one pass; see the module."""

    def __init__(self, items: list[Item], ballot: Ballot, *, numeric: bool = True) -> None:
        self.items = items
        self.ballot = ballot
        self.numeric = numeric
        self.proposal = Proposal("labelled")
        self.pending: Pending | None = None
        self.last_row = ""
        self.parted = ""  # the row whose L and P are being told
        self.last_value: int | None = None
        self.at = 0
        self.party: str | None = None
        self.candidate_seen = False
        self.parties_named = -1
        self.binders: set[str] = set()
        self.styles: set[str] = set()

    def _plain_entry(self, item: Item) -> bool:
        """`01 = 212` and the end of the entry: by far the most usual one, read without detours."""
        key = str(item.number)
        if self.party is not None or not self.numeric or item.words or key not in self.ballot.keys:
            return False
        if item.width > 2 or self._kind_after(self.at + 1) != "s" or self._is_right_side():
            return False
        self.at += 1
        if not self._plain_value(f"choice:{key}"):
            self.at -= 1
            return False
        self.binders.add("=")
        return True

    def _plain_value(self, label: str) -> bool:
        """Whether a sign, a figure and the end of the entry follow a label; they are its value then."""
        at, items = self.at, self.items
        if at + 1 >= len(items):
            return False
        sign, figure = items[at], items[at + 1]
        if sign.kind != "s" or sign.text not in "=:-" or figure.kind != "n" or not 0 < figure.width <= 3:
            return False
        ends = at + 2 >= len(items) or items[at + 2].kind in ("nl", "unit")
        if not ends and (items[at + 2].text != "," or at + 3 >= len(items) or not items[at + 3].gap):
            return False
        self.proposal.put(label, figure.number, figure)
        self.proposal.labels += 1
        self.last_value = figure.number
        self.at = at + 2
        return True

    def _check_sign_before(self, item: Item) -> None:
        before = self.items[self.at - 1] if self.at else None
        if before is None or before.kind != "s" or (before.gap and item.gap):
            return
        earlier = self.items[self.at - 2] if self.at > 1 else None
        if before.text == "-" and not item.gap and earlier is not None and earlier.text in ("=", ":"):
            self.proposal.doubts.append(Doubt("negative", f"-{item.value}"))
        elif before.text in "~<>¤" and not item.gap:
            self.proposal.doubts.append(Doubt("odd_sign", f"{before.text}{item.value}"))

    def _is_right_side(self) -> bool:
        """`No 3 377 = 4`: a number on the right of a sign is no label of what follows."""
        if self.at < 2 or self.items[self.at - 1].kind != "s" or self.items[self.at - 2].kind != "n":
            return False
        return self.items[self.at - 1].text == "="

    def _check_slashes(self, pending: Pending) -> None:
        """`01/02/TS = …`: one of a row of numbers between slashes is no label of the next."""
        after = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        at = self.items.index(pending.item)
        before = self.items[at - 1] if at else None
        if (
            pending.slash
            and not pending.named
            and any(near is not None and near.text == "/" for near in (before, after))
        ):
            self.proposal.doubts.append(Doubt("two_readings"))

    def _counted(self, intro: Item) -> bool:
        """`2 suara, paslon 2 …`: the number before was a figure, since it counts something."""
        at = self.items.index(intro) - 1
        while at > 0 and self.items[at].kind == "s":
            at -= 1
        return self.items[at].kind == "unit"

    def _towards(self, item: Item) -> None:
        """`2 suara untuk …`: a number before *untuk* is a figure, and no label of what follows."""
        if self.pending is not None and not self.pending.named and not self.pending.binder:
            self._leave_blank()
        self.at += 1

    def _leave_blank(self) -> None:
        """A label without a figure: a choice left open, or a heading."""
        if self.pending is None:
            return
        pending, self.pending = self.pending, None
        if pending.words and pending.early and pending.label.startswith("row:"):
            self.proposal.doubts.append(Doubt("no_figure", pending.item.text))
        if pending.named or pending.label.startswith("row:"):
            self.proposal.blanks.append(pending.label)
        else:
            self._mark_unexplained(pending.item)

    def _unexplained(self, item: Item) -> None:
        self._mark_unexplained(item)
        self.at += 1

    def _mark_unexplained(self, item: Item) -> None:
        self.proposal.unexplained.append(item)

    def _kind_after(self, at: int, skip: str = "") -> str:
        while at < len(self.items) and self.items[at].kind == "s" and self.items[at].text in skip and skip:
            at += 1
        return self.items[at].kind if at < len(self.items) else ""

    def _ends_entry(self, at: int) -> bool:
        """Nothing but a line end or a comma after a dash: the dash stands for a blank."""
        return at >= len(self.items) or self.items[at].kind == "nl" or self.items[at].text in ",;"

    def _bracket(self) -> None:
        """Skip a bracket that only repeats in words or comments; a differing figure is a doubt."""
        end = self.at + 1
        numbers = []
        labels = False
        last = min(len(self.items), self.at + _LONGEST_BRACKET)
        while end < last and self.items[end].kind != "nl" and self.items[end].text != ")":
            inner = self.items[end]
            if inner.kind in ("n", "d"):
                numbers.append(inner)
            labels = labels or inner.kind == "row"
            end += 1
        if (labels and numbers) or end >= len(self.items) or self.items[end].text != ")":
            self.at += 1
            return
        after = self.items[end + 1] if end + 1 < len(self.items) else None
        label_next = self.pending is None and after is not None and after.kind == "n"
        if label_next and end == self.at + 2 and self.items[self.at + 1].kind in ("row", "n"):
            self.at += 1  # `(1) 227 (2) 148 (TS) 11`: the bracket holds the next label
            return
        if not numbers:
            self._check_names_in_bracket(end)
            self.at = end + 1
            return
        expected = self._expected_in_bracket()
        if len(numbers) == 1 and expected is not None:
            if numbers[0].value != expected:
                self.proposal.doubts.append(Doubt("words_differ", f"{expected} dan {numbers[0].value}"))
            self.at = end + 1
            return
        self.at += 1

    def _check_names_in_bracket(self, end: int) -> None:
        """`1 (name of pair 2) : 71`, `120 (DPT)`: a bracket that says something else than its label."""
        for inner in self.items[self.at + 1 : end]:
            key = self.ballot.key_of(inner.value) if inner.kind == "ch" else None
            waiting = self.pending.label if self.pending is not None else ""
            if key is not None and waiting.startswith("choice:") and waiting != f"choice:{key}":
                self.proposal.doubts.append(Doubt("name_and_number", inner.text))
            if inner.kind == "row" and self.pending is None:
                self.proposal.doubts.append(Doubt("two_labels", inner.text))

    def _expected_in_bracket(self) -> int | None:
        if self.pending is not None:
            label = self.pending.label
            own = label[7:] if label.startswith("choice:") and not self.pending.binder else ""
            return int(own) if own.isdigit() else None
        before = self.items[self.at - 1] if self.at else None
        near = before is not None and before.kind in ("n", "d", "unit")
        return self.last_value if near else None

    def _is_bound(self) -> bool:
        """`(4) = 23 foto`: behind `=` stands a figure, whatever is counted after it."""
        return bool(self.at) and self.items[self.at - 1].text in ("=", ":")

    def _party_waits(self) -> bool:
        """`PKB partai 10`: the party's name stands before and waits for its figure."""
        return self.pending is not None and self.pending.label.startswith("choice:")

    def _own_votes(self, intro: Item) -> bool:
        """`1. PKB`, then `Partai: 10` on a line of its own: the party's own votes, not party 10."""
        after = self.items[self.at] if self.at < len(self.items) else None
        waits = self.party is not None and self.party not in self.proposal.votes and not self.candidate_seen
        if not waits or after is None or after.kind != "s" or after.text not in "=:":
            return False
        self.pending = Pending(f"choice:{self.party}", intro, named=True)
        return True

    def _may_label(self, item: Item) -> bool:
        """A number in words labels only a figure in digits: `satu 88, dua 77`."""
        if not item.words:
            return True
        at = self.at + 1
        while at < len(self.items) and self.items[at].kind == "s" and self.items[at].text in "=:-.":
            at += 1
        figure = self.items[at] if at < len(self.items) else None
        return " " not in item.text and figure is not None and figure.kind == "n" and not figure.words

    def _final_doubts(self) -> None:
        """What only the whole block shows: labels of two kinds, a candidate that may be a clock."""
        if (len(self.binders) > 1 and self.binders & {"", "/"}) or {"both", "name"} <= self.styles:
            self.proposal.doubts.append(Doubt("mixed_labels"))
        candidates = [key for key in self.proposal.votes if "." in key]
        if len(candidates) == 1 and not self.ballot.candidates:
            # `24 Ummat: 1` and `16.20` under it: one candidate alone, of a list that nobody imported
            self.proposal.doubts.append(Doubt("unknown_choice", candidates[0]))
