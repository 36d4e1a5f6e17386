"""One SMS out through the desk's gateway: the mirror of the hook by which SMS come in.

    POST DESK_SMS_SEND_URL   {"id": "…", "to": "+62812…", "text": "…"}   X-Desk-Signature: sha256=…

`id` stays the same when a message is tried again, so a gateway can leave out what it has sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass

import httpx
from django.conf import settings

from deskpemilu.channels.attempts import Attempt, Fate, Verdict, json_of, lost_call, mark_of
from deskpemilu.channels.foreign import text_at
from deskpemilu.channels.models import OutboxMessage

_NUMBER = re.compile(r"[1-9]\d{5,19}")
_NOT_A_NUMBER = Verdict(Fate.FAILED, "Tidak dikirim: pengirim SMS ini bukan nomor telepon.")
_REFUSED_US = Verdict(
    Fate.WAIT,
    "Pengiriman SMS dijeda: gerbang menolak tanda tangan atau alamatnya salah. "
    "Periksa DESK_SMS_SEND_URL dan DESK_SMS_SECRET.",
    300,
)
_BUSY = Verdict(Fate.WAIT, "Menunggu: gerbang SMS sibuk; dilanjutkan sendiri.", 15)
_TROUBLE = Verdict(Fate.AGAIN, "Gerbang SMS sedang terganggu; akan dicoba lagi.")


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where SMS go out, and the secret shared with it."""

    url: str
    secret: str

    @property
    def ready(self) -> bool:
        """Whether both are filled in."""
        return bool(self.url and self.secret)


def gateway_from_settings() -> Gateway:
    """The desk's gateway, from DESK_SMS_SEND_URL and DESK_SMS_SECRET."""
    return Gateway(settings.SMS_SEND_URL, settings.SMS_SECRET)


def send(client: httpx.Client, gateway: Gateway, message: OutboxMessage) -> Attempt:
    """Call the gateway once. Never raises for what the network or the gateway does."""
    if not _NUMBER.fullmatch(message.recipient):
        return Attempt(_NOT_A_NUMBER)
    mark = mark_of(message.pk, message.dedupe_key)
    content = {"id": mark, "to": f"+{message.recipient}", "text": message.text}
    body = json.dumps(content, ensure_ascii=False).encode()
    signature = hmac.new(gateway.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Desk-Signature": f"sha256={signature}"}
    try:
        answer = client.post(gateway.url, content=body, headers=headers)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        return Attempt(lost_call(error, "gerbang SMS"))
    if answer.is_success:
        return Attempt(Verdict(Fate.SENT, ""), f"sms-{text_at(json_of(answer), 'id') or mark}")
    return Attempt(_verdict(answer))


def _verdict(answer: httpx.Response) -> Verdict:
    status = answer.status_code
    if status == 429:
        return _BUSY
    if status in {401, 403, 404, 405} or answer.is_redirect:
        return _REFUSED_US
    if status == 408 or status >= 500:
        return _TROUBLE
    return Verdict(Fate.FAILED, f"Ditolak gerbang SMS (HTTP {status}): {answer.text[:200]}".rstrip(": "))
