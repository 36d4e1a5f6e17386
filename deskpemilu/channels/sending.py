"""Sending what waits in the outbox: in order, with retries, never twice by our own doing.

Comes in: an httpx client, the time, a limit. Goes out: how many were sent, put back or given up,
and the sentence of a pause. What a call may have done without our knowing (no answer, process
killed) is tried again after a while: the provider has no idempotency key, and a reply twice is
better than none. A delivery status that names the message stops the second try (statuses.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from django.db import OperationalError, transaction
from django.db.models import QuerySet

from deskpemilu.channels import outbox, statuses
from deskpemilu.channels.attempts import Attempt, Fate, Verdict
from deskpemilu.channels.foreign import identifier
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.channels.sms.gateway import Gateway, gateway_from_settings
from deskpemilu.channels.sms.gateway import send as send_sms
from deskpemilu.channels.whatsapp.client import Account, account_from_settings
from deskpemilu.channels.whatsapp.client import send as send_whatsapp

State = OutboxMessage.State
PARALLEL = 16  # a call takes Meta some 0.3 s, and it allows 80 messages a second
CALL_SECONDS = 20
MAX_ATTEMPTS = 12
SETTLE_TRIES = 3
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0
KEYS_MISSING = "tidak dikirim: kunci WhatsApp belum diisi"
GATEWAY_MISSING = "tidak dikirim: alamat gerbang SMS belum diisi"
Jitter = Callable[[], float]
chance: Jitter = secrets.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Way:
    """A channel by which messages go out, and the call that hands one over."""

    channel: str
    send: Callable[[httpx.Client, OutboxMessage], Attempt]
    ready: bool = True


@dataclass(frozen=True, slots=True)
class SendResult:
    """What one round of sending did. `paused` is a sentence when everything waits."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    released: int = 0
    paused: str = ""


def keys_ready() -> bool:
    """Whether replies by WhatsApp can go out at all."""
    return account_from_settings().ready


def template_ready() -> bool:
    """Whether a message can go out after the 24 hours in which WhatsApp takes a free text."""
    account = account_from_settings()
    return account.ready and bool(account.template)


def missing_keys() -> dict[str, str]:
    """Channels by which nothing can go out, each with the sentence to show on its messages."""
    missing = {} if keys_ready() else {"whatsapp": KEYS_MISSING}
    return missing if gateway_from_settings().ready else missing | {"sms": GATEWAY_MISSING}


def make_client() -> httpx.Client:
    """The client for `send_due`; one a process, closed by whoever made it."""
    limits = httpx.Limits(max_connections=PARALLEL, max_keepalive_connections=PARALLEL)
    return httpx.Client(timeout=httpx.Timeout(CALL_SECONDS, connect=5), limits=limits, follow_redirects=False)


def backoff(attempts: int, jitter: float) -> timedelta:
    """Wait after the n-th failed attempt: 5 s doubled each time, at most 15 min, half of it by chance.

    `jitter` lies in [0, 1): messages that failed together do not come back together.
    """
    full = min(FIRST_WAIT * 2 ** min(max(attempts, 1) - 1, 20), LONGEST_WAIT)
    return timedelta(seconds=full / 2 + full / 2 * jitter)


def send_due(
    *,
    client: httpx.Client,
    now: datetime,
    limit: int = 200,
    jitter: Jitter = chance,
    account: Account | None = None,
    gateway: Gateway | None = None,
) -> SendResult:
    """Send up to `limit` due messages of each channel, until none is due or the channel must wait.

    Messages of a channel whose keys are missing are not touched; without WhatsApp's `paused` says so.
    """
    total = SendResult(released=outbox.release_stale(now=now))
    for way in _ways(account or account_from_settings(), gateway or gateway_from_settings()):
        total = _add(total, _send_way(way, client=client, now=now, limit=limit, jitter=jitter))
    return total


def _ways(account: Account, gateway: Gateway) -> list[Way]:
    """The channels by which messages can go out; WhatsApp without keys only says that it cannot."""
    ways = [Way("whatsapp", lambda client, message: send_whatsapp(client, account, message), account.ready)]
    if gateway.ready:
        ways.append(Way("sms", lambda client, message: send_sms(client, gateway, message)))
    return ways


