"""From an announced photo to a kept one: once, whole, and never lost."""

from __future__ import annotations

import errno
import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.evidence import keeping, stores, taking
from deskpemilu.evidence.limits import MEGABYTE, defaults
from deskpemilu.evidence.lookout import Lookout
from deskpemilu.evidence.models import Limits, Original, Page, Photo
from deskpemilu.evidence.stores import FolderStore, StoreDown, original_key, shown_key
from deskpemilu.evidence.taking import STALE, Tools, backoff, take_due
from deskpemilu.flow.media import announce_new
from tests.db.evidence.scenes import NOW, at, image, photo_of, send, words
from tests.photos import bomb, form_jpeg, pdf
from tools.whatsapp_stand_in import Scripted, StandIn

FORM = form_jpeg()
DIGEST = hashlib.sha256(FORM).hexdigest()

pytestmark = pytest.mark.usefixtures("operator")


def test_a_photo_is_kept_byte_for_byte(tools: Tools, meta: StandIn, folder: FolderStore) -> None:
    """With its digest, its pages and what the camera told."""
    meta.keep_medium("700", FORM)
    (message,) = send(image("700", sha256=DIGEST))
    taken = take_due(tools, now=NOW)
    photo = photo_of(message)
    assert taken.kept == (photo.pk,)
    assert (photo.state, photo.original_id, photo.claim) == ("kept", DIGEST, "")
    assert folder.get(original_key(DIGEST)) == FORM
    original = Original.objects.get()
    assert (original.state, original.size, original.media_type) == ("shown", len(FORM), "image/jpeg")
    assert original.taken_at == "2024-02-14T11:20:05+00:00"
    assert original.pages.count() == 1
    assert b"Exif" not in folder.get(shown_key(DIGEST, 1, "layar"))


def test_a_delivery_that_is_repeated_makes_one_photo(tools: Tools, meta: StandIn) -> None:
    """Also when it is announced again and again."""
    meta.keep_medium("700", FORM)
    delivery = image("700")
    for _ in range(3):
        send(delivery)
        announce_new(after=0, now=NOW)
        take_due(tools, now=NOW)
    assert Photo.objects.count() == 1
    assert meta.media_calls == 2


def test_the_same_bytes_from_two_people_are_stored_once(
    tools: Tools, meta: StandIn, folder: FolderStore
) -> None:
    """Two photos, one original, looked at once."""
    meta.keep_medium("700", FORM)
    meta.keep_medium("701", FORM)
    one, other = send(image("700"), image("701", sender="628120000077"))
    take_due(tools, now=NOW)
    assert photo_of(one).original_id == photo_of(other).original_id == DIGEST
    assert Original.objects.count() == Page.objects.count() == 1
    assert len(list((folder.root / "asli").rglob("*/*"))) == 1


def test_a_link_that_died_is_asked_for_anew(tools: Tools, meta: StandIn) -> None:
    """Links live for minutes; the id lives for weeks."""
    meta.keep_medium("700", FORM)
    meta.let_links_die(1)
    (message,) = send(image("700"))
    take_due(tools, now=NOW)
    assert photo_of(message).state == "kept"


def test_no_answer_waits_and_comes_back(tools: Tools, meta: StandIn) -> None:
    """With growing pauses, and the reason on the page."""
    meta.keep_medium("700", FORM)
    meta.answer_next(Scripted(hang_up=True), Scripted(status=500))
    (message,) = send(image("700"))
    for attempt in (1, 2):
        take_due(tools, now=photo_of(message).next_at)
        photo = photo_of(message)
        assert (photo.state, photo.attempts, photo.claim) == ("waiting", attempt, "")
        assert "dicoba lagi" in photo.reason
    assert take_due(tools, now=photo.next_at - timedelta(seconds=1)).kept == ()
    assert take_due(tools, now=photo.next_at).kept == (photo.pk,)
    assert photo_of(message).reason == ""


