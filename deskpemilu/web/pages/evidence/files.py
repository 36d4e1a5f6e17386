"""Bytes of a photo to a browser: never cached by anybody between, never under a guessable address."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.sniff import ending_of
from deskpemilu.evidence.stores import NotThere, StoreDown, original_key, shown_key, the_store

GONE = "Berkas foto ini tidak ada di penyimpanan."


def shown(photo: Photo, page: int, size: str) -> HttpResponse:
    """A shown copy. Raises Http404 for a page that is not there."""
    if photo.original is None:
        raise Http404(GONE)
    return _private(_bytes(shown_key(photo.original.digest, page, size)), "image/jpeg")


def original(photo: Photo) -> HttpResponse:
    """The file as it came, to be saved, not opened in the page."""
    if photo.original is None:
        raise Http404(GONE)
    kept = photo.original
    answer = _private(_bytes(original_key(kept.digest)), kept.media_type or "application/octet-stream")
    place = photo.tps.code if photo.tps else "tanpa-tps"
    name = f"foto-{place}-{kept.digest[:12]}.{ending_of(kept.media_type)}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-SHA256"] = kept.digest
    return answer


def _bytes(key: str) -> bytes | None:
    try:
        return the_store().get(key)
    except NotThere:
        raise Http404(GONE) from None
    except StoreDown:
        return None


def _private(data: bytes | None, media_type: str) -> HttpResponse:
    if data is None:
        return HttpResponse(
            "Penyimpanan foto sedang tidak dapat dihubungi. Coba lagi sebentar.",
            status=503,
            content_type="text/plain; charset=utf-8",
        )
    answer = HttpResponse(data, content_type=media_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
