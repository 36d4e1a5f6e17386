"""The manual and the credits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from deskpemilu.accounts.access import signed_in


@signed_in
def manual(request: HttpRequest) -> HttpResponse:
    """A short manual for each role."""
    return render(request, "help/manual.html")


@signed_in
def about(request: HttpRequest) -> HttpResponse:
    """Version, licences, credits."""
    return render(request, "help/about.html")
