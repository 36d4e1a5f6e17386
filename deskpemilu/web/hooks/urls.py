"""Routes of the hooks."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.hooks.sms import sms
from deskpemilu.web.hooks.whatsapp import whatsapp

urlpatterns: list[URLPattern] = [
    path("whatsapp", whatsapp, name="hook_whatsapp"),
    path("sms", sms, name="hook_sms"),
]
