"""Django's registration of this package."""

from __future__ import annotations

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    """Koordinasi."""

    name = "deskpemilu.coordination"
    label = "coordination"
    default_auto_field = "django.db.models.BigAutoField"
