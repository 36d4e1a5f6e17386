"""/langsung/: tells open pages that something changed; the page then asks for its parts.

Two things are told: `versi`, that counts changed, and `hitungan`, that a quick count, projection or the like
was computed, which comes a moment after the counts that it rests on. `hitungan` says the newest run of each
contest and kind, and how many listen ("812 17/projection=812 17/estimate=809 layar=3"), so that a page asks
only for what it shows, and less often where many do.

One broadcaster a process looks ten times a second, only while somebody listens, on a thread whose connection
stays open meanwhile (opening one costs more than a look). A listener gets the present version at once, so
a page that was away a while catches up. The streams themselves hold no database connection while they wait:
hundreds of walls must not use up the pool.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.db import Error, close_old_connections, connections
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from deskpemilu.accounts.access import DeskRequest, access_of, requires
from deskpemilu.accounts.models import Person
from deskpemilu.domain.roles import Act
from deskpemilu.insight.models import Run
from deskpemilu.tally.models import LiveVersion

LOOK_EVERY = 0.1
LATE = 20
SIGN_OF_LIFE = 15.0
MOST_LISTENERS = 300
ENDED = "event: selesai\ndata: sesi berakhir\n\n"


class News(NamedTuple):
    """What there is to tell: the counts' version; the newest run of all, and of each contest and kind."""

    version: int
    run: int
    topics: tuple[tuple[str, int], ...] = ()


def current_version() -> int:
    """Sum of all elections' versions: it only grows."""
    return LiveVersion.objects.aggregate(total=Sum("number"))["total"] or 0


class Looker:
    """Looks again and again; of the runs only the last few are read."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._topics: dict[str, int] = {}

    def __call__(self) -> News:
        """The news now. Called on one thread only, whose connection stays open."""
        try:
            return News(current_version(), *self._runs())
        except Error:
            close_old_connections()
            raise

    def _runs(self) -> tuple[int, tuple[tuple[str, int], ...]]:
        if self._seen is None:
            rows = Run.objects.filter(parameters__past=False).order_by().values_list("contest_id", "kind")
            self._note((newest, *row) for *row, newest in rows.annotate(newest=Max("pk")))
            self._seen = max(self._topics.values(), default=0)
        # A run that another process began to store earlier may appear after one with a higher number.
        new = Run.objects.filter(pk__gt=self._seen - LATE, parameters__past=False).order_by()
        self._note(new.values_list("pk", "contest_id", "kind"))
        self._seen = max([self._seen, *self._topics.values()])
        return self._seen, tuple(self._topics.items())

    def _note(self, rows: Iterable[tuple[int, int, str]]) -> None:
        for pk, contest, kind in rows:
            topic = f"{contest}/{kind}"
            self._topics[topic] = max(pk, self._topics.get(topic, 0))


class Broadcaster:
    """Looks for all listeners of one event loop."""

    def __init__(self, look: Callable[[], News] | None = None) -> None:
        self.listeners = 0
        self._look = look or Looker()
        self._latest: News | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def join(self) -> News:
        """Begin to listen; what is so now."""
        self.listeners += 1
        if self._task is None:
            # Before the first await: of two that join at once only one starts the looking.
            self._task = asyncio.create_task(self._watch())
        return await self._present()

    def leave(self) -> None:
        """Stop listening; the last one out stops the looking."""
        self.listeners -= 1
        if self.listeners == 0 and self._task is not None:
            self._task.cancel()
            self._task, self._latest = None, None

    async def wait(self, seen: News, seconds: float) -> News:
        """The news once they differ from `seen`, or `seen` after `seconds`."""
        news = self._news
        if self._latest is None or self._latest == seen:
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), seconds)
        return seen if self._latest is None else self._latest

    async def _present(self) -> News:
        while self._latest is None:
            await self._news.wait()
        return self._latest

    async def _watch(self) -> None:
        thread = ThreadPoolExecutor(1, thread_name_prefix="langsung")
        try:
            while True:
                # A database that is away for a moment must not end the looking.
                with suppress(Error):
                    self._tell(await asyncio.get_running_loop().run_in_executor(thread, self._look))
                await asyncio.sleep(LOOK_EVERY)
        finally:
            thread.submit(connections.close_all)
            thread.shutdown(wait=False)

    def _tell(self, latest: News) -> None:
        if latest != self._latest:
            self._latest = latest
            # Everybody who waits holds the old event; whoever comes later waits for the next one.
            self._news.set()
            self._news = asyncio.Event()


_broadcasters: WeakKeyDictionary[asyncio.AbstractEventLoop, Broadcaster] = WeakKeyDictionary()


def broadcaster() -> Broadcaster:
    """The broadcaster of the running event loop."""
    return _broadcasters.setdefault(asyncio.get_running_loop(), Broadcaster())


@requires(Act.SEE_PROGRESS)
async def stream(request: DeskRequest) -> HttpResponseBase:
    """Server-sent events, as long as the session lives and the person may see progress."""
    session = request.session
    # The guard opened a connection on this request's thread; it would stay open as long as the stream.
    await sync_to_async(close_old_connections)()
    if broadcaster().listeners >= MOST_LISTENERS:
        refusal = HttpResponse("Terlalu banyak layar terbuka. Coba lagi nanti.", status=503)
        refusal["Retry-After"] = "30"
        return refusal
    response = StreamingHttpResponse(events(session), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def events(session: SessionBase) -> AsyncIterator[str]:
    """The stream of one listener; ends soon after the session or the right has ended."""
    mine, clock = broadcaster(), asyncio.get_running_loop().time
    try:
        seen, checked = await mine.join(), clock()
        yield f"retry: 3000\n{_events(None, seen, mine.listeners)}"
        while True:
            latest = await mine.wait(seen, SIGN_OF_LIFE)
            if clock() - checked >= SIGN_OF_LIFE:
                if not await sync_to_async(_still_may, thread_sensitive=False)(session):
                    yield ENDED
                    return
                checked = clock()
            yield _events(seen, latest, mine.listeners) or ": masih tersambung\n\n"
            seen = latest
    finally:
        mine.leave()


def _events(seen: News | None, latest: News, listeners: int) -> str:
    told = ""
    if seen is None or latest.version != seen.version:
        told = f"event: versi\nid: {latest.version}\ndata: {latest.version}\n\n"
    if seen is None or (latest.run, latest.topics) != (seen.run, seen.topics):
        topics = "".join(f" {topic}={newest}" for topic, newest in latest.topics)
        told += f"event: hitungan\ndata: {latest.run}{topics} layar={listeners}\n\n"
    return told


def _still_may(session: SessionBase) -> bool:
    """Whether the session still belongs to a person who may; not after sign-out or a new password."""
    try:
        request = HttpRequest()
        request.session = type(session)(session.session_key)
        person = get_user(request)
        return isinstance(person, Person) and access_of(person).anywhere(Act.SEE_PROGRESS)
    finally:
        close_old_connections()
