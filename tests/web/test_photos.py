"""Screens of photos: who may see which, bringing, placing, moving, limits."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from deskpemilu.accounts.models import Grant, Person
from deskpemilu.audit.models import Record
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.evidence import stores
from deskpemilu.evidence.lookout import Lookout
from deskpemilu.evidence.models import Original, Page, Photo
from deskpemilu.evidence.stores import original_key, shown_key, the_store
from deskpemilu.evidence.taking import Tools, take_due
from deskpemilu.flow.media import fetchers
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person, sign_in
from tests.photos import form_jpeg

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
HERE, BESIDE, ELSEWHERE = "1607012001001", "1607012001002", "1607022001001"
FORM = form_jpeg()


@pytest.fixture
def election() -> Election:
    """Two kecamatan."""
    made = make_election()
    totals.rebuild(made)
    return made


def kept(where: str | None, data: bytes = FORM, **more: Any) -> Photo:
    """A photo that is in the store, on a TPS or on none."""
    digest = hashlib.sha256(data).hexdigest()
    store = the_store()
    store.put(original_key(digest), data)
    for size in ("layar", "kecil"):
        store.put(shown_key(digest, 1, size), b"\xff\xd8\xff salinan")
    original, new = Original.objects.get_or_create(
        digest=digest,
        defaults={"size": len(data), "media_type": "image/jpeg", "state": "shown", "stored_at": NOW},
    )
    if new:
        Page.objects.create(original=original, number=1, width=900, height=1240, look="")
    tps = Tps.objects.get(code=where) if where else None
    row = {
        "media_id": f"uji-{uuid4()}",
        "source": "web",
        "state": "kept",
        "original": original,
        "tps": tps,
        "election": tps.election if tps else None,
        "sent_at": NOW,
        "next_at": NOW,
        "created_at": NOW,
    }
    return Photo.objects.create(**row | more)


def unplaced(sender: str = "628120000001") -> Photo:
    """A photo by WhatsApp that nobody knows where to hang, its message read."""
    envelope = Envelope(
        "whatsapp",
        f"wamid.{uuid4()}",
        sender,
        NOW,
        kind="image",
        payload={"message": {"type": "image", "image": {"id": "7"}}},
    )
    inbox.accept([envelope], now=NOW)
    run_batch(worker="test", clock=lambda: NOW, limit=10)
    message = InboxMessage.objects.get(external_id=envelope.external_id)
    owner = Person.objects.filter(phones__number=sender).first()
    return kept(None, source="whatsapp", message=message, sender=sender, person=owner)


def addresses(photo: Photo) -> list[str]:
    """Every address under which bytes or facts of a photo could come out."""
    return [
        reverse("photo", args=(photo.pk,)),
        reverse("photo-copy", args=(photo.pk, 1, "layar")),
        reverse("photo-copy", args=(photo.pk, 1, "kecil")),
        reverse("photo-original", args=(photo.pk,)),
    ]


def answers(client: Client, who: Person | None, photo: Photo) -> set[int]:
    """How the addresses answer somebody."""
    if who is not None:
        sign_in(client, who)
    else:
        client.logout()
    return {client.get(address).status_code for address in addresses(photo)}


@pytest.mark.parametrize(
    ("role", "area", "sees"),
    [
        (Role.CAMAT, "160701", True),
        (Role.CAMAT, "160702", False),
        (Role.OPERATOR, "160701", True),
        (Role.OPERATOR, "1607012002", False),
        (Role.STAF, "", True),
        (Role.PIMPINAN, "", True),
        (Role.AUDITOR, "", True),
        (Role.ADMINISTRATOR, "", False),
    ],
)
def test_a_photo_is_seen_by_those_who_may_see_its_tps(
    client: Client, election: Election, role: Role, area: str, sees: bool
) -> None:
    """By every address; the camat of the next kecamatan gets nothing."""
    assert answers(client, person(role, area), kept(HERE)) == ({200} if sees else {403})


def test_nobody_who_is_not_signed_in_gets_a_byte(client: Client, election: Election) -> None:
    """There is no address that could be guessed or passed on."""
    photo = kept(HERE)
    for address in addresses(photo):
        answer = client.get(address)
        assert answer.status_code in (302, 401)
        assert b"salinan" not in answer.content
    original = photo.original
    assert original is not None
    for path in (f"/media/foto/{original_key(original.digest)}", f"/static/{original.digest}"):
        assert client.get(path).status_code == 404


def test_a_photo_without_a_place_is_for_readers_of_its_sender_and_the_sender(
    client: Client, election: Election
) -> None:
    """Its sender's kecamatan reads it, the next one does not."""
    sender = person(Role.OPERATOR, "160701", phone="628120000001")
    photo = unplaced()
    assert photo.tps is None
    assert answers(client, person(Role.CAMAT, "160701"), photo) == {200}
    assert answers(client, sender, photo) == {200}
    assert answers(client, person(Role.STAF), photo) == {200}
    assert answers(client, person(Role.CAMAT, "160702"), photo) == {403}
    assert answers(client, person(Role.OPERATOR, "160701"), photo) == {403}


def test_a_right_that_ends_ends_at_once(client: Client, election: Election) -> None:
    """No link outlives it."""
    camat = person(Role.CAMAT, "160701")
    photo = kept(HERE)
    assert answers(client, camat, photo) == {200}
    Grant.objects.filter(person=camat).update(revoked_at=NOW)
    assert answers(client, camat, photo) == {403}


