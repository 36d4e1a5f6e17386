"""Django app of the package."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app `web`."""

    name = "deskpemilu.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
