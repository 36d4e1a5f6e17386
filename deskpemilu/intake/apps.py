"""Django app of the package."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The app `intake`."""

    name = "deskpemilu.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
