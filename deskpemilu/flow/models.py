"""Heartbeats of the workers."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When a worker was last seen alive."""

    worker = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
