"""The API itself: its operations, and every refusal as {"pesan": …} in Indonesian."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from deskpemilu.web.api import counts, estimates, messages, missing, registry
from deskpemilu.web.api.asked import Unclear
from deskpemilu.web.api.tokens import NOT_KEPT, Token, refused, with_token

BAD_BODY = "Isi permintaan tidak dapat dibaca; kirim JSON yang sah (UTF-8)."
NOTHING_THERE = "Yang diminta tidak ada."


class DeskApi(NinjaAPI):
    """Answers that no proxy and no browser keeps."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """The answer, marked."""
        response = super().create_response(request, data, **options)
        for name, value in NOT_KEPT.items():
            response[name] = value
        return response


api = DeskApi(
    title="Desk Pemilu",
    version="1",
    description=f"DATA INTERNAL – BUKAN HASIL RESMI KPU. Desk Pemilu {settings.VERSION}.",
    # A page to try the operations would need scripts that the content policy forbids: docs/api.md.
    docs_url=None,
    docs_decorator=with_token,
    auth=Token(),
)
api.add_router("", registry.router)
api.add_router("", counts.router)
api.add_router("", estimates.router)
api.add_router("", messages.router)
api.add_router("", missing.router)


def _say(request: HttpRequest, text: str, status: int) -> HttpResponse:
    return api.create_response(request, {"pesan": text}, status=status)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refused()


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _say(request, str(error), 403)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(request, str(error) or NOTHING_THERE, 404)


@api.exception_handler(Unclear)
def _unclear(request: HttpRequest, error: Unclear) -> HttpResponse:
    return _say(request, str(error), 422)


@api.exception_handler(HttpError)
def _bad(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _say(request, BAD_BODY if error.status_code == 400 else str(error), error.status_code)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = sorted({".".join(str(part) for part in row["loc"][1:]) or "isi" for row in error.errors})
    text = f"Tidak dapat dibaca: {', '.join(places[:10])}. Periksa nama, jenis, dan batas nilainya."
    return _say(request, text, 422)
