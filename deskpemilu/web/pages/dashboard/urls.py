"""Routes of the screen `dashboard`, and the stream that tells open pages of changes."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web import live
from deskpemilu.web.pages.dashboard import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("dasbor/<str:contest>/", views.whole, name="dashboard"),
    path("dasbor/<str:contest>/<str:code>/", views.area, name="dashboard-area"),
    path("dasbor/<str:contest>/<str:code>/unduh.<str:shape>", views.export, name="dashboard-export"),
    path("langsung/", live.stream, name="live"),
]
