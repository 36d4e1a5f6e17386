"""What staff paste becomes the messages it holds, with the writers that are shown."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from deskpemilu.channels.chat_export.adapter import read
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.pasted import PasteRefused, Piece, envelopes_of, pieces_of

WIB = ZoneInfo("Asia/Jakarta")
LOCAL = datetime(2024, 2, 14, 18, 0)
NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)


def made(pieces: tuple[Piece, ...], key: str = "k1", **changes: object) -> tuple[Envelope, ...]:
    return envelopes_of(pieces, key=key, chat="Desk Uji", zone=WIB, now=NOW, **changes)  # type: ignore[arg-type]


def test_text_without_headers_is_one_message() -> None:
    """As it stands, also over several lines."""
    assert pieces_of("\nTPS 3 Mekar Sari\r\n01: 120\n\n02: 98\n", now=LOCAL) == (
        Piece("TPS 3 Mekar Sari\n01: 120\n\n02: 98"),
    )


@pytest.mark.parametrize(
    "header",
    [
        "[15.20, 14/2/2024] Ana Uji: ",
        "[15:20, 14/2/2024] Ana Uji: ",
        "[3:20 PM, 2/14/2024] Ana Uji: ",
        "[14/2, 15.20] Ana Uji: ",
        "[2/14, 3:20\u202fPM] Ana Uji: ",
        "[14/02/24 15.20.00] Ana Uji: ",
        "14/02/24 15.20 - Ana Uji: ",
        "\u200e[14/02/24, 15:20:00] ~\u202fAna Uji: ",
    ],
)
def test_each_way_of_copying_shows_who_and_when(header: str) -> None:
    """Browser, phone, export; a year that is not shown is the last one possible."""
    text = f"{header}TPS 3\n01: 120\n{header.replace('Ana', 'Budi')}TPS 4\n"
    first, second = pieces_of(text, now=LOCAL)
    assert (first.text, first.at) == ("TPS 3\n01: 120", datetime(2024, 2, 14, 15, 20))
    assert (second.text, second.shown.removeprefix("~").strip()) == ("TPS 4", "Budi Uji")


def test_words_before_the_first_header_are_a_message_of_their_own() -> None:
    """A note that staff typed, or the end of a message that was cut."""
    pieces = pieces_of("mohon dicek\n[15.20, 14/2/2024] Ana: TPS 3", now=LOCAL)
    assert [piece.text for piece in pieces] == ["mohon dicek", "TPS 3"]


def test_of_two_possible_days_the_one_just_before_now_counts() -> None:
    """3/2 on the 14th of February is the third; 2/12 is not December to come."""
    assert pieces_of("[15.20, 3/2/2024] Ana: a", now=LOCAL)[0].at == datetime(2024, 2, 3, 15, 20)
    assert pieces_of("[15.20, 2/12/2024] Ana: a", now=LOCAL)[0].at == datetime(2024, 2, 12, 15, 20)
    assert pieces_of("[31/12, 23.50] Ana: a", now=LOCAL)[0].at == datetime(2023, 12, 31, 23, 50)


def test_a_time_that_cannot_be_is_replaced_with_a_note() -> None:
    """The time of pasting, and the record says so."""
    piece = pieces_of("[15.20, 31/2/2024] Ana: TPS 3", now=LOCAL)
    envelope = made(piece)[0]
    assert envelope.sent_at == NOW
    assert "waktu tempel" in envelope.payload["note"]


@pytest.mark.parametrize("text", ["", " \n\u200e ", "a" * 200_001])
def test_nothing_or_far_too_much_is_refused(text: str) -> None:
    """With what to do instead."""
    with pytest.raises(PasteRefused):
        pieces_of(text, now=LOCAL)


def test_staff_choose_whose_message_it_is() -> None:
    """By the shown name; a shown number speaks for itself; without either the one chosen for all."""
    text = "catatan\n[15.20, 14/2/2024] Ana: TPS 3\n[15.21, 14/2/2024] +62 812-0000-002: TPS 4"
    found = made(pieces_of(text, now=LOCAL), sender="628120000009", senders={"Ana": "628120000001"})
    assert [envelope.sender for envelope in found] == ["628120000009", "628120000001", "628120000002"]
    assert [envelope.sender_name for envelope in found] == ["", "Ana", "+62 812-0000-002"]


def test_a_message_pasted_and_imported_counts_once() -> None:
    """The export of the same chat gives the same id."""
    pasted = made(pieces_of("[15.20, 14/2/2024] Ana Uji: TPS 3\n01: 120", now=LOCAL))
    exported = read("14/02/24 15.20 - Ana Uji: TPS 3\n01: 120\n", chat="Desk Uji", zone=WIB).envelopes
    assert pasted[0].external_id == exported[0].external_id
    assert pasted[0].sent_at == exported[0].sent_at


def test_sending_a_page_twice_is_once_and_pasting_again_is_again() -> None:
    """A → B → A pasted by hand must stay three reports."""
    pieces = pieces_of("TPS 3 01: 120", now=LOCAL)
    assert made(pieces)[0].external_id == made(pieces)[0].external_id
    assert made(pieces)[0].external_id != made(pieces, key="k2")[0].external_id


def test_media_and_deleted_messages_are_told_apart() -> None:
    """A deleted one says nothing; a picture's caption is its words."""
    text = (
        "14/02/24 15.20 - Ana: <Media tidak disertakan>\nTPS 3\n"
        "14/02/24 15.21 - Ana: Pesan ini telah dihapus\n14/02/24 15.22 - Ana: \n"
    )
    assert [(piece.text, piece.medium) for piece in pieces_of(text, now=LOCAL)] == [("TPS 3", "media")]
