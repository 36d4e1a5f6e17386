"""Django's registration of this package."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Pertukaran data."""

    name = "deskpemilu.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
