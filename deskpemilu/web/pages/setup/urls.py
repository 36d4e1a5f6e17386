"""Routes of the screen `setup`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.setup import views

urlpatterns = [
    path("mulai/", views.overview, name="setup"),
    path("mulai/pemilihan/", views.election, name="setup-election"),
    path("mulai/wilayah/", views.areas, name="setup-areas"),
]
