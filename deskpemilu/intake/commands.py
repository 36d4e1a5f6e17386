"""Commands about earlier reports: BENAR, RALAT, BATAL, STATUS, and short answers to a question.

Comes in: a message. Goes out: a `Reading` with outcome `act` (or `ask` when it does not say which report
or figure), None for a message that is no command. Applying it to stored reports is the caller's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskpemilu.intake import commandwords as said
from deskpemilu.intake import wording
from deskpemilu.intake.classify import Signals, place_of
from deskpemilu.intake.interpret import Problem
from deskpemilu.intake.items import Item, TpsAnchor
from deskpemilu.intake.normalise import Normalised, normalise
from deskpemilu.intake.reading import Kind, Outcome, Question, Reading, Report

if TYPE_CHECKING:
    from deskpemilu.intake.read import Reader
    from deskpemilu.registry.lexicon import Sender

_STATUS = re.compile(
    r"^\W*(?:cek |lihat |minta |mohon )?(?:status|progres|progress|rekap saya|sudah masuk berapa)\b"
)
_PLACED = re.compile(
    r"\b(?:tps|desa|kelurahan|kel|ds|angka|laporan|data)\b.*\b(?:bukan|seharusnya|"
    r"harusnya)\b"
)
_ASKED = re.compile(
    r"\b(?:tps mana|mana (?:saja )?(?:yang|yg)|berapa (?:tps|persen|banyak)?)\b.*\b(?:belum|blm|masuk)\b"
    r"|\bsudah (?:masuk|berapa)\b.*\?|\bsudah masuk (?:belum|blm)\b"
)
_MOVED = re.compile(
    # not `TPS 2: bukan 141 tapi 114`, which is about a figure
    r"\btps\W*(\d{1,3})\W{0,3}bukan\W{0,3}(?:tps\W*)?(\d{1,3})\b(?!\W{1,3}(?:tapi|tetapi|tp|tpi|melainkan)\b)|"
    r"\bbukan\W{0,3}tps\W*(\d{1,3})\W{0,3}(?:tapi|tetapi|melainkan|yang benar|yg benar|yg "
    r"bnr)\W{0,3}(?:tps\W*)?(\d{1,3})\b"
)
_RIGHT = rf"(?:{said.WHICH}\W{{1,3}}{said.RIGHT_WORD}|{said.SHOULD}|maksud(?:nya)?)"
_IS = r"(?:\W{0,3}(?:adalah|itu|untuk|utk|di))?\W{0,3}"
# `salah TPS, yang benar TPS 5`: which one is right is said in so many words
_MOVED_TO = re.compile(
    rf"\bsalah\W{{1,3}}(?:(?:kirim|tulis|ketik|input|masuk|nomor|no|nomer)\W{{1,3}}){{0,2}}tps\b\W{{0,3}}"
    rf"(?:(?:pak|bu|maaf|mohon maaf|tadi|yang tadi|yg tadi|lapor|kirim)\W{{1,3}}){{0,3}}"
    rf"{_RIGHT}{_IS}(?:tps)?\W{{0,3}}(\d{{1,3}})\b(?!\s*(?:suara|orang|pemilih))|"
    rf"\btps(?:nya)?\W{{1,3}}(?:salah|keliru)\W{{1,3}}{_RIGHT}{_IS}(?:tps)?\W{{0,3}}(\d{{1,3}})\b"
)
# `bukan 198 tapi 189`, `189 bukan 198`, `198 seharusnya 189`, `dari 198 jadi 189`
_SWAPS = (
    re.compile(rf"\b{said.NO}\W{{1,3}}(?P<old>\d{{1,4}})\W{{1,3}}{said.BUT}\W{{1,3}}(?P<new>\d{{1,4}})\b"),
    re.compile(rf"\b(?P<new>\d{{1,4}})\W{{1,3}}{said.NO}\W{{1,3}}(?P<old>\d{{1,4}})\b"),
    re.compile(r"\bdari\W{1,3}(?P<old>\d{1,4})\W{1,3}(?:menjadi|jadi|ke)\W{1,3}(?P<new>\d{1,4})\b"),
    re.compile(
        rf"\b(?P<old>\d{{1,4}})\W{{1,3}}(?:{said.SHOULD}|(?:di)?ganti|diubah)\W{{1,3}}"
        r"(?:(?:jadi|menjadi|dengan)\W{1,3})?(?P<new>\d{1,4})\b"
    ),
)
_REPLACED = re.compile(rf"\b{said.NO}\W{{1,3}}(?:\d+|\w+ \w+ \w+|\w+)\W{{1,3}}{said.BUT}\b")
_ANSWER = re.compile(r"^\s*(?:no(?:mor)?\W*|pilih\W*|yang\W*|nomer\W*)?([1-9])\W*$")


@dataclass(frozen=True, slots=True)
class Moved:
    """A report that was sent for another TPS. `wrong` None: that of the latest report is meant."""

    right: int
    wrong: int | None = None


def moved_of(text: str) -> Moved | None:
    """Which TPS a message says a report belongs to; None where it says no such thing."""
    plain = normalise(text).text
    if (found := _MOVED.search(plain)) is not None:
        right, wrong = (found[1], found[2]) if found[1] else (found[4], found[3])
        return Moved(int(right), int(wrong)) if right != wrong else None
    if (found := _MOVED_TO.search(plain)) is not None:
        return Moved(int(found[1] or found[2]))
    return None


def swapped_of(text: str) -> tuple[int, int] | None:
    """(old, new) where a message says that one figure stands for another, and nothing else."""
    plain = normalise(text).text
    found = next((match for words in _SWAPS if (match := words.search(plain)) is not None), None)
    if found is None:
        return None
    rest = plain[: found.start()] + plain[found.end() :]
    # Another figure beside the two may be a label, and is for the reader to understand.
    if re.search(r"\d", re.sub(r"\btps\W{0,3}\d{1,3}\b", "", rest)):
        return None
    return int(found["old"]), int(found["new"])


def command_of(  # noqa: PLR0911
    reader: Reader, normal: Normalised, items: list[Item], signals: Signals, sender: Sender
) -> Reading | None:
    """The reading of a command, or None."""
    text = normal.text.strip()
    if not text:
        return Reading(Kind.CONFIRM, Outcome.ACT) if normal.approves else None
    if len(text) <= 120 and _says_yes(text, items):
        return Reading(Kind.CONFIRM, Outcome.ACT)
    if _ANSWER.match(text):
        return Reading(Kind.CONFIRM, Outcome.ACT)
    if _STATUS.match(text) and signals.numbers <= 1:
        return Reading(Kind.STATUS, Outcome.ACT)
    if (undone := _undone(reader, normal, items, signals, sender)) is not None:
        return undone
    if signals.numbers == 0 and _ASKED.search(text):
        return Reading(Kind.STATUS, Outcome.ACT)
    return _mended(reader, normal, items, signals, sender)


def _says_yes(text: str, items: list[Item]) -> bool:
    """Whether a message only says yes; `Bana` is a desa in Bone, and *right* in Agam."""
    if not said.YES.fullmatch(text) or not said.YES_CORE.search(text):
        return False
    return not any(item.kind == "place" for item in items)


def _undone(
    reader: Reader, normal: Normalised, items: list[Item], signals: Signals, sender: Sender
) -> Reading | None:
    """A report taken back; only talked about (`dibatalkan?`), the desk asks; None for anything else."""
    whole = normal.text
    if not any(stem in whole for stem in said.UNDO_STEMS):
        return None
    text = _without_places(whole, items).strip()
    about = said.ABOUT_REPORT.search(text) is not None
    if not signals.numbers and about and _held_back(text, whole.strip()):
        return _doubted(reader)
    if not _is_undo(text, items, signals) or said.NOT_UNDONE.search(text):
        return None
    if said.CALLED_OFF.search(text) and not about:
        return None
    if said.IF_UNDONE.search(text):
        return _doubted(reader)
    return _cancel(reader, items, sender)


def _is_undo(text: str, items: list[Item], signals: Signals) -> bool:
    """Whether a text without its places orders that a report be taken back."""
    found = said.CANCEL.match(text) if signals.has_tps or not signals.plain_numbers else None
    if found is None:
        return not signals.numbers and _takes_back(text, signals)
    placed = signals.has_tps or any(item.kind == "place" for item in items)
    return said.is_undo(text, found.end(), placed=placed)


def _held_back(text: str, whole: str) -> bool:
    """`jangan dipakai dulu data TPS 3`; or the verb is also the name of a desa: `tarik laporan`, in Tarik."""
    if said.HELD_BACK.search(text):
        return True
    return said.CANCEL.match(whole) is not None and said.CANCEL.match(text) is None


def _without_places(text: str, items: list[Item]) -> str:
    """The text with blanks for its places: there are desa called Tarik and Batalang."""
    for item in items:
        if item.kind == "place":
            text = text[: item.start] + " " * (item.end - item.start) + text[item.end :]
    return text


def _doubted(reader: Reader) -> Reading:
    """A withdrawal that may be meant, or only talked about."""
    question = wording.question_of(Problem("cancel_meant"), reader.lexicon)
    return Reading(Kind.CANCEL, Outcome.ASK, question=question)


def _takes_back(text: str, signals: Signals) -> bool:
    """`laporan TPS 3 dibatalkan`, `Sukatani TPS 3 BATAL`."""
    found = said.WITHDRAWN.search(text)
    if found is not None:
        return said.is_undo(text, 0, placed=signals.has_tps)
    if said.DRAWN.search(text):
        return said.ABOUT_REPORT.search(text) is not None
    about = signals.has_tps or said.ABOUT_REPORT.search(text) is not None
    return about and said.ENDS_WITHDRAWN.search(text) is not None


def _mended(
    reader: Reader, normal: Normalised, items: list[Item], signals: Signals, sender: Sender
) -> Reading | None:
    """A correction: another TPS, or other figures; None when the message mends nothing."""
    text = normal.text.strip()
    if not any(stem in text for stem in said.STEMS):
        return None
    denies = any(word in text for word in said.DENIALS)
    moved = moved_of(text) if "tps" in text and ("salah" in text or "keliru" in text or denies) else None
    # With figures beside it, it is the whole report once more.
    if moved is not None and signals.numbers <= (moved.wrong is None):
        return _moved(reader, items, moved, sender)
    about = (signals.vote_words and signals.numbers) or signals.has_tps
    about = about or (signals.numbers == 0 and _PLACED.search(text) is not None)
    marked = signals.numbers > 0 and said.MARKED.search(text) is not None
    mends = (
        marked
        or (about and _says_mended(normal, items))
        or said.CORRECT.match(text)
        or (denies and _REPLACED.search(text))
        or (signals.numbers == 2 and swapped_of(text) is not None)
        or (1 < signals.numbers <= 4 and not signals.has_tps and said.DENIED_FIGURE.search(text))
    )
    return _correction(reader, normal, items, signals, sender) if mends else None


def _says_mended(normal: Normalised, items: list[Item]) -> bool:
    """A word of mending that is not part of a place's name: there is a desa Ganti Warno."""
    found = list(said.MENDED.finditer(normal.text))
    if not found:
        return False
    places = [(item.start, item.end) for item in items if item.kind == "place"]
    return any(not any(start <= match.start() < end for start, end in places) for match in found)


