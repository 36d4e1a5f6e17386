"""Routes of the screen `revote`: KPU's decisions on voting or counting again."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.revote import views

urlpatterns: list[URLPattern] = [
    path("ulang/", views.listing, name="revotes"),
    path("ulang/baru/", views.new, name="revote-new"),
    path("ulang/cabut/", views.withdraw, name="revote-withdraw"),
]
