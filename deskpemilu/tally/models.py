"""Totals of regions, and the version number that tells pages that something changed."""

from __future__ import annotations

from django.db import models

from deskpemilu.registry.models import Contest, Election, Region


class Total(models.Model):
    """Totals of a contest in a region; re-summed from the level below, never incremented.

    `received` and `verified` hold {"tps", "valid", "invalid", "total", "voters", "votes": {key: n}}.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="totals")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="totals")
    level = models.CharField(max_length=10)
    tps_total = models.PositiveIntegerField(default=0)
    dpt = models.PositiveIntegerField(default=0)
    tps_in = models.PositiveIntegerField(default=0)
    tps_verified = models.PositiveIntegerField(default=0)
    tps_held = models.PositiveIntegerField(default=0)
    received = models.JSONField(default=dict)
    verified = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["contest", "region"], name="one_total_a_region"),)
        indexes = (models.Index(fields=["contest", "level"], name="total_by_level"),)

    def __str__(self) -> str:
        return f"{self.contest_id} {self.region_id}"


class LiveVersion(models.Model):
    """Counts up whenever something that pages show has changed."""

    election = models.OneToOneField(Election, primary_key=True, on_delete=models.CASCADE)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
