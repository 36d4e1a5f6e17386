"""What hooks answer, and how they check who calls."""

from __future__ import annotations

import hashlib
import hmac
import logging

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from deskpemilu.channels.batcher import Crowded
from deskpemilu.channels.receiving import Incoming, hand_in

log = logging.getLogger(__name__)
BODY_LIMIT = 5 * 1_048_576  # Meta's own limit is 3 MB


def plain(text: str, status: int = 200) -> HttpResponse:
    """A short answer for a machine and for whoever reads its log."""
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def body_of(request: HttpRequest) -> bytes | None:
    """The raw body; None when it is larger than any delivery may be."""
    length = request.headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > BODY_LIMIT:
        return None
    body: bytes = request.body
    return body if len(body) <= BODY_LIMIT else None


def signed(body: bytes, given: str, secret: str) -> bool:
    """Whether `sha256=<hex>` is the HMAC-SHA256 of exactly these bytes."""
    right = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), given.strip().encode("utf-8", "replace"))


def same(given: str, secret: str) -> bool:
    """Whether a shared word was given, without telling by time how much of it was right."""
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


async def take(incoming: Incoming) -> HttpResponse:
    """Store a delivery, then say so; on database trouble ask to be called again."""
    try:
        await hand_in(incoming)
    except (DatabaseError, InterfaceError, Crowded) as error:
        log.error("delivery %s not stored: %s", incoming.digest[:12], type(error).__name__)
        return plain("Belum dapat disimpan. Kirim lagi nanti.", 503)
    return plain("diterima")
