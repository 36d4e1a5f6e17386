"""Routes of the screen `paste`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.paste import views

urlpatterns: list[URLPattern] = [
    path("tempel/", views.paste, name="paste"),
    path("tempel/hasil/", views.result, name="paste-result"),
]
