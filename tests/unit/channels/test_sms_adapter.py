"""An SMS becomes one message, from a gateway or from Gammu SMSD, and the same one again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.sms.adapter import SmsRefused, from_body, from_gammu

CASES = sorted((Path(__file__).parents[2] / "corpus" / "sms").glob("*.json"))
RECEIVED = datetime(2024, 2, 14, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")
GAMMU = {"SMS_MESSAGES": "1", "SMS_1_NUMBER": "+628120000001", "SMS_1_TEXT": "TPS 3", "DECODED_PARTS": "0"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_sms_is_read_as_recorded(path: Path) -> None:
    """One file a case."""
    case = json.loads(path.read_text(encoding="utf-8"))
    if "body" in case:
        envelope = from_body(json.dumps(case["body"]).encode(), received_at=RECEIVED, zone=ZONE)
        assert envelope.external_id == str(case["body"]["id"])
    else:
        envelope = from_gammu(case["environment"], case["ids"], received_at=RECEIVED)
    assert case["expected"] == {
        "sender": envelope.sender,
        "text": envelope.text,
        "sent_at": "received" if envelope.sent_at == RECEIVED else envelope.sent_at.isoformat(),
        "note": "note" in envelope.payload,
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "bukan JSON"),
        (b"\xff\x00", "bukan JSON"),
        (b"[]", "bukan objek JSON"),
        (b'{"from": "62812", "text": "a"}', "“id”"),
        (b'{"id": "1", "text": "a"}', "“from”"),
        (b'{"id": "1", "from": "62812", "text": "  "}', "“text”"),
        (b'{"id": "1", "from": "62812", "text": {"a": 1}}', "“text”"),
    ],
)
def test_a_body_that_lacks_something_is_refused_by_name(body: bytes, words: str) -> None:
    """The sentence says which field."""
    with pytest.raises(SmsRefused, match=words):
        from_body(body, received_at=RECEIVED, zone=ZONE)


def gammu(*ids: str, at: datetime = RECEIVED, **changes: str) -> Envelope:
    return from_gammu(GAMMU | changes, ids, received_at=at)


def test_smsd_running_the_command_again_gives_the_same_message() -> None:
    """Minutes later, as it does when the first run took too long."""
    assert gammu("41").external_id == gammu("41", at=RECEIVED + timedelta(hours=1)).external_id


def test_the_same_words_in_another_sms_are_another_message() -> None:
    """A → B → A must stay three reports."""
    assert gammu("41").external_id != gammu("42").external_id
    assert gammu("41").external_id != gammu("41", SMS_1_TEXT="TPS 4").external_id
    assert gammu("41").external_id != gammu("41", PHONE_ID="modem2").external_id


def test_without_ids_the_reference_and_the_minutes_stand_in() -> None:
    """The `null` service of SMSD gives none."""
    assert gammu(SMS_1_REFERENCE="7").external_id == gammu(SMS_1_REFERENCE="7").external_id
    assert gammu(SMS_1_REFERENCE="7").external_id != gammu(SMS_1_REFERENCE="8").external_id
    assert gammu().external_id != gammu(at=RECEIVED + timedelta(minutes=6)).external_id


def test_bytes_that_are_no_text_become_a_sign() -> None:
    """The environment hands them on as half surrogates, which no database takes."""
    found = gammu("41", SMS_1_TEXT="TPS \udcff3")
    assert found.text == "TPS \ufffd3"
    json.dumps(found.payload, ensure_ascii=False).encode()


@pytest.mark.parametrize("environment", [{}, {"SMS_MESSAGES": "x"}, {"SMS_MESSAGES": "1"}])
def test_a_call_that_is_not_smsd_s_is_refused(environment: dict[str, str]) -> None:
    """Nothing is made up."""
    with pytest.raises(SmsRefused):
        from_gammu(environment, [], received_at=RECEIVED)
