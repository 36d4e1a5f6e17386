"""What Meta delivers is stored once, before it is acknowledged, and only when it is signed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from deskpemilu.channels import receiving
from deskpemilu.channels.envelope import Reply
from deskpemilu.channels.models import Delivery, DeliveryStatus, InboxMessage, OutboxMessage
from deskpemilu.channels.outbox import queue
from tests.web.hooks.signing import ANA, SECRET, deliver, delivery, signature, text


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.WHATSAPP_APP_SECRET = SECRET
    settings.WHATSAPP_VERIFY_TOKEN = "kata-uji"


def test_a_signed_message_is_stored_with_its_raw_delivery(client: Client) -> None:
    """Every field of the inbox row."""
    body = delivery(text("TPS 3 Mekar Sari 01: 120"))
    assert deliver(client, body).status_code == 200
    message = InboxMessage.objects.get()
    assert (message.channel, message.external_id, message.sender) == ("whatsapp", "wamid.N1", ANA)
    assert (message.text, message.sender_name) == ("TPS 3 Mekar Sari 01: 120", "Ana Uji")
    assert message.sent_at.isoformat() == "2024-02-14T08:20:00+00:00"
    assert message.payload["message"]["text"] == {"body": "TPS 3 Mekar Sari 01: 120"}
    assert b"wamid.N1" in bytes(Delivery.objects.get().body)


@pytest.mark.parametrize(
    "signed",
    ["", "sha256=", "sha256=" + "0" * 64, signature(b"lain"), signature(b"", "kunci lain"), "sha1=abc", "é"],
)
def test_a_wrong_signature_stores_nothing(client: Client, signed: str) -> None:
    """401, whatever is wrong with it."""
    assert deliver(client, delivery(text("01: 120")), signed).status_code == 401
    assert not Delivery.objects.exists()
    assert not InboxMessage.objects.exists()


def test_a_body_changed_after_signing_stores_nothing(client: Client) -> None:
    """The signature is over the very bytes."""
    assert deliver(client, b'{"entry": [] }', signature(b'{"entry": []}')).status_code == 401
    assert not Delivery.objects.exists()


def test_without_app_secret_it_refuses_and_says_which_setting(client: Client, settings: Any) -> None:
    """503: Meta tries again until the secret is filled in."""
    settings.WHATSAPP_APP_SECRET = ""
    answer = deliver(client, delivery(text("01: 120")), signature(b"", ""))
    assert answer.status_code == 503
    assert "DESK_WHATSAPP_APP_SECRET" in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_delivery_repeated_is_stored_once(client: Client) -> None:
    """The same bytes, and the same message in other bytes."""
    for _ in range(3):
        assert deliver(client, delivery(text("01: 120"))).status_code == 200
    assert deliver(client, delivery(text("01: 120"), text("lain", 2))).status_code == 200
    assert InboxMessage.objects.count() == 2
    assert Delivery.objects.count() == 2


def test_fifty_messages_in_one_delivery_are_fifty_messages(client: Client) -> None:
    """In their order."""
    assert deliver(client, delivery(*[text(f"TPS {n}", n) for n in range(50)])).status_code == 200
    assert list(InboxMessage.objects.order_by("pk").values_list("text", flat=True)) == [
        f"TPS {n}" for n in range(50)
    ]


def test_a_text_of_ten_thousand_characters_is_kept_whole(client: Client) -> None:
    """And one with characters beyond the basic plane."""
    words = "Lapor 𝟏𝟐𝟎 " * 1000
    assert deliver(client, delivery(text(words[:10_000]))).status_code == 200
    assert InboxMessage.objects.get().text == words[:10_000]


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe binary \x80", b"not json", b"[1, 2]", b"{" * 5000])
def test_what_is_signed_but_unreadable_waits_for_a_person(client: Client, body: bytes) -> None:
    """Kept raw, answered with 200 so that it does not come for seven days, shown as set aside."""
    assert deliver(client, body).status_code == 200
    assert deliver(client, body).status_code == 200
    assert bytes(Delivery.objects.get().body) == body
    message = InboxMessage.objects.get()
    assert (message.state, message.kind) == (InboxMessage.State.FAILED, "broken")
    assert "tidak dapat dibaca" in message.error
    assert message.payload["delivery"] == Delivery.objects.get().digest


def test_a_field_this_program_does_not_know_is_kept_raw(client: Client) -> None:
    """Stored, never refused, and no message for anybody."""
    body = {"entry": [{"changes": [{"field": "account_update", "value": {"event": "VERIFIED_ACCOUNT"}}]}]}
    assert deliver(client, body).status_code == 200
    assert Delivery.objects.count() == 1
    assert not InboxMessage.objects.exists()


def test_what_a_colleague_wrote_from_the_desk_s_phone_is_never_read_as_a_report(client: Client) -> None:
    """Kept, and done with; a message that comes along is read as ever."""
    echo = {"field": "smb_message_echoes", "value": {"message_echoes": [text("TPS 3 01: 120", 1)]}}
    body = delivery(text("TPS 4 01: 98", 2))
    body["entry"][0]["changes"].append(echo)
    assert deliver(client, body).status_code == 200
    assert dict(InboxMessage.objects.values_list("kind", "state")) == {"text": "new", "echo": "done"}


def test_statuses_are_kept_and_move_the_reply_forward(client: Client) -> None:
    """Out of order, and one of a message that is not ours."""
    queue([Reply("whatsapp", ANA, "TERCATAT", "a")], now=timezone.now())
    OutboxMessage.objects.update(provider_id="wamid.K1", state="sent")
    for status in ("read", "delivered", "sent"):
        found = {"id": "wamid.K1", "status": status, "timestamp": "1707898800", "recipient_id": ANA}
        other = {"id": "wamid.ASING", "status": status, "timestamp": "1707898800"}
        assert deliver(client, delivery(statuses=(found, other))).status_code == 200
    assert OutboxMessage.objects.get().state == "read"
    assert DeliveryStatus.objects.count() == 6


def test_database_trouble_asks_meta_to_come_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 and nothing half-stored; afterwards the same delivery is taken."""

    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(receiving.inbox, "accept", locked)
        assert deliver(client, delivery(text("01: 120"))).status_code == 503
    assert not Delivery.objects.exists()
    assert deliver(client, delivery(text("01: 120"))).status_code == 200
    assert InboxMessage.objects.count() == 1


