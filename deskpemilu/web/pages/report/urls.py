"""Routes of the screen `report`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.report import phone, views

urlpatterns: list[URLPattern] = [
    path("lapor/", views.own, name="report"),
    path("lapor/pekerja.js", phone.program, name="report-program"),
    path("lapor/luring/", phone.frame, name="report-frame"),
    path("lapor/bekal.json", phone.supplies, name="report-supplies"),
    path("lapor/<str:code>/", views.tps, name="report-tps"),
    path("lapor/<str:code>/foto/", phone.photos, name="report-photos"),
    path("lapor/<str:code>/<str:contest>/", views.form, name="report-form"),
    path("lapor/<str:code>/<str:contest>/kirim/", phone.send, name="report-send"),
]
