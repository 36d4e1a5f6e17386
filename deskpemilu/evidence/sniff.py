"""What a file is, by its first bytes: names and headers of senders are not believed. Pure."""

from __future__ import annotations

JPEG, PNG, WEBP, HEIC, PDF = "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"
ENDINGS = {JPEG: "jpg", PNG: "png", WEBP: "webp", HEIC: "heic", PDF: "pdf"}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PDF_WITHIN = 1024  # readers accept rubbish before the header, and scanners write some


def media_type_of(data: bytes) -> str:
    """Media type of a photo or PDF; "" for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return HEIC
    return PDF if b"%PDF-" in data[:_PDF_WITHIN] else ""


def ending_of(media_type: str) -> str:
    """File name ending for a download; `bin` for what is none of the known."""
    return ENDINGS.get(media_type, "bin")
