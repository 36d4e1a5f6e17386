"""What people decided about counts, one row an act; undone only by another act."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from deskpemilu.intake.models import Count, Submission


class Act(models.Model):
    """One act of a person on a count: who, when, why, from which state to which."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=20)
    state_before = models.CharField(max_length=10)
    state_after = models.CharField(max_length=10)
    submission_before = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    submission_after = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    requested_before = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    requested_after = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=80, blank=True, help_text="Dari mana: alamat dan perangkat.")
    at = models.DateTimeField()
    undone_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undoes")

    class Meta:
        indexes = (models.Index(fields=["count", "-id"], name="act_by_count"),)

    def __str__(self) -> str:
        return f"{self.act} {self.count_id}"


class Recall(models.Model):
    """A locked figure somebody wants opened: asked by one person, decided by another.

    Open while `decided_at` is empty; `outcome` says what became of it.
    """

    class Outcome(models.TextChoices):
        OPEN = "", "menunggu keputusan"
        GRANTED = "granted", "dikabulkan"
        DECLINED = "declined", "ditolak"
        WITHDRAWN = "withdrawn", "dibatalkan peminta"

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="recalls")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["count"], condition=models.Q(decided_at=None), name="one_open_recall_a_count"
            ),
        )

    def __str__(self) -> str:
        return f"penarikan {self.count_id} {self.get_outcome_display()}"
