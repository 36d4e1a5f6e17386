"""Routes of the screen `missing`."""

from __future__ import annotations

from django.urls import path

from deskpemilu.web.pages.missing import acts, curves, plan, views

_ONE = "belum/petugas/<uuid:person_id>/"

urlpatterns = [
    path("belum/", views.listing, name="missing"),
    path("belum/tanda/", views.signs, name="missing-signs"),
    path("belum/nomor/", views.numbers, name="missing-numbers"),
    path("belum/panggilan/", views.calls, name="missing-calls"),
    path("belum/unduh.<str:shape>", views.export, name="missing-export"),
    path("belum/kurva/", curves.curve, name="missing-curve"),
    path("belum/kurva/tambah/", curves.add, name="missing-curve-add"),
    path("belum/kurva/<int:night_id>/lepas/", curves.remove, name="missing-curve-remove"),
    path("belum/pengingat/", plan.reminders, name="missing-reminders"),
    path("belum/pengingat/jadwal/", plan.change, name="missing-plan"),
    path("belum/pengingat/sakelar/", plan.switch, name="missing-switch"),
    path("belum/pengingat/kirim/", plan.send_now, name="missing-send"),
    path(_ONE, views.person, name="missing-person"),
    path(f"{_ONE}telepon/", acts.call, name="missing-call"),
    path(f"{_ONE}hasil/", acts.outcome, name="missing-outcome"),
    path(f"{_ONE}lepas/", acts.release, name="missing-release"),
    path(f"{_ONE}panggilan/<int:call_id>/urungkan/", acts.undo, name="missing-undo"),
    path(f"{_ONE}sinyal/", acts.signal, name="missing-signal"),
]
