"""Routes of the screen `imports`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.imports import views

urlpatterns = [
    path("impor/", views.start, name="imports"),
    path("impor/unggah/", views.receive, name="import-upload"),
    path("impor/periksa/", views.look, name="import-preview"),
    path("impor/jalankan/", views.carry_out, name="import-run"),
    path("impor/batal/", views.cancel, name="import-cancel"),
    path("impor/<int:run_id>/", views.report, name="import-report"),
]
