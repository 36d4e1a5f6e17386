"""Routes of the screen `tps`: everything about one TPS."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.tps import views

urlpatterns: list[URLPattern] = [
    path("tps/<str:code>/", views.one, name="tps"),
    path("tps/<str:code>/unduh.<str:shape>", views.export, name="tps-export"),
    path("tps/<str:code>/versi/<int:version_id>/", views.version, name="tps-version"),
]
