"""Typing the whole C.Hasil: drafts, the plan of second entries, and who typed what."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from deskpemilu.domain.states import Generation
from deskpemilu.intake.models import GENERATIONS, Submission
from deskpemilu.registry.models import Contest, Election, Tps


class EntryDraft(models.Model):
    """What somebody has typed and not yet sent. Counts nowhere; only its author sees it.

    `edit` goes up with every save; `tab` and `seq` say which open page saved last and how far it was,
    so that a late request never overwrites a newer one. `words` are figures that the paper's words say
    where they differ from its digits (rule A15).
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    tps = models.ForeignKey(Tps, on_delete=models.CASCADE, related_name="+")
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="+")
    generation = models.CharField(max_length=8, choices=GENERATIONS, default=Generation.REGULER.value)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    boxes = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    tab = models.CharField(max_length=40, blank=True)
    seq = models.PositiveIntegerField(default=0)
    edit = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tps", "contest", "generation", "person"], name="one_draft_a_person_and_form"
            ),
        )

    def __str__(self) -> str:
        return f"draf {self.tps_id}/{self.contest_id}"


class EntryPlan(models.Model):
    """A line of the plan of second entries (second.PlanRule). Ended, never deleted."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="entry_plans")
    contests = models.JSONField(default=list, blank=True)
    areas = models.JSONField(default=list, blank=True)
    percent = models.PositiveSmallIntegerField(default=100)
    seed = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"rencana {self.pk}"


class FormEntry(models.Model):
    """One form that somebody typed and sent: when, how many boxes, and how it stood to the first one.

    `submission` is the version it became or confirmed. A second entry names the `first` version that
    it was held against, whether it was `equal`, and the `differing` boxes (name, first, second).
    `typed` holds the figures where they are not exactly those of `submission`. One that was withdrawn
    speaks for nothing any more, and stays.
    """

    key = models.UUIDField(unique=True)
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="+")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="+")
    generation = models.CharField(max_length=8, choices=GENERATIONS, default=Generation.REGULER.value)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="entries")
    effect = models.CharField(max_length=12)
    first = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="second_entries")
    equal = models.BooleanField(null=True)
    differing = models.JSONField(default=list)
    typed = models.JSONField(null=True)
    boxes = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(fields=["contest", "tps"], name="entry_by_form"),
            models.Index(fields=["person", "-at"], name="entry_by_person"),
        )

    def __str__(self) -> str:
        return f"isian {self.tps_id}/{self.contest_id}"


class EntryLook(models.Model):
    """Somebody who may correct has looked at the first entry of a form that waits for its second one.

    From then on this person's entry is no blind second one (blindness.py).
    """

    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="+")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="+")
    generation = models.CharField(max_length=8, choices=GENERATIONS, default=Generation.REGULER.value)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "tps", "contest", "generation"], name="one_look_a_person_and_form"
            ),
        )

    def __str__(self) -> str:
        return f"melihat {self.tps_id}/{self.contest_id}"
