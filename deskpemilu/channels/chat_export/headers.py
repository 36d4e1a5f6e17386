"""The header before each message of an export, and the order of day and month. Pure.

    14/02/24 15.20 - Nama: teks            Android
    [14/02/24 15.20.31] Nama: teks         iPhone

Comes in: lines. Goes out: entries with their moment (a time of the exporting phone's clock) and
raw words. One phone writes one style, so only headers like the first one count; anything else that
looks like a header stands inside a message. Whether 02/03 is March or February is decided over the
whole file, and refused when nothing decides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from deskpemilu.channels.chat_export.wording import MARKS, plain
from deskpemilu.registry.importers.report import FileRefused

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
SENDER_LIMIT = 100
_DATE = r"(?P<a>\d{1,4})(?P<sep>[/.\-])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{2,4})"
_TIME = r"(?P<hour>\d{1,2})(?P<tsep>[.:])(?P<minute>\d{2})(?:(?P=tsep)(?P<second>\d{2}))?"
_HALF = r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?"
_ANDROID = re.compile(rf"{_DATE}(?P<comma>,?) {_TIME}{_HALF} [-–] (?P<rest>.*)", re.DOTALL)
_IPHONE = re.compile(rf"\[{_DATE}(?P<comma>,?) {_TIME}{_HALF}\] (?P<rest>.*)", re.DOTALL)
_SPECIAL_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")
_HEAD = 60  # a header's date and time never reach further


class ExportRefused(FileRefused):
    """A file that is no chat export, or that cannot be read without asking."""


class OrderUnknown(ExportRefused):
    """Day and month cannot be told apart; the person must say which comes first."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One header with its words, before the date is understood."""

    line: int
    date: tuple[str, str, str]
    clock: tuple[int, int, int]
    rest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One message or notice: line of its header, moment by the phone's clock, sender ("" = notice)."""

    line: int
    at: datetime
    sender: str
    words: str


@dataclass(frozen=True, slots=True)
class Style:
    """How the first header is written; all others must be written the same."""

    iphone: bool
    separator: str
    comma: bool
    clock: str
    seconds: bool
    halves: bool
    year_digits: int
    year_first: bool

    @property
    def never_month_first(self) -> bool:
        """Only the American style begins with the month, and it has slashes and colons."""
        return self.separator != "/" or self.clock == "."


