"""Routes of the screen `inbox`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.inbox import views

_ONE = "pesan/<int:message_id>/"
urlpatterns: list[URLPattern] = [
    path("pesan/", views.listing, name="inbox"),
    path("pesan/telepon/<str:sender>/", views.phone, name="inbox-phone"),
    path(_ONE, views.one, name="inbox-message"),
    path(f"{_ONE}simpan/", views.store, name="inbox-store"),
    path(f"{_ONE}ditinjau/", views.reviewed, name="inbox-reviewed"),
    path(f"{_ONE}bukan/", views.no_report, name="inbox-no-report"),
    path(f"{_ONE}tanya/", views.ask, name="inbox-ask"),
    path(f"{_ONE}petugas/", views.bind, name="inbox-bind"),
    path(f"{_ONE}lepas/", views.unbind, name="inbox-unbind"),
    path(f"{_ONE}nomor/", views.number, name="inbox-number"),
    path(f"{_ONE}ulang/", views.read_again, name="inbox-again"),
]
