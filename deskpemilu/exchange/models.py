"""Figures of others as they were imported, ids of their choices, and what people decided on differences."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from deskpemilu.domain.states import GENERATION_NAMES, Generation
from deskpemilu.exchange.foreign import ORIGIN_NAMES
from deskpemilu.intake.models import Submission
from deskpemilu.registry.models import Contest, Election, Tps

GENERATIONS = [(each.value, name) for each, name in GENERATION_NAMES.items()]


class ForeignFile(models.Model):
    """A file whose figures are kept; `published_at` is the newest time that stands in it."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="foreign_files")
    source = models.CharField(max_length=10, choices=list(ORIGIN_NAMES.items()))
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256, heksadesimal.")
    published_at = models.DateTimeField(null=True, blank=True)
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"{self.source} {self.name}"


class ForeignFigures(models.Model):
    """What a source says of one TPS, or of the sum of a region. Never changed: a newer one is a version.

    `tps` is None for a region, and for a TPS that the register does not have. Never in our totals.
    """

    file = models.ForeignKey(ForeignFile, on_delete=models.PROTECT, related_name="figures")
    source = models.CharField(max_length=10, choices=list(ORIGIN_NAMES.items()))
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=13)
    tps = models.ForeignKey(Tps, null=True, on_delete=models.PROTECT, related_name="+")
    generation = models.CharField(max_length=8, choices=GENERATIONS, default=Generation.REGULER.value)
    version = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    votes = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    images = models.JSONField(default=list, help_text="Alamat foto seperti tertulis pada sumbernya.")
    progress = models.JSONField(null=True, blank=True)
    fingerprint = models.CharField(max_length=32)
    published_at = models.DateTimeField(null=True, blank=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["source", "contest", "code", "generation", "version"], name="one_foreign_a_version"
            ),
            models.UniqueConstraint(
                fields=["source", "contest", "code", "generation"],
                condition=Q(current=True),
                name="one_foreign_is_current",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.code} v{self.version}"


class ForeignChoice(models.Model):
    """Which choice an id of the source stands for (choice_ids.py)."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="foreign_choices")
    pool = models.CharField(max_length=8)
    foreign_id = models.CharField(max_length=20)
    key = models.CharField(max_length=8)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["election", "pool", "foreign_id"], name="one_choice_a_foreign_id"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pool} {self.foreign_id} = {self.key}"


class Verdict(models.TextChoices):
    """What a person makes of a difference."""

    OURS = "ours", "Kami benar – lapor KPU"
    THEIRS = "theirs", "Mereka benar – perbaiki"
    NOTED = "noted", "Dicatat"


class DifferenceNote(models.Model):
    """A decision on one difference; the newest counts.

    It speaks of exactly these two versions (None: that side had nothing).
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=list(ORIGIN_NAMES.items()))
    code = models.CharField(max_length=13)
    theirs = models.ForeignKey(ForeignFigures, null=True, on_delete=models.PROTECT, related_name="notes")
    ours = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    note = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=16, help_text="Golongan selisih ketika diputuskan.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["contest", "source", "code"], name="note_by_place"),)

    def __str__(self) -> str:
        return f"{self.verdict} {self.code}"