def test_pauses_grow_and_end() -> None:
    """5 s doubled, at most a quarter of an hour."""
    assert [backoff(n, 0.999).total_seconds() // 1 for n in (1, 2, 3)] == [4, 9, 19]
    assert backoff(99, 0.5) == backoff(20_000, 0.5) == timedelta(seconds=675)


def test_a_photo_that_breaks_the_program_holds_up_no_other(
    tools: Tools, meta: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits with a reason; the one behind it is kept in the same round."""
    meta.keep_medium("700", FORM)
    meta.keep_medium("701", form_jpeg("7"))
    broken, sound = send(image("700"), image("701"))
    show = keeping.show

    def fails(*given: Any) -> Original:
        if given[3] == DIGEST:
            raise ValueError("tidak terduga")
        return show(*given)

    monkeypatch.setattr(keeping, "show", fails)
    assert take_due(tools, now=NOW).kept == (photo_of(sound).pk,)
    waiting = photo_of(broken)
    assert (waiting.state, waiting.claim, waiting.original_id) == ("waiting", "", DIGEST)
    assert "dicoba lagi" in waiting.reason
    monkeypatch.undo()
    assert take_due(tools, now=waiting.next_at).kept == (waiting.pk,)


def test_a_dead_token_holds_all_photos_without_counting(tools: Tools, meta: StandIn) -> None:
    """The desk's account is at fault, not the photo."""
    for media_id in ("700", "701"):
        meta.keep_medium(media_id, FORM)
    meta.token = "token-baru"
    send(image("700"), image("701"))
    take_due(tools, now=NOW)
    for photo in Photo.objects.all():
        assert (photo.state, photo.attempts) == ("waiting", 0)
        assert "DESK_WHATSAPP_TOKEN" in photo.reason
        assert photo.next_at >= NOW + timedelta(minutes=2)
    meta.token = "token-uji"
    assert len(take_due(tools, now=at(5)).kept) == 2


def test_a_photo_that_meta_no_longer_has_is_refused_with_what_to_do(tools: Tools, meta: StandIn) -> None:
    """Nobody waits for ever."""
    (message,) = send(image("999"))
    assert take_due(tools, now=NOW).refused == 1
    photo = photo_of(message)
    assert (photo.state, photo.code) == ("refused", "gone")
    assert "mengirim ulang" in photo.reason


def test_bytes_that_are_not_what_was_announced_are_not_kept(tools: Tools, meta: StandIn) -> None:
    """Neither against the message's digest nor against that of Meta's answer."""
    meta.keep_medium("700", FORM)
    (message,) = send(image("700", sha256=hashlib.sha256(b"lain").hexdigest()))
    take_due(tools, now=NOW)
    photo = photo_of(message)
    assert (photo.state, photo.original) == ("waiting", None)
    assert "SHA-256" in photo.reason
    Photo.objects.update(attempts=taking.MAX_BROKEN, next_at=NOW)
    take_due(tools, now=NOW)
    assert (photo_of(message).state, photo_of(message).code) == ("refused", "broken")


def test_a_killed_process_leaves_a_photo_that_is_taken_up_again(
    tools: Tools, meta: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the row was written, and killed after it before the photo was looked at."""
    meta.keep_medium("700", FORM)
    (message,) = send(image("700"))

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    for part in ("keep_original", "keeping.show"):
        with monkeypatch.context() as patched:
            patched.setattr(f"deskpemilu.evidence.taking.{part}", killed)
            with pytest.raises(KeyboardInterrupt):
                take_due(tools, now=NOW)
        photo = photo_of(message)
        assert (photo.state, bool(photo.claim)) == ("waiting", True)
        assert take_due(tools, now=NOW).kept == ()  # still claimed by the dead one
        Photo.objects.update(claimed_at=NOW - STALE - timedelta(seconds=1))
    assert take_due(tools, now=NOW).kept == (photo.pk,)
    assert Original.objects.get().state == "shown"
    assert meta.media_calls == 4  # the second time the original was there already


def test_two_workers_never_take_the_same_photo(tools: Tools, meta: StandIn) -> None:
    """A claim is a conditional UPDATE."""
    send(image("700"), image("701"))
    mine = taking.claim(1, sources=["whatsapp"], worker="a", now=NOW)
    yours = taking.claim(5, sources=["whatsapp"], worker="b", now=NOW)
    assert len(mine) == len(yours) == 1
    assert mine[0].pk != yours[0].pk


class FullDisk:
    """A disk that is full until it is not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = True
        real = os.fsync

        def fsync(handle: int) -> None:
            if self.full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(handle)

        monkeypatch.setattr(stores.os, "fsync", fsync)


def test_a_full_disk_loses_nothing(
    tools: Tools, meta: StandIn, folder: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The photo waits, nothing half-written lies about, and later it is there."""
    meta.keep_medium("700", FORM)
    (message,) = send(image("700"))
    disk = FullDisk(monkeypatch)
    take_due(tools, now=NOW)
    photo = photo_of(message)
    assert (photo.state, photo.original) == ("waiting", None)
    assert "Ruang disk" in photo.reason
    assert not [path for path in folder.root.rglob("*") if path.is_file()]
    disk.full = False
    assert take_due(tools, now=photo.next_at).kept == (photo.pk,)
    assert folder.get(original_key(DIGEST)) == FORM


def test_a_photo_whose_copies_cannot_be_written_waits_with_its_original(
    tools: Tools, meta: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The original is safe; the rest follows."""
    meta.keep_medium("700", FORM)
    (message,) = send(image("700"))
    real = FolderStore.put

    def put(self: FolderStore, key: str, data: bytes) -> None:
        if key.startswith("tampil"):
            raise StoreDown("Ruang disk untuk foto penuh.")
        real(self, key, data)

    with monkeypatch.context() as patched:
        patched.setattr(FolderStore, "put", put)
        take_due(tools, now=NOW)
    assert (photo_of(message).state, photo_of(message).original_id) == ("waiting", DIGEST)
    assert take_due(tools, now=photo_of(message).next_at).kept


@pytest.mark.parametrize(
    ("data", "problem"), [(FORM[:2000], "rusak"), (bomb(), "terlalu besar")], ids=["broken", "bomb"]
)
def test_what_cannot_be_opened_is_kept_as_it_came(
    tools: Tools, meta: StandIn, folder: FolderStore, data: bytes, problem: str
) -> None:
    """It is evidence all the same, and no page falls over it."""
    meta.keep_medium("700", data)
    (message,) = send(image("700"))
    take_due(tools, now=NOW)
    photo = photo_of(message)
    assert photo.state == "kept"
    assert problem in photo.reason
    assert photo.original is not None
    assert (photo.original.state, photo.original.pages.count()) == ("unreadable", 0)
    assert folder.get(original_key(photo.original.digest)) == data


def test_every_page_of_a_scan_is_shown(tools: Tools, meta: StandIn) -> None:
    """A PDF as a document."""
    meta.keep_medium("700", pdf(FORM, form_jpeg("2")))
    envelope = image("700")
    medium = {"id": "700", "mime_type": "application/pdf", "filename": "C Hasil.pdf"}
    (message,) = send(
        type(envelope)(
            **{name: getattr(envelope, name) for name in envelope.__slots__}
            | {"kind": "document", "payload": {"message": {"type": "document", "document": medium}}}
        )
    )
    take_due(tools, now=NOW)
    photo = photo_of(message)
    assert photo.original is not None
    assert photo.original.pages.count() == 2
    assert photo.file_name == "C Hasil.pdf"


def test_limits_hold_and_what_they_refused_comes_in_when_they_are_raised(
    tools: Tools, meta: StandIn, settings: Any
) -> None:
    """Read for every photo, from the row where there is one."""
    meta.keep_medium("700", FORM)
    meta.keep_medium("701", b"MZ\x90\x00 bukan foto")
    size, kind = send(image("700"), image("701"))
    Limits.objects.create(
        max_bytes=len(FORM) - 1, max_photos=5, window_minutes=10, types=["jpeg"], changed_at=NOW
    )
    assert take_due(tools, now=NOW).refused == 2
    assert (photo_of(size).code, photo_of(kind).code) == ("size", "type")
    Limits.objects.update(max_bytes=defaults().max_bytes)
    Photo.objects.update(state="waiting", next_at=NOW)
    take_due(tools, now=NOW)
    assert (photo_of(size).state, photo_of(kind).state) == ("kept", "refused")
    settings.PHOTO_MAX_MB = 7
    assert defaults().max_bytes == 7 * MEGABYTE


def test_words_and_voices_announce_no_photo() -> None:
    """Only what may show a form."""
    send(words("TPS 1 aman"), words("", kind="audio", payload={"message": {"audio": {"id": "1"}}}))
    assert Photo.objects.count() == 0


def test_whatsapp_photos_wait_while_the_keys_are_missing(folder: FolderStore, lookout: Lookout) -> None:
    """Not refused, not failing: nobody can fetch them yet."""
    (message,) = send(image("700"))
    tools = Tools({}, folder, lookout)
    assert not take_due(tools, now=NOW)
    assert photo_of(message).state == "waiting"


def test_a_killed_write_leaves_no_file_under_its_name(folder: FolderStore, tmp_path: Path) -> None:
    """And what lies unfinished is thrown away after an hour."""
    folder.put("titip/aa/aaaa", b"x")
    unfinished = tmp_path / "foto" / stores.UNFINISHED / "rest"
    unfinished.write_bytes(b"half")
    folder.sweep()
    assert unfinished.exists()
    os.utime(unfinished, (0, 0))
    folder.sweep()
    assert not unfinished.exists()


def test_a_key_never_leads_out_of_the_store(folder: FolderStore) -> None:
    """Whoever calls."""
    for key in ("../secret.key", "asli/../../x", "/etc/passwd", "asli/zz/x", "lain/aa/x"):
        with pytest.raises(ValueError, match="not a key"):
            folder.get(key)


def test_people_are_known_by_their_number(operator: Person) -> None:
    """So that an uploader sees their own photo."""
    (message,) = send(image("700"))
    assert photo_of(message).person == operator
