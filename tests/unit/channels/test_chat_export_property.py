"""Whatever was written in a group comes back from its export, in every style of phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.channels.chat_export.adapter import read
from deskpemilu.channels.chat_export.headers import ExportRefused
from deskpemilu.channels.chat_export.wording import MARKS

ZONE = ZoneInfo("Asia/Jakarta")
Message = tuple[datetime, str, str]
NARROW = "\u202f"
# What a person types: anything but the marks the app adds, control signs, and what ends a line.
letters = st.characters(
    exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters=MARKS + "\u00a0\u2007\u2009\u202f<>"
)
line = (
    st.text(letters, max_size=40)
    .map(str.strip)
    .filter(lambda text: not text[:1].isdigit() and text[:1] != "[")
)
names = st.sampled_from(["Ana Uji", "Budi (Desa Betung)", "Pak Camat 🙏", "Siti", "Op. Kec. Rambutan"])
steps = st.integers(0, 3 * 24 * 60)
messages = st.lists(
    st.tuples(
        steps, names, st.lists(line, min_size=1, max_size=4).map("\n".join).map(str.strip).filter(bool)
    ),
    min_size=1,
    max_size=12,
)


def android_indonesian(at: datetime, name: str, text: str) -> str:
    return f"{at:%d/%m/%y %H.%M} - {name}: {text}\n"


def android_english(at: datetime, name: str, text: str) -> str:
    hour = at.hour % 12 or 12
    return f"{at.month}/{at.day}/{at:%y}, {hour}:{at:%M}{NARROW}{at:%p} - {name}: {text}\n"


def android_british(at: datetime, name: str, text: str) -> str:
    return f"{at:%d/%m/%Y, %H:%M} - {name}: {text}\n"


def iphone_indonesian(at: datetime, name: str, text: str) -> str:
    return f"[{at:%d/%m/%y %H.%M.%S}] {name}: {text}\n"


def iphone_english(at: datetime, name: str, text: str) -> str:
    hour = at.hour % 12 or 12
    return f"[{at.month}/{at.day}/{at:%y}, {hour}:{at:%M:%S}{NARROW}{at:%p}] ~{NARROW}{name}: {text}\r\n"


STYLES: dict[str, tuple[Callable[[datetime, str, str], str], str]] = {
    "android_indonesian": (android_indonesian, "dmy"),
    "android_english": (android_english, "mdy"),
    "android_british": (android_british, "dmy"),
    "iphone_indonesian": (iphone_indonesian, "dmy"),
    "iphone_english": (iphone_english, "mdy"),
}


def dated(drawn: list[tuple[int, str, str]]) -> list[Message]:
    """Messages one after the other from election day on."""
    at = datetime(2024, 2, 14, 6, 0, 30)
    found = []
    for step, name, text in drawn:
        at += timedelta(minutes=step)
        found.append((at, name, text))
    return found


@pytest.mark.parametrize("style", STYLES)
@given(drawn=messages)
def test_messages_come_back_as_they_were_written(style: str, drawn: list[tuple[int, str, str]]) -> None:
    """Sender, minute and words; ids are all different and do not depend on what follows."""
    render, order = STYLES[style]
    sent = dated(drawn)
    text = "".join(render(*message) for message in sent)
    export = read(text, chat="Desk Uji", zone=ZONE, order=order)
    assert [
        (envelope.sent_at.replace(tzinfo=None, second=0), envelope.sender, envelope.text)
        for envelope in export.envelopes
    ] == [(at.replace(second=0), name, text) for at, name, text in sent]
    ids = [envelope.external_id for envelope in export.envelopes]
    assert len(set(ids)) == len(ids)
    shorter = read("".join(render(*m) for m in sent[:1]), chat="Desk Uji", zone=ZONE, order=order)
    assert shorter.envelopes[0].external_id == ids[0]


@pytest.mark.parametrize("style", STYLES)
@given(drawn=messages)
def test_the_order_is_found_once_a_day_beyond_the_twelfth_appears(
    style: str, drawn: list[tuple[int, str, str]]
) -> None:
    """The first message is of the 14th, which is no month."""
    render, order = STYLES[style]
    text = "".join(render(*message) for message in dated(drawn))
    found = [e.sent_at for e in read(text, chat="Desk Uji", zone=ZONE).envelopes]
    told = [e.sent_at for e in read(text, chat="Desk Uji", zone=ZONE, order=order).envelopes]
    assert found == told


@given(junk=st.text(max_size=200), chat=st.text(min_size=1, max_size=10))
def test_no_text_breaks_the_reader(junk: str, chat: str) -> None:
    """It is read or refused, and nothing else happens."""
    for text in (junk, "14/02/24 15.20 - Ana: " + junk, "[14/02/24 15.20.31] Ana: " + junk):
        try:
            export = read(text, chat=chat, zone=ZONE)
        except ExportRefused:
            continue
        assert all(envelope.text or envelope.kind != "text" for envelope in export.envelopes)