def entries(text: str, *, order: str = "", not_after: datetime | None = None) -> tuple[Style, list[Entry]]:
    """All entries of an export, in its order.

    `order` is dmy or mdy when a person said so; `not_after` is a naive time after which no message
    can have been written. Raises ExportRefused, or OrderUnknown when only a person can tell.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    style, heads = _heads(lines)
    found = order or _order(style, heads, not_after)
    return style, list(_entries(lines, heads, found))


def moment(date: tuple[str, str, str], clock: tuple[int, int, int], order: str) -> datetime | None:
    """The moment of a header in an order; None when there is no such day."""
    year, month, day = (date[order.index(part)] for part in "ymd")
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return datetime(full, int(month), int(day), *clock)  # noqa: DTZ001 - the phone's own clock
    except ValueError:
        return None


def clock_of(hour: str, minute: str, second: str | None, half: str | None) -> tuple[int, int, int] | None:
    """Hours, minutes, seconds of the day; None for what is no time."""
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    return (hours, minutes, seconds) if hours < 24 and minutes < 60 and seconds < 60 else None


def sender_and_words(rest: str) -> tuple[str, str]:
    """Who wrote, and the words; ("", words) for a notice of the app."""
    name, colon, words = rest.partition(":")
    shown = plain(name).strip()
    if not colon or not shown or len(shown) > SENDER_LIMIT or (words and words[0] not in f" \n{MARKS}"):
        return "", rest
    return shown, words[1:] if words.startswith(" ") else words


def _heads(lines: Sequence[str]) -> tuple[Style, list[Raw]]:
    """Headers of the style that the first line has."""
    style: Style | None = None
    heads: list[Raw] = []
    for number, line in enumerate(lines, start=1):
        found = _match(line)
        if found is None:
            if style is None and plain(line).strip():
                raise ExportRefused(
                    "Bukan ekspor percakapan WhatsApp: baris ini tidak diawali tanggal dan jam. "
                    "Gunakan berkas hasil menu Ekspor chat.",
                    line=number,
                    value=line[:80],
                )
            continue
        its_style, raw = _style(found), _raw(number, found)
        style = style or its_style
        if raw is not None and its_style == style:
            heads.append(raw)
    if style is None or not heads:
        raise ExportRefused("Berkas kosong: tidak ada satu pun pesan.")
    return style, heads


def _match(line: str) -> re.Match[str] | None:
    """The header at the start of a line, whatever marks and spaces the phone put into it."""
    bare = line.lstrip(MARKS)
    if bare[:1] not in "[0123456789" or not bare:
        return None
    head = _SPECIAL_SPACES.sub(" ", bare[:_HEAD])
    return (_IPHONE if bare[0] == "[" else _ANDROID).fullmatch(head + bare[_HEAD:])


def _style(found: re.Match[str]) -> Style:
    return Style(
        iphone=found.re is _IPHONE,
        separator=found["sep"],
        comma=bool(found["comma"]),
        clock=found["tsep"],
        seconds=found["second"] is not None,
        halves=found["half"] is not None,
        year_digits=max(len(found["a"]), len(found["c"])),
        year_first=len(found["a"]) == 4,
    )


def _raw(line: int, found: re.Match[str]) -> Raw | None:
    clock = clock_of(found["hour"], found["minute"], found["second"], found["half"])
    if clock is None or {len(found["a"]), len(found["c"])} - {1, 2, 4}:
        return None
    return Raw(line, (found["a"], found["b"], found["c"]), clock, found["rest"])


def _order(style: Style, heads: Sequence[Raw], not_after: datetime | None) -> str:
    """The order in which most dates exist, else the one in which time runs forward."""
    if style.year_first:
        return YEAR_FIRST
    if style.never_month_first:
        return DAY_FIRST
    moments = {order: _moments(heads, order, not_after) for order in (DAY_FIRST, MONTH_FIRST)}
    days, months = (len(moments[order]) for order in (DAY_FIRST, MONTH_FIRST))
    if days != months:
        return DAY_FIRST if days > months else MONTH_FIRST
    backwards = {order: _steps_back(found) for order, found in moments.items()}
    if backwards[DAY_FIRST] != backwards[MONTH_FIRST]:
        return min(backwards, key=lambda order: backwards[order])
    raise OrderUnknown(
        "Tidak dapat dipastikan apakah tanggal ditulis hari/bulan atau bulan/hari. "
        "Pilih urutan tanggalnya (dmy atau mdy), lalu impor lagi.",
        line=heads[0].line,
        column="tanggal",
        value="/".join(heads[0].date),
    )


def _moments(heads: Sequence[Raw], order: str, not_after: datetime | None) -> list[datetime]:
    found = (moment(head.date, head.clock, order) for head in heads)
    return [at for at in found if at is not None and (not_after is None or at <= not_after)]


def _steps_back(moments: Sequence[datetime]) -> int:
    """How often the next message is more than a day older: late messages are, but not that much."""
    return sum(later < earlier - timedelta(days=1) for earlier, later in pairwise(moments))


def _entries(lines: Sequence[str], heads: Sequence[Raw], order: str) -> Iterator[Entry]:
    """Each header with the lines up to the next one; a header whose day does not exist is words."""
    real = [(head, at) for head in heads if (at := moment(head.date, head.clock, order)) is not None]
    if not real:
        raise ExportRefused("Tidak ada tanggal yang sah dalam urutan ini. Periksa urutan tanggalnya.")
    ends = [head.line - 1 for head, _ in real[1:]] + [len(lines)]
    for (head, at), end in zip(real, ends, strict=True):
        sender, words = sender_and_words(head.rest)
        more = "\n".join(lines[head.line : end])
        yield Entry(head.line, at, sender, f"{words}\n{more}" if head.line < end else words)
