"""One message out through Meta's Graph API.

Comes in: an outbox message and an httpx client (its time limits are the caller's). Goes out: an
Attempt. The API has no idempotency key, so an answer that never came may mean that the message
went out; `biz_opaque_callback_data` comes back in the delivery statuses and tells (statuses.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from deskpemilu.channels.attempts import Attempt, Fate, Verdict, json_of, lost_call, mark_of
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.channels.whatsapp.errors import WINDOW_CLOSED, verdict_of

TEXT_LIMIT = 4096
PARAMETER_LIMIT = 1000  # Meta's limit for the whole body is 1024 letters, the template's own words included
RETRY_AFTER_LIMIT = 3600
# Where no phone number is shown, Meta names a person by country code and a business-scoped id.
_USER_ID = re.compile(r"[A-Z]{2}\.[\w.]+")
_STRANGE = Verdict(Fate.AGAIN, "Jawaban bukan dari WhatsApp (periksa DESK_WHATSAPP_API_URL dan proksi).")


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom messages go out. `template` is an approved one with one parameter in its body."""

    api_url: str
    phone_id: str
    token: str
    template: str = ""
    template_language: str = "id"

    @property
    def ready(self) -> bool:
        """Whether all keys are filled in."""
        return bool(self.api_url and self.phone_id and self.token)


def account_from_settings() -> Account:
    """The desk's account, from DESK_WHATSAPP_*."""
    return Account(
        settings.WHATSAPP_API_URL,
        settings.WHATSAPP_PHONE_ID,
        settings.WHATSAPP_TOKEN,
        settings.WHATSAPP_TEMPLATE,
        settings.WHATSAPP_TEMPLATE_LANGUAGE,
    )


def body_of(message: OutboxMessage, account: Account | None = None) -> dict[str, Any]:
    """The request body for a text, quoting the WhatsApp message it answers; or for the template."""
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "biz_opaque_callback_data": mark_of(message.pk, message.dedupe_key),
    }
    if message.as_template and account is not None and account.template:
        body |= {"type": "template", "template": _template(message.text, account)}
    else:
        body |= {"type": "text", "text": {"body": _cut(message.text), "preview_url": False}}
    body["recipient" if _USER_ID.fullmatch(message.recipient) else "to"] = message.recipient
    cause = message.in_reply_to
    if cause is not None and cause.external_id.startswith("wamid."):
        body["context"] = {"message_id": cause.external_id}
    if cause is not None and cause.group and cause.group == message.recipient:
        body["recipient_type"] = "group"
    return body


def send(client: httpx.Client, account: Account, message: OutboxMessage) -> Attempt:
    """Call Meta once, and where only a template may go out, once more with it.

    Never raises for what the network or the server does.
    """
    attempt = _call(client, account, message)
    if attempt.verdict.sentence == WINDOW_CLOSED and account.template and not message.as_template:
        message.as_template = True
        attempt = _call(client, account, message)
    return attempt


def _call(client: httpx.Client, account: Account, message: OutboxMessage) -> Attempt:
    url = f"{account.api_url}/{account.phone_id}/messages"
    try:
        answer = client.post(
            url, json=body_of(message, account), headers={"Authorization": f"Bearer {account.token}"}
        )
    except (httpx.TransportError, httpx.InvalidURL) as error:
        return Attempt(lost_call(error, "WhatsApp"))
    return _attempt(answer)


def _attempt(answer: httpx.Response) -> Attempt:
    content = json_of(answer)
    if answer.is_success:
        provider_id = _provider_id(content)
        return Attempt(Verdict(Fate.SENT, ""), provider_id) if provider_id else Attempt(_STRANGE)
    error = content.get("error")
    error = error if isinstance(error, dict) else {}
    verdict = verdict_of(
        answer.status_code, _number(error.get("code")), _number(error.get("error_subcode")), _detail(error)
    )
    return Attempt(_with_retry_after(verdict, answer.headers.get("Retry-After", "")))


def _with_retry_after(verdict: Verdict, value: str) -> Verdict:
    """Wait at least as long as the server asks, up to an hour."""
    if verdict.fate is not Fate.WAIT or not value.isdecimal():
        return verdict
    return Verdict(verdict.fate, verdict.sentence, max(verdict.seconds, min(int(value), RETRY_AFTER_LIMIT)))


def _provider_id(content: dict[str, Any]) -> str:
    match content:
        case {"messages": [{"id": str(provider_id)}, *_]}:
            return provider_id
    return ""


def _detail(error: dict[str, Any]) -> str:
    match error:
        case {"error_data": {"details": str(text)}} | {"message": str(text)}:
            return text
    return ""


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _template(text: str, account: Account) -> dict[str, Any]:
    """The approved template with the text as its one parameter, which must stand on one line."""
    line = re.sub(r"\s+", " ", re.sub(r"\s*\n\s*", " | ", text.strip()))
    line = line if len(line) <= PARAMETER_LIMIT else line[: PARAMETER_LIMIT - 1] + "…"
    parameters = [{"type": "text", "text": line}]
    return {
        "name": account.template,
        "language": {"code": account.template_language},
        "components": [{"type": "body", "parameters": parameters}],
    }


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"
