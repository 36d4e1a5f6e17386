"""The page of the automatic reminders: schedule, on and off, who would get what, what went out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from deskpemilu.accounts.access import DeskRequest, requires
from deskpemilu.channels import sending
from deskpemilu.coordination import reminder_services as services
from deskpemilu.coordination.models import ReminderPlan
from deskpemilu.coordination.reminder_queries import (
    intended,
    plan_of,
    rounds_of,
    schedule_of,
    to_call_of,
)
from deskpemilu.coordination.reminding import REASONS, TO_CALL, Verdict, is_quiet, next_slot
from deskpemilu.coordination.services import Refused, ensure_staff
from deskpemilu.domain.roles import Act
from deskpemilu.web.pages.missing.acts import back
from deskpemilu.web.pages.missing.views import election_of

PLAN_ACTS = (Act.WORK_INBOX, Act.MANAGE_REGISTRY)
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
SHOWN = 20


class PlanForm(forms.Form):
    """The schedule as staff type it, in the desk's own time."""

    starts_at = forms.DateTimeField(label="Mulai", widget=MOMENT)
    ends_at = forms.DateTimeField(label="Selesai", widget=MOMENT)
    interval_minutes = forms.IntegerField(label="Setiap (menit)", min_value=15, max_value=1440)
    most = forms.IntegerField(label="Terbanyak per petugas", min_value=1, max_value=20)
    gap_minutes = forms.IntegerField(
        label="Jarak dari pengingat sebelumnya (menit)", min_value=10, max_value=1440
    )
    recent_minutes = forms.IntegerField(label="Lewati yang menulis dalam (menit)", min_value=0, max_value=240)
    quiet_from = forms.TimeField(label="Jam tenang mulai", widget=CLOCK)
    quiet_until = forms.TimeField(label="Jam tenang selesai", widget=CLOCK)


@requires(*PLAN_ACTS)
@require_GET
def reminders(request: DeskRequest) -> HttpResponse:
    """The page, with the preview of a round now."""
    return _page(request)


def _page(request: DeskRequest, form: PlanForm | None = None, status: int = 200) -> HttpResponse:
    election, now, zone = election_of(request), timezone.now(), timezone.get_current_timezone()
    ensure_staff(request.user, election)
    plan = plan_of(election, now=now, zone=zone)
    schedule = schedule_of(plan)
    rows = intended(election, schedule, now=now, zone=zone)
    rounds = rounds_of(election)
    context = {
        "plan": plan,
        "form": form or PlanForm(initial=_initial(plan)),
        "rows": rows if "semua" in request.GET else rows[:SHOWN],
        "more": 0 if "semua" in request.GET else max(0, len(rows) - SHOWN),
        "sums": _sums(rows),
        "next": next_slot(schedule, now, zone) if plan.enabled else None,
        "quiet": is_quiet(schedule, now, zone),
        "paused": sending.missing_keys().get("whatsapp", ""),
        "rounds": rounds,
        "to_call": to_call_of(rounds[0]) if rounds else [],
        "reasons": {verdict.value: text for verdict, text in REASONS.items()},
        "may_plan": True,
        "may_call": True,
    }
    return render(request, "missing/reminders.html", context, status=status)


def _initial(plan: ReminderPlan) -> dict[str, Any]:
    names = [*PlanForm.base_fields]
    return {name: getattr(plan, name) for name in names}


def _sums(rows: list[Any]) -> list[tuple[str, str, int]]:
    """(tone, reason, how many) of the verdicts, those written to first."""
    counted = Counter(row.verdict for row in rows)
    tone = {Verdict.SEND: "ok", **dict.fromkeys(TO_CALL, "warn")}
    return [
        (tone.get(verdict, "quiet"), REASONS[verdict], counted[verdict])
        for verdict in Verdict
        if counted[verdict]
    ]


@requires(*PLAN_ACTS)
@require_POST
def change(request: DeskRequest) -> HttpResponse:
    """Set the schedule."""
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    now, zone = timezone.now(), timezone.get_current_timezone()
    try:
        services.change_plan(
            actor=request.user, election=election_of(request), values=form.cleaned_data, now=now, zone=zone
        )
    except Refused as error:
        form.add_error("ends_at", str(error))
        return _page(request, form, status=422)
    return back(request, "missing-reminders", "Jadwal pengingat disimpan.")


@requires(*PLAN_ACTS)
@require_POST
def switch(request: DeskRequest) -> HttpResponse:
    """Switch on or off."""
    on = request.POST.get("act") == "on"
    now, zone = timezone.now(), timezone.get_current_timezone()
    services.switch(actor=request.user, election=election_of(request), on=on, now=now, zone=zone)
    sentence = "Pengingat otomatis dinyalakan." if on else "Pengingat otomatis dimatikan."
    return back(request, "missing-reminders", sentence)


@requires(*PLAN_ACTS)
@require_POST
def send_now(request: DeskRequest) -> HttpResponse:
    """A round now, by the same rules."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    try:
        made = services.remind_now(actor=request.user, election=election_of(request), now=now, zone=zone)
    except Refused as error:
        return back(request, "missing-reminders", str(error), wrong=True)
    sentence = f"{made.sent} pengingat masuk kotak keluar; {made.to_call} petugas perlu ditelepon."
    return back(request, "missing-reminders", sentence)
