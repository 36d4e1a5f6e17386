"""All routes of the program. A screen's routes stand in its own folder."""

from __future__ import annotations

from django.urls import include, path

SCREENS = (
    "dashboard",
    "tps",
    "inbox",
    "verification",
    "report",
    "paste",
    "imports",
    "people",
    "outbox",
    "audit",
    "setup",
    "help",
)

urlpatterns = [
    path("", include("deskpemilu.web.system_urls")),
    path("hooks/", include("deskpemilu.web.hooks.urls")),
    *(path("", include(f"deskpemilu.web.pages.{screen}.urls")) for screen in SCREENS),
]