def test_copies_are_kept_by_nobody_between(client: Client, election: Election) -> None:
    """Neither a proxy nor the browser's disk."""
    sign_in(client, person(Role.CAMAT, "160701"))
    photo = kept(HERE)
    answer = client.get(reverse("photo-copy", args=(photo.pk, 1, "layar")))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "image/jpeg"
    assert "default-src" in answer["Content-Security-Policy"]
    for page, size in ((2, "layar"), (1, "asli"), (0, "kecil")):
        assert client.get(reverse("photo-copy", args=(photo.pk, page, size))).status_code == 404


def test_taking_the_original_is_noted(client: Client, election: Election) -> None:
    """It comes byte for byte, as a file to save, under a name that the program made."""
    camat = person(Role.CAMAT, "160701")
    sign_in(client, camat)
    photo = kept(HERE, file_name='a".html')
    answer = client.get(reverse("photo-original", args=(photo.pk,)))
    digest = hashlib.sha256(FORM).hexdigest()
    assert answer.content == FORM
    assert answer["Content-Disposition"] == f'attachment; filename="foto-{HERE}-{digest[:12]}.jpg"'
    record = Record.objects.get(act="photo.original")
    assert (record.actor, record.region, record.data["digest"]) == (camat.name, HERE, digest)


def test_a_store_that_is_down_is_a_sentence(
    client: Client, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an error page, and nothing is noted as taken."""
    sign_in(client, person(Role.CAMAT, "160701"))
    photo = kept(HERE)

    def down(self: object, key: str) -> bytes:
        raise stores.StoreDown("S3")

    monkeypatch.setattr(stores.FolderStore, "get", down)
    answer = client.get(reverse("photo-original", args=(photo.pk,)))
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert not Record.objects.filter(act="photo.original").exists()


def bring(client: Client, code: str, *files: bytes, key: str = "", **fields: str) -> Any:
    """Upload photos for a TPS."""
    sent = [SimpleUploadedFile(f"IMG {n}.jpg", data) for n, data in enumerate(files)]
    given = {"foto": sent, "kunci": key or str(uuid4()), **fields}
    return client.post(reverse("photo-upload", args=(code,)), given, follow=True)


def test_an_operator_brings_photos_for_a_tps(client: Client, election: Election) -> None:
    """Several at once, once each however often the button is pressed."""
    operator = person(Role.OPERATOR, "160701")
    sign_in(client, operator)
    key = str(uuid4())
    for _ in range(2):
        page = bring(client, HERE, FORM, form_jpeg("2"), key=key, jenis="ppwp")
        assert "2 foto diterima" in page.content.decode()
    assert Photo.objects.count() == 2
    photo = Photo.objects.order_by("pk")[0]
    assert (photo.tps.code, photo.contest.code, photo.how) == (HERE, "ppwp", "form")  # type: ignore[union-attr]
    assert Record.objects.filter(act="photo.uploaded", region=HERE).count() == 2
    with Lookout() as lookout:
        take_due(Tools(fetchers(None, Nobody()), the_store(), lookout), now=photo.next_at)  # type: ignore[arg-type]
    photo.refresh_from_db()
    assert photo.state == "kept"
    assert "data-ev-frame" in client.get(reverse("tps", args=(HERE,))).content.decode()


class Nobody:
    """A desk without an account at Meta."""

    ready = False


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html>bukan foto</html>", "bukan foto"),
        (b"GIF89a" + b"x" * 100, "bukan foto"),
        (b"\xff\xd8\xff" + b"x" * 16 * 1_048_576, "terlalu besar"),
    ],
    ids=["html", "gif", "large"],
)
def test_what_may_not_come_in_is_refused_with_a_sentence(
    client: Client, election: Election, data: bytes, sentence: str
) -> None:
    """By name of the file, and what came before it is kept."""
    sign_in(client, person(Role.OPERATOR, "160701"))
    page = bring(client, HERE, FORM, data).content.decode()
    assert "IMG 1.jpg" in page
    assert sentence in page
    assert "1 foto sebelumnya sudah diterima" in page
    assert Photo.objects.count() == 1


def test_nobody_brings_photos_for_another_kecamatan(client: Client, election: Election) -> None:
    """Nor without a file, nor without the page's key."""
    sign_in(client, person(Role.OPERATOR, "160701"))
    assert bring(client, ELSEWHERE, FORM).status_code == HTTPStatus.FORBIDDEN
    assert "Pilih foto" in bring(client, HERE).content.decode()
    assert "Muat ulang halaman" in bring(client, HERE, FORM, key="x").content.decode()
    assert Photo.objects.count() == 0


def test_a_full_disk_says_that_the_photo_is_not_kept(
    client: Client, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever brought it still has it, and knows."""

    def full(path: object, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stores, "_write_down", full)
    sign_in(client, person(Role.OPERATOR, "160701"))
    page = bring(client, HERE, FORM).content.decode()
    assert "Foto belum tersimpan. Ruang disk untuk foto penuh" in page
    assert Photo.objects.count() == 0


def test_too_many_photos_for_one_form(client: Client, election: Election, settings: Any) -> None:
    """The limit is per TPS and contest."""
    settings.PHOTO_MAX_COUNT = 2
    sign_in(client, person(Role.OPERATOR, "160701"))
    page = bring(client, HERE, *(form_jpeg(str(n)) for n in range(3))).content.decode()
    assert "sudah mempunyai 2 foto" in page
    assert Photo.objects.count() == 2
