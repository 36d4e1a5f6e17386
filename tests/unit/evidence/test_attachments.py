"""Which media of a message may be photos of a form."""

from __future__ import annotations

import base64
import hashlib

import pytest

from deskpemilu.evidence.attachments import Attachment, attachments_of, hex_digest
from deskpemilu.evidence.sniff import media_type_of

DIGEST = hashlib.sha256(b"foto").digest()


def whatsapp(kind: str, **medium: object) -> tuple[Attachment, ...]:
    """Attachments of a message with one medium."""
    return attachments_of("whatsapp", kind, {"message": {"type": kind, kind: medium}})


def test_an_image_with_its_digest() -> None:
    """Meta writes SHA-256 in base64 or in hex."""
    for told in (base64.b64encode(DIGEST).decode(), DIGEST.hex(), DIGEST.hex().upper()):
        (found,) = whatsapp("image", id="700", mime_type="image/jpeg", sha256=told)
        assert found == Attachment("whatsapp", "700", "", "image/jpeg", DIGEST.hex())


@pytest.mark.parametrize(
    ("medium", "count"),
    [
        ({"id": "1", "mime_type": "application/pdf"}, 1),
        ({"id": "1", "mime_type": "image/heic", "filename": "IMG_1.HEIC"}, 1),
        ({"id": "1", "mime_type": "application/octet-stream", "filename": "hasil.JPG"}, 1),
        ({"id": "1", "mime_type": "application/vnd.ms-excel", "filename": "rekap.xls"}, 0),
        ({"mime_type": "application/pdf"}, 0),
        ({"id": ["1"]}, 0),
    ],
)
def test_a_document_counts_when_it_says_that_it_is_a_picture(medium: dict[str, object], count: int) -> None:
    """A phone sends originals as documents; a table is none."""
    assert len(whatsapp("document", **medium)) == count


@pytest.mark.parametrize("kind", ["audio", "video", "sticker", "text", "contacts"])
def test_other_kinds_are_none(kind: str) -> None:
    """A voice note is no form."""
    assert whatsapp(kind, id="1", mime_type="image/jpeg") == ()


def test_a_file_of_a_chat_export() -> None:
    """By its name; without a file there is nothing to fetch."""
    assert attachments_of("chat", "image", {"file": "IMG-1.jpg", "size": 3})[0].file_name == "IMG-1.jpg"
    assert attachments_of("chat", "image", {}) == ()
    assert attachments_of("chat", "document", {"file": "rekap.xlsx"}) == ()


@pytest.mark.parametrize("told", ["", "q1w2e3=", "zz" * 32, "abc", "=" * 64])
def test_a_digest_that_is_none_is_not_believed(told: str) -> None:
    """Then there is nothing to compare with."""
    assert hex_digest(told) == ""


def test_what_a_file_is_stands_in_its_first_bytes() -> None:
    """Not in its name."""
    assert media_type_of(b"GIF89a....") == ""
    assert media_type_of(b"<html>") == ""
    assert media_type_of(b"\x00" * 900 + b"%PDF-1.4") == "application/pdf"
