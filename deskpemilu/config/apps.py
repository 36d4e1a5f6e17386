"""Django app of the package: it only brings the start-up checks."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The app `config`."""

    name = "deskpemilu.config"
    label = "config"

    def ready(self) -> None:
        """Register the checks."""
        from deskpemilu.config import checks  # noqa: F401, PLC0415 (registering is the point)
