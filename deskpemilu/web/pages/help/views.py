"""The manual and the credits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from deskpemilu.accounts.access import DeskRequest, signed_in
from deskpemilu.accounts.models import Grant
from deskpemilu.accounts.services import describe
from deskpemilu.web.pages.help.credits import CREDITS


@signed_in
def manual(request: DeskRequest) -> HttpResponse:
    """A short manual for each role, with one's own first."""
    own = Grant.objects.filter(person=request.user, revoked_at=None).order_by("area")
    return render(request, "help/manual.html", {"own": [describe(row) for row in own]})


@signed_in
def about(request: HttpRequest) -> HttpResponse:
    """Version, licences, credits."""
    return render(request, "help/about.html", {"credits": CREDITS})
