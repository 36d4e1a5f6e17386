"""The page behind a one-time link: choose a password, and for the first administrator a name too."""

from __future__ import annotations

from typing import cast

from allauth.account.utils import perform_login
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from deskpemilu.accounts import services
from deskpemilu.accounts.models import Person


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label="Kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Paling sedikit 10 karakter, tidak mudah ditebak.",
    )
    again = forms.CharField(
        label="Ulangi kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Both must be the same."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("Kedua kata sandi tidak sama. Ketik ulang.")
        return again


class FirstForm(PasswordForm):
    """Who the first administrator is."""

    field_order = ("name", "username", "password", "again")
    name = forms.CharField(
        label="Nama lengkap", max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    username = forms.CharField(
        label="Nama pengguna",
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        help_text="Paling sedikit 3 huruf kecil, angka, atau titik; dipakai saat masuk.",
    )


@sensitive_post_parameters("password", "again")
@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of a valid link, and carry it out."""
    now = timezone.now()
    try:
        invitation = services.open_invitation(token, now=now)
    except services.AccountRefused as error:
        return render(request, "account/link_over.html", {"reason": str(error)}, status=410)
    form = (FirstForm if invitation.first_administrator else PasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _carry_out(form, token)
        if person is not None:
            # The usual way in: with an authenticator the code is still asked for.
            to = reverse("setup") if invitation.first_administrator else "/"
            return cast(HttpResponse, perform_login(request, person, redirect_url=to))
    return render(request, "account/invitation.html", {"form": form, "invitation": invitation})


def _carry_out(form: PasswordForm, token: str) -> Person | None:
    given = {key: form.cleaned_data.get(key, "") for key in ("password", "username", "name")}
    try:
        return services.accept_invitation(token=token, now=timezone.now(), **given)
    except services.AccountRefused as error:
        form.add_error(None, str(error))
        return None
