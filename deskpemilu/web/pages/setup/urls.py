"""Routes of the screen `setup`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.setup import views

urlpatterns = [path("mulai/", views.overview, name="setup")]
