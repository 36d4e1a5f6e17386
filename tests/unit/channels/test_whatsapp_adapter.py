"""Each recorded shape of a WhatsApp delivery becomes the right messages and statuses."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.channels.foreign import NotJson, parse
from deskpemilu.channels.whatsapp import adapter

CASES = sorted((Path(__file__).parents[2] / "corpus" / "whatsapp").glob("*.json"))
RECEIVED = datetime(2024, 2, 14, 9, 0, tzinfo=UTC)
DEFAULTS = {"group": "", "reply_to": "", "forwarded": False}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def _parsed(delivery: object) -> adapter.Parsed:
    return adapter.read(parse(json.dumps(delivery).encode()), received_at=RECEIVED)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_delivery_is_read_as_recorded(path: Path) -> None:
    """One file a case; the channel's own form of each message is kept."""
    case = json.loads(path.read_text(encoding="utf-8"))
    parsed = _parsed(case["delivery"])
    found = [_shown(asdict(envelope)) for envelope in parsed.envelopes]
    wanted = [DEFAULTS | {"note": False} | message for message in case["messages"]]
    assert found == wanted
    assert [_status(asdict(status)) for status in parsed.statuses] == case["statuses"]


def _shown(envelope: dict[str, Any]) -> dict[str, Any]:
    assert envelope["channel"] == "whatsapp"
    assert envelope["payload"]["message"]["type"]
    at = envelope["sent_at"]
    return {
        "external_id": envelope["external_id"],
        "sender": envelope["sender"],
        "sender_name": envelope["sender_name"],
        "sent_at": "received" if at == RECEIVED else at.isoformat(),
        "kind": envelope["kind"],
        "text": envelope["text"],
        "group": envelope["group"],
        "reply_to": envelope["reply_to"],
        "forwarded": envelope["forwarded"],
        "note": "note" in envelope["payload"],
    }


def _status(status: dict[str, Any]) -> dict[str, str]:
    return {
        "provider_id": status["provider_id"],
        "status": status["status"],
        "at": status["at"].isoformat(),
        "error": status["error"],
    }


def test_there_are_recorded_cases() -> None:
    """An empty folder would pass everything."""
    assert len(CASES) >= 40


def test_a_message_without_id_keeps_the_same_stand_in() -> None:
    """So that its repeat is still a repeat, whatever the order of its keys."""
    one = {"entry": [{"changes": [{"value": {"messages": [{"type": "text", "text": {"body": "a"}}]}}]}]}
    two = {"entry": [{"changes": [{"value": {"messages": [{"text": {"body": "a"}, "type": "text"}]}}]}]}
    first, second = _parsed(one).envelopes[0], _parsed(two).envelopes[0]
    assert first.external_id == second.external_id
    assert first.external_id.startswith("sha256-")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"5",
        b"\xff\xfe\x00",
        b"{",
        b"[" * 100_000,
        b'{"a":' + b"[" * 900 + b"]" * 900 + b"}" * 1,
        b'{"a": 1' + b"0" * 5000 + b"}",
    ],
)
def test_what_is_no_json_object_is_named(body: bytes) -> None:
    """The reason is told; nothing else is raised."""
    with pytest.raises(NotJson):
        parse(body)


def test_numbers_that_are_no_numbers_do_not_reach_the_database() -> None:
    """PostgreSQL refuses NaN and Infinity in JSON."""
    assert parse(b'{"a": NaN, "b": [Infinity, 1e999], "c": 1.5}') == {"a": None, "b": [None, None], "c": 1.5}


@given(
    value=anything, message=st.dictionaries(st.sampled_from(["id", "type", "from", "text", "edit"]), anything)
)
def test_no_payload_is_refused(value: object, message: dict[str, object]) -> None:
    """Whatever stands in the places we read."""
    change = {
        "field": "messages",
        "value": {"messages": [message, value], "contacts": value, "statuses": [value]},
    }
    parsed = adapter.read({"entry": [{"changes": [change]}, value]}, received_at=RECEIVED)
    assert len(parsed.envelopes) >= 1
    for envelope in parsed.envelopes:
        assert envelope.external_id
        assert len(envelope.sender) <= 80
