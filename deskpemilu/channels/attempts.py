"""What may come of handing a message to a provider, the same for every channel.

Providers have no idempotency key, or may not keep it: an answer that never came may mean that the
message went out. So each message goes out with a mark that names it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx


class Fate(StrEnum):
    """What becomes of a message after one attempt."""

    SENT = "sent"
    AGAIN = "again"  # this message later; counts as an attempt
    WAIT = "wait"  # every message of the channel later; does not count as an attempt
    FAILED = "failed"  # never by itself; a person may ask for it


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate, the sentence that explains it, and for WAIT and AGAIN how many seconds at least."""

    fate: Fate
    sentence: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one call."""

    verdict: Verdict
    provider_id: str = ""


def mark_of(pk: int, dedupe_key: str) -> str:
    """The mark by which a delivery status names an outbox message before its provider id is known."""
    return f"{pk}:{hashlib.sha256(dedupe_key.encode()).hexdigest()[:16]}"


def lost_call(error: Exception, provider: str) -> Verdict:
    """Verdict for a call that brought no answer.

    Nothing went out when no connection was made: then everything waits. Otherwise it may have gone
    out, and the message waits a minute, so that a delivery status can still tell.
    """
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError):
        return Verdict(Fate.WAIT, f"Menunggu: server {provider} tidak terhubung; dicoba lagi sendiri.", 15)
    if isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol):
        return Verdict(
            Fate.AGAIN, f"Tidak ada jawaban dari {provider}; mungkin sudah terkirim. Akan dicoba lagi.", 60
        )
    return Verdict(Fate.WAIT, f"Pengiriman dijeda: alamat server {provider} salah. Periksa pengaturan.", 300)


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; {} when it is none."""
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
