"""The short way in front of Django's handler answers as the ordinary way does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from deskpemilu.channels.models import Delivery, InboxMessage
from deskpemilu.web.hooks.answers import BODY_LIMIT
from deskpemilu.web.hooks.asgi import hooks_first
from tests.web.hooks.signing import SECRET, delivery, signature, text
from tools.bench_hook import measure


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.WHATSAPP_APP_SECRET = SECRET
    settings.WHATSAPP_VERIFY_TOKEN = "kata-uji"


async def rest(scope: Any, _receive: Any, send: Any) -> None:
    """Stands for Django's own handler: says which path was handed on."""
    await send({"type": "handed on", "path": scope["path"]})


def call(
    method: str, path: str, *parts: bytes, query: bytes = b"", signed: str = "", hang_up: bool = False
) -> list[dict[str, Any]]:
    """What the application sends for one request whose body comes in parts."""
    sent: list[dict[str, Any]] = []
    messages: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        + [
            {"type": "http.disconnect"}
            if hang_up
            else {"type": "http.request", "body": b"", "more_body": False}
        ]
    )

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(b"host", b"localhost"), (b"x-hub-signature-256", signed.encode())],
    }
    async_to_sync(hooks_first(rest))(scope, receive, send)
    return sent


def test_a_delivery_in_parts_is_stored() -> None:
    """Signed over the whole."""
    body = json.dumps(delivery(text("TPS 3"))).encode()
    start, end = call("POST", "/hooks/whatsapp", body[:50], body[50:], signed=signature(body))
    assert start["status"] == 200
    assert (b"content-length", str(len(end["body"])).encode()) in start["headers"]
    assert InboxMessage.objects.get().text == "TPS 3"


def test_a_caller_who_hangs_up_stores_nothing() -> None:
    """Half a body is no delivery."""
    body = json.dumps(delivery(text("TPS 3"))).encode()
    assert call("POST", "/hooks/whatsapp", body, signed=signature(body), hang_up=True) == []
    assert not Delivery.objects.exists()


def test_a_body_without_end_is_read_no_further_than_its_limit() -> None:
    """413 before the parts run out."""
    parts = [b"x" * 1_048_576] * 40
    start, _ = call("POST", "/hooks/whatsapp", *parts, signed=signature(b"x" * (BODY_LIMIT + 1)))
    assert start["status"] == 413


def test_the_challenge_is_answered() -> None:
    """With the query of the request."""
    query = b"hub.mode=subscribe&hub.verify_token=kata-uji&hub.challenge=77"
    start, end = call("GET", "/hooks/whatsapp", query=query)
    assert (start["status"], end["body"]) == (200, b"77")


@pytest.mark.parametrize("path", ["/hooks/lain", "/hooks/whatsapp/..", "/hooks/", "/masuk/"])
def test_other_paths_go_to_django(path: str) -> None:
    """With everything still unread."""
    assert call("POST", path) == [{"type": "handed on", "path": path}]


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_servers_killed_at_work_have_stored_all_they_acknowledged(processes: int) -> None:
    """Four clients over HTTP, commits in groups, `kill -9`, then another process reads the file."""
    measured = measure(clients=4, seconds=1.5, processes=processes)
    assert measured.requests > 10
    assert (measured.refused, measured.missing) == (0, 0)
