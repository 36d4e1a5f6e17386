"""The person addressed and the ballot of the same name: `Bapak Bupati` and `pak, bupati TPS 3`.

Comes in: tokens, the items found so far. Goes out: whether an office is that of somebody addressed; where
that cannot be told, the contest carries a hint and counts only for those who report it anyway.
"""

from __future__ import annotations

from deskpemilu.domain.codes import DESA
from deskpemilu.intake.anchors import TPS_WORDS
from deskpemilu.intake.items import Item
from deskpemilu.intake.phrases import PhraseTable
from deskpemilu.intake.places import PlaceIndex
from deskpemilu.intake.tokens import NUMBER, Token

_ADDRESSEE = frozenset(
    """
    yth kepada kpd bapak bpk pak pj plt pjs ibu arahan perintah sekda ajudan wakil mantan kantor rumah
    bp yang terhormat dinas asisten rumdin pendopo
    """.split()  # noqa: SIM905
)
_PLAIN_ADDRESS = frozenset(["pak", "bapak", "bpk", "bp", "ibu"])
ADDRESSED = "addressed"  # hint of a contest that may be the office of somebody addressed
BALLOT_WORDS = frozenset(
    """
    pilihan pemilihan pilkada pemilu suara kwk pilgub pilbup pilwako pilwali pilwalkot pilpres ppwp pdpr
    pdpd pkwkp pkwkk pileg dpr dpd dprd
    """.split()  # noqa: SIM905
)  # begin the name of a ballot, never that of a person: `pak pilihan bupati`


def last_content(found: list[Item]) -> Item | None:
    """The item before, a place mark's `:` or `.` skipped."""
    for item in reversed(found):
        if item.kind != "s" or item.text not in ".:=-/#|,":
            return item
    return None


def is_addressed(found: list[Item]) -> bool:
    """`Bapak Bupati`, `Yth. Gubernur`: perhaps a person, not a ballot."""
    last = last_content(found)
    return last is not None and last.kind == "w" and last.text in _ADDRESSEE


def is_person(
    tokens: list[Token], after: int, found: list[Item], phrases: PhraseTable, places: PlaceIndex
) -> bool:
    """Whether the office after *pak* is the person addressed, and not the ballot in `pak, bup TPS 3`."""
    addressee = last_content(found)
    if addressee is None or addressee.text not in _PLAIN_ADDRESS:
        return True
    if found[-1] is not addressee and found[-1].text != ".":
        return False
    if after >= len(tokens):
        return True
    follows = tokens[after]
    if follows.kind == NUMBER or follows.text in TPS_WORDS:
        return False
    phrase, place = phrases.match(tokens, after), places.match(tokens, after)
    named = place is not None and any(len(code) == DESA for code in place[1])
    return not named and (phrase is None or phrase[1] != "mark" or phrase[2] not in ("desa", "kecamatan"))
