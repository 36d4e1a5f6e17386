"""Routes of the screen `outbox`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.outbox import views

urlpatterns = [
    path("kotak-keluar/", views.listing, name="outbox"),
    path("kotak-keluar/<int:message_id>/", views.message, name="outbox-message"),
    path("kotak-keluar/<int:message_id>/kirim/", views.retry, name="outbox-retry"),
    path("kotak-keluar/<int:message_id>/batal/", views.cancel, name="outbox-cancel"),
    path("kotak-keluar/kirim-ulang/", views.retry_failed, name="outbox-retry-failed"),
]
