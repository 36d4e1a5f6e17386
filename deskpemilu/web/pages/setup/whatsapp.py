"""The WhatsApp settings of this server: which are set, never their values."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Key:
    """A setting, where to find it at Meta, and whether the server has it."""

    name: str
    where: str
    is_set: bool


def keys() -> list[Key]:
    """The four that a desk needs."""
    return [
        Key(
            "DESK_WHATSAPP_PHONE_ID",
            "WhatsApp › API Setup › Phone number ID",
            bool(settings.WHATSAPP_PHONE_ID),
        ),
        Key(
            "DESK_WHATSAPP_TOKEN",
            "Business Settings › System users › token tetap",
            bool(settings.WHATSAPP_TOKEN),
        ),
        Key(
            "DESK_WHATSAPP_APP_SECRET",
            "App settings › Basic › App secret",
            bool(settings.WHATSAPP_APP_SECRET),
        ),
        Key(
            "DESK_WHATSAPP_VERIFY_TOKEN",
            "kata yang Anda tentukan sendiri, lalu ketik pada WhatsApp › Configuration › Webhook",
            bool(settings.WHATSAPP_VERIFY_TOKEN),
        ),
    ]
