"""Who was called and what they said, who is reminded and when, where no signal reaches, earlier nights."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q

from deskpemilu.channels.models import InboxMessage
from deskpemilu.registry.models import Election

PEOPLE = settings.AUTH_USER_MODEL


class Call(models.Model):
    """One call to somebody who has not reported. Without an outcome it is going on: a claim on the person.

    Never deleted: an undone call keeps its row with `undone_at`.
    """

    class Outcome(models.TextChoices):
        OPEN = "", "sedang dihubungi"
        ANSWERED = "answered", "dijawab"
        NO_ANSWER = "no_answer", "tidak dijawab"
        PROMISED = "promised", "akan kirim"
        NO_SIGNAL = "no_signal", "tidak ada sinyal"
        WRONG_NUMBER = "wrong_number", "nomor salah"
        WRITTEN = "written", "dikirimi WhatsApp"
        RELEASED = "released", "tidak jadi dihubungi"

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="calls")
    person = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="calls_received")
    caller = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="calls_made")
    number = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    promised_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            # Two callers never ring one person at the same time.
            models.UniqueConstraint(
                fields=["person"], condition=Q(outcome=""), name="one_open_call_a_person"
            ),
        )
        indexes = (models.Index(fields=["election", "person", "-id"], name="call_by_person"),)

    def __str__(self) -> str:
        return f"panggilan {self.pk}"


class SignalMark(models.Model):
    """A desa or TPS that no signal reaches, so that its people are looked for another way."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="signal_marks")
    code = models.CharField(max_length=13, help_text="Kode desa atau TPS.")
    note = models.CharField(max_length=200, blank=True)
    marked_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    cleared_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["election", "code"], condition=Q(cleared_at=None), name="one_signal_mark_a_place"
            ),
        )

    def __str__(self) -> str:
        return self.code


class OptOut(models.Model):
    """Somebody wrote BERHENTI: no reminders until MULAI. Replies to what they write go on."""

    person = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="opt_outs")
    message = models.ForeignKey(InboxMessage, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_living_opt_out_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"berhenti {self.person_id}"


class ReminderPlan(models.Model):
    """When an election's reminders go out. Off until somebody of the desk switches them on."""

    election = models.OneToOneField(
        Election, primary_key=True, on_delete=models.CASCADE, related_name="reminder_plan"
    )
    enabled = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    interval_minutes = models.PositiveSmallIntegerField(default=90)
    most = models.PositiveSmallIntegerField(default=4, help_text="Pengingat terbanyak per petugas.")
    gap_minutes = models.PositiveSmallIntegerField(default=60, help_text="Jarak dari pengingat sebelumnya.")
    recent_minutes = models.PositiveSmallIntegerField(
        default=20, help_text="Yang menulis sebaru ini tidak diingatkan."
    )
    quiet_from = models.TimeField(default=time(23, 30))
    quiet_until = models.TimeField(default=time(5, 0))
    changed_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pengingat {self.election_id}"


class ReminderRound(models.Model):
    """One round of reminders: made once for a slot, by whichever worker came first."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="reminder_rounds")
    slot = models.DateTimeField()
    at = models.DateTimeField()
    started_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.PROTECT, related_name="+")
    sent = models.PositiveIntegerField(default=0)
    to_call = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["election", "slot"], name="one_round_a_slot"),)

    def __str__(self) -> str:
        return f"putaran {self.slot:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """What one round did for one person: a message went out, or why they must be called."""

    round = models.ForeignKey(ReminderRound, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="reminders")
    channel = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=20, blank=True)
    forms = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12)
    dedupe_key = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="one_reminder_a_round"),)
        indexes = (models.Index(fields=["person", "-id"], name="reminder_by_person"),)

    def __str__(self) -> str:
        return f"{self.verdict} {self.person_id}"


class EarlierNight(models.Model):
    """How fast an earlier night came in, from a file: [hours since 00.00 of the voting day, share]."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="earlier_nights")
    name = models.CharField(max_length=80)
    points = models.JSONField()
    file_name = models.CharField(max_length=200)
    added_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["election", "name"], condition=Q(removed_at=None), name="one_earlier_night_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name
