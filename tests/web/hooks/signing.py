"""Signed calls of the hooks."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

SECRET = "rahasia-aplikasi-uji"
ANA = "628120000001"


def signature(body: bytes, secret: str = SECRET) -> str:
    """The header's value for these bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def deliver(client: Client, body: bytes | dict[str, Any], signed: str | None = None) -> HttpResponse:
    """POST to the WhatsApp hook; signed rightly unless a signature is given."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Hub-Signature-256": signature(raw) if signed is None else signed}
    answer: HttpResponse = client.post(
        "/hooks/whatsapp", raw, content_type="application/json", headers=headers
    )
    return answer


def delivery(*messages: dict[str, Any], statuses: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """A delivery with these messages."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": "100200300"},
        "contacts": [{"profile": {"name": "Ana Uji"}, "wa_id": ANA}],
        "messages": list(messages),
        "statuses": list(statuses),
    }
    return {
        "object": "whatsapp_business_account",
        "entry": [{"changes": [{"field": "messages", "value": value}]}],
    }


def text(body: str, number: int = 1) -> dict[str, Any]:
    """A text message."""
    return {
        "from": ANA,
        "id": f"wamid.N{number}",
        "timestamp": "1707898800",
        "type": "text",
        "text": {"body": body},
    }
