"""Routes that watch over the process and sign people in."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
