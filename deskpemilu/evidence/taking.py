"""From a photo that was announced to one that is kept: fetched, stored, looked at. Never lost.

Comes in: how bytes of each source are fetched, a store, the lookout, the time. A photo is claimed by a
conditional UPDATE, as a message is. Its bytes are in the store before a row says so, and are looked at
only then; a process that is killed between two steps leaves a photo that waits and takes up where it
was. What may pass (no line, full disk, store down) waits with growing pauses, for as long as it takes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, QuerySet

from deskpemilu.evidence import keeping
from deskpemilu.evidence.limits import Allowed, allowed
from deskpemilu.evidence.lookout import Lookout
from deskpemilu.evidence.models import Original, Photo
from deskpemilu.evidence.sniff import media_type_of
from deskpemilu.evidence.stores import NotThere, Store, StoreDown, original_key

log = structlog.get_logger(__name__)
State = Photo.State
PARALLEL = 4
STALE = timedelta(minutes=5)
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0
MAX_BROKEN = 12
NO_PHOTO = "Berkas ini bukan foto atau PDF yang diterima desk."


@dataclass(frozen=True, slots=True)
class Bytes:
    """What fetching brought: bytes, or a sentence and what to do: wait (`pause`: all of that source
    wait; `tries`: it counts as an attempt), or refuse with a `code`."""

    data: bytes = b""
    sentence: str = ""
    code: str = ""
    seconds: int = 0
    pause: bool = False

    @property
    def failed(self) -> bool:
        """Whether there are no bytes."""
        return bool(self.sentence)


Fetch = Callable[[Photo, int], Bytes]


@dataclass(frozen=True, slots=True)
class Tools:
    """What taking needs from outside: a fetcher a source, the store, the lookout."""

    fetchers: Mapping[str, Fetch]
    store: Store
    lookout: Lookout
    memory: keeping.Memory = field(default_factory=keeping.Memory)
    chance: Callable[[], float] = secrets.SystemRandom().random
    worker: str = field(default_factory=lambda: f"foto-{secrets.token_hex(8)}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a round did, and the ids of photos that are kept now."""

    kept: tuple[int, ...] = ()
    waiting: int = 0
    refused: int = 0

    def __bool__(self) -> bool:
        return bool(self.kept or self.refused)


def take_due(tools: Tools, *, now: datetime, limit: int = 20) -> Taken:
    """Take up to `limit` due photos."""
    release_stale(now=now)
    total, left = Taken(), limit
    while left > 0:
        batch = claim(min(PARALLEL, left), sources=tuple(tools.fetchers), worker=tools.worker, now=now)
        if not batch:
            break
        left -= len(batch)
        total = _add(total, _take_batch(tools, batch, allowed(), now=now))
    return total


def _take_batch(tools: Tools, batch: Sequence[Photo], limits: Allowed, *, now: datetime) -> Taken:
    """Fetch several at once, for the network is slow; store and look at one after the other."""
    total = Taken()
    with ThreadPoolExecutor(PARALLEL, thread_name_prefix="photo") as pool:
        fetched = list(pool.map(lambda photo: _bytes(tools, photo, limits), batch))
    for photo, got in zip(batch, fetched, strict=True):
        total = _add(total, _take(tools, photo, got, limits, now=now))
    return total


def claim(limit: int, *, sources: Sequence[str], worker: str, now: datetime) -> list[Photo]:
    """Take photos that are due, oldest first; of two workers only one gets each."""
    due = Photo.objects.filter(state=State.WAITING, claim="", next_at__lte=now, source__in=sources)
    ids = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:limit])
    if not ids:
        return []
    Photo.objects.filter(pk__in=ids, state=State.WAITING, claim="").update(
        claim=worker, claimed_at=now, attempts=F("attempts") + 1
    )
    mine = Photo.objects.filter(pk__in=ids, claim=worker).select_related(
        "original", "message", "tps", "contest"
    )
    return list(mine.order_by("pk"))


def release_stale(*, now: datetime) -> int:
    """Give back what a dead process had claimed."""
    return (
        Photo.objects.filter(state=State.WAITING, claimed_at__lt=now - STALE)
        .exclude(claim="")
        .update(claim="")
    )


def release_of(is_dead: Callable[[str], bool]) -> int:
    """Give back what workers had claimed that are known to be gone."""
    claimed = Photo.objects.filter(state=State.WAITING).exclude(claim="")
    gone = [name for name in claimed.values_list("claim", flat=True).distinct() if is_dead(name)]
    return claimed.filter(claim__in=gone).update(claim="") if gone else 0


def backoff(attempts: int, jitter: float) -> timedelta:
    """5 s doubled with each attempt, at most 15 min, half of it by chance."""
    full = min(FIRST_WAIT * 2 ** min(max(attempts, 1) - 1, 20), LONGEST_WAIT)
    return timedelta(seconds=full / 2 + full / 2 * jitter)


