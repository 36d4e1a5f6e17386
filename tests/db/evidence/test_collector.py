"""The thread beside the worker, chat exports, look-alikes and the rehearsed photos, all together."""

from __future__ import annotations

import hashlib
import os
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import PROGRAM
from deskpemilu.channels import inbox
from deskpemilu.channels.models import InboxMessage
from deskpemilu.evidence.models import Likeness, Original, Page, Photo
from deskpemilu.evidence.queries import notices_of
from deskpemilu.evidence.stores import FolderStore, the_spool
from deskpemilu.evidence.taking import Tools, take_due
from deskpemilu.flow import imports
from deskpemilu.flow.media import Collector, clear_spool
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.flow.rehearsal.camera import name_of
from deskpemilu.flow.rehearsal.photos import draw
from deskpemilu.flow.rehearsal.plan import Counted, TpsPlan
from deskpemilu.flow.rehearsal.styles import Place
from deskpemilu.registry.models import Election
from deskpemilu.tally.models import LiveVersion
from tests.db.evidence.scenes import NOW, at, image, photo_of, result
from tests.photos import again, form_jpeg, picture
from tools.whatsapp_stand_in import StandIn

FORM = form_jpeg()

pytestmark = pytest.mark.usefixtures("operator")


def accept(*envelopes: Any) -> None:
    """Messages are read by the worker, which knows nothing of photos."""
    inbox.accept(envelopes, now=NOW)
    run_batch(worker="test", clock=lambda: NOW, limit=100)


def test_one_round_announces_fetches_keeps_places_and_tells_open_pages(
    tools: Tools, meta: StandIn, election: Election
) -> None:
    """Everything that a photo needs."""
    meta.keep_medium("700", FORM)
    accept(image("700", result(1)))
    before = LiveVersion.objects.get(election=election).number
    Collector(clock=lambda: NOW).step(tools)
    photo = Photo.objects.get()
    assert (photo.state, photo.tps.code if photo.tps else None) == ("kept", "1607012001001")
    assert LiveVersion.objects.get(election=election).number > before


def test_a_round_with_nothing_to_do_does_nothing(tools: Tools, election: Election) -> None:
    """No version is raised, no photo made."""
    collector = Collector(clock=lambda: NOW)
    accept()
    before = list(LiveVersion.objects.values_list("number", flat=True))
    assert not collector.step(tools)
    assert not collector.step(tools)
    assert list(LiveVersion.objects.values_list("number", flat=True)) == before


def test_a_photo_of_another_tps_that_looks_the_same_is_told(tools: Tools, meta: StandIn) -> None:
    """Sent on by another app, smaller and turned; another paper on the same form is not told."""
    for media_id, data in (("1", FORM), ("2", again(FORM, turn=90)), ("3", form_jpeg("9", 11, 99, 4))):
        meta.keep_medium(media_id, data)
    accept(image("1", result(1)), image("2", result(2, 50)), image("3", result(3, 60)))
    Collector(clock=lambda: NOW).step(tools)
    assert Original.objects.count() == Page.objects.count() == 3
    likeness = Likeness.objects.get()
    one, two, three = Photo.objects.order_by("media_id")
    assert {likeness.one_id, likeness.other_id} == {one.original_id, two.original_id}
    assert one.tps_id is not None
    assert three.tps_id is not None
    (notice,) = notices_of(one.tps_id, sees=lambda _: True)
    assert (notice.code, notice.severity, notice.other_tps) == ("same_photo", "periksa", "1607012001002")
    assert "tampak sama" in notice.text
    assert notices_of(three.tps_id) == []


CHAT = (
    "14/02/24 15.20 - +62 812-0000-001: IMG-1.jpg (file terlampir)\n{report}\n"
    "14/02/24 15.21 - +62 812-0000-001: IMG-2.jpg (file terlampir)\n"
    "14/02/24 15.22 - +62 812-0000-001: suara.opus (file terlampir)\n"
    "14/02/24 15.23 - +62 812-0000-001: IMG-9.jpg (file terlampir)\n"
)


def export(folder: Path, *, media: bool = True, more: str = "") -> Path:
    """A zip as WhatsApp exports it; IMG-9 is named but not in it."""
    path = folder / f"chat-{len(list(folder.iterdir()))}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Chat WhatsApp dengan Desk Uji.txt", CHAT.format(report=result(1)) + more)
        if media:
            archive.writestr("IMG-1.jpg", FORM)
            archive.writestr("IMG-2.jpg", form_jpeg("2"))
            archive.writestr("suara.opus", b"OggS")
    return path


