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
    at = models.DateTimeField()
    undone_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undoes")

    class Meta:
        indexes = (models.Index(fields=["count", "-id"], name="act_by_count"),)

    def __str__(self) -> str:
        return f"{self.act} {self.count_id}"
