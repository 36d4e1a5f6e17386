"""Which row or choice a line of D.Hasil is, from the cells left of its figures. Pure.

It remembers what stands above: the row whose L, P and sum follow each other, and the party whose
candidates follow. A line that fits nothing gives None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.form import ROW_NAMES, party_of_sum_row, party_sum_row
from deskpemilu.exchange.dhasil_labels import is_split, part_of, row_of
from deskpemilu.exchange.dhasil_places import plain
from deskpemilu.registry.lexicon import ChoiceEntry

_NUMBERED = re.compile(r"0*(\d{1,3})\s*[.)\-:]?\s+(.*)|0*(\d{1,3})[.)]?")
_KEY = re.compile(r"0*(\d{1,3})(?:\.0*(\d{1,3}))?")
_SUM_OF_PARTY = re.compile(r"jumlah.*suara.*partai.*calon|jumlah suara (sah )?partai", re.IGNORECASE)
_OWN_VOTES = re.compile(r"(suara )?(sah )?partai( politik)?( sendiri)?|suara partai.*", re.IGNORECASE)


class Namer:
    """Names the lines of one block."""

    def __init__(self, contest: str, ballot: Sequence[ChoiceEntry]) -> None:
        self.legislative = CONTESTS[contest].legislative
        self.keys = {choice.key for choice in ballot}
        self.parties = {
            plain(name): choice.key
            for choice in ballot
            if "." not in choice.key
            for name in (choice.name, choice.party, *choice.aliases)
            if name
        }
        self.carried = ""
        self.party = ""

    def name(self, cells: Sequence[str], key: str, key_column: int | None) -> str | None:
        """Row name or choice key of a line; `key` is what its column `baris` says."""
        if key:
            return self._of_key(key)
        texts = [cell for at, cell in enumerate(cells) if cell and at != key_column]
        part = next((found for cell in reversed(texts) if (found := part_of(cell))), None)
        labels = [cell for cell in texts if part_of(cell) is None]
        number, label = _number_and_label(labels)
        if not label and part and self.carried:
            return row_of(self.carried, part)
        if (row := row_of(label, part)) is not None:
            self.carried = label if is_split(row) else ""
            return row
        self.carried = ""
        return self._choice(number, label)

    def _of_key(self, key: str) -> str | None:
        if key in ROW_NAMES or party_of_sum_row(key):
            return key
        match = _KEY.fullmatch(key)
        found = f"{match[1]}.{match[2]}" if match and match[2] else match[1] if match else ""
        return found if found in self.keys else None

    def _choice(self, number: str, label: str) -> str | None:
        if not self.legislative:
            return number if number in self.keys else None
        if _SUM_OF_PARTY.search(label):
            return party_sum_row(self.party) if self.party else None
        if (party := self.parties.get(plain(label))) and number in {"", party}:
            self.party = party
            return party
        if _OWN_VOTES.fullmatch(label):
            return self.party or None
        candidate = f"{self.party}.{number}" if self.party and number else ""
        return candidate if candidate in self.keys else None


def _number_and_label(texts: Sequence[str]) -> tuple[str, str]:
    """The ballot number and the words of a line: `1 | Nama`, `01. Nama`, `Nama`."""
    number, words = "", []
    for text in texts:
        match = _NUMBERED.fullmatch(text)
        if match and not number:
            number = str(int(match[1] or match[3]))
            if match[2]:
                words.append(match[2])
        elif not match:
            words.append(text)
    return number, max(words, key=len, default="")
