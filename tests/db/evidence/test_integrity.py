"""A changed or lost original is found, by `desk doctor` and after a restore."""

from __future__ import annotations

import pytest

from deskpemilu.evidence.integrity import first_damaged
from deskpemilu.evidence.models import Original
from deskpemilu.evidence.stores import FolderStore, original_key
from deskpemilu.evidence.taking import keep_original
from deskpemilu.flow import backup, doctor, restore
from tests.db.evidence.scenes import NOW, at
from tests.photos import form_jpeg


@pytest.fixture
def digests(folder: FolderStore) -> list[str]:
    """Three originals, the newest last."""
    return [keep_original(folder, form_jpeg(str(n)), now=at(n)) for n in range(3)]


def photo_check() -> tuple[str, str]:
    """State and text of the doctor's check."""
    check = next(check for check in doctor.examine(now=NOW) if check.name == "Foto")
    return check.state, check.text


def test_whole_originals_are_well(folder: FolderStore, digests: list[str]) -> None:
    """All of them."""
    assert first_damaged(folder) is None
    assert photo_check() == ("baik", "3 berkas asli; yang terbaru utuh.")
    assert restore._photos()[0].good


def test_a_byte_that_changed_is_found(folder: FolderStore, digests: list[str]) -> None:
    """And an original that is gone."""
    path = folder.path_of(original_key(digests[0]))
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    path.write_bytes(bytes(data))
    assert first_damaged(folder) == digests[0]
    assert first_damaged(folder, newest=2) is None
    folder.remove(original_key(digests[2]))
    assert first_damaged(folder, newest=2) == digests[2]
    assert photo_check()[0] == "rusak"
    assert not restore._photos()[0].good


def test_a_backup_takes_originals_and_copies_but_nothing_half_written(
    folder: FolderStore, digests: list[str]
) -> None:
    """Everything that a restored desk shows."""
    unfinished = folder.root / ".belum-selesai"
    unfinished.mkdir(exist_ok=True)
    (unfinished / "x").write_bytes(b"half")
    names = [name for name, _ in backup._media()]
    assert names == sorted(f"media/foto/{original_key(digest)}" for digest in digests)
    assert Original.objects.count() == 3
