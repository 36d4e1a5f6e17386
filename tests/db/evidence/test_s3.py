"""Photos in an S3-compatible store: signed as S3 asks for it, waiting while it is down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.evidence.services import upload
from deskpemilu.evidence.stores import (
    NotThere,
    S3Store,
    StoreDown,
    make_store,
    original_key,
    the_spool,
    the_store,
)
from deskpemilu.evidence.taking import Tools, take_due
from deskpemilu.registry.models import Election, Tps
from tests.db.evidence.scenes import NOW, image, photo_of, send
from tests.photos import form_jpeg
from tests.s3 import S3
from tools.whatsapp_stand_in import StandIn

FORM = form_jpeg()
DIGEST = hashlib.sha256(FORM).hexdigest()


@pytest.fixture
def s3(settings: Any) -> Iterator[S3]:
    """A store, and the settings for it."""
    with S3() as one:
        settings.MEDIA_STORE, settings.MEDIA_S3 = "s3://bukti/desk-uji", one.settings()
        yield one


def test_bytes_go_there_and_come_back(s3: S3) -> None:
    """Under bucket, prefix and key; a key that is not there says so."""
    store = the_store()
    assert isinstance(store, S3Store)
    store.put(original_key(DIGEST), FORM)
    assert s3.objects == {f"bukti/desk-uji/asli/{DIGEST[:2]}/{DIGEST}": FORM}
    assert store.get(original_key(DIGEST)) == FORM
    assert store.holds(original_key(DIGEST))
    assert not store.holds(original_key("0" * 64))
    with pytest.raises(NotThere):
        store.get(original_key("0" * 64))


def test_a_wrong_key_is_a_sentence(s3: S3, settings: Any) -> None:
    """Staff learn what to look at."""
    settings.MEDIA_S3 = s3.settings(secret="salah")
    with pytest.raises(StoreDown, match="SignatureDoesNotMatch"):
        the_store().put(original_key(DIGEST), FORM)
    assert s3.refused == ["SignatureDoesNotMatch"]
    assert not s3.objects


def test_a_store_that_is_down_keeps_photos_waiting(
    s3: S3, tools: Tools, meta: StandIn, operator: Person
) -> None:
    """And later they are there, without anybody doing anything."""
    meta.keep_medium("700", FORM)
    (message,) = send(image("700"))
    there = replace(tools, store=the_store())
    s3.down = True
    take_due(there, now=NOW)
    photo = photo_of(message)
    assert (photo.state, photo.original) == ("waiting", None)
    assert "S3" in photo.reason
    s3.down = False
    assert take_due(there, now=photo.next_at).kept == (photo.pk,)
    assert len(s3.objects) == 3  # the original and two shown copies


def test_no_connection_is_a_sentence(settings: Any) -> None:
    """The server is not there at all."""
    settings.MEDIA_STORE = "s3://bukti"
    settings.MEDIA_S3 = {"url": "http://127.0.0.1:9", "region": "x", "key": "k", "secret": "s"}
    with pytest.raises(StoreDown, match="tidak terhubung"):
        the_store().put(original_key(DIGEST), FORM)


def test_an_upload_is_safe_on_this_machine_while_the_store_is_down(
    s3: S3, tools: Tools, operator: Person, election: Election, tmp_path: Path
) -> None:
    """The person who brought it may go."""
    s3.down = True
    tps = Tps.objects.get(election=election, code="1607012001001")
    photo = upload(
        actor=operator,
        tps=tps,
        contest=None,
        file_name="a.jpg",
        data=FORM,
        key="k" * 16,
        spool=the_spool(),
        now=NOW,
    )
    there = replace(tools, store=the_store())
    assert not take_due(there, now=NOW).kept
    photo.refresh_from_db()
    assert the_spool().get(photo.spool) == FORM
    s3.down = False
    assert take_due(there, now=photo.next_at).kept == (photo.pk,)
    assert s3.objects[f"bukti/desk-uji/{original_key(DIGEST)}"] == FORM


def test_a_place_that_is_none_is_refused_by_name() -> None:
    """At the first use, with what to write."""
    with pytest.raises(StoreDown, match="s3://nama-bucket"):
        make_store("ftp://lama")
