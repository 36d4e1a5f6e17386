"""Passwords are stored with argon2."""

from __future__ import annotations

import pytest

from deskpemilu.config import settings
from tests.people import PASSWORD, person


def test_argon2_is_the_only_way_a_desk_stores_passwords() -> None:
    """Whatever tests use for speed is put before it by tests/conftest.py, never in the settings file."""
    source = settings.__file__
    with open(source, encoding="utf-8") as file:  # noqa: PTH123 - one line of one file
        assert 'PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]' in file.read()


@pytest.mark.usefixtures("argon2")
def test_a_stored_password_is_an_argon2_hash_that_fits() -> None:
    """And no other password does."""
    who = person()
    assert who.password.startswith("argon2")
    assert who.check_password(PASSWORD)
    assert not who.check_password("lain-sama-sekali")
