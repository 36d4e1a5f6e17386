"""Routes of the screen `report`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.report import views

urlpatterns: list[URLPattern] = [
    path("lapor/", views.own, name="report"),
    path("lapor/<str:code>/", views.tps, name="report-tps"),
    path("lapor/<str:code>/<str:contest>/", views.form, name="report-form"),
]
