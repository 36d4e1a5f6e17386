"""Replies to an SMS go out through the desk's gateway, signed, each under an id that stays the same."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from deskpemilu.channels import outbox, sending
from deskpemilu.channels.envelope import Reply
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.channels.sending import SendResult, send_due
from deskpemilu.channels.sms.gateway import Gateway
from deskpemilu.channels.whatsapp.client import Account

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
GATEWAY = Gateway("http://gerbang.test/kirim", "rahasia-sms-uji")
NO_WHATSAPP = Account("", "", "")
State = OutboxMessage.State
Answer = Callable[[httpx.Request], httpx.Response]


def send(answer: Answer, now: datetime = NOW) -> SendResult:
    """One round against a gateway that answers so."""
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        return send_due(client=client, now=now, jitter=lambda: 0.0, account=NO_WHATSAPP, gateway=GATEWAY)


def put(*texts: str, to: str = "628120000001") -> None:
    outbox.queue([Reply("sms", to, text, f"{to}:{text}") for text in texts], now=NOW)


def status(code: int, body: str = "") -> Answer:
    return lambda _: httpx.Response(code, text=body)


def test_an_sms_goes_out_signed_and_in_order() -> None:
    """Also while WhatsApp has no keys."""
    put("TERCATAT ✅", "kedua")
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(202, json={"id": f"gw-{len(asked)}"})

    assert send(answer) == SendResult(sent=2, paused=sending.KEYS_MISSING)
    bodies = [json.loads(request.content) for request in asked]
    assert [(body["to"], body["text"]) for body in bodies] == [
        ("+628120000001", "TERCATAT ✅"),
        ("+628120000001", "kedua"),
    ]
    right = hmac.new(b"rahasia-sms-uji", asked[0].content, hashlib.sha256).hexdigest()
    assert asked[0].headers["X-Desk-Signature"] == f"sha256={right}"
    assert list(OutboxMessage.objects.order_by("pk").values_list("state", "provider_id")) == [
        (State.SENT, "sms-gw-1"),
        (State.SENT, "sms-gw-2"),
    ]


def test_an_sms_tried_again_has_the_same_id() -> None:
    """So that the gateway can leave out what it has sent."""
    put("halo")
    ids: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        ids.append(json.loads(request.content)["id"])
        if len(ids) == 1:
            raise httpx.ReadTimeout("no answer", request=request)
        return httpx.Response(200, text="OK")

    assert send(answer).retried == 1
    assert send(answer, NOW + timedelta(seconds=61)).sent == 1
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (status(503), State.QUEUED, "terganggu"),
        (status(429), State.QUEUED, "sibuk"),
        (status(401), State.QUEUED, "DESK_SMS_SECRET"),
        (status(302), State.QUEUED, "DESK_SMS_SEND_URL"),
        (status(422, "nomor tidak sah"), State.FAILED, "nomor tidak sah"),
    ],
)
def test_what_a_gateway_answers_decides(answer: Answer, state: str, words: str) -> None:
    """Trouble and pauses fail nothing."""
    put("halo")
    send(answer)
    message = OutboxMessage.objects.get()
    assert message.state == state
    assert words in message.error


def test_a_pause_of_sms_leaves_whatsapp_alone() -> None:
    """Each channel waits for itself."""
    put("halo")
    outbox.queue([Reply("whatsapp", "628120000001", "hai", "w")], now=NOW)
    send(status(401))
    assert OutboxMessage.objects.get(channel="whatsapp").next_at == NOW
    assert OutboxMessage.objects.get(channel="sms").next_at > NOW


def test_a_sender_that_is_no_number_is_not_answered() -> None:
    """Nobody reads at TELKOMSEL."""
    put("halo", to="TELKOMSEL")
    assert send(status(200)).failed == 1


def test_what_is_missing_is_told_for_each_channel(settings: Any) -> None:
    """For the page that shows what is stuck."""
    settings.WHATSAPP_TOKEN = settings.SMS_SEND_URL = ""
    assert set(sending.missing_keys()) == {"whatsapp", "sms"}
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_ID = "token", "1"
    settings.SMS_SEND_URL, settings.SMS_SECRET = "http://gerbang.test/", "x"
    assert sending.missing_keys() == {}
