"""What an SMS gateway delivers is stored once, when it is signed and whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.http import HttpResponse
from django.test import Client

from deskpemilu.channels.models import Delivery, InboxMessage
from deskpemilu.config.commands.sms_in import command
from tests.web.hooks.signing import signature

SECRET = "rahasia-sms-uji"
SMS = {
    "id": "gw-1",
    "from": "08120000001",
    "text": "kk#a#pilpres#1#2#3#0",
    "received_at": "2024-02-14T15:20:00",
}
GAMMU = {"SMS_MESSAGES": "1", "SMS_1_NUMBER": "+628120000001", "SMS_1_TEXT": "TPS 3", "DECODED_PARTS": "0"}


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.SMS_SECRET = SECRET


def deliver(client: Client, content: Any, secret: str = SECRET) -> HttpResponse:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {"X-Desk-Signature": signature(body, secret)}
    answer: HttpResponse = client.post("/hooks/sms", body, content_type="application/json", headers=headers)
    return answer


def test_a_signed_sms_is_stored_once(client: Client) -> None:
    """With its raw body, in the desk's time zone."""
    for _ in range(2):
        assert deliver(client, SMS).status_code == 200
    message = InboxMessage.objects.get()
    assert (message.channel, message.external_id, message.sender) == ("sms", "gw-1", "628120000001")
    assert message.sent_at.isoformat() == "2024-02-14T08:20:00+00:00"
    assert json.loads(bytes(Delivery.objects.get().body)) == SMS


def test_a_wrong_signature_stores_nothing(client: Client) -> None:
    """401."""
    assert deliver(client, SMS, "lain").status_code == 401
    assert not Delivery.objects.exists()


def test_without_secret_it_says_which_setting(client: Client, settings: Any) -> None:
    """503."""
    settings.SMS_SECRET = ""
    answer = deliver(client, SMS, "")
    assert answer.status_code == 503
    assert "DESK_SMS_SECRET" in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"\x00\x80", {"id": "1", "from": "62812"}, []])
def test_an_sms_that_lacks_something_is_refused_with_the_reason(client: Client, content: Any) -> None:
    """422, and nothing half-stored."""
    answer = deliver(client, content)
    assert answer.status_code == 422
    assert answer.content.decode().endswith(".")
    assert not Delivery.objects.exists()
    assert not InboxMessage.objects.exists()


def test_reading_the_route_is_no_delivery(client: Client) -> None:
    """405."""
    assert client.get("/hooks/sms").status_code == 405


def test_gammu_s_command_stores_the_sms_once() -> None:
    """Run twice by SMSD for the same row."""
    for _ in range(2):
        result = CliRunner().invoke(command, ["41"], env=GAMMU)
        assert result.exit_code == 0, result.output
    assert InboxMessage.objects.get().text == "TPS 3"
    assert Delivery.objects.count() == 1


def test_gammu_s_command_outside_smsd_refuses_in_one_line() -> None:
    """Exit code 1."""
    result = CliRunner().invoke(command, [], env={"SMS_MESSAGES": ""})
    assert result.exit_code == 1
    assert "RunOnReceive" in result.output
    assert not InboxMessage.objects.exists()
