"""Fixtures for all tests."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from pytest_django.fixtures import Settings

# The same examples in every run: a red build means a change. HYPOTHESIS_PROFILE=explore looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
_folder = tempfile.TemporaryDirectory(prefix="desk-test-")


def pytest_configure() -> None:
    """The test database is a file, as a desk's is.

    SQLite's shared database in memory knows no waiting: a browser test's server and its test would
    refuse each other. What the tests write need not survive a power cut.
    """
    database = django_settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {}).update(NAME=str(Path(_folder.name) / "test.sqlite3"))
        command = database["OPTIONS"]["init_command"]
        database["OPTIONS"]["init_command"] = command.replace("synchronous=FULL", "synchronous=OFF")
    # Argon2 is slow on purpose. It stays the first choice in tests that are about it (argon2 fixture).
    django_settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *django_settings.PASSWORD_HASHERS,
    ]


@pytest.fixture
def argon2(settings: Settings) -> None:
    """Passwords as a desk stores them."""
    settings.PASSWORD_HASHERS = [name for name in settings.PASSWORD_HASHERS if "Argon2" in name]


@pytest.fixture(autouse=True)
def _keep_files_apart(tmp_path: Path, settings: Settings) -> None:
    """Files that a test writes go to its own folder."""
    settings.MEDIA_ROOT = tmp_path
