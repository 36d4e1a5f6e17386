"""Photos of an S3 store in a backup: all of them or a clear word, and back into whichever store."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deskpemilu.evidence.stores import StoreDown, original_key, shown_key
from deskpemilu.flow import photo_archive
from tests.db.test_backup import Desk
from tests.db.test_backup import place as place  # noqa: PLC0414 - a fixture
from tests.s3 import ACCESS_KEY, REGION, S3, SECRET_KEY

PHOTOS = [f"foto ke-{n}".encode() * 100 for n in range(3)]
DIGESTS = [hashlib.sha256(data).hexdigest() for data in PHOTOS]
# A photo as the collector leaves it: the original and its copies in the store, then the rows.
KEEP = """
import django, sys
django.setup()
from django.utils import timezone
from deskpemilu.evidence.models import Original, Page, Photo
from deskpemilu.evidence.stores import original_key, shown_key, the_store
from deskpemilu.registry.models import Tps
for n in range(3):
    data, now = f"foto ke-{n}".encode() * 100, timezone.now()
    import hashlib
    digest = hashlib.sha256(data).hexdigest()
    store = the_store()
    store.put(original_key(digest), data)
    row = Original.objects.create(digest=digest, size=len(data), state="shown", stored_at=now)
    Page.objects.create(original=row, number=1, width=9, height=9)
    for size in ("layar", "kecil"):
        store.put(shown_key(digest, 1, size), b"salinan " + size.encode())
    Photo.objects.create(media_id=f"k{n}", source="web", original=row, state="kept", sent_at=now, next_at=now,
                         created_at=now, tps=Tps.objects.first())
"""


def in_s3(desk: Desk, s3: S3, *, secret: str = SECRET_KEY) -> Desk:
    """The same desk with its photos in a bucket."""
    desk.env |= {
        "DESK_MEDIA_STORE": "s3://bukti/desk",
        "DESK_MEDIA_S3_URL": s3.url,
        "DESK_MEDIA_S3_REGION": REGION,
        "DESK_MEDIA_S3_KEY": ACCESS_KEY,
        "DESK_MEDIA_S3_SECRET": secret,
        "DJANGO_SETTINGS_MODULE": "deskpemilu.config.settings",
    }
    return desk


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, dict[str, bytes]]:
    """A desk with three photos in the store and none on its disk, and what the store held; made once."""
    with S3() as s3:
        made = in_s3(Desk(tmp_path_factory.mktemp("s3") / "desk"), s3)
        made.done("election", "create", "pilkada2024", "--preset", "pilkada2024", "--region", "16.07")
        rows = "kode_tps,dpt_l,dpt_p\n1607052005001,120,130\n"
        (made.folder / "tps.csv").write_text(rows, encoding="utf-8")
        made.done("import", "tps", "tps.csv")
        kept = subprocess.run([sys.executable, "-c", KEEP], check=False, env=made.env, capture_output=True)
        assert kept.returncode == 0, kept.stderr.decode()
        assert len(s3.objects) == 9
        return made, dict(s3.objects)


@pytest.fixture
def s3(home: tuple[Desk, dict[str, bytes]]) -> Iterator[S3]:
    """A store of its own for each test, with the photos in it."""
    with S3() as one:
        one.objects.update(home[1])
        yield one


@pytest.fixture
def desk(home: tuple[Desk, dict[str, bytes]], s3: S3) -> Desk:
    """The desk, with this test's store."""
    return in_s3(home[0], s3)


def manifest_of(file: Path) -> dict[str, object]:
    with tarfile.open(file) as tar:
        found = tar.extractfile("manifest.json")
        assert found is not None
        content: dict[str, object] = json.loads(found.read())
        return content


def test_they_come_back_into_another_bucket(
    desk: Desk, s3: S3, place: Callable[..., Desk], tmp_path: Path
) -> None:
    """Byte for byte, checked after the restore; nothing of them lies on the disk."""
    file = tmp_path / "a.tar.gz"
    desk.done("backup", str(file))
    before = dict(s3.objects)
    with S3() as fresh:
        copy = in_s3(place(desk), fresh)
        said = copy.done("restore", str(file))
        assert "Foto: 3 berkas asli utuh" in said
        assert fresh.objects == before
        assert not list((copy.data / "media").rglob("asli"))
        assert copy.run("doctor", "--photos").returncode == 0


