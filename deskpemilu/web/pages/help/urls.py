"""Routes of the screen `help`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.help import views

urlpatterns = [
    path("bantuan/", views.manual, name="help"),
    path("tentang/", views.about, name="about"),
]