def _bytes(tools: Tools, photo: Photo, limits: Allowed) -> Bytes:
    """The bytes of a photo: those kept already, else fetched. No database here: it runs in threads."""
    try:
        if photo.original_id:
            return Bytes(tools.store.get(original_key(str(photo.original_id))))
        return tools.fetchers[photo.source](photo, limits.max_bytes)
    except StoreDown as down:
        return Bytes(sentence=str(down))
    except NotThere:
        return Bytes(sentence="Berkas asli tidak ada di tempatnya. Periksa penyimpanan foto.")
    except Exception as error:  # one photo must not hold up the others
        return Bytes(sentence=f"Foto belum dapat diambil ({type(error).__name__}); dicoba lagi sendiri.")


def _take(tools: Tools, photo: Photo, got: Bytes, limits: Allowed, *, now: datetime) -> Taken:
    mine = Photo.objects.filter(pk=photo.pk, claim=tools.worker)
    got = got if got.failed else _checked(photo, got, limits)
    if got.code:
        refused = mine.update(state=State.REFUSED, claim="", reason=got.sentence[:300], code=got.code)
        return Taken(refused=refused)
    if got.failed:
        return _wait(tools, photo, got, mine, now)
    try:
        digest = keep_original(tools.store, got.data, now=now)
        mine.update(original_id=digest)
        done = keeping.show(tools.store, tools.lookout, tools.memory, digest, got.data)
    except StoreDown as down:
        return _wait(tools, photo, Bytes(sentence=str(down)), mine, now)
    except OperationalError:
        raise  # the database, not this photo: the round ends and is begun anew
    except Exception as error:  # whatever is wrong with this one, those behind it must not wait for ever
        log.exception("photo_failed", photo=photo.pk)
        text = f"Foto belum dapat diolah ({type(error).__name__}); dicoba lagi sendiri."
        return _wait(tools, photo, Bytes(sentence=text), mine, now)
    reason = "" if done.state == Original.State.SHOWN else done.problem
    kept = mine.update(state=State.KEPT, claim="", reason=reason, code="")
    return Taken(kept=(photo.pk,)) if kept else Taken()


def keep_original(store: Store, data: bytes, *, now: datetime) -> str:
    """Store bytes under their SHA-256, then say so in a row; the same bytes again change nothing."""
    digest = hashlib.sha256(data).hexdigest()
    store.put(original_key(digest), data)
    row = {"size": len(data), "media_type": media_type_of(data), "stored_at": now}
    try:
        with transaction.atomic():
            Original.objects.get_or_create(digest=digest, defaults=row)
    except IntegrityError:  # another worker was faster
        Original.objects.get(digest=digest)
    return digest


def refusal_of(data: bytes, limits: Allowed) -> Bytes | None:
    """Why bytes may not come in: too large, or of a kind that is not taken."""
    if len(data) > limits.max_bytes:
        size = f"{len(data) / 1_048_576:.1f}"
        text = f"Foto terlalu besar ({size} MB). Batasnya {limits.megabytes} MB."
        return Bytes(sentence=text, code="size")
    if media_type_of(data) not in limits.media_types:
        return Bytes(sentence=NO_PHOTO, code="type")
    return None


def _checked(photo: Photo, got: Bytes, limits: Allowed) -> Bytes:
    """The bytes if they are whole and within the limits, else why not."""
    if photo.original_id:
        return got
    told = photo.told_digest
    if told and hashlib.sha256(got.data).hexdigest() != told:
        broken = Bytes(sentence="Isi foto berbeda dari SHA-256 yang dinyatakan pengirim; diambil ulang.")
        return replace(broken, code="broken") if photo.attempts >= MAX_BROKEN else broken
    if photo.tps_id and _others(photo) >= limits.max_photos:
        text = f"TPS dan pemilihan ini sudah mempunyai {limits.max_photos} foto (batas)."
        return Bytes(sentence=text, code="count")
    return refusal_of(got.data, limits) or got


def _others(photo: Photo) -> int:
    rows = Photo.objects.filter(tps=photo.tps, contest=photo.contest, state=State.KEPT)
    return rows.filter(set_aside=False).exclude(pk=photo.pk).count()


def _wait(tools: Tools, photo: Photo, got: Bytes, mine: QuerySet[Photo], now: datetime) -> Taken:
    """Put a photo back for later; where the whole source is at fault, all of it, without counting."""
    wait = max(backoff(photo.attempts, tools.chance()), timedelta(seconds=got.seconds))
    attempts = F("attempts") - 1 if got.pause else F("attempts")
    until = now + (timedelta(seconds=got.seconds * (1 + tools.chance() / 4)) if got.pause else wait)
    waiting = mine.update(claim="", next_at=until, reason=got.sentence[:300], attempts=attempts)
    if got.pause:
        others = Photo.objects.filter(state=State.WAITING, claim="", source=photo.source, next_at__lt=until)
        others.filter(original=None).update(next_at=until, reason=got.sentence[:300])
    return Taken(waiting=waiting)


def _add(one: Taken, other: Taken) -> Taken:
    return Taken(one.kept + other.kept, one.waiting + other.waiting, one.refused + other.refused)
