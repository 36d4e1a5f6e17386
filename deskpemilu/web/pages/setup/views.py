"""First run: what the desk still needs, and the form that makes its election."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.registry.services import RegistryRefused, create_election
from deskpemilu.web.election import PARAMETER, current_election
from deskpemilu.web.pages.setup import queries
from deskpemilu.web.pages.setup.forms import ElectionForm


@requires(Act.MANAGE_REGISTRY)
def overview(request: DeskRequest) -> HttpResponse:
    """The steps and their state."""
    return _page(request, ElectionForm())


def _page(request: DeskRequest, form: ElectionForm, *, status: int = 200) -> HttpResponse:
    election = current_election(request)
    found = queries.steps(election, now=timezone.now())
    address = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    context = {
        "steps": found,
        "done": sum(step.state == queries.READY for step in found),
        "form": form,
        "webhook": f"{address}/hooks/whatsapp",
        "is_public": settings.PUBLIC_URL.startswith("https://"),
    }
    return render(request, "setup/overview.html", context, status=status)


@requires(Act.MANAGE_REGISTRY)
@require_POST
def election(request: DeskRequest) -> HttpResponse:
    """Make the election."""
    form = ElectionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = create_election(
                actor=request.user,
                code=given["preset"],
                preset=given["preset"],
                area=given["area"],
                date=given["date"],
                now=timezone.now(),
            )
        except RegistryRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{made.name} disiapkan. Lanjutkan dengan daftar TPS.")
            return redirect(f"/mulai/?{PARAMETER}={made.code}")
    return _page(request, form, status=422)


@requires(Act.MANAGE_REGISTRY)
def areas(request: DeskRequest) -> HttpResponse:
    """Regions a desk can be for, while somebody types."""
    return render(request, "setup/_areas.html", {"options": queries.desk_areas(request.GET.get("area", ""))})
