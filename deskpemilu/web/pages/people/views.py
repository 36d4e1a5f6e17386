"""People: who they are, what they may do, how they sign in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from deskpemilu.accounts import services
from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.accounts.authenticators import has_authenticator
from deskpemilu.accounts.models import Person
from deskpemilu.domain.roles import ROLE_NAMES, TOTALS_BY_DEFAULT, Act
from deskpemilu.web.pages.people import forms, queries

PAGE_SIZE = 50


@requires(Act.MANAGE_PEOPLE)
def listing(request: DeskRequest) -> HttpResponse:
    """Search and list."""
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "peran", "status")}
    found = queries.people(request.access, words=asked["q"], role=asked["peran"], state=asked["status"])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("hal"))
    names = queries.area_names([row for each in page for row in each.living_grants])  # type: ignore[attr-defined]
    context = {"page": page, "asked": asked, "roles": ROLE_NAMES.items(), "area_names": names}
    return render(request, "people/list.html", context)


@requires(Act.MANAGE_PEOPLE)
def add(request: DeskRequest) -> HttpResponse:
    """The form for somebody new, and carrying it out."""
    form = forms.PersonForm(request.POST or None, access=request.access, initial={"role": "operator"})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_person(actor=request.user, now=timezone.now(), **form.cleaned_data)
        except services.AccountRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, f"{made.name} ditambahkan. Buat tautan masuk bila ia perlu membuka desk."
            )
            return redirect("person", made.pk)
    usual = ",".join(role.value for role in TOTALS_BY_DEFAULT)
    return render(request, "people/add.html", {"form": form, "usual_totals": usual})


@requires(Act.MANAGE_PEOPLE)
def areas(request: DeskRequest) -> HttpResponse:
    """Options for the region field while somebody types."""
    options = queries.suggestions(request.access, request.GET.get("area", ""))
    return render(request, "people/_areas.html", {"options": options})


def person_for(request: DeskRequest, person_id: UUID) -> Person:
    """The person, if the one who asks manages them. Raises Http404 or PermissionDenied."""
    found = get_object_or_404(Person, pk=person_id)
    services.ensure_may_person(request.user, found)
    return found


@requires(Act.MANAGE_PEOPLE)
def person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Everything about one person that a manager sets."""
    return page_of(request, person_for(request, person_id))


def page_of(request: DeskRequest, who: Person, *, status: int = 200, **bound: object) -> HttpResponse:
    """The page of a person; `bound` replaces empty forms by those that were refused."""
    grants = list(who.grants.order_by("revoked_at", "area"))
    context = {
        "who": who,
        "grants": [row for row in grants if row.revoked_at is None],
        "past": [row for row in grants if row.revoked_at is not None],
        "area_names": queries.area_names(grants),
        "has_authenticator": has_authenticator(who),
        "phones": who.phones.filter(active=True),
        "grant_form": forms.GrantForm(access=request.access, initial={"role": "operator"}),
        "phone_form": forms.PhoneForm(),
        "details_form": forms.DetailsForm(initial={key: getattr(who, key) for key in services.DETAILS}),
        "usual_totals": ",".join(role.value for role in TOTALS_BY_DEFAULT),
    }
    return render(request, "people/person.html", {**context, **bound}, status=status)
