"""Photos beside the worker: announced, fetched, stored, looked at, hung on their TPS.

Nothing here holds up the reading of messages, and a fault here costs no vote: the message is in the
inbox already, and its photo waits until it can be had.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import httpx
import structlog
from django.conf import settings
from django.db import close_old_connections
from django.db.models import Max

from deskpemilu.channels.chat_export.archive import media_bytes
from deskpemilu.channels.chat_export.headers import ExportRefused
from deskpemilu.channels.models import InboxMessage
from deskpemilu.channels.whatsapp import media
from deskpemilu.channels.whatsapp.client import Account, account_from_settings
from deskpemilu.evidence.attachments import IMAGES, attachments_of
from deskpemilu.evidence.lookout import Lookout
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.services import announce
from deskpemilu.evidence.stores import NotThere, the_spool, the_store
from deskpemilu.evidence.taking import Bytes, Fetch, Taken, Tools, release_of, take_due
from deskpemilu.flow.photo_places import Seen, place_waiting, state_of_things
from deskpemilu.flow.photo_questions import ask_where
from deskpemilu.flow.pipeline import Clock
from deskpemilu.flow.worker import is_dead, worker_name
from deskpemilu.tally import totals

log = structlog.get_logger(__name__)
LOOK_EVERY = 1.0
FAULT_SECONDS = 10.0
LOOK_BACK = 5000  # messages; their rows may appear in another order than their ids
# Where several machines serve one desk, the worker of the machine that has the file takes it.
ELSEWHERE = Bytes(
    sentence="Berkas titipan tidak ada di mesin ini; menunggu mesin lain. Bila tetap begini, unggah lagi."
)
TIMEOUT = httpx.Timeout(30, connect=5)


def announce_new(*, after: int, now: datetime) -> int:
    """Announce the photos of messages after an id; the id up to which was looked.

    Photos of a chat export are announced by its import, which has the files.
    """
    rows = InboxMessage.objects.filter(pk__gt=after, kind__in=IMAGES, photos=None).exclude(channel="chat")
    found = [
        (message, medium)
        for message in rows.order_by("pk").iterator(chunk_size=500)
        for medium in attachments_of(message.channel, message.kind, message.payload)
    ]
    newest = InboxMessage.objects.aggregate(Max("pk"))["pk__max"] or 0
    announce(found, now=now)
    return max(0, newest - LOOK_BACK)


def fetchers(client: httpx.Client, account: Account, **more: Fetch) -> Mapping[str, Fetch]:
    """How the bytes of each source are fetched; WhatsApp's only while the account's keys are there."""
    ways: dict[str, Fetch] = {"chat": _from_export, "web": _from_spool, **more}
    if account.ready:
        ways["whatsapp"] = lambda photo, limit: _from_whatsapp(client, account, photo, limit)
    return ways


def _from_whatsapp(client: httpx.Client, account: Account, photo: Photo, limit: int) -> Bytes:
    got = media.fetch(client, account, photo.media_id, limit=limit)
    if got.trouble is None:
        return Bytes(got.data)
    code = {media.Trouble.GONE: "gone", media.Trouble.SIZE: "size"}.get(got.trouble, "")
    return Bytes(
        sentence=got.sentence, code=code, seconds=got.seconds, pause=got.trouble is media.Trouble.PAUSE
    )


def _from_export(photo: Photo, limit: int) -> Bytes:
    """A file of a chat export that lies on this machine."""
    try:
        return Bytes(media_bytes(the_spool().path_of(photo.spool), photo.file_name))
    except FileNotFoundError:
        return ELSEWHERE
    except ExportRefused as error:
        return Bytes(sentence=str(error), code="gone")


def _from_spool(photo: Photo, limit: int) -> Bytes:
    try:
        return Bytes(the_spool().get(photo.spool))
    except NotThere:
        return ELSEWHERE


def clear_spool() -> None:
    """Throw away uploads and exports of which every photo is kept or refused for good."""
    spool = the_spool()
    needed = set(
        Photo.objects.exclude(spool="")
        .filter(original=None)
        .exclude(code__in=("gone", "broken"))
        .values_list("spool", flat=True)
    )
    for key in spool.forgotten("titip"):
        if key not in needed:
            spool.remove(key)


class Collector(threading.Thread):
    """A thread that takes care of photos until it is stopped."""

    def __init__(
        self, *, clock: Clock, more: Mapping[str, Fetch] | None = None, wait: float = LOOK_EVERY
    ) -> None:
        super().__init__(name="photos", daemon=True)
        self.clock = clock
        self.more = dict(more or {})
        self.wait = wait
        self._after = 0
        self._seen: Seen = ()
        self._looked_at = self._cleared_at = clock() - timedelta(days=1)
        self._stop_now = threading.Event()

    def stop(self) -> None:
        """End after the round at hand."""
        self._stop_now.set()

    def run(self) -> None:
        """Look, fetch, hang, wait. A fault is logged and waited out; what waits stays."""
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client, Lookout() as lookout:
            tools: Tools | None = None
            while not self._stop_now.is_set():
                wait = self.wait
                try:
                    tools = tools or Tools(
                        fetchers(client, account_from_settings(), **self.more),
                        the_store(),
                        lookout,
                        worker=worker_name(),
                    )
                    wait = 0.0 if self.step(tools) else wait
                except Exception:
                    log.exception("photos_failed")
                    wait = FAULT_SECONDS
                close_old_connections()
                self._stop_now.wait(wait)

    def step(self, tools: Tools) -> Taken:
        """One round."""
        now = self.clock()
        self._after = announce_new(after=self._after, now=now)
        # A claim of our own is from a round that a fault ended.
        release_of(lambda name: name == tools.worker or is_dead(name))
        taken = take_due(tools, now=now)
        placed = self._place(now)
        touched = {photo.election_id for photo in placed}
        kept = Photo.objects.filter(pk__in=taken.kept).exclude(election=None)
        touched |= set(kept.values_list("election_id", flat=True))
        if touched:
            totals.bump(sorted(election for election in touched if election is not None))
        ask_where(now=now)
        if now - self._cleared_at > timedelta(minutes=1):
            the_spool().sweep()
            clear_spool()
            self._cleared_at = now
        return taken

    def _place(self, now: datetime) -> list[Photo]:
        """Look for places when something changed, and once a minute."""
        seen = state_of_things()
        if seen == self._seen and now - self._looked_at < timedelta(minutes=1):
            return []
        self._seen, self._looked_at = seen, now
        return place_waiting(now=now)


def collector(*, clock: Clock) -> Collector:
    """The desk's collector; on a demo it also draws the photos of the rehearsed night."""
    more: dict[str, Callable[[Photo, int], Bytes]] = {}
    if settings.DEMO:
        from deskpemilu.flow.rehearsal.photos import draw  # noqa: PLC0415 - only on a demo

        more["rehearsal"] = draw
    return Collector(clock=clock, more=more)
