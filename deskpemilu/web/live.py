"""/langsung/: tells open pages that something changed; the page then asks for its parts.

One broadcaster a process looks at the live version every half second, only while somebody listens.
A listener gets the present version at once, so a page that was away a while catches up.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.db.models import Sum
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from deskpemilu.accounts.access import DeskRequest, access_of, requires
from deskpemilu.accounts.models import Person
from deskpemilu.domain.roles import Act
from deskpemilu.tally.models import LiveVersion

LOOK_EVERY = 0.5
SIGN_OF_LIFE = 15.0
CHECK_RIGHT_EVERY = 60.0
MOST_LISTENERS = 300


def current_version() -> int:
    """Sum of all elections' versions: it only grows."""
    close_old_connections()
    return LiveVersion.objects.aggregate(total=Sum("number"))["total"] or 0


class Broadcaster:
    """Looks for all listeners of this process."""

    def __init__(self) -> None:
        self.version = -1
        self.listeners = 0
        self._changed: asyncio.Condition | None = None
        self._task: asyncio.Task[None] | None = None

    async def join(self) -> int:
        """Begin to listen; the present version."""
        if self._changed is None:
            self._changed = asyncio.Condition()
        self.listeners += 1
        if self.listeners == 1 or self._task is None or self._task.done():
            self.version = await sync_to_async(current_version)()
            self._task = asyncio.create_task(self._look())
        return self.version

    def leave(self) -> None:
        """Stop listening; the last one out stops the looking."""
        self.listeners -= 1
        if self.listeners == 0 and self._task is not None:
            self._task.cancel()
            self._task = None
            # The next listener may come on another event loop (tests do).
            self._changed = None

    async def wait(self, seen: int, seconds: float) -> int:
        """The version once it differs from `seen`, or the same one after `seconds`."""
        assert self._changed is not None
        async with self._changed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait_for(lambda: self.version != seen), seconds)
        return self.version

    async def _look(self) -> None:
        changed = self._changed
        assert changed is not None
        while True:
            await asyncio.sleep(LOOK_EVERY)
            # A database that is away for a moment must not end the looking.
            with suppress(Exception):
                now = await sync_to_async(current_version)()
                if now != self.version:
                    async with changed:
                        self.version = now
                        changed.notify_all()


broadcaster = Broadcaster()


@requires(Act.SEE_PROGRESS)
async def stream(request: DeskRequest) -> HttpResponseBase:
    """Server-sent events `versi`, as long as the person may see progress."""
    if broadcaster.listeners >= MOST_LISTENERS:
        return HttpResponse("Terlalu banyak layar terbuka. Coba lagi nanti.", status=503)
    response = StreamingHttpResponse(events(request.user), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def events(person: Person) -> AsyncIterator[str]:
    """The stream of one listener."""
    seen = await broadcaster.join()
    loop = asyncio.get_running_loop()
    checked = loop.time()
    try:
        yield f"retry: 3000\n{_event(seen)}"
        while True:
            version = await broadcaster.wait(seen, SIGN_OF_LIFE)
            yield _event(version) if version != seen else ": masih tersambung\n\n"
            seen = version
            if loop.time() - checked > CHECK_RIGHT_EVERY:
                if not await sync_to_async(_still_may)(person):
                    return
                checked = loop.time()
    finally:
        broadcaster.leave()


def _event(version: int) -> str:
    return f"event: versi\nid: {version}\ndata: {version}\n\n"


def _still_may(person: Person) -> bool:
    fresh = Person.objects.filter(pk=person.pk, is_active=True, password=person.password).first()
    return fresh is not None and access_of(fresh).anywhere(Act.SEE_PROGRESS)
