"""Routes of the screen `entry`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.entry import plan_views, views, withdraw_views

urlpatterns: list[URLPattern] = [
    path("isi/", views.start, name="entry-start"),
    path("isi/kedua/", views.seconds, name="entry-seconds"),
    path("isi/rencana/", plan_views.plan, name="entry-plan"),
    path("isi/rencana/<int:plan_id>/henti/", plan_views.end, name="entry-plan-end"),
    path("isi/<str:code>/<str:contest>/", views.form, name="entry"),
    path("isi/<str:code>/<str:contest>/simpan/", views.save, name="entry-save"),
    path("isi/<str:code>/<str:contest>/kirim/", views.send, name="entry-send"),
    path("isi/<str:code>/<str:contest>/buang/", views.discard, name="entry-discard"),
    path("isi/<str:code>/<str:contest>/tarik/", withdraw_views.withdraw, name="entry-withdraw"),
    path("isi/<str:code>/<str:contest>/urungkan/", withdraw_views.undo, name="entry-undo"),
]
