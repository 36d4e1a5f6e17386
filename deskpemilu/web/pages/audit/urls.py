"""Routes of the screen `audit`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.audit import views

urlpatterns = [
    path("audit/", views.listing, name="audit"),
    path("audit/periksa/", views.verify_chain, name="audit-verify"),
]
