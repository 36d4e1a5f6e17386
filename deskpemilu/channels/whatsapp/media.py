"""A photo that somebody sent by WhatsApp, from Meta's servers.

Comes in: a medium's id and an httpx client. Goes out: the bytes, or why there are none and what to do
about it. Two calls: the first tells a link that lives for minutes, the second fetches it with the
token; so a link is never kept, and one that has just died is asked for anew. Refuses to send the
token anywhere but to Meta (or the server of DESK_WHATSAPP_API_URL), and to read more than the limit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from deskpemilu.channels.attempts import json_of
from deskpemilu.channels.whatsapp.client import Account

METAS_HOSTS = (".facebook.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net")
DEAD_LINK = frozenset({401, 403, 404, 410})
_GONE_CODES = frozenset({100, 131052, 131053})  # no such object; the medium could not be downloaded


class Trouble(StrEnum):
    """Why there are no bytes."""

    AGAIN = "again"  # this photo later
    PAUSE = "pause"  # every photo later: the account or the line is at fault
    GONE = "gone"  # never
    SIZE = "size"  # larger than the limit


@dataclass(frozen=True, slots=True)
class Fetched:
    """Bytes, or trouble with a sentence and for how many seconds at least to wait."""

    data: bytes = b""
    trouble: Trouble | None = None
    sentence: str = ""
    seconds: int = 0


_LOST = Fetched(trouble=Trouble.AGAIN, sentence="Tidak ada jawaban dari WhatsApp; dicoba lagi sendiri.")
_OFFLINE = Fetched(
    trouble=Trouble.PAUSE, sentence="Server WhatsApp tidak terhubung; dicoba lagi sendiri.", seconds=15
)
_TOKEN = Fetched(
    trouble=Trouble.PAUSE,
    sentence="Token WhatsApp tidak berlaku lagi. Isi token baru pada DESK_WHATSAPP_TOKEN.",
    seconds=120,
)
_BUSY = Fetched(
    trouble=Trouble.PAUSE, sentence="Batas panggilan API WhatsApp tercapai; dilanjutkan sendiri.", seconds=60
)
_GONE = Fetched(
    trouble=Trouble.GONE,
    sentence="Foto tidak ada lagi di server WhatsApp. Minta pengirim mengirim ulang.",
)
_STRANGE = Fetched(
    trouble=Trouble.AGAIN, sentence="Jawaban WhatsApp tidak dapat dibaca; dicoba lagi sendiri."
)
_DEAD = Fetched(trouble=Trouble.AGAIN, sentence="Tautan foto sudah mati; tautan baru diminta.", seconds=1)
_BROKEN = Fetched(
    trouble=Trouble.AGAIN, sentence="Foto yang diterima tidak utuh (SHA-256 berbeda); diambil ulang."
)


def fetch(client: httpx.Client, account: Account, media_id: str, *, limit: int) -> Fetched:
    """Fetch one medium; a link that died between the two calls is asked for once more.

    Never raises for what the network or the server does.
    """
    for _ in range(2):
        got = _fetch_once(client, account, media_id, limit)
        if got is not _DEAD:
            break
    return got


def _fetch_once(client: httpx.Client, account: Account, media_id: str, limit: int) -> Fetched:
    about = _ask(client, account, media_id)
    if isinstance(about, Fetched):
        return about
    url, size = about.get("url"), about.get("file_size")
    if not isinstance(url, str) or not _is_metas(url, account):
        return _STRANGE
    if isinstance(size, int) and size > limit:
        return _too_large(size)
    got = _read(client, account, url, limit)
    told = about.get("sha256")
    if got.trouble is None and isinstance(told, str) and len(told) == 64:
        return got if hashlib.sha256(got.data).hexdigest() == told.lower() else _BROKEN
    return got


def _ask(client: httpx.Client, account: Account, media_id: str) -> Mapping[str, Any] | Fetched:
    """The link and size of a medium."""
    try:
        answer = client.get(f"{account.api_url}/{quote(media_id, safe='')}", headers=_token(account))
    except (httpx.TransportError, httpx.InvalidURL) as error:
        return _lost(error)
    if answer.is_success:
        return json_of(answer)
    error_ = json_of(answer).get("error")
    code = error_.get("code") if isinstance(error_, dict) else None
    if code in (0, 190) or answer.status_code == 401:
        return _TOKEN
    if answer.status_code == 429 or code in (4, 80007, 130429):
        return _BUSY
    if answer.status_code == 404 or code in _GONE_CODES:
        return _GONE
    return _STRANGE


def _read(client: httpx.Client, account: Account, url: str, limit: int) -> Fetched:
    """The bytes behind a link, never more than the limit."""
    data = bytearray()
    try:
        with client.stream("GET", url, headers=_token(account)) as answer:
            if answer.status_code in DEAD_LINK:
                return _DEAD
            if not answer.is_success:
                return _BUSY if answer.status_code == 429 else _LOST
            for block in answer.iter_bytes():
                data += block
                if len(data) > limit:
                    return _too_large(len(data))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _lost(error)
    return Fetched(bytes(data)) if data else _LOST


def _is_metas(url: str, account: Account) -> bool:
    """Whether the token may be sent there."""
    wanted, own = urlsplit(url), urlsplit(account.api_url)
    if (wanted.scheme, wanted.netloc) == (own.scheme, own.netloc):
        return True
    return wanted.scheme == "https" and (wanted.hostname or "").endswith(METAS_HOSTS)


def _token(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.token}"}


def _lost(error: Exception) -> Fetched:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError):
        return _OFFLINE
    return _LOST


def _too_large(size: int) -> Fetched:
    return Fetched(trouble=Trouble.SIZE, sentence=f"Foto terlalu besar ({size / 1_048_576:.1f} MB).")
