"""The grammar of labels: `01 = 212`, `Paslon 1 memperoleh 212 suara`, `TS 4`, `212 untuk 01`.

Comes in: the items of one block and a ballot. Goes out: a proposal; every number it could not give to
a label stands in `unexplained`.
"""

from __future__ import annotations

from deskpemilu.intake.items import Item
from deskpemilu.intake.labelstate import LabelState, Pending
from deskpemilu.intake.numberwords import FRAGMENTS
from deskpemilu.intake.ordinary import ORDINARY
from deskpemilu.intake.phrases import ChoiceName
from deskpemilu.intake.proposal import Doubt, Proposal
from deskpemilu.intake.values import VERBS, figure_at
from deskpemilu.intake.vocabulary import VALID

_BINDERS = frozenset("=:-.)>")
_BARRIERS = frozenset(("place", "tps", "contest", "mark"))
_LABEL_FILLERS = frozenset(
    """dengan dgn dg nama atas an pak bapak bpk ibu bu h hj drs dr dra ir prof tgk tengku teuku ustadz
    ust kh kyai gus
    perolehan hasil total jumlah yaitu yakni adalah adlh ialah ini nya kita dan tercatat ada untuk utk
    sah suara surat
    pasangan calon paslon nomor no urut partai caleg wakil wabup wagub cawapres alhamdulillah sementara
    om mas bang
    kang cak h haji putra putri surya wahyu rahayu setia bakti""".split()  # noqa: SIM905
)
_MAX_WORDS = 9
_LONGEST_LIST = 20  # candidates of a party in one dapil; the law allows twelve
_NO_ROW = ("_l", "_p", "ignored")  # labels that no further part can belong to
_PARTS = {"part_l": "_l", "part_p": "_p", "part_j": "_j"}


