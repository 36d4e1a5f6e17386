"""Django app of the package."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "deskpemilu.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
