"""Routes of the screen `search`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.search import views

urlpatterns = [path("cari/", views.search, name="search")]
