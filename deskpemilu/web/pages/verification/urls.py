"""Routes of the screen `verification`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.verification import quality, recalls, views

_FORM = "verifikasi/<str:code>/<str:contest>/"
urlpatterns: list[URLPattern] = [
    path("verifikasi/", views.queue, name="verification"),
    path("verifikasi/daftar/", views.listing, name="verification-list"),
    path("verifikasi/mutu/", quality.page, name="verification-quality"),
    path("verifikasi/mutu/unduh.<str:shape>", quality.take, name="verification-quality-file"),
    path("verifikasi/sekaligus/", views.accept_clean, name="verification-bulk"),
    path(_FORM, views.sheet, name="verification-sheet"),
    path(f"{_FORM}terima/", views.accept, name="verification-accept"),
    path(f"{_FORM}kembalikan/", views.send_back, name="verification-return"),
    path(f"{_FORM}perbaiki/", views.correct, name="verification-correct"),
    path(f"{_FORM}kunci/", views.lock, name="verification-lock"),
    path(f"{_FORM}buka/", views.reopen, name="verification-reopen"),
    path(f"{_FORM}persoalkan/", views.dispute, name="verification-dispute"),
    path(f"{_FORM}tolak/", views.reject, name="verification-reject"),
    path(f"{_FORM}tarik/", views.withdraw, name="verification-withdraw"),
    path(f"{_FORM}penarikan/minta/", recalls.ask, name="verification-recall-ask"),
    path(f"{_FORM}penarikan/kabulkan/", recalls.grant, name="verification-recall-grant"),
    path(f"{_FORM}penarikan/tolak/", recalls.decline, name="verification-recall-decline"),
    path(f"{_FORM}penarikan/batal/", recalls.withdraw, name="verification-recall-withdraw"),
    path(f"{_FORM}urungkan/", views.undo, name="verification-undo"),
    path(f"{_FORM}lihat/", views.look, name="verification-look"),
    path(f"{_FORM}nanti/", views.later, name="verification-later"),
]
