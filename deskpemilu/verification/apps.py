"""Django app of the package."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """The app `verification`."""

    name = "deskpemilu.verification"
    label = "verification"
    default_auto_field = "django.db.models.BigAutoField"
