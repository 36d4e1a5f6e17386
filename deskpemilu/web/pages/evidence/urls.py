"""Routes of the screen `evidence`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.evidence import views

_ONE = "foto/<int:photo_id>/"
urlpatterns: list[URLPattern] = [
    path("foto/", views.listing, name="photos"),
    path("foto/batas/", views.limits, name="photo-limits"),
    path(_ONE, views.one, name="photo"),
    path(f"{_ONE}<int:page>/<str:size>.jpg", views.copy, name="photo-copy"),
    path(f"{_ONE}asli/", views.original, name="photo-original"),
    path(f"{_ONE}tempatkan/", views.place, name="photo-place"),
    path(f"{_ONE}sisihkan/", views.aside, name="photo-aside"),
    path(f"{_ONE}lepas/", views.take_off, name="photo-take-off"),
    path(f"{_ONE}urungkan/", views.undo, name="photo-undo"),
    path(f"{_ONE}ulang/", views.retry, name="photo-retry"),
    path("tps/<str:code>/foto/", views.upload, name="photo-upload"),
]