def carry_out(path: Path, election: Election) -> Any:
    """Import an export and let the worker read it."""
    report = imports.carry_out(actor=PROGRAM, kind="chat", path=path, election=election, now=NOW)
    run_batch(worker="test", clock=lambda: NOW, limit=100)
    return report


def test_photos_of_a_chat_export_are_kept(tools: Tools, election: Election, tmp_path: Path) -> None:
    """Byte for byte, on the TPS of the words beside them; the zip stays until all are in the store."""
    (tmp_path / "unggah").mkdir()
    report = carry_out(export(tmp_path / "unggah"), election)
    assert any("2 foto di dalam zip" in note for note in report.notes)
    Collector(clock=lambda: NOW).step(tools)
    one, two = Photo.objects.order_by("media_id")
    assert (one.state, two.state) == ("kept", "kept")
    assert one.original_id == hashlib.sha256(FORM).hexdigest()
    assert (one.how, two.how) == ("caption", "recent")
    assert one.tps == two.tps
    spool = the_spool()
    for path in (spool.root / "titip").rglob("*"):
        os.utime(path, (0, 0))
    clear_spool()
    assert list(spool.forgotten("titip")) == []
    carry_out(export(tmp_path / "unggah", more="14/02/24 16.00 - Bu Uji: aman\n"), election)
    Collector(clock=lambda: NOW).step(tools)
    assert Photo.objects.count() == Original.objects.count() == 2


def test_an_export_with_media_brings_the_photos_of_one_without(
    tools: Tools, election: Election, tmp_path: Path
) -> None:
    """The messages are known; their photos are new."""
    (tmp_path / "unggah").mkdir()
    carry_out(export(tmp_path / "unggah", media=False), election)
    assert Photo.objects.count() == 0
    messages = InboxMessage.objects.count()
    carry_out(export(tmp_path / "unggah"), election)
    assert InboxMessage.objects.count() == messages
    Collector(clock=lambda: NOW).step(tools)
    assert list(Photo.objects.values_list("state", flat=True)) == ["kept", "kept"]


def test_an_export_that_finds_no_room_says_so_and_comes_again(
    tools: Tools, election: Election, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The messages are in; the photos are shown as missing until the same file is imported again."""
    (tmp_path / "unggah").mkdir()
    path = export(tmp_path / "unggah")

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("deskpemilu.evidence.stores.shutil.copyfile", full)
        carry_out(path, election)
    assert InboxMessage.objects.count() == 4
    photo = Photo.objects.first()
    assert photo is not None
    assert photo.state == "refused"
    assert "Impor ulang" in photo.reason
    carry_out(path, election)
    Collector(clock=lambda: NOW).step(tools)
    assert set(Photo.objects.values_list("state", flat=True)) == {"kept"}


def test_an_upload_that_is_just_being_written_is_not_cleared(folder: FolderStore) -> None:
    """Its row comes a moment after its file."""
    folder.put("titip/aa/aaaa", b"x")
    clear_spool()
    assert folder.holds("titip/aa/aaaa")


def test_a_rehearsed_photo_is_drawn_from_its_name(operator: Person) -> None:
    """The same each time, with what stands on the paper; a name that is none is refused."""
    paper = Counted(TpsPlan("1607012001001", 120, 130), "ppwp", {"1": 10, "2": 20, "3": 5}, 2)
    photo = Photo(media_id=name_of(paper, Place("Sukamaju", "Mekar Sari", 1), "7"), sent_at=NOW)
    drawn = draw(photo, 10**7)
    assert picture(drawn.data).size[0] > 800
    assert drawn.data == draw(photo, 10**7).data
    assert draw(Photo(media_id="rusak", sent_at=NOW), 10**7).code == "gone"


def test_the_thread_begins_and_ends(settings: Any) -> None:
    """As the worker's process does it."""
    collector = Collector(clock=lambda: NOW, wait=0.01)
    collector.step = lambda tools: collector.stop()  # type: ignore[assignment,method-assign,return-value]
    collector.start()
    collector.join(20)
    assert not collector.is_alive()


def test_a_late_message_id_is_still_found(tools: Tools, meta: StandIn) -> None:
    """Rows of slow transactions appear behind newer ones."""
    meta.keep_medium("700", FORM)
    collector = Collector(clock=lambda: NOW)
    accept(image("701", "x"))
    collector.step(tools)
    accept(image("700", result(1)))
    collector.step(tools)
    assert Photo.objects.filter(state="kept").count() == 1
    assert photo_of(InboxMessage.objects.order_by("-pk")[0]).state == "kept"
    assert not take_due(tools, now=at(1) - timedelta(hours=2)).kept
