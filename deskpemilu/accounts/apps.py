"""Django app of the package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "deskpemilu.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
