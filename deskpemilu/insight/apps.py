"""Django app of the package."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The app `insight`."""

    name = "deskpemilu.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