def test_they_come_back_into_a_folder(desk: Desk, place: Callable[..., Desk], tmp_path: Path) -> None:
    """A desk that leaves its bucket behind."""
    file = tmp_path / "a.tar.gz"
    desk.done("backup", str(file))
    copy = place(desk)
    assert "Foto: 3 berkas asli utuh" in copy.done("restore", str(file))
    for digest, data in zip(DIGESTS, PHOTOS, strict=True):
        assert (copy.data / "media" / "foto" / original_key(digest)).read_bytes() == data
    assert (copy.data / "media/foto" / shown_key(DIGESTS[0], 1, "layar")).read_bytes() == b"salinan layar"


def test_what_the_store_has_lost_is_named_and_the_rest_is_kept(
    desk: Desk, s3: S3, place: Callable[..., Desk], tmp_path: Path
) -> None:
    """By the command, in the manifest, by the doctor with the TPS, and once more after the restore."""
    del s3.objects[f"bukti/desk/{original_key(DIGESTS[0])}"]
    s3.objects[f"bukti/desk/{original_key(DIGESTS[1])}"] = b"lain"
    file = tmp_path / "a.tar.gz"
    done = desk.run("backup", str(file))
    assert done.returncode == 0
    assert "2 foto tidak ada atau berubah" in done.stderr
    assert set(manifest_of(file)["missing"]) == {original_key(d) for d in DIGESTS[:2]}  # type: ignore[call-overload]
    doctor = desk.run("doctor", "--photos")
    assert doctor.returncode == 1
    assert "2 foto asli hilang atau berubah" in doctor.stdout
    assert f"{DIGESTS[0][:12]} (TPS 1607052005001)" in doctor.stdout
    with S3() as fresh:
        copy = in_s3(place(desk), fresh)
        restored = copy.run("restore", str(file))
        assert (restored.returncode, "2 foto asli hilang" in restored.stdout) == (1, True)
        assert fresh.objects[f"bukti/desk/{original_key(DIGESTS[2])}"] == PHOTOS[2]


def test_a_store_that_is_down_leaves_no_half_backup(desk: Desk, s3: S3, tmp_path: Path) -> None:
    """A sentence says what to do; the database alone can be saved meanwhile."""
    in_s3(desk, s3, secret="salah")
    file = tmp_path / "a.tar.gz"
    done = desk.run("backup", str(file))
    assert done.returncode == 1
    assert "--no-photos" in done.stderr
    assert not file.exists()
    assert not list(tmp_path.glob(".a.tar.gz*"))
    desk.done("backup", "--no-photos", str(file))
    assert manifest_of(file)["photos"] == "none"


def test_a_restore_that_the_store_refuses_leaves_the_place_empty(
    desk: Desk, s3: S3, place: Callable[..., Desk], tmp_path: Path
) -> None:
    """And goes on from what has arrived."""
    file = tmp_path / "a.tar.gz"
    desk.done("backup", str(file))
    with S3() as fresh:
        copy = in_s3(place(desk), fresh, secret="salah")
        refused = copy.run("restore", str(file))
        assert refused.returncode == 1
        assert "Tempat ini tetap kosong" in refused.stderr
        in_s3(copy, fresh).done("restore", str(file))
        assert len(fresh.objects) == 9


class Shaky:
    """A store that fails so often before it answers."""

    def __init__(self, faults: int) -> None:
        self.faults, self.kept = faults, {"asli/ab/ab1": b"x"}

    def get(self, key: str) -> bytes:
        self.faults -= 1
        if self.faults >= 0:
            raise StoreDown("putus")
        return self.kept[key]

    def holds(self, key: str) -> bool:
        return key in self.kept

    def put(self, key: str, data: bytes) -> None:
        raise AssertionError("it is there already")


@pytest.mark.parametrize(("faults", "comes"), [(0, True), (3, True), (4, False)])
def test_an_answer_that_is_lost_is_asked_for_again(faults: int, comes: bool) -> None:
    """Three times, with longer and longer pauses."""
    pauses: list[float] = []
    if comes:
        assert photo_archive._got(Shaky(faults), "asli/ab/ab1", pauses.append) == b"x"
    else:
        with pytest.raises(StoreDown):
            photo_archive._got(Shaky(faults), "asli/ab/ab1", pauses.append)
    assert pauses == list(photo_archive.PAUSES[: min(faults, 3) if comes else 3])


def test_what_the_store_holds_is_not_sent_again(tmp_path: Path) -> None:
    """A restore that was cut off goes on."""
    file = tmp_path / "foto" / "asli" / "ab" / "ab1"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    assert photo_archive.put_photos(tmp_path, Shaky(0)) == 1
    assert not (tmp_path / "foto" / "asli").exists()
