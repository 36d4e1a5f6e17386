"""A drawn C.Hasil page, photographed badly: invented figures in invented handwriting. Pure.

Comes in: what stands on the page, and a seed. Goes out: a JPEG as a phone would send it: tilted, in
uneven light, with the camera's time and place in its EXIF. The page is no copy of KPU's form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from random import Random

from PIL import ExifTags, Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 900, 1240
INK = (28, 45, 120)
# Strokes of each digit on a field of 4 × 6.
_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "0": (((2, 0), (0.5, 1), (0.3, 4), (1.8, 6), (3.4, 4.6), (3.5, 1.4), (2.2, 0.1)),),
    "1": (((1, 1.2), (2.2, 0), (2.2, 6)),),
    "2": (((0.5, 1.2), (1.8, 0), (3.3, 1), (3, 2.6), (0.4, 6), (3.6, 5.8)),),
    "3": (((0.5, 0.6), (2, 0), (3.3, 1.2), (1.6, 2.8), (3.5, 4.2), (2, 6), (0.3, 5.2)),),
    "4": (((2.4, 0), (0.3, 4), (3.7, 4)), ((2.7, 2.4), (2.6, 6))),
    "5": (((3.4, 0), (0.9, 0.1), (0.7, 2.6), (2.4, 2.2), (3.5, 3.9), (2.2, 6), (0.4, 5.4)),),
    "6": (((3, 0.1), (0.8, 2.6), (0.5, 4.8), (2, 6), (3.4, 4.8), (2.4, 3.2), (0.7, 4.2)),),
    "7": (((0.4, 0.2), (3.6, 0), (1.6, 6)), ((1, 3), (3, 2.9))),
    "8": (((2, 2.8), (0.7, 1.4), (2, 0), (3.3, 1.4), (0.7, 4.6), (2, 6), (3.4, 4.6), (2, 2.8)),),
    "9": (((3.2, 1.2), (1.8, 0), (0.6, 1.5), (1.8, 3), (3.2, 1.4), (3, 4), (2, 6)),),
    "X": (((0.4, 0.4), (3.6, 5.6)), ((3.6, 0.4), (0.4, 5.6))),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a page: headings, and rows of (label, figure)."""

    title: str
    place: str
    rows: Sequence[tuple[str, int]]


def photograph(
    sheet: Sheet, *, seed: str, taken_at: datetime | None = None, at: tuple[float, float] | None = None
) -> bytes:
    """The page as a JPEG; the same for the same seed. `at`: latitude and longitude."""
    chance = Random(seed)
    page = _page(sheet, chance)
    shot = _shot(page, chance)
    out = BytesIO()
    shot.save(out, "JPEG", quality=78, exif=_exif(taken_at, at))
    return out.getvalue()


def _page(sheet: Sheet, chance: Random) -> Image.Image:
    page = Image.new("RGB", (WIDTH, HEIGHT), (246, 244, 236))
    pen = ImageDraw.Draw(page)
    pen.rectangle((36, 36, WIDTH - 36, HEIGHT - 36), outline=(60, 60, 60), width=3)
    pen.text((WIDTH // 2, 84), "CONTOH - FORMULIR LATIHAN", font=_font(26), fill="black", anchor="mm")
    pen.text((WIDTH // 2, 128), sheet.title.upper(), font=_font(34), fill="black", anchor="mm")
    pen.text((WIDTH // 2, 172), sheet.place.upper(), font=_font(24), fill="black", anchor="mm")
    step = min(96, (HEIGHT - 300) // max(len(sheet.rows), 1))
    for at, (label, figure) in enumerate(sheet.rows):
        top = 220 + at * step
        pen.line((36, top, WIDTH - 36, top), fill=(120, 120, 120), width=2)
        size = min(26, step // 2)
        pen.text((60, top + step // 2), label, font=_font(size), fill="black", anchor="lm")
        _boxes(pen, figure, WIDTH - 330, top, step, chance)
    pen.line((36, 220 + len(sheet.rows) * step, WIDTH - 36, 220 + len(sheet.rows) * step), fill=(120,) * 3)
    return page


def _boxes(pen: ImageDraw.ImageDraw, figure: int, left: int, top: int, step: int, chance: Random) -> None:
    """Three boxes of a figure, written by hand; empty ones are crossed, as the form asks for."""
    side = min(72, step - 12)
    for number, sign in enumerate(f"{figure:X>3}"[-3:]):
        x, y = left + number * (side + 14), top + (step - side) // 2
        pen.rectangle((x, y, x + side, y + side), outline=(90, 90, 90), width=2)
        _write(pen, sign, x + side * 0.2, y + side * 0.14, side * 0.12, chance)


def _write(pen: ImageDraw.ImageDraw, sign: str, x: float, y: float, unit: float, chance: Random) -> None:
    lean, size = chance.uniform(-0.12, 0.12), unit * chance.uniform(0.9, 1.08)
    for stroke in _STROKES[sign]:
        points = [
            (
                x + size * (px + lean * (3 - py) + chance.uniform(-0.13, 0.13)) + unit * 0.4,
                y + size * (py + chance.uniform(-0.13, 0.13)),
            )
            for px, py in stroke
        ]
        pen.line(points, fill=INK, width=max(2, round(unit * 0.62)), joint="curve")


def _shot(page: Image.Image, chance: Random) -> Image.Image:
    """The page on a table, tilted, in uneven light."""
    table = Image.new("RGB", (WIDTH + 160, HEIGHT + 160), (112, 88, 66))
    turned = page.rotate(
        chance.uniform(-3.5, 3.5), Image.Resampling.BILINEAR, expand=True, fillcolor=(112, 88, 66)
    )
    left, top = chance.randint(10, 70), chance.randint(10, 70)
    table.paste(turned, (left, top))
    wide, high = table.size
    dx, dy = (chance.uniform(0, 0.05) * wide for _ in range(2))
    quad = (dx, 0, 0, high - dy, wide, high, wide - dy, dx)
    shot = table.transform(table.size, Image.Transform.QUAD, quad, Image.Resampling.BILINEAR)
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(shot.size)
    light = light.point(lambda value: 175 + value * 80 // 255)
    return Image.composite(shot, Image.new("RGB", shot.size, (40, 34, 30)), light)


def _exif(taken_at: datetime | None, at: tuple[float, float] | None) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Contoh", "Ponsel Latihan"
    if taken_at is not None:
        detail = exif.get_ifd(ExifTags.IFD.Exif)
        detail[ExifTags.Base.DateTimeOriginal] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
        detail[ExifTags.Base.OffsetTimeOriginal] = taken_at.strftime("%z")[:3] + ":00"
    if at is not None:
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        for tag, ref, value, signs in (
            (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, at[0], "NS"),
            (ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, at[1], "EW"),
        ):
            size = abs(value)
            minutes = size % 1 * 60
            place[tag] = (float(int(size)), float(int(minutes)), round(minutes % 1 * 60, 2))
            place[ref] = signs[value < 0]
    return exif


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
