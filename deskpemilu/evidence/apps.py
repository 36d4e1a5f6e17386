"""Django's registration of this package."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Bukti foto."""

    name = "deskpemilu.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