def _cancel(reader: Reader, items: list[Item], sender: Sender) -> Reading:
    code, _ = place_of(reader, items, sender)
    named = any(i.kind in ("tps", "place") for i in items)
    reports = (Report(code, None, {}),) if named else ()
    return Reading(Kind.CANCEL, Outcome.ACT, reports)


def _moved(reader: Reader, items: list[Item], moved: Moved, sender: Sender) -> Reading:
    """`tps 8 bukan tps 7`: the report of the wrong TPS is meant for the right one.

    With both named side by side the desk asks first; `salah TPS, yang benar TPS 5` says which is right.
    """
    anchors = [i for i in items if i.kind == "tps" and isinstance(i.value, TpsAnchor)]
    kept = [i for i in items if i not in anchors or moved.right in i.value.numbers]  # type: ignore[attr-defined]
    code, _ = place_of(reader, kept, sender)
    reports = (Report(code, None, {}),)
    if moved.wrong is None:
        return Reading(Kind.CORRECTION, Outcome.ACT, reports)
    problem = Problem("move_tps", (moved.right, moved.wrong))
    question = Question("move_tps", wording.question_text(problem, (), reader.lexicon))
    return Reading(Kind.CORRECTION, Outcome.ASK, reports, question=question)


def _correction(
    reader: Reader, normal: Normalised, items: list[Item], signals: Signals, sender: Sender
) -> Reading:
    """RALAT with the whole report or single figures; figures that contradict each other are asked about."""
    drafts = reader.results.correction(normal, items, sender)
    if drafts is None:
        question = Question("no_figures", wording.question_text(Problem("no_figures"), (), reader.lexicon))
        code, _ = place_of(reader, items, sender)
        reports = (Report(code, None, {}),) if code else ()
        return Reading(Kind.CORRECTION, Outcome.ASK, reports, question=question)
    return drafts
