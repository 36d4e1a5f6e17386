"""Routes of the hooks."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.hooks.whatsapp import whatsapp

urlpatterns: list[URLPattern] = [
    path("whatsapp", whatsapp, name="hook_whatsapp"),
]
