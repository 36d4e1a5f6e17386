"""Django app of the package."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """The app `channels`."""

    name = "deskpemilu.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"
