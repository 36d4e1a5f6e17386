"""Opening what somebody sent: pages to show, and what the camera wrote. Pure, and run elsewhere.

Comes in: bytes from anybody and their media type. Goes out: upright pages as new JPEGs without any
metadata, their looks, and time, place and device as the file tells them. Refuses, with a sentence,
what cannot be opened or would not fit into memory. Decoders are written in C and see hostile bytes,
so only `lookout.py` calls this, in a process of its own with limits; nothing here imports Django.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pi_heif
from PIL import Image, ImageOps, ImageStat

from deskpemilu.evidence.camera import Camera, camera_of
from deskpemilu.evidence.looks import look_of
from deskpemilu.evidence.sniff import HEIC, JPEG, PDF, PNG, WEBP

MOST_PIXELS = 130_000_000  # the largest phone cameras; a JPEG is decoded at a fraction of it
MOST_PIXELS_WHOLE = 60_000_000  # for formats that are decoded whole
MOST_PAGES = 30
SCREEN, SMALL = 1600, 320
QUALITY = 82
FLAT = 4.0  # a page with less contrast than this looks like every other empty page
FORMATS = {JPEG: ("JPEG", "MPO"), PNG: ("PNG",), WEBP: ("WEBP",), HEIC: ("HEIF",)}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
pi_heif.register_heif_opener(thumbnails=False)


class Unreadable(RuntimeError):
    """The file cannot be shown; the text says why."""


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page: its size in pixels, two copies to show, and its look upright and turned thrice."""

    width: int
    height: int
    screen: bytes
    small: bytes
    looks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in a file. `problem` is set, and nothing else, when it cannot be shown."""

    pages: tuple[SeenPage, ...] = ()
    camera: Camera = field(default_factory=Camera)
    problem: str = ""


def look_at(data: bytes, media_type: str) -> Seen:
    """Open a file. Never raises for what is in it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _pdf(data) if media_type == PDF else _image(data, media_type)
    except Unreadable as refusal:
        return Seen(problem=str(refusal))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return Seen(problem="Gambar terlalu besar untuk dibuka dengan aman.")
    except Exception as error:  # the decoders' own exceptions are of many kinds
        return Seen(problem=f"Berkas rusak atau tidak lengkap ({type(error).__name__}).")


def _image(data: bytes, media_type: str) -> Seen:
    if media_type not in FORMATS:
        raise Unreadable("Jenis berkas ini tidak dapat ditampilkan.")
    with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "HEIF")) as image:
        if image.format not in FORMATS[media_type]:
            raise Unreadable("Isi berkas tidak sesuai dengan jenisnya.")
        camera = camera_of(image)
        width, height = image.size
        if image.format in ("JPEG", "MPO"):
            image.draft("RGB", (SCREEN * 2, SCREEN * 2))
        elif width * height > MOST_PIXELS_WHOLE:
            raise Unreadable("Gambar terlalu besar untuk dibuka dengan aman.")
        upright = ImageOps.exif_transpose(image)
        turned = (upright.width > upright.height) != (image.width > image.height)
        size = (height, width) if turned else (width, height)
        return Seen((_page(upright, size),), camera)


def _pdf(data: bytes) -> Seen:
    import pypdfium2  # noqa: PLC0415 - heavy, and few send a PDF

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable("PDF terkunci kata sandi." if locked else "PDF rusak atau tidak lengkap.") from error
    try:
        pages = tuple(_pdf_pages(document))
    finally:
        document.close()
    if not pages:
        raise Unreadable("PDF ini tidak berisi halaman.")
    return Seen(pages)


def _pdf_pages(document: object) -> Iterator[SeenPage]:
    for number in range(min(len(document), MOST_PAGES)):  # type: ignore[arg-type]
        page = document[number]  # type: ignore[index]
        width, height = page.get_size()
        if not (1 <= width <= 20_000 and 1 <= height <= 20_000):
            raise Unreadable("Ukuran halaman PDF tidak wajar.")
        bitmap = page.render(scale=SCREEN / max(width, height))
        image = bitmap.to_pil()
        yield _page(image, image.size)


def _page(image: Image.Image, size: tuple[int, int]) -> SeenPage:
    clean = _clean(image)
    small = clean.copy()
    small.thumbnail((SMALL, SMALL))
    looks: tuple[str, ...] = ()
    if ImageStat.Stat(small.convert("L")).stddev[0] >= FLAT:
        looks = tuple(look_of(clean.rotate(90 * turn, expand=True)) for turn in range(4))
    return SeenPage(*size, _jpeg(clean), _jpeg(small), looks)


def _clean(image: Image.Image) -> Image.Image:
    """A new picture of the pixels alone, no larger than a screen: no EXIF, comment, profile or text."""
    image.thumbnail((SCREEN, SCREEN), reducing_gap=2.0)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layers = image.convert("RGBA")
        paper = Image.new("RGB", layers.size, "white")
        paper.paste(layers, mask=layers.getchannel("A"))
        return paper
    clean = Image.new("RGB", image.size)
    clean.paste(image.convert("RGB"))
    return clean


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
