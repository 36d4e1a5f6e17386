"""Sign-in with allauth: nobody signs up, every sign-in is on the record, idle sessions end.

`SessionRules` is the middleware that ends an idle session and sends somebody whose password was set
by another person to the page where they choose their own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from deskpemilu.accounts import services
from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record

SEEN = "seen"
GRAIN = 60  # seconds between two writes of "last seen": a live page must not write at each update
NOT_A_SIGN_OF_LIFE = ("/langsung/",)
QUIET_MESSAGES = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


def name_tried(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The user name of a try, as the lock counts it: one name, however it is capitalised."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login", "")
    return name.strip().lower()[:150]


class DeskAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator; sign-ins and new passwords are recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponseBase:
        """Record the sign-in once all its steps are done."""
        entry = Entry("person.signed_in", subject=f"person:{user.pk}")
        record(actor=user, entries=[entry], now=timezone.now())
        return cast(HttpResponseBase, super().post_login(request, user, **kwargs))

    def set_password(self, user: Person, password: str) -> None:
        """The person's own new password."""
        services.set_password(person=user, password=password, now=timezone.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the desk."""
        return "/"

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Without those that say what everybody sees."""
        template = args[0] if args else kwargs.get("message_template")
        if template not in QUIET_MESSAGES:
            super().add_message(request, level, *args, **kwargs)


class SessionRules(MiddlewareMixin):
    """Ends idle sessions; asks for a new password where the present one was set by somebody else."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """A redirect, or None to go on."""
        if request.path.startswith(settings.STATIC_URL) or not request.user.is_authenticated:
            return None
        if _is_idle(request):
            logout(request)
            messages.warning(
                request, "Anda keluar otomatis karena lama tidak ada kegiatan. Silakan masuk lagi."
            )
            return _to_sign_in(request)
        if request.user.must_change_password:
            allowed = (reverse("account_change_password"), reverse("account_logout"))
            if request.path not in allowed:
                return _refresh(request, allowed[0])
        return None


def _is_idle(request: HttpRequest) -> bool:
    """Whether the session slept too long; notes that it is awake."""
    now, seen = int(time.time()), request.session.get(SEEN)
    if seen is not None and now - seen > settings.IDLE_SECONDS:
        return True
    if request.path not in NOT_A_SIGN_OF_LIFE and (seen is None or now - seen > GRAIN):
        request.session[SEEN] = now
    return False


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return _refresh(request, f"{reverse('account_login')}{'?' if query else ''}{query}")


def _refresh(request: HttpRequest, to: str) -> HttpResponse:
    """A redirect that also works when only a part of a page was asked for."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)
