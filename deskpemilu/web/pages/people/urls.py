"""Routes of the screen `people`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.people import acts, views

ONE = "petugas/<uuid:person_id>/"

urlpatterns = [
    path("petugas/", views.listing, name="people"),
    path("petugas/baru/", views.add, name="person-add"),
    path("petugas/wilayah/", views.areas, name="people-areas"),
    path(ONE, views.person, name="person"),
    path(f"{ONE}peran/", acts.grant, name="person-grant"),
    path(f"{ONE}peran/<int:grant_id>/cabut/", acts.revoke, name="person-revoke"),
    path(f"{ONE}telepon/", acts.add_phone, name="person-phone"),
    path(
        f"{ONE}telepon/<int:phone_id>/lepas/",
        acts.remove_phone,
        name="person-phone-remove",
    ),
    path(f"{ONE}data/", acts.details, name="person-details"),
    path(f"{ONE}tautan/", acts.invite, name="person-invite"),
    path(f"{ONE}autentikator/", acts.authenticator_off, name="person-authenticator"),
    path(f"{ONE}status/", acts.set_active, name="person-active"),
]
