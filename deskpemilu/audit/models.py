"""Rows of the audit log and the head of its chain."""

from __future__ import annotations

from typing import Any

from django.db import models


class Head(models.Model):
    """The chain's end, one row: locked by whoever appends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"#{self.number}"


class Record(models.Model):
    """One act or look. Never updated, never deleted."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=36, blank=True)
    actor = models.CharField(max_length=150)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=13, blank=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["act", "number"]),
            models.Index(fields=["subject", "number"]),
            models.Index(fields=["actor_id", "number"]),
        )

    def __str__(self) -> str:
        return f"#{self.number} {self.act}"

    def content(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "actor_id": self.actor_id,
            "actor": self.actor,
            "act": self.act,
            "subject": self.subject,
            "region": self.region,
            "data": self.data,
        }
