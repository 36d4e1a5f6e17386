"""Django app of the package."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The app `registry`."""

    name = "deskpemilu.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