class Labelled(LabelState):
    """One pass over a block; see the module."""

    def run(self) -> Proposal:
        """The proposal for the whole block."""
        steps = {
            "n": self._number,
            "d": self._number,
            "row": self._row,
            "ch": self._name,
            "intro": self._intro,
            "s": self._sign,
            "nl": self._line,
            "blank": self._blank_word,
            "to": self._towards,
            "w": self._word,
        }
        size = len(self.items)
        while self.at < size:
            item = self.items[self.at]
            if self.pending is None and item.kind == "n" and self._plain_entry(item):
                continue
            step = steps.get(item.kind)
            if step is not None:
                step(item)
            else:
                if item.kind in _BARRIERS:
                    self._leave_blank()
                self.at += 1
        self._leave_blank()
        self._final_doubts()
        return self.proposal

    # figures ---------------------------------------------------------------------------------

    def _number(self, item: Item) -> None:
        if self.pending is not None:
            self._value()
        elif item.kind == "d":
            self._unexplained(item)
        elif not (self._number_first(item) or self._list_number() or self._numeric_label(item)):
            if item.hint and not self._is_bound():
                self.at += 1
            else:
                self._unexplained(item)

    def _value(self) -> None:
        pending = self.pending
        if pending is None:
            return
        item = self.items[self.at]
        echo = self._echo_of_number(pending, item)
        if echo:
            self.at = echo
            return
        value, end, doubt = figure_at(self.items, self.at)
        if doubt is not None:
            self.proposal.doubts.append(doubt)
        self._check_sign_before(item)
        self._check_slashes(pending)
        self.proposal.put(pending.label, value, item)
        self.proposal.labels += 1
        if pending.label.startswith("choice:") and not pending.named:
            self.binders.add("=" if pending.binder else "/" if pending.slash else "")
        if pending.by_name and not pending.label.count("."):
            self.styles.add("name")
        if pending.label.startswith("row:") and not pending.label.endswith(_NO_ROW):
            self.last_row = pending.label[4:]
        self.last_value = value
        self.pending = None
        self.at = end

    def _echo_of_number(self, pending: Pending, item: Item) -> int:
        """`AMIN 01 : 62`: the number repeats the label when a binder or `)` and a number follow it."""
        if not pending.by_name:
            return 0
        if str(item.value) != pending.label[7:] or pending.binder in ("=", ":"):
            return 0
        bound = self._kind_after(self.at + 1) == "s" and self.items[self.at + 1].text in "=:.-)"
        plain = not pending.words or self.items[self.at - 1].text == "("  # `Malrina Saputra (4) = 23`
        follows = self._kind_after(self.at + 1, skip="=:.-)") == "n"
        return self.at + 1 if bound and plain and follows else 0

    def _number_first(self, item: Item) -> bool:
        """`212 suara untuk paslon 01`: an explicit *for* turns the order round."""
        index = self.at + 1
        while index < len(self.items) and self.items[index].kind == "unit":
            index += 1
        if index >= len(self.items) or self.items[index].kind != "to":
            return False
        index += 1
        while index < len(self.items) and self.items[index].kind == "intro":
            index += 1
        if index >= len(self.items):
            return False
        target = self.items[index]
        key = str(target.value) if target.kind == "n" else self.ballot.key_of(target.value)
        if target.kind not in ("n", "ch") or key not in self.ballot.keys:
            return False
        value, _, doubt = figure_at(self.items, self.at)
        if doubt is not None:
            self.proposal.doubts.append(doubt)
        self.proposal.put(f"choice:{key}", value, item)
        self.proposal.labels += 1
        self.at = index + 1
        return True

    def _list_number(self) -> bool:
        """`1. Paslon 01: 212`, `3) Suara sah: 359`: the number of a line in a list."""
        if self.at and self.items[self.at - 1].kind != "nl" and self.items[self.at - 1].text not in "•-*":
            return False
        after = self.at + 1
        if after >= len(self.items) or self.items[after].kind != "s" or self.items[after].text not in ".)":
            return False
        kind = self._kind_after(after + 1)
        if kind == "ch":
            if str(self.items[self.at].value) in self.ballot.keys:
                return False
        elif kind not in ("row", "intro"):
            return False
        self.at = after + 1
        return True

    def _numeric_label(self, item: Item) -> bool:
        key = str(item.value)
        if not self.numeric or item.width > 2 or self._is_right_side() or not self._may_label(item):
            return False
        if item.hint and self._kind_after(self.at + 1) not in ("s", "ch"):
            return False
        dotted = self._candidate_key()
        if dotted is not None:
            return True
        if self.party is not None and (self.candidate_seen or self._is_candidate_number()):
            key = f"{self.party}.{item.value}"
            unknown = self.ballot.candidates and key not in self.ballot.candidates
            if unknown or item.number > _LONGEST_LIST:
                return False
        elif key not in self.ballot.keys:
            return False
        self.pending = Pending(f"choice:{key}", item, named=False)
        self.at += 1
        return True

    def _is_candidate_number(self) -> bool:
        """Where every party is named, a number without a name counts the candidates of the party above."""
        if not self.ballot.legislative or self._party_follows(self.at + 1):
            return False
        if self.parties_named < 0:
            keys = {self.ballot.key_of(i.value) for i in self.items if i.kind == "ch"}
            self.parties_named = len(keys & self.ballot.keys)
        return self.parties_named == len(self.ballot.keys)

    def _party_follows(self, at: int) -> bool:
        """Whether the next item but signs is the name of a party."""
        while at < len(self.items) and self.items[at].kind in ("s", "intro"):
            at += 1
        return at < len(self.items) and self.ballot.key_of(self.items[at].value) in self.ballot.keys

    def _candidate_key(self) -> str | None:
        """`5.3 = 12`: candidate 3 on party 5's list."""
        if not self.ballot.legislative or self.at + 3 >= len(self.items):
            return None
        party, dot, number, binder = self.items[self.at : self.at + 4]
        glued = dot.kind == "s" and dot.text == "." and not dot.gap and number.kind == "n" and not number.gap
        if not glued or binder.kind != "s" or binder.text not in "=:":
            return None
        key = f"{party.value}.{number.value}"
        if str(party.value) not in self.ballot.keys:
            return None
        if self.ballot.candidates and key not in self.ballot.candidates:
            self.proposal.doubts.append(Doubt("unknown_choice", key))
        self.pending = Pending(f"choice:{key}", party, named=True)
        self.at += 3
        return key

    # labels ----------------------------------------------------------------------------------

    def _row(self, item: Item) -> None:
        waiting = self.pending
        open_choice = waiting is not None and not waiting.binder and waiting.label.startswith("choice:")
        if item.text == "dpt" and open_choice and self._kind_after(self.at + 1) == "n":
            self.at += 1  # `01 dpt 176`: *dapat*
            return
        self._slash_doubt(item)
        self._word_before_doubt(item)
        waiting = self.pending
        earlier = waiting.label[4:] if waiting is not None and waiting.label.startswith("row:") else ""
        self._leave_blank()
        label = f"row:{self._row_name(str(item.value), earlier)}"
        self.at += 1
        if not self._plain_value(label):
            self.pending = Pending(label, item, named=True)
        elif not label.endswith(_NO_ROW):
            self.last_row = label[4:]

    def _row_name(self, name: str, earlier: str) -> str:
        """The row that a label means here: `L`, `P` and `Jumlah` belong to the row before them."""
        if name in _PARTS:
            base = earlier if earlier.endswith("_j") else self.parted or self.last_row
            self.parted = base if base.endswith("_j") else ""
            return self.parted[:-2] + _PARTS[name] if self.parted else "ignored"
        if name == "sum" and self.parted:
            return self.parted
        if name == "sum" and self.party is not None and self.candidate_seen:
            return f"party_sum.{self.party}"
        self.parted = ""
        return name

    def _slash_doubt(self, item: Item) -> None:
        """`tidak sah/rusak : 5` names two rows for one figure."""
        before = self.items[self.at - 1] if self.at else None
        if self.pending is not None and self.pending.label.startswith("row:") and before is not None:
            same = self.pending.label == f"row:{item.value}"
            if before.kind == "s" and before.text in "/&+," and not same:
                self.proposal.doubts.append(Doubt("two_labels", item.text))

    def _word_before_doubt(self, item: Item) -> None:
        """`tdiak sah`: an unknown word just before *sah* may be a *tidak* with a slip of the finger."""
        before = self.items[self.at - 1] if self.at else None
        if item.value == VALID and before is not None and before.kind == "w" and before.text not in ORDINARY:
            self.proposal.doubts.append(Doubt("label_unclear", f"{before.text} sah"))

    def _name(self, item: Item) -> None:
        key = self._candidate_named(item) or self.ballot.key_of(item.value)
        self.at += 1
        if key is None:
            numbered = self.pending is not None and self.pending.label.startswith("choice:")
            if self.pending is not None and numbered and not self._of_another_ballot(item):
                # a ballot number stands before the name: the number tells who is meant
                self.pending.named = True
                return
            self._leave_blank()
            if self._kind_after(self.at, skip="=:.-)(") in ("n", "d"):
                self.proposal.doubts.append(Doubt("other_contest", item.text))
            return
        if self.pending is not None and self.pending.label.startswith("choice:"):
            if self.pending.label == f"choice:{key}" or "." in key:
                self.pending.label = f"choice:{key}"
                self.styles.add("both")
                self.pending.named = True
                self._enter_party(key)
                return
            if not self.pending.by_name:
                self.proposal.doubts.append(Doubt("name_and_number", item.text))
        self._leave_blank()
        self._enter_party(key)
        if not self._plain_value(f"choice:{key}"):
            self.pending = Pending(f"choice:{key}", item, named=True)
            self.pending.by_name = True
        elif "." not in key:
            self.styles.add("name")

    def _of_another_ballot(self, item: Item) -> bool:
        """Whether a name stands on other ballots only; names of lists are too many to tell."""
        keys = item.value.keys if isinstance(item.value, ChoiceName) else ()
        return all(code != self.ballot.contest and "." not in key for code, key in keys)

    def _enter_party(self, key: str) -> None:
        """A party's line: the candidates under it are its own."""
        if self.ballot.legislative and "." not in key:
            self.party, self.candidate_seen = key, False

    def _candidate_named(self, item: Item) -> str | None:
        """`3. Nama Caleg : 5` under a party: the candidate of that number on its list."""
        if not self.ballot.candidates:
            return None
        label = self.pending.label if self.pending is not None and not self.pending.named else ""
        number = label.rpartition(".")[2].removeprefix("choice:")
        return self.ballot.candidate_of(item.value, self.party, number)

    def _intro(self, item: Item) -> None:
        self.at += 1
        if item.value == "party" and (self._party_waits() or self._own_votes(item)):
            return
        index = self.at
        while index < len(self.items) and self.items[index].kind == "s" and self.items[index].text in ".:-#":
            index += 1
        if index >= len(self.items) or self.items[index].kind != "n":
            return
        number = self.items[index]
        if number.width > 2:
            return
        self.at = index + 1
        self._label_after_intro(item, number)

    def _label_after_intro(self, item: Item, number: Item) -> None:
        key = str(number.value)
        if item.value == "candidate" and self.ballot.legislative:
            self._leave_blank()
            key = f"{self.party}.{number.value}"
            self.candidate_seen = True
            if self.party is None or (self.ballot.candidates and key not in self.ballot.candidates):
                self.proposal.doubts.append(Doubt("unknown_choice", key))
            self.pending = Pending(f"choice:{key}", number, named=True)
            return
        if key not in self.ballot.keys:
            self.proposal.doubts.append(Doubt("unknown_choice", key))
        if self.pending is not None and self.pending.label == f"choice:{key}" and not self._counted(item):
            self.pending.named = True
            return
        self._leave_blank()
        if not self._plain_value(f"choice:{key}"):
            self.pending = Pending(f"choice:{key}", number, named=True)
        if self.ballot.legislative:
            self.party, self.candidate_seen = key, False

    # between ---------------------------------------------------------------------------------

    def _sign(self, item: Item) -> None:
        text = item.text
        if text == "(":
            self._bracket()
            return
        if self.pending is not None and text in _BINDERS and not self.pending.words:
            self.pending.binder = self.pending.binder or text
            self.pending.early = self.pending.early or text in "=:"
        elif self.pending is not None and text in "=:":
            self.pending.binder = text
        elif self.pending is not None and text == "/":
            self.pending.slash = True
        if text == "-" and self.pending is not None and self._ends_entry(self.at + 1):
            self._leave_blank()
        self.at += 1

    def _line(self, item: Item) -> None:
        self.parted = ""
        if self.pending is not None:
            index = self.at + 1
            while index < len(self.items) and self.items[index].kind == "nl":
                index += 1
            alone = (
                index < len(self.items)
                and self.items[index].kind == "n"
                and index - self.at <= 1
                and self._kind_after(index + 1, skip="") in ("nl", "unit", "")
            )
            if not alone:
                self._leave_blank()
        self.at += 1

    def _blank_word(self, item: Item) -> None:
        self._leave_blank()
        self.at += 1

    def _word(self, item: Item) -> None:
        if item.text in FRAGMENTS:
            self.proposal.doubts.append(Doubt("words_unclear", item.text))
        if self.pending is not None:
            if self.pending.label.startswith("choice:") and not _may_stand_in_label(item.text):
                self.proposal.doubts.append(Doubt("other_subject", item.text))
            if self.pending.early and item.text not in ORDINARY and item.text not in VERBS:
                self.proposal.doubts.append(Doubt("words_unclear", item.text))
            self.pending.words += 1
            if self.pending.words > _MAX_WORDS:
                self._leave_blank()
        self.at += 1


def _may_stand_in_label(word: str) -> bool:
    """Whether a word may stand between a ballot number and its figure: names and words of getting votes."""
    return word in VERBS or word in _LABEL_FILLERS or word not in ORDINARY
