"""Opening what somebody sent: what is shown holds nothing of the camera, and nothing hostile opens."""

from __future__ import annotations

import pytest
from PIL import ExifTags, Image

from deskpemilu.evidence.looking import SCREEN, SMALL, Seen, look_at
from deskpemilu.evidence.lookout import TOO_LONG, Lookout
from deskpemilu.evidence.sniff import HEIC, JPEG, PDF, PNG, WEBP, media_type_of
from tests.photos import SPOT, bomb, form_jpeg, heic, pdf, picture, png_with_text, saved

FORM = form_jpeg()


def copies(seen: Seen) -> list[bytes]:
    """Every shown copy."""
    return [copy for page in seen.pages for copy in (page.screen, page.small)]


def test_it_reads_when_where_and_by_what_a_photo_was_taken() -> None:
    """As the camera wrote it."""
    camera = look_at(FORM, JPEG).camera
    assert camera.taken_at == "2024-02-14T11:20:05+00:00"
    assert (camera.lat, camera.lon) == (pytest.approx(SPOT[0], abs=1e-4), pytest.approx(SPOT[1], abs=1e-4))
    assert camera.device == "Contoh Ponsel Latihan"


@pytest.mark.parametrize("data", [FORM, heic(FORM)], ids=["jpeg", "heic"])
def test_shown_copies_hold_nothing_of_the_camera(data: bytes) -> None:
    """Neither EXIF nor comment nor profile: the bytes are looked through, not only the parser's view."""
    for copy in copies(look_at(data, media_type_of(data))):
        assert not picture(copy).getexif()
        for trace in (b"Exif", b"Ponsel", b"2024:02:14", b"http://ns.adobe.com", b"ICC_PROFILE"):
            assert trace not in copy


def test_the_words_beside_a_picture_do_not_come_along() -> None:
    """A comment of a PNG or a JPEG may hold anything."""
    secret = "rahasia di dalam berkas"
    with_comment = saved(picture(FORM), "JPEG", comment=secret)
    assert secret.encode() in with_comment
    for data in (png_with_text(FORM, secret), with_comment):
        assert all(secret.encode() not in copy for copy in copies(look_at(data, media_type_of(data))))


def test_a_photo_is_shown_upright() -> None:
    """The camera says by a tag which side is up; the copy needs none."""
    image = Image.new("RGB", (400, 200), "white")
    image.paste("red", (0, 0, 100, 200))  # red at the left of the stored picture
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # to be shown turned clockwise: red comes to the top
    page = look_at(saved(image, "JPEG", exif=exif), JPEG).pages[0]
    assert (page.width, page.height) == (200, 400)
    shown = picture(page.screen)
    assert shown.size == (200, 400)
    red, _, blue = shown.getpixel((100, 20))  # type: ignore[misc]
    assert red > 200
    assert blue < 80


def test_every_format_of_phones_and_scanners_opens() -> None:
    """And the copies are no larger than a screen."""
    image = picture(FORM)
    for data, kind in (
        (FORM, JPEG),
        (saved(image, "PNG"), PNG),
        (saved(image, "WEBP"), WEBP),
        (heic(FORM), HEIC),
        (pdf(FORM, form_jpeg("2")), PDF),
    ):
        assert media_type_of(data) == kind
        seen = look_at(data, kind)
        assert seen.problem == ""
        assert len(seen.pages) == (2 if kind == PDF else 1)
        for page in seen.pages:
            assert max(picture(page.screen).size) <= SCREEN
            assert max(picture(page.small).size) <= SMALL
            assert len(page.looks) == 4


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (FORM[: len(FORM) // 3], JPEG),
        (FORM[:40], JPEG),
        (b"\xff\xd8\xff" + b"\x00" * 5000, JPEG),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, PNG),
        (heic(FORM)[:900], HEIC),
        (b"%PDF-1.7\nini bukan pdf", PDF),
        (pdf(FORM)[:2000], PDF),
        (b"RIFF\x00\x00\x00\x00WEBPxxxx", WEBP),
        (saved(picture(FORM), "GIF"), JPEG),
        (b"", JPEG),
    ],
    ids=["cut", "head", "zeros", "png", "heic", "pdf", "pdf-cut", "webp", "another-kind", "empty"],
)
def test_what_is_broken_gets_a_sentence_and_never_an_error(data: bytes, kind: str) -> None:
    """Malformed is an answer, not an exception."""
    seen = look_at(data, kind)
    assert seen.problem
    assert not seen.pages


def test_a_bomb_is_not_opened() -> None:
    """A few bytes that would fill 4.8 GB."""
    seen = look_at(bomb(), PNG)
    assert "terlalu besar" in seen.problem


def test_an_empty_page_has_no_look() -> None:
    """Else every empty page would be the same picture as every other."""
    assert look_at(saved(Image.new("RGB", (300, 300), "white"), "PNG"), PNG).pages[0].looks == ()


def test_the_lookout_goes_on_after_a_file_that_takes_too_long() -> None:
    """The process is begun anew."""
    with Lookout(seconds=0.0) as impatient:
        assert impatient.look_at(FORM, JPEG).problem == TOO_LONG
        impatient.seconds = 30
        assert impatient.look_at(FORM, JPEG).pages


def test_the_lookout_survives_the_death_of_its_process() -> None:
    """A decoder that crashes takes nothing with it but one answer."""
    with Lookout() as lookout:
        assert lookout.look_at(FORM, JPEG).pages
        assert lookout._process is not None
        lookout._process.kill()
        lookout._process.join()
        assert lookout.look_at(FORM, JPEG).pages