def _send_way(way: Way, *, client: httpx.Client, now: datetime, limit: int, jitter: Jitter) -> SendResult:
    if not way.ready:
        return SendResult(paused=KEYS_MISSING)
    worker = f"send-{secrets.token_hex(8)}"
    total = SendResult()
    tried = 0
    with ThreadPoolExecutor(PARALLEL, thread_name_prefix="send") as pool:
        while tried < limit and not total.paused:
            size = min(PARALLEL, limit - tried)
            batch = outbox.claim(size, channel=way.channel, worker=worker, now=now)
            if not batch:
                break
            tried += len(batch)
            attempts = list(pool.map(lambda message: way.send(client, message), batch))
            total = _add(total, _settle_surely(batch, attempts, worker=worker, now=now, jitter=jitter))
    return total


def _settle_surely(
    batch: Sequence[OutboxMessage], attempts: Sequence[Attempt], *, worker: str, now: datetime, jitter: Jitter
) -> SendResult:
    """Write what came of a batch, again when the database was busy: forgetting it would send twice."""
    for left in reversed(range(SETTLE_TRIES)):
        try:
            with transaction.atomic():
                return _settle(batch, attempts, worker=worker, now=now, jitter=jitter)
        except OperationalError:
            if not left:
                raise
    raise AssertionError("unreachable")


def _settle(
    batch: Sequence[OutboxMessage], attempts: Sequence[Attempt], *, worker: str, now: datetime, jitter: Jitter
) -> SendResult:
    """Write what came of a batch. Every write still asks whether the claim is ours."""
    sent = retried = failed = 0
    waits: list[tuple[OutboxMessage, Verdict]] = []
    for message, attempt in zip(batch, attempts, strict=True):
        match attempt.verdict.fate:
            case Fate.SENT:
                sent += _sent(message, attempt.provider_id, now=now)
            case Fate.WAIT:
                waits.append((message, attempt.verdict))
            case Fate.AGAIN if message.attempts < MAX_ATTEMPTS:
                retried += _again(message, attempt.verdict, worker=worker, now=now, jitter=jitter())
            case _:
                failed += _failed(message, attempt.verdict, worker=worker)
    statuses.catch_up([identifier(attempt.provider_id, 160) for attempt in attempts if attempt.provider_id])
    retried += len(waits)
    return SendResult(sent, retried, failed, paused=_wait(waits, worker=worker, now=now, jitter=jitter))


def _sent(message: OutboxMessage, provider_id: str, *, now: datetime) -> int:
    """Mark as sent, also when somebody else has meanwhile put it back: it did go out."""
    waiting = OutboxMessage.objects.filter(pk=message.pk, state__in=[State.SENDING, State.QUEUED])
    written = waiting.update(
        state=State.SENT,
        claim="",
        provider_id=identifier(provider_id, 160),
        as_template=message.as_template,
        sent_at=now,
        error="",
    )
    if not written:  # a delivery status was faster
        OutboxMessage.objects.filter(pk=message.pk, sent_at=None).update(sent_at=now)
    return 1


def _again(message: OutboxMessage, verdict: Verdict, *, worker: str, now: datetime, jitter: float) -> int:
    until = now + max(backoff(message.attempts, jitter), timedelta(seconds=verdict.seconds))
    return _mine(message, worker).update(
        state=State.QUEUED,
        claim="",
        next_at=until,
        as_template=message.as_template,
        error=verdict.sentence,
    )


def _failed(message: OutboxMessage, verdict: Verdict, *, worker: str) -> int:
    tried = f" Sudah dicoba {message.attempts} kali." if verdict.fate is Fate.AGAIN else ""
    return _mine(message, worker).update(state=State.FAILED, claim="", error=verdict.sentence + tried)


def _mine(message: OutboxMessage, worker: str) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING, claim=worker)


def _wait(
    waits: Sequence[tuple[OutboxMessage, Verdict]], *, worker: str, now: datetime, jitter: Jitter
) -> str:
    """Let the whole channel wait for the longest of the asked times; the sentence of that one."""
    if not waits:
        return ""
    longest = max((verdict for _, verdict in waits), key=lambda verdict: verdict.seconds)
    until = now + timedelta(seconds=longest.seconds * (1 + jitter() / 4))
    outbox.give_back([message.pk for message, _ in waits], worker=worker, until=now)
    outbox.hold(waits[0][0].channel, until=until, note=longest.sentence)
    return longest.sentence


def _add(one: SendResult, other: SendResult) -> SendResult:
    return SendResult(
        one.sent + other.sent,
        one.retried + other.retried,
        one.failed + other.failed,
        one.released + other.released,
        other.paused or one.paused,
    )
