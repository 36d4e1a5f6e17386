"""Pages go out compressed: an operator has one bar of signal.

Only text is: a photo or a workbook is packed already, and a live stream must not be held back.
Django pads the compressed body at random, so that its length says nothing about secrets in it (BREACH).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORTH_IT = frozenset({"text/html", "text/plain", "text/csv", "application/json", "image/svg+xml"})


class CompressPages(GZipMiddleware):
    """Compresses answers whose content is text."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, smaller where that helps."""
        kind = response.headers.get("Content-Type", "").split(";", 1)[0].strip().lower()
        return super().process_response(request, response) if kind in WORTH_IT else response