def test_content_no_column_takes_is_kept_raw(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The delivery is not lost and does not come for ever."""
    accept = receiving.inbox.accept

    def choosy(envelopes: Any, *, now: Any) -> Any:
        if any(envelope.kind == "text" for envelope in envelopes):
            raise ValueError("no such value")
        return accept(envelopes, now=now)

    monkeypatch.setattr(receiving.inbox, "accept", choosy)
    assert deliver(client, delivery(text("01: 120"))).status_code == 200
    assert InboxMessage.objects.get().state == InboxMessage.State.FAILED
    assert Delivery.objects.count() == 1


def test_a_delivery_larger_than_any_is_refused(client: Client) -> None:
    """413, and nothing is stored."""
    body = b"x" * (5 * 1_048_576 + 1)
    assert deliver(client, body).status_code == 413
    assert not Delivery.objects.exists()


def test_the_right_verify_token_gets_its_challenge(client: Client) -> None:
    """As plain text, exactly."""
    asked = {"hub.mode": "subscribe", "hub.verify_token": "kata-uji", "hub.challenge": "1158201444"}
    answer = client.get("/hooks/whatsapp", asked)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"hub.mode": "subscribe", "hub.verify_token": "salah", "hub.challenge": "1"},
        {"hub.mode": "unsubscribe", "hub.verify_token": "kata-uji", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"},
    ],
)
def test_a_wrong_verify_token_gets_nothing(client: Client, asked: dict[str, str]) -> None:
    """403, also when it is left out."""
    answer = client.get("/hooks/whatsapp", asked)
    assert answer.status_code == 403
    assert answer.content != b"1"


def test_an_empty_verify_token_in_the_settings_opens_nothing(client: Client, settings: Any) -> None:
    """Nobody may guess the empty word."""
    settings.WHATSAPP_VERIFY_TOKEN = ""
    asked = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}
    assert client.get("/hooks/whatsapp", asked).status_code == 403


def test_no_other_method_is_answered(client: Client) -> None:
    """405."""
    assert client.put("/hooks/whatsapp").status_code == 405
