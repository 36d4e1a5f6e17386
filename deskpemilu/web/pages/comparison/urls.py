"""Routes of the screen `comparison`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.comparison import views

_PLACE = "banding/<str:contest>/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("banding/", views.home, name="comparison-home"),
    path("banding/<str:contest>/tps/<str:code>/", views.one, name="comparison-tps"),
    path("banding/<str:contest>/tps/<str:code>/putusan/", views.decide, name="comparison-decide"),
    path(_PLACE, views.listing, name="comparison"),
    path(f"{_PLACE}jumlah/", views.sums, name="comparison-sums"),
    path(f"{_PLACE}surat/", views.letter, name="comparison-letter"),
    path(f"{_PLACE}templat-dhasil.<str:shape>", views.template, name="comparison-template"),
    path(f"{_PLACE}unduh.<str:shape>", views.export, name="comparison-export"),
]
