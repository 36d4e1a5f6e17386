"""Pieces and wrecks of reports: what is no report as it stands, and must not be lost without a question.

Comes in: the items of a message. Goes out: whether it is a heading alone, figures alone, or figures whose
TPS or place nobody can read any more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deskpemilu.intake.items import Item
from deskpemilu.intake.positional import longest_run

# people greet before a heading too; any other word may say something about the TPS
_HAIL = frozenset(
    """
    assalamualaikum assalamu alaikum wr wb selamat malam pagi siang sore pak bu bapak ibu izin ijin lapor
    laporan melaporkan menyampaikan hasil hitung mohon maaf yth ndan komandan min admin foto menyusul nyusul
    terima kasih makasih trims hp wa jam pukul pkl dari kami berikut
    """.split()  # noqa: SIM905
)
_TPS_SLIP = re.compile(r"\b(?:tsp|tpz|tos|yps|rps|ptps|stp|t ps|tp s|t p s|tpsp|tops|[a-z]+tps)\W{0,3}\d")
# numbers said in other languages are not read; that somebody said some is not missed
_NUMERALS = frozenset(
    """
    siji loro telu papat limo enem pitu wolu songo sanga sepuloh satus atus rong telung patang
    limang pitung wolung sangang seket sewidak suwidak selawe hiji tilu opat genep dalapan salapan
    sapuluh saratus welas ciek duo tigo ampek tujuah sambilan sapuluah puluah saratuih ratuih baleh
    seddi tellu eppa enneng aruwa asera seppulo siratu settong dupolo empa tello lema ennem petto
    ballu saratos polo besik siki kalih dasa kutus lhee peuet limong nam tujoh sikureueng siploh
    sireutoh ploh reutoh sikok talu walu
    """.split()  # noqa: SIM905
)
_MOST_WORDS = 12  # around figures that are a whole message; a story with numbers has more
_FEW = 3


def is_piece(items: Sequence[Item]) -> bool:
    """Nothing but a TPS and place, or nothing but figures: a part of a report sent in pieces."""
    kinds = {item.kind for item in items if not (item.kind in ("w", "blank") and item.text in _HAIL)}
    kinds -= {"s", "nl"}
    if kinds - {"x"} <= {"tps", "place", "mark", "contest"}:
        return "tps" in kinds
    figures = sum(item.kind in ("n", "d") for item in items)
    return kinds <= {"n", "d", "row", "ch", "intro", "unit"} and figures >= 2


def says_numbers(text: str) -> bool:
    """Whether a TPS stands beside several numbers in the words of a language that is not read."""
    return "tps" in text and sum(word in _NUMERALS for word in re.findall(r"[a-z]+", text)) >= _FEW


def looks_like_figures(items: list[Item], text: str, numbers: int) -> bool:
    """Whether figures of a report stand here, though its TPS, place or labels cannot be read."""
    if numbers < 2:
        return False
    kinds = {item.kind for item in items}
    if numbers >= _FEW and "place" in kinds:
        return True
    if "contest" in kinds or _TPS_SLIP.search(text):
        return True
    words = sum(item.kind == "w" for item in items)
    return words <= _MOST_WORDS and longest_run(items) >= _FEW
