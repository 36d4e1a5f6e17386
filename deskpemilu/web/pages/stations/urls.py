"""Routes of the screen `stations`: TPS that change while the desk is at work."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.stations import views

urlpatterns: list[URLPattern] = [
    path("perubahan-tps/", views.page, name="stations"),
    path("perubahan-tps/batalkan/<int:change_id>/", views.undo, name="station-undo"),
]
