"""What a manager does to one person: one POST, one service, back to the page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from deskpemilu.accounts import authenticators, services
from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.accounts.models import Grant, Phone
from deskpemilu.domain.roles import Act
from deskpemilu.web.pages.people import forms
from deskpemilu.web.pages.people.views import page_of, person_for


@requires(Act.MANAGE_PEOPLE)
@require_POST
def grant(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Give a role."""
    who, form = person_for(request, person_id), forms.GrantForm(request.POST, access=request.access)
    if not form.is_valid():
        return page_of(request, who, status=422, grant_form=form)
    row = services.grant(actor=request.user, person=who, now=timezone.now(), **form.cleaned_data)
    messages.success(request, f"Peran diberikan: {services.describe(row)}.")
    return redirect("person", who.pk)


@requires(Act.MANAGE_PEOPLE)
@require_POST
def revoke(request: DeskRequest, person_id: UUID, grant_id: int) -> HttpResponse:
    """Take a role away."""
    who = person_for(request, person_id)
    row = get_object_or_404(Grant, pk=grant_id, person=who)
    try:
        services.revoke(actor=request.user, grant=row, now=timezone.now())
        messages.success(request, "Peran dicabut.")
    except services.AccountRefused as error:
        messages.error(request, str(error))
    return redirect("person", who.pk)


@requires(Act.MANAGE_PEOPLE)
@require_POST
def add_phone(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Add a phone."""
    who, form = person_for(request, person_id), forms.PhoneForm(request.POST)
    if form.is_valid():
        try:
            services.add_phone(
                actor=request.user, person=who, number=form.cleaned_data["number"], now=timezone.now()
            )
            messages.success(request, "Nomor ditambahkan.")
            return redirect("person", who.pk)
        except services.AccountRefused as error:
            form.add_error("number", str(error))
    return page_of(request, who, status=422, phone_form=form)


@requires(Act.MANAGE_PEOPLE)
@require_POST
def remove_phone(request: DeskRequest, person_id: UUID, phone_id: int) -> HttpResponse:
    """Release a phone."""
    who = person_for(request, person_id)
    phone = get_object_or_404(Phone, pk=phone_id, person=who)
    services.remove_phone(actor=request.user, phone=phone, now=timezone.now())
    messages.success(request, "Nomor dilepas. Pesan yang sudah masuk tetap tercatat atas namanya.")
    return redirect("person", who.pk)


@requires(Act.MANAGE_PEOPLE)
@require_POST
def details(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Change name and pay details."""
    who, form = person_for(request, person_id), forms.DetailsForm(request.POST)
    if not form.is_valid():
        return page_of(request, who, status=422, details_form=form)
    services.change_details(actor=request.user, person=who, details=form.cleaned_data, now=timezone.now())
    messages.success(request, "Data disimpan.")
    return redirect("person", who.pk)


@requires(Act.MANAGE_PEOPLE)
@require_POST
def invite(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Make a one-time link and show it, once."""
    who = person_for(request, person_id)
    link = services.invite(actor=request.user, person=who, now=timezone.now())
    url = request.build_absolute_uri(reverse("invitation", args=[link.token]))
    # Shown in this answer only: the clear token is stored nowhere, not even in the session.
    return page_of(request, who, link={"url": url, "until": link.expires_at})


@requires(Act.MANAGE_PEOPLE)
@require_POST
def authenticator_off(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Switch off the authenticator of somebody who lost it."""
    who = person_for(request, person_id)
    if authenticators.switch_off(actor=request.user, person=who, now=timezone.now()):
        messages.success(request, "Kode autentikator dimatikan. Minta petugas mengaktifkannya kembali.")
    return redirect("person", who.pk)


@requires(Act.MANAGE_PEOPLE)
@require_POST
def set_active(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Let in or keep out."""
    who, active = person_for(request, person_id), request.POST.get("act") == "on"
    try:
        services.set_active(actor=request.user, person=who, active=active, now=timezone.now())
        messages.success(request, f"{who.name} {'dapat masuk lagi' if active else 'dinonaktifkan'}.")
    except services.AccountRefused as error:
        messages.error(request, str(error))
    return redirect("person", who.pk)
