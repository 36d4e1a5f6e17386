"""What every template knows about the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from deskpemilu.config.version import VERSION


def desk(request: HttpRequest) -> dict[str, Any]:
    """`demo`, and the program's version."""
    return {"demo": settings.DEMO, "version": VERSION}
