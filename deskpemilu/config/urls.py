"""All routes of the program. A screen's routes stand in its own folder."""

from __future__ import annotations

from django.urls import include, path

SCREENS = (
    "dashboard",
    "tps",
    "evidence",
    "insight",
    "comparison",
    "inbox",
    "verification",
    "missing",
    "report",
    "entry",
    "paste",
    "imports",
    "people",
    "outbox",
    "audit",
    "setup",
    "help",
    "search",
    "revote",
    "stations",
)

urlpatterns = [
    path("", include("deskpemilu.web.system_urls")),
    path("hooks/", include("deskpemilu.web.hooks.urls")),
    path("api/v1/", include("deskpemilu.web.api.urls")),
    *(path("", include(f"deskpemilu.web.pages.{screen}.urls")) for screen in SCREENS),
]

handler400 = "deskpemilu.web.system_views.bad_request"
handler403 = "deskpemilu.web.system_views.forbidden"
handler404 = "deskpemilu.web.system_views.not_found"
handler500 = "deskpemilu.web.system_views.server_error"
