"""Invented photos for tests: drawn forms in every format that a phone or scanner sends."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pillow_heif
from PIL import Image, PngImagePlugin

from deskpemilu.flow.rehearsal.paper import Sheet, photograph

TAKEN_AT = datetime(2024, 2, 14, 11, 20, 5, tzinfo=UTC)
SPOT = (-2.765432, 104.712345)


def form_jpeg(seed: str = "1", *figures: int, place: str = "Mekar Sari TPS 001") -> bytes:
    """A photographed form with EXIF time, place and device."""
    rows = [(f"Nomor urut {n}", figure) for n, figure in enumerate(figures or (118, 74, 9), start=1)]
    return photograph(Sheet("Presiden", place, rows), seed=seed, taken_at=TAKEN_AT, at=SPOT)


def picture(data: bytes) -> Image.Image:
    """An opened picture."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def again(data: bytes, *, quality: int = 60, scale: float = 0.5, turn: int = 0) -> bytes:
    """The same picture as another app sends it on: smaller, compressed anew, perhaps turned, no EXIF."""
    image = picture(data)
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    return saved(image.rotate(turn, expand=True), "JPEG", quality=quality)


def saved(image: Image.Image, format_: str, **options: object) -> bytes:
    """A picture's file."""
    out = BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def heic(data: bytes) -> bytes:
    """A picture as an iPhone stores it, with the EXIF of the original."""
    image = picture(data)
    file = pillow_heif.from_pillow(image.convert("RGB"))
    out = BytesIO()
    file.save(out, quality=70, exif=image.info.get("exif", b""))
    return out.getvalue()


def pdf(*pages: bytes) -> bytes:
    """A scan of several pages."""
    first, *others = [picture(page).convert("RGB") for page in pages]
    return saved(first, "PDF", save_all=True, append_images=others)


def png_with_text(data: bytes, text: str) -> bytes:
    """A PNG that carries words beside its pixels."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", text)
    return saved(picture(data), "PNG", pnginfo=about)


def bomb() -> bytes:
    """A small PNG that says it has 40,000 × 40,000 points."""
    tiny = bytearray(saved(Image.new("1", (1, 1)), "PNG"))
    import struct  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    tiny[16:24] = struct.pack(">II", 40_000, 40_000)
    tiny[29:33] = struct.pack(">I", zlib.crc32(bytes(tiny[12:29])))
    return bytes(tiny)
