"""First run: what the desk still needs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act


@requires(Act.MANAGE_REGISTRY)
def overview(request: DeskRequest) -> HttpResponse:
    """The steps and their state."""
    return render(request, "setup/overview.html")
