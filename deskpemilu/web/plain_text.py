"""Refuses the NUL character in addresses and forms, once for all screens.

Nobody can type it, PostgreSQL cannot store it, and SQLite silently can: a page that works on one
database and breaks on the other is worse than a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

NUL = "\x00"
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class RefuseNul(MiddlewareMixin):
    """400 for a request whose path, query or form holds NUL."""

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> None:
        """Raise BadRequest, or go on."""
        if NUL in request.path or _holds_nul(request.GET.lists()):
            raise BadRequest("Alamat memuat karakter yang tidak dapat dibaca.")
        # Hooks and the API read their own bodies; only forms are looked into.
        if request.content_type in FORMS and _holds_nul(request.POST.lists()):
            raise BadRequest("Isian memuat karakter yang tidak dapat dibaca. Hapus lalu ketik ulang.")


def _holds_nul(lists: Iterable[tuple[str, Sequence[object]]]) -> bool:
    return any(NUL in key or any(NUL in str(value) for value in values) for key, values in lists)
