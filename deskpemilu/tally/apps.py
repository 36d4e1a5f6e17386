"""Django app of the package."""

from django.apps import AppConfig


class TallyConfig(AppConfig):
    """The app `tally`."""

    name = "deskpemilu.tally"
    label = "tally"
    default_auto_field = "django.db.models.BigAutoField"
