"""The short way to the hooks, in front of Django's own handler.

A hook has no session, no person, no page and no form: it is authenticated by its signature alone.
What Django does around a view for all that costs several changes of thread a request, together
more than storing the delivery. So this answers `/hooks/…` itself, with the very views that stand
in urls.py, and hands everything else on. A body is read only as far as a delivery may be long.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from deskpemilu.web.hooks.answers import BODY_LIMIT, plain

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[..., Awaitable[None]]
View = Callable[[ASGIRequest], Awaitable[HttpResponse]]
PREFIX = "/hooks/"
log = logging.getLogger(__name__)


def hooks_first(application: App) -> App:
    """The ASGI application with hooks answered before it."""

    async def first(scope: Message, receive: Receive, send: Send) -> None:
        view = _view_of(scope)
        if view is None:
            await application(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return  # the caller went away before it had said everything
        await _answer(send, await _call(view, scope, body))

    return first


def _view_of(scope: Message) -> View | None:
    """The async view of a hook; None for every other request."""
    if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
        return None
    try:
        found = resolve(scope["path"]).func
    except Resolver404:
        return None
    return found if iscoroutinefunction(found) else None


async def _body(receive: Receive) -> bytes | None:
    """The body, cut one byte beyond what any delivery may have: enough for the view to refuse it."""
    parts: list[bytes] = []
    left = BODY_LIMIT + 1
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")[:left]
        parts.append(part)
        left -= len(part)
        if left <= 0 or not message.get("more_body", False):
            return b"".join(parts)


async def _call(view: View, scope: Message, body: bytes) -> HttpResponse:
    try:
        return await view(ASGIRequest(scope, io.BytesIO(body)))
    except Exception:
        log.exception("hook %s failed", scope["path"])
        return plain("Kesalahan pada server. Kirim lagi nanti.", 500)


async def _answer(send: Send, response: HttpResponse) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    headers.append((b"content-length", str(len(response.content)).encode()))
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
