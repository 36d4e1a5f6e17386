"""Which media of a message may be photos or scans of a form. Pure.

Comes in: channel, kind and payload of an inbox message. Goes out: an Attachment for each image, and
for each document that says it is an image or a PDF. Voice, video, stickers and contacts are none.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deskpemilu.channels.foreign import identifier, text_at

IMAGES = frozenset({"image", "document"})
# A phone sends an original as a document to keep its quality; its name and type are what it says.
_DOCUMENT_TYPES = ("image/", "application/pdf")
_ENDINGS = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".pdf")
ID_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    """One medium. `digest` is the SHA-256 in hex that the channel states, "" where it states none."""

    source: str
    media_id: str
    file_name: str = ""
    media_type: str = ""
    digest: str = ""
    url: str = ""


def attachments_of(channel: str, kind: str, payload: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The photos of a message."""
    if channel == "whatsapp" and "rehearsal_photo" in payload:
        return (Attachment("rehearsal", str(payload["rehearsal_photo"])[:ID_LIMIT]),)
    if kind not in IMAGES:
        return ()
    if channel == "chat":
        file = text_at(payload, "file")
        wanted = file and (kind == "image" or file.lower().endswith(_ENDINGS))
        return (Attachment("chat", identifier(file, ID_LIMIT), file[:ID_LIMIT]),) if wanted else ()
    return _whatsapp(kind, payload) if channel == "whatsapp" else ()


def _whatsapp(kind: str, payload: Mapping[str, Any]) -> tuple[Attachment, ...]:
    message = payload.get("message")
    medium = message.get(kind) if isinstance(message, dict) else None
    if not isinstance(medium, dict) or not text_at(medium, "id"):
        return ()
    media_type = text_at(medium, "mime_type").partition(";")[0].strip().lower()
    name = text_at(medium, "filename")
    if kind == "document" and not (media_type.startswith(_DOCUMENT_TYPES) or name.lower().endswith(_ENDINGS)):
        return ()
    return (
        Attachment(
            source="whatsapp",
            media_id=identifier(text_at(medium, "id"), ID_LIMIT),
            file_name=name[:ID_LIMIT],
            media_type=media_type[:60],
            digest=hex_digest(text_at(medium, "sha256")),
        ),
    )


def hex_digest(told: str) -> str:
    """A SHA-256 as hex, from hex or base64 (Meta sends either); "" for anything else."""
    value = told.strip()
    if len(value) == 64:
        return value.lower() if all(sign in "0123456789abcdefABCDEF" for sign in value) else ""
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""
