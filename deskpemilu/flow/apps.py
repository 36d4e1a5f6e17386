"""Django app of the package."""

from django.apps import AppConfig


class FlowConfig(AppConfig):
    """The app `flow`."""

    name = "deskpemilu.flow"
    label = "flow"
    default_auto_field = "django.db.models.BigAutoField"
