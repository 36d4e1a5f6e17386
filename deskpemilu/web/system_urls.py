"""Routes that watch over the process and sign people in.

allauth's own URL list is not included: each of its views that the desk uses stands here with its
rule, and what is not here (sign-up, e-mail, password by mail) does not exist.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from deskpemilu.accounts.access import public, signed_in
from deskpemilu.web import invitation, system_views

ENTRY = "halaman masuk"
STAGE = "langkah kedua masuk; memeriksa sendiri bahwa kata sandi sudah benar"

urlpatterns = [
    path("masuk/", public(ENTRY)(account.login), name="account_login"),
    path("masuk/kode/", public(STAGE)(mfa.authenticate), name="mfa_authenticate"),
    path("masuk/nonaktif/", public(ENTRY)(account.account_inactive), name="account_inactive"),
    path("keluar/", public("keluar dari desk")(account.logout), name="account_logout"),
    path("undangan/<str:token>/", public("tautan sekali pakai")(invitation.accept), name="invitation"),
    path("akun/sandi/", signed_in(account.password_change), name="account_change_password"),
    path("akun/pastikan/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("akun/pastikan/kode/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("akun/keamanan/", signed_in(mfa.index), name="mfa_index"),
    path("akun/keamanan/aktifkan/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("akun/keamanan/matikan/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("akun/keamanan/kode/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "akun/keamanan/kode/baru/",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "akun/keamanan/kode/unduh/",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("healthz", system_views.healthz, name="healthz"),
    path("readyz", system_views.readyz, name="readyz"),
    path("metrics", system_views.metrics, name="metrics"),
]
